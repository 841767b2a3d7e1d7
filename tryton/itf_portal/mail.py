"""What a mail about an event may say to one reader.

The portal's service user asks; Tryton answers as the reader would be
answered, with access checks on, so a mail never says more than its reader
may see, nor anything to somebody who may no longer see it.
"""
from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction

from . import access, query
from .event import event_of
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

# what of a document a mail names; each is in allowed.PORTAL_FIELDS
AMOUNT = {'sale.sale': 'portal_amount', 'account.invoice': 'total_amount'}
_READER = '''
SELECT u.id, u.login, u.name, u.email, u.portal_notices, u.active, l.code AS language,
    ARRAY(SELECT g."group" FROM "res_user-res_group" g
        WHERE g."user" = u.id) AS groups
FROM res_user u LEFT JOIN ir_lang l ON l.id = u.language WHERE u.id = %s
'''


class Mail(Model):
    "Portal Mail"
    __name__ = 'itf_portal.mail'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['facts'] = RPC(check_access=False)
        cls.__rpc__['owner'] = RPC(check_access=False)

    @classmethod
    @own_context
    def owner(cls, login):
        """Whom to tell what happens to an account: MailOwner, or null.

        Null when nobody who may use the portal signs in with it; and for
        whoever is not the service user. What is known is for the mail's
        reader only: the portal answers its visitor without it.
        """
        User = Pool().get('res.user')
        if not isinstance(login, str) or '\x00' in login:
            raise BadQuery("login")
        if User.portal_kind() != 'service':
            return None
        for person in select(
                'SELECT u.id, u.login, u.name, u.email, l.code AS language '
                'FROM res_user u LEFT JOIN ir_lang l ON l.id = u.language '
                'WHERE lower(u.login) = lower(%s) AND u.active AND EXISTS ('
                'SELECT FROM itf_portal_access a '
                'WHERE a."user" = u.id AND a.active)', login.strip()):
            return {
                'user': person.id,
                'name': person.name or None,
                'address': person.email or person.login,
                'language': 'en' if (person.language or '').startswith('en')
                else 'fr',
                }
        return None

    @classmethod
    @own_context
    def facts(cls, event, user):
        """The facts of an event for one reader: MailFacts, or null.

        event: id of an itf_portal.event. user: id of a res.user. Null when
        there is no such event or person, when the person is not a customer
        who can sign in (in the portal's group alone), or may not see what
        the event is about; and for whoever is not the service user.
        """
        User = Pool().get('res.user')
        if (User.portal_kind() != 'service'
                or not query.is_id(event) or not query.is_id(user)):
            return None
        told = event_of(event)
        readers = select(_READER, user)
        if not told or not readers:
            return None
        reader, = readers
        if not reader.active or reader.groups != [User.portal_group('portal')]:
            return None
        with Transaction().set_user(reader.id), \
                Transaction().set_context(_check_access=True):
            document = cls._document(told)
            companies = {g.party for g in User.portal_grants() if g.party}
        if not document:
            return None
        party, = select(
            'SELECT id, name, code FROM party_party WHERE id = %s',
            told['party'])
        return {
            'event': told,
            'user': reader.id,
            'name': reader.name or None,
            'address': (
                reader.portal_notices or reader.email or reader.login),
            'language': 'en' if reader.language == 'en' else 'fr',
            'party_name': party.name,
            'company': party.code if len(companies) > 1 else None,
            'document': document,
            }

    @classmethod
    def _document(cls, told):
        "What the event is about, as the transaction's user reads it, or None."
        pool = Pool()
        User = pool.get('res.user')
        opened = {
            area for g in User.portal_grants() if g.party == told['party']
            for area in access.AREAS.get(g.role, ())}
        if not User.is_portal() or told['area'] not in opened:
            return None
        if told['model'] == 'account.invoice':
            name, id_ = told['model'], told['record']
        elif told['sale']:
            name, id_ = 'sale.sale', told['sale']
        else:
            return None
        found = pool.get(name).search([
                ('id', '=', id_), ('party', '=', told['party'])], limit=1)
        if not found:
            return None
        record, = found
        return {
            'model': name,
            'id': record.id,
            'number': record.number,
            'reference': record.reference or None,
            'state': record.state,
            'amount': getattr(record, AMOUNT[name]),
            'currency': cls._currency(record.currency),
            }

    @staticmethod
    def _currency(currency):
        # Customers may not read the model of currencies, only which it is.
        record, = select(
            'SELECT code FROM currency_currency WHERE id = %s', currency.id)
        return record.code
