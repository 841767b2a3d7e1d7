"""Codes that are mailed: who gets one, what it opens, once, and what not."""
import hashlib
import secrets
import threading
import unittest
from unittest import mock

from proteus import Model
from trytond import security
from trytond.config import config
from trytond.exceptions import LoginException, RateLimitException, UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from .. import codes, factor, fresh, totp
from . import tools
from .test_tokens import GOOD


class CodesTestCase(unittest.TestCase):
    "The people of the small world sign in without their password"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        tools.admin()
        for table in ('itf_portal_code', 'itf_portal_factor', 'ir_session'):
            self.sql(f'DELETE FROM {table}')
        self.forget()

    def forget(self):
        self.sql('DELETE FROM res_user_login_attempt')

    def sql(self, statement, *values):
        with Transaction().start(DB_NAME, 1) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def begin(self, login='alice', code='12345678', request=None, user=None):
        request = request or secrets.token_hex()
        request = hashlib.sha256(request.encode()).hexdigest()
        return tools.retried(lambda: tools.call(
                user or self.world.user['robot'], 'itf_portal.code.begin',
                login, request, code))

    def login(self, login, code, key=True, **parameters):
        """What common.db.login does: (user, session key), None or a question.

        Without the pause after each failure.
        """
        if code is not None:
            parameters['itf_code'] = code
        with mock.patch('time.sleep'), mock.patch(
                'random.randint', return_value=0):
            try:
                return security.login(DB_NAME, login, parameters, context={
                        '_request': {'portal_key': key}})
            except LoginException as question:
                return question.name

    def attempts(self):
        return self.sql('SELECT login FROM res_user_login_attempt')

    def test_right_code_opens_a_session(self):
        who = self.begin(' Alice ')
        self.assertEqual(
            (who['user'], who['login']), (self.world.user['alice'], 'alice'))
        user, key = self.login('alice', '12345678')
        self.assertEqual(user, self.world.user['alice'])
        with Transaction().start(DB_NAME, user, context={
                    '_request': {'portal_key': True}}):
            self.assertTrue(Pool(DB_NAME).get('ir.session').check(user, key))
        self.assertEqual(self.attempts(), [])

    def test_as_people_write_it(self):
        "In two groups of four, and the address in any letters"
        for login, code in [
                ('Alice', '1234 5678'), (' ALICE', '1234-5678')]:
            self.begin()
            self.assertTrue(self.login(login, code), (login, code))
        self.assertIsNone(self.login('ALICE', '87654321'))
        self.assertEqual(
            self.attempts(), [('alice',)], "counted as what it is")

    def test_T_CODE_used_twice(self):
        self.begin()
        self.assertTrue(self.login('alice', '12345678'))
        self.assertIsNone(self.login('alice', '12345678'))

    def test_T_CODE_at_the_same_time(self):
        "Of two only one gets in"
        self.begin()
        barrier = threading.Barrier(2)
        answers = []

        def enter():
            barrier.wait()
            answers.append(bool(security.login(
                        DB_NAME, 'alice', {'itf_code': '12345678'}, context={
                            '_request': {'portal_key': True}})))
        threads = [threading.Thread(target=enter) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(answers), [False, True])

    def test_T_BRUTE_five_wrong_ones_end_it(self):
        self.begin()
        for _ in range(4):
            self.assertIsNone(self.login('alice', '87654321'))
        self.forget()
        self.assertTrue(self.login('alice', '12345678'), "four do not")
        self.begin()
        for code in ('87654321', '', 5, None, '1' * 1000):
            self.assertIsNone(self.login('alice', code, itf_code=code))
        self.forget()
        self.assertIsNone(self.login('alice', '12345678'))

    def test_T_BRUTE_counted_as_failed_sign_ins(self):
        "Codes and passwords together, of people and of nobody"
        for login in ('alice', 'nobody here'):
            self.begin(login)
            for _ in range(3):
                self.assertIsNone(self.login(login, '87654321'))
                self.assertIsNone(self.login(login, None, password="wrong"))
            with self.assertRaises(RateLimitException):
                self.login(login, '12345678')
            with self.assertRaises(RateLimitException):
                self.login(login, None, password=tools.secret(login))

    def test_T_CODE_one_try_is_one_guess(self):
        "With a code the password does not count, nor is it asked for"
        self.begin()
        self.assertIsNone(self.login(
                'alice', '87654321', password=tools.secret('alice')))
        self.assertEqual(len(self.attempts()), 1)
        self.assertEqual(self.login('alice', None), 'password')
        self.assertTrue(self.login(
                'alice', None, password=tools.secret('alice')))
        self.assertTrue(self.login('alice', '12345678', password="wrong"))

    def test_T_CODE_expired(self):
        who = self.begin()
        (minutes,), = self.sql(
            'SELECT expires_at - create_date FROM itf_portal_code')
        self.assertEqual(round(minutes.total_seconds() / 60), 10)
        self.assertTrue(who['expires_at'])
        self.sql("UPDATE itf_portal_code SET expires_at = "
            "expires_at - INTERVAL '601 seconds'")
        self.assertIsNone(self.login('alice', '12345678'))

    def test_T_CODE_newest_ends_older(self):
        self.begin()
        self.begin(code='11112222')
        self.assertIsNone(self.login('alice', '12345678'))
        self.assertTrue(self.login('alice', '11112222'))

    def test_three_an_hour(self):
        for _ in range(3):
            self.assertTrue(self.begin())
        self.assertIsNone(self.begin(code='11112222'))
        self.assertTrue(self.begin('bob'))
        self.assertTrue(self.login('alice', '12345678'))
        self.sql("UPDATE itf_portal_code SET create_date = "
            "create_date - INTERVAL '61 minutes'")
        self.assertTrue(self.begin())

    def test_asked_again_by_a_portal_that_died(self):
        first = self.begin(request='one')
        self.assertEqual(self.begin(request='one'), first)
        self.assertEqual(
            self.sql('SELECT COUNT(*) FROM itf_portal_code'), [(1,)])
        self.assertTrue(self.login('alice', '12345678'))
        self.assertIsNone(self.begin(request='one'), "it has been used")
        self.assertIsNone(self.login('alice', '12345678'))

    def test_T_ENUM_who_gets_one(self):
        "Customers with a password and an access that holds; nobody else"
        waiting = Model.get('res.user')(
            login='waiting', name="Waiting", active=False)
        group, = Model.get('res.group').find(
            [('name', '=', "Customer portal")])
        waiting.groups.append(group)
        waiting.save()
        Model.get('itf_portal.access')(user=waiting, role='viewer',
            party=Model.get('party.party')(self.world.boreal)).save()
        for login in ('alice', 'dora', 'erin', 'fred'):
            self.assertTrue(self.begin(login), login)
        for login in ('unknown', 'nobody', 'robot', 'admin', 'agent', 'chief',
                'waiting', ''):
            self.assertIsNone(self.begin(login), login)
        for asker in ('alice', 'chief', 'admin'):
            self.assertIsNone(
                self.begin('bob', user=self.world.user[asker]), asker)
        self.sql('UPDATE itf_portal_access SET to_date = CURRENT_DATE - 2 '
            'WHERE "user" = %s', self.world.user['carl'])
        self.addCleanup(
            self.sql, 'UPDATE itf_portal_access SET to_date = NULL')
        self.assertIsNone(self.begin('carl'), "an access that has ended")
        # who chose their password and has not signed in with it yet
        self.sql("UPDATE itf_portal_access SET invited_at = now() "
            'WHERE "user" = %s', self.world.user['bob'])
        self.assertTrue(self.begin('bob'))
        self.assertTrue(self.login('bob', '12345678'))
        self.assertEqual(self.sql('SELECT accepted_at IS NOT NULL FROM '
                'itf_portal_access WHERE "user" = %s',
                self.world.user['bob']), [(True,)])

    def test_T_CODE_staff_are_refused(self):
        "Also with a row that somebody has put there"
        self.begin()
        for login in ('chief', 'admin'):
            self.sql('UPDATE itf_portal_code SET "user" = %s',
                self.world.user[login])
            self.assertIsNone(self.login(login, '12345678'))

    def test_T_KEY_without_the_portals_key(self):
        self.begin()
        for _ in range(6):
            self.assertIsNone(self.login('alice', '12345678', key=False))
        self.assertEqual(len(self.attempts()), 6)
        self.forget()
        self.assertTrue(
            self.login('alice', '12345678'), "nor are its tries used up")

    def test_ends_with_password_address_and_account(self):
        User = Model.get('res.user')
        for number, (name, value) in enumerate([
                    ('password', GOOD), ('email', 'fred@example.com'),
                    ('active', False)]):
            self.sql('DELETE FROM itf_portal_code')
            self.assertTrue(self.begin('fred'))
            fred = User(self.world.user['fred'])
            setattr(fred, name, value)
            fred.save()
            self.assertEqual(self.sql('SELECT COUNT(*) FROM itf_portal_code '
                    'WHERE ended_at IS NULL'), [(0,)], name)
            self.assertIsNone(self.login('fred', '12345678'), name)
        self.sql('UPDATE res_user SET active = true, email = NULL '
            'WHERE id = %s', self.world.user['fred'])

    def enrol(self, login):
        user = self.world.user[login]
        secret = secrets.token_bytes(20)
        name, box = totp.seal(secret, f'itf_portal.factor/{user}')
        self.sql('INSERT INTO itf_portal_factor ("user", secret, key, salt, '
            'begun_at, confirmed_at, last_step, wrong) '
            'VALUES (%s, %s, %s, %s, now(), now(), 0, 0)',
            user, box, name, '00' * 16)
        return secret

    def test_T_MFA_the_factor_is_asked_for(self):
        secret = self.enrol('alice')
        self.begin()
        self.assertEqual(self.login('alice', '12345678'), 'totp_code')
        self.assertIsNone(self.login('alice', '87654321'))
        self.assertIsNone(
            self.login('alice', '12345678', totp_code='000000'))
        code = totp.code_at(secret, totp.step_now())
        self.assertIsNone(self.login('alice', '87654321', totp_code=code))
        self.assertTrue(self.login('alice', '12345678', totp_code=code))
        self.assertIsNone(self.login('alice', '12345678'))

    def test_T_MFA_a_way_that_forgets_to_ask_is_closed(self):
        self.enrol('alice')
        ways = config.get('session', 'authentications')
        self.addCleanup(config.set, 'session', 'authentications', ways)
        for way in ('password+itf_totp,itf_code', 'itf_code'):
            config.set('session', 'authentications', way)
            self.assertFalse(factor.asks(), way)
            self.begin()
            self.assertIsNone(self.login('alice', '12345678'), way)
        # a server without the method asks nobody for a password instead
        config.set('session', 'authentications', 'password+itf_totp')
        self.begin('bob')
        self.assertIsNone(self.login('bob', '12345678'))
        for way in ('itf_code+itf_totp,password+itf_totp', ways):
            config.set('session', 'authentications', way)
            self.assertTrue(factor.asks())
            self.assertIsNone(self.login('bob', '87654321'), way)
            self.assertEqual(self.login('bob', None), 'password', way)
        self.assertTrue(self.login('bob', '12345678'))

    def test_T_MFA_no_factor_is_begun_by_a_code(self):
        "Only the password makes a session fresh"
        self.begin()
        for code, expected in [('12345678', False), (None, True)]:
            user, key = self.login(
                'alice', code, **(
                    {} if code else {'password': tools.secret('alice')}))
            request = {'portal_key': True, 'session': fresh.session_mark(key)}
            with Transaction().start(DB_NAME, user, context={
                        '_request': request, '_check_access': True}):
                self.assertEqual(fresh.is_fresh(user), expected)
                Factor = Pool(DB_NAME).get('itf_portal.factor')
                if expected:
                    self.assertTrue(Factor.begin()['secret'])
                    continue
                with self.assertRaises(UserError) as refused:
                    Factor.begin()
                self.assertEqual(
                    refused.exception.description, 'itf_portal.not_fresh')

    def test_T_CODE_stored_hashed(self):
        self.begin()
        row = str(self.sql('SELECT * FROM itf_portal_code'))
        self.assertNotIn('12345678', row)
        (digest, salt), = self.sql('SELECT digest, salt FROM itf_portal_code')
        self.assertEqual(codes.kept('12345678', salt), digest)
        self.assertNotIn(
            hashlib.sha256(b'12345678').hexdigest(), row, "not a plain digest")

    def test_nothing_of_it_is_a_record_anybody_reads(self):
        self.begin()
        for login in ('alice', 'chief', 'admin'):
            with Transaction().start(
                    DB_NAME, self.world.user[login],
                    context={'_check_access': True}):
                rights = Pool(DB_NAME).get('ir.model.access').get_access(
                    ['itf_portal.code'])['itf_portal.code']
                self.assertFalse(any(rights.values()), login)

    def test_bad_values(self):
        for code in ('1234567', '123456789', '1234567a', '１２３４５６７８', 5):
            with self.assertRaises(UserError):
                self.begin(code=code)

    def test_purge(self):
        self.begin()
        with Transaction().start(DB_NAME, 1):
            Pool().get('itf_portal.code').purge()
        self.assertEqual(
            self.sql('SELECT COUNT(*) FROM itf_portal_code'), [(1,)])
        self.sql("UPDATE itf_portal_code SET expires_at = "
            "expires_at - INTERVAL '25 hours'")
        with Transaction().start(DB_NAME, 1):
            Pool().get('itf_portal.code').purge()
        self.assertEqual(
            self.sql('SELECT COUNT(*) FROM itf_portal_code'), [(0,)])
