"""Give everything the moment at which it would have happened: the build takes a minute, the story two years."""
import importlib
import json

from trytond.pool import Pool
from trytond.protocols.jsonrpc import JSONDecoder, JSONEncoder
from trytond.tools import import_module
from trytond.transaction import Transaction

from .world import utc

# How many events the agents' board begins with.
KEPT = 48


def build(world, orders):
    sales(world, orders)
    shipments(world, orders)
    bills(world, orders)
    columns(orders)
    events(world, orders)
    Pool().get('ir.queue').delete(Pool().get('ir.queue').search([]))


def update(statement, rows):
    """Run an UPDATE … FROM v for all rows, given as lists of one value per column."""
    if rows:
        Transaction().connection.cursor().execute(
            statement, [list(column) for column in zip(*rows)])


def sales(world, orders):
    agents = sorted(
        user.id for login, user in world.people.items()
        if login.split('@')[0] in {'nathalie.sirois', 'olivier.bherer'})
    rows = []
    for index, order in enumerate(orders):
        moments = [
            order.created, order.changed(world), order.quoted,
            order.confirmed, order.done(world), order.cancelled]
        rows.append([
                order.sale.id,
                world.people[order.owner].id if order.owner
                else agents[index % len(agents)],
                *(moment and utc(moment) for moment in moments)])
    update('UPDATE sale_sale s SET create_date = v.created, '
        'create_uid = v.who, write_date = v.changed, '
        'portal_changed_at = v.changed, portal_sent_at = v.sent, '
        'portal_confirmed_at = v.confirmed, portal_done_at = v.done, '
        'portal_cancelled_at = v.cancelled '
        'FROM unnest(%s::int[], %s::int[], %s::timestamp[], %s::timestamp[], '
        '%s::timestamp[], %s::timestamp[], %s::timestamp[], %s::timestamp[]) '
        'AS v(id, who, created, changed, sent, confirmed, done, cancelled) '
        'WHERE s.id = v.id', rows)
    cursor = Transaction().connection.cursor()
    cursor.execute('UPDATE sale_line l SET create_date = s.create_date, '
        'create_uid = s.create_uid FROM sale_sale s WHERE s.id = l.sale')


def shipments(world, orders):
    """Dates, and numbers in the order in which the shipments would have been made."""
    cursor = Transaction().connection.cursor()
    made = sorted(
        (order.shipment_made(world, index), id_,
            order.deliveries[index].moments(world)[0])
        for order in orders for index, id_ in enumerate(order.shipments))
    cursor.execute('SELECT number FROM stock_shipment_out ORDER BY number')
    numbers = [number for number, in cursor]
    if len(numbers) != len(made):
        raise ValueError("%s shipments planned, %s made" % (
                len(made), len(numbers)))
    update('UPDATE stock_shipment_out o SET number = v.number, '
        'create_date = v.made, write_date = coalesce(v.gone, v.made) '
        'FROM unnest(%s::int[], %s::text[], %s::timestamp[], %s::timestamp[]) '
        'AS v(id, number, made, gone) WHERE o.id = v.id', [
            [id_, number, utc(moment), gone and utc(gone)]
            for (moment, id_, gone), number in zip(made, numbers)])
    cursor.execute('UPDATE stock_move m SET create_date = o.create_date, '
        'write_date = o.write_date, '
        "effective_date = CASE WHEN m.state = 'done' "
        'THEN o.effective_date END '
        'FROM stock_shipment_out o '
        "WHERE m.shipment = 'stock.shipment.out,' || o.id")


def bills(world, orders):
    rows = []
    for order in orders:
        for delivery in order.deliveries:
            gone, billed, paid = delivery.moments(world)
            made = gone or order.confirmed
            rows.extend(
                [id_, utc(made), utc(paid or billed or made)]
                for id_ in delivery.invoices)
    update('UPDATE account_invoice i SET create_date = v.made, '
        'write_date = v.changed '
        'FROM unnest(%s::int[], %s::timestamp[], %s::timestamp[]) '
        'AS v(id, made, changed) WHERE i.id = v.id', rows)
    cursor = Transaction().connection.cursor()
    cursor.execute('UPDATE account_move SET post_date = date, '
        'create_date = date + interval \'16 hours\', '
        'write_date = date + interval \'16 hours\'')


