"""The portal's queries: what they may say, and keyset positions.

A query is a dictionary of exactly named keys; anything else is a bad query,
because it can only come from a portal of another version or from somebody
who is not the portal.
"""
import base64
import binascii
import datetime as dt
import json
from collections import namedtuple
from decimal import Decimal, InvalidOperation

from sql.operators import And, Concat, Like
from trytond.transaction import Transaction

from .exceptions import BadQuery
from .facts import select

MAX_LIMIT = 100
MAX_SEARCH = 200
MAX_WORDS = 12
MAX_ID = 2 ** 31 - 1
COUNT_LIMIT = 1000
# A word that a smaller share of the orders holds is rare: among a customer's,
# where the index of the customer halves the work, and among everybody's.
RARE = 0.2
RARE_OF_ALL = 0.02

# patterns of which every one is wanted, and which share of the orders is rare
Words = namedtuple('Words', 'patterns rare')

# word of the portal -> domain
STATES = {
    'draft': [('state', '=', 'draft')],
    'quotation': [('state', '=', 'quotation')],
    'confirmed': [('state', '=', 'confirmed')],
    'preparing': [
        ('state', '=', 'processing'),
        ('shipment_state', 'not in', ['partially shipped', 'sent']),
        ],
    'partly_shipped': [
        ('state', '=', 'processing'),
        ('shipment_state', '=', 'partially shipped'),
        ],
    'shipped': [
        ('state', '=', 'processing'),
        ('shipment_state', '=', 'sent'),
        ],
    'done': [('state', '=', 'done')],
    'cancelled': [('state', '=', 'cancelled')],
    }
# sort -> (field, how a cursor writes its value, how it is read again)
SORTS = {
    'date': ('portal_date', dt.date.isoformat, dt.date.fromisoformat),
    'number': ('portal_number', int, int),
    'amount': ('portal_amount', str, Decimal),
    'changed': (
        'portal_changed_at', dt.datetime.isoformat,
        dt.datetime.fromisoformat),
    }


def late(today):
    "A promised date has passed and something is still to ship."
    return [
        ('state', 'in', ['confirmed', 'processing']),
        ('portal_promised', '<', today),
        ]


def search_ids(Model, domain, order, limit):
    """The ids of a search, rules included, without reading the records."""
    cursor = Transaction().connection.cursor()
    cursor.execute(*Model.search(
            domain, order=order, limit=limit, query=True))
    return [id_ for id_, in cursor]


def is_id(value):
    return type(value) is int and 0 < value <= MAX_ID


def parse(query, allowed, defaults):
    "The query with its defaults; BadQuery when it is not one."
    if not isinstance(query, dict) or set(query) - set(allowed):
        raise BadQuery("keys")
    result = dict(defaults)
    result.update(query)
    search = result.get('search')
    if search is not None and (
            not isinstance(search, str) or len(search) > MAX_SEARCH
            or '\x00' in search):
        raise BadQuery("search")
    states = result.get('states')
    if states is not None:
        words = {*STATES, 'late'}
        if (not isinstance(states, (list, tuple))
                or not all(isinstance(s, str) and s in words
                    for s in states)):
            raise BadQuery("states")
    for name in ('from', 'to'):
        value = result.get(name)
        if value is not None and type(value) is not dt.date:
            raise BadQuery(name)
    for name in ('party', 'customer'):
        if name in allowed:
            value = result.get(name)
            if value is None and name == 'customer':
                continue
            if not is_id(value):
                raise BadQuery(name)
    for name in ('descending', 'backwards'):
        if name in allowed and type(result[name]) is not bool:
            raise BadQuery(name)
    if 'sort' in allowed and (
            not isinstance(result['sort'], str)
            or result['sort'] not in {'date', 'number', 'amount'}):
        raise BadQuery("sort")
    limit = result['limit']
    if type(limit) is not int or not 1 <= limit <= MAX_LIMIT:
        raise BadQuery("limit")
    cursor = result.get('cursor')
    if cursor is not None and not isinstance(cursor, str):
        raise BadQuery("cursor")
    return result


def fold(words):
    "Lower case without accents, by the same functions as the column."
    cursor = Transaction().connection.cursor()
    cursor.execute('SELECT lower(unaccent(%s))', [words])
    return cursor.fetchone()[0]


