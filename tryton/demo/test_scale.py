"""Orders made by SQL hold what Tryton and the module would have written, and live on like any other."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal
from unittest import mock

from demo import staff, testing, volume

DATABASE = 'itf_volume_tests'
ORDERS = 2000
# What a copy and an order entered now may differ in; the module's columns are written as a transaction commits.
OWN = {
    'id', 'number', 'create_date', 'create_uid', 'write_date', 'write_uid', 'sale', 'line', 'portal_number',
    'portal_date', 'portal_search', 'portal_changed_at', 'portal_sent_at', 'portal_amount'}


def select(statement, *parameters, database=DATABASE):
    return testing.select(statement, *parameters, database=database)


@unittest.skipUnless('DEMO_ACCOUNTS' in os.environ, "DEMO_ACCOUNTS names no file")
class ScaleTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.addClassCleanup(testing.stop, DATABASE)
        testing.create(DATABASE)
        cls.before = select('SELECT COALESCE(MAX(id), 0) AS id FROM sale_sale')[0]['id']
        accounts = os.path.join(folder, 'accounts.json')
        shutil.copy(os.environ['DEMO_ACCOUNTS'], accounts)
        subprocess.run(
            [sys.executable, os.path.join(testing.HERE, 'scale.py'), '--database', DATABASE,
                '--orders', str(ORDERS), '--accounts-file', accounts],
            check=True, stdout=subprocess.DEVNULL,
            env=dict(os.environ, PYTHONPATH=os.environ['TEST_TRYTON_PYTHONPATH']))
        with open(accounts, encoding='utf-8') as file:
            cls.accounts = json.load(file)
        cls.company = select('SELECT id FROM company_company')[0]['id']
        cls.told = select('SELECT id FROM itf_portal_event WHERE sale > %s OR party IS NOT NULL AND id > '
            '(SELECT MAX(id) FROM itf_portal_event WHERE sale <= %s)', cls.before, cls.before)
        cls.queued = select('SELECT id FROM ir_queue')
        from trytond.pool import Pool
        Pool(DATABASE).init()
        # Read before anything draws on it: what is drawn is not given back.
        with testing.transaction(database=DATABASE, company=cls.company):
            cls.next = Pool().get('sale.configuration')(1).get_multivalue(
                'sale_sequence', company=cls.company).number_next

    def writing(self):
        return testing.transaction(
            database=DATABASE, readonly=False, company=self.company, _skip_warnings=True)

    def copied(self, where='true'):
        return [row['id'] for row in select(
                'SELECT id FROM sale_sale WHERE id > %s AND ' + where + ' ORDER BY id', self.before)]

    def person(self, code):
        return next(a for a in self.accounts if a['party'] == code)

    def test_there_are_so_many_and_each_customer_has_theirs(self):
        held = {row['code']: row['count'] for row in select(
                'SELECT p.code, count(*) FROM sale_sale s JOIN party_party p ON p.id = s.party GROUP BY p.code')}
        self.assertEqual(sum(held.values()), ORDERS)
        self.assertEqual(held[volume.LARGE], ORDERS // volume.LARGE_SHARE)

    def test_the_module_would_store_the_same(self):
        columns = ('portal_date, portal_number, portal_amount, portal_search, portal_promised, portal_changed_at, '
            'portal_sent_at, portal_confirmed_at, portal_done_at, portal_cancelled_at')
        from trytond.pool import Pool
        with self.writing() as opened:
            cursor = opened.connection.cursor()

            def rows():
                cursor.execute('SELECT id, %s FROM sale_sale ORDER BY id' % columns)
                return cursor.fetchall()
            kept = rows()
            Pool().get('sale.sale')._portal_store([row[0] for row in kept])
            for old, new in zip(kept, rows()):
                # Words of one product follow another's in an order the database chooses.
                self.assertEqual(sorted(old[4].split()), sorted(new[4].split()))
                self.assertEqual(old[:4] + old[5:], new[:4] + new[5:])
            opened.rollback()

    def test_tryton_computes_the_states_and_totals_that_are_stored(self):
        from trytond.pool import Pool
        chosen = self.copied('id %% 5 = 0')
        with testing.transaction(database=DATABASE, company=self.company):
            Sale = Pool().get('sale.sale')
            for sale in Sale.browse(chosen):
                with self.subTest(sale=sale.number):
                    if sale.state in {'processing', 'done'}:
                        self.assertEqual(sale.shipment_state, sale.get_shipment_state())
                        self.assertEqual(sale.invoice_state, sale.get_invoice_state())
                        self.assertEqual(sale.state == 'done', sale.is_done())
                    if sale.total_amount_cache is not None:
                        tax = sum((t['amount'] for t in sale._get_taxes().values()), Decimal(0))
                        self.assertEqual(sale.tax_amount_cache, tax)
                        self.assertEqual(
                            sale.untaxed_amount_cache, sum(line.amount for line in sale.lines))
                        self.assertEqual(
                            sale.total_amount_cache, sale.untaxed_amount_cache + sale.tax_amount_cache)

    def test_books_balance_and_bills_are_the_customers_own(self):
        self.assertEqual(select('SELECT move FROM account_move_line GROUP BY move HAVING SUM(debit) <> SUM(credit)'), [])
        self.assertEqual(select('SELECT reconciliation FROM account_move_line WHERE reconciliation IS NOT NULL '
                'GROUP BY reconciliation HAVING SUM(debit) <> SUM(credit)'), [])
        self.assertEqual(select('SELECT m.id FROM account_move m JOIN account_period p ON p.id = m.period '
                'WHERE m.date NOT BETWEEN p.start_date AND p.end_date'), [])
        self.assertEqual(select('SELECT i.id FROM account_invoice i JOIN account_invoice_line x ON x.invoice = i.id '
                "JOIN sale_line l ON x.origin = 'sale.line,' || l.id JOIN sale_sale s ON s.id = l.sale "
                'WHERE i.party <> s.party OR i.portal_site <> s.shipment_address'), [])
        self.assertEqual(select('SELECT l.id FROM account_move_line l JOIN account_move m ON m.id = l.move '
                "JOIN account_invoice i ON m.origin = 'account.invoice,' || i.id WHERE l.party <> i.party"), [])
        from trytond.pool import Pool
        with testing.transaction(database=DATABASE, company=self.company):
            Invoice = Pool().get('account.invoice')
            invoices = Invoice.search([('type', '=', 'out')], order=[('id', 'DESC')], limit=200)
            for invoice in invoices:
                self.assertEqual(
                    invoice.total_amount, sum(line.amount for line in invoice.lines)
                    + sum(tax.amount for tax in invoice.taxes))
                if invoice.state == 'paid':
                    self.assertEqual(invoice.amount_to_pay, 0)

    def test_numbers_are_unique_and_the_sequences_go_on_behind_them(self):
        for table, column in [('sale_sale', 'number'), ('stock_shipment_out', 'number'),
                ('account_invoice', 'number'), ('account_move_reconciliation', 'number'),
                ('account_move', 'number')]:
            self.assertEqual(select('SELECT %s FROM %s WHERE %s IS NOT NULL GROUP BY %s HAVING count(*) > 1' % (
                        column, table, column, column)), [], table)
        last = select("SELECT MAX(number::int) AS n FROM sale_sale WHERE state <> 'draft'")[0]['n']
        self.assertEqual(self.next, last + 1)
        for table in ['sale_sale', 'sale_line', 'stock_move', 'account_move_line']:
            ids, = select('SELECT (SELECT last_value FROM pg_sequences WHERE sequencename = %s) AS drawn, '
                '(SELECT MAX(id) FROM ' + table + ') AS last', table + '_id_seq')
            self.assertGreaterEqual(ids['drawn'], ids['last'])

    def test_indexes_and_references_are_those_of_the_template(self):
        def definitions(database):
            # Written out once more, the same condition has other casts and brackets.
            return [re.sub(r'::[a-z ]+(\[\])?|[()]', '', row['definition']) for row in select(
                    "SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
                    "SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint "
                    "WHERE connamespace = 'public'::regnamespace ORDER BY 1", database=database)]
        self.assertEqual(definitions(DATABASE), definitions(testing.DATABASE))

    def test_a_copy_is_what_a_member_of_staff_would_have_made(self):
        """The same lines, entered and quoted through the model, give the same record."""
        from trytond.pool import Pool
        id_ = self.copied("state = 'quotation' AND shipping_date IS NULL")[0]
        with self.writing() as opened:
            Sale = Pool().get('sale.sale')
            old = Sale(id_)
            new, = Sale.copy([old], default={'portal_owner': old.portal_owner, 'reference': old.reference})
            Sale.quote([new])
            cursor = opened.connection.cursor()

            def record(table, key, value):
                cursor.execute('SELECT * FROM %s WHERE %s = %%s ORDER BY id' % (table, key), [value])
                names = [column[0] for column in cursor.description]
                return [{n: v for n, v in zip(names, row) if n not in OWN} for row in cursor]
            for table, key in [('sale_sale', 'id'), ('sale_line', 'sale')]:
                self.assertEqual(record(table, key, id_), record(table, key, new.id))
            opened.rollback()

    def test_the_customers_page_is_their_own_and_the_rule_keeps_others_out(self):
        from trytond.pool import Pool
        person, other = self.person(volume.LARGE), self.person(volume.MIDDLE)
        party = {row['code']: row['id'] for row in select('SELECT id, code FROM party_party')}

        def page(login, code, **query):
            with testing.transaction(login, DATABASE, _check_access=True):
                return Pool().get('itf_portal.order').page({'party': party[code], **query})
        answer = page(person['login'], volume.LARGE, limit=100)
        self.assertEqual(len(answer['rows']), 100)
        self.assertEqual({row['party'] for row in answer['rows']}, {party[volume.LARGE]})
        dates = [row['date'] for row in answer['rows']]
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertEqual(page(other['login'], volume.LARGE)['rows'], [])
        number = answer['rows'][40]['number']
        self.assertIn(number, [r['number'] for r in page(person['login'], volume.LARGE, search=number)['rows']])

    def test_nobody_is_told_of_the_bulk(self):
        self.assertEqual((self.told, self.queued), ([], []))

    def test_a_copy_that_staff_confirm_goes_on_and_raises_its_event(self):
        agent = next(a for a in self.accounts if a['role'] == 'support')
        with mock.patch('http.client.HTTPConnection', testing.Connection):
            session = staff.Staff('http://tryton.invalid/', DATABASE, agent['login'], agent['password'])
        self.addCleanup(session.close)
        id_ = self.copied("state = 'quotation' AND shipping_date IS NULL")[-1]
        session.call('sale.sale.confirm', [id_])
        sale, = select('SELECT state, shipment_state FROM sale_sale WHERE id = %s', id_)
        self.assertEqual((sale['state'], sale['shipment_state']), ('processing', 'waiting'))
        events = select('SELECT kind, detail FROM itf_portal_event WHERE sale = %s ORDER BY id', id_)
        told = [json.loads(e['detail']) for e in events if e['kind'] == 'state']
        self.assertEqual((told[0]['old'], told[0]['new']), ('quotation', 'confirmed'))


if __name__ == '__main__':
    unittest.main()
