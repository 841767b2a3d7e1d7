"""The dispatcher's wall: portal and service people may call named methods.

Tryton's dispatcher offers every method in every model's ``__rpc__`` to every
signed-in person. The guard stands before it and lets people of the portal
and service groups call the exact list of ``allowed.py``; all else is HTTP
403 before any model code runs. JSON-RPC and XML-RPC share the dispatcher, so
both pass here. ``res.user`` and ``ir.session`` refuse these people when the
request does not carry the portal's key: then they never get this far.

Source: trytond 7.0 ``protocols/dispatcher.py`` and ``protocols/wrappers.py``.
"""
import hmac
import os
from functools import cached_property, wraps

from trytond.pool import Pool
from trytond.transaction import Transaction

from .allowed import PORTAL_METHODS, SERVICE_METHODS
from .factor import UNLOCKED, locked
from .fresh import session_mark

HEADER = 'X-ITF-Portal-Key'
VARIABLE = 'TRYTON_PORTAL_KEY'
METHODS = {'portal': PORTAL_METHODS, 'service': SERVICE_METHODS}
GUARDED = ('_dispatch', 'list_method', 'help_method', 'logout')


def has_key(headers):
    """True when the request carries the portal's key.

    Compared in constant time; without a configured key nobody has it.
    """
    expected = os.environ.get(VARIABLE, '')
    given = headers.get(HEADER, '')
    if not expected or not given:
        return False
    return hmac.compare_digest(
        given.encode('utf-8', 'replace'), expected.encode('utf-8'))


def kind_of(database_name, user):
    """What may be called: (kind, whether a second factor must come first).

    The kind is 'portal', 'service' or None for the user of a request.
    """
    with Transaction().start(database_name, user, readonly=True):
        pool = Pool(database_name)
        if database_name not in Pool.database_list():
            pool.init()
        User = pool.get('res.user')
        if not hasattr(User, 'portal_kind'):
            # another database of this server, without the module
            return None, False
        return User.portal_kind(user), locked(user)


def check(request, database_name):
    """Abort with 401 or 403 when the request is not for this person."""
    from trytond.protocols.wrappers import HTTPStatus, abort

    user = request.user_id
    if not user:
        # the guarded function answers 401 itself
        return
    kind, closed = kind_of(database_name, user)
    if closed and request.rpc_method not in UNLOCKED:
        abort(HTTPStatus.FORBIDDEN)
    if kind is None:
        return
    if request.authorization.type != 'session':
        # a password on every call would go round sign-in and its limits
        abort(HTTPStatus.UNAUTHORIZED)
    if request.rpc_method not in METHODS[kind]:
        abort(HTTPStatus.FORBIDDEN)


def _guarded(function):
    @wraps(function)
    def wrapper(request, database_name, *args, **kwargs):
        check(request, database_name)
        return function(request, database_name, *args, **kwargs)
    wrapper.itf_portal_guard = True
    return wrapper


def install():
    """Put the guard before the running trytond's dispatcher, once."""
    from trytond.protocols import dispatcher, wrappers

    for name in GUARDED:
        function = getattr(dispatcher, name)
        if not getattr(function, 'itf_portal_guard', False):
            setattr(dispatcher, name, _guarded(function))

    original = wrappers.Request.__dict__['context']
    if getattr(original.func, 'itf_portal_guard', False):
        return

    def context(self):
        # travels as context['_request'] to sign-in and to session checks;
        # keys with a leading underscore cannot come from the client
        authorization = self.authorization
        session = None
        if authorization and authorization.type == 'session':
            session = authorization.get('session')
        return dict(
            original.func(self), portal_key=has_key(self.headers),
            session=session_mark(session) if session else None)
    context.itf_portal_guard = True
    guarded = cached_property(context)
    guarded.__set_name__(wrappers.Request, 'context')
    wrappers.Request.context = guarded
