"""Portal people out of the customers that Tryton has, in batches.

The portal's own account asks what would be done, and then for companies to be
done by their ids: the courriel is always the company's first one in Tryton,
never one that is sent along, and what is done is what the plan says at that
moment. Nobody outside the portal's group alone is touched, and nobody who was
deactivated or lost their access is let in again.
"""
import datetime as dt

from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import access, people, query
from .exceptions import BadQuery
from .facts import select
from .scope import own_context
from .visitor_request import language

MAX_BATCH = 500
WRITES = frozenset({'create', 'grant', 'update'})
# Nobody administers a company because a list said so.
ROLES = frozenset(access.AREAS) - {'company_administrator'}
REASON = "sync-customers"

# A customer has been quoted, has ordered or was billed; our own companies
# are none.
_CUSTOMERS = '''
SELECT p.id AS party, p.code, COALESCE(NULLIF(p.name, ''), p.code) AS name,
    lower(btrim(m.value)) AS email, NULLIF(m.name, '') AS contact,
    (SELECT l.code FROM party_party_lang pl JOIN ir_lang l ON l.id = pl.lang
        WHERE pl.party = p.id ORDER BY pl.id LIMIT 1) AS language
FROM party_party p
LEFT JOIN LATERAL (
    SELECT value, name FROM party_contact_mechanism
    WHERE party = p.id AND type = 'email' AND active AND value <> ''
    ORDER BY sequence NULLS FIRST, id LIMIT 1) m ON true
WHERE {} AND p.active
    AND NOT EXISTS (SELECT FROM company_company WHERE party = p.id)
    AND (EXISTS (SELECT FROM sale_sale WHERE party = p.id
            AND state IN ('quotation', 'confirmed', 'processing', 'done'))
        OR EXISTS (SELECT FROM account_invoice WHERE party = p.id
            AND type = 'out' AND state IN ('posted', 'paid')))
ORDER BY p.id LIMIT %s
'''
_SHARED = '''
SELECT lower(btrim(m.value)) AS email, count(DISTINCT m.party) AS parties
FROM party_contact_mechanism m JOIN party_party p ON p.id = m.party
WHERE m.type = 'email' AND m.active AND p.active
    AND lower(btrim(m.value)) = ANY(%s)
GROUP BY 1 HAVING count(DISTINCT m.party) > 1
'''
_USERS = '''
SELECT u.id, lower(u.login) AS login, u.name, u.active,
    u.password_hash IS NOT NULL AS known, l.code AS language,
    u.create_uid = %s AS synced,
    ARRAY(SELECT g."group" FROM "res_user-res_group" g
        WHERE g."user" = u.id) AS groups,
    EXISTS (SELECT FROM itf_portal_access a
        WHERE a."user" = u.id AND a.active) AS invited,
    EXISTS (SELECT FROM itf_portal_token t
        WHERE t."user" = u.id AND t.purpose = 'activation') AS mailed
FROM res_user u LEFT JOIN ir_lang l ON l.id = u.language
WHERE lower(u.login) = ANY(%s) ORDER BY u.id DESC
'''
_ACCESS = '''
SELECT "user" AS person, party, bool_or(active) AS active
FROM itf_portal_access WHERE party = ANY(%s) GROUP BY 1, 2
'''


