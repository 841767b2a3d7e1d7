"""What people and companies say of themselves, and what we accept."""
import unittest
from itertools import count

from proteus import Model
from trytond.exceptions import RateLimitException, UserError, UserWarning
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools

ADDRESS = {
    'name': "Quai 4", 'street': "12, rue des Pins", 'city': "Lévis",
    'postal_code': "g6v0a1", 'region': None, 'invoice': False,
    'delivery': True}
NOWHERE = 2147483646
REQUESTS = count()


class Case(unittest.TestCase):
    "Erin administers Cascade, Alice and Bob read at Boréal"

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

    def call(self, login, method, *args):
        "The answer or the code of the refusal."
        try:
            return tools.call(
                self.world.user[login], 'itf_portal.' + method, *args)
        except UserError as error:
            return error.description

    @staticmethod
    def key():
        return f'a-test-of-profiles-{next(REQUESTS):04}'

    def write(self, login, method, *args):
        *before, values = args
        return self.call(login, method, *before, self.key(), values)

    def refused(self, word, answer):
        self.assertEqual(answer, 'itf_portal.' + word)


class ProfileTestCase(Case):
    "One's own profile"

    def test_write(self):
        "Name and phone are changed as they were seen, once"
        seen = self.call('alice', 'profile.read')
        self.assertEqual(seen['login'], 'alice')
        self.assertEqual(seen['notices'], 'alice')
        values = {
            'name': " Alice   Roy ", 'phone': "418 555-0142 poste 12",
            'version': seen['version']}
        key = self.key()
        first = self.call('alice', 'profile.write', key, values)
        self.assertEqual(
            self.call('alice', 'profile.write', key, values), first)
        now = self.call('alice', 'profile.read')
        self.assertEqual(
            (now['name'], now['phone'], now['version']),
            ("Alice Roy", "418 555-0142 poste 12", first['version']))
        self.refused('stale_values', self.write(
                'alice', 'profile.write', dict(values, name="Other")))
        for phone in ("abc", "12", "418 555-0142; drop"):
            self.refused('bad_phone', self.write('alice', 'profile.write', {
                        'name': "A", 'phone': phone,
                        'version': now['version']}))
        self.refused('bad_name', self.write('alice', 'profile.write', {
                    'name': " ", 'phone': None, 'version': now['version']}))

    def test_T_MASS_profile(self):
        "Exactly its keys; nobody else's profile has an id to be named by"
        seen = self.call('bob', 'profile.read')
        values = {'name': "Bob", 'phone': None, 'version': seen['version']}
        for extra in ('id', 'user', 'login', 'email', 'groups', 'active',
                'password', 'language', 'portal_notices'):
            self.refused('bad_query', self.write(
                    'bob', 'profile.write', dict(values, **{extra: 1})))
        self.refused('bad_query', self.write(
                'bob', 'profile.write', {'name': "Bob"}))
        for login in ('agent', 'chief', 'robot'):
            self.assertIsNone(self.call(login, 'profile.read'))
            self.refused('not_found', self.write(
                    login, 'profile.write', values))

    def test_language(self):
        self.assertEqual(
            self.write('carl', 'profile.speak', {'language': 'fr'}),
            {'language': 'fr'})
        self.assertEqual(
            self.call('carl', 'account.whoami')['language'], 'fr')
        self.refused('bad_query', self.write(
                'carl', 'profile.speak', {'language': 'de'}))

    def test_notices(self):
        "Elsewhere, with the password; account links keep their address"
        wanted = {'address': "Avis@Example.com", 'password': "wrong"}
        self.refused('wrong_password', self.write(
                'dora', 'profile.notices', wanted))
        wanted['password'] = tools.secret('dora')
        self.refused('bad_email', self.write(
                'dora', 'profile.notices', dict(wanted, address="x")))
        self.assertEqual(
            self.write('dora', 'profile.notices', wanted),
            {'before': 'dora', 'notices': "avis@example.com"})
        self.assertEqual(
            self.call('dora', 'profile.read')['notices'], "avis@example.com")
        with Transaction().start(DB_NAME, 0):
            User = Pool().get('res.user')
            self.assertNotEqual(
                User(self.world.user['dora']).email, "avis@example.com")

    def test_T_BRUTE_password_again(self):
        "After a few wrong passwords none is tried any more"
        wanted = {'address': "a@example.com", 'password': "wrong"}
        for _ in range(6):
            self.refused('wrong_password', self.write(
                    'fred', 'profile.notices', wanted))
        with self.assertRaises(RateLimitException):
            self.write('fred', 'profile.notices', dict(
                    wanted, password=tools.secret('fred')))


