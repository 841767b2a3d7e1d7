"""A company's legal facts: read by it, changed by us when it asks.

Name and tax numbers stand on invoices, so a company's administrators ask and
our staff accept or refuse, in the portal or in Tryton's own client. What was
changed in the meantime is shown beside what is wanted and is never
overwritten without a word.
"""
import datetime as dt
import re

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import query
from .access_request import MAX_REASON
from .company_address import leads, write_company
from .company import refuse
from .exceptions import BadQuery, ChangedMeanwhile
from .facts import select
from .feed import feed
from .profile import line
from .scope import own_context

STATES = ('waiting', 'accepted', 'refused', 'withdrawn')
MAX_ROWS = 200
MAX_MINE = 20
MAX_NAME = 150
# field: (how a number is written, which identifiers hold it, its prefix)
NUMBERS = {
    'gst': (
        re.compile(r'(?:(?:TPS|GST)\W*)?([0-9]{9}) ?(RT) ?([0-9]{4})\Z'),
        "type = 'ca_bn' OR code ~* '^(TPS|GST)[^a-z0-9]'", 'TPS'),
    'qst': (
        re.compile(r'(?:(?:TVQ|QST)\W*)?([0-9]{10}) ?(TQ) ?([0-9]{4})\Z'),
        "code ~* '^(TVQ|QST)[^a-z0-9]'", 'TVQ'),
    }
FIELDS = ('name', *NUMBERS)


def identifier(party, field):
    "The identifier that holds a tax number, or None."
    found = select(
        'SELECT id, type, code FROM party_identifier WHERE party = %s '
        f'AND active AND address IS NULL AND ({NUMBERS[field][1]}) '
        'ORDER BY sequence NULLS FIRST, id LIMIT 1', party)
    return found[0] if found else None


def present(party, field):
    "What a legal fact is now; None for none."
    if field == 'name':
        found = select('SELECT name FROM party_party WHERE id = %s', party)
        return (found[0].name or None) if found else None
    found = identifier(party, field)
    if not found:
        return None
    number = NUMBERS[field][0].match(found.code.upper())
    return ' '.join(number.groups()) if number else found.code


def checked(field, wanted):
    "A wanted fact as it is kept; Refused when it is none."
    if field == 'name':
        return line(wanted, MAX_NAME, 'bad_legal_name', True)
    wanted = line(wanted, 40, 'bad_tax_number', True)
    number = NUMBERS[field][0].match(wanted.upper())
    if not number:
        refuse('bad_tax_number')
    return ' '.join(number.groups())


