"""The WSGI application the portal talks to: ``itf_portal.wsgi:app``.

Tryton also serves REST routes (CSV export, HTML editor, user applications,
avatars, the bus). None of them is for the portal, so this application lets
``POST /`` and ``POST /<database>/`` through and answers 404 to all else.
Staff's own clients talk to another process that runs trytond's application.
"""
import re

from trytond.application import app as trytond_app

__all__ = ['app', 'Door']

_PATHS = re.compile(r'/(?:[^/]+/)?\Z')
_NOT_FOUND = b'Not Found\n'


class Door:
    """WSGI wrapper that knows two routes."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        if (environ.get('REQUEST_METHOD') == 'POST'
                and _PATHS.match(environ.get('PATH_INFO', ''))):
            return self.application(environ, start_response)
        start_response('404 Not Found', [
                ('Content-Type', 'text/plain; charset=utf-8'),
                ('Content-Length', str(len(_NOT_FOUND))),
                ])
        return [_NOT_FOUND]


app = Door(trytond_app)
