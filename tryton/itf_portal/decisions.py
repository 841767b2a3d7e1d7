"""ITF's administrators give and take access at customers', and say why.

What a company's own administrators may do for their company, ours may do for
every one, with a reason that is kept. Roles of our own staff are not given
here: whoever may give those is decided in Tryton itself. To everybody else
nothing here exists.
"""
import datetime as dt
from contextlib import ExitStack
from functools import wraps

from trytond.i18n import gettext
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import access, party, people, query
from .access_request import MAX_REASON
from .company import GRANT, AdministratorsStay, checked_grant, refuse
from .exceptions import BadQuery, Refused
from .facts import select
from .scope import own_context

MAX_COMPANIES = 20
_STAFF = list(access.STAFF_ROLES)

# What was decided with its reason, and what happened without one: the events
# of the same transaction as a decision tell nothing more.
_HISTORY = '''
SELECT h.*, p.name AS party_name, COALESCE(NULLIF(w.name, ''), w.login) AS by
FROM (
    SELECT d.create_date AS at, d.party, d.deed AS word, d.role, d.reason,
        d.create_uid AS who, d.id
    FROM itf_portal_access_decision d WHERE d."user" = %s
    UNION ALL
    SELECT e.at AT TIME ZONE 'UTC', e.party, e.detail::json->>'reason', NULL,
        NULL, (e.detail::json->>'by')::int, e.id
    FROM itf_portal_event e
    WHERE e."user" = %s AND e.area = 'access'
        AND e.detail::json->>'reason' <> 'feature'
        AND NOT EXISTS (
            SELECT FROM itf_portal_access_decision d
            WHERE d.create_date = e.create_date AND d."user" = e."user"
                AND (e.model = 'res.user' OR d.access = e.record))
    ) h
LEFT JOIN party_party p ON p.id = h.party
LEFT JOIN res_user w ON w.id = h.who
ORDER BY h.at DESC, h.id DESC LIMIT %s
'''


class AccessDecision(ModelSQL, ModelView):
    "Portal Access Decision"
    __name__ = 'itf_portal.access_decision'
    user = fields.Many2One(
        'res.user', "User", required=True, readonly=True, ondelete='CASCADE',
        help="The person whose access it is about.")
    party = fields.Many2One(
        'party.party', "Company", readonly=True, ondelete='SET NULL')
    access = fields.Integer("Access", readonly=True,
        help="The number of the access, which may be gone by now.")
    deed = fields.Selection([
            ('granted', "Granted"),
            ('changed', "Changed"),
            ('revoked', "Revoked"),
            ('factor_removed', "Second Factor Removed"),
            ('factor_kept', "Second Factor Kept"),
            ], "Decision", required=True, readonly=True, sort=False)
    role = fields.Char("Role", readonly=True)
    reason = fields.Text("Reason", required=True, readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.user, Index.Equality())),
                Index(t, (t.access, Index.Equality())),
                })

    @classmethod
    def note(cls, deed, rows, reason):
        """Keep why something was decided.

        rows: [(access id, user, party, role)]. The moment is the
        transaction's, as that of its events: by it the history knows them.
        """
        cursor = Transaction().connection.cursor()
        for id_, user, company, role in rows:
            cursor.execute(
                'INSERT INTO itf_portal_access_decision ("user", party, '
                'access, deed, role, reason, create_uid, create_date) '
                'VALUES (%s, %s, %s, %s, %s, %s, %s, '
                "CURRENT_TIMESTAMP AT TIME ZONE 'UTC')",
                [user, company, id_, deed, role, reason, Transaction().user])


def history(user, limit):
    "What became of a person's access, newest first: a list of AccessChange."
    return [{
            'at': r.at,
            'party': r.party,
            'party_name': r.party_name,
            'reason': r.word,
            'role': r.role,
            'by': r.by,
            'why': r.reason,
            } for r in select(_HISTORY, user, user, limit)]