class AddressTestCase(Case):
    "A company's addresses"

    def listed(self, login='erin', party=None):
        return self.call(login, 'address.list', party or self.world.cascade)

    def test_add_change_archive(self):
        events = tools.Events()
        added = self.write('erin', 'address.add', self.world.cascade, ADDRESS)
        told, = events.new()
        self.assertEqual(
            (told.area, told.model, told.record, told.party, told.user),
            ('access', 'party.address', added['address'],
                self.world.cascade, None))
        mine = self.listed()['addresses'][-1]
        self.assertEqual(mine['id'], added['address'])
        self.assertEqual(mine['street'], "12, rue des Pins")
        change = dict(
            ADDRESS, address=mine['id'], version=mine['version'],
            city="Québec")
        self.assertEqual(
            self.write('erin', 'address.change', self.world.cascade, change),
            added)
        # as it was before: somebody changed it meanwhile
        self.refused('stale_values', self.write(
                'erin', 'address.change', self.world.cascade, change))
        now = self.listed()['addresses'][-1]
        self.assertEqual(now['city'], "Québec")
        seen = {'address': now['id'], 'version': now['version']}
        self.assertEqual(
            self.write('erin', 'address.archive', self.world.cascade, seen),
            added)
        self.refused('not_found', self.write(
                'erin', 'address.archive', self.world.cascade, seen))

    def test_refused(self):
        for values, word in [
                ({'street': " \n"}, 'bad_address'),
                ({'street': "x" * 201}, 'bad_address'),
                ({'city': ""}, 'bad_address'),
                ({'postal_code': "G6V 0A1 0000 00"}, 'bad_postal_code'),
                ({'region': 'XX-YY'}, 'bad_address'),
                ({'delivery': 1}, 'bad_query'),
                ({'name': ["x"]}, 'bad_query'),
                ]:
            with self.subTest(values=values):
                self.refused(word, self.write(
                        'erin', 'address.add', self.world.cascade,
                        dict(ADDRESS, **values)))

    def test_last(self):
        "A company keeps an address"
        *rest, last = self.listed()['addresses']
        for address in rest:
            self.write('erin', 'address.archive', self.world.cascade, {
                    'address': address['id'], 'version': address['version']})
        self.refused('address_last', self.write(
                'erin', 'address.archive', self.world.cascade, {
                    'address': last['id'], 'version': last['version']}))

    def test_used(self):
        "An address that an access is for stays a delivery address"
        Access = Model.get('itf_portal.access')
        access = Access(user=Model.get('res.user')(self.world.user['bob']))
        access.role = 'company_administrator'
        access.party = Model.get('party.party')(self.world.boreal)
        access.save()
        try:
            used = next(
                a for a in self.listed('bob', self.world.boreal)['addresses']
                if a['used'])
            seen = {'address': used['id'], 'version': used['version']}
            self.refused('address_used', self.write(
                    'bob', 'address.archive', self.world.boreal, seen))
            self.refused('address_used', self.write(
                    'bob', 'address.change', self.world.boreal,
                    dict(ADDRESS, delivery=False, **seen)))
        finally:
            access.delete()

    def test_T_IDOR_addresses(self):
        "Foreign ids answer as missing ones; readers write nothing"
        mine = self.listed()['addresses'][0]
        foreign = self.world.site["Siège"].id
        for id_ in (foreign, NOWHERE, 0, -1, "5", True, None, [mine['id']]):
            for method, more in (('change', ADDRESS), ('archive', {})):
                with self.subTest(id=id_, method=method):
                    self.refused('not_found', self.write(
                            'erin', 'address.' + method, self.world.cascade,
                            dict(more, address=id_, version='1')))
        for login in ('alice', 'fred', 'nobody', 'agent', 'chief', 'robot'):
            self.refused('not_found', self.write(
                    login, 'address.add', self.world.cascade, ADDRESS))
        self.refused('not_found', self.write(
                'erin', 'address.add', self.world.boreal, ADDRESS))
        for party in (self.world.boreal, NOWHERE, None, "5"):
            self.assertIsNone(self.call('erin', 'address.list', party))

    def test_readers(self):
        "Of a site's people each sees theirs; nobody else is asked to write"
        everything = self.listed('alice', self.world.boreal)
        self.assertEqual(len(everything['addresses']), 3)
        self.assertFalse(everything['administers'])
        self.assertEqual(everything['regions'], [])
        site = self.listed('bob', self.world.boreal)
        self.assertEqual(
            [a['name'] for a in site['addresses']], ["Usine de Lévis"])

    def test_T_MASS_addresses(self):
        for extra in ('party', 'active', 'id', 'sequence', 'party_name'):
            self.refused('bad_query', self.write(
                    'erin', 'address.add', self.world.cascade,
                    dict(ADDRESS, **{extra: self.world.boreal})))


