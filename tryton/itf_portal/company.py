"""A company runs its own access: what its administrators may see and do.

Everything is decided here, from the transaction's user: administrator of the
named company, with the scope of the whole company, today. Whatever is not of
that company (a row of access, a colleague, a site) answers as if it did not
exist, and so does the company itself for everybody else.
"""
import datetime as dt
from functools import wraps

from trytond.i18n import gettext
from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import access, people, query
from .exceptions import BadQuery, Refused
from .scope import own_context

ROLES = frozenset(access.AREAS)
SCOPES = frozenset({'company', 'site', 'own'})
GRANT = {'role', 'scope', 'site', 'from', 'to'}


def refuse(word):
    raise Refused(word, gettext('itf_portal.msg_' + word))


def administers(party):
    """Whether the transaction's user may say who has access to the company.

    Nobody of it may where ITF has switched that off.
    """
    User = Pool().get('res.user')
    return (
        query.is_id(party) and User.is_portal() and any(
            g.role == 'company_administrator' and g.scope == 'company'
            for g in access.grants_of(User.portal_grants(), 'access', party))
        and Pool().get('itf_portal.feature').has(party, 'company_access'))


def checked_grant(party, values, today, keep=None, own_site=None):
    """Values of a row of access.

    keep and own_site: the last day and the site that a row has already, which
    may stay although the day has passed or the site was archived.

    BadQuery for what the portal never sends, Refused for what a person may
    have meant.
    """
    role, scope, site = values['role'], values['scope'], values['site']
    from_date, to_date = values['from'], values['to']
    for date in (from_date, to_date):
        if date is not None and type(date) is not dt.date:
            raise BadQuery("dates")
    if not isinstance(role, str) or role not in ROLES:
        raise BadQuery("role")
    if not isinstance(scope, str) or scope not in SCOPES:
        raise BadQuery("scope")
    if role == 'company_administrator' and scope != 'company':
        refuse('administrator_scope')
    if scope == 'site':
        if not query.is_id(site) or site not in {
                own_site, *(s['id'] for s in people.sites(party))}:
            refuse('not_found')
    elif site is not None:
        raise BadQuery("site")
    if from_date and to_date and to_date < from_date:
        refuse('bad_dates')
    if to_date and to_date < today and to_date != keep:
        refuse('bad_dates')
    return {
        'role': role, 'scope': scope, 'site': site,
        'from_date': from_date, 'to_date': to_date}


def write_once(*required):
    """A write: (party, request key, values with exactly these keys)."""
    keys = set(required)

    def decorator(func):
        @wraps(func)
        def wrapper(cls, party, request, values):
            Request = Pool().get('itf_portal.request')
            if not isinstance(values, dict) or set(values) != keys:
                raise BadQuery("keys")
            if not administers(party):
                refuse('not_found')
            return Request.once(
                party, request, func.__name__, values,
                lambda: func(cls, party, values))
        return classmethod(own_context(wrapper))
    return decorator


