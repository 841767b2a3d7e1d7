"""What visitors ask of us on the public site, before anybody knows them.

The portal hands a request in as its own account, with exactly the keys of
the form. Our administrators decide those for an account (visitor_decision)
and answer the others (visitor_inbox), in the portal; in Tryton's own client
they read them all.
"""
import datetime as dt
import json

from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import matching, people, visitor_facts
from .exceptions import BadQuery
from .facts import select
from .scope import own_context
from .visitor_decision import Decisions
from .visitor_inbox import Inbox

KINDS = ('account', 'contact', 'quote', 'pickup')
# key -> its longest text
TEXTS = {
    'company': 100, 'name': people.MAX_NAME, 'phone': 40, 'tax_number': 30,
    'message': 2000}
# kinds whose message says everything, so that it is never empty
SPOKEN = {'account', 'contact'}
KEYS = {'kind', 'email', 'language', 'facts', *TEXTS}
# of one address, waiting at the same time
MAX_WAITING = 3
KEEP_DAYS = 365

_STAFF = '''
SELECT DISTINCT u.id, u.email, COALESCE(NULLIF(u.name, ''), u.login) AS name,
    l.code AS language
FROM itf_portal_access a JOIN res_user u ON u.id = a."user"
LEFT JOIN ir_lang l ON l.id = u.language
WHERE a.role = 'administrator' AND a.active AND u.active AND u.email <> ''
    AND (a.to_date IS NULL OR a.to_date >= %s)
    AND NOT EXISTS (SELECT FROM "res_user-res_group" g
        WHERE g."user" = u.id AND g."group" = %s)
ORDER BY u.id
'''


def language(code):
    return 'en' if (code or 'fr').startswith('en') else 'fr'