class ChangeRequestTestCase(Case):
    "Legal facts"

    def facts(self):
        return self.call('erin', 'change_request.mine', self.world.cascade)

    def ask(self, field, wanted, seen):
        return self.write(
            'erin', 'change_request.ask', self.world.cascade,
            {'field': field, 'wanted': wanted, 'seen': seen})

    def decide(self, id_, accept, seen=None, reason=None, login='chief'):
        return self.write(login, 'change_request.decide', {
                'id': id_, 'accept': accept, 'seen': seen, 'reason': reason})

    def test_name(self):
        "Asked, refused, asked again, accepted: everybody is told"
        name = self.facts()['name']
        events = tools.Events()
        asked = self.ask('name', "Cascade inc.", name)
        self.refused('already_asked', self.ask('name', "Other", name))
        self.refused('bad_reason', self.decide(asked['id'], False))
        self.assertEqual(
            self.decide(asked['id'], False, reason="Pas au registre"), asked)
        self.refused('stale_request', self.decide(asked['id'], True, name))
        newest = self.facts()['requests'][0]
        self.assertEqual(
            (newest['state'], newest['reason'], newest['now']),
            ('refused', "Pas au registre", None))
        again = self.ask('name', "Cascade inc.", name)
        page = self.call('chief', 'change_request.page', 'waiting')
        self.assertEqual(
            [(r['id'], r['now']) for r in page], [(again['id'], name)])
        events.new()
        self.assertEqual(self.decide(again['id'], True, name), again)
        told = events.new()
        self.assertEqual({e.area for e in told}, {'access'})
        self.assertEqual({e.detail['reason'] for e in told}, {'company'})
        self.assertEqual(
            {e.user for e in told if e.model == 'party.party'},
            {self.world.user['erin'], self.world.user['fred']})
        self.assertEqual(self.facts()['name'], "Cascade inc.")
        self.refused('same_value', self.ask(
                'name', "Cascade inc.", "Cascade inc."))

    def test_numbers(self):
        "Tax numbers are made and changed where Tryton keeps them"
        for field, first, second in [
                ('gst', "123456789rt0001", "TPS 123456789 RT0002"),
                ('qst', "1234567890 TQ0001", "TVQ: 1234567890TQ0002")]:
            with self.subTest(field=field):
                self.refused(
                    'bad_tax_number', self.ask(field, "12345", None))
                asked = self.ask(field, first, None)
                self.decide(asked['id'], True, None)
                now = self.facts()[field]
                self.assertRegex(now, r'^\d+ (RT|TQ) 0001$')
                asked = self.ask(field, second, now)
                self.decide(asked['id'], True, now)
                self.assertEqual(self.facts()[field], now[:-1] + '2')
        with Transaction().start(DB_NAME, 0):
            Party = Pool().get('party.party')
            self.assertEqual(
                len(Party(self.world.cascade).identifiers), 2)

    def test_changed_meanwhile(self):
        "Neither side overwrites what it has not seen"
        Party = Model.get('party.party')
        party = Party(self.world.cascade)
        name = party.name
        self.refused('stale_values', self.ask('name', "Foreseen", "Unseen"))
        asked = self.ask('name', "Cascade Palettes", name)
        party.name = "Cascade Foods and Pallets"
        party.save()
        self.refused('stale_values', self.decide(asked['id'], True, name))
        waiting = self.call('chief', 'change_request.page', 'waiting')[0]
        self.assertEqual(
            (waiting['old'], waiting['now'], waiting['wanted']),
            (name, "Cascade Foods and Pallets", "Cascade Palettes"))
        self.assertEqual(
            self.decide(asked['id'], True, waiting['now']), asked)
        party.reload()
        self.assertEqual(party.name, "Cascade Palettes")

    def test_buttons(self):
        "In Tryton's client: what changed meanwhile is asked about first"
        Request = Model.get('itf_portal.change_request')
        Warning = Model.get('res.user.warning')
        Party = Model.get('party.party')
        party = Party(self.world.cascade)
        id_ = self.ask('name', "Cascade par le client", party.name)['id']
        party.name = "Cascade entre-temps"
        party.save()
        request = Request(id_)
        self.assertEqual(request.now, "Cascade entre-temps")
        with self.assertRaises(UserWarning) as raised:
            request.click('accept')
        self.assertIn("Cascade entre-temps", raised.exception.message)
        Warning(user=request._config.user, name=raised.exception.name).save()
        request.click('accept')
        party.reload()
        self.assertEqual(party.name, "Cascade par le client")
        id_ = self.ask('name', "Encore", party.name)['id']
        request = Request(id_)
        with self.assertRaises(Exception):
            request.click('refuse')
        request.reason = "Non"
        request.save()
        request.click('refuse')
        self.assertEqual(request.state, 'refused')
        with self.assertRaises(Exception):
            request.delete()

    def test_withdraw(self):
        asked = self.ask('name', "Cascade XYZ", self.facts()['name'])
        self.assertEqual(self.write(
                'erin', 'change_request.withdraw', self.world.cascade,
                asked), asked)
        self.refused('stale_request', self.decide(asked['id'], True))

    def test_T_IDOR_change_requests(self):
        asked = self.ask('name', "Cascade ABC", self.facts()['name'])
        for id_ in (NOWHERE, 0, "1", None):
            self.refused('not_found', self.write(
                    'erin', 'change_request.withdraw', self.world.cascade,
                    {'id': id_}))
        for login in ('alice', 'fred', 'nobody', 'agent'):
            self.assertIsNone(self.call(
                    login, 'change_request.mine', self.world.cascade))
            self.refused('not_found', self.write(
                    login, 'change_request.withdraw', self.world.cascade,
                    asked))
        for login in ('erin', 'agent', 'robot'):
            self.assertEqual(
                self.call(login, 'change_request.page', 'waiting'), [])
            self.refused(
                'not_found', self.decide(asked['id'], True, login=login))
        for extra in ('state', 'party', 'decided_by'):
            self.refused('bad_query', self.write(
                    'erin', 'change_request.ask', self.world.cascade, {
                        'field': 'name', 'wanted': "x", 'seen': None,
                        extra: 'accepted'}))
        self.write(
            'erin', 'change_request.withdraw', self.world.cascade, asked)


