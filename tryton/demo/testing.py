"""The tests' database: a copy of the stack's template, Tryton's pool on it, and its JSON-RPC without a port."""
import os
import sys
import unittest
from contextlib import contextmanager
from urllib.parse import urlsplit

HERE = os.path.dirname(os.path.abspath(__file__))
# The stack tells where its parts are; scripts/test sets these.
sys.path[:0] = [
    os.path.dirname(HERE),
    *filter(None, os.environ.get('TEST_TRYTON_PYTHONPATH', '').split(':'))]
if 'TEST_TRYTON_CONFIG' in os.environ:
    os.environ['TRYTOND_CONFIG'] = os.environ['TEST_TRYTON_CONFIG']

DATABASE = 'itf_demo_tests'


def start():
    """Copy the template and load the pool; queued tasks run inside the request, there is no worker."""
    create(DATABASE)
    from trytond.config import config
    config.update_etc(os.environ['TRYTOND_CONFIG'])
    config.set('queue', 'worker', 'False')
    from trytond.pool import Pool
    Pool.start()
    Pool(DATABASE).init()


def create(database):
    """Make a copy of the template."""
    server(
        'DROP DATABASE IF EXISTS %s WITH (FORCE)' % database,
        'CREATE DATABASE %s OWNER tryton TEMPLATE %s' % (
            database, os.environ['TEST_TEMPLATE']))


def stop(database=DATABASE):
    from trytond.pool import Pool
    Pool.stop(database)
    server('DROP DATABASE IF EXISTS %s WITH (FORCE)' % database)


def server(*statements):
    import psycopg2
    connection = psycopg2.connect(
        os.environ['TEST_PG_URL'].rstrip('/') + '/postgres'
        if not urlsplit(os.environ['TEST_PG_URL']).path.strip('/')
        else os.environ['TEST_PG_URL'])
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@contextmanager
def transaction(login=None, database=DATABASE, readonly=True, **context):
    """A transaction, read-only unless told: as the root user, or as the person of that login."""
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    user = 0
    if login:
        with Transaction().start(database, 0, readonly=True):
            found, = Pool().get('res.user').search([('login', '=', login)])
            user = found.id
    with Transaction().start(
            database, user, readonly=readonly, context=context) as opened:
        yield opened


def select(statement, *parameters, database=DATABASE):
    """The rows of a statement as dicts."""
    with transaction(database=database) as opened:
        cursor = opened.connection.cursor()
        cursor.execute(statement, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]


class Connection:
    """Stands for http.client.HTTPConnection: the same bytes go to Tryton's WSGI application."""

    def __init__(self, *args, **kwargs):
        from trytond.wsgi import app
        from werkzeug.test import Client
        self._client = Client(app)

    def request(self, method, path, body, headers):
        self._response = self._client.open(
            path, method=method, data=body, headers=headers)

    def getresponse(self):
        response = self._response

        class Response:
            status = response.status_code

            @staticmethod
            def read():
                return response.get_data()
        return Response

    def close(self):
        pass


def main():
    """Run the tests of this folder, those that change the data last; the last line counts them."""
    start()
    try:
        suite = unittest.defaultTestLoader.loadTestsFromNames([
                'demo.test_plan', 'demo.test_demo', 'demo.test_volume',
                'demo.test_scale', 'demo.test_deeds'])
        result = unittest.TextTestRunner(
            stream=sys.stdout, verbosity=2).run(suite)
    finally:
        stop()
    # What was skipped was not tested.
    failed = sum(map(len, [result.failures, result.errors, result.skipped]))
    print("%d passed, %d failed" % (result.testsRun - failed, failed))
    sys.exit(bool(failed))
