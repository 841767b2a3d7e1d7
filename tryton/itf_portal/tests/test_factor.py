"""The second factor: what opens, what never does again, and who is asked."""
import base64
import os
import threading
import unittest
from unittest import mock

from trytond.backend import DatabaseOperationalError
from trytond.config import config
from trytond.exceptions import (
    LoginException, RateLimitException, UserError)
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from .. import factor, fresh, totp
from ..guard import kind_of
from . import tools


class CodeTestCase(unittest.TestCase):
    "RFC 6238, and how secrets are kept"

    def test_rfc_6238(self):
        "The vectors of appendix B, of which six digits are shown"
        secret = b'12345678901234567890'
        for seconds, code in [
                (59, '94287082'), (1111111109, '07081804'),
                (1111111111, '14050471'), (1234567890, '89005924'),
                (2000000000, '69279037'), (20000000000, '65353130')]:
            self.assertEqual(totp.code_at(secret, seconds // 30), code[2:])

    def test_window(self):
        secret = os.urandom(20)
        with mock.patch.object(totp, 'step_now', return_value=1000):
            for step in range(997, 1004):
                self.assertEqual(
                    totp.step_of(secret, totp.code_at(secret, step), 0),
                    step if 999 <= step <= 1001 else None)
            self.assertIsNone(
                totp.step_of(secret, totp.code_at(secret, 1000), 1000))

    def test_sealed(self):
        secret = os.urandom(20)
        name, box = totp.seal(secret, 'one')
        self.assertNotIn(secret, base64.b64decode(box))
        self.assertEqual(totp.unseal(name, box, 'one'), secret)
        self.assertIsNone(totp.unseal(name, box, 'other'))
        self.assertIsNone(totp.unseal('00000000', box, 'one'))
        old = config.get('itf_portal', 'factor_key')
        new = base64.b64encode(os.urandom(32)).decode()
        try:
            config.set('itf_portal', 'factor_key', f'{new} {old}')
            self.assertEqual(totp.unseal(name, box, 'one'), secret)
            self.assertNotEqual(totp.seal(secret, 'one')[0], name)
            config.set('itf_portal', 'factor_key', old.rstrip('='))
            self.assertEqual(totp.unseal(name, box, 'one'), secret)
            config.set('itf_portal', 'factor_key', new)
            self.assertIsNone(totp.unseal(name, box, 'one'))
        finally:
            config.set('itf_portal', 'factor_key', old)

    def test_recovery_codes(self):
        codes = totp.recovery_codes()
        self.assertEqual(len(set(codes)), 10)
        salt = '00' * 16
        for code in codes:
            self.assertRegex(code, '^[0-9A-HJKMNP-TV-Z]{10}$')
        digest = totp.recovery_digest('0123456789', salt)
        self.assertEqual(totp.recovery_digest('OI23456789', salt), digest)
        self.assertNotEqual(
            totp.recovery_digest('0123456789', '11' * 16), digest)
        self.assertIsNone(totp.recovery_digest('123456', salt))
        self.assertEqual(totp.typed(' abcde-fgh12 '), 'ABCDEFGH12')


class FactorTestCase(unittest.TestCase):
    "The people of the small world sign in"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        self.sql('DELETE FROM itf_portal_factor')
        self.forget()
        # time stands still, and goes on when a test says so
        self.now = totp.step_now()
        patch = mock.patch.object(totp, 'step_now', lambda: self.now)
        patch.start()
        self.addCleanup(patch.stop)

    def forget(self):
        # sign-in pauses longer after each failure
        self.sql('DELETE FROM res_user_login_attempt')

    def sql(self, statement, *values):
        with Transaction().start(DB_NAME, 1) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def session(self, login, minutes=0):
        key = os.urandom(8).hex()
        self.sql(
            'INSERT INTO ir_session (key, create_uid, create_date) '
            "VALUES (%s, %s, CURRENT_TIMESTAMP AT TIME ZONE 'UTC' "
            '- make_interval(mins => %s))',
            key, self.world.user[login], minutes)
        return key

    def ask(self, login, method, *arguments, key=None):
        "The answer or the code of the refusal, as a request gets it."
        user = self.world.user[login]
        Factor = Pool(DB_NAME).get('itf_portal.factor')
        request = {'portal_key': True, 'session': fresh.session_mark(
                key or self.session(login))}
        for _ in range(5):
            with Transaction().start(DB_NAME, user, context={
                        '_request': request, '_check_access': True}):
                try:
                    return getattr(Factor, method)(*arguments)
                except UserError as error:
                    Transaction().rollback()
                    return error.description.replace('itf_portal.', '')
                except DatabaseOperationalError:
                    Transaction().rollback()
        self.fail("tried five times")

    def enrol(self, login='alice'):
        "Turns it on; answers the secret and the recovery codes."
        key = self.session(login)
        begun = self.ask(login, 'begin', key=key)
        secret = base64.b32decode(begun['secret'])
        codes = self.ask(
            login, 'confirm', totp.code_at(secret, self.now), key=key)
        self.now += 1
        return secret, codes['codes']

    def login(self, login, **parameters):
        "The user, None, or what is asked."
        parameters.setdefault('password', tools.secret(login))
        for _ in range(5):
            try:
                with Transaction().start(DB_NAME, 0, context={
                            '_request': {'portal_key': True}}):
                    # without the pause that atexit makes
                    with mock.patch('time.sleep'), mock.patch(
                            'random.randint', return_value=0):
                        return Pool(DB_NAME).get('res.user').get_login(
                            login, parameters)
            except LoginException as question:
                return question.name
            except DatabaseOperationalError:
                continue

    def test_T_MFA_asked_after_the_password_and_of_nobody_else(self):
        secret, _ = self.enrol()
        alice = self.world.user['alice']
        self.assertEqual(self.login('alice'), 'totp_code')
        self.assertEqual(self.login('alice', totp_code=''), 'totp_code')
        self.assertEqual(self.login('alice', totp_code=5), 'totp_code')
        self.assertIsNone(self.login('alice', totp_code='000000'))
        code = totp.code_at(secret, self.now)
        self.assertIsNone(self.login(
                'alice', password="not hers", totp_code=code))
        self.assertEqual(self.login('alice', totp_code=code), alice)
        self.assertEqual(self.login('bob'), self.world.user['bob'])
        self.assertEqual(
            self.login('bob', totp_code=code), self.world.user['bob'])
        # what somebody without the password learns is what it was
        self.assertIsNone(self.login('alice', password="not hers"))
        self.assertIsNone(self.login('nobody here', password="not hers"))

    def test_T_MFA_same_code_twice(self):
        secret, _ = self.enrol()
        code = totp.code_at(secret, self.now)
        self.assertTrue(self.login('alice', totp_code=code))
        self.assertIsNone(self.login('alice', totp_code=code))
        self.now += 1
        self.assertIsNone(self.login('alice', totp_code=code))
        self.assertTrue(self.login('alice', totp_code=' '.join(
                    totp.code_at(secret, self.now))), "spaces do not count")

    def test_T_MFA_the_code_that_turned_it_on_opens_nothing(self):
        secret, _ = self.enrol()
        self.assertIsNone(self.login(
                'alice', totp_code=totp.code_at(secret, self.now - 1)))

    def test_T_MFA_code_of_two_steps_ago(self):
        secret, _ = self.enrol()
        self.now += 10
        for step, right in [(-2, False), (2, False), (-1, True), (1, True)]:
            self.forget()
            self.assertEqual(
                bool(self.login('alice', totp_code=totp.code_at(
                            secret, self.now + step))), right, step)

    def test_T_MFA_same_code_at_the_same_time(self):
        secret, _ = self.enrol()
        code = totp.code_at(secret, self.now)
        Factor = Pool(DB_NAME).get('itf_portal.factor')
        barrier = threading.Barrier(2)
        answers = []

        def accept():
            barrier.wait()
            for _ in range(5):
                try:
                    with Transaction().start(DB_NAME, 0):
                        accepted = Factor.accepts(
                            Factor.active(self.world.user['alice']), code)
                    answers.append(accepted)
                    return
                except DatabaseOperationalError:
                    continue
        threads = [threading.Thread(target=accept) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(answers), [False, True])

    def test_T_MFA_recovery_code_burns(self):
        _, codes = self.enrol()
        self.assertEqual(len(codes), 10)
        kept = str(self.sql('SELECT * FROM itf_portal_factor_recovery'))
        self.assertFalse([c for c in codes if c in kept])
        self.assertTrue(self.login(
                'alice', totp_code=f'{codes[3][:5]}-{codes[3][5:].lower()}'))
        self.assertIsNone(self.login('alice', totp_code=codes[3]))
        self.assertEqual(self.card('alice'), {
                'active': True, 'required': False, 'recovery_left': 9,
                'removed_at': None})
        self.assertTrue(self.login('alice', totp_code=codes[4]))

    def card(self, login):
        return tools.call(
            self.world.user[login], 'itf_portal.account.whoami')['factor']

    def test_T_MFA_ten_wrong_an_hour(self):
        secret, codes = self.enrol()
        for _ in range(10):
            self.assertIsNone(self.login('alice', totp_code='000000'))
            self.forget()
        self.assertIsNone(self.login(
                'alice', totp_code=totp.code_at(secret, self.now)))
        self.forget()
        self.assertIsNone(self.login('alice', totp_code=codes[0]))
        self.forget()
        self.sql('UPDATE itf_portal_factor SET '
            "wrong_since = wrong_since - INTERVAL '61 minutes'")
        self.assertTrue(self.login(
                'alice', totp_code=totp.code_at(secret, self.now)))

    def test_T_MFA_somebody_elses_code(self):
        self.enrol('alice')
        secret, codes = self.enrol('bob')
        self.assertIsNone(self.login(
                'alice', totp_code=totp.code_at(secret, self.now)))
        self.assertIsNone(self.login('alice', totp_code=codes[0]))
        # nor is a secret moved to another row
        self.sql('UPDATE itf_portal_factor f SET secret = o.secret '
            'FROM itf_portal_factor o WHERE f."user" <> o."user"')
        self.assertIsNone(self.login(
                'alice', totp_code=totp.code_at(secret, self.now)))

    def test_T_MFA_a_door_that_forgets_to_ask_is_closed(self):
        "Neither another configuration nor a known device goes round it"
        self.enrol()
        ways = config.get('session', 'authentications')
        try:
            for way in ('password', 'password+itf_totp?device_cookie',
                    'password+itf_totp,password'):
                config.set('session', 'authentications', way)
                self.assertFalse(factor.asks(), way)
                if way != 'password+itf_totp?device_cookie':
                    self.assertIn(
                        self.login('alice'), (None, 'totp_code'), way)
            config.set('session', 'authentications', 'password')
            self.assertIsNone(self.login('alice'))
            self.assertTrue(self.login('bob'))
        finally:
            config.set('session', 'authentications', ways)
        self.assertTrue(factor.asks())

    def test_begin_and_confirm(self):
        key = self.session('alice')
        begun = self.ask('alice', 'begin', key=key)
        self.assertEqual(begun['account'], 'alice')
        self.assertEqual(self.ask('alice', 'begin', key=key), begun)
        secret = base64.b32decode(begun['secret'])
        self.assertEqual(len(secret), 20)
        self.assertTrue(self.login('alice'), "not on before it is confirmed")
        self.assertEqual(
            self.ask('alice', 'confirm', '000000', key=key), 'wrong_code')
        other = self.session('alice')
        self.ask('alice', 'confirm', totp.code_at(secret, self.now), key=key)
        kept = [k for k, in self.sql(
                'SELECT key FROM ir_session WHERE create_uid = %s',
                self.world.user['alice'])]
        self.assertIn(key, kept)
        self.assertNotIn(other, kept)
        self.assertEqual(self.ask('alice', 'begin', key=key), 'factor_active')
        self.assertEqual(self.ask(
                'alice', 'confirm', totp.code_at(secret, self.now + 1),
                key=key), 'factor_none')

    def test_T_MFA_only_in_a_fresh_session(self):
        old = self.session('alice', minutes=11)
        self.session('alice')
        self.assertEqual(self.ask('alice', 'begin', key=old), 'not_fresh')
        self.assertEqual(
            self.ask('alice', 'confirm', '000000', key=old), 'not_fresh')
        self.assertEqual(
            self.ask('alice', 'begin', key='of nobody'), 'not_fresh')
        self.assertEqual(
            self.ask('robot', 'begin'), 'not_found', "a program has no phone")

    def test_T_STEP_a_secret_that_waited_too_long(self):
        secret = base64.b32decode(self.ask('alice', 'begin')['secret'])
        self.sql('UPDATE itf_portal_factor SET '
            "begun_at = begun_at - INTERVAL '11 minutes'")
        self.assertEqual(self.ask(
                'alice', 'confirm', totp.code_at(secret, self.now)),
            'factor_none')
        self.assertNotEqual(
            base64.b32decode(self.ask('alice', 'begin')['secret']), secret)
        self.assertEqual(self.ask('bob', 'confirm', '000000'), 'factor_none')

    def test_T_MFA_disabling_needs_both(self):
        secret, codes = self.enrol()
        password = tools.secret('alice')
        code = totp.code_at(secret, self.now)
        self.assertEqual(
            self.ask('alice', 'disable', "not hers", code), 'wrong_password')
        self.assertEqual(
            self.ask('alice', 'disable', password, '000000'), 'wrong_code')
        self.assertEqual(
            self.ask('alice', 'disable', password, ''), 'wrong_code')
        renewed = self.ask('alice', 'renew', password, codes[0])['codes']
        self.assertFalse(set(renewed) & set(codes))
        self.assertEqual(
            self.ask('alice', 'disable', password, codes[1]), 'wrong_code')
        self.assertEqual(self.ask('alice', 'disable', password, code), {})
        self.assertTrue(self.login('alice'))
        self.assertEqual(
            self.ask('alice', 'disable', password, code), 'factor_none')
        self.assertEqual(
            self.sql('SELECT id FROM itf_portal_factor_recovery'), [])

    def test_T_BRUTE_wrong_codes_count_as_failed_sign_ins(self):
        self.enrol()
        for _ in range(6):
            self.assertEqual(self.ask(
                    'alice', 'disable', tools.secret('alice'), '000000'),
                'wrong_code')
        with self.assertRaises(RateLimitException):
            self.ask('alice', 'disable', tools.secret('alice'), '000000')

    def test_T_MFA_required_of_whom_and_what_they_may_call(self):
        config.set('itf_portal', 'second_factor', 'required')
        self.addCleanup(
            config.set, 'itf_portal', 'second_factor', 'offered')
        for login, locked in [
                ('alice', False), ('nobody', False), ('robot', False),
                ('erin', True), ('agent', True), ('chief', True),
                ('admin', False)]:
            self.assertEqual(
                kind_of(DB_NAME, self.world.user[login])[1], locked, login)
        self.assertTrue(self.card('erin')['required'])
        self.enrol('erin')
        self.enrol('agent')
        for login in ('erin', 'agent'):
            self.assertFalse(kind_of(DB_NAME, self.world.user[login])[1])
        self.assertEqual(self.card('agent'), {
                'active': True, 'required': True, 'recovery_left': 10,
                'removed_at': None})

    def decide(self, method, login='chief', person='alice'):
        "The answer or the code of the refusal."
        try:
            return tools.call(
                self.world.user[login], f'itf_portal.administration.{method}',
                os.urandom(8).hex(), {
                    'person': self.world.user[person],
                    'reason': "Téléphone perdu, rappelée au bureau"})
        except UserError as error:
            return error.description.rpartition('.')[2]

    def a_day_goes_by(self):
        self.sql("UPDATE itf_portal_factor "
            "SET removal_at = removal_at - interval '24 hours 1 second'")

    def seen(self, person='alice'):
        return tools.call(
            self.world.user['chief'], 'itf_portal.administration.person',
            self.world.user[person])

    def test_T_MFA_lost_is_taken_away_a_day_later(self):
        alice = self.world.user['alice']
        self.assertEqual(self.decide('remove_factor'), 'stale')
        self.enrol()
        for login in ('alice', 'erin', 'agent', 'robot', 'nobody'):
            for method in ('remove_factor', 'keep_factor'):
                self.assertEqual(self.decide(method, login), 'not_found')
        self.enrol('chief')
        self.assertEqual(
            self.decide('remove_factor', person='chief'), 'not_found')
        self.assertEqual(self.decide('keep_factor'), 'stale')
        at = self.decide('remove_factor')['removal_at']
        self.assertEqual(self.seen()['person']['factor']['removal_at'], at)
        self.assertEqual(self.decide('remove_factor'), 'stale')
        self.assertEqual(self.login('alice'), 'totp_code')
        self.assertTrue(self.card('alice')['active'])
        self.a_day_goes_by()
        self.assertEqual(self.login('alice'), alice)
        self.assertFalse(self.card('alice')['active'])
        self.assertIsNotNone(self.card('alice')['removed_at'])
        self.assertIsNone(self.seen()['person']['factor'])
        self.assertEqual(self.decide('keep_factor'), 'stale')
        told = self.seen()['history'][0]
        self.assertEqual(
            (told['reason'], told['party'], told['why']),
            ('factor_removed', None, "Téléphone perdu, rappelée au bureau"))
        # and a new one is turned on as the first was
        self.enrol()
        self.assertEqual(self.login('alice'), 'totp_code')
        self.assertIsNone(self.card('alice')['removed_at'])

    def test_T_MFA_who_has_a_code_keeps_the_factor(self):
        secret, codes = self.enrol()
        for proof in (totp.code_at(secret, self.now), codes[0]):
            self.decide('remove_factor')
            self.assertTrue(self.login('alice', totp_code=proof))
            self.a_day_goes_by()
            self.assertEqual(self.login('alice'), 'totp_code')
        self.decide('remove_factor')
        self.assertEqual(
            self.decide('keep_factor'), {'person': self.world.user['alice']})
        self.a_day_goes_by()
        self.assertEqual(self.login('alice'), 'totp_code')

    def test_nothing_of_it_is_a_record_anybody_reads(self):
        self.enrol()
        for login in ('alice', 'chief', 'admin'):
            for model in ('itf_portal.factor', 'itf_portal.factor.recovery'):
                with Transaction().start(
                        DB_NAME, self.world.user[login],
                        context={'_check_access': True}):
                    access = Pool(DB_NAME).get('ir.model.access').get_access(
                        [model])[model]
                    self.assertFalse(any(access.values()), (login, model))

    def test_T_ENUM_owner_is_the_portals_own_to_ask(self):
        robot = self.world.user['robot']
        ask = 'itf_portal.mail.owner'
        self.assertEqual(tools.call(robot, ask, ' Alice ')['user'],
            self.world.user['alice'])
        for login in ('unknown', 'nobody', 'robot', 'admin', ''):
            self.assertIsNone(tools.call(robot, ask, login), login)
        self.assertIsNone(
            tools.call(self.world.user['chief'], ask, 'alice'))