class ClosingTestCase(Case):
    "An account is to be closed"

    def ask(self, login, password=None):
        return self.write(login, 'closing.ask', {
                'password': password or tools.secret(login)})

    def test_closing(self):
        "Asked with the password, taken back, asked again, done"
        self.assertIsNone(self.call('alice', 'closing.mine'))
        self.refused('wrong_password', self.ask('alice', "wrong"))
        asked = self.ask('alice')
        self.assertEqual(self.ask('alice'), asked, "one is open already")
        self.assertEqual(self.call('alice', 'closing.mine')['state'], 'open')
        self.assertEqual(
            [c['login'] for c in self.call('chief', 'closing.page')],
            ['alice'])
        self.assertEqual(
            self.write('alice', 'closing.cancel', asked), asked)
        self.assertEqual(self.call('chief', 'closing.page'), [])
        again = self.ask('alice')
        closing = Model.get('itf_portal.closing')(again['id'])
        closing.click('do')
        self.assertEqual(closing.state, 'done')
        User = Model.get('res.user')
        self.assertFalse(User(self.world.user['alice']).active)

    def test_closing_of_the_last_administrator(self):
        "Staff are warned, and may go on"
        closing = Model.get('itf_portal.closing')(self.ask('erin')['id'])
        with self.assertRaises(UserWarning) as warned:
            closing.click('do')
        self.assertIn("Nobody will administer", warned.exception.message)
        Warning = Model.get('res.user.warning')
        Warning(user=closing._config.user, name=warned.exception.name).save()
        closing.click('do')
        self.assertEqual(closing.state, 'done')

    def test_T_IDOR_closings(self):
        asked = self.ask('bob')
        for login in ('carl', 'chief', 'robot'):
            self.refused('not_found', self.write(
                    login, 'closing.cancel', asked))
        for login in ('bob', 'agent', 'robot'):
            self.assertEqual(self.call(login, 'closing.page'), [])
        self.assertIsNone(self.call('carl', 'closing.mine'))
        self.assertEqual(self.write('bob', 'closing.cancel', asked), asked)

    def test_the_password_is_not_kept(self):
        "Not even in the digest of the request"
        key = self.key()
        first = self.call('carl', 'closing.ask', key, {
                'password': tools.secret('carl')})
        self.assertEqual(first, self.call('carl', 'closing.ask', key, {
                    'password': "anything"}), "the same request")


del Case
