"""Requests for an account, as our administrators decide them in the portal.

An approval takes a company that exists or makes a new one, never a second
one, and makes a person who activates the account by a link that is mailed.
That link is what proves the address.
"""
import datetime as dt

from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import matching, people, query
from .access_request import MAX_REASON, MAX_ROWS
from .company import GRANT, refuse
from .decisions import decision
from .exceptions import BadQuery
from .facts import select
from .scope import own_context
from .visitor_facts import clean

STATES = ('waiting', 'approved', 'refused')

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


class Decisions:
    "The requests for an account of itf_portal.visitor_request."
    __slots__ = ()

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name in ('page', 'card'):
            cls.__rpc__[name] = RPC(check_access=False)
        for name in ('approve', 'refuse'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)

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
        answer = clean(answer, True)
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
