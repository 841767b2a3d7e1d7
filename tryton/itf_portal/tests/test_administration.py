"""Who has access to what, and why not: what ITF's administrators are told."""
import datetime as dt
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools

NAME = 'itf_portal.administration'
LEVIS = "Usine de Lévis"


class AdministrationTestCase(unittest.TestCase):
    "What an administrator of the portal is told"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        cls.quoted = tools.new_sale(world, reference="PO-1", site=LEVIS)
        cls.quoted.click('quote')
        cls.draft = tools.new_sale(world, reference="PO-2")
        cls.other = tools.new_sale(world, 'CASCADE', reference="PO-3")
        cls.other.click('quote')
        cls.billed = tools.new_sale(world, reference="PO-4")
        cls.billed.click('quote')
        cls.billed.click('confirm')
        cls.billed.click('process')
        cls.invoice, = cls.billed.invoices
        cls.invoice.reference = "PO-4"
        cls.invoice.invoice_date = tools.TODAY
        cls.invoice.save()
        cls.invoice.click('post')
        own = tools.new_sale(world, reference="PO-5", site=LEVIS)
        own.click('quote')
        with cls.as_staff():
            Sale = Pool().get('sale.sale')
            Sale.write(
                [Sale(own.id)], {'portal_owner': world.user['carl']})

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    @classmethod
    def as_staff(cls):
        return committed(DB_NAME, 1, {
                'company': 1, '_skip_warnings': True})

    def ask(self, method, *args, login='chief'):
        return tools.call(self.world.user[login], f'{NAME}.{method}', *args)

    def why(self, login, text):
        return self.ask('why', self.world.user[login], text)

    def reasons(self, login, text, model='sale.sale'):
        verdict, = [
            v for v in self.why(login, text) if v['model'] == model]
        return verdict['seen'], [r['code'] for r in verdict['reasons']]

    def sees(self, login, verdict):
        with Transaction().start(
                DB_NAME, self.world.user[login], readonly=True,
                context={'_check_access': True, 'company': 1}):
            Model = Pool().get(verdict['model'])
            return bool(Model.search([('id', '=', verdict['id'])]))

    def test_nobody_else(self):
        "Customers and agents find nothing"
        alice = self.world.user['alice']
        for login in ('alice', 'agent', 'erin', 'robot', 'nobody'):
            with self.subTest(login=login):
                self.assertEqual(
                    self.ask('people', {}, login=login),
                    {'people': [], 'more': False})
                self.assertIsNone(self.ask('person', alice, login=login))
                self.assertIsNone(
                    self.ask('why', alice, "PO-1", login=login))

    def test_people(self):
        "Everybody of the portal, by name, in pages"
        whole = self.ask('people', {'limit': 100})
        logins = [p['login'] for p in whole['people']]
        self.assertFalse(whole['more'])
        self.assertIn('alice', logins)
        self.assertIn('chief', logins)
        self.assertIn('nobody', logins)
        self.assertNotIn('admin', logins)
        self.assertNotIn('robot', logins)
        found, after = [], None
        while True:
            page = self.ask('people', {'limit': 2, 'after': after})
            found += [p['login'] for p in page['people']]
            if not page['more']:
                break
            after = page['people'][-1]['id']
        self.assertEqual(found, logins)

    def test_search(self):
        "By name, login and company, in any order of words"
        def logins(search):
            page = self.ask('people', {'search': search})
            return {p['login'] for p in page['people']}
        self.assertEqual(logins("alic"), {'alice'})
        self.assertEqual(logins("cascade fred"), {'fred'})
        self.assertEqual(logins("CASCADE"), {'erin', 'fred'})
        self.assertEqual(logins("%"), set())

    def test_problems(self):
        "What does not fit is named"
        problems = {
            p['login']: p['problems']
            for p in self.ask('people', {'limit': 100})['people']}
        self.assertEqual(problems['alice'], [])
        self.assertEqual(problems['nobody'], ['no_access'])
        with self.as_staff():
            User = Pool().get('res.user')
            dora = User(self.world.user['dora'])
            User.write([dora], {'active': False})
        try:
            card = self.ask('person', self.world.user['dora'])
            self.assertEqual(card['person']['problems'], ['disabled'])
            self.assertEqual(card['history'][0]['reason'], 'user')
            self.assertEqual(
                self.bill('dora'), (False, ['disabled']))
        finally:
            with self.as_staff():
                User = Pool().get('res.user')
                User.write(
                    [User(self.world.user['dora'])], {'active': True})

    def bill(self, login):
        return self.reasons(login, self.invoice.number, 'account.invoice')

    def test_why(self):
        "The very role, scope or state that hides a document"
        for login, text, expected in [
                ('alice', "PO-1", (True, [])),
                ('alice', "po-1", (True, [])),
                ('bob', "PO-1", (True, [])),
                ('bob', "PO-5", (True, [])),
                ('carl', "PO-1", (False, ['own'])),
                ('carl', "PO-5", (True, [])),
                ('dora', "PO-1", (False, ['role'])),
                ('erin', "PO-1", (False, ['no_access'])),
                ('fred', "PO-3", (False, ['role'])),
                ('alice', "PO-2", (False, ['draft'])),
                ('nobody', "PO-1", (False, ['no_access'])),
                ('agent', "PO-1", (False, ['not_portal', 'no_access'])),
                ]:
            with self.subTest(login=login, text=text):
                self.assertEqual(self.reasons(login, text), expected)

    def test_invoice(self):
        "An order's invoice is hidden from those who see the order"
        self.assertEqual(self.bill('dora'), (True, []))
        self.assertEqual(self.bill('alice'), (False, ['role']))
        both = self.why('alice', "PO-4")
        self.assertEqual(
            [(v['model'], v['seen']) for v in both],
            [('sale.sale', True), ('account.invoice', False)])

    def test_dates(self):
        "A grant that has ended, was taken away or is to come"
        for values, code in [
                ({'to_date': tools.TODAY - dt.timedelta(1)}, 'ended'),
                ({'from_date': tools.TODAY + dt.timedelta(1)}, 'coming'),
                ({'active': False}, 'revoked'),
                ]:
            with self.subTest(code=code):
                self.grant('alice', values)
                try:
                    self.assertEqual(
                        self.reasons('alice', "PO-1"), (False, [code]))
                finally:
                    self.grant('alice', {
                            'from_date': None, 'to_date': None,
                            'active': True})

    def test_pending(self):
        "An invitation that nobody has accepted yet opens nothing"
        erin = self.world.user['erin']
        with self.as_staff():
            Access = Pool().get('itf_portal.access')
            rows = Access.create([{
                        'user': erin,
                        'party': self.world.boreal,
                        'role': role,
                        'scope': 'company',
                        'invited_at': invited,
                        } for role, invited in [
                            ('buyer', dt.datetime(2026, 1, 1)),
                            ('viewer', None)]])
        try:
            self.assertEqual(
                self.reasons('erin', "PO-1"), (False, ['pending'] * 2))
        finally:
            with self.as_staff():
                Access = Pool().get('itf_portal.access')
                Access.delete(Access.browse([r.id for r in rows]))

    def grant(self, login, values):
        with self.as_staff(), \
                Transaction().set_context(active_test=False):
            Access = Pool().get('itf_portal.access')
            Access.write(
                Access.search([('user.login', '=', login)]), values)

    def test_agrees(self):
        "For everybody and every document the verdict is Tryton's own"
        compared = set()
        for login in tools.PEOPLE:
            for text in ["PO-1", "PO-2", "PO-3", "PO-4", "PO-5"]:
                for verdict in self.why(login, text):
                    with self.subTest(login=login, text=text):
                        self.assertEqual(
                            verdict['seen'], self.sees(login, verdict))
                        self.assertEqual(
                            bool(verdict['reasons']), not verdict['seen'])
                        self.assertNotIn(
                            'rule',
                            [r['code'] for r in verdict['reasons']])
                        self.assertEqual(
                            bool(verdict['opened_by']) or not verdict['seen'],
                            True)
                    compared.add(verdict['seen'])
        self.assertEqual(compared, {True, False})

    def test_nothing(self):
        "No such person, no such document, no text"
        self.assertIsNone(self.ask('why', 999999, "PO-1"))
        self.assertIsNone(self.ask('person', 999999))
        self.assertEqual(self.why('alice', "nothing"), [])
        self.assertEqual(self.why('alice', "  "), [])


class committed:
    "A transaction that is committed at its end."

    def __init__(self, *args):
        self.args = args

    def __enter__(self):
        self.transaction = Transaction()
        name, user, context = self.args
        self.manager = self.transaction.start(name, user, context=context)
        self.manager.__enter__()

    def __exit__(self, kind, *more):
        if kind is None:
            self.transaction.commit()
            self.transaction.tasks.clear()
        return self.manager.__exit__(kind, *more)
