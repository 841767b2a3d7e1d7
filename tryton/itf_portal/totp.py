"""Codes of a second factor, and how what makes them is kept.

One-time codes are RFC 6238's: SHA-1, 6 digits, 30 seconds. Their secret must
be known to be checked, so it is sealed (AES-256-GCM) with a key that is not
the database's: ``[itf_portal] factor_key``. Recovery codes are only ever
compared, so of them a digest is kept.
"""
import base64
import hashlib
import hmac
import secrets
import struct
import time

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from trytond.config import config

STEP = 30
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# Crockford's base32: nothing that is mistaken for something else
ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
_LIKE = str.maketrans('OIL', '011')
_NONCE = 12


def step_now():
    return int(time.time()) // STEP


def code_at(secret, step):
    "The code of a step of 30 seconds since 1970."
    mac = hmac.digest(secret, struct.pack('>Q', step), 'sha1')
    number, = struct.unpack_from('>I', mac, mac[-1] & 15)
    return str((number & 0x7fffffff) % 10 ** DIGITS).zfill(DIGITS)


def step_of(secret, code, after):
    """The step a code belongs to: this one, the one before or the next.

    None for any other code, and for one of a step that is not after the one
    that was used last.
    """
    found = None
    now = step_now()
    for step in (now - 1, now, now + 1):
        right = hmac.compare_digest(code_at(secret, step), code)
        if right and step > after:
            found = step
    return found


def typed(code):
    "A code as it is compared: spaces, dashes and small letters do not count."
    code = ''.join(code.split()).replace('-', '').upper()
    return code if code.isascii() else ''


def recovery_codes():
    return [
        ''.join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
        for _ in range(RECOVERY_CODES)]


def recovery_digest(code, salt):
    """What is kept of a recovery code, and None for what is none.

    A code has 50 random bits: one salt for the codes of a person will do.
    """
    code = code.translate(_LIKE)
    if len(code) != RECOVERY_LENGTH or not set(code) <= set(ALPHABET):
        return None
    return hashlib.scrypt(
        code.encode(), salt=bytes.fromhex(salt), n=2 ** 14, r=8, p=1,
        dklen=32).hex()


def _keys():
    "{id: key}, the one that seals first."
    keys = {}
    for word in config.get('itf_portal', 'factor_key', default='').split():
        word = word.rstrip('=')
        key = base64.b64decode(word + '=' * (-len(word) % 4), validate=True)
        if len(key) != 32:
            raise ValueError("[itf_portal] factor_key is not 32 bytes")
        keys[hashlib.sha256(key).hexdigest()[:8]] = key
    return keys


def seal(secret, owner):
    """A secret as it is kept: (id of the key, text).

    owner: what it belongs to, the same when it is opened.
    """
    keys = _keys()
    if not keys:
        raise ValueError("[itf_portal] factor_key is not set")
    name, key = next(iter(keys.items()))
    nonce = secrets.token_bytes(_NONCE)
    box = nonce + AESGCM(key).encrypt(nonce, secret, owner.encode())
    return name, base64.b64encode(box).decode()


def unseal(name, text, owner):
    "The secret, or None when its key is gone or it is somebody else's."
    key = _keys().get(name)
    if key is None:
        return None
    box = base64.b64decode(text)
    try:
        return AESGCM(key).decrypt(box[:_NONCE], box[_NONCE:], owner.encode())
    except InvalidTag:
        return None
