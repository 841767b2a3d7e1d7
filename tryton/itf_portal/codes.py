"""Codes that are mailed to people who rarely come, in place of the password.

Sign-in takes one as an authentication method of Tryton itself (``[session]
authentications = password+itf_totp,itf_code+itf_totp``): it stands for the
password and never for the second factor, which is asked for all the same.
The portal makes the eight digits and keeps them in the mail only; here is a
digest, for ten minutes, five tries and one sign-in. The newest ends those
before it, and so does another password, address or login.

Only the portal's own account lets a code in, for people of the portal's group
alone who have a password and an access that holds: never for ITF's own.
"""
import datetime as dt
import hashlib
import hmac
import re
import secrets
import threading

from trytond.model import Index, ModelSQL, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import totp
from .exceptions import BadQuery
from .facts import select
from .scope import own_context
from .tokens import digest_of, shown

PARAMETER = 'itf_code'
HOLDS = dt.timedelta(minutes=10)
TRIES = 5
# for the same person
PER_HOUR = 3
MAX_TYPED = 64
# what of a person ends the codes that were mailed before
ENDING = frozenset({'login', 'email', 'password', 'active', 'groups'})
# An invitation that waits for its person's first sign-in counts: this is one.
_HOLDS = '''
SELECT a.id FROM itf_portal_access a WHERE a."user" = %s AND a.active
    AND (a.from_date IS NULL OR a.from_date <= %s)
    AND (a.to_date IS NULL OR a.to_date >= %s)
'''
_CODE = re.compile(r'[0-9]{8}\Z')
_NO_SALT = '00' * 16
# who has just signed in by a code: trytond opens the session in the same
# thread, but in a transaction that knows nothing of the one that let them in
_signed_in = threading.local()


def kept(code, salt):
    """What is kept of a code, and compared.

    Eight digits are soon tried through, so one try costs: what leaks with
    the database is not known before its ten minutes are over.
    """
    return hashlib.scrypt(
        code.encode(), salt=bytes.fromhex(salt), n=2 ** 14, r=8, p=1,
        dklen=32).hex()


