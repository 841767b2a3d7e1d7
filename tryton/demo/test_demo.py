"""The demo set keeps the promises of its README. Run as a program, it tests everything of this folder."""
import datetime as dt
import json
import os
import stat
import unittest
from decimal import Decimal

if __name__ == '__main__':
    import testing
    testing.main()

from demo.testing import select, transaction  # noqa: E402

CENT = Decimal('0.01')


def today():
    from demo.world import ZONE
    return dt.datetime.now(ZONE).date()


def now():
    return dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)


def example(login):
    return login + '@example.com'


class OrdersTest(unittest.TestCase):
    """Two years of orders in every state."""

    @classmethod
    def setUpClass(cls):
        cls.sales = select(
            'SELECT s.*, p.code AS customer FROM sale_sale s '
            'JOIN party_party p ON p.id = s.party')

    def having(self, **values):
        return [s for s in self.sales
            if all(s[name] == value for name, value in values.items())]

    def test_there_are_about_two_hundred(self):
        self.assertTrue(190 <= len(self.sales) <= 215, len(self.sales))
        self.assertGreaterEqual(len(self.having(customer='BOREAL')), 80)
        self.assertEqual(self.having(customer='VALCLEMENT'), [])

    def test_every_state_is_there(self):
        for state in ['draft', 'quotation', 'confirmed', 'processing', 'done',
                'cancelled']:
            with self.subTest(state=state):
                self.assertTrue(self.having(state=state))
        for state in ['none', 'waiting', 'partially shipped', 'sent']:
            with self.subTest(shipment_state=state):
                self.assertTrue(self.having(shipment_state=state))
        for state in ['none', 'pending', 'awaiting payment', 'paid']:
            with self.subTest(invoice_state=state):
                self.assertTrue(self.having(invoice_state=state))

    def test_drafts_are_of_both_kinds(self):
        owned = {s['portal_owner'] is not None
            for s in self.having(state='draft')}
        self.assertEqual(owned, {True, False})

    def test_some_are_late_and_some_are_promised(self):
        promised = [s['portal_promised'] for s in self.having(
                state='processing') if s['portal_promised']]
        self.assertTrue(any(date < today() for date in promised))
        self.assertTrue(any(date > today() for date in promised))

    def test_they_span_two_years_and_end_now(self):
        dates = [s['portal_date'] for s in self.sales]
        self.assertGreater((today() - min(dates)).days, 600)
        # The dump may have been made earlier this week.
        self.assertLess((today() - max(dates)).days, 8)
        self.assertLessEqual(max(dates), today())

    def test_each_order_went_forward_in_time(self):
        for sale in self.sales:
            moments = [moment for moment in (
                    sale['create_date'], sale['portal_sent_at'],
                    sale['portal_confirmed_at'], sale['portal_done_at'],
                    sale['portal_cancelled_at']) if moment]
            with self.subTest(sale=sale['number']):
                self.assertEqual(moments, sorted(moments))
                self.assertGreaterEqual(sale['portal_changed_at'], moments[-1])
                self.assertLessEqual(sale['portal_changed_at'], now())
                self.assertTrue(sale['portal_search'] or not sale['number'])

    def test_stamps_fit_the_states(self):
        for sale in self.sales:
            with self.subTest(sale=sale['number']):
                self.assertEqual(
                    sale['portal_sent_at'] is None, sale['state'] == 'draft')
                self.assertEqual(
                    sale['portal_done_at'] is not None,
                    sale['state'] == 'done')
                self.assertEqual(
                    sale['portal_cancelled_at'] is not None,
                    sale['state'] == 'cancelled')

    def test_numbers_follow_time(self):
        sent = sorted(
            (s['portal_sent_at'], s['portal_number'])
            for s in self.sales if s['portal_sent_at'])
        numbers = [number for _, number in sent]
        self.assertEqual(numbers, sorted(numbers))

    def test_some_are_made_by_portal_people_of_the_same_company(self):
        owned = select(
            'SELECT s.id, EXISTS (SELECT FROM itf_portal_access a '
            'WHERE a."user" = s.portal_owner AND a.party = s.party) AS theirs '
            'FROM sale_sale s WHERE s.portal_owner IS NOT NULL')
        self.assertGreater(len(owned), 50)
        self.assertTrue(all(row['theirs'] for row in owned))

    def test_taxes_are_tps_and_tvq_on_the_price(self):
        for sale in self.sales:
            if sale['state'] in {'draft', 'cancelled'}:
                continue
            untaxed = sale['untaxed_amount_cache']
            rates = ['0.13'] if sale['customer'] == 'MAPLEYARD' else [
                '0.05', '0.09975']
            tax = sum((untaxed * Decimal(rate)).quantize(CENT)
                for rate in rates)
            with self.subTest(sale=sale['number']):
                self.assertLessEqual(
                    abs(sale['tax_amount_cache'] - tax), CENT)
                self.assertEqual(
                    sale['total_amount_cache'],
                    untaxed + sale['tax_amount_cache'])

    def test_nothing_waits_on_the_queue(self):
        self.assertEqual(select('SELECT id FROM ir_queue'), [])


class ShipmentsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.shipments = select(
            'SELECT o.*, l.sale FROM stock_shipment_out o '
            'JOIN stock_move m '
            "ON m.shipment = 'stock.shipment.out,' || o.id "
            "JOIN sale_line l ON m.origin = 'sale.line,' || l.id "
            'GROUP BY o.id, l.sale')
        cls.by_sale = {}
        for shipment in cls.shipments:
            cls.by_sale.setdefault(shipment['sale'], []).append(shipment)

    def test_some_orders_went_in_part(self):
        split = [made for made in self.by_sale.values()
            if {'done', 'waiting'} <= {s['state'] for s in made}]
        self.assertGreaterEqual(len(split), 5)
        self.assertTrue(any(len(made) >= 3 for made in self.by_sale.values()))

    def test_what_is_shipped_and_to_come_is_what_was_ordered(self):
        lines = select(
            'SELECT l.id, l.quantity, SUM(m.quantity) AS moved '
            "FROM sale_line l JOIN sale_sale s ON s.id = l.sale "
            "JOIN stock_move m ON m.origin = 'sale.line,' || l.id "
            "WHERE m.state <> 'cancelled' GROUP BY l.id")
        self.assertGreater(len(lines), 300)
        for line in lines:
            self.assertEqual(line['quantity'], line['moved'])

    def test_every_open_state_is_there(self):
        states = {s['state'] for s in self.shipments}
        self.assertLessEqual({'waiting', 'assigned', 'done'}, states)
        self.assertTrue(states & {'picked', 'packed'})

    def test_what_has_left_has_its_date_and_tracking(self):
        for shipment in self.shipments:
            if shipment['state'] == 'done':
                self.assertLessEqual(shipment['effective_date'], today())
                self.assertTrue(shipment['portal_tracking'])

    def test_numbers_follow_time(self):
        made = [(s['create_date'], s['number']) for s in self.shipments]
        numbers = [number for _, number in sorted(made)]
        self.assertEqual(numbers, sorted(numbers))

    def test_the_yard_holds_something_of_everything(self):
        from trytond.pool import Pool
        with transaction() as opened:
            company, = Pool().get('company.company').search([])
            place, = Pool().get('stock.location').search([('code', '=', 'STO')])
            with opened.set_context(
                    company=company.id, locations=[place.id],
                    stock_date_end=today()):
                products = Pool().get('product.product').search([
                        ('type', '=', 'goods')])
                self.assertEqual(len(products), 18)
                for product in products:
                    self.assertGreater(product.quantity, 0, product.code)


class BillsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.invoices = select(
            'SELECT i.*, '
            '(SELECT MAX(x.maturity_date) FROM account_move_line x '
            ' WHERE x.move = i.move AND x.account = i.account '
            ' AND x.reconciliation IS NULL) AS due, '
            '(SELECT COUNT(*) FROM "account_invoice-account_move_line" r '
            ' WHERE r.invoice = i.id) AS payments '
            'FROM account_invoice i')

    def test_every_state_is_there(self):
        states = {i['state'] for i in self.invoices}
        self.assertLessEqual({'draft', 'posted', 'paid'}, states)

    def test_some_are_overdue_and_some_are_not_yet_due(self):
        due = [i['due'] for i in self.invoices
            if i['state'] == 'posted' and i['total_amount_cache'] > 0]
        self.assertTrue(any(date < today() for date in due))
        self.assertTrue(any(date > today() for date in due))

    def test_some_are_paid_in_part(self):
        self.assertTrue([i for i in self.invoices
                if i['state'] == 'posted' and i['payments']])

    def test_there_is_one_credit_note(self):
        notes = [i for i in self.invoices
            if i['number'] and i['total_amount_cache'] < 0]
        self.assertEqual(len(notes), 1)
        self.assertTrue(notes[0]['number'].startswith('NC-'))

    def test_numbers_follow_dates(self):
        bills = sorted(
            (i['number'], i['invoice_date']) for i in self.invoices
            if i['number'] and i['number'].startswith('F-'))
        dates = [date for _, date in bills]
        self.assertEqual(dates, sorted(dates))
        self.assertLessEqual(dates[-1], today())
        for number, date in bills:
            self.assertTrue(number.startswith('F-%s-' % date.year), number)

    def test_no_payment_is_of_the_future(self):
        last, = select("SELECT MAX(date) AS date FROM account_move")
        self.assertLessEqual(last['date'], today())


class EventsTest(unittest.TestCase):
    """The board begins with the newest events and nothing of the build."""

    @classmethod
    def setUpClass(cls):
        cls.events = select(
            'SELECT *, tx::text AS xid FROM itf_portal_event ORDER BY id')

    def test_there_are_a_few_dozen_in_their_order(self):
        self.assertTrue(24 <= len(self.events) <= 60, len(self.events))
        moments = [event['at'] for event in self.events]
        self.assertEqual(moments, sorted(moments))
        self.assertLessEqual(
            moments[-1], dt.datetime.now(dt.timezone.utc))

    def test_no_portal_takes_them_for_news(self):
        self.assertEqual({event['xid'] for event in self.events}, {'0'})

    def test_their_rows_are_the_orders_as_they_are(self):
        from trytond.protocols.jsonrpc import JSONDecoder
        from trytond.tools import import_module
        import importlib
        facts = importlib.import_module(
            import_module('itf_portal').__name__ + '.facts')
        with transaction():
            rows = {id_: found.row for id_, found in facts.orders(
                    {event['sale'] for event in self.events}).items()}
        for event in self.events:
            detail = json.loads(event['detail'], object_hook=JSONDecoder())
            if 'row' in detail:
                self.assertEqual(detail['row'], rows[event['sale']])


class InventedTest(unittest.TestCase):
    """Nothing can be taken for somebody real."""

    def test_addresses_and_numbers_cannot_exist(self):
        for row in select('SELECT postal_code FROM party_address'):
            self.assertRegex(row['postal_code'], r'^[A-Z]\d[A-Z] 0Z\d$')
        for row in select(
                "SELECT value FROM party_contact_mechanism "
                "WHERE type = 'phone'"):
            self.assertRegex(row['value'], r'555.?01\d\d$')
        for row in select(
                "SELECT value FROM party_contact_mechanism "
                "WHERE type IN ('email', 'website')"):
            self.assertIn('example.com', row['value'])
        for row in select('SELECT code FROM party_identifier'):
            self.assertIn('00000', row['code'])

    def test_products_have_two_names(self):
        from trytond.pool import Pool
        with transaction():
            templates = Pool().get('product.template').search([])
            self.assertGreaterEqual(len(templates), 20)
        names = {}
        for language in ['fr', 'en']:
            with transaction(language=language):
                names[language] = {t.code: t.name for t in Pool().get(
                        'product.template').search([])}
        for code, french in names['fr'].items():
            self.assertNotEqual(french, names['en'][code])

    def test_the_pallet_is_a_unit_in_both_languages(self):
        from trytond.pool import Pool
        found = set()
        for language in ['fr', 'en']:
            with transaction(language=language):
                product, = Pool().get('product.product').search([
                        ('code', '=', 'N4840')])
                found.add((language, product.default_uom.name))
        self.assertEqual(found, {('fr', "palette"), ('en', "pallet")})


