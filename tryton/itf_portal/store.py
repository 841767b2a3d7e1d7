"""The columns the module keeps on sales and invoices, written by SQL.

Written at commit by the feed and by the cron and the migration, never by the
ORM: no write date moves, no trigger fires.
"""
import psycopg2.errors

from trytond.pool import Pool
from trytond.transaction import Transaction

from .facts import DATE, select

# Folded like the words of a search: lower case, without accents.
SEARCH = '''
lower(unaccent(left(concat_ws(' ', s.number, s.reference, (
    SELECT string_agg(DISTINCT concat_ws(' ',
            p.code, t.name, x.names, l.description), ' ')
    FROM sale_line l
    LEFT JOIN product_product p ON p.id = l.product
    LEFT JOIN product_template t ON t.id = p.template
    LEFT JOIN LATERAL (
        SELECT string_agg(r.value, ' ') AS names
        FROM ir_translation r
        WHERE r.name = 'product.template,name' AND r.res_id = t.id
            AND r.type = 'model' AND r.lang IN ('fr', 'en')
        ) x ON true
    WHERE l.sale = s.id)), 20000)))
'''

_UPDATE = f'''
UPDATE sale_sale s SET
    portal_date = {DATE},
    portal_number = COALESCE(NULLIF(right(regexp_replace(
        s.number, '[^0-9]', '', 'g'), 9), '')::int, 0),
    portal_amount = COALESCE(s.total_amount_cache, 0),
    portal_search = {SEARCH},
    portal_promised = v.promised,
    portal_changed_at = COALESCE(
        v.changed, s.portal_changed_at, s.write_date, s.create_date),
    portal_sent_at = v.sent,
    portal_confirmed_at = v.confirmed,
    portal_done_at = v.done,
    portal_cancelled_at = v.cancelled
FROM unnest(%s::int[], %s::date[], %s::timestamp[], %s::timestamp[],
        %s::timestamp[], %s::timestamp[], %s::timestamp[])
    AS v(id, promised, changed, sent, confirmed, done, cancelled),
    company_company k
WHERE s.id = v.id AND k.id = s.company
'''

_UPDATE_DATES = '''
UPDATE sale_sale s SET
    portal_promised = v.promised,
    portal_changed_at = COALESCE(v.changed, s.portal_changed_at)
FROM unnest(%s::int[], %s::date[], %s::timestamp[])
    AS v(id, promised, changed)
WHERE s.id = v.id AND s.id = ANY(%s)
'''

_PLACE = '''
UPDATE account_invoice i SET portal_site = v.site, portal_owner = v.owner
FROM (
    SELECT x.invoice,
        CASE WHEN COUNT(DISTINCT COALESCE(s.shipment_address, 0)) = 1
            THEN MIN(s.shipment_address) END AS site,
        CASE WHEN COUNT(DISTINCT COALESCE(s.portal_owner, 0)) = 1
            THEN MIN(s.portal_owner) END AS owner
    FROM unnest(%s::int[], %s::int[]) AS x(invoice, sale)
    JOIN sale_sale s ON s.id = x.sale
    GROUP BY x.invoice
    ) v
WHERE i.id = v.invoice AND (
    i.portal_site IS DISTINCT FROM v.site
    OR i.portal_owner IS DISTINCT FROM v.owner)
'''


def update(values):
    """Bring all stored columns of sales up to date.

    values: (id, promised, changed or None, sent, confirmed, done, cancelled).
    For sales this transaction has written: their rows are its own already.
    """
    if not values:
        return
    cursor = Transaction().connection.cursor()
    cursor.execute(_UPDATE, [list(column) for column in zip(*values)])


def update_free(values):
    """Bring all stored columns up to date where the rows are free.

    values: as of ``update``. For sales of which this transaction has written
    lines only. A row that is not free is left to a queued task.
    """
    if not values:
        return
    ids = [value[0] for value in values]
    free = _lock(ids)
    update([value for value in values if value[0] in free])
    later = set(ids) - free
    if later:
        _refresh_later(later)


def update_dates(values):
    """Bring the promised date and the moment of change up to date.

    values: (id, promised, changed or None). For sales this transaction has
    not written: whoever ships must neither wait for somebody who works on the
    order nor fail because of them. A row that is not free is left to a queued
    task; the events do not depend on it.
    """
    if not values:
        return
    ids = [value[0] for value in values]
    free = _lock(ids)
    if free:
        cursor = Transaction().connection.cursor()
        cursor.execute(_UPDATE_DATES, [
                *(list(column) for column in zip(*values)), list(free)])
    later = set(ids) - free
    if later:
        _refresh_later(later)


def bump(ids, now):
    "Move the moment of change of sales, where their rows are free."
    free = _lock(ids)
    if free:
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'UPDATE sale_sale SET portal_changed_at = %s WHERE id = ANY(%s)',
            [now, list(free)])
    later = set(ids) - free
    if later:
        _refresh_later(later)


def reindex(templates):
    "Write the search column of the sales that hold a product.template anew."
    cursor = Transaction().connection.cursor()
    cursor.execute(
        f'UPDATE sale_sale s SET portal_search = {SEARCH} '
        'WHERE s.id IN (SELECT l.sale FROM sale_line l '
        'JOIN product_product p ON p.id = l.product '
        'WHERE p.template = ANY(%s))', [templates])


def _lock(ids):
    "Those of the sales whose rows could be locked without waiting."
    cursor = Transaction().connection.cursor()
    cursor.execute('SAVEPOINT itf_portal_feed')
    try:
        cursor.execute(
            'SELECT id FROM sale_sale WHERE id = ANY(%s) '
            'ORDER BY id FOR NO KEY UPDATE SKIP LOCKED', [list(ids)])
        free = {id_ for id_, in cursor}
    except psycopg2.errors.SerializationFailure:
        # somebody changed one of them after this transaction's snapshot
        cursor.execute('ROLLBACK TO SAVEPOINT itf_portal_feed')
        free = set()
    cursor.execute('RELEASE SAVEPOINT itf_portal_feed')
    return free


def _refresh_later(ids):
    Sale = Pool().get('sale.sale')
    Sale.__queue__.portal_refresh(Sale.browse(sorted(ids)))


def parties(ids):
    "{sale: party}"
    if not ids:
        return {}
    return {
        r.id: r.party for r in select(
            'SELECT id, party FROM sale_sale WHERE id = ANY(%s)', list(ids))}


def place_invoices(sales):
    """Store the site and the owner of invoices.

    sales: {invoice: {sale}}. An invoice has a site when all of its sales go
    to that one, and an owner likewise; else people of scope "site" or "own"
    do not see it.
    """
    pairs = [(i, s) for i, found in sales.items() for s in found]
    if not pairs:
        return
    cursor = Transaction().connection.cursor()
    cursor.execute(_PLACE, [list(column) for column in zip(*pairs)])
