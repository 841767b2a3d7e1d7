from functools import wraps

from trytond.pool import Pool
from trytond.transaction import Transaction


def own_context(func):
    """Run a method of the portal in a context of the module's making.

    Of the caller's context only the language is kept. Everything else that
    changes meaning (company, price list, customer, dates, archived records)
    is what the module says, and access checks stay as the RPC set them.
    """
    @wraps(func)
    def wrapper(*args, **kwargs):
        transaction = Transaction()
        User = Pool().get('res.user')
        given = transaction.context
        context = {
            name: given[name] for name in ('_check_access', '_request')
            if name in given}
        language = given.get('language')
        if language in {'fr', 'en'}:
            context['language'] = language
        with transaction.reset_context():
            context['company'] = User.portal_company()
            with transaction.set_context(context):
                return func(*args, **kwargs)
    return wrapper