class PeopleTest(unittest.TestCase):

    def whoami(self, login):
        from trytond.pool import Pool
        with transaction(example(login)):
            return Pool().get('itf_portal.account').whoami()

    def companies(self, login):
        return {c['code']: [(g['role'], g['scope']) for g in c['grants']]
            for c in self.whoami(login)['companies']}

    def test_one_person_has_two_companies(self):
        self.assertEqual(self.companies('ariane.lacasse'), {
                'LAVALOIS': [('buyer', 'company')],
                'QUAIDUNORD': [('viewer', 'company')]})

    def test_every_role_and_scope_is_there(self):
        found = select('SELECT DISTINCT role, scope FROM itf_portal_access')
        self.assertLessEqual({
                'viewer', 'buyer', 'approver', 'accounting',
                'company_administrator', 'support', 'administrator',
                }, {row['role'] for row in found})
        self.assertEqual(
            {row['scope'] for row in found}, {'company', 'site', 'own'})

    def test_one_whose_access_has_ended_sees_no_company(self):
        self.assertEqual(self.companies('paule.normandin'), {})

    def test_one_is_disabled(self):
        user, = select('SELECT active FROM res_user WHERE login = %s',
            example('gilles.therrien'))
        self.assertFalse(user['active'])

    def test_staff_are_staff(self):
        self.assertEqual(self.whoami('nathalie.sirois')['staff'], 'support')
        self.assertEqual(self.whoami('olivier.bherer')['staff'], 'support')
        self.assertEqual(
            self.whoami('dominique.fiset')['staff'], 'administrator')

    def test_customers_are_in_the_portal_group_alone(self):
        for row in select(
                'SELECT u.login, array_agg(DISTINCT d.fs_id) AS groups '
                'FROM itf_portal_access a JOIN res_user u ON u.id = a."user" '
                'JOIN "res_user-res_group" g ON g."user" = u.id '
                'JOIN ir_model_data d ON d.db_id = g."group" '
                "AND d.model = 'res.group' "
                'WHERE a.party IS NOT NULL GROUP BY u.login'):
            self.assertEqual(row['groups'], ['group_portal'], row['login'])

    def test_customers_see_their_orders_and_no_others(self):
        from trytond.pool import Pool
        from trytond.transaction import check_access
        for login, sees in [
                ('maude.gendron', {'BOREAL'}),
                ('karim.belhadj', {'LAVALOIS'}),
                ('sylvie.charest', set()),
                ('clemence.audet', set()),
                ]:
            with self.subTest(login=login):
                with transaction(example(login)), check_access():
                    found = Pool().get('sale.sale').search([])
                    ids = [sale.id for sale in found]
                codes = {row['code'] for row in select(
                        'SELECT DISTINCT p.code FROM sale_sale s '
                        'JOIN party_party p ON p.id = s.party '
                        'WHERE s.id = ANY(%s)', ids)}
                self.assertEqual(codes, sees)

    @unittest.skipUnless(
        'DEMO_ACCOUNTS' in os.environ, "DEMO_ACCOUNTS names no file")
    def test_the_accounts_file_is_its_owners_and_whole(self):
        path = os.environ['DEMO_ACCOUNTS']
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding='utf-8') as file:
            accounts = json.load(file)
        self.assertGreaterEqual(len({a['password'] for a in accounts}), 15)
        self.assertEqual(
            len({a['password'] for a in accounts}), len(accounts))
        logins = {row['login'] for row in select('SELECT login FROM res_user')}
        for account in accounts:
            self.assertEqual(set(account), {
                    'login', 'password', 'role', 'party', 'name', 'company',
                    'hint'})
            self.assertIn(account['login'], logins)
            self.assertTrue(account['login'].endswith('@example.com'))
            self.assertTrue(account['hint'])

