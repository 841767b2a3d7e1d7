"""What visitors ask of us on the public site, before anybody knows them.

The portal hands a request in as its own account, with exactly the keys of
the form. Requests for an account are decided in the portal by our
administrators: an approval takes a company that exists or makes a new one,
never a second one, and makes a person who activates the account by a link
that is mailed. That link is what proves the address.
"""
import datetime as dt

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import matching, people, query
from .access_request import MAX_REASON, MAX_ROWS
from .company import GRANT, refuse
from .decisions import decision
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

KINDS = ('account', 'contact', 'quote', 'pickup')
STATES = ('waiting', 'approved', 'refused')
# key -> its longest text; those of REQUIRED are never empty
TEXTS = {
    'company': 100, 'name': people.MAX_NAME, 'phone': 40, 'tax_number': 30,
    'message': 2000}
REQUIRED = {'name', 'message'}
KEYS = {'kind', 'email', 'language', *TEXTS}
# of one address, waiting at the same time
MAX_WAITING = 3
KEEP_DAYS = 365

_ROWS = '''
SELECT r.id, r.company, r.name, r.email, r.phone, r.tax_number, r.message,
    r.language, r.state, r.create_date AS asked_at, r.decided_at, r.answer,
    r.party, COALESCE(p.name, p.code) AS party_name, r.person,
    COALESCE(NULLIF(w.name, ''), w.login) AS decided_by,
    u.login, NOT u.active AND u.password_hash IS NULL AS waits
FROM itf_portal_visitor_request r
LEFT JOIN party_party p ON p.id = r.party
LEFT JOIN res_user w ON w.id = r.decided_by
LEFT JOIN res_user u ON u.id = r.person
WHERE r.kind = 'account'
'''
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


class VisitorRequest(ModelSQL, ModelView):
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
        for name in ('page', 'card'):
            cls.__rpc__[name] = RPC(check_access=False)
        for name in ('receive', 'approve', 'refuse'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)
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
            given[key] = _clean(text or '', key == 'message')
            if len(given[key]) > limit or not (
                    given[key] or key not in REQUIRED):
                raise BadQuery(key)
        if kind == 'account' and not given['company']:
            raise BadQuery("company")
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
    def _allowed(cls):
        return Pool().get('res.user').staff_role() == 'administrator'

    @classmethod
    @own_context
    def page(cls, state):
        "The newest 200 requests for an account: a list of AccountRequest."
        if not isinstance(state, str) or state not in STATES:
            raise BadQuery("state")
        if not cls._allowed():
            return []
        return [_row(r) for r in select(
                f'{_ROWS} AND r.state = %s ORDER BY r.id DESC LIMIT %s',
                state, MAX_ROWS)]

    @classmethod
    @own_context
    def card(cls, id_):
        """A request with what it may be of: AccountRequestCard, or null.

        Candidates while it waits only.
        """
        if not cls._allowed() or not query.is_id(id_):
            return None
        for row in select(f'{_ROWS} AND r.id = %s', id_):
            waiting = row.state == 'waiting'
            return {
                'request': _row(row),
                'account': matching.account(row.email),
                'candidates': matching.candidates(
                    row.company, row.email, row.tax_number)
                if waiting else [],
                }
        return None

    @decision('id', 'party', *GRANT)
    def approve(cls, values, reason):
        """Let somebody in: at a company, or at a new one (party null).

        A new one is refused while another has the same tax number or
        courriel: then it is that one.
        """
        record = cls._waiting(values['id'])
        account = matching.account(record.email)
        if account in {'staff', 'disabled'}:
            refuse(f'account_{account}')
        Administration = Pool().get('itf_portal.administration')
        with without_check_access():
            if values['party'] is None:
                company = cls._new_party(record)
            else:
                company = Administration._company(values['party'])
            grant = Administration._grant(company, values)
            known = Administration._known(company)
            if any(record.email in {
                        (r.login or '').lower(),
                        (r.invited_email or '').lower()}
                    for rows in known.values() for r in rows):
                refuse('already_has_access')
            user = people.account(record.email, record.name, company)
            if account == 'none':
                cls._speak(user, record.language)
            Administration._create(
                company, user, grant, reason, invited_name=record.name,
                invited_email=record.email, invited_at=dt.datetime.utcnow())
            # what else the same person sent is answered by this
            cls._decided(cls.search([
                        ('email', '=', record.email),
                        ('kind', '=', 'account'),
                        ('state', '=', 'waiting')]), 'approved', reason,
                party=company, person=user)
        row, = select(f'{_ROWS} AND r.id = %s', record.id)
        return _decision(row)

    @classmethod
    @own_context
    def refuse(cls, request, values):
        """Refuse, in words that the visitor reads.

        values: {'id', 'answer'}.
        """
        if (not isinstance(values, dict) or set(values) != {'id', 'answer'}
                or not isinstance(values['answer'], str)):
            raise BadQuery("values")
        if not cls._allowed():
            refuse('not_found')
        return Pool().get('itf_portal.request').once(
            0, request, 'refuse', values, lambda: cls._refuse(**values))

    @classmethod
    def _refuse(cls, id, answer):
        record = cls._waiting(id)
        answer = _clean(answer, True)
        if not answer or len(answer) > MAX_REASON:
            refuse('bad_reason')
        with without_check_access():
            cls._decided([record], 'refused', answer)
        row, = select(f'{_ROWS} AND r.id = %s', record.id)
        return _decision(row)

    @classmethod
    def _waiting(cls, id_):
        "A request nobody has decided; whoever comes second is told so."
        if not query.is_id(id_):
            refuse('not_found')
        with without_check_access():
            records = cls.search([('id', '=', id_), ('kind', '=', 'account')])
            if not records:
                refuse('not_found')
            # of two deciding at once one fails here, is run again, and then
            # finds it decided
            Transaction().connection.cursor().execute(
                'SELECT FROM itf_portal_visitor_request WHERE id = %s '
                'FOR UPDATE', [id_])
            record, = records
            if record.state != 'waiting':
                refuse('request_decided')
        return record

    @classmethod
    def _decided(cls, records, state, answer, **more):
        cls.write(records, {
                'state': state,
                'answer': answer,
                'decided_by': Transaction().user,
                'decided_at': dt.datetime.utcnow(),
                } | more)

    @classmethod
    def _new_party(cls, record):
        pool = Pool()
        Party = pool.get('party.party')
        Request = pool.get('itf_portal.request')
        Request.alone('party', record.email)
        if record.tax_number:
            Request.alone('party', matching.tax_digits(record.tax_number))
        for found in matching.candidates(
                record.company, record.email, record.tax_number):
            if set(found['reasons']) & set(matching.CERTAIN):
                refuse('party_exists')
        mechanisms = [{
                'type': 'email', 'value': record.email, 'name': record.name}]
        if record.phone:
            mechanisms.append(_phone(record.phone))
        party, = Party.create([{
                    'name': record.company,
                    'lang': _lang(record.language),
                    'addresses': None,
                    'contact_mechanisms': [('create', mechanisms)],
                    'identifiers': [('create', [{
                                    'code': record.tax_number}])]
                    if record.tax_number else None,
                    }])
        return party.id

    @classmethod
    def _speak(cls, user, code):
        User = Pool().get('res.user')
        User.write([User(user)], {'language': _lang(code)})

    @classmethod
    def purge(cls):
        "Forget what was refused or answered a year ago (cron)."
        Transaction().connection.cursor().execute(
            'DELETE FROM itf_portal_visitor_request '
            "WHERE state IN ('refused', 'answered') AND decided_at < "
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' - make_interval(days => %s)",
            [KEEP_DAYS])


