"""The feed as a part of transactions: what others hear, and when."""
import os
import select
import unittest
from contextlib import closing, contextmanager

import psycopg2
import psycopg2.extensions
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from .. import facts, feed
from . import tools

FOLDER = os.path.dirname(os.path.dirname(__file__))


class FeedTestCase(unittest.TestCase):
    "Events and transactions"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()
        cls.sale = tools.new_sale(cls.world)
        cls.sale.click('quote')
        cls.other = tools.new_sale(cls.world, 'CASCADE')
        cls.other.click('quote')

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        self.events = tools.Events()

    @contextmanager
    def transaction(self):
        with Transaction().start(DB_NAME, 1, context={
                    'company': 1, '_skip_warnings': True}) as transaction:
            yield transaction
        transaction.tasks.clear()

    @contextmanager
    def listening(self):
        with closing(tools.connect()) as connection:
            connection.cursor().execute(f'LISTEN {feed.CHANNEL}')
            yield connection

    def heard(self, connection):
        select.select([connection], [], [], 0.5)
        connection.poll()
        notes = [(n.channel, n.payload) for n in connection.notifies]
        connection.notifies.clear()
        return notes

    def write(self, sale, **values):
        Sale = Pool(DB_NAME).get('sale.sale')
        Sale.write([Sale(sale.id)], values)

    def test_one_notification(self):
        "A transaction notifies once, with its own number and nothing else"
        with self.listening() as connection:
            with self.transaction():
                self.write(self.sale, reference="N-1")
                self.write(self.other, reference="N-2")
                self.write(self.sale, shipping_date=None)
            notes = self.heard(connection)
            first, second = self.events.new()
            self.assertEqual(first.tx, second.tx)
            self.assertEqual(notes, [('itf_portal', first.tx)])

    def test_no_change(self):
        "What changes and changes back is no event, and nobody is woken"
        with self.transaction():
            self.write(self.sale, reference="S-1")
        self.events.new()
        with self.listening() as connection:
            with self.transaction():
                self.write(self.sale, reference="S-2")
                self.write(self.sale, reference="S-1")
            self.assertEqual(self.heard(connection), [])
        self.assertEqual(self.events.new(), [])

    def test_rollback(self):
        "A rollback leaves neither events nor a notification"
        with self.listening() as connection:
            with self.transaction() as transaction:
                self.write(self.sale, reference="R-1")
                transaction.rollback()
            with self.assertRaises(ZeroDivisionError):
                with self.transaction():
                    self.write(self.sale, reference="R-2")
                    1 / 0
            self.assertEqual(self.heard(connection), [])
        self.assertEqual(self.events.new(), [])

    def test_retry(self):
        "After a rollback the same transaction tells what is true then"
        with self.transaction() as transaction:
            self.write(self.sale, reference="T-1")
            transaction.rollback()
            self.write(self.sale, reference="T-2")
        event, = self.events.new()
        self.assertEqual(event.detail['new'], "T-2")

    def test_two_commits(self):
        "A transaction that commits twice tells each part by itself"
        with self.transaction() as transaction:
            self.write(self.sale, reference="C-1")
            transaction.commit()
            self.write(self.sale, reference="C-2")
        first, second = self.events.new()
        self.assertEqual(
            [first.detail['new'], second.detail['old']], ["C-1", "C-1"])
        self.assertNotEqual(first.tx, second.tx)

    def test_created_then_changed(self):
        "A new sale is not new any more after a commit"
        with self.transaction() as transaction:
            Sale = Pool(DB_NAME).get('sale.sale')
            sale, = Sale.copy([Sale(self.sale.id)])
            transaction.commit()
            Sale.write([sale], {'reference': "N-3"})
        self.assertEqual(
            [e.kind for e in self.events.new()], ['created', 'reference'])

    def test_nested(self):
        "A transaction inside another tells its own changes only"
        with self.transaction() as outer:
            self.write(self.sale, reference="O-1")
            with outer.new_transaction():
                self.write(self.other, reference="I-1")
        inner, event = self.events.new()
        self.assertEqual(inner.sale, self.other.id)
        self.assertEqual(event.sale, self.sale.id)
        self.assertNotEqual(event.tx, inner.tx)

    def test_slow_transaction(self):
        "A transaction that takes long is not skipped by those who poll"
        robot = self.world.user['robot']
        poll = 'itf_portal.event.poll'
        horizon = tools.call(robot, poll, None)['horizon']
        with self.transaction() as slow:
            self.write(self.sale, reference="L-1")
            # as at commit, but the commit itself takes its time
            slow.join(feed.Feed())._write()
            slow.join(feed.Feed())._clear()
            with slow.new_transaction():
                self.write(self.other, reference="Q-1")
            with slow.new_transaction():
                Event = Pool(DB_NAME).get('itf_portal.event')
                with Transaction().set_user(robot):
                    answer = Event.poll(horizon)
            seen = {e['id'] for e in answer['events']}
            self.assertEqual(
                [e['sale'] for e in answer['events']], [self.other.id])
        answer = tools.call(robot, poll, answer['horizon'])
        self.assertEqual(
            [e['sale'] for e in answer['events'] if e['id'] not in seen],
            [self.sale.id])
        answer = tools.call(robot, poll, answer['horizon'])
        self.assertEqual(answer['events'], [])

    def test_poll_pages(self):
        "Polling in small pages loses nothing and comes to an end"
        from .. import event
        robot = self.world.user['robot']
        horizon = tools.call(
            robot, 'itf_portal.event.poll', None)['horizon']
        for n in range(7):
            with self.transaction():
                self.write(self.sale, reference=f"P-{n}")
                self.write(self.other, reference=f"P-{n}")
        expected = [e.id for e in self.events.new()]
        self.assertEqual(len(expected), 14)
        batch, event.BATCH = event.BATCH, 3
        try:
            seen = []
            for _ in range(20):
                answer = tools.call(
                    robot, 'itf_portal.event.poll', horizon)
                horizon = answer['horizon']
                seen += [
                    e['id'] for e in answer['events'] if e['id'] not in seen]
                if not answer['events']:
                    break
        finally:
            event.BATCH = batch
        self.assertEqual(seen, expected)

    def test_bad_horizon(self):
        "A horizon that is none is a bad query"
        from ..exceptions import BadQuery
        for horizon in ('', 'x', '-1', '1;2', 5, '1' * 30, '٣'):
            with self.assertRaises(BadQuery):
                tools.call(
                    self.world.user['robot'], 'itf_portal.event.poll',
                    horizon)

    def test_somebody_holds_the_order(self):
        "Whoever ships neither waits nor fails; the columns follow"
        sale = tools.new_sale(self.world)
        sale.click('quote')
        sale.click('confirm')
        shipment, = sale.shipments
        self.events.new()
        date = tools.TODAY.replace(year=tools.TODAY.year + 1, day=1)
        with closing(tools.connect()) as holder:
            holder.autocommit = False
            holder.cursor().execute(
                'UPDATE sale_sale SET comment = %s WHERE id = %s',
                ["held", sale.id])
            with Transaction().start(
                    DB_NAME, 1, context={'company': 1}) as transaction:
                Shipment = Pool().get('stock.shipment.out')
                Shipment.write(
                    [Shipment(shipment.id)], {'planned_date': date})
                transaction.commit()
                tasks = list(transaction.tasks)
                transaction.tasks.clear()
            event, = self.events.new()
            self.assertEqual(event.kind, 'promised')
            self.assertEqual(event.detail['row']['promised'], date)
            self.assertEqual(self.stored(sale), None)
            holder.commit()
        self.assertEqual(len(tasks), 1)
        with self.transaction():
            Pool().get('ir.queue')(tasks[0]).run()
        self.assertEqual(self.stored(sale), date)
        self.assertEqual(self.events.new(), [])

    def test_somebody_changed_the_order(self):
        "The same when the other one has committed in between"
        sale = tools.new_sale(self.world)
        sale.click('quote')
        sale.click('confirm')
        shipment, = sale.shipments
        self.events.new()
        date = tools.TODAY.replace(year=tools.TODAY.year + 2, day=1)
        with Transaction().start(
                DB_NAME, 1, context={'company': 1}) as transaction:
            Shipment = Pool().get('stock.shipment.out')
            Shipment.write([Shipment(shipment.id)], {'planned_date': date})
            with closing(tools.connect()) as other:
                other.cursor().execute(
                    'UPDATE sale_sale SET comment = %s WHERE id = %s',
                    ["changed", sale.id])
            transaction.commit()
            tasks = list(transaction.tasks)
            transaction.tasks.clear()
        event, = self.events.new()
        self.assertEqual(event.kind, 'promised')
        with self.transaction():
            Pool().get('ir.queue')(tasks[0]).run()
        self.assertEqual(self.stored(sale), date)

    def stored(self, sale):
        with Transaction().start(DB_NAME, 0, readonly=True):
            record, = facts.select(
                'SELECT portal_promised FROM sale_sale WHERE id = %s',
                sale.id)
            return record.portal_promised

    def test_batch(self):
        "The statements of the feed do not grow with the number of sales"
        counts = []
        for size in (2, 40):
            with self.transaction() as transaction:
                Sale = Pool().get('sale.sale')
                sales = Sale.copy([Sale(self.sale.id)] * size)
                with self.counting(transaction) as statements:
                    transaction.join(feed.Feed())._write()
                    transaction.join(feed.Feed())._clear()
                with self.counting(transaction) as touching:
                    transaction.join(feed.Feed())._committed[
                        'sale.sale'].update(s.id for s in sales)
                    feed.feed().touch_sales([s.id for s in sales])
                counts.append((len(statements), len(touching)))
        self.assertEqual(counts[0], counts[1])
        self.assertLess(sum(counts[0]), 16)
        self.assertEqual(
            {e.kind for e in self.events.new()}, {'created'})

    @contextmanager
    def counting(self, transaction):
        statements = []

        class Cursor(psycopg2.extensions.cursor):
            def execute(self, query, *args):
                statements.append(query)
                return super().execute(query, *args)
        connection = transaction.connection
        factory = connection.cursor_factory
        connection.cursor_factory = Cursor
        try:
            yield statements
        finally:
            connection.cursor_factory = factory

    def test_stamps(self):
        "Stamps follow the states; one written by hand stays"
        sale = tools.new_sale(self.world)

        def stamps():
            with Transaction().start(DB_NAME, 0, readonly=True):
                return facts.select(
                    'SELECT portal_sent_at AS sent, '
                    'portal_confirmed_at AS confirmed, '
                    'portal_done_at AS done, '
                    'portal_cancelled_at AS cancelled, '
                    'portal_number AS number, portal_date AS date '
                    'FROM sale_sale WHERE id = %s', sale.id)[0]
        self.assertEqual(stamps()[:5], (None, None, None, None, 0))
        self.assertEqual(stamps().date, tools.TODAY)
        sale.click('quote')
        first = stamps()
        self.assertTrue(first.sent and not first.confirmed)
        self.assertEqual(first.number, int(sale.number))
        sale.click('cancel')
        self.assertTrue(stamps().cancelled)
        self.assertEqual(stamps().sent, first.sent)
        sale.click('draft')
        self.assertIsNone(stamps().cancelled)
        sale.click('quote')
        self.assertGreater(stamps().sent, first.sent)
        sale.click('confirm')
        self.assertTrue(stamps().confirmed)
        past = first.sent.replace(year=2020)
        self.write_by_hand(sale, portal_confirmed_at=past)
        self.assertEqual(stamps().confirmed, past)
        sale.reload()
        sale.reference = "later"
        sale.save()
        self.assertEqual(stamps().confirmed, past)

    def write_by_hand(self, sale, **values):
        with self.transaction():
            self.write(sale, **values)

    def test_refused_owner(self):
        "Nobody but the portal's people own what they create"
        with self.transaction():
            Sale = Pool().get('sale.sale')
            sale, = Sale.copy([Sale(self.sale.id)])
            self.assertIsNone(sale.portal_owner)
            self.assertIsNone(sale.portal_sent_at)

    def test_purge(self):
        "Events of more than ninety days ago go away"
        with self.transaction():
            self.write(self.sale, reference="old")
        with self.transaction():
            self.write(self.sale, reference="new")
        old, new = self.events.new()
        with closing(tools.connect()) as connection:
            connection.cursor().execute(
                "UPDATE itf_portal_event SET at = at - interval '91 days' "
                'WHERE id = %s', [old.id])
        with self.transaction():
            Pool().get('itf_portal.event').purge()
        with Transaction().start(DB_NAME, 0, readonly=True):
            left = {r.id for r in facts.select(
                    'SELECT id FROM itf_portal_event')}
        self.assertIn(new.id, left)
        self.assertNotIn(old.id, left)

    def test_fill(self):
        "The cron completes what was written by SQL"
        with closing(tools.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(
                'UPDATE sale_sale SET portal_date = NULL, '
                'portal_search = NULL, total_amount_cache = NULL '
                'WHERE id = %s', [self.other.id])
            with self.transaction():
                Pool().get('sale.sale').portal_fill()
            cursor.execute(
                'SELECT portal_date, portal_search, total_amount_cache, '
                'portal_amount FROM sale_sale WHERE id = %s',
                [self.other.id])
            date, search, total, amount = cursor.fetchone()
        self.assertEqual(date, tools.TODAY)
        self.assertIn('palette neuve', search)
        self.assertEqual(total, amount)
        self.assertGreater(total, 0)

    def test_feed_role(self):
        "The listener's role reads the events and nothing else"
        with closing(tools.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(
                'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')
            if not cursor.fetchone()[0]:
                self.skipTest("needs a superuser")
            cursor.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = 'itf_portal_feed'")
            made = not cursor.fetchone()
            if made:
                cursor.execute('CREATE ROLE itf_portal_feed')
            try:
                with open(os.path.join(FOLDER, 'feed_role.sql')) as script:
                    cursor.execute(script.read())
                cursor.execute('SET ROLE itf_portal_feed')
                cursor.execute('SELECT COUNT(*) FROM itf_portal_event')
                cursor.execute(f'LISTEN {feed.CHANNEL}')
                for statement in [
                        'SELECT * FROM res_user', 'SELECT * FROM sale_sale',
                        'SELECT * FROM itf_portal_access',
                        'DELETE FROM itf_portal_event',
                        "UPDATE itf_portal_event SET kind = 'x'",
                        'CREATE TABLE t (id int)',
                        'CREATE TEMPORARY TABLE t (id int)']:
                    with self.assertRaises(
                            psycopg2.errors.InsufficientPrivilege,
                            msg=statement):
                        cursor.execute(statement)
            finally:
                cursor.execute('RESET ROLE')
                if made:
                    cursor.execute('DROP OWNED BY itf_portal_feed')
                    cursor.execute('DROP ROLE itf_portal_feed')

    def test_extensions_are_checked(self):
        "Without the extensions the module says so and does not install"
        from ..sale import EXTENSIONS
        with self.transaction():
            Sale = Pool().get('sale.sale')
            Sale._check_extensions()
            from .. import sale
            sale.EXTENSIONS = (*EXTENSIONS, 'surely_not_there')
            try:
                with self.assertRaisesRegex(
                        RuntimeError, 'CREATE EXTENSION "surely_not_there"'):
                    Sale._check_extensions()
            finally:
                sale.EXTENSIONS = EXTENSIONS
