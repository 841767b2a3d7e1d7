"""The page of one order, for customers and for staff.

Callers have made sure that the reader may see the order.
"""
import datetime as dt
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction, without_check_access

from . import documents, event, facts
from .facts import rounded
from .texts import text, texts


def order_detail(id_, areas, bills=None):
    """The contract's OrderDetail of a sale, or None when there is none.

    areas: the areas of events the reader may see besides invoices. bills:
    True for all invoices, else the grants that open invoices of the sale's
    party; without any, ``invoices`` is null.
    """
    as_of = dt.datetime.utcnow()
    found = facts.orders([id_]).get(id_)
    if not found:
        return None
    head, lines, row = found
    areas = list(areas)
    invoices = None
    if bills:
        invoices = _readable(documents.sale_invoices(id_), bills)
        if bills is True or any(_covers(g, head) for g in bills):
            areas.append('invoice')
    addresses = _addresses(
        {a for a in (head.invoice_address, head.site) if a})
    terms = texts(
        'account_invoice_payment_term', 'account.invoice.payment_term',
        'name', [head.payment_term])
    return {
        'row': row,
        'steps': {
            'created': head.created_at,
            'sent': head.sent_at,
            'confirmed': head.confirmed_at,
            'done': head.done_at,
            'cancelled': head.cancelled_at,
            },
        'untaxed': rounded(head.untaxed, head.digits),
        'tax': rounded(head.tax, head.digits),
        'taxes': _taxes(head),
        'payment_term': terms.get(head.payment_term),
        'invoice_address': addresses.get(head.invoice_address),
        'shipment_address': addresses.get(head.site),
        'lines': list(_lines(head, lines)),
        'shipments': [
            {name: value for name, value in shipment.items()
                if name != 'done'}
            for shipment in documents.shipments([id_])[id_]
            if shipment['state'] != 'draft'],
        'invoices': invoices,
        'changes': event.history(id_, head.party, areas),
        'as_of': as_of,
        }


def _covers(grant, record):
    "Whether a grant reaches a document with this site and owner."
    if grant.scope == 'company':
        return True
    if grant.scope == 'site':
        return record.site == grant.site
    return record.owner == Transaction().user


def _readable(invoices, bills):
    hidden = {'party', 'site', 'owner'}

    def readable(invoice):
        if bills is True:
            return True
        user = Transaction().user
        return any(
            grant.party == invoice['party'] and (
                grant.scope == 'company'
                or (grant.scope == 'site'
                    and grant.site == invoice['site'])
                or (grant.scope == 'own' and user == invoice['owner']))
            for grant in bills)
    return [
        {name: value for name, value in invoice.items()
            if name not in hidden}
        for invoice in invoices if readable(invoice)]


def _lines(head, lines):
    subtotal = Decimal(0)
    for line in lines:
        amount = None
        if line.kind == 'line':
            amount = rounded(
                (line.quantity or 0) * (line.unit_price or 0), head.digits)
            subtotal += amount
        elif line.kind == 'subtotal':
            amount, subtotal = rounded(subtotal, head.digits), Decimal(0)
        yield {
            'id': line.id,
            'kind': line.kind,
            'code': line.code,
            'name': line.name,
            'description': line.description,
            'unit': line.unit if line.kind == 'line' else None,
            'quantity': line.quantity if line.kind == 'line' else None,
            'unit_price': line.unit_price if line.kind == 'line' else None,
            'amount': amount,
            'goods': line.goods,
            'shipped': line.shipped,
            'pending': line.pending,
            'back_ordered': line.back_ordered,
            'promised': line.promised,
            }


@without_check_access
def _taxes(head):
    """The taxes of a sale as its totals have them: [{name, amount}].

    Computed by Tryton itself; only a sale whose total is stored has any, so
    that the sum always agrees with ``tax``.
    """
    if head.tax is None:
        return []
    pool = Pool()
    Sale = pool.get('sale.sale')
    with Transaction().set_context(company=head.company):
        taxes = Sale(head.id)._get_taxes().values()
        amounts = {}
        for tax in taxes:
            key = tax['tax']
            amounts[key] = amounts.get(key, Decimal(0)) + tax['amount']
    names = texts('account_tax', 'account.tax', 'description', amounts)
    order = {
        r.id: n for n, r in enumerate(facts.select(
                'SELECT id FROM account_tax WHERE id = ANY(%s) '
                'ORDER BY sequence NULLS FIRST, id', list(amounts)))}
    return [
        {'name': names.get(key) or text(''),
            'amount': rounded(amounts[key], head.digits)}
        for key in sorted(amounts, key=order.get)]


def _addresses(ids):
    """The contract's Address of party.addresses, written as in Québec.

    The country is left out when it is the company's own.
    """
    result = {}
    for r in facts.select(
            "SELECT a.id, COALESCE(NULLIF(a.party_name, ''), p.name) AS name, "
            'a.name AS building, a.street, a.city, a.postal_code, '
            's.name AS subdivision, c.name AS country '
            'FROM party_address a JOIN party_party p ON p.id = a.party '
            'LEFT JOIN country_subdivision s ON s.id = a.subdivision '
            'LEFT JOIN country_country c ON c.id = a.country '
            'AND a.country IS DISTINCT FROM ('
            'SELECT o.country FROM company_company k '
            'JOIN party_address o ON o.party = k.party '
            'WHERE o.country IS NOT NULL ORDER BY k.id, o.id LIMIT 1) '
            'WHERE a.id = ANY(%s)', list(ids)):
        city = ' '.join(filter(None, [
                    r.city,
                    f'({r.subdivision})' if r.subdivision else None,
                    r.postal_code]))
        lines = [
            r.building, *(r.street or '').splitlines(), city, r.country]
        result[r.id] = {
            'name': r.name,
            'lines': [
                line.strip() for line in lines if line and line.strip()],
            }
    return result
