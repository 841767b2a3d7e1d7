"""Who has access to what, and why not: for ITF's own administrators.

Everything here answers to the staff role administrator only; for everybody
else there is nothing to be found. It is the only place that names the grants
of people over all companies; what it changes of them is in ``decisions``.
"""
from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import access, decisions, factor_removal, people, query
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

ALLOWED = ('search', 'after', 'limit')
DEFAULTS = {'limit': 50}
MAX_DOCUMENTS = 10
MAX_HISTORY = 50

_KEY = "lower(unaccent(COALESCE(NULLIF(u.name, ''), u.login)))"
_GROUPS = (
    'ARRAY(SELECT g."group" FROM "res_user-res_group" g '
    'WHERE g."user" = u.id)')
_PEOPLE = f'''
SELECT u.id, u.login, COALESCE(NULLIF(u.name, ''), u.login) AS name,
    u.active, u.portal_signed_in_at AS signed_in_at, {_GROUPS} AS groups
FROM res_user u
'''
# in the portal's group, or with a row of access whatever their groups
_OF_PORTAL = (
    '(EXISTS (SELECT FROM "res_user-res_group" g WHERE g."user" = u.id '
    'AND g."group" = %s) '
    'OR EXISTS (SELECT FROM itf_portal_access a WHERE a."user" = u.id))')
_SEARCHED = (
    "(SELECT lower(unaccent(concat_ws(' ', u.name, u.login, "
    "string_agg(concat_ws(' ', p.name, p.code), ' ')))) "
    'FROM itf_portal_access a JOIN party_party p ON p.id = a.party '
    'WHERE a."user" = u.id)')
_GRANTS = f'''
SELECT a.id, a."user" AS person, a.party, p.name AS party_name,
    p.code AS party_code, a.role, a.scope, a.site, a.active, a.from_date,
    a.to_date, {access.WAITS} AS pending,
    COALESCE(a.write_date, a.create_date) AS stamp,
    COALESCE(NULLIF(w.name, ''), w.login) AS changed_by
FROM itf_portal_access a
LEFT JOIN party_party p ON p.id = a.party
LEFT JOIN res_user w ON w.id = COALESCE(a.write_uid, a.create_uid)
WHERE a."user" = ANY(%s)
ORDER BY lower(unaccent(p.name)) NULLS FIRST, a.id
'''
_SALES = '''
SELECT s.id, 'sale.sale' AS model, s.number, s.reference, s.party,
    p.name AS party_name, s.state, s.shipment_address AS site,
    s.portal_owner AS owner, s.portal_sent_at IS NOT NULL AS sent
FROM sale_sale s JOIN party_party p ON p.id = s.party
WHERE lower(s.number) = lower(%s) OR lower(s.reference) = lower(%s)
ORDER BY s.id DESC LIMIT %s
'''
_INVOICES = '''
SELECT i.id, 'account.invoice' AS model, i.number, i.reference, i.party,
    p.name AS party_name, i.state, i.type
FROM account_invoice i JOIN party_party p ON p.id = i.party
WHERE lower(i.number) = lower(%s) OR lower(i.reference) = lower(%s)
ORDER BY i.id DESC LIMIT %s
'''
AREA = {'sale.sale': 'order', 'account.invoice': 'invoice'}
BILLED = {'posted', 'paid', 'cancelled'}


def problems(person, rows, portal, today):
    """Words for what does not fit between a user and their grants.

    'two_worlds': in the portal's group and in another one besides;
    'not_portal': a customer's grants, but not in the portal's group;
    'staff_portal': a grant of our own staff, but in the portal's group;
    'disabled': cannot sign in, but grants hold; 'no_access': can sign in,
    but nothing holds.
    """
    found = []
    holding = [r for r in rows if people.row_state(r, today) == 'active']
    customer = portal in person.groups
    if customer and len(person.groups) > 1:
        found.append('two_worlds')
    customers = [r for r in holding if r.role not in access.STAFF_ROLES]
    if customers and not customer:
        found.append('not_portal')
    if len(customers) < len(holding) and customer:
        found.append('staff_portal')
    if holding and not person.active and not any(r.pending for r in rows):
        found.append('disabled')
    if person.active and not holding:
        found.append('no_access')
    return found


