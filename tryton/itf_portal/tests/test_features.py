"""Which customers have which parts of the portal."""
import unittest

from proteus import Model
from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools

ALL = ['company_access', 'invoices', 'journal']


class FeaturesTestCase(unittest.TestCase):
    "Features by customer group"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        cls.count = 0
        Category = Model.get('party.category')
        cls.group = {}
        for name, codes in [
                ("Grossistes", ['BOREAL', 'CASCADE']), ("Pilote", ['CASCADE'])]:
            category = Category(name=name)
            category.save()
            cls.group[name] = category.id
            for code in codes:
                party = world.party[code]
                party.categories.append(Category(category.id))
                party.save()

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        tools.admin()
        for record in Model.get('itf_portal.feature').find([]):
            for exception in list(record.exceptions):
                exception.delete()
            record.reload()
            record.enabled = True
            record.save()

    def ask(self, method, *args, login='chief'):
        return tools.call(
            self.world.user[login], f'itf_portal.feature.{method}', *args)

    def switch(self, feature, group, enabled, seen, login='chief', **more):
        FeaturesTestCase.count += 1
        try:
            return self.ask('switch', f'switching-{self.count:08}', {
                    'feature': feature,
                    'group': self.group.get(group, group),
                    'enabled': enabled, 'seen': seen, **more},
                login=login)['feature']
        except UserError as error:
            return error.description.rpartition('.')[2]

    def features(self, login):
        identity = tools.call(
            self.world.user[login], 'itf_portal.account.whoami')
        return {c['code']: c['features'] for c in identity['companies']}

    def test_nobody_else(self):
        "Customers and agents find no features and switch none"
        for login in ('alice', 'agent', 'erin', 'robot', 'nobody'):
            with self.subTest(login=login):
                self.assertEqual(
                    self.ask('table', login=login),
                    {'features': [], 'groups': []})
                self.assertEqual(
                    self.switch('journal', None, False, True, login=login),
                    'not_found')
        self.assertEqual(self.features('erin'), {'CASCADE': ALL})

    def test_table(self):
        "Every feature and every group with its customers of the portal"
        table = self.ask('table')
        self.assertEqual(
            [f['code'] for f in table['features']],
            ['company_access', 'journal', 'invoices'])
        self.assertEqual(
            [(g['name'], g['companies']) for g in table['groups']],
            [("Grossistes", 2), ("Pilote", 1)])

    def test_everybody_and_exceptions(self):
        "Off for everybody, on for a group; of opposite exceptions off wins"
        self.assertEqual(
            self.switch('journal', None, False, True), 'journal')
        self.assertEqual(
            self.features('erin'), {'CASCADE': ['company_access', 'invoices']})
        self.switch('journal', "Pilote", True, None)
        self.assertEqual(self.features('erin'), {'CASCADE': ALL})
        self.assertEqual(
            self.features('alice'), {'BOREAL': ['company_access', 'invoices']})
        self.switch('journal', "Grossistes", False, None)
        self.assertEqual(
            self.features('erin'), {'CASCADE': ['company_access', 'invoices']})
        self.switch('journal', "Grossistes", None, False)
        self.assertEqual(self.features('erin'), {'CASCADE': ALL})

    def test_refused(self):
        "Only what was seen is switched, and only what there is"
        for word, args, more in [
                ('stale_feature', ('journal', None, False, False), {}),
                ('stale_feature', ('journal', "Pilote", True, False), {}),
                ('not_found', ('nothing', None, False, True), {}),
                ('not_found', ('journal', 10 ** 8, False, None), {}),
                ('bad_query', ('journal', None, None, True), {}),
                ('bad_query', ('journal', None, 1, True), {}),
                ('bad_query', ('journal', None, False, True), {'more': 1})]:
            with self.subTest(word=word, args=args):
                self.assertEqual(self.switch(*args, **more), word)
        self.assertEqual(self.features('erin'), {'CASCADE': ALL})

    def test_company_access_off(self):
        "A company without it manages nobody: as if it did not exist"
        erin = self.world.user['erin']
        ask = 'itf_portal.company.people'
        self.assertTrue(tools.call(erin, ask, self.world.cascade))
        self.switch('company_access', "Pilote", False, None)
        self.assertIsNone(tools.call(erin, ask, self.world.cascade))
        with self.assertRaises(UserError) as caught:
            tools.call(
                erin, 'itf_portal.company.disable', self.world.cascade,
                'disabling-nobody1', {'colleague': 1})
        self.assertEqual(
            caught.exception.description, 'itf_portal.not_found')

    def test_events(self):
        "Who is concerned hears so, once each, and the feature itself once"
        events = tools.Events()
        self.switch('invoices', "Pilote", False, None)
        found = events.new()
        self.assertEqual(
            {e.detail['reason'] for e in found}, {'feature'})
        self.assertEqual(
            [(e.model, e.party) for e in found if e.user is None],
            [('itf_portal.feature', None)])
        self.assertEqual(
            {(e.party, e.user) for e in found if e.user}, {
                (self.world.cascade, self.world.user[login])
                for login in ('erin', 'fred')})
        self.switch('invoices', None, False, True)
        self.assertEqual(
            {e.party for e in events.new() if e.user},
            {self.world.boreal, self.world.cascade})

    def test_group_of_a_customer(self):
        "A customer put into a group, or taken out of it, hears so as well"
        self.switch('invoices', "Pilote", False, None)
        events = tools.Events()
        Category = Model.get('party.category')
        boreal = Model.get('party.party')(self.world.boreal)
        boreal.categories.append(Category(self.group["Pilote"]))
        boreal.save()
        self.assertIn(self.world.user['alice'], {
                e.user for e in events.new()
                if e.party == self.world.boreal})
        self.assertNotIn('invoices', self.features('alice')['BOREAL'])
        with Transaction().start(DB_NAME, 1) as transaction:
            Party = Pool().get('party.party')
            Party.write([Party(self.world.boreal)], {
                    'categories': [('remove', [self.group["Pilote"]])]})
            transaction.commit()
        self.assertTrue(events.new())
        self.assertIn('invoices', self.features('alice')['BOREAL'])
