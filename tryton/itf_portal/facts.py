"""What the portal shows of orders, read by a handful of SQL statements.

Lists, pages, the board and the events are all made of these facts, so a row
of a list and the row inside an event cannot differ. Everything here reads
for a set of ids and knows nothing of rights: callers bring ids that passed
``Sale.search`` with access checks, or none of the caller's (the feed).

Quantities are in each line's own unit, amounts in the sale's currency.
Source of the amounts: the ``*_cache`` columns of trytond sale 7.0, which the
module also fills when a sale is quoted.
"""
from collections import namedtuple
from decimal import Decimal

from trytond.transaction import Transaction

from .texts import MIXED_UNITS, product_names, text, unit_names

ZERO = Decimal(0)
CLOSED = frozenset({'done', 'cancelled'})

# the date of a sale in its company's zone; create_date is naive UTC
DATE = (
    "COALESCE(s.sale_date, (s.create_date AT TIME ZONE 'UTC' "
    "AT TIME ZONE COALESCE(NULLIF(k.timezone, ''), 'UTC'))::date)")
# moves towards the customer count, moves from the customer count back; a
# move between two customers does neither
DIRECTION = (
    "CASE WHEN lt.type = 'customer' AND lf.type <> 'customer' THEN 1 "
    "WHEN lf.type = 'customer' AND lt.type <> 'customer' THEN -1 ELSE 0 END")
# a move's quantity in the unit of its line
QUANTITY = (
    'm.quantity * CASE WHEN m.unit = l.unit OR lu.factor IS NULL '
    'OR lu.factor = 0 THEN 1 ELSE mu.factor / lu.factor END')
# the id of the shipment of a move, null for anything but a customer shipment
SHIPMENT = (
    "CASE WHEN m.shipment LIKE 'stock.shipment.out,%%' "
    "THEN NULLIF(split_part(m.shipment, ',', 2), '')::int END")

_HEADS = f'''
SELECT s.id, s.company, s.party, p.name AS party_name,
    s.shipment_address AS site, s.portal_owner AS owner, s.number,
    s.reference, {DATE} AS date, s.state, s.shipment_state, s.invoice_state,
    c.code AS currency, c.digits AS digits,
    s.total_amount_cache AS total, s.untaxed_amount_cache AS untaxed,
    s.tax_amount_cache AS tax, s.shipping_date, s.invoice_address,
    s.payment_term, s.create_date AS created_at,
    s.portal_sent_at AS sent_at, s.portal_confirmed_at AS confirmed_at,
    s.portal_done_at AS done_at, s.portal_cancelled_at AS cancelled_at,
    COALESCE(s.portal_changed_at, s.write_date, s.create_date) AS changed_at
FROM sale_sale s
JOIN party_party p ON p.id = s.party
JOIN currency_currency c ON c.id = s.currency
JOIN company_company k ON k.id = s.company
WHERE s.id = ANY(%s)
'''

_LINES = f'''
SELECT l.sale, l.id, l.type AS kind, l.quantity::numeric AS quantity,
    l.unit, COALESCE(lu.digits, 2) AS digits, l.product, t.id AS template,
    NULLIF(p.code, '') AS code, l.unit_price,
    NULLIF(l.description, '') AS description,
    COALESCE(t.type IN ('goods', 'assets'), false) AS goods,
    moved.shipped, moved.pending, moved.ignored, moved.planned
FROM sale_line l
LEFT JOIN product_product p ON p.id = l.product
LEFT JOIN product_template t ON t.id = p.template
LEFT JOIN product_uom lu ON lu.id = l.unit
LEFT JOIN LATERAL (
    SELECT
        SUM(({QUANTITY}) * ({DIRECTION}))
            FILTER (WHERE m.state = 'done')::numeric AS shipped,
        SUM(({QUANTITY}) * ({DIRECTION}))
            FILTER (WHERE m.state NOT IN ('done', 'cancelled')
                AND o.state IN ('assigned', 'picked', 'packed'))::numeric
            AS pending,
        SUM(({QUANTITY}) * ({DIRECTION}))
            FILTER (WHERE m.state = 'cancelled' AND i.move IS NOT NULL
                )::numeric AS ignored,
        MIN(m.planned_date)
            FILTER (WHERE m.state NOT IN ('done', 'cancelled')
                AND lt.type = 'customer') AS planned
    FROM stock_move m
    JOIN stock_location lf ON lf.id = m.from_location
    JOIN stock_location lt ON lt.id = m.to_location
    JOIN product_uom mu ON mu.id = m.unit
    LEFT JOIN stock_shipment_out o ON o.id = {SHIPMENT}
    LEFT JOIN sale_line_moves_ignored_rel i
        ON i.move = m.id AND i.sale_line = l.id
    WHERE m.origin = 'sale.line,' || l.id
) moved ON true
WHERE l.sale = ANY(%s)
ORDER BY l.sale, l.sequence NULLS FIRST, l.id
'''

