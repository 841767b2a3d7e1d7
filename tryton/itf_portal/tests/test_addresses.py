"""Links that make an address of mail somebody's, and links asked for anew."""
import threading

from . import test_tokens
from .test_tokens import GOOD, digest

SECOND = 'eline@example.com'


class AddressTestCase(test_tokens.World):
    "Addresses of the people of the small world"

    def setUp(self):
        super().setUp()
        self.alice = self.world.user['alice']
        self.sql("UPDATE res_user SET login = 'alice@example.com', "
            "email = 'Alice@example.com' WHERE id = %s", self.alice)

    def tearDown(self):
        self.sql("UPDATE res_user SET login = 'alice', email = NULL "
            'WHERE id = %s', self.alice)

    def begin_address(self, address, secret, user=None):
        return self.ask(
            'begin_address', user or self.alice, address, digest(secret))

    def mailboxes(self):
        return self.sql(
            'SELECT login, email FROM res_user WHERE id = %s', self.alice)[0]

    def test_T_RESET_address(self):
        who = self.begin_address(' Eline@Example.com ', 'a')
        self.assertEqual((who['user'], who['email'], who['wanted']),
            (self.alice, 'Alice@example.com', SECOND))
        self.assertEqual(self.ask('look_address', digest('a')), who)
        self.assertEqual(self.begin_address(SECOND, 'a'), who, "once")
        self.assertIsNone(self.ask('look', digest('a')))
        self.assertEqual(
            self.ask('redeem', digest('a'), GOOD), 'itf_portal.bad_token',
            "it sets no password")
        self.sql('INSERT INTO ir_session (key, create_uid, create_date) '
            "VALUES ('kept2', %s, CURRENT_TIMESTAMP)", self.alice)
        reset = self.ask(
            'begin', 'reset', 'alice@example.com', digest('reset'))
        self.assertTrue(reset)

        self.assertEqual(
            self.ask('redeem_address', digest('a'))['email'],
            'Alice@example.com', "as it was")
        self.assertEqual(self.mailboxes(), (SECOND, SECOND))
        self.assertEqual(
            self.ask('redeem_address', digest('a')), 'itf_portal.bad_token')
        self.assertIsNone(self.ask('look', digest('reset')), "others end too")
        self.assertEqual(self.sql(
                'SELECT id FROM ir_session WHERE create_uid = %s',
                self.alice), [])

    def test_T_RESET_address_that_is_no_login(self):
        self.sql("UPDATE res_user SET login = 'alice' WHERE id = %s",
            self.alice)
        self.begin_address(SECOND, 'a')
        self.ask('redeem_address', digest('a'))
        self.assertEqual(self.mailboxes(), ('alice', SECOND))

    def test_T_ENUM_address(self):
        "Somebody's already, nobody's to have, and not an address: nothing"
        for address in ('BOB', 'alice@example.com', 'none', '', 'a@b'):
            self.assertIsNone(self.begin_address(address, 'x'), address)
        self.sql("UPDATE res_user SET login = 'bob@example.com' "
            "WHERE login = 'bob'")
        try:
            self.assertIsNone(self.begin_address('Bob@example.com', 'x'))
        finally:
            self.sql("UPDATE res_user SET login = 'bob' "
                "WHERE login = 'bob@example.com'")
        for login in ('agent', 'chief', 'robot'):
            self.assertIsNone(self.begin_address(
                    SECOND, 'x', self.world.user[login]), login)
        self.assertIsNone(self.ask('begin_address', self.alice, SECOND,
                digest('x'), user=self.world.user['bob']))
        self.assertEqual(self.sql('SELECT id FROM itf_portal_token'), [])

    def test_T_RESET_address_newest_taken_moved_expired(self):
        self.begin_address(SECOND, 'a')
        self.begin_address('three@example.com', 'b')
        self.assertIsNone(self.ask('look_address', digest('a')))
        self.assertTrue(self.ask('look_address', digest('b')))
        self.sql("UPDATE res_user SET login = 'three@example.com' "
            "WHERE login = 'bob'")
        try:
            self.assertEqual(self.ask('redeem_address', digest('b')),
                'itf_portal.bad_token', "somebody else has it by now")
        finally:
            self.sql("UPDATE res_user SET login = 'bob' "
                "WHERE login = 'three@example.com'")
        self.sql("UPDATE res_user SET email = 'away@example.com' "
            'WHERE id = %s', self.alice)
        self.assertIsNone(self.ask('look_address', digest('b')))
        self.sql("UPDATE res_user SET email = 'Alice@example.com' "
            'WHERE id = %s', self.alice)
        self.sql("UPDATE itf_portal_token SET expires_at = "
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'")
        self.assertIsNone(self.ask('look_address', digest('b')))

    def test_T_RESET_address_five_a_day(self):
        asked = [self.begin_address(f'{n}@example.com', str(n))
            for n in range(6)]
        self.assertEqual([bool(a) for a in asked], [True] * 5 + [False])

    def test_T_RESET_address_two_at_once(self):
        self.begin_address(SECOND, 'a')
        answers = []
        barrier = threading.Barrier(2)

        def redeem():
            barrier.wait()
            answers.append(self.ask('redeem_address', digest('a')))
        threads = [threading.Thread(target=redeem) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(
            sorted(isinstance(a, dict) for a in answers), [False, True])

    def test_T_RESET_again(self):
        "A new link in the place of one that ended, for its person only"
        self.ask('begin', 'reset', 'alice@example.com', digest('a'))
        self.sql("UPDATE itf_portal_token SET expires_at = "
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'")
        who = self.ask('again', digest('a'), digest('b'))
        self.assertEqual((who['user'], who['purpose']), (self.alice, 'reset'))
        self.assertIsNone(self.ask('look', digest('a')))
        self.assertTrue(self.ask('look', digest('b')))
        self.assertIsNone(self.ask('again', digest('never'), digest('c')))
        self.assertIsNone(self.ask('again', digest('a'), digest('c'),
                user=self.world.user['bob']))
        self.ask('again', digest('b'), digest('c'))
        self.assertIsNone(
            self.ask('again', digest('c'), digest('d')), "three an hour")
        self.begin_address(SECOND, 'address')
        self.assertIsNone(self.ask('again', digest('address'), digest('e')))

    def test_bad_values(self):
        for arguments in [
                ('begin_address', 0, SECOND, digest('x')),
                ('begin_address', self.alice, None, digest('x')),
                ('begin_address', self.alice, SECOND, 'short'),
                ('look_address', None), ('redeem_address', 5),
                ('again', digest('x'), None), ('again', None, digest('x')),
                ]:
            self.assertEqual(
                self.ask(*arguments), 'itf_portal.bad_query', arguments)

    def test_purge(self):
        self.ask('begin', 'reset', 'alice@example.com', digest('a'))
        self.sql('INSERT INTO itf_portal_token ("user", purpose, digest, '
            "email, expires_at) SELECT \"user\", 'activation', 'x', email, "
            'expires_at FROM itf_portal_token')
        for days, left in ((2, ['activation']), (31, [])):
            self.sql("UPDATE itf_portal_token SET expires_at = "
                "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' "
                '- make_interval(days => %s)', days)
            self.purge()
            self.assertEqual([p for p, in self.sql(
                        'SELECT purpose FROM itf_portal_token')], left)
