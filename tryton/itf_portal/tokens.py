"""Links that are mailed: to activate an account and to reset a password.

The portal makes the secret and keeps it in the mail only; here is its SHA-256
digest, for one purpose, once, for a short time, and for the address it was
sent to. The newest ends those before it. Only the portal's own account calls
these methods, and they know only people of the portal's group alone.
"""
import datetime as dt
import re

from trytond.model import Index, ModelSQL, Unique, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import passwords
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

# purpose -> how long a link holds
HOLDS = {
    'reset': dt.timedelta(minutes=30),
    'activation': dt.timedelta(hours=72),
    }
# of the same purpose for the same person
PER_HOUR = 3
KEEP_DAYS = 1
_DIGEST = re.compile(r'[0-9a-f]{64}\Z')

_PERSON = '''
SELECT u.id, u.login, COALESCE(NULLIF(u.name, ''), u.login) AS name,
    COALESCE(NULLIF(u.email, ''), u.login) AS email, u.active,
    u.password_hash IS NOT NULL AS known, l.code AS language,
    ARRAY(SELECT g."group" FROM "res_user-res_group" g
        WHERE g."user" = u.id) AS groups,
    EXISTS (SELECT FROM itf_portal_access a
        WHERE a."user" = u.id AND a.active) AS invited
FROM res_user u LEFT JOIN ir_lang l ON l.id = u.language
'''


def _shown(person):
    "What a mail or the page of a link says of its person."
    return {
        'user': person.id,
        'login': person.login,
        'name': person.name,
        'email': person.email,
        'language': 'en' if (person.language or 'fr').startswith('en')
        else 'fr',
        }


class Token(ModelSQL):
    "Portal Token"
    __name__ = 'itf_portal.token'
    user = fields.Many2One(
        'res.user', "User", required=True, readonly=True, ondelete='CASCADE')
    purpose = fields.Char("Purpose", required=True, readonly=True)
    digest = fields.Char("Digest", required=True, readonly=True)
    email = fields.Char("E-mail", required=True, readonly=True,
        help="Where it was sent.")
    expires_at = fields.Timestamp("Expires", required=True, readonly=True)
    ended_at = fields.Timestamp("Ended", readonly=True,
        help="When it was used, or a newer one took its place.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['look'] = RPC(check_access=False)
        for name in ('begin', 'redeem'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)
        t = cls.__table__()
        cls._sql_constraints.append((
                'digest_unique', Unique(t, t.digest),
                'itf_portal.msg_request_reused'))
        cls._sql_indexes.add(Index(t, (t.user, Index.Equality())))

    @classmethod
    def _service(cls):
        return Pool().get('res.user').portal_kind() == 'service'

    @classmethod
    def _person(cls, condition, value, purpose):
        "Somebody who may be sent such a link, or None."
        portal = Pool().get('res.user').portal_group('portal')
        for person in select(f'{_PERSON} WHERE {condition}', value):
            if set(person.groups) != {portal}:
                continue
            if purpose == 'reset' and person.active and person.known:
                return person
            if (purpose == 'activation' and not person.active
                    and not person.known and person.invited):
                return person
        return None

    @classmethod
    @own_context
    def begin(cls, purpose, login, digest):
        """Let a link in, whose secret has this digest: whom to send it to.

        Null for a login that cannot be sent one: unknown, not a customer's,
        deactivated, never activated (reset) or already (activation), or the
        fourth within an hour. Whether there is such an account is for the
        mail's owner to know, so the portal answers its visitor the same.
        """
        if (not isinstance(purpose, str) or purpose not in HOLDS
                or not isinstance(login, str) or '\x00' in login
                or not isinstance(digest, str) or not _DIGEST.match(digest)):
            raise BadQuery("values")
        if not cls._service():
            return None
        login = login.strip()
        person = cls._person('lower(u.login) = lower(%s)', login, purpose)
        if not person:
            return None
        now = dt.datetime.utcnow()
        with without_check_access():
            # of two at the same time the second waits, and counts the first
            Transaction().connection.cursor().execute(
                'SELECT FROM res_user WHERE id = %s FOR UPDATE', [person.id])
            records = cls.search([
                    ('user', '=', person.id), ('purpose', '=', purpose)])
            if sum(r.create_date > now - dt.timedelta(hours=1)
                    for r in records) >= PER_HOUR:
                return None
            cls.write(
                [r for r in records if not r.ended_at], {'ended_at': now})
            token, = cls.create([{
                        'user': person.id,
                        'purpose': purpose,
                        'digest': digest,
                        'email': person.email,
                        'expires_at': now + HOLDS[purpose],
                        }])
        return dict(_shown(person), expires_at=token.expires_at)

    @classmethod
    def _held(cls, digest, lock=False):
        """(token, person) of a link that still holds, or None.

        A link ends with the account, with its address, and with what it was
        for: no answer tells which.
        """
        if not isinstance(digest, str) or not _DIGEST.match(digest):
            raise BadQuery("digest")
        if not cls._service():
            return None
        for token in select(
                'SELECT id, "user" AS person, purpose, email, expires_at '
                'FROM itf_portal_token WHERE digest = %s '
                'AND ended_at IS NULL AND expires_at > '
                "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'"
                + (' FOR UPDATE' if lock else ''), digest):
            person = cls._person('u.id = %s', token.person, token.purpose)
            if person and person.email == token.email:
                return token, person
        return None

    @classmethod
    @own_context
    def look(cls, digest):
        "Whose link it is and what for, while it holds, else null."
        found = cls._held(digest)
        if not found:
            return None
        token, person = found
        return dict(_shown(person), expires_at=token.expires_at)

    @classmethod
    @own_context
    def redeem(cls, digest, password):
        """Give the person of a link their password, once.

        Activates an account that waited for it. Refused with bad_token when
        the link does not hold (any more), and with the word of what is wrong
        with the password; then the link still holds.
        """
        if not isinstance(password, str) or '\x00' in password:
            raise BadQuery("password")
        found = cls._held(digest, lock=True)
        if not found:
            refuse('bad_token')
        token, person = found
        User = Pool().get('res.user')
        with without_check_access():
            passwords.change(person.id, password)
            if token.purpose == 'activation':
                User.write([User(person.id)], {'active': True})
            cls.write(
                cls.search([
                        ('user', '=', person.id), ('ended_at', '=', None)]),
                {'ended_at': dt.datetime.utcnow()})
        return dict(_shown(person), expires_at=None)

    @classmethod
    def purge(cls):
        "Forget links a day after their end (cron)."
        Transaction().connection.cursor().execute(
            'DELETE FROM itf_portal_token WHERE expires_at < '
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' - make_interval(days => %s)",
            [KEEP_DAYS])
