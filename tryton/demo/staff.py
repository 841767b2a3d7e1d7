"""A member of staff at Tryton's JSON-RPC, with the standard library alone."""
import base64
import datetime as dt
import http.client
import json
import time
from contextlib import suppress
from decimal import Decimal
from urllib.parse import quote, urlsplit

# After so many idle seconds a kept connection is made anew; gunicorn drops one after two.
IDLE = 1


class RpcError(Exception):
    """Tryton refused: `kind` is its class (UserError, UserWarning, …), the text is for people."""

    def __init__(self, kind, args):
        self.kind = kind
        self.details = args
        text = args[0] if args else ''
        if kind == 'UserWarning' and len(args) > 1:
            text = args[1]
        super().__init__("%s: %s" % (kind, text))


def encode(value):
    """A Python value as Tryton's JSON writes it; source: trytond/protocols/jsonrpc.py."""
    if isinstance(value, Decimal):
        return {'__class__': 'Decimal', 'decimal': str(value)}
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return {'__class__': 'date', 'year': value.year,
            'month': value.month, 'day': value.day}
    raise TypeError("%r has no form in Tryton's JSON" % (value,))


def decode(value):
    kind = value.get('__class__')
    if kind == 'Decimal':
        return Decimal(value['decimal'])
    if kind == 'date':
        return dt.date(value['year'], value['month'], value['day'])
    return value


class Staff:
    """One signed-in session.

    url -- the server, as http://127.0.0.1:8000/
    The calls are made one after the other on one kept connection.
    """

    def __init__(self, url, database, login, password, timeout=60):
        parts = urlsplit(url)
        kind = (http.client.HTTPSConnection if parts.scheme == 'https'
            else http.client.HTTPConnection)
        self._connection = kind(parts.hostname, parts.port, timeout=timeout)
        self._used = 0
        self._path = '%s/%s/' % (parts.path.rstrip('/'), quote(database))
        self._authorization = None
        self.context = {}
        answer = self._post('common.db.login', [
                login, {'password': password}, 'fr'])
        if not answer:
            raise RpcError('LoginException', ["%s cannot sign in" % login])
        user, session = answer[:2]
        token = '%s:%s:%s' % (login, user, session)
        self._authorization = 'Session ' + base64.b64encode(
            token.encode()).decode()
        self.context = self.call('res.user.get_preferences', True)

    def call(self, method, *args):
        """Call `model.<method>` with the person's own context as the last parameter."""
        return self._post('model.' + method, [*args, self.context])

    def search(self, model, domain, fields, order=None, limit=None):
        return self.call(
            model + '.search_read', domain, 0, limit, order, fields)

    def close(self):
        with suppress(OSError, http.client.HTTPException, RpcError):
            self._post('common.db.logout', [])
        self._connection.close()

    def _post(self, method, params):
        headers = {'Content-Type': 'application/json'}
        if self._authorization:
            headers['Authorization'] = self._authorization
        body = json.dumps(
            {'id': 1, 'method': method, 'params': params}, default=encode)
        if time.monotonic() - self._used > IDLE:
            # The server may be closing it just now, and a write is not sent twice.
            self._connection.close()
        self._connection.request('POST', self._path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        self._used = time.monotonic()
        if response.status == 401:
            raise RpcError('LoginException', ["sign-in refused"])
        if response.status != 200:
            raise RpcError('HTTP', ["%s for %s" % (response.status, method)])
        answer = json.loads(content, object_hook=decode)
        if answer.get('error'):
            kind, *details = answer['error']
            raise RpcError(kind, details[0] if details
                and isinstance(details[0], list) else details)
        return answer.get('result')