def search_domain(search, rare=None):
    "Every word somewhere in the search column."
    if not search or not search.strip():
        return []
    patterns = []
    for word in fold(search).split()[:MAX_WORDS]:
        for character in ('\\', '%', '_'):
            word = word.replace(character, '\\' + character)
        patterns.append(f'%{word}%')
    words = Words(patterns, RARE if rare is None else rare)
    return [('portal_search', 'like', words)]


def every(column, words, total):
    """A condition that a column of sales is like every one of the patterns.

    total: about how many sales there are.

    The index answers for words that are rare; asked for all of them it goes
    through the long lists of those that nearly every order holds as well. So
    only the rarest is left to it, when there is a rare one, and the others
    are looked for in what it finds.
    """
    def like(column, pattern):
        return Like(column, pattern, escape='\\')
    patterns = words.patterns
    if len(patterns) > 1:
        expected, rarest = min((_expected(p), p) for p in patterns)
        if expected < words.rare * total:
            return And([like(column, rarest), *(
                        like(Concat(column, ''), p)
                        for p in patterns if p != rarest)])
    return And([like(column, p) for p in patterns])


def _expected(pattern):
    "How many sales PostgreSQL expects to be like a pattern."
    cursor = Transaction().connection.cursor()
    cursor.execute(
        'EXPLAIN (FORMAT JSON) SELECT FROM sale_sale '
        'WHERE portal_search LIKE %s', [pattern])
    (plan,), = cursor.fetchone()
    return plan['Plan']['Plan Rows']


def states_domain(states, today):
    if not states:
        return []
    return ['OR', *(
            late(today) if word == 'late' else STATES[word]
            for word in sorted(set(states)))]


def encode(sort, descending, value, id_):
    "An opaque position in a list: after this value and id."
    _, write, _ = SORTS[sort]
    position = [sort, descending, write(value), id_]
    return base64.urlsafe_b64encode(
        json.dumps(position, separators=(',', ':')).encode()).decode()


def decode(cursor, sort, descending):
    "(value, id) of a position; BadQuery when it is not of this list."
    _, _, read = SORTS[sort]
    try:
        position = json.loads(
            base64.b64decode(cursor.encode('ascii'), altchars=b'-_',
                validate=True))
        its_sort, its_descending, value, id_ = position
        if its_sort != sort or its_descending is not descending:
            raise BadQuery("cursor")
        value = read(value)
        if isinstance(value, Decimal) and not value.is_finite():
            raise BadQuery("cursor")
        if type(value) is int and abs(value) >= 2 ** 31:
            raise BadQuery("cursor")
    except (ValueError, TypeError, UnicodeError, binascii.Error,
            InvalidOperation, RecursionError):
        raise BadQuery("cursor")
    if not is_id(id_):
        raise BadQuery("cursor")
    return value, id_


def keyset(sort, descending, cursor, backwards):
    """The order of a list and the domain of what lies beyond a position.

    Going backwards reads away from the position in the other direction; the
    caller turns the rows round again.
    """
    field, _, _ = SORTS[sort]
    down = descending != backwards
    word = 'DESC' if down else 'ASC'
    order = [(field, word), ('id', word)]
    if cursor is None:
        return order, []
    value, id_ = decode(cursor, sort, descending)
    beyond = '<' if down else '>'
    # the first clause says nothing new, it lets the index begin in the place
    return order, [
        (field, beyond + '=', value),
        ['OR', (field, beyond, value), ('id', beyond, id_)],
        ]


def beyond_ids(ids, sort, descending, cursor, backwards, limit):
    """Those of the ids of sales that lie beyond a position, in order.

    Where there are few hits among many sales, reading on from the position
    would pass all the others; the hits themselves are known.
    """
    field, _, _ = SORTS[sort]
    down = descending != backwards
    value, id_ = decode(cursor, sort, descending)
    word = 'DESC' if down else 'ASC'
    return [r.id for r in select(
            f'SELECT id FROM sale_sale WHERE id = ANY(%s) '
            f'AND ({field}, id) {"<" if down else ">"} (%s, %s) '
            f'ORDER BY {field} {word}, id {word} LIMIT %s',
            ids, value, id_, limit)]
