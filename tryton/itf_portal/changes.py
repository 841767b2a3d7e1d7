"""The net change of a transaction as events: pure functions over snapshots.

A snapshot is what the portal shows of a sale at one moment. Comparing the
one before the transaction's first touch with the one at its commit gives the
events; what changed and changed back gives none.
"""
from collections import namedtuple
from decimal import Decimal

from .facts import goods_unit

OPEN = frozenset({'quotation', 'confirmed', 'processing', 'done'})
ORDERED = frozenset({'confirmed', 'processing', 'done'})
# what a person is told of; 'progress' only brings rows up to date
TOLD = frozenset({
        'created', 'removed', 'state', 'shipped', 'shipment', 'promised',
        'lines', 'reference', 'details', 'invoice'})
PROMISING = frozenset({'quotation', 'confirmed', 'processing'})

Stamps = namedtuple('Stamps', 'sent confirmed done cancelled')
# facts: facts.Facts; shipments: documents.shipments of the sale
Snapshot = namedtuple('Snapshot', 'facts shipments stamps')
# a row of itf_portal_event before it is written
Event = namedtuple(
    'Event', 'kind model record sale party site owner user area detail')


def stamps_of(head):
    return Stamps(
        head.sent_at, head.confirmed_at, head.done_at, head.cancelled_at)


def stamped(before, after, now):
    """The Stamps of a sale at commit.

    A stamp that somebody wrote in this transaction stays as written.
    """
    was = before.facts.head.state if before else None
    old = before.stamps if before else Stamps(None, None, None, None)
    state = after.facts.head.state
    new = after.stamps
    sent, confirmed, done, cancelled = new
    if new.sent == old.sent and state in OPEN and was not in OPEN:
        sent = now
    if new.confirmed == old.confirmed:
        if state in ORDERED and was not in ORDERED:
            confirmed = now
        elif state in {'draft', 'quotation'}:
            confirmed = None
    if new.done == old.done:
        if state != 'done':
            done = None
        elif was != 'done':
            done = now
    if new.cancelled == old.cancelled:
        if state != 'cancelled':
            cancelled = None
        elif was != 'cancelled':
            cancelled = now
    return Stamps(sent, confirmed, done, cancelled)


def visible(snapshot):
    "Whether customers may see the sale; the record rules say the same."
    if snapshot is None:
        return False
    head = snapshot.facts.head
    if head.state == 'draft':
        return head.owner is not None
    return snapshot.stamps.sent is not None


def area(snapshot):
    "The area of events about the sale itself."
    if not visible(snapshot):
        return 'internal'
    state = snapshot.facts.head.state
    if state in {'draft', 'quotation'}:
        return 'quote'
    if state == 'cancelled' and snapshot.stamps.confirmed is None:
        return 'quote'
    return 'order'


def _place(snapshot):
    head = snapshot.facts.head
    return head.party, head.site, head.owner


