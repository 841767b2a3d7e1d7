"""Requests for an account: whose they may be, decided once, nobody twice."""
import threading
import unittest

from proteus import Model
from trytond.backend import DatabaseOperationalError
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from ..matching import core
from . import tools

NAME = 'itf_portal.visitor_request'
GRANT = {
    'role': 'company_administrator', 'scope': 'company', 'site': None,
    'from': None, 'to': None}
FORM = {
    'kind': 'account', 'company': "Scierie Gagné & Fils inc.",
    'name': "Luc Gagné", 'email': 'luc@gagne.example', 'phone': None,
    'language': 'fr', 'tax_number': None, 'facts': None,
    'message': "Nous achetons 400 palettes par mois."}
WHY = "Rappelé au numéro de sa facture"


class VisitorRequestTestCase(unittest.TestCase):
    "What visitors ask, and what our administrators make of it"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()
        cls.count = 0
        tools.admin()
        Party = Model.get('party.party')
        boreal = Party(cls.world.boreal)
        boreal.contact_mechanisms.new(type='email', value='achats@boreal.example')
        boreal.identifiers.new(code='123456789 RT0001')
        boreal.save()

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def key(self):
        VisitorRequestTestCase.count += 1
        return f'visiting-{self.count:08}'

    def ask(self, method, *args, login='chief'):
        "The answer or the word of the refusal, tried again as trytond does."
        for _ in range(5):
            try:
                return tools.call(
                    self.world.user[login], f'{NAME}.{method}', *args)
            except DatabaseOperationalError:
                continue
            except UserError as error:
                return error.description.rpartition('.')[2]
        self.fail("tried five times")

    def receive(self, key=None, login='robot', **more):
        return self.ask(
            'receive', key or self.key(), {**FORM, **more}, login=login)

    def approve(self, id_, party=None, login='chief', key=None, **more):
        return self.ask('approve', key or self.key(), {
                'id': id_, 'party': party, 'reason': WHY, **GRANT, **more},
            login=login)

    def refuse(self, id_, answer="Pas un client", login='chief'):
        return self.ask(
            'refuse', self.key(), {'id': id_, 'answer': answer}, login=login)

    def sql(self, statement, *values):
        with Transaction().start(DB_NAME, 1) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def reasons(self, id_):
        return {c['code'] or c['name']: c['reasons']
            for c in self.ask('card', id_)['candidates']}

    def test_nobody_else(self):
        "Only the portal's account hands in, only administrators decide"
        id_ = self.receive(email='nobody@else.example')['id']
        for login in ('alice', 'agent', 'erin', 'nobody', 'chief'):
            with self.subTest(login=login):
                self.assertIsNone(self.receive(login=login))
        for login in ('alice', 'agent', 'erin', 'nobody', 'robot'):
            with self.subTest(login=login):
                self.assertEqual(self.ask('page', 'waiting', login=login), [])
                self.assertIsNone(self.ask('card', id_, login=login))
                self.assertEqual(self.approve(id_, login=login), 'not_found')
                self.assertEqual(self.refuse(id_, login=login), 'not_found')
        self.assertEqual(self.ask('card', id_)['request']['state'], 'waiting')

    def test_received_once_with_exactly_its_keys(self):
        key = self.key()
        email = 'once@gagne.example'
        first = self.receive(key, email=email)
        self.assertEqual(self.receive(key, email=email), first)
        self.assertEqual(
            self.receive(key, email='other@gagne.example'), 'request_reused')
        for wrong in [
                {'state': 'approved'}, {'party': self.world.boreal},
                {'kind': 'other'}, {'language': 'de'}, {'company': ""},
                {'company': "x" * 101}, {'message': "x" * 2001},
                {'message': " \n "}, {'phone': 5}, {'tax_number': "9" * 31},
                {'email': None}]:
            with self.subTest(wrong=wrong):
                self.assertEqual(self.receive(**wrong), 'bad_query')
        self.assertEqual(self.receive(email='luc'), 'bad_email')
        self.assertEqual(
            self.ask('receive', self.key(), {'kind': 'account'},
                login='robot'), 'bad_query')

    def test_texts_are_shown_as_they_can_be(self):
        id_ = self.receive(
            email='texts@gagne.example', company="  Scierie\u00a0Gagné\u202e ",
            message="Une\r\nligne\x07\tet plus\n")['id']
        request = self.ask('card', id_)['request']
        self.assertEqual(request['company'], "Scierie Gagné")
        self.assertEqual(request['message'], "Une\nligne et plus")

    def test_other_kinds_are_kept_for_staff(self):
        id_ = self.receive(
            kind='contact', company=None, email='devis@gagne.example')['id']
        self.assertIsNone(self.ask('card', id_), "no account is asked for")
        self.assertEqual(self.approve(id_), 'not_found')
        tools.admin()
        request = Model.get(NAME)(id_)
        request.click('close')
        self.assertEqual(request.state, 'answered')

    def test_T_ENUM_an_address_with_an_account_leaves_nothing(self):
        self.sql("UPDATE res_user SET email = 'alice@boreal.example' "
            "WHERE login = 'alice'")
        for email, account in [
                ('alice@boreal.example', 'active'),
                ('free@gagne.example', 'none')]:
            received = self.receive(email=email)
            self.assertEqual(received['account'], account)
            self.assertEqual(received['id'] is None, account == 'active')
            self.assertEqual(set(received), {'id', 'account', 'invitation', 'staff'})

    def test_three_wait_for_one_address(self):
        ids = [self.receive(email='much@gagne.example')['id']
            for _ in range(5)]
        self.assertEqual([i is None for i in ids], [False] * 3 + [True] * 2)

    def test_candidates_say_why(self):
        for more, code, reasons in [
                ({'email': 'achats@boreal.example'}, 'BOREAL', ['email']),
                ({'tax_number': '123456789'}, 'BOREAL', ['tax_number']),
                ({'tax_number': '123-456-789 rt 0002'}, 'BOREAL',
                    ['tax_number']),
                ({'company': "BRASSERIE BOREAL LTÉE"}, 'BOREAL', ['name']),
                ({'company': "Braserie Boréal"}, 'BOREAL', ['similar_name']),
                ({'company': "Cascade Food"}, 'CASCADE', ['similar_name'])]:
            with self.subTest(more=more):
                values = {'email': self.key() + '@x.example', **more}
                id_ = self.receive(**values)['id']
                found = self.reasons(id_)
                self.assertEqual(found[code], reasons)
                self.assertEqual(self.refuse(id_)['id'], id_)
        with Transaction().start(DB_NAME, 1, readonly=True):
            self.assertEqual(core("Les Palettes S.E.N.C. inc."), 'palettes')
            self.assertEqual(core("La Cie"), 'la cie')

    def test_approved_as_a_new_company(self):
        id_ = self.receive(
            email='neuf@neuf.example', company="Neuf Emballages",
            tax_number='987654321RT0001', phone='418 555-0142',
            language='en')['id']
        other = self.receive(
            email='neuf@neuf.example', company="Neuf Emballages")['id']
        key = self.key()
        done = self.approve(id_, key=key)
        self.assertEqual(self.approve(id_, key=key), done, "once")
        self.assertTrue(done['waits'])
        self.assertEqual(done['login'], 'neuf@neuf.example')
        (active, language, known), = self.sql(
            'SELECT u.active, l.code, u.password_hash IS NOT NULL '
            'FROM res_user u JOIN ir_lang l ON l.id = u.language '
            'WHERE u.id = %s', done['person'])
        self.assertEqual((active, language, known), (False, 'en', False))
        self.assertEqual(self.sql(
                'SELECT role, scope, invited_email FROM itf_portal_access '
                'WHERE party = %s', done['party']),
            [('company_administrator', 'company', 'neuf@neuf.example')])
        self.assertEqual(self.sql(
                'SELECT count(*) FROM party_identifier WHERE party = %s',
                done['party']), [(1,)])
        again = self.receive(email='neuf@neuf.example')
        self.assertEqual((again['id'], again['account'], again['invitation']), (
                None, 'invited',
                {'person': done['person'], 'party': done['party']}))
        card = self.ask('card', other)
        self.assertEqual(card['request']['state'], 'approved',
            "what the same person sent besides is answered by it")
        person = tools.call(
            self.world.user['chief'], 'itf_portal.administration.person',
            done['person'])
        self.assertEqual(person['history'][0]['why'], WHY)

    def test_never_a_second_company(self):
        "The same courriel or tax number is the same company"
        for more in [
                {'email': 'achats@boreal.example'},
                {'email': 'autre@boreal.example',
                    'tax_number': '123456789RT0001'}]:
            with self.subTest(more=more):
                id_ = self.receive(**more)['id']
                before = self.sql('SELECT count(*) FROM party_party')
                self.assertEqual(self.approve(id_), 'party_exists')
                self.assertEqual(
                    self.sql('SELECT count(*) FROM party_party'), before)
                done = self.approve(id_, self.world.boreal, role='viewer')
                self.assertEqual(done['party'], self.world.boreal)

    def test_who_cannot_be_let_in(self):
        self.sql("UPDATE res_user SET email = 'staff@itf.example' "
            "WHERE login = 'agent'")
        staff = self.receive(email='staff@itf.example')['id']
        self.assertEqual(
            self.approve(staff, self.world.boreal), 'account_staff')
        gone = self.receive(email='gone@gagne.example')['id']
        tools.admin()
        User = Model.get('res.user')
        user = User(
            login='gone@gagne.example', name="Gone",
            password=tools.secret('gone'), active=False)
        user.groups.append(Model.get('res.group')(
                Model.get('res.group').find([
                        ('name', '=', "Customer portal")])[0].id))
        user.save()
        self.assertEqual(
            self.approve(gone, self.world.boreal), 'account_disabled')
        self.assertEqual(self.approve(gone, 2 ** 30), 'account_disabled')
        other = self.receive(email='other@b.example')['id']
        self.assertEqual(self.approve(other, 2 ** 30), 'not_found')
        self.assertEqual(
            self.approve(other, self.world.boreal, reason=" "), 'bad_reason')
        self.assertEqual(
            self.approve(other, self.world.boreal, role='administrator'),
            'bad_query')

    def test_refused_with_words(self):
        id_ = self.receive(email='non@gagne.example')['id']
        self.assertEqual(self.refuse(id_, "  "), 'bad_reason')
        self.assertEqual(self.refuse(id_, "x" * 501), 'bad_reason')
        refused = self.refuse(id_, "Nous ne livrons pas au Yukon.")
        self.assertEqual(refused['email'], 'non@gagne.example')
        self.assertEqual(
            self.ask('card', id_)['request']['answer'],
            "Nous ne livrons pas au Yukon.")
        self.assertEqual(self.refuse(id_), 'request_decided')
        self.assertEqual(self.approve(id_), 'request_decided')

    def test_two_deciding_at_once(self):
        "One wins, the other is told; and one company is made"
        one = self.receive(
            email='a@race.example', company="Race A", tax_number='111222333')
        two = self.receive(
            email='b@race.example', company="Race B", tax_number='111222333')
        answers = []
        barrier = threading.Barrier(4)

        def decide(id_):
            key = self.key()
            barrier.wait()
            answers.append(self.approve(id_, key=key))
        threads = [
            threading.Thread(target=decide, args=[r['id']])
            for r in (one, one, two, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        made = [a for a in answers if isinstance(a, dict)]
        self.assertEqual(len(made), 1, answers)
        self.assertEqual(self.sql(
                "SELECT count(DISTINCT party) FROM party_identifier "
                "WHERE code = '111222333'"), [(1,)])
        self.assertLessEqual(
            {a for a in answers if isinstance(a, str)},
            {'request_decided', 'party_exists'})

    def test_purge(self):
        id_ = self.receive(email='old@gagne.example')['id']
        self.refuse(id_)
        self.sql(
            'UPDATE itf_portal_visitor_request SET decided_at = '
            "decided_at - INTERVAL '366 days' WHERE id = %s", id_)
        with Transaction().start(DB_NAME, 1) as transaction:
            Pool(DB_NAME).get(NAME).purge()
            transaction.commit()
        self.assertIsNone(self.ask('card', id_))
