"""The walls as the network meets them: the real WSGI application."""
import base64
import inspect
import json
import os
import unittest
import xmlrpc.client

from trytond.pool import Pool
from trytond.protocols import dispatcher, wrappers
from trytond.protocols.jsonrpc import JSONDecoder, JSONEncoder
from trytond.tests.test_tryton import DB_NAME, drop_db
from trytond.transaction import Transaction
from werkzeug.test import Client

from ..allowed import PORTAL_METHODS, PORTAL_WRITES, SERVICE_METHODS
from ..guard import GUARDED, HEADER, VARIABLE
from ..wsgi import Door, app, trytond_app
from . import tools

KEY = 'a key of the portal'


class WallsTestCase(unittest.TestCase):
    "Requests of portal, service and staff people"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old_key = os.environ.get(VARIABLE)
        os.environ[VARIABLE] = KEY
        cls.world = tools.world()
        cls.sale = tools.new_sale(cls.world, reference="PO-WALLS")
        cls.sale.click('quote')
        cls.other = tools.new_sale(cls.world, 'CASCADE')
        cls.other.click('quote')
        cls.sessions = {}

    @classmethod
    def tearDownClass(cls):
        os.environ.pop(VARIABLE)
        if cls.old_key is not None:
            os.environ[VARIABLE] = cls.old_key
        drop_db()
        super().tearDownClass()

    def post(self, method, *params, session=None, key=KEY, application=app,
            authorization=None, path=f'/{DB_NAME}/'):
        headers = {}
        if key is not None:
            headers[HEADER] = key
        if session:
            authorization = 'Session ' + base64.b64encode(
                session.encode()).decode()
        if authorization:
            headers['Authorization'] = authorization
        return Client(application, wrappers.Response).post(
            path, headers=headers, content_type='application/json',
            data=json.dumps(
                {'id': 1, 'method': method, 'params': params},
                cls=JSONEncoder))

    def login(self, login, password=None, **kwargs):
        self.forget_attempts()
        return self.post(
            'common.db.login', login,
            {'password': password or tools.secret(login)}, 'en', **kwargs)

    def forget_attempts(self):
        # sign-in pauses longer after each failure
        with Transaction().start(DB_NAME, 0):
            Transaction().connection.cursor().execute(
                'DELETE FROM res_user_login_attempt')

    def session(self, login):
        if login not in self.sessions:
            answer = self.login(login)
            self.assertEqual(answer.status_code, 200, answer.data)
            user, key = json.loads(answer.data)['result']
            self.sessions[login] = f'{login}:{user}:{key}'
        return self.sessions[login]

    def result(self, answer):
        self.assertEqual(answer.status_code, 200, answer.data)
        data = json.loads(answer.data, object_hook=JSONDecoder())
        self.assertNotIn('error', data, data)
        return data['result']

    def test_T_GUARD_dispatcher_is_guarded(self):
        "The running trytond dispatches through the guard, in every door"
        for name in GUARDED:
            self.assertTrue(
                getattr(dispatcher, name).itf_portal_guard, name)
        # the route looks the functions up by name when it is called; if a
        # trytond bound them earlier, the guard would stand beside the way
        source = inspect.getsource(dispatcher.rpc)
        for name in ('logout', 'list_method', 'help_method', '_dispatch'):
            self.assertIn(name, source)
        self.assertIs(dispatcher.rpc.__globals__, vars(dispatcher))
        endpoints = {
            rule.endpoint for rule in trytond_app.url_map.iter_rules()
            if rule.rule == '/<string:database_name>/'}
        self.assertEqual(endpoints, {dispatcher.rpc})
        self.assertTrue(
            wrappers.Request.__dict__['context'].func.itf_portal_guard)

    def test_methods_exist(self):
        "Every allowed method exists, is offered and checks access"
        pool = Pool(DB_NAME)
        for name in PORTAL_METHODS | SERVICE_METHODS:
            if name == 'common.db.logout':
                continue
            _, _, rest = name.partition('.')
            model, _, method = rest.rpartition('.')
            rpc = pool.get(model).__rpc__[method]
            if name in PORTAL_METHODS:
                self.assertTrue(rpc.check_access, name)
                self.assertEqual(
                    rpc.readonly, name not in PORTAL_WRITES, name)

    def test_own_methods(self):
        "A customer calls the portal's methods"
        session = self.session('alice')
        identity = self.result(self.post(
                'model.itf_portal.account.whoami', {}, session=session))
        self.assertEqual(identity['login'], 'alice')
        page = self.result(self.post(
                'model.itf_portal.order.page',
                {'party': self.world.boreal}, {}, session=session))
        self.assertEqual(
            [r['reference'] for r in page['rows']], ["PO-WALLS"])

    def test_every_other_method(self):
        "Everything that trytond offers besides is 403, for both kinds"
        pool = Pool(DB_NAME)
        offered = {
            f'{type_}.{name}.{method}'
            for type_ in ('model', 'wizard', 'report')
            for name, obj in pool.iterobject(type=type_)
            for method in obj.__rpc__}
        offered |= {
            'system.listMethods', 'system.methodHelp',
            'model.sale.sale.nonsense', 'model.nonsense.read', 'nonsense',
            'model.itf_portal.order.page ', 'Model.itf_portal.order.page',
            'model.itf_portal.order.__init__', 'model..', ''}
        for login, allowed in [
                ('alice', PORTAL_METHODS), ('robot', SERVICE_METHODS)]:
            session = self.session(login)
            request = _Request(session)
            for name in sorted(offered - allowed):
                self.assertEqual(request.status(name), 403, (login, name))
            for name in sorted(allowed - {'common.db.logout'}):
                self.assertIsNone(request.status(name), (login, name))

    def test_some_other_methods_over_http(self):
        "The same through the whole stack"
        session = self.session('alice')
        for method, *params in [
                ('model.sale.sale.read', [self.sale.id], ['number']),
                ('model.sale.sale.search', [], 0, None, None),
                ('model.sale.sale.export_data', [], ['number']),
                ('model.res.user.set_preferences', {'password': 'x' * 12}),
                ('model.res.user.get_preferences', True),
                ('model.itf_portal.access.create', [{}]),
                ('model.itf_portal.event.poll', None),
                ('model.itf_portal.board.page', {}),
                ('wizard.account.invoice.pay.create',),
                ('report.sale.sale.execute', [self.sale.id], {}),
                ('system.listMethods',),
                ('system.methodHelp', 'model.sale.sale.read')]:
            answer = self.post(method, *params, {}, session=session)
            self.assertEqual(answer.status_code, 403, method)

    def test_xml_rpc(self):
        "XML-RPC goes through the same wall"
        session = self.session('alice')
        headers = {
            HEADER: KEY,
            'Authorization': 'Session ' + base64.b64encode(
                session.encode()).decode(),
            }

        def post(method, *params):
            return Client(app, wrappers.Response).post(
                f'/{DB_NAME}/', headers=headers, content_type='text/xml',
                data=xmlrpc.client.dumps(params, method))
        answer = post('model.sale.sale.search', [], 0, 10, [], {})
        self.assertEqual(answer.status_code, 403)
        answer = post('system.listMethods')
        self.assertEqual(answer.status_code, 403)
        answer = post('model.itf_portal.account.whoami', {})
        self.assertEqual(answer.status_code, 200)

    def test_key(self):
        "Without the portal's key a sign-in is a wrong password"
        wrong = self.login('alice', password='not the password')
        self.assertEqual(wrong.status_code, 401)
        for key in (None, '', 'another key', KEY + ' '):
            for login in ('alice', 'robot'):
                for application in (app, trytond_app):
                    answer = self.login(
                        login, key=key, application=application)
                    self.assertEqual(answer.status_code, 401)
                    self.assertEqual(answer.data, wrong.data)
                    self.assertEqual(
                        dict(answer.headers), dict(wrong.headers))
        self.forget_attempts()

    def test_key_not_configured(self):
        "When no key is configured nobody has it"
        del os.environ[VARIABLE]
        try:
            for key in (None, '', KEY):
                self.assertEqual(
                    self.login('alice', key=key).status_code, 401)
        finally:
            os.environ[VARIABLE] = KEY
            self.forget_attempts()

    def test_session_without_key(self):
        "A stolen session is nothing without the portal's key"
        session = self.session('alice')
        for key in (None, 'another key'):
            for application in (app, trytond_app):
                answer = self.post(
                    'model.itf_portal.account.whoami', {}, session=session,
                    key=key, application=application)
                self.assertEqual(answer.status_code, 401)

    def test_rest_routes(self):
        "Tryton's REST routes know portal people with the key only"
        session = self.session('alice')
        answer = Client(trytond_app, wrappers.Response).get(
            f'/{DB_NAME}/data/party.party?f=name', headers={
                'Authorization': 'Session ' + base64.b64encode(
                    session.encode()).decode()})
        self.assertNotEqual(answer.status_code, 200)

    def test_basic(self):
        "A password on every call is refused, with the key too"
        basic = 'Basic ' + base64.b64encode(
            f'alice:{tools.secret("alice")}'.encode()).decode()
        self.forget_attempts()
        answer = self.post(
            'model.itf_portal.account.whoami', {}, authorization=basic)
        self.assertEqual(answer.status_code, 401)
        self.forget_attempts()

    def test_staff(self):
        "Staff sign in without the key and are not confined"
        answer = self.login('agent', key=None)
        user, key = self.result(answer)
        session = f'agent:{user}:{key}'
        board = self.result(self.post(
                'model.itf_portal.board.page', {}, {}, session=session,
                key=None))
        self.assertEqual(len(board['rows']), 2)
        self.result(self.post(
                'model.res.user.get_preferences', True, {}, session=session,
                key=None))

    def test_logout(self):
        "Sign-out ends the session"
        user, key = self.result(self.login('bob'))
        session = f'bob:{user}:{key}'
        answer = self.post('common.db.logout', session=session)
        self.assertEqual(answer.status_code, 200)
        answer = self.post(
            'model.itf_portal.account.whoami', {}, session=session)
        self.assertEqual(answer.status_code, 401)

    def test_deactivated(self):
        "A deactivated person is out at once"
        user, key = self.result(self.login('carl'))
        session = f'carl:{user}:{key}'
        tools.admin()
        person = tools.Model.get('res.user')(user)
        person.active = False
        person.save()
        answer = self.post(
            'model.itf_portal.account.whoami', {}, session=session)
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(self.login('carl').status_code, 401)
        self.forget_attempts()

    def test_door(self):
        "The portal's door knows two routes"
        client = Client(app, wrappers.Response)
        for path in [
                f'/{DB_NAME}', f'/{DB_NAME}/bus', f'/{DB_NAME}/data/x',
                f'/{DB_NAME}/user/application/', f'/{DB_NAME}//',
                '/avatar/x', '/index.html',
                f'/{DB_NAME}/\n', f'/{DB_NAME}/ir/html/x/1/y/en/']:
            self.assertEqual(client.post(path).status_code, 404, path)
        for method in ('GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'):
            for path in ('/', f'/{DB_NAME}/'):
                self.assertEqual(
                    client.open(path, method=method).status_code, 404)
        def ask(door, path, method='POST'):
            found = []
            body = door(
                {'REQUEST_METHOD': method, 'PATH_INFO': path},
                lambda status, headers: found.append(status))
            return found, b''.join(body)
        for path in ('//db/', '/db', '/a/b/', '', '/db/\n'):
            self.assertEqual(
                ask(Door(None), path), (['404 Not Found'], b'Not Found\n'),
                path)
        # a HEAD has no body
        self.assertEqual(
            ask(Door(None), '/', 'HEAD'), (['404 Not Found'], b''))
        # only the databases of the process, when they are named
        door = Door(lambda environ, start_response: [b'through'], 'one,two')
        for path in ('/', '/one/', '/two/'):
            self.assertEqual(ask(door, path), ([], b'through'), path)
        for path in ('/three/', '/one,two/', '/postgres/', '/One/'):
            self.assertEqual(
                ask(door, path), (['404 Not Found'], b'Not Found\n'), path)
        answer = self.post('common.server.version', path='/')
        self.assertTrue(self.result(answer).startswith('7.0.'))

    def test_bad_query(self):
        "A malformed query has a stable code"
        answer = self.post(
            'model.itf_portal.order.page',
            {'party': self.world.boreal, 'surprise': 1}, {},
            session=self.session('alice'))
        error = json.loads(answer.data)['error']
        self.assertEqual(error[0], 'UserError')
        self.assertEqual(error[1][1], 'itf_portal.bad_query')


class _Request:
    "What the guard sees of a request, for going through many methods."

    def __init__(self, session):
        _, user, _ = session.split(':')
        self.user_id = int(user)
        self.authorization = wrappers.parse_session(
            base64.b64encode(session.encode()).decode())

    def status(self, method):
        from ..guard import check
        self.rpc_method = method
        try:
            check(self, DB_NAME)
        except wrappers.exceptions.HTTPException as error:
            return error.code
