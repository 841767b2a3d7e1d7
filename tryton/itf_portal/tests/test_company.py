"""Two administrators at the same time: what only the database can decide."""
import threading
import unittest

from proteus import Model
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools
from ..people import signed_in

GRANT = {
    'role': 'viewer', 'scope': 'company', 'site': None, 'from': None,
    'to': None}


class CompanyTestCase(unittest.TestCase):
    "Alice and Bob administer Boréal"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        Access = Model.get('itf_portal.access')
        User = Model.get('res.user')
        cls.rows = {}
        for login in ('alice', 'bob'):
            access = Access(user=User(world.user[login]))
            access.role = 'company_administrator'
            access.party = Model.get('party.party')(world.boreal)
            access.save()
            cls.rows[login] = access

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        tools.admin()
        for access in self.rows.values():
            access.reload()
            access.active = True
            access.save()

    def ask(self, login, method, request, values):
        "The answer or the code of the refusal, tried again as trytond does."
        try:
            return tools.retried(lambda: tools.call(
                    self.world.user[login], 'itf_portal.company.' + method,
                    self.world.boreal, request, values))
        except UserError as error:
            return error.description

    def colleague(self, login):
        people = tools.call(
            self.world.user['alice'], 'itf_portal.company.people',
            self.world.boreal)
        return next(
            c['id'] for c in people['colleagues'] if c['login'] == login)

    def at_once(self, first, second):
        """Both asks as (login, method, request, values), the second while the
        first has not been committed; the answers of both."""
        login, method, request, values = first
        answers = []
        with Transaction().start(DB_NAME, self.world.user[login]) as transaction:
            Company = Pool(DB_NAME).get('itf_portal.company')
            answers.append(getattr(Company, method)(
                    self.world.boreal, request, values))
            other = threading.Thread(
                target=lambda: answers.append(self.ask(*second)))
            other.start()
            other.join(1)
            self.assertTrue(other.is_alive(), "the second waits")
            transaction.commit()
        other.join(30)
        self.assertFalse(other.is_alive())
        return answers

    def test_last_administrator(self):
        "Each takes the other's role away: one of them stays"
        alice, bob = self.colleague('alice'), self.colleague('bob')
        _, answer = self.at_once(
            ('alice', 'disable', 'disabling-bob-001', {'colleague': bob}),
            ('bob', 'disable', 'disabling-alice-1', {'colleague': alice}))
        # he is no administrator any more by the time he is heard
        self.assertEqual(answer, 'itf_portal.not_found')

    def test_last_administrator_leaves(self):
        "Both lay their own role down: one of them is refused"
        alice, bob = self.colleague('alice'), self.colleague('bob')
        _, answer = self.at_once(
            ('alice', 'disable', 'leaving-alice-001', {'colleague': alice}),
            ('bob', 'disable', 'leaving-bob-00001', {'colleague': bob}))
        self.assertEqual(answer, 'itf_portal.last_administrator')

    def test_same_request(self):
        "A request that arrives twice at once is done once"
        values = {'colleague': self.colleague('dora'), **GRANT}
        first, second = self.at_once(
            ('alice', 'grant', 'granting-dora-001', values),
            ('alice', 'grant', 'granting-dora-001', values))
        self.assertEqual(first, second)
        self.assertEqual(len(Model.get('itf_portal.access').find([
                        ('user', '=', self.world.user['dora']),
                        ('party', '=', self.world.boreal)])), 2)

    def test_same_access(self):
        "The same access given by two at once is given once"
        values = {
            'colleague': self.colleague('carl'), **GRANT, 'role': 'approver'}
        _, answer = self.at_once(
            ('alice', 'grant', 'granting-carl-001', values),
            ('bob', 'grant', 'granting-carl-002', values))
        self.assertEqual(answer, 'itf_portal.already_granted')

    def test_disabled_while_given(self):
        "Whoever takes everything away takes away what is given meanwhile"
        fred = self.colleague('fred')
        self.at_once(
            ('alice', 'grant', 'granting-fred-001',
                {'colleague': fred, **GRANT, 'role': 'accounting'}),
            ('bob', 'disable', 'disabling-fred-01', {'colleague': fred}))
        self.assertEqual(Model.get('itf_portal.access').find([
                    ('user', '=', self.world.user['fred']),
                    ('party', '=', self.world.boreal),
                    ('active', '=', True)]), [])

    def test_T_INVITE_revoked(self):
        "An invitation taken back is accepted by no sign-in: nothing is told"
        erin = Model.get('res.user')(self.world.user['erin'])
        erin.login = 'erin@example.com'
        erin.save()
        invited = self.ask('alice', 'invite', 'inviting-erin-001', {
                'name': "Test", 'email': 'erin@example.com', **GRANT})
        self.ask('alice', 'disable', 'disabling-erin-01', invited)
        with Transaction().start(DB_NAME, 0) as transaction:
            signed_in(erin.id)
            transaction.commit()
        shown, = (
            c for c in tools.call(
                self.world.user['alice'], 'itf_portal.company.people',
                self.world.boreal)['colleagues']
            if c['id'] == invited['colleague'])
        self.assertEqual(
            [shown[k] for k in ('name', 'state', 'accepted', 'signed_in_at')],
            ["Test", 'disabled', False, None])
        # given again, it is accepted as any other
        self.ask('alice', 'grant', 'granting-erin-001', {**invited, **GRANT})
        with Transaction().start(DB_NAME, 0) as transaction:
            signed_in(erin.id)
            transaction.commit()
        cards = tools.call(erin.id, 'itf_portal.account.whoami')['companies']
        self.assertIn(self.world.boreal, [c['party'] for c in cards])

    def test_same_address(self):
        "Two invitations of one address make one account"
        values = {'name': "Léa", 'email': 'lea@example.com', **GRANT}
        _, answer = self.at_once(
            ('alice', 'invite', 'inviting-lea-0001', values),
            ('bob', 'invite', 'inviting-lea-0002', values))
        self.assertEqual(answer, 'itf_portal.already_colleague')
        users = Model.get('res.user').find([
                ('login', '=', 'lea@example.com'), ('active', '=', False)])
        self.assertEqual(len(users), 1)