class ChangeRequest(ModelSQL, ModelView):
    "Portal Change Request"
    __name__ = 'itf_portal.change_request'
    party = fields.Many2One(
        'party.party', "Company", required=True, readonly=True,
        ondelete='CASCADE')
    user = fields.Many2One(
        'res.user', "Asked By", readonly=True, ondelete='SET NULL')
    field = fields.Selection([
            ('name', "Name"),
            ('gst', "GST Number"),
            ('qst', "QST Number"),
            ], "Field", required=True, readonly=True, sort=False)
    old = fields.Char("Before", readonly=True,
        help="What it was when the company asked.")
    wanted = fields.Char("Wanted", required=True, readonly=True)
    now = fields.Function(fields.Char("Now",
            help="What it is at present."), 'get_now')
    state = fields.Selection([
            ('waiting', "Waiting"),
            ('accepted', "Accepted"),
            ('refused', "Refused"),
            ('withdrawn', "Withdrawn"),
            ], "State", required=True, readonly=True, sort=False)
    reason = fields.Text("Reason",
        states={'readonly': Eval('state') != 'waiting'},
        help="What the company reads with the answer; a refusal needs one.")
    decided_by = fields.Many2One(
        'res.user', "Decided By", readonly=True, ondelete='SET NULL')
    decided_at = fields.Timestamp("Decided On", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        cls.__rpc__['mine'] = RPC()
        for name in ('ask', 'withdraw'):
            cls.__rpc__[name] = RPC(readonly=False)
        # staff need the portal's role, not rights on these models
        cls.__rpc__['page'] = RPC(check_access=False)
        cls.__rpc__['decide'] = RPC(readonly=False, check_access=False)
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.state, Index.Equality()), (t.id, Index.Range())),
                Index(t, (t.party, Index.Equality()), (t.id, Index.Range())),
                })
        waiting = {'invisible': Eval('state') != 'waiting'}
        cls._buttons.update({
                'accept': dict(waiting, depends=['state']),
                'refuse': dict(waiting, depends=['state']),
                })

    @classmethod
    def default_state(cls):
        return 'waiting'

    def get_now(self, name):
        return present(self.party.id, self.field)

    @classmethod
    def delete(cls, records):
        raise AccessError(gettext('itf_portal.msg_change_request_kept'))

    # the company's side

    @classmethod
    @own_context
    def mine(cls, party):
        "A company's LegalFacts with its newest requests, or null."
        if not leads(party):
            return None
        return {
            **{field: present(party, field) for field in FIELDS},
            'requests': [cls._card(r) for r in cls._rows(
                    'r.party = %s', party, limit=MAX_MINE)],
            'as_of': dt.datetime.utcnow(),
            }

    @write_company('field', 'seen', 'wanted')
    def ask(cls, party, values):
        "Ask for a change of what was seen."
        field, seen = values['field'], values['seen']
        if field not in FIELDS or not (seen is None or isinstance(seen, str)):
            raise BadQuery("field")
        wanted = checked(field, values['wanted'])
        Pool().get('itf_portal.request').alone(
            'change_request', f'{party}/{field}')
        now = present(party, field)
        if now != seen:
            refuse('stale_values')
        if wanted == now:
            refuse('same_value')
        if select(
                'SELECT FROM itf_portal_change_request WHERE party = %s '
                "AND field = %s AND state = 'waiting'", party, field):
            refuse('already_asked')
        with without_check_access():
            record, = cls.create([{
                        'party': party,
                        'user': Transaction().user,
                        'field': field,
                        'old': now,
                        'wanted': wanted,
                        }])
        feed().touch_company(cls.__name__, record.id, party)
        return {'id': record.id}

    @write_company('id')
    def withdraw(cls, party, values):
        "Take a waiting request of the company back."
        record = cls._waiting(values['id'], party)
        cls._end(record, 'withdrawn', None)
        return {'id': record.id}

    # our side

    @classmethod
    def _administrator(cls):
        return Pool().get('res.user').staff_role() == 'administrator'

    @classmethod
    @own_context
    def page(cls, state):
        "The newest 200 requests of a state: a list of ChangeRequest."
        if not isinstance(state, str) or state not in STATES:
            raise BadQuery("state")
        if not cls._administrator():
            return []
        return [cls._card(r, True) for r in cls._rows(
                'r.state = %s', state, limit=MAX_ROWS)]

    @classmethod
    @own_context
    def decide(cls, request, values):
        """Accept or refuse a waiting request, once.

        values: {'id', 'accept': bool, 'reason': str or None, 'seen': what the
        fact was when this was decided}. Accepting writes the company.
        """
        if not isinstance(values, dict) or set(values) != {
                'id', 'accept', 'reason', 'seen'}:
            raise BadQuery("keys")
        if type(values['accept']) is not bool or not all(
                values[n] is None or isinstance(values[n], str)
                for n in ('reason', 'seen')):
            raise BadQuery("values")
        if not cls._administrator():
            refuse('not_found')
        return Pool().get('itf_portal.request').once(
            0, request, 'change_request.decide', values,
            lambda: cls._decide(**values))

    @classmethod
    def _decide(cls, id, accept, reason, seen):
        record = cls._waiting(id)
        if accept:
            if present(record.party.id, record.field) != seen:
                refuse('stale_values')
            cls._apply(record)
        cls._end(record, 'accepted' if accept else 'refused', reason)
        return {'id': record.id}

    @classmethod
    @ModelView.button
    def accept(cls, records):
        "Accept, in Tryton's own client."
        Warning = Pool().get('res.user.warning')
        for record in records:
            now = present(record.party.id, record.field)
            if record.state == 'waiting' and now != record.old:
                key = Warning.format(
                    'itf_portal_changed', [record, now])
                if Warning.check(key):
                    raise ChangedMeanwhile(key, gettext(
                            'itf_portal.msg_changed_meanwhile',
                            old=record.old or '–', now=now or '–',
                            wanted=record.wanted))
        for record in records:
            if record.state != 'waiting':
                refuse('stale_request')
            cls._apply(record)
            cls._end(record, 'accepted', record.reason)

    @classmethod
    @ModelView.button
    def refuse(cls, records):
        "Refuse, in Tryton's own client."
        for record in records:
            if record.state != 'waiting':
                refuse('stale_request')
            cls._end(record, 'refused', record.reason)

    @classmethod
    def _waiting(cls, id_, party=None):
        if not query.is_id(id_):
            refuse('not_found')
        with without_check_access():
            found = cls.search([('id', '=', id_)] + (
                    [('party', '=', party)] if party else []))
            if not found:
                refuse('not_found')
            if found[0].state != 'waiting':
                refuse('stale_request')
        return found[0]

    @classmethod
    def _apply(cls, record):
        pool = Pool()
        Party = pool.get('party.party')
        Identifier = pool.get('party.identifier')
        party, field, wanted = record.party.id, record.field, record.wanted
        with without_check_access():
            if field == 'name':
                Party.write([Party(party)], {'name': wanted})
                feed().touch_company('party.party', party, party, people=True)
                return
            found = identifier(party, field)
            code = f'{NUMBERS[field][2]} {wanted}'
            if not found:
                Identifier.create([{'party': party, 'code': code}])
            else:
                Identifier.write([Identifier(found.id)], {
                        'code': wanted.replace(' ', '')
                        if found.type else code})

    @classmethod
    def _end(cls, record, state, reason):
        reason = (reason or '').strip()
        if len(reason) > MAX_REASON or '\x00' in reason or (
                state == 'refused' and not reason):
            refuse('bad_reason')
        with without_check_access():
            cls.write([record], {
                    'state': state,
                    'reason': reason or None,
                    'decided_by': Transaction().user,
                    'decided_at': dt.datetime.utcnow(),
                    })
        feed().touch_company(cls.__name__, record.id, record.party.id)

    @classmethod
    def _rows(cls, condition, value, limit):
        return select(
            'SELECT r.id, r.party, p.name AS party_name, r.field, r.old, '
            'r.wanted, r.state, r.reason, r.create_date, r.decided_at, '
            "COALESCE(NULLIF(u.name, ''), u.login) AS person "
            'FROM itf_portal_change_request r '
            'JOIN party_party p ON p.id = r.party '
            'LEFT JOIN res_user u ON u.id = r."user" '
            f'WHERE {condition} ORDER BY r.id DESC LIMIT %s', value, limit)

    @classmethod
    def _card(cls, row, staff=False):
        "The contract's ChangeRequest; staff also see what it is now."
        return {
            'id': row.id,
            'party': row.party,
            'party_name': row.party_name,
            'person': row.person,
            'field': row.field,
            'old': row.old,
            'wanted': row.wanted,
            'now': present(row.party, row.field) if staff else None,
            'state': row.state,
            'reason': row.reason,
            'asked_at': row.create_date,
            'decided_at': row.decided_at,
            }