Facts = namedtuple('Facts', 'head lines row')


def _records(cursor):
    names = [column[0] for column in cursor.description]
    Record = namedtuple('Record', names)
    return [Record._make(values) for values in cursor]


def select(statement, *parameters):
    "The rows of a statement as named tuples."
    cursor = Transaction().connection.cursor()
    cursor.execute(statement, parameters)
    return _records(cursor)


def rounded(value, digits):
    "A Decimal with the digits of its unit or currency; None stays None."
    if value is None:
        return None
    return Decimal(value).quantize(Decimal(1).scaleb(-(digits or 0)))


class Line:
    """A sale line with what has happened to it.

    Quantities: Decimal in the line's unit. ``pending`` is in a shipment under
    preparation, ``back_ordered`` neither shipped nor pending of an order that
    is confirmed or later.
    """
    __slots__ = (
        'id', 'kind', 'code', 'name', 'unit', 'unit_id', 'product',
        'description', 'goods', 'quantity', 'unit_price', 'shipped',
        'pending', 'ignored', 'back_ordered', 'promised')

    def __init__(self, record, head, names, units):
        digits = record.digits
        self.id = record.id
        self.kind = record.kind
        self.code = record.code
        self.product = record.product
        self.description = record.description
        self.name = names.get(record.template) or text(
            (record.description or '').split('\n', 1)[0])
        self.unit_id = record.unit
        self.unit = units.get(record.unit)
        self.goods = bool(record.goods and record.kind == 'line')
        self.quantity = rounded(record.quantity, digits)
        self.unit_price = record.unit_price
        self.shipped = rounded(record.shipped or 0, digits)
        self.pending = rounded(record.pending or 0, digits)
        self.ignored = rounded(record.ignored or 0, digits)
        remaining = self.remaining
        if head.state in {'confirmed', 'processing', 'done'}:
            self.back_ordered = max(remaining - self.pending, ZERO)
        else:
            self.back_ordered = ZERO
        self.promised = None
        if remaining > 0 and head.state not in CLOSED:
            self.promised = record.planned or head.shipping_date

    @property
    def remaining(self):
        "What is still to ship; never negative."
        if not self.goods or not self.quantity or self.quantity < 0:
            return ZERO
        return max(self.quantity - self.shipped - self.ignored, ZERO)

    @property
    def signature(self):
        "Changes when what was ordered changes."
        return (
            self.id, self.kind, self.product, self.quantity, self.unit_id,
            self.unit_price, self.description)


def order_row(head, lines):
    "The contract's OrderRow."
    ordered = [line for line in lines if line.kind == 'line']
    goods = [line for line in ordered if line.goods]
    what = None
    if ordered:
        first = ordered[0]
        what = {
            'quantity': first.quantity,
            'unit': first.unit or text(''),
            'name': first.name,
            'more': len(ordered) - 1,
            }
    return {
        'id': head.id,
        'party': head.party,
        'party_name': head.party_name,
        'site': head.site,
        'owner': head.owner,
        'number': head.number or None,
        'reference': head.reference or None,
        'date': head.date,
        'state': head.state,
        'shipment_state': head.shipment_state,
        'invoice_state': head.invoice_state,
        'currency': head.currency,
        'total': rounded(head.total, head.digits),
        'ordered': sum((line.quantity or ZERO for line in goods), ZERO),
        'shipped': sum((line.shipped for line in goods), ZERO),
        'promised': min(
            (line.promised for line in goods if line.promised),
            default=None),
        'what': what,
        'changed_at': head.changed_at,
        }


def orders(ids):
    "The Facts of sales: {id: Facts}; missing ids are left out."
    ids = list(ids)
    if not ids:
        return {}
    heads = select(_HEADS, ids)
    records = select(_LINES, ids)
    names = product_names(r.template for r in records)
    units = unit_names(r.unit for r in records)
    lines = {head.id: [] for head in heads}
    by_id = {head.id: head for head in heads}
    for record in records:
        if record.sale in lines:
            lines[record.sale].append(
                Line(record, by_id[record.sale], names, units))
    return {
        id_: Facts(head, lines[id_], order_row(head, lines[id_]))
        for id_, head in by_id.items()}


def rows(ids):
    "The OrderRows of sales, in the order of the ids."
    found = orders(ids)
    return [found[id_].row for id_ in ids if id_ in found]


def goods_unit(lines):
    "The unit that goods are counted in, as Text."
    units = {
        line.unit_id: line.unit for line in lines
        if line.goods and line.unit}
    if len(units) == 1:
        unit, = units.values()
        return unit
    return dict(MIXED_UNITS)
