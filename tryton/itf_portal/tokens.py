"""Links that are mailed: to activate an account and to reset a password.

The portal makes the secret and keeps it in the mail only; here is its SHA-256
digest, for one purpose, once, for a short time, and for the address it was
sent to. The newest ends those before it. Only the portal's own account calls
these methods, and they know only people of the portal's group alone.

The account that an invitation to somebody else's address makes beside that
somebody's (people.account) is nobody's: its login has a space, no link is for it.
"""
import datetime as dt
import re

from trytond.model import Index, ModelSQL, Unique, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import passwords, query
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
# after their end: the link of an invitation that was found late still gets a
# new one sent
KEEP_ACTIVATION_DAYS = 30
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
_INVITED = '''
SELECT p.name FROM party_party p WHERE p.id = %s AND EXISTS (
    SELECT FROM itf_portal_access a
    WHERE a.party = p.id AND a."user" = %s AND a.active)
'''


def shown(person):
    "What a mail or the page of a link says of its person."
    return {
        'user': person.id,
        'login': person.login,
        'name': person.name,
        'email': person.email,
        'language': 'en' if (person.language or 'fr').startswith('en')
        else 'fr',
        }


def digest_of(value):
    if not isinstance(value, str) or not _DIGEST.match(value):
        raise BadQuery("digest")
    return value


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
        for name in ('look', 'invited'):
            cls.__rpc__[name] = RPC(check_access=False)
        for name in ('begin', 'again', 'redeem'):
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
                    and not person.known and person.invited
                    and ' ' not in person.login):
                return person
        return None

    @classmethod
    @own_context
    def begin(cls, purpose, login, digest):
        """Let a link in, whose secret has this digest: whom to send it to.

        Null for a login that cannot be sent one: unknown, not a customer's,
        deactivated, never activated (reset) or already (activation), or the
        fourth within an hour. Whether there is such an account is for the
        mail's owner to know, so the portal answers its visitor the same. A
        digest that was let in already is answered again, while its link holds.
        """
        if (not isinstance(purpose, str) or purpose not in HOLDS
                or not isinstance(login, str) or '\x00' in login):
            raise BadQuery("values")
        digest_of(digest)
        if not cls._service():
            return None
        login = login.strip()
        person = cls._person('lower(u.login) = lower(%s)', login, purpose)
        if not person:
            return None
        now = dt.datetime.utcnow()
        with without_check_access():
            # of two at the same time the second is run again, and counts the
            # first
            Transaction().connection.cursor().execute(
                'UPDATE res_user SET id = id WHERE id = %s', [person.id])
            records = cls.search([
                    ('user', '=', person.id), ('purpose', '=', purpose)])
            for token in records:
                if token.digest == digest:
                    return cls.look(digest)
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
        return dict(shown(person), expires_at=token.expires_at)

    @classmethod
    def _held(cls, digest, lock=False):
        """(token, person) of a link that still holds, or None.

        A link ends with the account, with its address, and with what it was
        for: no answer tells which.
        """
        digest_of(digest)
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
        return dict(shown(person), expires_at=token.expires_at)

    @classmethod
    @own_context
    def invited(cls, party, who):
        """Who was given access to a company, to be told of it; or null.

        who: the id of their user or their login. ``waits`` is true while the
        account has no password yet, so that a link has to activate it.
        """
        if not query.is_id(party) or not (
                query.is_id(who)
                or isinstance(who, str) and '\x00' not in who):
            raise BadQuery("values")
        if not cls._service():
            return None
        condition, value = (
            ('lower(u.login) = lower(%s)', who.strip())
            if isinstance(who, str) else ('u.id = %s', who))
        for purpose in ('reset', 'activation'):
            person = cls._person(condition, value, purpose)
            if not person:
                continue
            for company in select(_INVITED, party, person.id):
                return dict(
                    shown(person), company=company.name,
                    waits=purpose == 'activation')
        return None

    @classmethod
    @own_context
    def again(cls, old, digest):
        """Let a new link in for the person and the purpose of an older one.

        As begin, whatever became of the older one: it goes to the person's
        own address, and who holds the older one learns nothing.
        """
        digest_of(old)
        digest_of(digest)
        if not cls._service():
            return None
        for token in select(
                'SELECT u.login, t.purpose FROM itf_portal_token t '
                'JOIN res_user u ON u.id = t."user" WHERE t.digest = %s', old):
            if token.purpose in HOLDS:
                holder = cls.begin(token.purpose, token.login, digest)
                return holder and dict(holder, purpose=token.purpose)
        return None

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
        return dict(shown(person), expires_at=None)

    @classmethod
    def purge(cls):
        "Forget links a day after their end, those to activate later (cron)."
        Transaction().connection.cursor().execute(
            'DELETE FROM itf_portal_token WHERE expires_at < '
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' - make_interval(days => "
            "CASE purpose WHEN 'activation' THEN %s ELSE 1 END)",
            [KEEP_ACTIVATION_DAYS])