def decision(*required):
    """A write: (request key, values with exactly these keys and a reason)."""
    keys = {*required, 'reason'}

    def decorator(func):
        @wraps(func)
        def wrapper(cls, request, values):
            if not isinstance(values, dict) or set(values) != keys:
                raise BadQuery("keys")
            if not isinstance(values['reason'], str):
                raise BadQuery("reason")
            if type(values.get('confirmed', False)) is not bool:
                raise BadQuery("confirmed")
            if not cls._allowed():
                refuse('not_found')
            return Pool().get('itf_portal.request').once(
                0, request, 'administration.' + func.__name__, values,
                lambda: func(cls, values, _reason(values['reason'])))
        return classmethod(own_context(wrapper))
    return decorator


def _reason(text):
    text = text.strip()
    if not text or len(text) > MAX_REASON or '\x00' in text:
        raise Refused('bad_reason', gettext('itf_portal.msg_reason_needed'))
    return text


class Decisions:
    "The writes of itf_portal.administration."
    __slots__ = ()

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name in ('companies', 'company'):
            cls.__rpc__[name] = RPC(check_access=False)
        for name in ('invite', 'grant', 'change', 'revoke', 'disable'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)

    @classmethod
    @own_context
    def companies(cls, text):
        """At most 20 companies whose name or code contains the words.

        Also those that have never ordered: somebody of theirs comes first.
        """
        asked = query.parse({'search': text}, ['search'], {'limit': 20})
        if not cls._allowed():
            return []
        words = query.fold((asked['search'] or '').strip()).split()
        patterns = [
            '%' + word.replace('\\', '\\\\').replace('%', '\\%')
            .replace('_', '\\_') + '%' for word in words[:query.MAX_WORDS]]
        found = ''.join(f'{party.SEARCH} LIKE %s AND ' for _ in patterns)
        return [
            {'id': r.id, 'name': r.name, 'code': r.code} for r in select(
                'SELECT p.id, p.name, p.code FROM party_party p '
                f'WHERE {found} p.active AND p.name IS NOT NULL '
                'ORDER BY lower(unaccent(p.name)), p.id LIMIT %s',
                *patterns, MAX_COMPANIES)]

    @classmethod
    @own_context
    def company(cls, id_):
        "What an access to the company can be of: a CompanyChoice, or null."
        if not cls._allowed() or not query.is_id(id_):
            return None
        for found in select(
                'SELECT id, name, code FROM party_party '
                'WHERE id = %s AND active', id_):
            return {
                'id': found.id,
                'name': found.name or found.code,
                'code': found.code,
                'sites': people.sites(id_),
                'today': Pool().get('res.user').portal_today(),
                }

    @decision('party', 'name', 'email', *GRANT)
    def invite(cls, values, reason):
        "Give somebody a first access to a company."
        if not all(isinstance(values[n], str) for n in ('name', 'email')):
            raise BadQuery("person")
        company = cls._company(values['party'])
        name, email = people.invitee(values['name'], values['email'])
        grant = cls._grant(company, values)
        known = cls._known(company)
        if any(email in {
                    (r.login or '').lower(), (r.invited_email or '').lower()}
                for rows in known.values() for r in rows):
            refuse('already_has_access')
        with without_check_access():
            user = people.account(email, name, company)
        return cls._create(
            company, user, grant, reason, invited_name=name,
            invited_email=email, invited_at=dt.datetime.utcnow())

    @decision('person', 'party', *GRANT)
    def grant(cls, values, reason):
        "Give somebody of the portal a further access, or one again."
        Company = Pool().get('itf_portal.company')
        person = cls._person(values['person'])
        if set(person.groups) != {cls._portal()}:
            refuse('not_portal_account')
        company = cls._company(values['party'])
        grant = cls._grant(company, values)
        Company._refuse_double(
            cls._known(company).get(person.id, ()), grant)
        return cls._create(company, person.id, grant, reason)

    @decision('access', 'version', 'confirmed', *GRANT)
    def change(cls, values, reason):
        "Change an access as it was last seen."
        pool = Pool()
        Access = pool.get('itf_portal.access')
        Company = pool.get('itf_portal.company')
        company, rows, row = cls._row(values)
        grant = cls._grant(company, values, row)
        Company._refuse_double([r for r in rows if r.id != row.id], grant)
        with cls._stay(company, [row], values['confirmed']), \
                without_check_access():
            Access.write([Access(row.id)], grant)
        return cls._note(
            'changed', [(row.id, row.person, company, grant['role'])], reason)

    @decision('access', 'version', 'confirmed')
    def revoke(cls, values, reason):
        "Take an access away as it was last seen."
        company, _, row = cls._row(values)
        return cls._deactivate({company: [row]}, values, reason)

    @decision('person', 'party', 'confirmed')
    def disable(cls, values, reason):
        "Take every access at a company away, or everywhere (party null)."
        person = cls._person(values['person'])
        concerned = {}
        for found in select(
                'SELECT DISTINCT party FROM itf_portal_access '
                'WHERE "user" = %s AND active AND party IS NOT NULL '
                'AND NOT role = ANY(%s) AND (%s::int IS NULL OR party = %s) '
                'ORDER BY party', person.id, _STAFF,
                *[cls._id(values['party'])] * 2):
            concerned[found.party] = [
                r for r in people.rows_of(found.party)[person.id] if r.active]
        if not concerned:
            refuse('stale')
        return cls._deactivate(concerned, values, reason)

    @classmethod
    def _id(cls, value):
        "An id or None."
        if value is not None and not query.is_id(value):
            refuse('not_found')
        return value

    @classmethod
    def _company(cls, id_):
        if not query.is_id(id_) or not select(
                'SELECT FROM party_party WHERE id = %s AND active', id_):
            refuse('not_found')
        return id_

    @classmethod
    def _person(cls, id_):
        for found in cls._find(id_) if query.is_id(id_) else ():
            return found
        refuse('not_found')

    @classmethod
    def _grant(cls, company, values, row=None):
        today = Pool().get('res.user').portal_today()
        return checked_grant(
            company, values, today, keep=row and row.to_date,
            own_site=row and row.site)

    @classmethod
    def _known(cls, company):
        known = people.rows_of(company)
        if len(known) >= people.MAX_COLLEAGUES:
            refuse('too_many_colleagues')
        return known

    @classmethod
    def _row(cls, values):
        "The company of an active row, those of its person there, and itself."
        Company = Pool().get('itf_portal.company')
        for found in (select(
                    'SELECT party FROM itf_portal_access '
                    'WHERE id = %s AND NOT role = ANY(%s) '
                    'AND party IS NOT NULL', values['access'], _STAFF)
                if query.is_id(values['access']) else ()):
            return found.party, *Company._row(found.party, values)
        refuse('not_found')

    @classmethod
    def _create(cls, company, user, grant, reason, **more):
        Access = Pool().get('itf_portal.access')
        with without_check_access():
            row, = Access.create([
                    dict(grant, party=company, user=user, **more)])
        return cls._note(
            'granted', [(row.id, user, company, grant['role'])], reason)

    @classmethod
    def _deactivate(cls, concerned, values, reason):
        "concerned: {company: [row]}."
        Access = Pool().get('itf_portal.access')
        with ExitStack() as stack:
            for company, rows in concerned.items():
                stack.enter_context(
                    cls._stay(company, rows, values['confirmed']))
            stack.enter_context(without_check_access())
            Access.write(
                Access.browse([r.id for its in concerned.values()
                        for r in its]), {'active': False})
        return cls._note('revoked', [
                (r.id, r.person, company, r.role)
                for company, its in concerned.items() for r in its], reason)

    @classmethod
    def _stay(cls, company, rows, confirmed):
        """Asks before a company is left without an administrator.

        Only asks: we can approve a new one.
        """
        return AdministratorsStay(
            company, not confirmed and any(
                r.role == 'company_administrator' for r in rows),
            'last_administrator_leaves')

    @classmethod
    def _note(cls, deed, rows, reason):
        Pool().get('itf_portal.access_decision').note(deed, rows, reason)
        return {'person': rows[0][1]}
