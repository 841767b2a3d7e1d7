"""What a portal person's password must be: long, and not easily guessed.

Length decides (NIST SP 800-63B-4, 3.1.1.2: 15 characters for the only
factor); no rules about kinds of characters and no expiry. What a guesser
would try first for this person and this company does not count.
"""
import re
import unicodedata

from trytond.config import config
from trytond.exceptions import RateLimitException
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from .exceptions import BadQuery, Refused
from .facts import select

MIN_LENGTH = 15
MAX_LENGTH = 128
MIN_DISTINCT = 6
MIN_OWN = 8
COMMON = (
    'itf', 'portal', 'portail', 'tryton', 'palette', 'pallet', 'password',
    'passw0rd', 'motdepasse', 'secret', 'bonjour', 'bienvenue', 'welcome',
    'azerty', 'qwerty', 'qwertz', 'quebec', 'montreal', 'canada', 'admin')
_ROWS = ('abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop',
    'azertyuiop', 'asdfghjkl', 'qsdfghjklm')
_WORD = re.compile(r'[^\W_]{3,}')


def normal(password):
    "The password as it is hashed: the same letters typed on any keyboard."
    if not isinstance(password, str):
        return password
    return unicodedata.normalize('NFC', password)


def _folded(text):
    text = unicodedata.normalize('NFKD', text.casefold())
    return ''.join(c for c in text if not unicodedata.combining(c))


def _runs(text):
    "Without rows of the alphabet, of digits and of keys, either way."
    for row in _ROWS:
        for line in (row, row[::-1]):
            for length in range(len(line), 3, -1):
                for start in range(len(line) - length + 1):
                    text = text.replace(line[start:start + length], '')
    return text


def problem(password, words=()):
    """Why a password will not do, as a word, or None.

    words: names of the person and their companies.
    """
    if len(password) < MIN_LENGTH:
        return 'password_short'
    if len(password) > MAX_LENGTH:
        return 'password_long'
    if not password.isprintable():
        return 'password_characters'
    if len(set(password)) < MIN_DISTINCT:
        return 'password_guessable'
    own = _folded(password)
    known = {_folded(w) for text in words for w in _WORD.findall(text or '')}
    for word in sorted({*COMMON, *known}, key=len, reverse=True):
        own = own.replace(word, '')
    own = re.sub(r'(.{1,4}?)\1{2,}', r'\1', _runs(own))
    if sum(c.isalnum() for c in own) < MIN_OWN:
        return 'password_guessable'
    return None


def check(password, user):
    "The password as it is kept for a user; Refused when it will not do."
    password = normal(password)
    words = [text for record in select(
            'SELECT u.login, u.name, u.email, p.name AS company, p.code '
            'FROM res_user u LEFT JOIN itf_portal_access a ON a."user" = u.id '
            'LEFT JOIN party_party p ON p.id = a.party WHERE u.id = %s', user)
        for text in (record.login, record.name, record.email, record.company,
            record.code)]
    word = problem(password, words)
    if word:
        raise Refused(word, gettext(
                f'itf_portal.msg_{word}', length=MIN_LENGTH, most=MAX_LENGTH))
    return password


def allowed(login):
    "Nothing, or RateLimitException when too many were wrong lately."
    if Pool().get('res.user.login.attempt').count(login) > config.getint(
            'session', 'max_attempt', default=5):
        raise RateLimitException()


def prove(user, password):
    """Nothing when it is the user's present password, else Refused.

    Refused with wrong_password, which counts as a failed sign-in.
    """
    pool = Pool()
    User = pool.get('res.user')
    if not isinstance(password, str) or '\x00' in password:
        raise BadQuery("password")
    record, = select(
        'SELECT login, password_hash FROM res_user WHERE id = %s', user)
    allowed(record.login)
    if record.password_hash and User.check_password(
            password, record.password_hash)[0]:
        return
    # what is refused is rolled back, but counts
    with Transaction().new_transaction() as counting, counting.set_user(0):
        pool.get('res.user.login.attempt').add(record.login)
    raise Refused('wrong_password', gettext('itf_portal.msg_wrong_password'))


def change(user, password):
    "Give a user another password; ends all their sessions in Tryton."
    User = Pool().get('res.user')
    password = check(password, user)
    User.write([User(user)], {'password': password})