class CustomerSync(Model):
    "Portal Customer Sync"
    __name__ = 'itf_portal.customer_sync'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['plan'] = RPC(check_access=False)
        cls.__rpc__['apply'] = RPC(readonly=False, check_access=False)

    @classmethod
    @own_context
    def plan(cls, after, limit):
        """What would be done: a list of CustomerPlan, by the party's id.

        after: the id of the last party seen, 0 to begin. limit: at most 500.
        Empty for whoever is not the portal's own account.
        """
        if type(after) is not int or not 0 <= after <= query.MAX_ID:
            raise BadQuery("after")
        if type(limit) is not int or not 1 <= limit <= MAX_BATCH:
            raise BadQuery("limit")
        if Pool().get('res.user').portal_kind() != 'service':
            return []
        return _planned(select(_CUSTOMERS.format('p.id > %s'), after, limit))

    @classmethod
    @own_context
    def apply(cls, request, values):
        """Do what the plan says now of some parties: a list of CustomerPlan.

        values: {'parties': at most 500 ids, 'role': of new people}.
        """
        if (not isinstance(values, dict)
                or set(values) != {'parties', 'role'}
                or not isinstance(values['parties'], (list, tuple))
                or not 1 <= len(values['parties']) <= MAX_BATCH
                or not all(query.is_id(p) for p in values['parties'])):
            raise BadQuery("parties")
        if values['role'] not in ROLES:
            raise BadQuery("role")
        if Pool().get('res.user').portal_kind() != 'service':
            return []
        return Pool().get('itf_portal.request').once(
            0, request, 'sync', values, lambda: cls._apply(**values))

    @classmethod
    def _apply(cls, parties, role):
        rows = _planned(select(
                _CUSTOMERS.format('p.id = ANY(%s)'), list(parties), MAX_BATCH))
        with without_check_access():
            cls._create([r for r in rows if r['action'] == 'create'])
            cls._update([r for r in rows if r['action'] == 'update'])
            cls._grant(
                [r for r in rows if r['action'] in {'create', 'grant'}], role)
        return rows

    @classmethod
    def _create(cls, rows):
        pool = Pool()
        User = pool.get('res.user')
        portal = User.portal_group('portal')
        languages = _languages()
        for row in rows:
            pool.get('itf_portal.request').alone('login', row['email'])
        users = User.create([{
                    'login': row['email'],
                    'name': row['person_name'],
                    'email': row['email'],
                    'language': languages.get(row['language']),
                    'active': False,
                    'groups': [('add', [portal])],
                    } for row in rows])
        for row, user in zip(rows, users):
            row['person'] = user.id

    @classmethod
    def _update(cls, rows):
        User = Pool().get('res.user')
        languages = _languages()
        for row in rows:
            User.write([User(row['person'])], {
                    'name': row['person_name'],
                    'language': languages.get(row['language']),
                    })

    @classmethod
    def _grant(cls, rows, role):
        pool = Pool()
        Access = pool.get('itf_portal.access')
        now = dt.datetime.utcnow()
        made = Access.create([{
                    'user': row['person'],
                    'party': row['party'],
                    'role': role,
                    'scope': 'company',
                    'invited_name': row['person_name'],
                    'invited_email': row['email'],
                    'invited_at': now,
                    } for row in rows])
        pool.get('itf_portal.access_decision').note('granted', [
                (grant.id, row['person'], row['party'], role)
                for grant, row in zip(made, rows)], REASON)


def _languages():
    return {r.code: r.id for r in select(
            "SELECT id, code FROM ir_lang WHERE code IN ('fr', 'en') "
            'AND translatable')}


def _planned(customers):
    emails = list({c.email for c in customers if c.email})
    shared = {r.email: r.parties for r in select(_SHARED, emails)}
    # of two whose logins differ in capitals only, the older one
    users = {u.login: u for u in select(
            _USERS, Transaction().user, emails)}
    rows = {
        (r.person, r.party): r.active
        for r in select(_ACCESS, [c.party for c in customers])}
    portal = Pool().get('res.user').portal_group('portal')
    return [_plan(c, users.get(c.email), rows, shared, portal)
        for c in customers]


def _plan(customer, user, rows, shared, portal):
    "The contract's CustomerPlan of one customer."
    name = ' '.join((customer.contact or customer.name or '').split())
    plan = {
        'party': customer.party,
        'code': customer.code,
        'name': customer.name,
        'email': customer.email,
        'person': None,
        'person_name': ''.join(
            c for c in name if c.isprintable())[:people.MAX_NAME],
        'language': language(customer.language),
        'shared_by': shared.get(customer.email),
        'waits': False,
        'mailed': False,
        }
    plan['action'] = _action(plan, user, rows, portal)
    if user and plan['action'] in {'grant', 'update', 'unchanged'}:
        plan.update(
            person=user.id, waits=not (user.active or user.known),
            mailed=user.mailed)
    elif plan['action'] == 'create':
        plan['waits'] = True
    return plan


def _action(plan, user, rows, portal):
    """One of WRITES, 'unchanged', or the word of what stands in the way.

    'no_email', 'malformed', 'shared': by several companies; 'staff': the
    login is somebody's who is not in the portal's group alone; 'disabled',
    'revoked': was taken away, and stays so.
    """
    if not plan['email']:
        return 'no_email'
    if not people.is_email(plan['email']) or not plan['person_name']:
        return 'malformed'
    customers = user is not None and set(user.groups) == {portal}
    held = rows.get((user.id, plan['party'])) if customers else None
    if held:
        waits = not (user.active or user.known)
        if waits and user.synced and not plan['shared_by'] and (
                user.name, language(user.language)) != (
                plan['person_name'], plan['language']):
            return 'update'
        return 'unchanged'
    if held is not None:
        return 'revoked'
    if plan['shared_by']:
        return 'shared'
    if user is None:
        return 'create'
    if not customers:
        return 'staff'
    usable = user.active and user.known
    return 'grant' if usable or (
        not user.active and not user.known and user.invited) else 'disabled'
