"""View as customer: read-only, for a time, with the company's consent."""
import threading
import unittest

from trytond.exceptions import UserError
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction

from . import tools
from .test_administration import committed

NAME = 'itf_portal.view'
LEVIS = "Usine de Lévis"
REASON = "Appel du client, billet 4411"


class ViewAsTestCase(unittest.TestCase):
    "An agent sees the portal as one of Boréal's people"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world = world = tools.world()
        cls.sales = []
        for code, site in [
                ('BOREAL', LEVIS), ('BOREAL', None), ('CASCADE', None)]:
            sale = tools.new_sale(world, code, site=site)
            sale.click('quote')
            cls.sales.append(sale.id)
        cls.draft = tools.new_sale(world).id
        with committed(DB_NAME, 1, {'company': 1}):
            pool = Pool()
            Sale = pool.get('sale.sale')
            Sale.write(
                [Sale(cls.sales[1])], {'portal_owner': world.user['carl']})
            Access = pool.get('itf_portal.access')
            Access.create([{
                        'user': world.user['alice'],
                        'party': world.boreal,
                        'role': 'company_administrator',
                        }])
        cls.requests = 0

    @classmethod
    def tearDownClass(cls):
        drop_db()
        super().tearDownClass()

    def setUp(self):
        tools.admin()
        self.consent(True)

    def key(self):
        type(self).requests += 1
        return f'viewing-request-{self.requests}'

    def ask(self, method, *args, login='agent'):
        "The answer or the code of the refusal."
        try:
            return tools.call(
                self.world.user[login], f'{NAME}.{method}', *args)
        except UserError as error:
            return error.description

    def consent(self, allowed, login='alice'):
        try:
            return tools.call(
                self.world.user[login], 'itf_portal.company.allow_views',
                self.world.boreal, self.key(), {'allowed': allowed})
        except UserError as error:
            return error.description

    def begin(self, person='bob', login='agent', **values):
        return self.ask('begin', self.key(), {
                'person': self.world.user.get(person, person),
                'party': self.world.boreal,
                'reason': REASON,
                } | values, login=login)

    def view(self, person='bob', login='agent'):
        return self.begin(person, login)['id']

    def grant(self, login, values):
        with committed(DB_NAME, 1, {'company': 1, 'active_test': False}):
            Access = Pool().get('itf_portal.access')
            Access.write(Access.search([
                        ('user.login', '=', login),
                        ('party', '=', self.world.boreal)]), values)

    def test_only_staff(self):
        "Nobody else begins, or finds anybody to be"
        for login in ('alice', 'erin', 'robot', 'nobody'):
            with self.subTest(login=login):
                self.assertEqual(
                    self.begin(login=login), 'itf_portal.not_found')
                self.assertIsNone(self.ask(
                        'people', self.world.boreal, login=login))
                self.assertIsNone(self.ask('state', 1, login=login))
                self.assertEqual(
                    self.ask('order', 1, 1, login=login),
                    'itf_portal.not_found')

    def test_T_VIEWAS_only_through_the_portal(self):
        "Tryton's own client, which puts no page on record, sees nothing"
        view = self.view()
        agent = self.world.user['agent']
        for method, *args in [
                ('people', self.world.boreal), ('state', view)]:
            self.assertIsNone(tools.call(
                    agent, f'{NAME}.{method}', *args, portal_key=False))
        for method, *args in [
                ('orders', view, {}), ('order', view, self.sales[0]),
                ('end', view), ('begin', self.key(), {
                        'person': self.world.user['bob'],
                        'party': self.world.boreal, 'reason': REASON})]:
            with self.subTest(method=method), \
                    self.assertRaises(UserError) as refused:
                tools.call(
                    agent, f'{NAME}.{method}', *args, portal_key=False)
            self.assertEqual(
                refused.exception.description, 'itf_portal.not_found')
        self.assertEqual(self.ask('state', view)['id'], view)

    def test_T_VIEWAS_withdrawn_while_it_begins(self):
        "The view that saw the consent is run again, and refused"
        answers = []
        with Transaction().start(
                DB_NAME, self.world.user['alice']) as transaction:
            Pool(DB_NAME).get('itf_portal.company').allow_views(
                self.world.boreal, self.key(), {'allowed': False})
            other = threading.Thread(
                target=lambda: answers.append(tools.retried(self.begin)))
            other.start()
            other.join(1)
            self.assertTrue(other.is_alive(), "it waits")
            transaction.commit()
        other.join(30)
        self.assertEqual(answers, ['itf_portal.view_no_consent'])

    def test_refusals(self):
        "A code for each"
        self.assertEqual(
            self.begin(999999), 'itf_portal.not_found')
        self.assertEqual(self.begin('chief'), 'itf_portal.not_found')
        self.assertEqual(self.begin('erin'), 'itf_portal.not_found')
        self.assertEqual(self.begin(party=999999), 'itf_portal.not_found')
        self.assertEqual(
            self.begin(party=self.world.cascade), 'itf_portal.not_found')
        for reason in ("", "abcd", " a  b ", "x" * 501, "abc\x07def"):
            self.assertEqual(
                self.begin(reason=reason), 'itf_portal.bad_view_reason')
        self.assertEqual(self.begin(reason=None), 'itf_portal.bad_query')
        self.assertEqual(self.begin(more=1), 'itf_portal.bad_query')
        self.grant('bob', {'active': False})
        try:
            self.assertEqual(self.begin(), 'itf_portal.view_no_access')
        finally:
            self.grant('bob', {'active': True})
        self.consent(False)
        self.assertEqual(self.begin(), 'itf_portal.view_no_consent')

    def test_consent(self):
        "Of the company's administrators only, and off at first"
        world = self.world
        for login in ('bob', 'erin', 'agent', 'chief'):
            self.assertEqual(
                self.consent(False, login), 'itf_portal.not_found')
        self.assertEqual(
            self.ask('begin', self.key(), {
                    'person': world.user['erin'], 'party': world.cascade,
                    'reason': REASON}),
            'itf_portal.view_no_consent')
        with Transaction().start(DB_NAME, 1, context={'company': 1}):
            Party = Pool().get('party.party')
            party = Party(world.cascade)
            self.assertFalse(party.portal_view_consent)
            with self.assertRaises(UserError):
                Party.write([party], {'portal_view_consent': True})
            with self.assertRaises(UserError):
                Party.create([{'name': "X", 'portal_view_consent': True}])
            copy, = Party.copy([Party(world.boreal)])
            self.assertFalse(copy.portal_view_consent)

    def test_once(self):
        "The same request is the same view, and a new one ends the one before"
        key = self.key()
        values = {
            'person': self.world.user['bob'], 'party': self.world.boreal,
            'reason': "  " + REASON}
        first = self.ask('begin', key, values)
        self.assertEqual(self.ask('begin', key, values), first)
        self.assertEqual(self.ask('state', first['id'])['reason'], REASON)
        second = self.view('carl')
        self.assertNotEqual(second, first['id'])
        self.assertEqual(
            self.ask('state', first['id']), 'itf_portal.view_over')
        third = self.view(login='chief')
        self.assertIsNotNone(self.ask('state', second))
        self.assertIsNotNone(self.ask('state', third, login='chief'))

    def test_another_agents(self):
        "Answers as a missing one"
        view = self.view()
        for id_ in (view, 999999, 0, "1", None):
            self.assertIsNone(self.ask('state', id_, login='chief'))
            self.assertEqual(
                self.ask('orders', id_, {}, login='chief'),
                'itf_portal.not_found')
            self.assertEqual(
                self.ask('end', id_, login='chief'), 'itf_portal.not_found')
        self.assertIsNotNone(self.ask('state', view))

    def test_state(self):
        "Who is seen, with their grants as they have them themselves"
        for login in ('alice', 'bob', 'carl', 'dora', 'fred'):
            with self.subTest(login=login):
                state = self.ask('state', self.view(login))
                identity = tools.call(
                    self.world.user[login], 'itf_portal.account.whoami')
                self.assertEqual(state['company'], next(
                        c for c in identity['companies']
                        if c['code'] == 'BOREAL'))
                self.assertEqual(state['person'], identity['user'])
                self.assertEqual(
                    (state['ends_at'] - state['started_at']).seconds, 900)

    def test_sees_the_same(self):
        "Exactly what the person sees, page and orders, and of one company"
        seen = {}
        for login in ('alice', 'bob', 'carl', 'dora', 'fred'):
            view = self.view(login)
            theirs = tools.call(
                self.world.user[login], 'itf_portal.order.page',
                {'party': self.world.boreal})
            page = self.ask('orders', view, {})
            del theirs['as_of'], page['as_of']
            self.assertEqual(page, theirs)
            seen[login] = [r['id'] for r in page['rows']]
            # another company's, asked for under the view
            self.assertEqual(
                [r['id'] for r in self.ask('orders', view, {
                            'party': self.world.cascade})['rows']],
                seen[login])
            for id_ in [*self.sales, self.draft, 999999, "1"]:
                detail = self.ask('order', view, id_)
                own = tools.call(
                    self.world.user[login], 'itf_portal.order.detail',
                    self.world.boreal, id_)
                for answer in (detail, own):
                    if answer:
                        del answer['as_of']
                self.assertEqual(detail, own)
        levis, own, _ = self.sales
        self.assertEqual(sorted(seen['alice']), [levis, own])
        self.assertIn(own, seen['carl'])
        self.assertNotIn(levis, seen['carl'])
        self.assertEqual(seen['dora'], [])

    def test_reads_only(self):
        "Nothing is written as the person, who stays where they were"
        view = self.view()
        rpc = Pool(DB_NAME).get(NAME).__rpc__
        for name in ('people', 'state', 'orders', 'order'):
            self.assertTrue(rpc[name].readonly)
        with Transaction().start(
                DB_NAME, self.world.user['agent'], readonly=True,
                context={'_request': {'portal_key': True}}):
            View = Pool().get(NAME)
            View.orders(view, {})
            self.assertEqual(
                Transaction().user, self.world.user['agent'])
            cursor = Transaction().connection.cursor()
            cursor.execute(
                'SELECT COUNT(*) FROM ir_session WHERE create_uid = %s',
                [self.world.user['bob']])
            self.assertEqual(cursor.fetchone(), (0,))

    def test_over(self):
        "By its time, by its end, without consent, without the access"
        def over(view):
            self.assertEqual(
                self.ask('state', view), 'itf_portal.view_over')
            self.assertEqual(
                self.ask('orders', view, {}), 'itf_portal.view_over')
            self.assertEqual(
                self.ask('order', view, self.sales[0]),
                'itf_portal.view_over')
        view = self.view()
        with committed(DB_NAME, 1, {}):
            Transaction().connection.cursor().execute(
                'UPDATE itf_portal_view SET ends_at = started_at '
                'WHERE id = %s', [view])
        over(view)
        view = self.view()
        self.assertEqual(self.ask('end', view), {'id': view})
        self.assertEqual(self.ask('end', view), {'id': view})
        over(view)
        view = self.view()
        self.consent(False)
        self.consent(True)
        over(view)
        view = self.view()
        self.grant('bob', {'active': False})
        self.grant('bob', {'active': True})
        over(view)
        view = self.view()
        for active in (False, True):
            with committed(DB_NAME, 1, {}):
                User = Pool().get('res.user')
                User.write(
                    [User(self.world.user['bob'])], {'active': active})
        over(view)

    def test_page_switched_off(self):
        "Nobody looks where the company could neither read nor withdraw it"
        view = self.view()
        self.switch(False)
        try:
            self.assertEqual(
                self.ask('state', view), 'itf_portal.view_over')
            self.assertEqual(self.begin(), 'itf_portal.view_no_consent')
            self.assertFalse(
                self.ask('people', self.world.boreal)['allowed'])
        finally:
            self.switch(True)
        self.assertIsNotNone(self.ask('state', view))

    def switch(self, enabled):
        with committed(DB_NAME, 1, {'company': 1}):
            Feature = Pool().get('itf_portal.feature')
            Feature.write(
                Feature.search([('code', '=', 'company_access')]),
                {'enabled': enabled})

    def test_events(self):
        "The portal hears of the consent, the beginning and every end"
        events = tools.Events()

        def heard():
            return [(e.model, e.party, e.user, e.detail['reason'])
                for e in events.new() if e.area == 'access']
        boreal = self.world.boreal
        begun = ('itf_portal.view', boreal, None, 'view_begun')
        ended = ('itf_portal.view', boreal, None, 'view_ended')
        view = self.view()
        self.assertEqual(heard()[-1], begun)
        self.ask('end', view)
        self.assertEqual(heard(), [ended])
        self.view()
        heard()
        self.consent(False)
        self.assertEqual(
            heard(), [('party.party', boreal, None, 'consent'), ended])
        self.consent(False)
        self.assertEqual(heard(), [])
        self.consent(True)
        self.view()
        heard()
        self.grant('bob', {'active': False})
        self.assertIn(ended, heard())
        self.grant('bob', {'active': True})

    def test_looks(self):
        "The company's administrators read who looked, and why"
        self.ask('end', self.view(login='chief'), login='chief')
        view = self.view()
        answer = tools.call(
            self.world.user['alice'], 'itf_portal.company.looks',
            self.world.boreal)
        self.assertTrue(answer['allowed'])
        newest, before, *_ = answer['looks']
        self.assertEqual(newest['id'], view)
        self.assertEqual(
            (newest['staff'], newest['person'], newest['reason']),
            ("Agent", "Bob", REASON))
        self.assertTrue(newest['open'])
        self.assertFalse(before['open'])
        self.assertLess(before['until'], newest['until'])
        for login in ('bob', 'erin', 'agent', 'chief', 'robot'):
            self.assertIsNone(tools.call(
                    self.world.user[login], 'itf_portal.company.looks',
                    self.world.boreal))

    def test_people(self):
        "Those of the company whose grants hold, by name"
        found = self.ask('people', self.world.boreal)
        self.assertEqual(
            [p['login'] for p in found['people']],
            ['alice', 'bob', 'carl', 'dora', 'fred'])
        self.assertTrue(found['allowed'])
        self.assertEqual(
            [g['role'] for g in found['people'][4]['grants']], ['buyer'])
        self.assertFalse(self.ask('people', self.world.cascade)['allowed'])
        for party in (999999, 0, "1", None):
            self.assertIsNone(self.ask('people', party))
