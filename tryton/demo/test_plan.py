"""The plan of the orders, without Tryton: repeatable, and sensible on any day it is made."""
import datetime as dt
import unittest

from demo import parties, plan
from demo.world import ZONE, World

SITES = {code: [key for key, *_ in sites]
    for code, *_, sites in parties.CUSTOMERS if code in plan.COUNTS}


def plain(order):
    return (order.party, order.site, order.story, order.lines, order.created,
        order.reference, order.owner, order.quoted, order.confirmed,
        [(d.share, d.state, d.promised, d.on, d.paid_on)
            for d in order.deliveries])


class PlanTest(unittest.TestCase):

    def test_one_day_gives_one_plan(self):
        day = dt.date(2026, 3, 17)
        first, second = (
            [plain(o) for o in plan.orders(World.at(day), SITES)]
            for _ in range(2))
        self.assertEqual(first, second)

    def test_any_day_will_do(self):
        moments = [
            dt.datetime(2026, 1, 1, 0, 4), dt.datetime(2027, 12, 31, 23, 58),
            dt.datetime(2028, 2, 29, 12, 0), dt.datetime(2026, 3, 8, 3, 30),
            dt.datetime(2026, 11, 1, 1, 30), dt.datetime(2026, 8, 16, 9, 15),
            ]
        for moment in moments:
            now = moment.replace(tzinfo=ZONE)
            world = World(now.date(), now)
            with self.subTest(now=now):
                orders = plan.orders(world, SITES)
                self.assertEqual(len(orders), sum(plan.COUNTS.values()))
                for order in orders:
                    self.check(world, order)

    def check(self, world, order):
        steps = [m for m in (
                order.created, order.quoted, order.confirmed, order.cancelled)
            if m]
        self.assertEqual(steps, sorted(steps))
        self.assertLessEqual(order.changed(world), world.now)
        self.assertTrue(order.lines)
        self.assertTrue(all(quantity > 0 for _, quantity in order.lines))
        before = order.confirmed and order.confirmed.date()
        for delivery in order.deliveries:
            self.assertGreaterEqual(delivery.promised, before)
            if delivery.on:
                self.assertTrue(before < delivery.on <= world.today)
                before = delivery.on
            if delivery.paid_on:
                self.assertTrue(
                    delivery.on <= delivery.paid_on <= world.today)
        if order.deliveries:
            self.assertEqual(order.deliveries[-1].share, 1)
            self.assertTrue(all(
                    d.state == 'done' for d in order.deliveries[:-1]))
        if order.requested:
            self.assertGreaterEqual(
                order.requested, order.confirmed.date()
                if order.confirmed else order.created.date())