class Company(Model):
    "Portal Company"
    __name__ = 'itf_portal.company'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name in ('people', 'looks'):
            cls.__rpc__[name] = RPC()
        for name in (
                'invite', 'grant', 'change', 'revoke', 'disable',
                'allow_views'):
            cls.__rpc__[name] = RPC(readonly=False)

    @classmethod
    @own_context
    def people(cls, party):
        """Who has access to a company: the contract's CompanyPeople."""
        User = Pool().get('res.user')
        as_of = dt.datetime.utcnow()
        if not administers(party):
            return None
        today = User.portal_today()
        return {
            'colleagues': people.colleagues(party, today),
            'sites': people.sites(party),
            'today': today,
            'as_of': as_of,
            }

    @write_once('name', 'email', *GRANT)
    def invite(cls, party, values):
        "Give somebody a first access to the company."
        User = Pool().get('res.user')
        if not all(isinstance(values[n], str) for n in ('name', 'email')):
            raise BadQuery("person")
        name, email = people.invitee(values['name'], values['email'])
        grant = checked_grant(party, values, User.portal_today())
        known = people.rows_of(party)
        if len(known) >= people.MAX_COLLEAGUES:
            refuse('too_many_colleagues')
        if any(email in {(r.invited_email if r.pending else r.login).lower()}
                for rows in known.values() for r in rows):
            refuse('already_colleague')
        with without_check_access():
            user = people.account(email, name, party)
            return cls._create(
                party, user, grant, invited_name=name, invited_email=email,
                invited_at=dt.datetime.utcnow())

    @write_once('colleague', *GRANT)
    def grant(cls, party, values):
        "Give a colleague a further access, or one again."
        rows = cls._colleague(party, values['colleague'])
        User = Pool().get('res.user')
        grant = checked_grant(party, values, User.portal_today())
        cls._refuse_double(rows, grant)
        with without_check_access():
            return cls._create(party, rows[0].person, grant)

    @write_once('access', 'version', *GRANT)
    def change(cls, party, values):
        "Change an access as it was last seen."
        pool = Pool()
        Access = pool.get('itf_portal.access')
        User = pool.get('res.user')
        rows, row = cls._row(party, values)
        grant = checked_grant(
            party, values, User.portal_today(),
            keep=row.to_date, own_site=row.site)
        cls._refuse_double([r for r in rows if r.id != row.id], grant)
        with cls._administrators_stay(party, [row]), without_check_access():
            Access.write([Access(row.id)], grant)
        return {'colleague': rows[0].id}

    @write_once('access', 'version')
    def revoke(cls, party, values):
        "Take an access away as it was last seen."
        rows, row = cls._row(party, values)
        cls._deactivate(party, [row])
        return {'colleague': rows[0].id}

    @write_once('colleague')
    def disable(cls, party, values):
        "Take every access to the company away from a colleague."
        rows = cls._colleague(party, values['colleague'])
        cls._deactivate(party, [r for r in rows if r.active])
        return {'colleague': rows[0].id}

    @classmethod
    @own_context
    def looks(cls, party):
        """How our staff saw the portal as one of the company: CompanyLooks."""
        as_of = dt.datetime.utcnow()
        if not administers(party):
            return None
        View = Pool().get('itf_portal.view')
        return {
            'allowed': View.consents(party),
            'looks': View.looks(party),
            'as_of': as_of,
            }

    @write_once('allowed')
    def allow_views(cls, party, values):
        "Let our staff see the portal as the company's people, or no more."
        if type(values['allowed']) is not bool:
            raise BadQuery("allowed")
        Pool().get('party.party').portal_allow_views(party, values['allowed'])
        return {'allowed': values['allowed']}

    @classmethod
    def _create(cls, party, user, grant, **more):
        Access = Pool().get('itf_portal.access')
        row, = Access.create([dict(grant, party=party, user=user, **more)])
        return {'colleague': min(
                r.id for r in people.rows_of(party)[user])}

    @classmethod
    def _colleague(cls, party, id_):
        "The rows of a colleague, oldest first."
        for rows in people.rows_of(party).values():
            if query.is_id(id_) and rows[0].id == id_:
                return rows
        refuse('not_found')

    @classmethod
    def _row(cls, party, values):
        "An active row by its id and version, and all those of its person."
        if not isinstance(values['version'], str):
            raise BadQuery("version")
        for rows in people.rows_of(party).values():
            for row in rows:
                if query.is_id(values['access']) and row.id == values['access']:
                    if (not row.active
                            or people.version(row) != values['version']):
                        refuse('stale')
                    return rows, row
        refuse('not_found')

    @classmethod
    def _refuse_double(cls, rows, grant):
        "The same role on the same documents at the same time is one row."
        low, high = dt.date.min, dt.date.max
        for row in rows:
            if (row.active and (row.role, row.scope, row.site) == (
                        grant['role'], grant['scope'], grant['site'])
                    and (row.from_date or low) <= (grant['to_date'] or high)
                    and (grant['from_date'] or low) <= (row.to_date or high)):
                refuse('already_granted')

    @classmethod
    def _deactivate(cls, party, rows):
        Access = Pool().get('itf_portal.access')
        if rows:
            with cls._administrators_stay(party, rows), \
                    without_check_access():
                Access.write(
                    Access.browse([r.id for r in rows]), {'active': False})

    @classmethod
    def _administrators_stay(cls, party, rows):
        return AdministratorsStay(
            party, any(r.role == 'company_administrator' for r in rows))


def administrators(party):
    "How many administer a company today, and how many without an end."
    today = Pool().get('res.user').portal_today()
    found = [
        row for rows in people.rows_of(party).values() for row in rows
        if row.role == 'company_administrator' and row.usable
        and not row.waits and people.row_state(row, today) == 'active'
        and row.scope == 'company']
    return len(found), sum(row.to_date is None for row in found)


class AdministratorsStay:
    """Refuses what would leave a company without an administrator.

    Somebody has to administer it today, and, if somebody did without an end,
    somebody still does afterwards. Those who were invited and never signed in
    do not count.
    """

    def __init__(self, party, concerned, word='last_administrator'):
        self.party = party
        self.concerned = concerned
        self.word = word

    def __enter__(self):
        # Of two administrators who take each other's role away at the same
        # time the second is run again and refused: access changes alone.
        if self.concerned:
            self.before = administrators(self.party)

    def __exit__(self, kind, *_):
        if self.concerned and kind is None:
            now, lasting = administrators(self.party)
            if not now or (self.before[1] and not lasting):
                refuse(self.word)
