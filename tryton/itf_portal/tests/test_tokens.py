"""Links that are mailed, and passwords: who gets one, what it opens, once."""
import hashlib
import secrets
import threading
import unicodedata
import unittest

from proteus import Model
from trytond.backend import DatabaseOperationalError
from trytond.exceptions import RateLimitException, UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from .. import passwords
from . import tools

GOOD = "quatre chevaux bruns galopent"


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


class PasswordTestCase(unittest.TestCase):
    "What a password must be"

    def test_problems(self):
        for password, word in [
                (GOOD, None),
                ("quatorze signes", None),
                ("é" * 4 + "çà la bonne heure", None),
                ("trop court", 'password_short'),
                ("x" * 129, 'password_long'),
                ("quatre chevaux\nbruns", 'password_characters'),
                ("abababababababababab", 'password_guessable'),
                ("abcdefghijklmnopqrst", 'password_guessable'),
                ("azertyuiopqsdfghjklm", 'password_guessable'),
                ("motdepasse1234567890", 'password_guessable'),
                ("Portail-ITF-Palettes", 'password_guessable'),
                ("Boréal-Julie-Paradis", 'password_guessable'),
                ("Boréal quatre chevaux bruns", None),
                ("🐎" * 5 + "chevaux bruns galop", None),
                ]:
            with self.subTest(password=password):
                self.assertEqual(passwords.problem(
                        password, ["julie.paradis@example.com", "Boréal"]),
                    word)

    def test_long_passwords_count_whole(self):
        "All of 80 bytes and more is hashed, not the first 72"
        from trytond.res.user import CRYPT_CONTEXT
        long = GOOD * 4
        hashed = CRYPT_CONTEXT.hash(long)
        self.assertTrue(CRYPT_CONTEXT.verify(long, hashed))
        self.assertFalse(CRYPT_CONTEXT.verify(long[:-1] + 'x', hashed))

    def test_normal(self):
        self.assertEqual(passwords.normal("e\u0301te\u0301"), "été")


class World(unittest.TestCase):
    "The small world, its tokens forgotten before each test"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()
        cls.robot = cls.world.user['robot']

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        tools.admin()
        self.sql('DELETE FROM itf_portal_token')
        self.sql('DELETE FROM res_user_login_attempt')

    def sql(self, statement, *values):
        with Transaction().start(DB_NAME, 1) as transaction:
            cursor = transaction.connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def ask(self, method, *arguments, user=None):
        "The answer or the code of the refusal, tried again as trytond does."
        for _ in range(5):
            try:
                return tools.call(
                    user or self.robot, 'itf_portal.token.' + method,
                    *arguments)
            except DatabaseOperationalError:
                continue
            except UserError as error:
                return error.description
        self.fail("tried five times")

    def begin(self, login='alice', purpose='reset'):
        secret = secrets.token_urlsafe(32)
        return secret, self.ask('begin', purpose, login, digest(secret))

    def purge(self):
        with Transaction().start(DB_NAME, 1):
            Pool().get('itf_portal.token').purge()