def sale_events(before, after):
    """The events of one sale, the most telling last.

    ``before`` is None for a new sale, ``after`` for a deleted one; the row of
    ``after`` already carries the moment of this change.
    """
    if before is None and after is None:
        return []
    seen, sees = visible(before), visible(after)

    def event(kind, detail=None, of=after, where=None, row=True):
        detail = dict(detail or {})
        if row:
            detail['row'] = of.facts.row
        party, site, owner = _place(of)
        return Event(
            kind, 'sale.sale', of.facts.head.id, of.facts.head.id, party,
            site, owner, None, where or area(of), detail)

    def removed(**extra):
        return event(
            'removed', {'number': before.facts.head.number or None, **extra},
            of=before, row=False)

    if after is None:
        return [removed()]
    if before is None:
        return [event('created')]
    old, new = before.facts, after.facts
    moved = _place(before) != _place(after)
    result = []
    if seen and (not sees or moved):
        # whoever loses sight of it hears so, in the old place
        result.append(removed(moved=True) if sees else removed())
    if sees and (not seen or moved):
        result.append(event('created', {'moved': True} if seen else None))
    if sees != seen:
        # customers heard "created" or "removed"; staff see what happened
        if old.head.state != new.head.state:
            result.append(event(
                    'state', {
                        'old': old.head.state, 'new': new.head.state},
                    where='internal'))
        return result
    if ((old.head.invoice_address, old.head.site, old.head.payment_term)
            != (new.head.invoice_address, new.head.site,
                new.head.payment_term)):
        result.append(event('details'))
    if (old.head.reference or None) != (new.head.reference or None):
        result.append(event('reference', {
                    'old': old.head.reference or None,
                    'new': new.head.reference or None}))
    if ([line.signature for line in old.lines]
            != [line.signature for line in new.lines]):
        result.append(event('lines', {
                    'old': old.row['total'], 'new': new.row['total']}))
    shipped, shipments = _shipment_events(before, after, event)
    if (new.row['promised'] != old.row['promised'] and not shipped
            and new.head.state in PROMISING
            and new.row['shipped'] < new.row['ordered']):
        result.append(event('promised', {
                    'old': old.row['promised'],
                    'new': new.row['promised']}))
    result.extend(shipments)
    result.extend(shipped)
    if old.head.state != new.head.state:
        result.append(event('state', {
                    'old': old.head.state, 'new': new.head.state}))
    if (_shown(before) != _shown(after)
            and not any('row' in e.detail for e in result)):
        # whatever else a list or a page shows
        result.append(event('progress', {
                    'old': old.head.shipment_state,
                    'new': new.head.shipment_state}))
    return result


def _shown(snapshot):
    "All that lists and pages show of a sale, for comparing."
    row = dict(snapshot.facts.row, changed_at=None)
    lines = [
        (line.id, line.name, line.code, line.shipped, line.pending,
            line.back_ordered, line.promised)
        for line in snapshot.facts.lines]
    return row, lines, snapshot.shipments


def _shipment_events(before, after, event):
    "The events 'shipped' and 'shipment' of a sale, as two lists."
    shipped, moved = [], []
    row = after.facts.row
    known = {s['id']: s for s in before.shipments}
    for shipment in after.shipments:
        old = known.get(shipment['id'])
        quantity = shipment['done'] - (old['done'] if old else Decimal(0))
        if quantity > 0:
            shipped.append(event('shipped', {
                        'shipment': shipment['id'],
                        'quantity': quantity,
                        'unit': goods_unit(after.facts.lines),
                        'remaining': sum(
                            (line.remaining for line in after.facts.lines),
                            Decimal(0)),
                        'next': row['promised'],
                        }))
            told = shipment['state'] == 'done'
        else:
            told = False
        if ((not told and (not old or old['state'] != shipment['state']))
                or (old and old['tracking'] != shipment['tracking'])
                or (told and not old)):
            if shipment['state'] != 'draft':
                moved.append(event('shipment', {
                            'shipment': shipment['id'],
                            'number': shipment['number'],
                            'old': old['state'] if old else None,
                            'new': shipment['state'],
                            'tracking': shipment['tracking'],
                            }))
    return shipped, moved


def invoice_events(before, after, sales, parties):
    """The events of one invoice.

    before and after are documents.invoices or None, sales the ids of the
    sales it concerns, parties the party of each. The row of the sale is left
    out: whoever may see invoices need not see orders.
    """
    if after is None:
        # an issued invoice never goes away again
        return []
    told = ('state', 'to_pay', 'due', 'total')
    if before and all(before[name] == after[name] for name in told):
        return []
    detail = {
        'invoice': after['id'],
        'number': after['number'],
        'kind': after['kind'],
        'old': before['state'] if before else None,
        'new': after['state'],
        'due': after['due'],
        'total': after['total'],
        'to_pay': after['to_pay'],
        }
    own = [s for s in sorted(sales) if parties.get(s) == after['party']]
    return [
        Event('invoice', 'account.invoice', after['id'], sale,
            after['party'], after['site'], after['owner'], None, 'invoice',
            detail)
        for sale in own or [None]]
