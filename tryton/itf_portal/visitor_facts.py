"""What the forms for a quote and a pickup ask, besides who asks.

A request keeps its facts as one JSON object with exactly the keys of its
kind, so that a question can be added to a form without a column. Every value
is checked here, whatever the portal did before.
"""
import datetime as dt
import json
from functools import partial

from trytond.i18n import gettext
from trytond.pool import Pool

from .exceptions import BadQuery

PRODUCTS = ('new', 'reconditioned', 'heat_treated', 'custom', 'advice')
RHYTHMS = ('once', 'weekly', 'monthly')
CONDITIONS = ('good', 'mixed', 'broken')
MAX_QUANTITY = 100_000
MAX_TEXT = 100
# days before and after the company's today; a request may have waited for us
DAYS = (-60, 1100)


def clean(text, lines):
    "What can be shown of a text, in lines or in one."
    shown = '\n'.join(
        ''.join(c if c.isprintable() else ' ' if c.isspace() else ''
            for c in line)
        for line in text.replace('\r\n', '\n').split('\n'))
    return shown.strip() if lines else ' '.join(shown.split())


def _text(value, limit=MAX_TEXT, needed=False):
    if value is None and not needed:
        return None
    if not isinstance(value, str):
        raise ValueError
    value = clean(value, False)
    if len(value) > limit or (needed and not value):
        raise ValueError
    return value or None


def _choice(value, words):
    if not isinstance(value, str) or value not in words:
        raise ValueError
    return value


def _quantity(value):
    if type(value) is not int or not 0 < value <= MAX_QUANTITY:
        raise ValueError
    return value


def _bool(value):
    if type(value) is not bool:
        raise ValueError
    return value


def _day(value):
    "A date as it is kept, YYYY-MM-DD, or None."
    if value is None:
        return None
    if type(value) is not dt.date:
        raise ValueError
    today = Pool().get('res.user').portal_today()
    if not DAYS[0] <= (value - today).days <= DAYS[1]:
        raise ValueError
    return value.isoformat()


_needed = partial(_text, needed=True)
# kind -> key -> what makes the kept value of the given one
FACTS = {
    'quote': {
        'product': partial(_choice, words=PRODUCTS),
        'size': _text,
        'quantity': _quantity,
        'rhythm': partial(_choice, words=RHYTHMS),
        'city': _needed,
        'wished': _day,
        'export': _bool,
        },
    'pickup': {
        'quantity': _quantity,
        'condition': partial(_choice, words=CONDITIONS),
        'size': _text,
        'street': _needed,
        'city': _needed,
        'postal_code': partial(_needed, limit=12),
        'wished': _day,
        'hours': _text,
        'dock': _bool,
        },
    }
_WORDS = {
    'product': PRODUCTS, 'rhythm': RHYTHMS, 'condition': CONDITIONS}


def checked(kind, values):
    """A request's facts as they are kept, or None for a kind without any.

    values: exactly the keys of the kind, null for none; a custom product
    needs its size. BadQuery for what no form can send.
    """
    wanted = FACTS.get(kind)
    if wanted is None:
        if values is not None:
            raise BadQuery("facts")
        return None
    if not isinstance(values, dict) or set(values) != set(wanted):
        raise BadQuery("facts")
    facts = {}
    for key, make in wanted.items():
        try:
            facts[key] = make(values[key])
        except ValueError:
            raise BadQuery(key) from None
    if facts.get('product') == 'custom' and not facts['size']:
        raise BadQuery("size")
    return facts


def read(text):
    "The facts of a request's column, as they were given; None for none."
    if not text:
        return None
    facts = json.loads(text)
    if facts['wished']:
        facts['wished'] = dt.date.fromisoformat(facts['wished'])
    return facts


def told(kind, text):
    "The facts in words of the reader's language, a line for each."
    facts = read(text) or {}
    return '\n'.join(
        gettext('itf_portal.msg_fact_line',
            fact=gettext(f'itf_portal.msg_fact_{key}'),
            value=_word(key, facts[key]))
        for key in FACTS.get(kind, ()) if facts.get(key) is not None)


def _word(key, value):
    if isinstance(value, bool):
        return gettext(f'itf_portal.msg_fact_{"yes" if value else "no"}')
    if key in _WORDS:
        return gettext(f'itf_portal.msg_fact_{key}_{value}')
    return str(value)
