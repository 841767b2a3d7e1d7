"""The portal's Tryton without the wall before its dispatcher.

What stands behind it (access by model and by field, record rules, no
actions) must hold alone: the tests of isolation serve this application on a
database of their own. Nothing of the product knows of it.
"""
from itf_portal import guard
from itf_portal.wsgi import app
from trytond.protocols import dispatcher

__all__ = ['app']

for name in guard.GUARDED:
    function = getattr(dispatcher, name)
    if getattr(function, 'itf_portal_guard', False):
        setattr(dispatcher, name, function.__wrapped__)
