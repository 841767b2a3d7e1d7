"""Whether who is signed in has proven it a moment ago, with the password."""
import datetime as dt
import hashlib

from trytond.transaction import Transaction

from .facts import select

# how long after sign-in one may turn a factor on, and how long a secret that
# was begun may be confirmed
FRESH = dt.timedelta(minutes=10)


def sessions(user, after=None, by_password=False):
    """[(ir.session id, whether it is that of this request)] of a user.

    by_password: without those that a mailed code has opened.
    """
    request = Transaction().context.get('_request') or {}
    own = request.get('session')
    return [
        (r.id, bool(own) and session_mark(r.key) == own) for r in select(
            'SELECT id, key FROM ir_session WHERE create_uid = %s '
            'AND (%s IS NULL OR create_date > %s) '
            'AND NOT (%s AND COALESCE(portal_by_code, false))',
            user, after, after, by_password)]


def session_mark(key):
    "Names a session in the context of a request, where its key is not."
    return hashlib.sha256(key.encode()).hexdigest()


def is_fresh(user):
    """Whether the session of this request was opened within ten minutes.

    By the password: whoever reads somebody's mail does not get to bind the
    account to a phone of theirs.
    """
    after = dt.datetime.utcnow() - FRESH
    return any(own for _, own in sessions(user, after, by_password=True))
