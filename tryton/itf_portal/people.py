"""The people of one company: what its administrator sees, and new people.

Somebody who was invited is shown as they were invited, by that name and
address, until they sign in: whether the address had an account before, what
name it goes by and when it was last used is nobody's business until then.
For the same reason a colleague is known by the smallest id of their rows of
access at the company and never by the id of their user.
"""
import re
import unicodedata

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from . import access
from .exceptions import Refused
from .facts import select
from .feed import feed

MAX_NAME = 100
MAX_EMAIL = 254
MAX_COLLEAGUES = 500
_EMAIL = re.compile(r'[^@\s<>"(),:;\\\[\]]+@[^@\s<>"(),:;\\\[\]]+\.[^@\s.]{2,}\Z')

_ROWS = f'''
SELECT a.id, a."user" AS person, a.role, a.scope, a.site, a.active,
    a.from_date, a.to_date, a.invited_name, a.invited_email,
    a.invited_at IS NOT NULL AND a.accepted_at IS NULL AS pending,
    {access.WAITS} AS waits,
    COALESCE(a.write_date, a.create_date) AS stamp,
    u.login, u.name, u.active AS usable, u.portal_signed_in_at AS signed_in_at
FROM itf_portal_access a JOIN res_user u ON u.id = a."user"
WHERE a.party = %s ORDER BY a.id
'''
_SITE_NAME = (
    "COALESCE(NULLIF(name, ''), NULLIF(party_name, ''), "
    "NULLIF(split_part(street, E'\\n', 1), ''), city, '')")


def site_names(ids):
    "What sites are called: {party.address id: str}."
    return {r.id: r.name for r in select(
            f'SELECT id, {_SITE_NAME} AS name FROM party_address '
            'WHERE id = ANY(%s)', [i for i in ids if i])}


def sites(party):
    "The delivery addresses of a company, by name: [{'id', 'name'}]."
    return [{'id': r.id, 'name': r.name} for r in select(
            f'SELECT id, {_SITE_NAME} AS name FROM party_address a '
            'WHERE party = %s AND active AND (delivery OR EXISTS ('
            'SELECT FROM itf_portal_access WHERE site = a.id)) '
            'ORDER BY 2, 1', party)]


def rows_of(party):
    "The rows of access of a company, by person: {user id: [row]}."
    people = {}
    for row in select(_ROWS, party):
        people.setdefault(row.person, []).append(row)
    return people


def version(row):
    "Changes whenever the row of access does."
    return row.stamp.isoformat()


def row_state(row, today):
    if not row.active:
        return 'revoked'
    if row.from_date and row.from_date > today:
        return 'coming'
    if row.to_date and row.to_date < today:
        return 'ended'
    return 'active'


def colleague(rows, today, names):
    "The contract's Colleague of a person's rows at one company."
    first = rows[0]
    pending = next((r for r in rows if r.pending), None)
    shown = [r for r in rows if r.active]
    if not shown:
        last = max(r.stamp for r in rows)
        shown = [r for r in rows if r.stamp == last]
    states = {row_state(r, today) for r in shown}
    if states == {'revoked'} or not (pending or first.usable):
        state = 'disabled'
    elif pending:
        state = 'invited'
    else:
        state = next(s for s in ('active', 'coming', 'ended') if s in states)
    return {
        'id': first.id,
        'name': pending.invited_name if pending
        else first.name or first.login,
        'login': pending.invited_email if pending else first.login,
        'self': first.person == Transaction().user,
        'state': state,
        'accepted': not first.waits,
        # when somebody who has left was last seen is not the company's
        'signed_in_at': None if pending or state == 'disabled'
        else first.signed_in_at,
        'grants': [{
                'id': r.id,
                'version': version(r),
                'role': r.role,
                'scope': r.scope,
                'site': r.site,
                'site_name': names.get(r.site),
                'from': r.from_date,
                'to': r.to_date,
                'state': row_state(r, today),
                } for r in shown],
        }


def _by_name(colleague):
    "As people look names up: accents do not count, who has none is last."
    name = unicodedata.normalize('NFKD', colleague['name'].casefold())
    return (
        colleague['state'] in {'ended', 'disabled'},
        ''.join(c for c in name if not unicodedata.combining(c)),
        colleague['id'])


def colleagues(party, today):
    "Everybody who has access to a company, and then who had, by name."
    people = rows_of(party)
    names = site_names({r.site for rows in people.values() for r in rows})
    found = [colleague(rows, today, names) for rows in people.values()]
    return sorted(found, key=_by_name)


def is_email(text):
    return (len(text) <= MAX_EMAIL and text.isprintable()
        and bool(_EMAIL.match(text)))


def invitee(name, email):
    "The name and the address as they are kept; Refused when they are none."
    name = ' '.join(name.split())
    email = email.strip().lower()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise Refused('bad_name', gettext('itf_portal.msg_bad_name'))
    if not is_email(email):
        raise Refused('bad_email', gettext('itf_portal.msg_bad_email'))
    return name, email


def account(email, name, party):
    """The user an invitation is for, made when there is none.

    Only an account of the portal group alone is somebody who can be invited.
    Where the address is the login of anybody else (our own staff), an account
    beside it is made, which nobody can sign in to: the answer is the same.
    A new account has no password and is not active until its owner has
    activated it.
    """
    pool = Pool()
    User = pool.get('res.user')
    portal = User.portal_group('portal')
    login, beside = email, f'{email} ({party})'
    for record in select(
            'SELECT u.id, ARRAY(SELECT "group" FROM "res_user-res_group" '
            'WHERE "user" = u.id) AS groups FROM res_user u '
            'WHERE lower(u.login) = ANY(%s) ORDER BY lower(u.login), u.id',
            [email, beside]):
        if set(record.groups) == {portal}:
            return record.id
        login = beside
    pool.get('itf_portal.request').alone('login', login)
    inviter = User(Transaction().user)
    user, = User.create([{
                'login': login,
                'name': name,
                'email': email,
                'language': inviter.language and inviter.language.id,
                'active': False,
                'groups': [('add', [portal])],
                }])
    return user.id


def signed_in(user):
    """Note that a person has signed in: their invitations are accepted.

    Only where they have an access today: whoever is not let in has accepted
    nothing, and stays who they were invited as. Once a minute at most, so that
    sign-ins at the same time do not wait for each other.
    """
    today = Pool().get('res.user').portal_today()
    cursor = Transaction().connection.cursor()
    cursor.execute(
        "UPDATE res_user SET portal_signed_in_at = CURRENT_TIMESTAMP "
        "AT TIME ZONE 'UTC' WHERE id = %s AND (portal_signed_in_at IS NULL "
        "OR portal_signed_in_at < CURRENT_TIMESTAMP AT TIME ZONE 'UTC' "
        "- INTERVAL '1 minute')", [user])
    cursor.execute(
        "UPDATE itf_portal_access a SET accepted_at = CURRENT_TIMESTAMP "
        "AT TIME ZONE 'UTC' WHERE \"user\" = %s AND invited_at IS NOT NULL "
        'AND accepted_at IS NULL AND EXISTS ('
        'SELECT FROM itf_portal_access h WHERE h."user" = a."user" '
        'AND h.party = a.party AND h.active '
        'AND COALESCE(h.from_date, %s) <= %s '
        'AND COALESCE(h.to_date, %s) >= %s) '
        'RETURNING id, party', [user, *[today] * 4])
    for id_, party in cursor.fetchall():
        feed().touch_access(id_, user, party, 'changed')
