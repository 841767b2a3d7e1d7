"""A second factor: a code of an authenticator app, or a recovery code.

Sign-in asks for it in Tryton itself (``[session] authentications =
password+itf_totp,itf_code+itf_totp``), after the password was right, or the
code that was mailed in its place (codes.py), so that no client goes round it.
A person turns it on and off in a session that is fresh: opened with their
password within ten minutes. Where ITF requires it (``[itf_portal]
second_factor = required``) its own people and companies' administrators can
do nothing else until they have one.
"""
import base64
import datetime as dt
import logging
import secrets

from trytond.config import config
from trytond.exceptions import LoginException
from trytond.i18n import gettext
from trytond.model import ModelSQL, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import passwords, totp
from .company import refuse
from .exceptions import BadQuery
from .factor_removal import is_gone
from .facts import select
from .fresh import FRESH, is_fresh, sessions
from .scope import own_context

logger = logging.getLogger(__name__)

PARAMETER = 'totp_code'
METHOD = 'itf_totp'
WRONG_PER_HOUR = 10
MAX_CODE = 64
# what a person who must have a factor and has none may call
UNLOCKED = frozenset({
        'common.db.logout',
        'model.itf_portal.account.whoami',
        'model.itf_portal.factor.begin',
        'model.itf_portal.factor.confirm',
        })


def is_required():
    return config.get(
        'itf_portal', 'second_factor', default='offered') == 'required'


def required(grants):
    "Whether somebody with these grants must have a second factor."
    return is_required() and any(
        not g.party or g.role == 'company_administrator' for g in grants)


def card(user, grants):
    "What the Identity says of a person's second factor."
    found = select(
        'SELECT f.removal_at, '
        'COUNT(c.id) FILTER (WHERE c.used_at IS NULL) AS codes '
        'FROM itf_portal_factor f LEFT JOIN itf_portal_factor_recovery c '
        'ON c.factor = f.id WHERE f."user" = %s AND f.confirmed_at '
        'IS NOT NULL GROUP BY f.id', user)
    gone = bool(found) and is_gone(found[0])
    return {
        'active': bool(found) and not gone,
        'required': required(grants),
        'recovery_left': found[0].codes if found and not gone else 0,
        'removed_at': found[0].removal_at if gone else None,
        }


def locked(user):
    "Whether the transaction's user must get a second factor first."
    if not is_required():
        return False
    grants = Pool().get('res.user').portal_grants()
    return required(grants) and not card(user, grants)['active']


