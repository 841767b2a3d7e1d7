"""The WSGI application the portal talks to: ``itf_portal.wsgi:app``.

Tryton also serves REST routes (CSV export, HTML editor, user applications,
avatars, the bus). None of them is for the portal, so this application lets
``POST /`` and ``POST /<database>/`` through and answers 404 to all else.
Databases are those that the process serves (``TRYTOND_DATABASE_NAMES``, as
trytond reads it); Tryton itself would open any of the cluster that somebody
names, before anybody has signed in. Staff's own clients talk to another
process that runs trytond's application.
"""
import csv
import os
import re

from trytond.application import app as trytond_app

__all__ = ['app', 'Door']

_PATHS = re.compile(r'/(?:([^/]+)/)?\Z')
_NOT_FOUND = b'Not Found\n'


class Door:
    """WSGI wrapper that knows two routes."""

    def __init__(self, application, databases=''):
        self.application = application
        # none named: whichever is asked for, as in trytond
        self.databases = next(csv.reader([databases]), [])

    def _knows(self, environ):
        path = _PATHS.match(environ.get('PATH_INFO', ''))
        if not path or environ.get('REQUEST_METHOD') != 'POST':
            return False
        database = path.group(1)
        return (not database or not self.databases
            or database in self.databases)

    def __call__(self, environ, start_response):
        if self._knows(environ):
            return self.application(environ, start_response)
        start_response('404 Not Found', [
                ('Content-Type', 'text/plain; charset=utf-8'),
                ('Content-Length', str(len(_NOT_FOUND))),
                ])
        if environ.get('REQUEST_METHOD') == 'HEAD':
            # a body would be read as the next answer of the connection
            return []
        return [_NOT_FOUND]


app = Door(trytond_app, os.environ.get('TRYTOND_DATABASE_NAMES', ''))
