"""What staff do, through Tryton's own dispatcher as an agent with an ordinary account."""
import json
import os
import random
import unittest
from unittest import mock

from demo import something_happen, staff
from demo.deeds import DEEDS, Deeds, Nothing
from demo.testing import DATABASE, Connection, select


@unittest.skipUnless(
    'DEMO_ACCOUNTS' in os.environ, "DEMO_ACCOUNTS names no file")
class DeedsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        with open(os.environ['DEMO_ACCOUNTS'], encoding='utf-8') as file:
            cls.agent = next(
                a for a in json.load(file) if a['role'] == 'support')
        with mock.patch('http.client.HTTPConnection', Connection):
            cls.staff = staff.Staff(
                'http://tryton.invalid/', DATABASE, cls.agent['login'],
                cls.agent['password'])
        cls.addClassCleanup(cls.staff.close)

    def setUp(self):
        self.said = []
        self.deeds = Deeds(
            self.staff, random.Random(self.id()), say=self.said_)

    def said_(self, order, verb, sentence):
        self.said.append((order['id'], verb, sentence))

    def kinds(self, sale, after):
        return [row['kind'] for row in select(
                'SELECT kind FROM itf_portal_event '
                'WHERE sale = %s AND id > %s ORDER BY id', sale, after)]

    def last_event(self):
        last, = select('SELECT MAX(id) AS id FROM itf_portal_event')
        return last['id']

    def sale(self, id_):
        found, = select('SELECT * FROM sale_sale WHERE id = %s', id_)
        return found

    def test_each_deed_is_an_event_of_its_order(self):
        wanted = {
            'quote': 'state', 'confirm': 'state', 'ship': 'shipped',
            'post': 'invoice', 'promise': 'promised',
            'reference': 'reference', 'cancel': 'state',
            }
        for verb in DEEDS:
            with self.subTest(verb=verb):
                before = self.last_event()
                self.said.clear()
                self.deeds.do(verb)
                sale, told, sentence = self.said[-1]
                self.assertEqual(told, verb)
                self.assertTrue(sentence)
                if verb in wanted:
                    self.assertIn(wanted[verb], self.kinds(sale, before))

    def test_confirming_puts_an_order_in_preparation(self):
        order = self.deeds.confirm()
        self.assertEqual(self.sale(order['id'])['state'], 'processing')

    def test_a_part_leaves_a_back_order(self):
        order = self.deeds.ship(part=True)
        sale = self.sale(order['id'])
        self.assertEqual(sale['shipment_state'], 'partially shipped')
        self.assertTrue(self.deeds.open_shipment(
                self.deeds.again(order), ['waiting']))

    def test_shipping_all_leaves_nothing(self):
        order = self.deeds.confirm()
        self.deeds.ship(order['number'])
        self.assertEqual(self.sale(order['id'])['shipment_state'], 'sent')

    def test_one_is_made_when_none_is_left(self):
        deeds = Deeds(
            self.staff, random.Random(7), 'ERABLIERE', say=self.said_)
        for _ in range(4):
            deeds.confirm()
        self.assertIn('quote', [verb for _, verb, _ in self.said])
        deeds.post()
        deeds.post()
        parties = {row['code'] for row in select(
                'SELECT DISTINCT p.code FROM sale_sale s '
                'JOIN party_party p ON p.id = s.party WHERE s.id = ANY(%s)',
                [id_ for id_, _, _ in self.said])}
        self.assertEqual(parties, {'ERABLIERE'})

    def test_an_order_that_does_not_suit_is_left_alone(self):
        done, = select("SELECT number FROM sale_sale WHERE state = 'done' "
            'ORDER BY id LIMIT 1')
        for verb in ['quote', 'confirm', 'ship', 'post', 'promise', 'cancel']:
            with self.subTest(verb=verb), self.assertRaises(Nothing):
                self.deeds.do(verb, done['number'])
        with self.assertRaises(Nothing):
            self.deeds.confirm('0')
        with self.assertRaises(Nothing):
            Deeds(self.staff, random.Random(), 'NOBODY').confirm()

    def run_program(self, *arguments):
        environment = {
            'TRYTON_RPC_URL': 'http://tryton.invalid/',
            'TRYTON_DATABASE': DATABASE}
        lines = []
        with mock.patch('http.client.HTTPConnection', Connection), \
                mock.patch.dict(os.environ, environment), \
                mock.patch('sys.argv', ['something_happen.py', *arguments]), \
                mock.patch('builtins.print', lambda *words, **more:
                    lines.append(' '.join(map(str, words)))), \
                self.assertRaises(SystemExit) as ended:
            something_happen.main()
        return ended.exception.code, lines

    def test_the_program_tells_each_deed_in_one_line(self):
        code, lines = self.run_program(
            'reference', '--count', '3', '--json', '--seed', '1')
        self.assertEqual(code, 0)
        for line in map(json.loads, lines):
            self.assertEqual(set(line), {'order', 'id', 'verb', 'at'})
            self.assertEqual(line['verb'], 'reference')
        self.assertEqual(len(lines), 3)

    def test_a_stream_ends(self):
        code, lines = self.run_program('--rate', '2', '--seconds', '3')
        self.assertEqual(code, 0)
        self.assertTrue(lines)

    def test_an_order_of_that_number_or_an_error(self):
        code, lines = self.run_program('confirm', '--order', '0')
        self.assertEqual(code, 1)
        self.assertIn('0', lines[0])