class Code(ModelSQL):
    "Portal Mailed Code"
    __name__ = 'itf_portal.code'
    user = fields.Many2One(
        'res.user', "User", required=True, readonly=True, ondelete='CASCADE')
    request = fields.Char("Request", required=True, readonly=True,
        help="Digest of what the portal asked for, the same when it repeats.")
    digest = fields.Char("Digest", required=True, readonly=True)
    salt = fields.Char("Salt", required=True, readonly=True)
    email = fields.Char("E-mail", required=True, readonly=True,
        help="Where it was sent.")
    expires_at = fields.Timestamp("Expires", required=True, readonly=True)
    ended_at = fields.Timestamp("Ended", readonly=True,
        help="When it was used or guessed at too often, or a newer one took "
        "its place.")
    tries = fields.Integer("Wrong Tries", required=True, readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['begin'] = RPC(readonly=False, check_access=False)
        t = cls.__table__()
        cls._sql_constraints.append((
                'request_unique', Unique(t, t.request),
                'itf_portal.msg_request_reused'))
        cls._sql_indexes.add(Index(t, (t.user, Index.Equality())))

    @staticmethod
    def default_tries():
        return 0

    @classmethod
    def _person(cls, condition, value):
        "Somebody who may sign in by a code, or None."
        pool = Pool()
        # whoever may be sent another password
        person = pool.get('itf_portal.token')._person(
            condition, value, 'reset')
        if not person:
            return None
        today = pool.get('res.user').portal_today()
        return person if select(_HOLDS, person.id, today, today) else None

    @classmethod
    @own_context
    def begin(cls, login, request, code):
        """Let a code of eight digits in: whom to mail it to, or null.

        Null for a login that gets none: unknown, not a customer's,
        deactivated, never activated, without an access that holds, or the
        fourth within an hour. Whether there is such an account is for the
        mail's owner to know, so the portal answers its visitor the same.
        request: the SHA-256 digest of what the portal repeats when it does not
        know whether it was heard; answered again, while the code holds.
        """
        if (not isinstance(login, str) or '\x00' in login
                or not isinstance(code, str) or not _CODE.match(code)):
            raise BadQuery("values")
        digest_of(request)
        if Pool().get('res.user').portal_kind() != 'service':
            return None
        person = cls._person('lower(u.login) = lower(%s)', login.strip())
        if not person:
            return None
        now = dt.datetime.utcnow()
        with without_check_access():
            # of two at the same time the second is run again, and counts the
            # first
            Transaction().connection.cursor().execute(
                'UPDATE res_user SET id = id WHERE id = %s', [person.id])
            records = cls.search([('user', '=', person.id)])
            for record in records:
                if record.request == request:
                    holds = not record.ended_at and record.expires_at > now
                    return dict(
                        shown(person), expires_at=record.expires_at
                        ) if holds else None
            if sum(r.create_date > now - dt.timedelta(hours=1)
                    for r in records) >= PER_HOUR:
                return None
            cls.end([person.id])
            salt = secrets.token_hex(16)
            record, = cls.create([{
                        'user': person.id,
                        'request': request,
                        'digest': kept(code, salt),
                        'salt': salt,
                        'email': person.email,
                        'expires_at': now + HOLDS,
                        }])
        return dict(shown(person), expires_at=record.expires_at)

    @classmethod
    def accepts(cls, user, code):
        """Whether a code is the user's; the fifth wrong one ends the right.

        It still holds afterwards, because the second factor may be asked for
        first: ``end`` is for whoever lets the person in. All of it happens in
        the transaction of the sign-in, which is committed when it is refused
        too; of tries at the same time each is run again after the one before
        it, so that twenty at once are not one.
        """
        code = totp.typed(code[:MAX_TYPED]) if isinstance(code, str) else ''
        found = select(
            'SELECT id, digest, salt, email, tries FROM itf_portal_code '
            'WHERE "user" = %s AND ended_at IS NULL AND expires_at > '
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' "
            'ORDER BY id DESC LIMIT 1 FOR UPDATE', user)
        if not found:
            # as long as when there is one
            kept(code, _NO_SALT)
            return False
        record, = found
        person = cls._person('u.id = %s', user)
        if (hmac.compare_digest(kept(code, record.salt), record.digest)
                and person and person.email == record.email):
            return True
        Transaction().connection.cursor().execute(
            'UPDATE itf_portal_code SET tries = %s, ended_at = %s '
            'WHERE id = %s', [
                record.tries + 1,
                dt.datetime.utcnow() if record.tries + 1 >= TRIES else None,
                record.id])
        return False

    @classmethod
    def end(cls, users):
        "What was mailed to users opens nothing any more."
        Transaction().connection.cursor().execute(
            'UPDATE itf_portal_code SET ended_at = %s '
            'WHERE "user" = ANY(%s) AND ended_at IS NULL',
            [dt.datetime.utcnow(), list(users)])

    @classmethod
    def purge(cls):
        "Forget codes a day after their end (cron)."
        Transaction().connection.cursor().execute(
            'DELETE FROM itf_portal_code WHERE expires_at < '
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' - INTERVAL '1 day'")


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def get_login(cls, login, parameters):
        _signed_in.user = None
        if PARAMETER not in parameters:
            return super().get_login(login, parameters)
        # A code is for whoever the mail went to, however they write their
        # address; and is counted as theirs.
        for person in select(
                'SELECT login FROM res_user WHERE lower(login) = lower(%s) '
                'AND active', login.strip()):
            login = person.login
        user = super().get_login(login, parameters)
        if user:
            Pool().get('itf_portal.code').end([user])
            _signed_in.user = user
        return user

    @classmethod
    def _login_password(cls, login, parameters):
        # Who gives a code is not asked for the password, whichever way is
        # tried first; and who gives both does not guess twice in one try.
        if PARAMETER in parameters:
            return None
        return super()._login_password(login, parameters)

    @classmethod
    def _login_itf_code(cls, login, parameters):
        """The code that was mailed, in place of the password.

        Never asked for: what a wrong password is answered stays the same.
        """
        if PARAMETER not in parameters:
            return None
        user = cls._get_login(login)[0]
        if not user or cls.portal_refused(user):
            # without the portal's key nobody uses up somebody's tries either
            kept('', _NO_SALT)
            return None
        Code = Pool().get('itf_portal.code')
        return user if Code.accepts(user, parameters[PARAMETER]) else None

    @classmethod
    def write(cls, *args):
        actions = iter(args)
        ending = {
            user.id for users, values in zip(actions, actions)
            if values.keys() & ENDING for user in users}
        super().write(*args)
        if ending:
            Pool().get('itf_portal.code').end(ending)


class Session(metaclass=PoolMeta):
    __name__ = 'ir.session'
    portal_by_code = fields.Boolean("By a Mailed Code", readonly=True,
        help="Opened without the password: no proof of it for what wants one.")

    @classmethod
    def new(cls, values=None):
        user = getattr(_signed_in, 'user', None)
        _signed_in.user = None
        if user and user == Transaction().user:
            values = dict(values or {}, portal_by_code=True)
        return super().new(values)