class Factor(ModelSQL):
    "Portal Second Factor"
    __name__ = 'itf_portal.factor'
    user = fields.Many2One(
        'res.user', "User", required=True, readonly=True, ondelete='CASCADE')
    secret = fields.Char("Secret", required=True, readonly=True,
        help="Sealed with a key that is not in the database.")
    key = fields.Char("Key", required=True, readonly=True,
        help="The id of that key.")
    salt = fields.Char("Salt", required=True, readonly=True,
        help="Of the digests of the recovery codes.")
    begun_at = fields.Timestamp("Begun", required=True, readonly=True)
    confirmed_at = fields.Timestamp("Confirmed", readonly=True)
    last_step = fields.Integer("Last Step", required=True, readonly=True,
        help="Codes of this step of 30 seconds and before are used up.")
    wrong = fields.Integer("Wrong Codes", required=True, readonly=True)
    wrong_since = fields.Timestamp("Since", readonly=True)
    removal_at = fields.Timestamp("Removal", readonly=True,
        help="From when on it is not asked for any more: it was lost.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name in ('begin', 'confirm', 'disable', 'renew'):
            cls.__rpc__[name] = RPC(readonly=False)
        t = cls.__table__()
        cls._sql_constraints.append((
                'user_unique', Unique(t, t.user),
                'itf_portal.msg_request_reused'))

    @staticmethod
    def default_last_step():
        return 0

    @staticmethod
    def default_wrong():
        return 0

    @staticmethod
    def _owner(user):
        return f'itf_portal.factor/{user}'

    @classmethod
    def _of(cls, user):
        found = select(
            'SELECT id, "user" AS person, secret, key, salt, begun_at, '
            'confirmed_at, last_step, wrong, wrong_since, removal_at '
            'FROM itf_portal_factor WHERE "user" = %s', user)
        return found[0] if found else None

    @classmethod
    def active(cls, user):
        "The row of a user's confirmed factor, or None."
        factor = cls._of(user)
        if factor and factor.confirmed_at and not is_gone(factor):
            return factor

    @classmethod
    def _opened(cls, factor):
        return totp.unseal(
            factor.key, factor.secret, cls._owner(factor.person))

    @classmethod
    def accepts(cls, factor, code):
        """Whether a code opens; then it never does again.

        Who has a code has not lost the factor: it is not taken away. Ten wrong ones within an hour, and none does for the rest of it.
        """
        cursor = Transaction().connection.cursor()
        now = dt.datetime.utcnow()
        wrong = factor.wrong
        if (not factor.wrong_since
                or factor.wrong_since < now - dt.timedelta(hours=1)):
            wrong = 0
        if wrong >= WRONG_PER_HOUR:
            return False
        code = totp.typed(code[:MAX_CODE])
        secret = cls._opened(factor)
        if secret is None:
            logger.error(
                "The second factor of user %s is sealed with key %s, which "
                "is not there", factor.person, factor.key)
        elif len(code) == totp.DIGITS and code.isdigit():
            step = totp.step_of(secret, code, factor.last_step)
            if step is not None:
                # of two at the same time the second fails to serialize, is
                # tried again, and finds the step used
                cursor.execute(
                    'UPDATE itf_portal_factor SET last_step = %s, wrong = 0, '
                    'removal_at = NULL WHERE id = %s AND last_step < %s RETURNING id',
                    [step, factor.id, step])
                return bool(cursor.fetchone())
        digest = totp.recovery_digest(code, factor.salt)
        if digest:
            cursor.execute(
                'UPDATE itf_portal_factor_recovery SET used_at = %s '
                'WHERE factor = %s AND digest = %s AND used_at IS NULL '
                'RETURNING id', [now, factor.id, digest])
            if cursor.fetchone():
                cursor.execute('UPDATE itf_portal_factor SET wrong = 0, '
                    'removal_at = NULL WHERE id = %s', [factor.id])
                logger.warning("User %s signs in with a recovery code",
                    factor.person)
                return True
        # what is refused may be rolled back, but counts
        with Transaction().new_transaction() as counting:
            counting.connection.cursor().execute(
                'UPDATE itf_portal_factor SET wrong = %s, wrong_since = '
                'CASE WHEN %s = 0 THEN %s ELSE wrong_since END WHERE id = %s',
                [wrong + 1, wrong, now, factor.id])
        return False

    @classmethod
    def _person(cls):
        "The login of the transaction's user."
        user = Transaction().user
        if not user or Pool().get('res.user').portal_kind() == 'service':
            refuse('not_found')
        record, = select('SELECT login FROM res_user WHERE id = %s', user)
        return user, record.login

    @classmethod
    def _code(cls, code):
        if not isinstance(code, str) or '\x00' in code:
            raise BadQuery("code")
        return code

    @classmethod
    def _prove(cls, password, code):
        "The active factor; Refused unless password and code are right."
        code = cls._code(code)
        user, login = cls._person()
        passwords.prove(user, password)
        factor = cls.active(user)
        if not factor:
            refuse('factor_none')
        if not cls.accepts(factor, code):
            cls._count(login)
            refuse('wrong_code')
        return factor

    @classmethod
    def _count(cls, login):
        Attempt = Pool().get('res.user.login.attempt')
        with Transaction().new_transaction() as counting, \
                counting.set_user(0):
            Attempt.add(login)

    @classmethod
    def _renewed(cls, factor):
        "New recovery codes in the place of all others."
        Recovery = Pool().get('itf_portal.factor.recovery')
        codes = totp.recovery_codes()
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'DELETE FROM itf_portal_factor_recovery WHERE factor = %s',
            [factor.id])
        with without_check_access():
            Recovery.create([{
                        'factor': factor.id,
                        'digest': totp.recovery_digest(code, factor.salt),
                        } for code in codes])
        return codes

    @classmethod
    @own_context
    def begin(cls):
        """The secret of a factor to be confirmed: {'secret', 'account'}.

        In base32, as apps take it; the same for ten minutes, however often
        it is asked for. Refused with not_fresh in a session that was opened
        more than ten minutes ago, and with factor_active when there is one.
        """
        user, login = cls._person()
        if not is_fresh(user):
            refuse('not_fresh')
        factor = cls._of(user)
        if factor and factor.confirmed_at and not is_gone(factor):
            refuse('factor_active')
        now = dt.datetime.utcnow()
        secret = None
        if (factor and not factor.confirmed_at
                and factor.begun_at > now - FRESH):
            secret = cls._opened(factor)
        if not secret:
            secret = secrets.token_bytes(totp.SECRET_BYTES)
            key, box = totp.seal(secret, cls._owner(user))
            with without_check_access():
                if factor:
                    cls.delete([cls(factor.id)])
                cls.create([{
                            'user': user,
                            'secret': box,
                            'key': key,
                            'salt': secrets.token_hex(16),
                            'begun_at': now,
                            }])
        return {
            'secret': base64.b32encode(secret).decode(),
            'account': login,
            }

    @classmethod
    @own_context
    def confirm(cls, code):
        """Turn the factor on: {'codes': [recovery code]}, shown once.

        Ends all other sessions of the person: they were opened without it.
        """
        code = cls._code(code)
        user, login = cls._person()
        if not is_fresh(user):
            refuse('not_fresh')
        factor = cls._of(user)
        now = dt.datetime.utcnow()
        if (not factor or factor.confirmed_at
                or factor.begun_at <= now - FRESH):
            refuse('factor_none')
        passwords.allowed(login)
        if len(totp.typed(code)) != totp.DIGITS or not cls.accepts(
                factor, code):
            cls._count(login)
            refuse('wrong_code')
        Transaction().connection.cursor().execute(
            'UPDATE itf_portal_factor SET confirmed_at = %s WHERE id = %s',
            [now, factor.id])
        others = [id_ for id_, own in sessions(user) if not own]
        Transaction().connection.cursor().execute(
            'DELETE FROM ir_session WHERE id = ANY(%s)', [others])
        return {'codes': cls._renewed(factor)}

    @classmethod
    @own_context
    def disable(cls, password, code):
        "Turn the factor off; takes the password and a code."
        factor = cls._prove(password, code)
        with without_check_access():
            cls.delete([cls(factor.id)])
        return {}

    @classmethod
    @own_context
    def renew(cls, password, code):
        "New recovery codes, {'codes': [...]}; takes password and code."
        return {'codes': cls._renewed(cls._prove(password, code))}


