"""Quotes, pickups and questions of visitors: kept whole, read by few."""
import datetime as dt
import unittest

from proteus import Model
from trytond.backend import DatabaseOperationalError
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools

NAME = 'itf_portal.visitor_request'
FILE = 'itf_portal.visitor_file'
FORM = {
    'company': None, 'name': "Luc Gagné", 'phone': None, 'language': 'fr',
    'tax_number': None, 'message': "Pour une expédition au Maine."}
QUOTE = {
    'product': 'custom', 'size': "52 × 44 po", 'quantity': 400,
    'rhythm': 'monthly', 'city': "Lévis", 'wished': None, 'export': True}
PICKUP = {
    'quantity': 300, 'condition': 'mixed', 'size': None,
    'street': "12, rue du Quai", 'city': "Sorel-Tracy",
    'postal_code': 'J3P 1A1', 'wished': None, 'hours': "7 h à 15 h",
    'dock': False}
PDF = b'%PDF-1.7 a drawing'
OTHERS = ('alice', 'agent', 'erin', 'nobody')


class VisitorInboxTestCase(unittest.TestCase):
    "What visitors ask besides an account"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def key(self):
        VisitorInboxTestCase.count += 1
        return f'inbox-key-{self.count:08}'

    def ask(self, method, *args, login='chief', model=NAME):
        "The answer or the word of the refusal, tried again as trytond does."
        for _ in range(5):
            try:
                return tools.call(
                    self.world.user[login], f'{model}.{method}', *args)
            except DatabaseOperationalError:
                continue
            except UserError as error:
                return error.description.rpartition('.')[2]
        self.fail("tried five times")

    def receive(self, kind, facts, key=None, **more):
        key = key or self.key()
        return self.ask('receive', key, {
                **FORM, 'kind': kind, 'facts': facts,
                'email': key + '@x.example', **more}, login='robot')

    def attach(self, request, login='robot', key=None, **more):
        return self.ask('attach', key or self.key(), {
                'request': request, 'position': 1, 'name': "plan.pdf",
                'type': 'application/pdf', 'scan': 'clean', 'data': PDF,
                **more}, login=login, model=FILE)

    def test_facts_are_exactly_those_of_the_form(self):
        good = {**QUOTE, 'wished': tools.TODAY + dt.timedelta(days=30)}
        id_ = self.receive('quote', good)['id']
        self.assertEqual(self.ask('item', id_)['message']['quote'], good)
        id_ = self.receive('pickup', {
                **PICKUP, 'street': " 12,\u00a0rue\u202e du Quai "})['id']
        self.assertEqual(self.ask('item', id_)['message']['pickup'], PICKUP)
        for kind, facts in [
                ('contact', QUOTE), ('account', QUOTE), ('quote', None),
                ('quote', PICKUP), ('quote', {**QUOTE, 'price': 1}),
                ('quote', {**QUOTE, 'product': 'gold'}),
                ('quote', {**QUOTE, 'size': None}),
                ('quote', {**QUOTE, 'size': "x" * 101}),
                ('quote', {**QUOTE, 'quantity': 0}),
                ('quote', {**QUOTE, 'quantity': 100_001}),
                ('quote', {**QUOTE, 'quantity': True}),
                ('quote', {**QUOTE, 'quantity': "4"}),
                ('quote', {**QUOTE, 'rhythm': None}),
                ('quote', {**QUOTE, 'city': " "}),
                ('quote', {**QUOTE, 'export': 1}),
                ('quote', {**QUOTE, 'wished': '2026-12-24'}),
                ('quote', {**QUOTE, 'wished': dt.date(2019, 1, 1)}),
                ('quote', {**QUOTE, 'wished': dt.date(2126, 1, 1)}),
                ('pickup', {**PICKUP, 'postal_code': 'J3P 1A1 Canada'}),
                ('pickup', {**PICKUP, 'street': None}),
                ('pickup', {**PICKUP, 'dock': None}),
                ('pickup', {**PICKUP, 'condition': 'new'})]:
            with self.subTest(kind=kind, facts=facts):
                self.assertEqual(
                    self.receive(kind, facts, company="Gagné"), 'bad_query')
        self.assertEqual(
            self.receive('contact', None, tax_number='123'), 'bad_query')

    def test_only_a_question_needs_words(self):
        id_ = self.receive('quote', QUOTE, message=" ")['id']
        self.assertEqual(self.ask('item', id_)['message']['message'], '')
        self.assertEqual(
            self.receive('contact', None, message=" "), 'bad_query')

    def test_received_once(self):
        key = self.key()
        first = self.receive('quote', QUOTE, key)
        self.assertEqual(self.receive('quote', QUOTE, key), first)
        self.assertEqual(
            self.receive('quote', {**QUOTE, 'quantity': 5}, key),
            'request_reused')

    def test_read_and_answered_by_administrators_only(self):
        ids = {
            'contact': self.receive('contact', None)['id'],
            'pickup': self.receive('pickup', PICKUP)['id']}
        account = self.receive('account', None, company="Gagné")['id']
        listed = {m['id']: m for m in self.ask('inbox', 'waiting', None)}
        self.assertLessEqual(set(ids.values()), set(listed))
        self.assertNotIn(account, listed)
        self.assertIsNone(self.ask('item', account))
        self.assertEqual(
            {m['kind'] for m in self.ask('inbox', 'waiting', 'pickup')},
            {'pickup'})
        for wrong in [
                ('approved', None), (None, None), ('waiting', 'account')]:
            self.assertEqual(self.ask('inbox', *wrong), 'bad_query')
        id_ = ids['contact']
        for login in (*OTHERS, 'robot'):
            with self.subTest(login=login):
                self.assertEqual(
                    self.ask('inbox', 'waiting', None, login=login), [])
                self.assertIsNone(self.ask('item', id_, login=login))
                self.assertEqual(self.ask(
                        'mark_answered', self.key(), {'id': id_},
                        login=login), 'not_found')
        key = self.key()
        done = self.ask('mark_answered', key, {'id': id_})
        self.assertEqual(done, {'id': id_})
        self.assertEqual(self.ask('mark_answered', key, {'id': id_}), done)
        self.assertEqual(self.ask(
                'mark_answered', self.key(), {'id': id_}), 'request_decided')
        self.assertEqual(self.ask(
                'mark_answered', self.key(), {'id': account}), 'not_found')
        message = self.ask('item', id_)['message']
        self.assertEqual(message['state'], 'answered')
        self.assertTrue(message['decided_by'])
        self.assertIn(
            id_, [m['id'] for m in self.ask('inbox', 'answered', 'contact')])

    def test_details_are_words_in_trytons_client(self):
        id_ = self.receive('quote', QUOTE)['id']
        tools.admin()
        details = Model.get(NAME)(id_).details
        self.assertIn("Quantity: 400", details)
        self.assertIn("Pallets: made to measure", details)
        self.assertNotIn("Wished", details)

    def test_T_FILE_kept_once_and_only_what_it_says_it_is(self):
        request = self.key()
        id_ = self.receive('quote', QUOTE, request)['id']
        key = self.key()
        first = self.attach(request, key=key)
        self.assertEqual(self.attach(request, key=key), first)
        self.assertEqual(
            self.attach(request, key=key, data=PDF + b'!'), 'request_reused')
        for wrong in [
                {'position': 6}, {'position': 0}, {'name': "plan.html"},
                {'name': "../plan.pdf"}, {'name': "a\r\nb.pdf"},
                {'name': 'a".pdf'}, {'name': ".pdf"}, {'name': "x" * 101},
                {'name': "plan.png"}, {'type': 'text/html'}, {'scan': 'bad'},
                {'data': b'<html>'}, {'data': b''}, {'data': "text"},
                {'data': b'%PDF-' + bytes(10 * 1024 * 1024)},
                {'type': 'image/png', 'name': "a.png"}, {'more': 1}]:
            with self.subTest(wrong=list(wrong)):
                self.assertEqual(
                    self.attach(request, **{'position': 2, **wrong}),
                    'bad_query')
        for data, name, kind in [
                (b'\xff\xd8\xff\xe0', "a.JPEG", 'image/jpeg'),
                (b'\x89PNG\r\n\x1a\n', "b.png", 'image/png'),
                (b'RIFF\0\0\0\0WEBPVP8 ', "c.webp", 'image/webp'),
                (b'\0\0\0\x18ftypheic', "d.heic", 'image/heic')]:
            self.assertIn('id', self.attach(
                    request, position=ord(name[0]) - ord('a') + 2, data=data,
                    name=name, type=kind, scan='unscanned'))
        files = self.ask('item', id_)['files']
        self.assertEqual(
            [f['name'] for f in files],
            ["plan.pdf", "a.JPEG", "b.png", "c.webp", "d.heic"])
        self.assertEqual(files[0], {
                'id': first['id'], 'name': "plan.pdf",
                'type': 'application/pdf', 'size': len(PDF),
                'scan': 'clean'})
        self.assertEqual(
            [m['files'] for m in self.ask('inbox', 'waiting', 'quote')
                if m['id'] == id_], [5])
        self.assertEqual(self.attach(self.key()), 'not_found')
        contact = self.key()
        self.receive('contact', None, contact)
        self.assertEqual(self.attach(contact), 'not_found')

    def test_T_FILE_read_by_administrators_only(self):
        request = self.key()
        self.receive('pickup', PICKUP, request)
        id_ = self.attach(request)['id']
        self.assertEqual(self.ask('download', id_, model=FILE), {
                'name': "plan.pdf", 'type': 'application/pdf', 'data': PDF})
        self.assertIsNone(self.ask('download', 2 ** 30, model=FILE))
        self.assertIsNone(self.ask('download', "1", model=FILE))
        for login in (*OTHERS, 'robot'):
            self.assertIsNone(
                self.ask('download', id_, login=login, model=FILE), login)
        for login in (*OTHERS, 'chief'):
            self.assertIsNone(self.attach(request, login=login), login)

    def test_purge_takes_the_files_along(self):
        request = self.key()
        id_ = self.receive('quote', QUOTE, request)['id']
        file = self.attach(request)['id']
        self.ask('mark_answered', self.key(), {'id': id_})
        with Transaction().start(DB_NAME, 1) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(
                'UPDATE itf_portal_visitor_request SET decided_at = '
                "decided_at - INTERVAL '366 days' WHERE id = %s", [id_])
            Pool(DB_NAME).get(NAME).purge()
            transaction.commit()
        self.assertIsNone(self.ask('item', id_))
        self.assertIsNone(self.ask('download', file, model=FILE))
