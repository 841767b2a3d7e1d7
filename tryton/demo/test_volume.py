"""The plan of the volume, before any database is asked."""
import datetime as dt
import unittest
from collections import Counter

from demo import volume

TODAY = dt.date(2026, 11, 23)
TERMS = {code: ('en' if code == 'MAPLEYARD' else 'fr', 'NET30', 'ON' if code == 'MAPLEYARD' else None)
    for code, _ in volume.LIKE}
EXEMPLARS = [
    volume.Exemplar(number, like, age, age > 60, age < 3, number % 5 != 0)
    for number, (like, age) in enumerate(
        (like, age) for like, _ in volume.LIKE for age in (0, 2, 9, 40, 90, 200, 500, 700))]


class VolumeTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.customers = volume.customers(100_000, 202, TERMS)
        cls.copies = volume.copies(TODAY, volume.customers(5_000, 202, TERMS), EXEMPLARS)

    def test_one_large_one_middle_and_many_small_customers(self):
        held = {c.code: c.orders for c in self.customers}
        self.assertEqual(len(held), 2000)
        self.assertEqual(sum(held.values()), 100_000 - 202)
        self.assertEqual((held[volume.LARGE], held[volume.MIDDLE]), (20_000, 200))
        self.assertTrue(all(count > 0 for count in held.values()))

    def test_few_customers_share_a_name(self):
        names = Counter(c.entry[1] for c in self.customers)
        self.assertLess(max(names.values()), 3)
        self.assertGreater(len(names), 1900)

    def test_the_same_day_gives_the_same_orders(self):
        again = volume.copies(TODAY, volume.customers(5_000, 202, TERMS), EXEMPLARS)
        self.assertEqual(self.copies, again)

    def test_copies_lie_in_the_past_by_whole_weeks_the_oldest_first(self):
        ages = {e.id: e.age for e in EXEMPLARS}
        self.assertTrue(all(days <= 0 and days % 7 == 0 and minutes <= 0
                for _, _, _, days, minutes, _ in self.copies))
        placed = [ages[id_] - days for id_, _, _, days, _, _ in self.copies]
        self.assertEqual(placed, sorted(placed, reverse=True))
        self.assertGreater(placed[0], 4 * 365)

    def test_few_orders_are_open(self):
        closed = {e.id for e in EXEMPLARS if e.closed}
        still = sum(row[0] not in closed for row in self.copies)
        self.assertLess(abs(still / len(self.copies) - volume.OPEN_PERCENT / 100), 0.01)

    def test_references_rise_with_time(self):
        numbers = [int(row[5].removeprefix('PO-')) for row in self.copies
            if row[1] == volume.LARGE and row[5]]
        self.assertEqual(numbers, sorted(set(numbers)))


if __name__ == '__main__':
    unittest.main()
