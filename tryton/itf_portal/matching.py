"""Which companies a visitor may be of: by courriel, tax number and name.

Whoever asks for an account has typed all of it and proven nothing. What is
found here is for our administrators to judge; only that two companies with
the same tax number or courriel are one is not left to them.
"""
import re

from trytond.pool import Pool

from . import party, people, query
from .facts import select

MAX_SIMILAR = 8
MAX_CANDIDATES = 20
# what makes two companies one, strongest first
CERTAIN = ('tax_number', 'email', 'person')
REASONS = (*CERTAIN, 'name', 'similar_name')

# Numbers are compared without spaces and dashes, and a Canadian business
# number or Québec's without the program account at its end.
_TAX = (
    r"regexp_replace(regexp_replace(upper({}), '[^A-Z0-9]', '', 'g'), "
    r"'^(\d{{9,10}})(R[CMPTZ]|TQ|IC)\d{{4}}$', '\1')")
_LEGAL = frozenset({
        'cie', 'co', 'company', 'compagnie', 'corp', 'corporation', 'enr',
        'et', 'and', 'fils', 'inc', 'incorporee', 'la', 'le', 'les',
        'limited', 'limitee', 'llc', 'llp', 'lp', 'ltd', 'ltee', 'senc',
        'sencrl', 'sec', 'the'})
_WORD = re.compile(r'[a-z0-9]+')

_BY_EMAIL = '''
SELECT DISTINCT m.party FROM party_contact_mechanism m
WHERE m.type = 'email' AND m.active AND lower(btrim(m.value)) = %s
'''
_BY_PERSON = '''
SELECT DISTINCT a.party FROM itf_portal_access a
JOIN res_user u ON u.id = a."user"
WHERE a.active AND a.party IS NOT NULL
    AND (lower(u.login) = %s OR lower(u.email) = %s)
'''
_BY_TAX = f'''
SELECT DISTINCT i.party FROM party_identifier i
WHERE i.active AND {_TAX.format('i.code')} = %s
'''
_BY_NAME = f'''
SELECT p.id AS party, p.name FROM party_party p
WHERE p.active AND {party.SEARCH} %%> %s
ORDER BY word_similarity(%s, {party.SEARCH}) DESC, p.id LIMIT %s
'''
# what stands at an address as a login
_LOGIN = '''
SELECT u.id, u.active, u.password_hash IS NOT NULL AS known,
    ARRAY(SELECT g."group" FROM "res_user-res_group" g
        WHERE g."user" = u.id) AS groups,
    EXISTS (SELECT FROM itf_portal_access a
        WHERE a."user" = u.id AND a.active) AS invited
FROM res_user u WHERE lower(u.login) = %s OR lower(u.email) = %s
ORDER BY lower(u.login) = %s DESC, u.id
'''


def core(name):
    "A company's name as it is compared: no accents, no legal forms."
    # "S.E.N.C." is one word
    words = _WORD.findall(query.fold(name).replace('.', ''))
    return ' '.join(w for w in words if w not in _LEGAL) or ' '.join(words)


def tax_digits(number):
    "A tax number as it is compared."
    row, = select(f"SELECT {_TAX.format('%s')} AS digits", number)
    return row.digits


def account(email):
    """What stands at an address: 'none', 'active', 'invited', 'disabled' or
    'staff', which is anybody who is not in the portal's group alone.
    """
    portal = Pool().get('res.user').portal_group('portal')
    for user in select(_LOGIN, email, email, email):
        if set(user.groups) != {portal}:
            return 'staff'
        if user.active and user.known:
            return 'active'
        if user.active or user.known:
            return 'disabled'
        return 'invited' if user.invited else 'none'
    return 'none'


def candidates(company, email, tax_number):
    """The companies it may be: [{'party', 'name', 'code', 'reasons', ...}].

    Surest first; at most 20. 'administered': somebody there gives access.
    """
    found = {}

    def add(rows, reason):
        for row in rows:
            reasons = found.setdefault(row.party, [])
            if not set(reasons) & {reason, 'name'}:
                reasons.append(reason)
    digits = tax_digits(tax_number) if tax_number else ''
    if digits:
        add(select(_BY_TAX, digits), 'tax_number')
    add(select(_BY_EMAIL, email), 'email')
    add(select(_BY_PERSON, email, email), 'person')
    name = core(company)
    if name:
        for row in select(_BY_NAME, name, name, MAX_SIMILAR):
            add([row], 'name' if core(row.name or '') == name
                else 'similar_name')
    shown = select(
        'SELECT id, name, code FROM party_party '
        'WHERE id = ANY(%s) AND active', list(found))
    ranked = sorted(shown, key=lambda p: (
            min(REASONS.index(r) for r in found[p.id]),
            -len(found[p.id]), p.id))
    today = Pool().get('res.user').portal_today()
    return [{
            'party': p.id,
            'name': p.name or p.code,
            'code': p.code,
            'reasons': found[p.id],
            'administered': administered(p.id, today),
            } for p in ranked[:MAX_CANDIDATES]]


def administered(party, today):
    "Whether somebody administers a company, or is invited to."
    return any(
        r.role == 'company_administrator' and (r.usable or r.waits)
        and people.row_state(r, today) in {'active', 'coming'}
        for rows in people.rows_of(party).values() for r in rows)
