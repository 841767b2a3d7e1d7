"""Somebody asks that their account be closed.

It is a request: our staff close the account in Tryton's client, the person
can take it back until then. What the law makes us keep stays; the rest is
erased by another procedure.
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import passwords
from .company import administrators, refuse
from .exceptions import BadQuery, LastAdministrator
from .facts import select
from .profile import write_own
from .scope import own_context

MAX_ROWS = 200

_CLOSINGS = '''
SELECT c.id, c."user" AS person, c.state, c.create_date AS asked_at,
    c.ended_at, COALESCE(NULLIF(u.name, ''), u.login) AS name, u.login,
    ARRAY(SELECT DISTINCT p.name FROM itf_portal_access a
        JOIN party_party p ON p.id = a.party
        WHERE a."user" = u.id AND a.active ORDER BY p.name) AS companies
FROM itf_portal_closing c JOIN res_user u ON u.id = c."user"
'''
_ADMINISTERED = '''
SELECT DISTINCT p.id, COALESCE(p.name, p.code) AS name
FROM itf_portal_access a JOIN party_party p ON p.id = a.party
WHERE a."user" = ANY(%s) AND a.role = 'company_administrator' AND a.active
ORDER BY name
'''


class Closing(ModelSQL, ModelView):
    "Portal Account Closing"
    __name__ = 'itf_portal.closing'
    user = fields.Many2One(
        'res.user', "User", required=True, readonly=True, ondelete='CASCADE')
    state = fields.Selection([
            ('open', "Open"),
            ('cancelled', "Cancelled"),
            ('done', "Done"),
            ], "State", required=True, readonly=True, sort=False)
    ended_by = fields.Many2One(
        'res.user', "Ended By", readonly=True, ondelete='SET NULL')
    ended_at = fields.Timestamp("Ended On", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        cls.__rpc__['mine'] = RPC()
        for name in ('ask', 'cancel'):
            cls.__rpc__[name] = RPC(readonly=False)
        # staff need the portal's role, not rights on this model
        cls.__rpc__['page'] = RPC(check_access=False)
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.user, Index.Equality())),
                Index(t, (t.state, Index.Equality()), (t.id, Index.Range())),
                })
        cls._buttons.update({
                'do': {
                    'invisible': Eval('state') != 'open',
                    'depends': ['state'],
                    },
                })

    @classmethod
    def default_state(cls):
        return 'open'

    @classmethod
    def delete(cls, records):
        raise AccessError(gettext('itf_portal.msg_closing_kept'))

    @classmethod
    @own_context
    def mine(cls):
        "One's own newest Closing, or null."
        if not Pool().get('res.user').is_portal():
            return None
        for row in select(
                f'{_CLOSINGS} WHERE c."user" = %s ORDER BY c.id DESC LIMIT 1',
                Transaction().user):
            return cls._card(row)
        return None

    @write_own('password')
    def ask(cls, values):
        "Ask; needs the password again. One that is open already stays."
        password = values['password']
        if not isinstance(password, str) or '\x00' in password:
            raise BadQuery("password")
        user = Transaction().user
        passwords.prove(user, password)
        Pool().get('itf_portal.request').alone('closing', user)
        found = cls._open(user)
        if found:
            return {'id': found[0].id}
        with without_check_access():
            record, = cls.create([{'user': user}])
        return {'id': record.id}

    @write_own('id')
    def cancel(cls, values):
        "Take one's own open request back."
        for record in cls._open(Transaction().user):
            if record.id == values['id']:
                cls._end([record], 'cancelled')
                return {'id': record.id}
        refuse('not_found')

    @classmethod
    @own_context
    def page(cls):
        "The newest 200 that are open, for our administrators: [Closing]."
        if Pool().get('res.user').staff_role() != 'administrator':
            return []
        return [cls._card(r) for r in select(
                f"{_CLOSINGS} WHERE c.state = 'open' ORDER BY c.id DESC "
                'LIMIT %s', MAX_ROWS)]

    @classmethod
    @ModelView.button
    def do(cls, records):
        "Close the accounts, in Tryton's own client: nobody signs in to them."
        pool = Pool()
        User = pool.get('res.user')
        for record in records:
            if record.state != 'open':
                refuse('stale_request')
            if User.portal_kind(record.user.id) != 'portal':
                refuse('not_portal_account')
        administered = [
            c for c in select(_ADMINISTERED, [r.user.id for r in records])
            if administrators(c.id)[0]]
        with without_check_access():
            User.write(
                [User(r.user.id) for r in records], {'active': False})
        # Nobody is kept from going, but somebody else is to be named.
        left = [c.name for c in administered if not administrators(c.id)[0]]
        Warning = pool.get('res.user.warning')
        key = Warning.format('itf_portal_last_administrator', records)
        if left and Warning.check(key):
            raise LastAdministrator(key, gettext(
                    'itf_portal.msg_closing_last_administrator',
                    companies=', '.join(left)))
        cls._end(records, 'done')

    @classmethod
    def _open(cls, user):
        with without_check_access():
            return cls.search([('user', '=', user), ('state', '=', 'open')])

    @classmethod
    def _end(cls, records, state):
        with without_check_access():
            cls.write(records, {
                    'state': state,
                    'ended_by': Transaction().user,
                    'ended_at': dt.datetime.utcnow(),
                    })

    @classmethod
    def _card(cls, row):
        "The contract's Closing."
        return {
            'id': row.id,
            'user': row.person,
            'name': row.name,
            'login': row.login,
            'companies': row.companies,
            'state': row.state,
            'asked_at': row.asked_at,
            'ended_at': row.ended_at,
            }
