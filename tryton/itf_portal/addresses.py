"""Links that make an address of mail somebody's.

Asked for by the person, sent to the address they want, and bound to it, to
them and to the address they had. Where that one was their login too, the
login goes with it. An address that is somebody's login is nobody else's to
have: nothing is sent there, and a link that was sent before holds no more;
no answer tells.
"""
import datetime as dt

from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import people, query
from .company import refuse
from .exceptions import BadQuery, Refused
from .facts import select
from .scope import own_context
from .tokens import digest_of, shown

PURPOSE = 'email'
HOLDS = dt.timedelta(hours=24)
# for the same person
PER_DAY = 5


class Token(metaclass=PoolMeta):
    __name__ = 'itf_portal.token'
    wanted = fields.Char("Wanted E-mail", readonly=True,
        help="The address that a link of purpose email makes theirs.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['look_address'] = RPC(check_access=False)
        for name in ('begin_address', 'redeem_address'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)

    @classmethod
    def _taken(cls, address, user):
        return bool(select(
                'SELECT id FROM res_user WHERE lower(login) = %s AND id <> %s',
                address, user))

    @classmethod
    @own_context
    def begin_address(cls, user, address, digest):
        """Let a link in that makes an address a person's: whom it is for.

        Null for whoever cannot sign in to the portal, for an address that is
        none, is theirs already or is somebody's login, and for the sixth
        within a day. As begin, it answers a digest that it knows again.
        """
        digest_of(digest)
        if not query.is_id(user) or not isinstance(address, str):
            raise BadQuery("values")
        if not cls._service():
            return None
        person = cls._person('u.id = %s', user, 'reset')
        if not person:
            return None
        try:
            _, address = people.invitee(person.login, address)
        except Refused:
            return None
        if address == person.email.lower() or cls._taken(address, user):
            return None
        now = dt.datetime.utcnow()
        with without_check_access():
            Transaction().connection.cursor().execute(
                'UPDATE res_user SET id = id WHERE id = %s', [user])
            records = cls.search([
                    ('user', '=', user), ('purpose', '=', PURPOSE)])
            for token in records:
                if token.digest == digest:
                    return cls.look_address(digest)
            if sum(r.create_date > now - dt.timedelta(days=1)
                    for r in records) >= PER_DAY:
                return None
            cls.write(
                [r for r in records if not r.ended_at], {'ended_at': now})
            cls.create([{
                        'user': user,
                        'purpose': PURPOSE,
                        'digest': digest,
                        'email': person.email,
                        'wanted': address,
                        'expires_at': now + HOLDS,
                        }])
        return cls.look_address(digest)

    @classmethod
    def _held_address(cls, digest, lock=False):
        "(token, person) of a link that still holds, or None."
        digest_of(digest)
        if not cls._service():
            return None
        for token in select(
                'SELECT id, "user" AS person, email, wanted, expires_at '
                'FROM itf_portal_token WHERE digest = %s AND purpose = %s '
                'AND ended_at IS NULL AND expires_at > '
                "CURRENT_TIMESTAMP AT TIME ZONE 'UTC'"
                + (' FOR UPDATE' if lock else ''), digest, PURPOSE):
            person = cls._person('u.id = %s', token.person, 'reset')
            if (person and person.email == token.email
                    and not cls._taken(token.wanted, person.id)):
                return token, person
        return None

    @classmethod
    @own_context
    def look_address(cls, digest):
        "Whose link it is and for which address, while it holds, else null."
        found = cls._held_address(digest)
        if not found:
            return None
        token, person = found
        return dict(
            shown(person), wanted=token.wanted, expires_at=token.expires_at)

    @classmethod
    @own_context
    def redeem_address(cls, digest):
        """Make the address of a link its person's, once: as look_address.

        Ends their sessions and every other link of theirs.
        """
        pool = Pool()
        User = pool.get('res.user')
        found = cls._held_address(digest, lock=True)
        if not found:
            refuse('bad_token')
        token, person = found
        values = {'email': token.wanted}
        if person.login.lower() == person.email.lower():
            # of two who want it at once the second is run again, and refused
            pool.get('itf_portal.request').alone('login', token.wanted)
            values['login'] = token.wanted
        with without_check_access():
            User.write([User(person.id)], values)
            pool.get('ir.session').clear([person.id])
            cls.write(
                cls.search([
                        ('user', '=', person.id), ('ended_at', '=', None)]),
                {'ended_at': dt.datetime.utcnow()})
        return dict(shown(person), wanted=token.wanted, expires_at=None)
