"""Lists stay whole whichever way a page is read, and what keeps them fast is there."""
import datetime as dt
import re
import unittest

from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from .. import party, query
from ..facts import select
from . import tools


class ListsTestCase(unittest.TestCase):
    "Pages of few and of many hits"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        for n in range(9):
            sale = tools.new_sale(
                world, reference=f"PO-{n}", lines=[('NEW48', n % 3 * 10 + 10)],
                sale_date=tools.TODAY - dt.timedelta(days=n // 2))
            sale.click('quote')

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def count_to(self, limit):
        self.addCleanup(setattr, query, 'COUNT_LIMIT', query.COUNT_LIMIT)
        query.COUNT_LIMIT = limit

    def page(self, **asked):
        return tools.call(
            self.world.user['alice'], 'itf_portal.order.page',
            dict(asked, party=self.world.boreal))

    def walk(self, step, **asked):
        "All pages from one end to the other: [[reference]]."
        pages, cursor = [], None
        while True:
            answer = self.page(limit=2, cursor=cursor, **asked)
            pages.append([r['reference'] for r in answer['rows']])
            cursor = answer[step]
            if cursor is None:
                return pages

    def test_pages_are_the_same_with_few_and_with_many_hits(self):
        "Beyond the counted ones a page is read from its position"
        for asked in [
                {'sort': sort, 'descending': descending, **more}
                for sort in ('date', 'number', 'amount')
                for descending in (True, False)
                for more in ({}, {'search': 'pallet'})]:
            with self.subTest(**asked):
                known = self.walk('next', **asked)
                back = self.walk('previous', backwards=True, **asked)
                self.count_to(3)
                answer = self.page(limit=2, **asked)
                self.assertEqual(
                    (answer['count'], answer['more']), (3, True))
                self.assertEqual(self.walk('next', **asked), known)
                self.assertEqual(
                    self.walk('previous', backwards=True, **asked), back)
                query.COUNT_LIMIT = 1000
                rows = sum(known, [])
                self.assertEqual(sorted(rows), [f"PO-{n}" for n in range(9)])
                self.assertEqual(sum(reversed(back), []), rows)

    def test_every_word_counts_whichever_the_index_is_asked_for(self):
        "None of them is rare, one of them is"
        self.addCleanup(setattr, query, 'RARE', query.RARE)
        for rare in (0, 2):
            query.RARE = rare
            for words, found in [
                    ("pallet po-3 new48", ['PO-3']),
                    ("PALETTE neuve", [f"PO-{n}" for n in range(9)]),
                    ("pallet po-3 rec48", []),
                    ("pallet 100%", []),
                    ("po_3 pallet", []),
                    ("po-3 \\", [])]:
                with self.subTest(rare=rare, words=words):
                    self.assertEqual(sorted(
                            r['reference'] for r in self.page(
                                search=words)['rows']), found)

    def plan(self, statement, *parameters):
        "How PostgreSQL would do it, were the tables large."
        with Transaction().start(DB_NAME, 0, readonly=True):
            cursor = Transaction().connection.cursor()
            cursor.execute('SET LOCAL enable_seqscan = off')
            cursor.execute('SET LOCAL enable_bitmapscan = on')
            cursor.execute('EXPLAIN ' + statement, parameters)
            return '\n'.join(line for line, in cursor)

    def test_customers_are_found_by_an_index(self):
        self.assertIn('itf_portal_party_search', self.plan(
                f'SELECT p.id FROM party_party p WHERE {party.SEARCH} LIKE %s',
                '%brasserie%'))

    def test_one_index_holds_all_that_counting_looks_at(self):
        "Whatever the scope of a grant, a thousand orders are not read for it"
        with Transaction().start(DB_NAME, 0, readonly=True):
            index, = select(
                'SELECT indexdef FROM pg_indexes '
                "WHERE tablename = 'sale_sale' "
                "AND indexdef LIKE '%%(party, portal_date DESC%%'")
        held = set(re.findall(r'\w+', index.indexdef))
        for login in ('alice', 'bob', 'carl'):
            with Transaction().start(
                    DB_NAME, self.world.user[login], readonly=True,
                    context={'_check_access': True}):
                statement = str(Pool().get('sale.sale').search(
                        [('party', '=', self.world.boreal)],
                        order=[('portal_date', 'DESC'), ('id', 'DESC')],
                        query=True))
            looked_at = set(re.findall(r'"a"\."(\w+)"', statement))
            self.assertIn('portal_sent_at', looked_at)
            self.assertLessEqual(looked_at, held, login)

    def test_names_are_folded_as_the_words_are(self):
        with Transaction().start(DB_NAME, 0, readonly=True):
            record, = select(
                f'SELECT {party.SEARCH} AS words FROM party_party p '
                'WHERE p.code = %s', 'BOREAL')
            self.assertEqual(record.words, 'brasserie boreal inc. boreal')
            self.assertEqual(query.fold("Boréal"), 'boreal')
