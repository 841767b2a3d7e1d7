"""Portal people out of 5,000 customers: as planned, and once."""
import unittest
from collections import Counter

from proteus import Model
from trytond.exceptions import UserError
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools

NAME = 'itf_portal.customer_sync'
CUSTOMERS, SHARED, WITHOUT = 5000, 200, 50

# 5,000 companies that were quoted something: the last 50 have no courriel,
# the 200 before them share one by two
_MAKE = '''
INSERT INTO party_party (name, code, active)
SELECT 'Client ' || n, 'S' || n, true FROM generate_series(1, %(all)s) n;
INSERT INTO sale_sale (company, party, currency, state, invoice_method,
    shipment_method, invoice_state, shipment_state)
SELECT (SELECT min(id) FROM company_company), p.id,
    (SELECT min(id) FROM currency_currency), 'quotation', 'order', 'order',
    'none', 'none' FROM party_party p WHERE p.code ~ '^S[0-9]+$';
INSERT INTO party_contact_mechanism (party, type, value, name, active)
SELECT p.id, 'email', CASE WHEN n > %(single)s
    THEN 'partage' || (n + 1) / 2 || '@s.example' ELSE 'Client' || n || '@s.example'
    END, CASE WHEN n %% 2 = 0 THEN 'Personne ' || n END, true
FROM party_party p, LATERAL (SELECT CASE WHEN p.code ~ '^S[0-9]+$'
    THEN substring(p.code, 2)::int END AS n) c WHERE n <= %(with)s;
ANALYZE party_party; ANALYZE party_contact_mechanism; ANALYZE sale_sale;
'''