class Administration(decisions.Decisions, factor_removal.Removals, Model):
    "Portal Administration"
    __name__ = 'itf_portal.administration'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Administrators need the portal's role, not rights on Tryton's users.
        for name in ('people', 'person', 'why'):
            cls.__rpc__[name] = RPC(check_access=False)
        for name in ('remove_factor', 'keep_factor'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)

    @classmethod
    def _allowed(cls):
        return Pool().get('res.user').staff_role() == 'administrator'

    @classmethod
    @own_context
    def people(cls, asked):
        """Everybody of the portal, by name: the contract's PortalPeople.

        asked: {'search': words of a name, login or company, 'after': the id
        of the last person seen, 'limit': 50}.
        """
        asked = query.parse(asked, ALLOWED, DEFAULTS)
        after = asked.get('after')
        if after is not None and not query.is_id(after):
            raise BadQuery("after")
        if not cls._allowed():
            return {'people': [], 'more': False}
        where, values = _words(asked.get('search'))
        if after is not None:
            where += (
                f' AND ({_KEY}, u.id) > (SELECT {_KEY}, u.id '
                'FROM res_user u WHERE u.id = %s)')
            values.append(after)
        limit = asked['limit']
        found = select(
            f'{_PEOPLE} WHERE {_OF_PORTAL} {where} '
            f'ORDER BY {_KEY}, u.id LIMIT %s',
            cls._portal(), *values, limit + 1)
        return {
            'people': cls._shown(found[:limit]),
            'more': len(found) > limit,
            }

    @classmethod
    @own_context
    def person(cls, id_):
        "One of them with the history of their access: PersonCard, or null."
        if not cls._allowed() or not query.is_id(id_):
            return None
        found = cls._find(id_)
        if not found:
            return None
        shown, = cls._shown(found)
        return {
            'person': shown,
            'history': decisions.history(id_, MAX_HISTORY),
            }

    @classmethod
    @own_context
    def why(cls, id_, text):
        """Why somebody sees a document, or does not: a list of verdicts.

        text: the number or the customer's reference of an order or invoice.
        Null when there is no such person. What stands in the way is found
        from the grants; whether the document is seen is asked of Tryton as
        that person, so that neither hides a mistake of the other.
        """
        if (not cls._allowed() or not query.is_id(id_)
                or not isinstance(text, str) or '\x00' in text):
            return None
        found = cls._find(id_)
        text = text.strip()[:query.MAX_SEARCH]
        if not found:
            return None
        if not text:
            return []
        person, = found
        documents = [
            *select(_SALES, text, text, MAX_DOCUMENTS),
            *select(_INVOICES, text, text, MAX_DOCUMENTS)]
        rows = select(_GRANTS, [id_])
        return [cls._verdict(person, rows, d) for d in documents]

    @classmethod
    def _portal(cls):
        return Pool().get('res.user').portal_group('portal')

    @classmethod
    def _find(cls, id_):
        return select(
            f'{_PEOPLE} WHERE {_OF_PORTAL} AND u.id = %s',
            cls._portal(), id_)

    @classmethod
    def _shown(cls, found):
        User = Pool().get('res.user')
        today, portal = User.portal_today(), cls._portal()
        grants = {}
        for row in select(_GRANTS, [p.id for p in found]):
            grants.setdefault(row.person, []).append(row)
        sites = people.site_names({
                r.site for rows in grants.values() for r in rows})
        factors = factor_removal.of(p.id for p in found)
        shown = []
        for person in found:
            rows = grants.get(person.id, [])
            shown.append({
                    'id': person.id,
                    'login': person.login,
                    'name': person.name,
                    'active': person.active,
                    'customer': portal in person.groups,
                    'signed_in_at': person.signed_in_at,
                    'problems': problems(person, rows, portal, today),
                    'grants': [_grant(r, today, sites) for r in rows],
                    'factor': factors.get(person.id),
                    })
        return shown

    @classmethod
    def _verdict(cls, person, rows, document):
        pool = Pool()
        User = pool.get('res.user')
        today = User.portal_today()
        area = AREA[document.model]
        reasons = []

        def add(code, row=None, **more):
            reasons.append({
                    'code': code,
                    'grant': row and row.id,
                    'role': row and row.role,
                    'site': None,
                    'date': None,
                    } | more)

        if not person.active:
            add('disabled')
        if cls._portal() not in person.groups:
            add('not_portal')
        if document.model == 'sale.sale':
            site, owner = document.site, document.owner
            if (owner is None if document.state == 'draft'
                    else not document.sent):
                add('draft')
        else:
            bill = pool.get(document.model)(document.id)
            with without_check_access():
                site = bill.portal_site and bill.portal_site.id
                owner = bill.portal_owner and bill.portal_owner.id
            if document.type != 'out':
                add('supplier')
            elif document.state not in BILLED or not document.number:
                add('not_posted')
        sites = people.site_names({site, *(r.site for r in rows)})
        of_company = [
            r for r in rows
            if r.party == document.party and r.role not in access.STAFF_ROLES]
        opened = []
        against = []
        for row in of_company:
            state = people.row_state(row, today)
            if state != 'active':
                against.append((state, row, {
                            'date': row.to_date if state == 'ended'
                            else row.from_date if state == 'coming'
                            else None}))
            elif row.pending:
                against.append(('pending', row, {}))
            elif area not in access.AREAS.get(row.role, ()):
                against.append(('role', row, {}))
            elif row.scope == 'site' and row.site != site:
                against.append(('site', row, {'site': sites.get(row.site)}))
            elif row.scope == 'own' and owner != person.id:
                against.append(('own', row, {}))
            else:
                opened.append(row.id)
        if not of_company:
            add('no_access')
        elif not opened:
            for code, row, more in against:
                add(code, row, **more)
        seen = cls._sees(person, document)
        if not seen and not reasons:
            add('rule')
        return {
            'model': document.model,
            'id': document.id,
            'number': document.number,
            'reference': document.reference,
            'party': document.party,
            'party_name': document.party_name,
            'state': document.state,
            'site': sites.get(site),
            'seen': seen,
            'opened_by': opened,
            'reasons': [] if seen else reasons,
            }

    @classmethod
    def _sees(cls, person, document):
        "Whether Tryton lets the person read it, by its own rules."
        pool = Pool()
        User, Model = pool.get('res.user'), pool.get(document.model)
        if not person.active:
            return False
        with Transaction().set_user(person.id), \
                Transaction().set_context(_check_access=True):
            return (
                User.is_portal() and bool(User.portal_grants())
                and bool(Model.search([('id', '=', document.id)], limit=1)))


def _words(search):
    "An SQL condition and its values for the words of a search."
    condition, values = '', []
    for word in query.fold((search or '').strip()).split()[:query.MAX_WORDS]:
        for character in ('\\', '%', '_'):
            word = word.replace(character, '\\' + character)
        condition += f' AND {_SEARCHED} LIKE %s'
        values.append(f'%{word}%')
    return condition, values


def _grant(row, today, sites):
    return {
        'id': row.id,
        'version': people.version(row),
        'party': row.party,
        'party_name': row.party_name,
        'party_code': row.party_code,
        'role': None if row.role in access.STAFF_ROLES else row.role,
        'staff': row.role if row.role in access.STAFF_ROLES else None,
        'scope': row.scope,
        'site': row.site,
        'site_name': sites.get(row.site),
        'from': row.from_date,
        'to': row.to_date,
        'state': people.row_state(row, today),
        'pending': row.pending,
        'changed_at': row.stamp,
        'changed_by': row.changed_by,
        }