class TokenTestCase(World):
    "Links for the people of the small world"

    def signs_in(self, login, password):
        with Transaction().start(DB_NAME, 0, context={
                    '_request': {'portal_key': True}}):
            return Pool(DB_NAME).get('res.user').get_login(
                login, {'password': password})

    def test_T_RESET_reset(self):
        secret, who = self.begin(' Alice ')
        self.assertEqual(
            (who['user'], who['login']), (self.world.user['alice'], 'alice'))
        looked = self.ask('look', digest(secret))
        self.assertEqual(looked, who)
        self.assertEqual(
            self.ask('redeem', digest(secret), "court"),
            'itf_portal.password_short')
        self.assertTrue(self.ask('look', digest(secret)), "it still holds")

        self.assertEqual(
            self.ask('redeem', digest(secret), GOOD)['login'], 'alice')
        self.assertEqual(
            self.signs_in('alice', GOOD), self.world.user['alice'])
        self.assertFalse(self.signs_in('alice', tools.secret('alice')))
        self.assertIsNone(self.ask('look', digest(secret)))
        self.assertEqual(
            self.ask('redeem', digest(secret), GOOD + " encore"),
            'itf_portal.bad_token')

    def test_letters_typed_in_pieces(self):
        "An accent typed apart from its letter is the same password"
        good = "été quatre chevaux bruns galopent"
        apart = unicodedata.normalize('NFD', good)
        self.assertNotEqual(apart, good)
        secret, _ = self.begin()
        self.ask('redeem', digest(secret), apart)
        for typed in (apart, good):
            self.assertEqual(
                self.signs_in('alice', typed), self.world.user['alice'])

    def test_T_RESET_nobody_else(self):
        "Unknown, staff, the portal's own, never activated: nothing at all"
        for login in ('unknown', 'agent', 'chief', 'admin', 'robot', ''):
            self.assertIsNone(self.begin(login)[1], login)
        self.assertIsNone(self.begin('alice', 'activation')[1])
        User = Model.get('res.user')
        bob = User(self.world.user['bob'])
        bob.active = False
        bob.save()
        try:
            self.assertIsNone(self.begin('bob')[1])
            self.assertIsNone(self.begin('bob', 'activation')[1])
        finally:
            bob.active = True
            bob.save()
        self.assertEqual(self.sql('SELECT id FROM itf_portal_token'), [])

    def test_T_RESET_only_the_portals_own_account(self):
        secret, _ = self.begin()
        for login in ('alice', 'erin', 'agent', 'chief'):
            user = self.world.user[login]
            self.assertIsNone(self.ask(
                    'begin', 'reset', 'alice', digest('x'), user=user))
            self.assertIsNone(self.ask('look', digest(secret), user=user))
            self.assertEqual(
                self.ask('redeem', digest(secret), GOOD, user=user),
                'itf_portal.bad_token')

    def test_T_STEP_no_step_without_the_one_before(self):
        "A link nobody let in, and one whose account has gone a step on"
        self.assertIsNone(self.ask('look', digest('never begun')))
        self.assertEqual(
            self.ask('redeem', digest('never begun'), GOOD),
            'itf_portal.bad_token')
        secret, _ = self.begin('dora')
        self.sql("UPDATE res_user SET active = false WHERE login = 'dora'")
        try:
            self.assertEqual(
                self.ask('redeem', digest(secret), GOOD),
                'itf_portal.bad_token')
        finally:
            self.sql("UPDATE res_user SET active = true WHERE login = 'dora'")

    def test_T_RESET_newest_only_expired_and_moved_away(self):
        first, _ = self.begin()
        second, _ = self.begin()
        self.assertIsNone(self.ask('look', digest(first)))
        self.assertTrue(self.ask('look', digest(second)))
        self.sql("UPDATE res_user SET email = 'other@example.com' "
            "WHERE login = 'alice'")
        self.assertIsNone(self.ask('look', digest(second)))
        self.sql("UPDATE res_user SET email = NULL WHERE login = 'alice'")
        self.assertTrue(self.ask('look', digest(second)))
        self.sql("UPDATE itf_portal_token SET expires_at = "
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'")
        self.assertIsNone(self.ask('look', digest(second)))
        self.assertEqual(
            self.ask('redeem', digest(second), GOOD),
            'itf_portal.bad_token')

    def test_T_RESET_three_an_hour(self):
        asked = [self.begin('dora')[1] for _ in range(4)]
        self.assertEqual([bool(a) for a in asked], [True] * 3 + [False])
        self.sql("UPDATE itf_portal_token SET "
            "create_date = create_date - INTERVAL '61 minutes'")
        self.assertTrue(self.begin('dora')[1])

    def test_T_RESET_begun_again_is_the_same_link(self):
        "The portal died before its mail was written: no second link, no count"
        secret = secrets.token_urlsafe(32)
        first = self.ask('begin', 'reset', 'dora', digest(secret))
        for _ in range(4):
            self.assertEqual(
                self.ask('begin', 'reset', 'dora', digest(secret)), first)
        self.begin('dora')
        self.assertIsNone(
            self.ask('begin', 'reset', 'dora', digest(secret)),
            "a newer one took its place")

    def test_T_RESET_begun_at_once(self):
        "Of several at the same time one holds, and all count"
        threads = [threading.Thread(target=self.begin, args=['dora'])
            for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.sql(
                'SELECT count(*), count(*) FILTER (WHERE ended_at IS NULL) '
                'FROM itf_portal_token'), [(3, 1)])
        self.assertIsNone(self.begin('dora')[1])

    def test_T_RESET_two_at_once(self):
        "One of two posts of the same link sets the password"
        secret, _ = self.begin('carl')
        barrier = threading.Barrier(2)
        answers = []

        def redeem(password):
            barrier.wait()
            answers.append(self.ask('redeem', digest(secret), password))
        threads = [
            threading.Thread(target=redeem, args=[f"{GOOD} {n}"])
            for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(
            sorted(isinstance(a, dict) for a in answers), [False, True])
        self.assertIn('itf_portal.bad_token', answers)

    def test_T_RESET_sessions_end(self):
        alice = self.world.user['alice']
        self.sql(
            'INSERT INTO ir_session (key, create_uid, create_date) '
            "VALUES ('kept', %s, CURRENT_TIMESTAMP)", alice)
        secret, _ = self.begin('alice')
        self.ask('redeem', digest(secret), GOOD + " ensemble")
        self.assertEqual(self.sql(
                'SELECT id FROM ir_session WHERE create_uid = %s', alice), [])

    def test_activation(self):
        Access = Model.get('itf_portal.access')
        User = Model.get('res.user')
        Group = Model.get('res.group')
        group, = Group.find([('name', '=', "Customer portal")])
        new = User(login='new@example.com', name="Nina Neuve", active=False)
        new.groups.append(Group(group.id))
        new.save()
        self.assertIsNone(self.begin('new@example.com', 'activation')[1],
            "not invited anywhere")
        Access(user=new, role='viewer',
            party=Model.get('party.party')(self.world.boreal)).save()
        self.assertIsNone(self.begin('new@example.com')[1], "nothing to reset")
        boreal, other = self.world.boreal, self.world.cascade
        told = self.ask('invited', boreal, ' New@example.com ')
        self.assertEqual(
            (told['user'], told['waits']), (new.id, True))
        self.assertEqual(self.ask('invited', boreal, new.id), told)
        self.assertIsNone(self.ask('invited', other, new.id))
        secret, who = self.begin('new@example.com', 'activation')
        self.assertEqual(who['email'], 'new@example.com')
        self.assertFalse(self.signs_in('new@example.com', GOOD))
        self.ask('redeem', digest(secret), GOOD)
        self.assertEqual(self.signs_in('new@example.com', GOOD), new.id)
        self.assertIsNone(self.begin('new@example.com', 'activation')[1])
        self.assertFalse(self.ask('invited', boreal, new.id)['waits'])

    def test_T_INVITE_invited(self):
        "Who is told of an access: its person only, never our staff"
        boreal = self.world.boreal
        told = self.ask('invited', boreal, 'alice')
        self.assertEqual(
            (told['user'], told['waits']), (self.world.user['alice'], False))
        for login in ('unknown', 'agent', 'chief', 'robot', ''):
            self.assertIsNone(self.ask('invited', boreal, login), login)
        self.assertIsNone(self.ask('invited', boreal, 'alice',
                user=self.world.user['erin']))
        # the account beside somebody else's
        Group = Model.get('res.group')
        group, = Group.find([('name', '=', "Customer portal")])
        beside = Model.get('res.user')(
            login='agent@example.com (5)', name="Beside", active=False)
        beside.groups.append(Group(group.id))
        beside.save()
        Model.get('itf_portal.access')(user=beside, role='viewer',
            party=Model.get('party.party')(boreal)).save()
        self.assertIsNone(self.ask('invited', boreal, beside.id))
        self.assertIsNone(self.begin('agent@example.com (5)', 'activation')[1])

    def change(self, login, old, new):
        try:
            return tools.call(
                self.world.user[login], 'itf_portal.account.change_password',
                old, new)
        except UserError as error:
            return error.description

    def test_change_password(self):
        old = tools.secret('erin')
        self.assertEqual(
            self.change('erin', "not the old one", GOOD),
            'itf_portal.wrong_password')
        self.assertEqual(
            self.change('erin', old, "court"), 'itf_portal.password_short')
        self.assertEqual(
            self.change('agent', tools.secret('agent'), GOOD),
            'itf_portal.not_found', "staff have their own client")
        self.assertEqual(self.change('erin', old, GOOD), {})
        self.assertEqual(
            self.signs_in('erin', GOOD), self.world.user['erin'])

    def test_T_BRUTE_change_password(self):
        "Wrong old passwords count as failed sign-ins"
        for _ in range(6):
            self.assertEqual(
                self.change('fred', "not the old one", GOOD),
                'itf_portal.wrong_password')
        with self.assertRaises(RateLimitException):
            self.change('fred', tools.secret('fred'), GOOD)

    def test_bad_values(self):
        for arguments in [
                ('begin', 'unknown', 'alice', digest('x')),
                ('begin', 'reset', 5, digest('x')),
                ('begin', 'reset', 'alice', 'short'),
                ('invited', 0, 'alice'), ('invited', 5, None),
                ('look', None), ('look', digest('x').upper()),
                ('redeem', digest('x'), None),
                ]:
            self.assertEqual(
                self.ask(*arguments), 'itf_portal.bad_query', arguments)
