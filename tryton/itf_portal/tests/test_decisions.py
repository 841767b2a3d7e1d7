"""ITF's administrators give and take access at customers, and say why."""
import unittest

from proteus import Model
from trytond.exceptions import UserError
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from ..facts import select
from . import tools

NAME = 'itf_portal.administration'
GRANT = {
    'role': 'viewer', 'scope': 'company', 'site': None, 'from': None,
    'to': None}
WHY = "Remplace Alice pendant ses vacances"


class DecisionsTestCase(unittest.TestCase):
    "What an administrator of ITF's decides about people's access"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = tools.world()
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def ask(self, method, *args, login='chief'):
        return tools.call(self.world.user[login], f'{NAME}.{method}', *args)

    def do(self, method, values, login='chief', key=None):
        "The person's id or the code of the refusal."
        DecisionsTestCase.count += 1
        try:
            return self.ask(
                method, key or f'deciding-{self.count:08}', values,
                login=login)['person']
        except UserError as error:
            return error.description.rpartition('.')[2]

    def person(self, login):
        return self.ask('person', self.world.user[login])

    def grants(self, login, state='active'):
        return [
            g for g in self.person(login)['person']['grants']
            if g['state'] == state]

    def give(self, login='nobody', party=None, **more):
        party = party or self.world.boreal
        return self.do('grant', {
                'person': self.world.user[login], 'party': party,
                'reason': WHY, **GRANT, **more})

    def take(self, login='nobody', **more):
        return self.do('disable', {
                'person': self.world.user[login], 'party': None,
                'reason': "Fini", 'confirmed': False, **more})

    def values(self, grant, **more):
        return {
            'access': grant['id'], 'version': grant['version'],
            'reason': WHY, 'confirmed': False, **more}

    def test_nobody_else(self):
        "Customers, agents and the service find nothing to decide"
        world = self.world
        grant, = self.grants('alice')
        for login in ('alice', 'agent', 'erin', 'robot', 'nobody'):
            with self.subTest(login=login):
                self.assertEqual(self.ask('companies', "", login=login), [])
                self.assertIsNone(
                    self.ask('company', world.boreal, login=login))
                for method, values in [
                        ('invite', {
                                'party': world.boreal, 'name': "Léa",
                                'email': 'lea@example.com', **GRANT}),
                        ('grant', {
                                'person': world.user['bob'],
                                'party': world.boreal, **GRANT}),
                        ('change', {
                                'access': grant['id'], 'confirmed': True,
                                'version': grant['version'], **GRANT}),
                        ('revoke', {
                                'access': grant['id'], 'confirmed': True,
                                'version': grant['version']}),
                        ('disable', {
                                'person': world.user['alice'],
                                'party': None, 'confirmed': True})]:
                    self.assertEqual(self.do(
                            method, {'reason': WHY, **values}, login=login),
                        'not_found')
        self.assertEqual(self.grants('alice'), [grant])

    def test_staff_are_no_customers(self):
        "Our administrators cannot act through a company's own methods"
        for method, values in [
                ('invite', {
                        'name': "Léa", 'email': 'l@example.com', **GRANT}),
                ('disable', {'colleague': self.grants('alice')[0]['id']})]:
            with self.assertRaises(UserError) as caught:
                tools.call(
                    self.world.user['chief'], f'itf_portal.company.{method}',
                    self.world.boreal, 'deciding-as-company', values)
            self.assertEqual(
                caught.exception.description, 'itf_portal.not_found')

    def test_grant(self):
        "A grant holds at once, stands in the history, and happens once"
        values = {
            'person': self.world.user['nobody'], 'party': self.world.cascade,
            'reason': WHY, **GRANT}
        person = self.do('grant', values, key='granting-nobody-1')
        self.assertEqual(person, self.world.user['nobody'])
        self.assertEqual(
            self.do('grant', values, key='granting-nobody-1'), person)
        grant, = self.grants('nobody')
        self.assertFalse(grant['pending'])
        last = self.person('nobody')['history'][0]
        self.assertEqual(
            {k: last[k] for k in ('reason', 'role', 'why', 'by', 'party')}, {
                'reason': 'granted', 'role': 'viewer', 'why': WHY,
                'by': 'Chief', 'party': self.world.cascade})
        self.assertEqual(
            self.do('grant', values), 'already_granted')
        self.assertEqual(self.take(), self.world.user['nobody'])
        self.assertEqual(self.grants('nobody'), [])
        words = [h['reason'] for h in self.person('nobody')['history']]
        self.assertEqual(words[:2], ['revoked', 'granted'])
        self.assertEqual(self.take(), 'stale')

    def test_grant_refused(self):
        "Only people of the portal, at companies, with what these have"
        user, site = self.world.user, self.world.site
        for word, login, more in [
                ('not_found', 'nobody', {'person': user['admin']}),
                ('not_portal_account', 'agent', {}),
                ('not_found', 'nobody', {'person': 'x'}),
                ('not_found', 'nobody', {'party': 10 ** 8}),
                ('not_found', 'nobody', {
                        'scope': 'site', 'site': site['Depot'].id}),
                ('administrator_scope', 'nobody', {
                        'role': 'company_administrator', 'scope': 'own'}),
                ('bad_query', 'nobody', {'role': 'administrator'}),
                ('bad_query', 'nobody', {'role': 'support'}),
                ('bad_query', 'nobody', {'active': True}),
                ('bad_reason', 'nobody', {'reason': "  "}),
                ('bad_reason', 'nobody', {'reason': "a" * 501}),
                ('bad_query', 'nobody', {'reason': None})]:
            with self.subTest(word=word, **more):
                self.assertEqual(self.give(login, **more), word)
        self.assertEqual(self.grants('nobody'), [])

    def test_invite(self):
        "An invitation waits for its owner, whoever gives it"
        values = {
            'party': self.world.cascade, 'name': "Léa Roy",
            'email': 'lea.roy@example.com', 'reason': WHY, **GRANT}
        person = self.do('invite', values)
        card = self.ask('person', person)
        self.assertEqual(card['person']['login'], 'lea.roy@example.com')
        self.assertFalse(card['person']['active'])
        grant, = card['person']['grants']
        self.assertTrue(grant['pending'])
        self.assertEqual(
            [(h['reason'], h['why']) for h in card['history']],
            [('granted', WHY)])
        self.assertEqual(self.do('invite', values), 'already_has_access')
        self.assertEqual(
            self.do('invite', {**values, 'email': 'x'}), 'bad_email')
        self.assertEqual(
            self.do('invite', {**values, 'name': ''}), 'bad_name')

    def test_change_and_revoke(self):
        "Only what was last seen is changed, and each time with its reason"
        self.give()
        grant, = self.grants('nobody')
        change = self.values(grant, **{**GRANT, 'role': 'buyer'})
        self.assertEqual(
            self.do('change', {**change, 'version': 'x'}), 'stale')
        self.assertEqual(
            self.do('change', change), self.world.user['nobody'])
        self.assertEqual(self.do('change', change), 'stale')
        self.assertEqual(self.do('revoke', self.values(grant)), 'stale')
        grant, = self.grants('nobody')
        self.assertEqual(grant['role'], 'buyer')
        self.assertEqual(
            self.do('revoke', self.values(grant, reason="Retour")),
            self.world.user['nobody'])
        self.assertEqual(
            [(h['reason'], h['role'], h['why'])
                for h in self.person('nobody')['history'][:3]], [
                ('revoked', 'buyer', "Retour"), ('changed', 'buyer', WHY),
                ('granted', 'viewer', WHY)])
        self.assertEqual(
            self.do('revoke', self.values(grant, access=10 ** 8)),
            'not_found')

    def test_staff_rows(self):
        "Roles of our own staff are not taken away here"
        grant, = self.grants('agent')
        self.assertEqual(self.do('revoke', self.values(grant)), 'not_found')
        self.assertEqual(self.take('agent'), 'stale')
        self.assertEqual(self.take('chief'), 'stale')
        self.assertEqual(len(self.grants('agent')), 1)

    def test_last_administrator(self):
        "The last administrator's role goes only when that is confirmed"
        grant, = self.grants('erin')
        self.assertEqual(
            self.take('erin'), 'last_administrator_leaves')
        self.assertEqual(
            self.do('revoke', self.values(grant)),
            'last_administrator_leaves')
        self.assertEqual(
            self.do('change', self.values(grant, **GRANT)),
            'last_administrator_leaves')
        self.assertEqual(
            self.do('revoke', self.values(grant, confirmed=True)),
            self.world.user['erin'])
        self.assertEqual(self.grants('erin'), [])
        self.give(
            'erin', self.world.cascade, role='company_administrator')

    def test_everywhere(self):
        "Everything at one company, then everywhere"
        self.assertEqual(len(self.grants('fred')), 2)
        self.assertEqual(
            self.take('fred', party=self.world.cascade),
            self.world.user['fred'])
        self.assertEqual(
            [g['party'] for g in self.grants('fred')], [self.world.boreal])
        self.take('fred')
        self.assertEqual(self.grants('fred'), [])

    def test_misfit_is_taken_away(self):
        "A customer's access of somebody who left the portal's group"
        self.give('carl', self.world.cascade)
        Group = Model.get('res.group')
        User = Model.get('res.user')
        carl = User(self.world.user['carl'])
        group = carl.groups.pop()
        carl.save()
        self.assertIn(
            'not_portal', self.person('carl')['person']['problems'])
        self.assertEqual(self.give('carl'), 'not_portal_account')
        self.assertEqual(self.take('carl'), self.world.user['carl'])
        self.assertNotIn(
            'not_portal', self.person('carl')['person']['problems'])
        carl.groups.append(Group(group.id))
        carl.save()

    def test_companies(self):
        "Companies are found by their names, with what can be chosen of them"
        found, = self.ask('companies', "boreal bra")
        self.assertEqual(found['id'], self.world.boreal)
        self.assertEqual(self.ask('companies', "100%"), [])
        company = self.ask('company', self.world.boreal)
        self.assertEqual(company['code'], 'BOREAL')
        self.assertIn("Usine de Lévis", [s['name'] for s in company['sites']])
        self.assertIsNone(self.ask('company', 10 ** 8))

    def test_without_a_reason(self):
        "What Tryton's own client changes stands in the history without one"
        self.give('bob', self.world.cascade)
        row, = Model.get('itf_portal.access').find([
                ('user', '=', self.world.user['bob']),
                ('party', '=', self.world.cascade)])
        row.role = 'accounting'
        row.save()
        first, second = self.person('bob')['history'][:2]
        self.assertEqual(
            (first['reason'], first['why'], first['by']),
            ('changed', None, 'Administrator'))
        self.assertEqual(second['why'], WHY)
        with Transaction().start(DB_NAME, 0, readonly=True):
            self.assertFalse(select(
                    'SELECT FROM itf_portal_access_decision '
                    "WHERE reason = '' OR create_uid IS NULL"))
