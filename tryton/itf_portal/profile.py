"""What people say of themselves: name, phone, language, where notices go.

Only their own: there is no id to name. What was changed in the meantime is
never overwritten: a write says what it saw, and is refused as stale when
that is no longer so. The language is the one of the portal's pages and of
mails about the account; documents are in the language of the company.
"""
import hashlib
import json
import re
from functools import wraps

from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import passwords, people
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

MAX_PHONE = 40
_PHONE = re.compile(
    r'[0-9+(][0-9 .()/+-]{4,}[0-9)]'
    r'(?: ?(?:#|x|p\.|poste|ext\.?) ?[0-9]{1,6})?\Z')
_LANGUAGES = ('fr', 'en')

_PERSON = '''
SELECT u.id, u.login, u.name, u.portal_phone AS phone, l.code AS language,
    COALESCE(NULLIF(u.portal_notices, ''), NULLIF(u.email, ''), u.login)
        AS notices
FROM res_user u LEFT JOIN ir_lang l ON l.id = u.language WHERE u.id = %s
'''


def version(*values):
    "Changes whenever one of the values does."
    return hashlib.sha256(
        json.dumps(values).encode()).hexdigest()[:16]


def line(value, most, word, required=False):
    "One line of text as it is kept, None for an empty one; else refused."
    if value is not None and not isinstance(value, str):
        raise BadQuery(word)
    value = ' '.join((value or '').split())
    if (len(value) > most or not value.isprintable()
            or (required and not value)):
        refuse(word)
    return value or None


def write_own(*required):
    "A write of one's own: (request key, values with exactly these keys)."
    keys = set(required)

    def decorator(func):
        @wraps(func)
        def wrapper(cls, request, values):
            pool = Pool()
            if not isinstance(values, dict) or set(values) != keys:
                raise BadQuery("keys")
            if not pool.get('res.user').is_portal():
                refuse('not_found')
            # what proves who asks is no part of what is asked
            asked = {k: v for k, v in values.items() if k != 'password'}
            return pool.get('itf_portal.request').once(
                0, request, f'{cls.__name__}.{func.__name__}', asked,
                lambda: func(cls, values))
        return classmethod(own_context(wrapper))
    return decorator


class Profile(Model):
    "Portal Profile"
    __name__ = 'itf_portal.profile'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['read'] = RPC()
        for name in ('write', 'speak', 'notices'):
            cls.__rpc__[name] = RPC(readonly=False)

    @classmethod
    def _person(cls):
        record, = select(_PERSON, Transaction().user)
        return record

    @classmethod
    def _version(cls, person):
        return version(person.name, person.phone)

    @classmethod
    @own_context
    def read(cls):
        "One's own Profile, or null for who is not of the portal."
        if not Pool().get('res.user').is_portal():
            return None
        person = cls._person()
        return {
            'login': person.login,
            'name': person.name or '',
            'phone': person.phone or None,
            'language': 'en' if (person.language or 'fr').startswith('en')
            else 'fr',
            'notices': person.notices,
            'version': cls._version(person),
            }

    @write_own('name', 'phone', 'version')
    def write(cls, values):
        "Change one's name and phone as they were last seen."
        name = line(values['name'], people.MAX_NAME, 'bad_name', True)
        phone = line(values['phone'], MAX_PHONE, 'bad_phone')
        if phone and not _PHONE.match(phone):
            refuse('bad_phone')
        if not isinstance(values['version'], str):
            raise BadQuery("version")
        person = cls._person()
        if cls._version(person) != values['version']:
            refuse('stale_values')
        cls._write(person.id, {'name': name, 'portal_phone': phone})
        return {'version': version(name, phone)}

    @write_own('language')
    def speak(cls, values):
        "Be spoken to in another language."
        if values['language'] not in _LANGUAGES:
            raise BadQuery("language")
        found = select(
            'SELECT id FROM ir_lang WHERE code = %s', values['language'])
        if not found:
            refuse('not_found')
        cls._write(Transaction().user, {'language': found[0].id})
        return {'language': values['language']}

    @write_own('address', 'password')
    def notices(cls, values):
        """Have notices sent elsewhere; asks for the password again.

        Links that open an account keep going to its own address. Answers
        where notices went before.
        """
        address, password = values['address'], values['password']
        if not isinstance(password, str) or '\x00' in password:
            raise BadQuery("password")
        if not isinstance(address, str):
            raise BadQuery("address")
        _, address = people.invitee('x', address)
        passwords.prove(Transaction().user, password)
        before = cls._person().notices
        cls._write(Transaction().user, {'portal_notices': address})
        return {'before': before, 'notices': address}

    @classmethod
    def _write(cls, user, values):
        User = Pool().get('res.user')
        with without_check_access():
            User.write([User(user)], values)
