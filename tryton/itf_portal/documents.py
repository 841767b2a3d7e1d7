"""Shipments and invoices of orders, read by SQL for a set of sales.

The same rules as in ``facts``: callers bring ids they may show.
"""
from decimal import Decimal

from .facts import DIRECTION, QUANTITY, SHIPMENT, rounded, select
from .texts import product_names, unit_names

ISSUED = frozenset({'posted', 'paid', 'cancelled'})

_SHIPMENTS = f'''
SELECT l.sale, o.id, o.number, o.state, o.planned_date AS planned,
    o.effective_date AS shipped_on,
    NULLIF(o.portal_tracking, '') AS tracking,
    l.id AS line, p.template, l.unit, COALESCE(lu.digits, 2) AS digits,
    SUM(({QUANTITY}) * ({DIRECTION}))::numeric AS quantity,
    SUM(({QUANTITY}) * ({DIRECTION}))
        FILTER (WHERE m.state = 'done')::numeric AS done
FROM sale_line l
JOIN stock_move m ON m.origin = 'sale.line,' || l.id
JOIN stock_location lf ON lf.id = m.from_location
JOIN stock_location lt ON lt.id = m.to_location
JOIN product_uom mu ON mu.id = m.unit
JOIN stock_shipment_out o ON o.id = {SHIPMENT}
LEFT JOIN product_uom lu ON lu.id = l.unit
LEFT JOIN product_product p ON p.id = l.product
WHERE l.sale = ANY(%s) AND (m.state <> 'cancelled' OR o.state = 'cancelled')
GROUP BY l.sale, o.id, l.id, p.template, lu.digits
ORDER BY l.sale, o.id, l.sequence NULLS FIRST, l.id
'''

# An invoice concerns a sale when one of its lines comes from one of the
# sale's lines, directly or as the credit of such a line.
_INVOICE_SALES = '''
SELECT DISTINCT v.invoice, l.sale
FROM (
    SELECT il.invoice, il.origin FROM account_invoice_line il
    WHERE il.invoice = ANY(%s) AND il.origin LIKE 'sale.line,%%'
    UNION ALL
    SELECT il.invoice, ol.origin FROM account_invoice_line il
    JOIN account_invoice_line ol ON ol.id =
        NULLIF(split_part(il.origin, ',', 2), '')::int
    WHERE il.invoice = ANY(%s)
        AND il.origin LIKE 'account.invoice.line,%%'
        AND ol.origin LIKE 'sale.line,%%'
) v
JOIN sale_line l ON l.id = NULLIF(split_part(v.origin, ',', 2), '')::int
'''

_SALE_INVOICES = '''
WITH direct AS (
    SELECT il.id, il.invoice FROM sale_line l
    JOIN account_invoice_line il ON il.origin = 'sale.line,' || l.id
    WHERE l.sale = %s
)
SELECT invoice FROM direct WHERE invoice IS NOT NULL
UNION
SELECT il.invoice FROM direct d
JOIN account_invoice_line il ON il.origin = 'account.invoice.line,' || d.id
WHERE il.invoice IS NOT NULL
'''

# Mirrors account.invoice get_lines_to_pay and get_amount_to_pay: what is not
# reconciled of the receivable lines and of the payments on them.
_INVOICES = '''
SELECT i.id, i.number, i.type, i.state, i.party, i.invoice_date AS date,
    i.total_amount_cache AS total, c.digits AS digits,
    i.portal_site AS site, i.portal_owner AS owner,
    owed.due, owed.open_due, owed.amount, paid.amount AS paid
FROM account_invoice i
JOIN currency_currency c ON c.id = i.currency
LEFT JOIN LATERAL (
    SELECT MAX(x.maturity_date) AS due,
        MIN(x.maturity_date) FILTER (WHERE x.reconciliation IS NULL)
            AS open_due,
        SUM(CASE WHEN x.second_currency = i.currency
                THEN x.amount_second_currency
                ELSE COALESCE(x.debit, 0) - COALESCE(x.credit, 0) END)
            FILTER (WHERE x.reconciliation IS NULL) AS amount
    FROM account_move_line x
    WHERE x.account = i.account AND (x.move = i.move OR x.move IN (
            SELECT a.move FROM "account_invoice-additional-account_move" a
            WHERE a.invoice = i.id))
) owed ON true
LEFT JOIN LATERAL (
    SELECT SUM(CASE WHEN x.second_currency = i.currency
                THEN x.amount_second_currency
                ELSE COALESCE(x.debit, 0) - COALESCE(x.credit, 0) END)
            AS amount
    FROM "account_invoice-account_move_line" r
    JOIN account_move_line x ON x.id = r.line
    WHERE r.invoice = i.id AND x.reconciliation IS NULL
) paid ON true
WHERE i.id = ANY(%s)
'''


def shipments(ids):
    """The customer shipments of sales: {sale: [shipment]}.

    A shipment is the contract's, with ``done`` besides: the quantity of goods
    it has brought to the customer. One that holds several sales shows each
    sale its own lines only.
    """
    records = select(_SHIPMENTS, list(ids))
    names = product_names(r.template for r in records)
    units = unit_names(r.unit for r in records)
    result = {id_: [] for id_ in ids}
    for record in records:
        found = result[record.sale]
        if not found or found[-1]['id'] != record.id:
            found.append({
                    'id': record.id,
                    'number': record.number,
                    'state': record.state,
                    'planned': record.planned,
                    'shipped_on': (
                        record.shipped_on if record.state == 'done'
                        else None),
                    'tracking': record.tracking,
                    'lines': [],
                    'done': Decimal(0),
                    })
        found[-1]['lines'].append({
                'name': names.get(record.template),
                'unit': units.get(record.unit),
                'quantity': rounded(record.quantity, record.digits),
                })
        found[-1]['done'] += rounded(record.done or 0, record.digits)
    return result


def invoice_sales(ids):
    "The sales each invoice concerns: {invoice: {sale}}."
    ids = list(ids)
    result = {id_: set() for id_ in ids}
    if ids:
        for record in select(_INVOICE_SALES, ids, ids):
            result[record.invoice].add(record.sale)
    return result


def invoices(ids):
    """Issued customer invoices: {id: invoice}; drafts are left out.

    The contract's invoice of an order, with party, site and owner besides.
    Amounts in the invoice's currency; what is owed in another currency than
    the invoice's counts in the company's, unconverted.
    """
    ids = list(ids)
    if not ids:
        return {}
    result = {}
    for record in select(_INVOICES, ids):
        if (record.type != 'out' or record.state not in ISSUED
                or not record.number):
            continue
        to_pay = Decimal(0)
        if record.state == 'posted':
            to_pay = (record.amount or 0) + (record.paid or 0)
        total = record.total or Decimal(0)
        result[record.id] = {
            'id': record.id,
            'number': record.number,
            'kind': 'credit_note' if total < 0 else 'invoice',
            'state': record.state,
            'date': record.date,
            'due': record.open_due or record.due,
            'total': rounded(total, record.digits),
            'to_pay': rounded(to_pay, record.digits),
            'party': record.party,
            'site': record.site,
            'owner': record.owner,
            }
    return result


def sale_invoices(sale):
    "The issued invoices and credit notes of one sale, oldest first."
    ids = [r.invoice for r in select(_SALE_INVOICES, sale)]
    found = invoices(ids)
    return sorted(
        found.values(), key=lambda i: (i['date'] is None, i['date'], i['id']))