class VisitorRequest(Decisions, Inbox, ModelSQL, ModelView):
    "Portal Visitor's Request"
    __name__ = 'itf_portal.visitor_request'
    kind = fields.Selection([
            ('account', "Account"),
            ('contact', "Contact"),
            ('quote', "Quote"),
            ('pickup', "Pickup"),
            ], "Kind", required=True, readonly=True, sort=False)
    key = fields.Char("Key", required=True, readonly=True)
    company = fields.Char("Company", readonly=True, help="As typed.")
    name = fields.Char("Name", required=True, readonly=True,
        help="As typed.")
    email = fields.Char("E-mail", required=True, readonly=True,
        help="As typed; nothing has proven it yet.")
    phone = fields.Char("Phone", readonly=True)
    tax_number = fields.Char("Tax Number", readonly=True)
    message = fields.Text("Message", readonly=True)
    facts = fields.Text("Facts", readonly=True,
        help="What the form asked besides: a JSON object, as visitor_facts "
        "has it.")
    details = fields.Function(fields.Text("Details",
            states={'invisible': ~Eval('kind').in_(['quote', 'pickup'])},
            help="What the form asked besides."), 'get_details')
    files = fields.One2Many(
        'itf_portal.visitor_file', 'request', "Files", readonly=True,
        states={'invisible': ~Eval('kind').in_(['quote', 'pickup'])})
    language = fields.Selection([
            ('fr', "French"),
            ('en', "English"),
            ], "Language", required=True, readonly=True, sort=False)
    state = fields.Selection([
            ('waiting', "Waiting"),
            ('approved', "Approved"),
            ('refused', "Refused"),
            ('answered', "Answered"),
            ], "State", required=True, readonly=True, sort=False)
    party = fields.Many2One(
        'party.party', "Customer", readonly=True, ondelete='SET NULL',
        help="The company it was found to be of.")
    person = fields.Many2One(
        'res.user', "User", readonly=True, ondelete='SET NULL',
        help="Whom an approval let in.")
    answer = fields.Text("Answer", readonly=True,
        help="What the visitor was told, or why it was approved.")
    decided_by = fields.Many2One(
        'res.user', "Decided By", readonly=True, ondelete='SET NULL')
    decided_at = fields.Timestamp("Decided On", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        cls.__rpc__['receive'] = RPC(readonly=False, check_access=False)
        t = cls.__table__()
        cls._sql_constraints.append((
                'key_unique', Unique(t, t.key),
                'itf_portal.msg_request_reused'))
        cls._sql_indexes.update({
                Index(t, (t.state, Index.Equality()), (t.id, Index.Range())),
                Index(t, (t.email, Index.Equality())),
                })
        cls._buttons.update({
                'close': {
                    'invisible': (
                        (Eval('kind') == 'account')
                        | (Eval('state') != 'waiting')),
                    'depends': ['kind', 'state'],
                    },
                })

    @classmethod
    def default_state(cls):
        return 'waiting'

    def get_details(self, name):
        return visitor_facts.told(self.kind, self.facts)

    @classmethod
    @ModelView.button
    def close(cls, records):
        "Somebody has answered: a call, a quotation, a truck."
        cls.write(
            [r for r in records
                if r.kind != 'account' and r.state == 'waiting'], {
                'state': 'answered',
                'decided_by': Transaction().user,
                'decided_at': dt.datetime.utcnow(),
                })

    @classmethod
    @own_context
    def receive(cls, key, values):
        """Take a visitor's request in, once: the contract's ReceivedRequest.

        values: exactly KEYS. Null for whoever is not the portal's own
        account. 'account' says what the address has already: of an account
        that is active or waits for its activation nothing is kept, nor of
        the fourth request of an address while three wait.
        """
        given = cls._given(values)
        User = Pool().get('res.user')
        if User.portal_kind() != 'service':
            return None
        return Pool().get('itf_portal.request').once(
            0, key, 'visitor', values, lambda: cls._receive(key, given))

    @classmethod
    def _given(cls, values):
        "The values as they are kept; BadQuery for what no form can send."
        if not isinstance(values, dict) or set(values) != KEYS:
            raise BadQuery("keys")
        kind = values['kind']
        if not isinstance(kind, str) or kind not in KINDS:
            raise BadQuery("kind")
        if values['language'] not in ('fr', 'en'):
            raise BadQuery("language")
        given = {'kind': kind, 'language': values['language']}
        for key, limit in TEXTS.items():
            text = values[key]
            if text is not None and not isinstance(text, str):
                raise BadQuery(key)
            given[key] = visitor_facts.clean(
                text or '', key == 'message')
            if len(given[key]) > limit:
                raise BadQuery(key)
        if not given['name'] or (kind in SPOKEN and not given['message']):
            raise BadQuery("empty")
        if kind == 'account' and not given['company']:
            raise BadQuery("company")
        if kind != 'account' and given['tax_number']:
            raise BadQuery("tax_number")
        facts = visitor_facts.checked(kind, values['facts'])
        given['facts'] = facts and json.dumps(facts, ensure_ascii=False)
        if not isinstance(values['email'], str):
            raise BadQuery("email")
        given['name'], given['email'] = people.invitee(
            given['name'], values['email'])
        return given

    @classmethod
    def _receive(cls, key, given):
        User = Pool().get('res.user')
        account = 'none'
        if given['kind'] == 'account':
            account = matching.account(given['email'])
        kept = None
        with without_check_access():
            # of two at the same time the second is run again and counts
            Pool().get('itf_portal.request').alone('visitor', given['email'])
            waiting = cls.search([
                    ('email', '=', given['email']),
                    ('kind', '=', given['kind']),
                    ('state', '=', 'waiting')], count=True)
            if account not in {'active', 'invited'} and waiting < MAX_WAITING:
                kept, = cls.create([{
                            name: value or None
                            for name, value in given.items()} | {'key': key}])
        return {
            'id': kept and kept.id,
            'account': account,
            'invitation': _invitation(given['email'])
            if account == 'invited' else None,
            'staff': [{
                    'address': r.email,
                    'name': r.name,
                    'language': language(r.language),
                    } for r in select(
                    _STAFF, User.portal_today(), User.portal_group('portal'))
                ] if kept else [],
            }

    @classmethod
    def purge(cls):
        "Forget what was refused or answered a year ago (cron)."
        Transaction().connection.cursor().execute(
            'DELETE FROM itf_portal_visitor_request '
            "WHERE state IN ('refused', 'answered') AND decided_at < "
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' - make_interval(days => %s)",
            [KEEP_DAYS])


def _invitation(email):
    "Who waits for an activation, and at which company first."
    for row in select(
            'SELECT u.id AS person, a.party FROM res_user u '
            'JOIN itf_portal_access a ON a."user" = u.id '
            'WHERE lower(u.login) = %s AND a.active AND a.party IS NOT NULL '
            'ORDER BY a.id LIMIT 1', email):
        return {'person': row.person, 'party': row.party}
    return None
