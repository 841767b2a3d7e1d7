"""Default deny and the record rules, behind the dispatcher's wall.

These tests act as a customer inside of Tryton with access checks on, where
the dispatcher no longer helps: A against B (security.md, T-IDOR).
"""
import unittest
from contextlib import closing, contextmanager

from trytond.exceptions import UserError
from trytond.model import ModelSQL, ModelStorage
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from ..allowed import INTERNAL_READ, PORTAL_FIELDS
from . import tools


class IsolationTestCase(unittest.TestCase):
    "Customer A against customer B"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        cls.own, cls.levis, cls.foreign = (
            tools.new_sale(world, code, site=site) for code, site in [
                ('BOREAL', "Usine de Gatineau"),
                ('BOREAL', "Usine de Lévis"),
                ('CASCADE', None)])
        cls.draft = tools.new_sale(world)
        for sale in (cls.own, cls.levis, cls.foreign):
            sale.click('quote')
            sale.click('confirm')
            tools.ship(sale)
            invoice, = sale.invoices
            invoice.invoice_date = tools.TODAY
            invoice.click('post')
        cls.open = tools.new_sale(world)
        cls.open.click('quote')
        cls.open.click('confirm')

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    @contextmanager
    def acting(self, login, **context):
        with Transaction().start(
                DB_NAME, self.world.user[login], readonly=True,
                context=dict(context, _check_access=True)):
            yield Pool(DB_NAME)

    def search(self, login, model, domain=(), **context):
        with self.acting(login, **context) as pool:
            return {r.id for r in pool.get(model).search(list(domain))}

    def ids(self, name):
        return {
            'sale': {s.id for s in (self.own, self.levis, self.open)},
            'invoice': {
                s.invoices[0].id for s in (self.own, self.levis)},
            }[name]

    def test_every_model_is_closed(self):
        "A model without a row of the portal group is closed in every mode"
        for login in ('alice', 'robot'):
            with self.acting(login) as pool:
                Access = pool.get('ir.model.access')
                opened = set(PORTAL_FIELDS) if login == 'alice' else set()
                models = [
                    name for name, Model in pool.iterobject()
                    if issubclass(Model, ModelStorage)]
                self.assertGreater(len(models), 200)
                for name in models:
                    access = Access.get_access([name])[name]
                    read = name in opened or name in INTERNAL_READ
                    self.assertEqual(access, {
                            'read': read, 'write': False, 'create': False,
                            'delete': False}, (login, name))

    def test_searches_of_every_model(self):
        "search, search_count, search_read and export are refused alike"
        with self.acting('alice') as pool:
            for name, Model in pool.iterobject():
                if (not issubclass(Model, ModelSQL)
                        or name in PORTAL_FIELDS or name in INTERNAL_READ):
                    continue
                with self.assertRaises(AccessError, msg=name):
                    Model.search([], limit=1)
                with self.assertRaises(AccessError, msg=name):
                    Model.search([], count=True)
                with self.assertRaises(AccessError, msg=name):
                    Model.search_read([], limit=1, fields_names=['id'])
                with self.assertRaises(AccessError, msg=name):
                    Model.read([1], ['id'])

    def test_nothing_is_written(self):
        "create, write, delete and copy are refused for every open model"
        for name in PORTAL_FIELDS:
            with self.acting('alice') as pool:
                Model = pool.get(name)
                record, = Model.search([], limit=1) or [Model(1)]
                for action in (
                        lambda: Model.create([{}]),
                        lambda: Model.write([record], {}),
                        lambda: Model.delete([record]),
                        lambda: Model.copy([record])):
                    # stock.move looks at its values before it is refused
                    with self.assertRaises((UserError, KeyError), msg=name):
                        action()

    def test_buttons(self):
        "Workflow buttons are refused"
        with self.acting('alice') as pool:
            Sale = pool.get('sale.sale')
            for button in ('quote', 'confirm', 'cancel', 'draft', 'process'):
                with self.assertRaises(UserError, msg=button):
                    getattr(Sale, button)([Sale(self.own.id)])

    def test_fields(self):
        "Only the allowed fields of an open model are read"
        with self.acting('erin') as pool:
            for name, allowed in PORTAL_FIELDS.items():
                Model = pool.get(name)
                found = Model.search([], limit=1)
                self.assertTrue(found, name)
                unknown = allowed - set(Model._fields)
                self.assertFalse(unknown, name)
                for field in Model._fields:
                    if field in allowed:
                        continue
                    with self.assertRaises(AccessError, msg=(name, field)):
                        Model.read([found[0].id], [field])

    def test_oracles(self):
        "Domains and orders on closed fields are refused, dotted ones too"
        with self.acting('alice') as pool:
            Sale = pool.get('sale.sale')
            Move = pool.get('stock.move')
            for domain in [
                    [('comment', 'like', '%')],
                    [('party.name', 'like', '%')],
                    [('party.lang', '!=', None)],
                    [('create_uid.login', '=', 'admin')],
                    [('lines.product.cost_price', '>', 0)],
                    [('quoted_by', '!=', None)]]:
                with self.assertRaises(UserError, msg=domain):
                    Sale.search(domain)
            with self.assertRaises(UserError):
                Sale.search([], order=[('comment', 'ASC')])
            with self.assertRaises(UserError):
                Sale.search([], order=[('party.name', 'ASC')])
            with self.assertRaises(UserError):
                Move.search([('cost_price', '>', 0)])
            with self.assertRaises(UserError):
                Sale.export_data([Sale(self.own.id)], ['party/name'])

    def test_exports(self):
        "Portal people export nothing, and others as before"
        world = self.world
        invoice = self.foreign.invoices[0]
        for model, id_ in [
                ('sale.sale', self.own.id),
                ('sale.sale', self.foreign.id),
                ('sale.line', self.foreign.lines[0].id),
                ('stock.shipment.out', self.foreign.shipments[0].id),
                ('stock.move', self.foreign.shipments[0].moves[0].id),
                ('account.invoice', invoice.id),
                ('account.invoice.line', invoice.lines[0].id),
                ('account.invoice.tax', invoice.taxes[0].id),
                ('ir.model', 1)]:
            for login in ('alice', 'robot'):
                user = world.user[login]
                with self.assertRaises(UserError, msg=(login, model)):
                    tools.call(
                        user, f'{model}.export_data', [id_], ['rec_name'])
                with self.assertRaises(UserError, msg=(login, model)):
                    tools.call(
                        user, f'{model}.export_data_domain',
                        [], ['rec_name'])
        self.assertEqual(tools.call(
                world.user['admin'], 'sale.sale.export_data',
                [self.foreign.id], ['number']), [[self.foreign.number]])

    def test_sales(self):
        "Sales by party, site and owner; no drafts of staff's"
        own = self.ids('sale')
        self.assertEqual(self.search('alice', 'sale.sale'), own)
        self.assertEqual(
            self.search('bob', 'sale.sale'), {self.levis.id})
        self.assertEqual(
            self.search('erin', 'sale.sale'), {self.foreign.id})
        self.assertEqual(self.search('fred', 'sale.sale'), own)
        for login in ('carl', 'dora', 'nobody'):
            self.assertEqual(self.search(login, 'sale.sale'), set(), login)

    def test_lines(self):
        "Lines follow their sale"
        def lines(*sales):
            return {line.id for sale in sales for line in sale.lines}
        self.assertEqual(
            self.search('alice', 'sale.line'),
            lines(self.own, self.levis, self.open))
        self.assertEqual(
            self.search('bob', 'sale.line'), lines(self.levis))
        self.assertEqual(self.search('dora', 'sale.line'), set())

    def test_shipments(self):
        "Shipments and moves follow the sales, inventory moves stay inside"
        def shipments(*sales):
            return {s.id for sale in sales for s in sale.shipments}

        def moves(*sales):
            return {
                m.id for sale in sales for s in sale.shipments
                for m in s.outgoing_moves}
        own = (self.own, self.levis, self.open)
        self.assertEqual(
            self.search('alice', 'stock.shipment.out'), shipments(*own))
        self.assertEqual(self.search('alice', 'stock.move'), moves(*own))
        self.assertEqual(
            self.search('bob', 'stock.shipment.out'),
            shipments(self.levis))
        self.assertEqual(
            self.search('bob', 'stock.move'), moves(self.levis))
        self.assertEqual(
            self.search('erin', 'stock.move'), moves(self.foreign))
        self.assertEqual(self.search('dora', 'stock.move'), set())

    def test_invoices(self):
        "Issued invoices by the grants for bills, lines and taxes with them"
        own = self.ids('invoice')
        foreign = {self.foreign.invoices[0].id}
        self.assertEqual(self.search('dora', 'account.invoice'), own)
        self.assertEqual(self.search('erin', 'account.invoice'), foreign)
        self.assertEqual(self.search('fred', 'account.invoice'), foreign)
        for login in ('alice', 'bob', 'carl', 'nobody'):
            self.assertEqual(
                self.search(login, 'account.invoice'), set(), login)
        for model, name in [
                ('account.invoice.line', 'lines'),
                ('account.invoice.tax', 'taxes')]:
            self.assertEqual(
                self.search('dora', model), {
                    r.id for s in (self.own, self.levis)
                    for r in getattr(s.invoices[0], name)}, model)
            self.assertEqual(self.search('alice', model), set(), model)

    def test_one_after_the_other(self):
        "Two customers never share a cached rule"
        for _ in range(3):
            self.assertEqual(
                self.search('erin', 'sale.sale'), {self.foreign.id})
            self.assertEqual(
                self.search('alice', 'sale.sale'), self.ids('sale'))
            self.assertEqual(
                self.search('bob', 'sale.sale'), {self.levis.id})

    def test_nothing_is_remembered(self):
        "What another process changes holds in the next transaction"
        sales = self.ids('sale')
        self.assertEqual(self.search('alice', 'sale.sale'), sales)
        alice = self.world.user['alice']
        with closing(tools.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(
                'UPDATE itf_portal_access SET active = false '
                'WHERE "user" = %s', [alice])
            self.assertEqual(self.search('alice', 'sale.sale'), set())
            cursor.execute(
                'UPDATE itf_portal_access SET active = true '
                'WHERE "user" = %s', [alice])
            self.assertEqual(self.search('alice', 'sale.sale'), sales)
            cursor.execute(
                'UPDATE "res_user-res_group" SET "user" = %s '
                'WHERE "user" = %s', [self.world.user['agent'], alice])
            try:
                with self.acting('agent') as pool:
                    self.assertTrue(pool.get('res.user').is_portal())
                    self.assertIsNone(pool.get('res.user').staff_role())
                    with self.assertRaises(AccessError):
                        pool.get('party.party').search([])
                with self.acting('alice') as pool:
                    self.assertFalse(pool.get('res.user').is_portal())
                    self.assertEqual(
                        pool.get('res.user').portal_grants(), ())
            finally:
                cursor.execute(
                    'UPDATE "res_user-res_group" SET "user" = %s '
                    'WHERE "user" = %s', [alice, self.world.user['agent']])
        self.assertEqual(self.search('alice', 'sale.sale'), sales)

    def test_context_tricks(self):
        "No context key widens what a customer sees"
        alice = self.world.user['alice']
        for context in [
                {'user': 1}, {'company': -1}, {'companies': [1]},
                {'groups': [1]}, {'active_test': False},
                {'portal_sale': []}, {'portal_party': self.world.cascade}]:
            self.assertEqual(
                self.search('alice', 'sale.sale', **context),
                self.ids('sale'), context)
            page = tools.call(
                alice, 'itf_portal.order.page',
                {'party': self.world.cascade}, context=dict(
                    context, _check_access=False, _user=1, _groups=[1]))
            self.assertEqual(page['rows'], [], context)

    def test_reading_ids(self):
        "Another's record and a missing one are refused"
        for id_ in (self.foreign.id, self.draft.id, 2 ** 30):
            with self.acting('alice') as pool:
                with self.assertRaises(UserError):
                    pool.get('sale.sale').read([id_], ['number'])
                with self.assertRaises(UserError):
                    pool.get('sale.sale').read(
                        [self.own.id, id_], ['number'])
                # only Function fields (Tryton issue 12428)
                with self.assertRaises(UserError):
                    pool.get('sale.sale').read([id_], ['total_amount'])

    def test_actions(self):
        "No wizard and no report opens for portal people"
        for kind in ('wizard', 'report'):
            with self.acting('alice') as pool:
                Action = pool.get(f'ir.action.{kind}')
                for name, _ in pool.iterobject(type=kind):
                    self.assertEqual(Action.get_groups(name), {-1}, name)
                Report = pool.get('sale.sale', type='report')
                with self.assertRaises(UserError):
                    Report.execute([self.own.id], {})
        with self.acting('alice') as pool:
            # trytond 7.0.30 fails to format its own refusal
            with self.assertRaises((UserError, KeyError)):
                pool.get('account.invoice.pay', type='wizard').create()

    def test_methods(self):
        "Another's, a missing and a malformed id answer alike"
        world = self.world
        asked = 'itf_portal.order.detail'
        for login in ('alice', 'bob', 'carl', 'dora', 'fred', 'nobody'):
            user = world.user[login]
            for party, id_ in [
                    (world.cascade, self.foreign.id),
                    (world.boreal, self.foreign.id),
                    (world.boreal, self.draft.id),
                    (world.boreal, 2 ** 31 - 1), (world.boreal, 0),
                    (world.boreal, 'x'), (world.boreal, None),
                    (world.boreal, 2 ** 70), (world.boreal, True),
                    (None, self.own.id), ([world.boreal], [self.own.id])]:
                self.assertIsNone(
                    tools.call(user, asked, party, id_), (login, id_))
        self.assertIsNone(tools.call(
                world.user['bob'], asked, world.boreal, self.own.id))
        self.assertIsNotNone(tools.call(
                world.user['bob'], asked, world.boreal, self.levis.id))
        for login in ('alice', 'robot', 'nobody', 'admin'):
            user = world.user[login]
            self.assertIsNone(tools.call(
                    user, 'itf_portal.board.detail', self.own.id))
            self.assertEqual(tools.call(
                    user, 'itf_portal.board.page', {})['rows'], [])
            self.assertEqual(tools.call(
                    user, 'itf_portal.board.customers', ''), [])
        for login in ('alice', 'agent', 'admin'):
            self.assertEqual(tools.call(
                    world.user[login], 'itf_portal.event.poll', '3'
                    )['events'], [])

    def test_invoices_of_a_detail(self):
        "Invoices of an order show to those with a grant for them"
        world = self.world
        asked = 'itf_portal.order.detail'
        detail = tools.call(
            world.user['alice'], asked, world.boreal, self.own.id)
        self.assertIsNone(detail['invoices'])
        self.assertNotIn('invoice', {e['area'] for e in detail['changes']})
        detail = tools.call(
            world.user['erin'], asked, world.cascade, self.foreign.id)
        self.assertEqual(len(detail['invoices']), 1)
        self.assertIn('invoice', {e['area'] for e in detail['changes']})
        self.assertNotIn('internal', {e['area'] for e in detail['changes']})
