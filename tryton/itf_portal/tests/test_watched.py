"""The table of docs/tryton-api.md: which field's change reaches which page.

Each line of WATCHED is changed for real; the kinds of events it gives are
compared with the line, and the lines with the table of the page.
"""
import datetime as dt
import os
import unittest
from decimal import Decimal

from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools

PAGE = os.path.join(
    os.path.dirname(os.path.realpath(__file__)),
    '..', '..', '..', 'docs', 'tryton-api.md')
DAY = dt.date(2041, 3, 4)
# model, field, how it is changed, kinds of events
WATCHED = [
    ('sale.sale', 'reference', 'other', ['reference']),
    ('sale.sale', 'sale_date', DAY, ['progress']),
    ('sale.sale', 'shipping_date', DAY, ['promised']),
    ('sale.sale', 'invoice_address', 'address', ['details']),
    ('sale.sale', 'payment_term', 'term', ['details']),
    ('sale.sale', 'shipment_address', 'address',
        ['removed', 'created', 'details']),
    ('sale.sale', 'portal_owner', 'user', ['removed', 'created']),
    ('sale.sale', 'party', 'party', ['removed', 'created', 'details']),
    ('sale.sale', 'shipment_state', 'waiting', ['progress']),
    ('sale.sale', 'invoice_state', 'pending', ['progress']),
    ('sale.sale', 'state', 'cancelled', ['state']),
    ('sale.line', 'quantity', 7, ['lines']),
    ('sale.line', 'unit_price', Decimal('3.21'), ['lines']),
    ('sale.line', 'product', 'product', ['lines']),
    ('sale.line', 'description', 'other', ['lines']),
    ('stock.shipment.out', 'planned_date', DAY, ['promised']),
    ('stock.shipment.out', 'portal_tracking', '1Z', ['shipment']),
    ('stock.shipment.out', 'number', 'X-1', ['progress']),
    ('stock.shipment.out', 'state', 'assigned', ['shipment']),
    ('stock.move', 'planned_date', DAY + dt.timedelta(1), ['promised']),
    ('stock.move', 'quantity', 5, ['progress']),
    ('stock.move', 'state', 'done', ['shipped']),
    ('account.invoice', 'state', 'posted', ['invoice']),
    ('account.invoice', 'payment_lines', 'paid', ['invoice']),
    ('itf_portal.access', 'role', 'viewer', ['access']),
    ('itf_portal.access', 'scope', 'own', ['access']),
    ('itf_portal.access', 'from_date', DAY, ['access']),
    ('itf_portal.access', 'to_date', DAY, ['access']),
    ('itf_portal.access', 'active', False, ['access']),
    ('res.user', 'password', 'an0ther-Pa55word', ['access']),
    ('res.user', 'groups', 'groups', ['access']),
    ('res.user', 'active', False, ['access']),
    ]
# changed by Tryton's own steps, in the scenario of the events
BY_STEPS = {
    ('stock.move', 'state'), ('account.invoice', 'state'),
    ('account.invoice', 'payment_lines')}


def table():
    "The lines of the page's table."
    lines = ['| model | field | events |', '|---|---|---|']
    for model, field, _, kinds in WATCHED:
        lines.append('| `%s` | `%s` | %s |' % (
                model, field, ', '.join(f'`{k}`' for k in kinds)))
    return '\n'.join(lines)


class WatchedTestCase(unittest.TestCase):
    "Every field whose change must reach a page"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def test_page(self):
        "The page shows this very table"
        if not os.path.exists(PAGE):
            self.skipTest("the module stands alone")
        with open(PAGE, encoding='utf-8') as page:
            self.assertIn(table(), page.read())

    def test_watched(self):
        "Each change gives its events"
        sale = tools.new_sale(self.world)
        sale.click('quote')
        processing = tools.new_sale(self.world)
        processing.click('quote')
        processing.click('confirm')
        events = tools.Events()
        for model, field, value, kinds in WATCHED:
            if (model, field) in BY_STEPS:
                continue
            with Transaction().start(DB_NAME, 1, context={
                        'company': 1, '_skip_warnings': True,
                        }) as transaction:
                pool = Pool()
                record = self.record(pool, model, sale.id, processing.id)
                values = {field: self.value(pool, field, value)}
                if field == 'party':
                    values.update(
                        shipment_address=None, invoice_address=None)
                if field == 'product':
                    values['unit_price'] = record.unit_price
                pool.get(model).write([record], values)
                transaction.commit()
                transaction.tasks.clear()
            found = [e.kind for e in events.new()]
            with self.subTest(model=model, field=field):
                self.assertEqual(found, kinds)

    def record(self, pool, model, sale, processing):
        if model == 'sale.sale':
            return pool.get(model)(sale)
        if model == 'sale.line':
            return pool.get('sale.sale')(processing).lines[0]
        if model == 'stock.shipment.out':
            return pool.get('sale.sale')(processing).shipments[0]
        if model == 'stock.move':
            return pool.get('sale.sale')(processing).lines[0].moves[0]
        if model == 'itf_portal.access':
            access, = pool.get(model).search(
                [('user.login', '=', 'alice')])
            return access
        user, = pool.get(model).search([('login', '=', 'bob')])
        return user

    def value(self, pool, field, value):
        if value == 'address':
            return self.world.site["Usine de Lévis"].id
        if value == 'term':
            term, = pool.get('account.invoice.payment_term').search([])
            return term.id
        if value == 'party':
            return self.world.cascade
        if value == 'user':
            return self.world.user['carl']
        if value == 'product':
            return self.world.product['REC48'].id
        if value == 'groups':
            User = pool.get('res.user')
            return [('remove', [User.portal_group('portal')])]
        return value