class CustomerSyncTestCase(unittest.TestCase):
    "What sync-customers asks of Tryton"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def sql(self, statement, *values):
        with Transaction().start(DB_NAME, 1) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(statement, *values)
            return cursor.fetchall() if cursor.description else None

    def call(self, method, *args, login='robot'):
        try:
            return tools.call(
                self.world.user[login], f'{NAME}.{method}', *args)
        except UserError as error:
            return error.description

    def plan(self, limit=500):
        rows = []
        while True:
            page = self.call('plan', rows[-1]['party'] if rows else 0, limit)
            rows += page
            if len(page) < limit:
                return rows

    def apply(self, parties, role='viewer', login='robot', key=None):
        CustomerSyncTestCase.count += 1
        return self.call(
            'apply', key or f'syncing-{self.count:010}',
            {'parties': parties, 'role': role}, login=login)

    def row(self, code):
        row, = [r for r in self.plan() if r['code'] == code]
        return row

    def customer(self, code, *emails, ordered=True, **values):
        tools.admin()
        party = Model.get('party.party')(name=f"Client {code}", code=code)
        for email in emails:
            party.contact_mechanisms.new(type='email', value=email)
        party.save()
        if ordered:
            self.sql(
                'INSERT INTO sale_sale (company, party, currency, state, '
                'invoice_method, shipment_method, invoice_state, '
                'shipment_state) SELECT min(id), %s, (SELECT min(id) FROM '
                "currency_currency), 'quotation', 'order', 'order', 'none', "
                "'none' FROM company_company", [party.id])
        return party

    def test_nobody_else(self):
        party = self.customer('NOBODY', 'nobody@sync.example')
        for login in ('alice', 'agent', 'chief', 'erin'):
            with self.subTest(login=login):
                self.assertEqual(self.call('plan', 0, 10, login=login), [])
                self.assertEqual(self.apply([party.id], login=login), [])
        for values in [
                {'parties': [party.id], 'role': 'company_administrator'},
                {'parties': [party.id], 'role': 'administrator'},
                {'parties': [party.id], 'role': 'viewer', 'email': 'x'},
                {'parties': [], 'role': 'viewer'},
                {'parties': ['1'], 'role': 'viewer'}]:
            self.assertEqual(
                self.call('apply', 'syncing-badly-0001', values),
                'itf_portal.bad_query')
        self.assertEqual(self.row('NOBODY')['action'], 'create')

    def test_whom_it_leaves_alone(self):
        "Each with the word of what stands in the way"
        tools.admin()
        User = Model.get('res.user')
        group, = Model.get('res.group').find([
                ('name', '=', "Customer portal")])

        def user(login, portal=True, **values):
            made = User(login=login, name=login, **values)
            if portal:
                made.groups.append(Model.get('res.group')(group.id))
            made.save()
            return made
        user('staff@sync.example', portal=False)
        user('gone@sync.example', active=False,
            password=tools.secret('gone@sync.example'))
        here = user('here@sync.example',
            password=tools.secret('here@sync.example'))
        away = user('away@sync.example',
            password=tools.secret('away@sync.example'))
        parties = {
            code: self.customer(code, *emails) for code, emails in [
                ('STAFF', ['staff@sync.example']),
                ('GONE', ['gone@sync.example']),
                ('HERE', ['Here@sync.example']),
                ('AWAY', ['away@sync.example']),
                ('BAD', ['pas un courriel']),
                ('NONE', []),
                ('TWIN1', ['twin@sync.example']),
                ('TWIN2', ['TWIN@sync.example']),
                ('SECOND', ['own@sync.example', 'twin@sync.example']),
                ('OTHER', ['away2@sync.example'])]}
        self.customer('LEAD', 'lead@sync.example', ordered=False)
        Access = Model.get('itf_portal.access')
        lost = Access(user=away, party=parties['AWAY'], role='viewer')
        lost.save()
        lost.active = False
        lost.save()
        expected = {
            'STAFF': 'staff', 'GONE': 'disabled', 'HERE': 'grant',
            'AWAY': 'revoked', 'BAD': 'malformed', 'NONE': 'no_email',
            'TWIN1': 'shared', 'TWIN2': 'shared', 'SECOND': 'create'}
        planned = {r['code']: r for r in self.plan()}
        self.assertEqual(
            {code: planned[code]['action'] for code in expected}, expected)
        self.assertNotIn('LEAD', planned, "never ordered")
        self.assertEqual(planned['TWIN1']['shared_by'], 3)
        before = self.sql('SELECT id, active FROM res_user ORDER BY id')
        self.apply([parties[c].id for c in expected if c != 'SECOND'])
        self.assertEqual(
            self.sql('SELECT id, active FROM res_user ORDER BY id'), before)
        self.assertEqual(self.row('HERE')['action'], 'unchanged')
        self.assertEqual(self.sql(
                'SELECT count(*) FROM itf_portal_access WHERE "user" = %s '
                'AND active', [here.id]), [(1,)])
        self.assertFalse(self.row('HERE')['waits'])

    def test_name_follows_until_they_come(self):
        party = self.customer('RENAME', 'rename@sync.example')
        key = 'syncing-rename-0001'
        done = self.apply([party.id], key=key)
        self.assertEqual(self.apply([party.id], key=key), done)
        tools.admin()
        party.name = "Autre nom"
        party.save()
        row = self.row('RENAME')
        self.assertEqual((row['action'], row['waits']), ('update', True))
        self.apply([party.id])
        self.assertEqual(self.row('RENAME')['action'], 'unchanged')
        self.sql(
            "UPDATE res_user SET active = true, password_hash = 'x' "
            "WHERE login = 'rename@sync.example'")
        party.name = "Encore un autre"
        party.save()
        self.assertEqual(self.row('RENAME')['action'], 'unchanged')

    def test_many(self):
        "The run does what the dry run says; a second one finds nothing"
        self.sql(_MAKE, {
                'all': CUSTOMERS, 'with': CUSTOMERS - WITHOUT,
                'single': CUSTOMERS - WITHOUT - SHARED})

        def mine(rows):
            return [r for r in rows if (r['code'] or '')[1:].isdigit()]
        dry = mine(self.plan())
        self.assertEqual(Counter(r['action'] for r in dry), {
                'create': CUSTOMERS - WITHOUT - SHARED, 'shared': SHARED,
                'no_email': WITHOUT})
        to_do = [r['party'] for r in dry if r['action'] == 'create']
        done = []
        for start in range(0, len(to_do), 250):
            done += self.apply(to_do[start:start + 250])

        def said(rows):
            return [dict(r, person=None) for r in rows]
        self.assertEqual(
            said(done), said(r for r in dry if r['action'] == 'create'))
        (people, active, hashes), = self.sql(
            'SELECT count(*), count(*) FILTER (WHERE active), '
            "count(password_hash) FROM res_user "
            "WHERE login ~ '^client[0-9]+@s.example$'")
        self.assertEqual((people, active, hashes), (len(to_do), 0, 0))
        again = mine(self.plan())
        self.assertEqual(Counter(r['action'] for r in again), {
                'unchanged': len(to_do), 'shared': SHARED,
                'no_email': WITHOUT})
        before = self.sql('SELECT count(*) FROM itf_portal_access')
        self.apply(to_do[:500])
        self.assertEqual(
            self.sql('SELECT count(*) FROM itf_portal_access'), before)