def _clean(text, lines):
    "What can be shown of a text, in lines or in one."
    shown = '\n'.join(
        ''.join(c if c.isprintable() else ' ' if c.isspace() else ''
            for c in line)
        for line in text.replace('\r\n', '\n').split('\n'))
    return shown.strip() if lines else ' '.join(shown.split())


def _row(row):
    return {
        'id': row.id,
        'company': row.company,
        'name': row.name,
        'email': row.email,
        'phone': row.phone,
        'tax_number': row.tax_number,
        'message': row.message,
        'language': row.language,
        'state': row.state,
        'asked_at': row.asked_at,
        'decided_at': row.decided_at,
        'decided_by': row.decided_by,
        'answer': row.answer,
        'party': row.party,
        'party_name': row.party_name,
        'person': row.person,
        'waits': bool(row.waits),
        }


def _decision(row):
    "What the portal mails after a decision: AccountDecision."
    return {
        'id': row.id,
        'name': row.name,
        'email': row.email,
        'language': row.language,
        'person': row.person,
        'login': row.login,
        'party': row.party,
        'party_name': row.party_name,
        'waits': bool(row.waits),
        }


def _invitation(email):
    "Who waits for an activation, and at which company first."
    for row in select(
            'SELECT u.id AS person, a.party FROM res_user u '
            'JOIN itf_portal_access a ON a."user" = u.id '
            'WHERE lower(u.login) = %s AND a.active AND a.party IS NOT NULL '
            'ORDER BY a.id LIMIT 1', email):
        return {'person': row.person, 'party': row.party}
    return None


def _lang(code):
    for found in select(
            'SELECT id FROM ir_lang WHERE code = %s AND translatable', code):
        return found.id
    return None


def _phone(text):
    "A contact mechanism: Tryton takes only what it can read as a number."
    try:
        import phonenumbers
        number = phonenumbers.parse(text, 'CA')
        if phonenumbers.is_valid_number(number):
            return {'type': 'phone', 'value': phonenumbers.format_number(
                    number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)}
    except ImportError:
        return {'type': 'phone', 'value': text}
    except phonenumbers.NumberParseException:
        pass
    return {'type': 'other', 'value': text}