def columns(orders):
    """What the module stores of an order for its lists depends on these dates."""
    Pool().get('sale.sale')._portal_store([o.sale.id for o in orders])


def events(world, orders):
    """Keep the newest events, at plausible moments and in their order, and forget the build's others.

    Their `tx` is 0: numbers of this cluster's transactions mean nothing to another one, and a
    portal that starts on the data must not take the past for news.
    """
    cursor = Transaction().connection.cursor()
    by_sale = {order.sale.id: order for order in orders}
    names = ('kind', 'model', 'record', 'sale', 'party', 'site', 'owner',
        'user', 'area')
    cursor.execute('SELECT %s, detail FROM itf_portal_event ORDER BY id'
        % ', '.join('"%s"' % name for name in names))
    told = []
    for *values, detail in cursor.fetchall():
        event = dict(zip(names, values))
        detail = json.loads(detail, object_hook=JSONDecoder())
        order = by_sale.get(event['sale'])
        moment = order and moment_of(world, order, event, detail)
        if moment and moment <= world.now:
            told.append((moment, event, detail, order))
    # Stable: what the build did later comes later within one moment.
    told.sort(key=lambda item: item[0])
    told = told[-KEPT:]
    current = rows({order.sale.id for _, _, _, order in told})
    shipment_numbers = numbers_of('stock_shipment_out')
    cursor.execute('DELETE FROM itf_portal_event')
    for moment, event, detail, order in told:
        if 'row' in detail:
            detail['row'] = current[order.sale.id]
        if event['kind'] == 'shipment':
            detail['number'] = shipment_numbers[detail['shipment']]
        cursor.execute(
            'INSERT INTO itf_portal_event (%s, detail, at, tx, create_date, '
            'create_uid) VALUES (%s)' % (
                ', '.join('"%s"' % name for name in names),
                ', '.join(['%s'] * len(names)
                    + ['%s', "%s::timestamp AT TIME ZONE 'UTC'", "'0'",
                        '%s', '0'])),
            [*event.values(), json.dumps(
                    detail, cls=JSONEncoder, separators=(',', ':')),
                utc(moment), utc(moment)])


def numbers_of(table):
    cursor = Transaction().connection.cursor()
    cursor.execute('SELECT id, number FROM %s' % table)
    return dict(cursor.fetchall())


def rows(ids):
    """The rows of orders as the module itself reads them now: {sale: OrderRow}."""
    module = import_module('itf_portal')
    facts = importlib.import_module(module.__name__ + '.facts')
    return {id_: found.row for id_, found in facts.orders(ids).items()}


def moment_of(world, order, event, detail):
    """When this would have happened; None for what only the build did."""
    kind = event['kind']
    if kind == 'created':
        # Staff's draft appears to the customer as it is quoted.
        if event['area'] != 'internal' and not order.owner:
            return order.quoted
        return order.created
    if kind == 'state':
        return {
            'quotation': order.quoted,
            'confirmed': order.confirmed,
            'processing': order.confirmed,
            'cancelled': order.cancelled,
            'done': order.done(world),
            }.get(detail['new'])
    if kind in {'shipment', 'shipped'}:
        index = order.shipments.index(detail['shipment'])
        delivery = order.deliveries[index]
        gone, _, _ = delivery.moments(world)
        if kind == 'shipment' and detail['new'] != 'done':
            return order.shipment_made(world, index)
        if kind == 'shipped' and index + 1 < len(order.deliveries):
            detail['next'] = order.deliveries[index + 1].promised
        return gone
    if kind == 'invoice':
        for delivery in order.deliveries:
            if detail['invoice'] in delivery.invoices:
                _, billed, paid = delivery.moments(world)
                return paid if detail['old'] == 'posted' else billed
    return None
