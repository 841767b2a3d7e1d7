"""What a mail may say: the facts of an event as its reader sees them."""
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools
from ..facts import select

FACTS = 'itf_portal.mail.facts'


class MailTestCase(unittest.TestCase):
    "What a mail may say to one reader"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        cls.sale = tools.new_sale(
            world, reference="PO-1", site="Usine de Lévis")
        cls.sale.click('quote')
        cls.draft = tools.new_sale(world, reference="PO-2")
        cls.other = tools.new_sale(world, 'CASCADE', reference="PO-3")
        cls.other.click('quote')
        cls.billed = tools.new_sale(world, reference="PO-4")
        for button in ['quote', 'confirm', 'process']:
            cls.billed.click(button)
        cls.invoice, = cls.billed.invoices
        cls.invoice.invoice_date = tools.TODAY
        cls.invoice.save()
        cls.invoice.click('post')
        with Transaction().start(DB_NAME, 0, readonly=True):
            cls.events = select(
                'SELECT id, model, record, sale, party, area '
                'FROM itf_portal_event ORDER BY id')

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def event(self, **wanted):
        return [
            e for e in self.events
            if all(getattr(e, k) == v for k, v in wanted.items())][-1].id

    def facts(self, event, login, caller='robot'):
        return tools.call(
            self.world.user[caller], FACTS, event, self.world.user[login])

    def test_facts(self):
        "The document, the reader's language and address"
        told = self.facts(self.event(sale=self.sale.id, area='quote'), 'alice')
        document = told['document']
        self.assertEqual(
            (document['model'], document['id'], document['reference'],
                document['state'], document['currency']),
            ('sale.sale', self.sale.id, "PO-1", 'quotation', 'CAD'))
        self.assertEqual(document['amount'], self.sale.total_amount)
        self.assertEqual(told['user'], self.world.user['alice'])
        self.assertIn(told['language'], {'fr', 'en'})
        self.assertTrue(told['address'])
        self.assertIsNone(told['company'])
        self.assertNotIn('row', told['event']['detail'])
        fred = self.facts(self.event(sale=self.sale.id, area='quote'), 'fred')
        self.assertEqual(fred['company'], 'BOREAL')

    def test_scope(self):
        "Only what the reader may see"
        sale = self.event(sale=self.sale.id, area='quote')
        invoice = self.event(
            model='account.invoice', record=self.invoice.id, area='invoice')
        for login, event, expected in [
                ('alice', sale, True),
                ('bob', sale, True),
                ('carl', sale, False),
                ('dora', sale, False),
                ('erin', sale, False),
                ('nobody', sale, False),
                ('alice', invoice, False),
                ('dora', invoice, True),
                ('fred', invoice, False),
                ('erin', self.event(sale=self.other.id, area='quote'), True),
                ('alice', self.event(sale=self.draft.id), False),
                ]:
            with self.subTest(login=login, event=event):
                self.assertEqual(bool(self.facts(event, login)), expected)

    def test_agrees_with_the_rules(self):
        "Everybody, every event: told is read"
        told = 0
        for event in self.events:
            for login in tools.PEOPLE:
                facts = self.facts(event.id, login)
                if not facts:
                    continue
                told += 1
                with self.subTest(event=event.id, login=login), \
                        Transaction().start(
                            DB_NAME, self.world.user[login], readonly=True,
                            context={'_check_access': True, 'company': 1}):
                    document = facts['document']
                    Model = Pool().get(document['model'])
                    self.assertEqual(Model.search_count([
                                ('id', '=', document['id'])]), 1)
        self.assertGreater(told, 10)

    def test_nobody_else_asks(self):
        "Customers and staff are told nothing"
        event = self.event(sale=self.sale.id, area='quote')
        for caller in ['alice', 'chief', 'agent']:
            with self.subTest(caller=caller):
                self.assertIsNone(self.facts(event, 'alice', caller))

    def test_readers(self):
        "Staff, people of two groups and those who cannot sign in get none"
        event = self.event(sale=self.sale.id, area='quote')
        for login in ['chief', 'agent', 'robot']:
            self.assertIsNone(self.facts(event, login))
        alice = self.world.user['alice']
        for change, back in [
                ({'active': False}, {'active': True}),
                ({'groups': [('add', [1])]}, {'groups': [('remove', [1])]}),
                ]:
            self.write(alice, change)
            try:
                self.assertIsNone(self.facts(event, 'alice'))
            finally:
                self.write(alice, back)
        self.assertIsNotNone(self.facts(event, 'alice'))

    def write(self, user, values):
        with Transaction().start(
                DB_NAME, 1, context={'_skip_warnings': True}) as transaction:
            User = Pool().get('res.user')
            User.write([User(user)], values)
            transaction.commit()
            transaction.tasks.clear()

    def test_nothing(self):
        "What is no event and nobody"
        robot, alice = self.world.user['robot'], self.world.user['alice']
        event = self.event(sale=self.sale.id, area='quote')
        for parameters in [
                (999999999, alice), (event, 999999999), (None, alice),
                (event, None), ("1", alice), (event, [alice]), (-1, alice),
                (event, True)]:
            with self.subTest(parameters=parameters):
                self.assertIsNone(tools.call(robot, FACTS, *parameters))
