"""A company's first administrator: asked for by somebody, decided by us.

Every other access of a company is its own administrators' to give. Where
there is none, one of our administrators decides, once, and with a reason
when the answer is no.
"""
import datetime as dt

from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import people, query
from .access import WAITS
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

STATES = ('waiting', 'approved', 'refused')
MAX_REASON = 500
MAX_ROWS = 200


class AccessRequest(ModelSQL, ModelView):
    "Portal Access Request"
    __name__ = 'itf_portal.access_request'
    party = fields.Many2One(
        'party.party', "Company", required=True, ondelete='CASCADE',
        states={'readonly': Eval('state') != 'waiting'},
        help="The customer's company, which has no administrator yet.")
    name = fields.Char("Name", required=True,
        states={'readonly': Eval('state') != 'waiting'},
        help="Of the person who is to administer it.")
    email = fields.Char("E-mail", required=True,
        states={'readonly': Eval('state') != 'waiting'},
        help="What the person will sign in with.")
    note = fields.Text("Note",
        states={'readonly': Eval('state') != 'waiting'},
        help="What the person wrote with it.")
    state = fields.Selection([
            ('waiting', "Waiting"),
            ('approved', "Approved"),
            ('refused', "Refused"),
            ], "State", required=True, readonly=True, sort=False)
    reason = fields.Text("Reason", readonly=True)
    decided_by = fields.Many2One(
        'res.user', "Decided By", readonly=True, ondelete='SET NULL')
    decided_at = fields.Timestamp("Decided On", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        cls.__rpc__['page'] = RPC(check_access=False)
        cls.__rpc__['decide'] = RPC(readonly=False, check_access=False)
        t = cls.__table__()
        cls._sql_indexes.add(Index(
                t, (t.state, Index.Equality()), (t.id, Index.Range())))

    @classmethod
    def default_state(cls):
        return 'waiting'

    @classmethod
    def _administrator(cls):
        return Pool().get('res.user').staff_role() == 'administrator'

    @classmethod
    @own_context
    def page(cls, state):
        "The newest 200 requests of a state: a list of AccessRequest."
        if not isinstance(state, str) or state not in STATES:
            raise BadQuery("state")
        if not cls._administrator():
            return []
        return [{
                'id': r.id,
                'party': r.party,
                'party_name': r.party_name,
                'name': r.name,
                'email': r.email,
                'note': r.note,
                'state': r.state,
                'asked_at': r.create_date,
                'decided_at': r.decided_at,
                'reason': r.reason,
                'has_administrator': r.has_administrator,
                } for r in select(
                'SELECT r.id, r.party, p.name AS party_name, r.name, r.email, '
                'r.note, r.state, r.create_date, r.decided_at, r.reason, '
                'EXISTS (SELECT FROM itf_portal_access a '
                'JOIN res_user u ON u.id = a."user" '
                "WHERE a.party = r.party AND a.role = 'company_administrator' "
                'AND a.active AND (a.to_date IS NULL OR a.to_date >= %s) '
                f'AND (u.active OR {WAITS})) '
                'AS has_administrator '
                'FROM itf_portal_access_request r '
                'JOIN party_party p ON p.id = r.party '
                'WHERE r.state = %s ORDER BY r.id DESC LIMIT %s',
                Pool().get('res.user').portal_today(), state, MAX_ROWS)]

    @classmethod
    @own_context
    def decide(cls, request, values):
        """Approve or refuse a waiting request, once.

        values: {'id', 'approve': bool, 'reason': str or None}; a refusal
        needs a reason. Approving invites the person as administrator of the
        whole company, or gives the role to who has access there already.
        """
        if not isinstance(values, dict) or set(values) != {
                'id', 'approve', 'reason'}:
            raise BadQuery("keys")
        id_, approve, reason = (
            values['id'], values['approve'], values['reason'])
        if type(approve) is not bool or not (
                reason is None or isinstance(reason, str)):
            raise BadQuery("values")
        if not cls._administrator() or not query.is_id(id_):
            refuse('not_found')
        return Pool().get('itf_portal.request').once(
            0, request, 'decide', values,
            lambda: cls._decide(id_, approve, (reason or '').strip()))

    @classmethod
    def _decide(cls, id_, approve, reason):
        with without_check_access():
            records = cls.search([('id', '=', id_)])
            if not records:
                refuse('not_found')
            record, = records
            if record.state != 'waiting':
                refuse('stale')
            if len(reason) > MAX_REASON or not (approve or reason):
                refuse('bad_reason')
            if approve:
                cls._approve(record)
            cls.write([record], {
                    'state': 'approved' if approve else 'refused',
                    'reason': reason or None,
                    'decided_by': Transaction().user,
                    'decided_at': dt.datetime.utcnow(),
                    })
        return {'id': id_}

    @classmethod
    def _approve(cls, record):
        pool = Pool()
        Access = pool.get('itf_portal.access')
        today = pool.get('res.user').portal_today()
        party = record.party.id
        rows = people.rows_of(party)
        if any(r.role == 'company_administrator'
                and (r.usable or r.waits)
                and people.row_state(r, today) in {'active', 'coming'}
                for its in rows.values() for r in its):
            refuse('has_administrator')
        name, email = people.invitee(record.name, record.email)
        user = people.account(email, name, party)
        values = {
            'user': user, 'party': party, 'role': 'company_administrator',
            'scope': 'company'}
        if user not in rows:
            values.update(
                invited_name=name, invited_email=email,
                invited_at=dt.datetime.utcnow())
        Access.create([values])