class Recovery(ModelSQL):
    "Portal Recovery Code"
    __name__ = 'itf_portal.factor.recovery'
    factor = fields.Many2One(
        'itf_portal.factor', "Factor", required=True, readonly=True,
        ondelete='CASCADE')
    digest = fields.Char("Digest", required=True, readonly=True)
    used_at = fields.Timestamp("Used", readonly=True)


class User(metaclass=PoolMeta):
    __name__ = 'res.user'

    @classmethod
    def get_login(cls, login, parameters):
        user = super().get_login(login, parameters)
        if user and not asks() and Pool().get(
                'itf_portal.factor').active(user):
            # a door that forgets to ask is closed to those it should ask
            logger.error(
                "[session] authentications does not ask for %s", METHOD)
            return None
        return user

    @classmethod
    def _login_itf_totp(cls, login, parameters):
        """The further question of sign-in, after the password was right.

        Somebody without a second factor is not asked.
        """
        user = cls._get_login(login)[0]
        if not user:
            return None
        Factor = Pool().get('itf_portal.factor')
        factor = Factor.active(user)
        if not factor:
            return user
        code = parameters.get(PARAMETER)
        if not isinstance(code, str) or not code:
            raise LoginException(
                PARAMETER, gettext('itf_portal.msg_totp_code'), type='char')
        return user if Factor.accepts(factor, code) else None


def asks():
    "Whether every way of signing in asks for the second factor."
    ways = config.get('session', 'authentications', default='password')
    return all(METHOD in way.split('+')[1:] for way in ways.split(','))
