"""Orders through Tryton's own workflow, in batches: created, quoted, confirmed, processed, shipped."""
from decimal import Decimal

from trytond.pool import Pool
from trytond.tools import grouped_slice

from .world import clock, drain, get


def create(world, orders):
    Sale = get('sale.sale')
    sales = Sale.create([values(world, order) for order in orders])
    for order, sale in zip(orders, sales):
        order.sale = sale


def values(world, order):
    party = world.parties[order.party]
    office, = [a for a in party.addresses if a.invoice]
    services = {'TRANSP', 'RECUP', 'MARQ'} & {code for code, _ in order.lines}
    return {
        'company': world.company.id,
        'party': party.id,
        'invoice_address': office.id,
        'shipment_address': world.sites[order.party, order.site].id,
        'currency': world.currency.id,
        'warehouse': world.warehouse.id,
        'payment_term': party.customer_payment_term.id,
        # A service would be invoiced alone, before the goods it goes with.
        'invoice_method': 'order' if services else 'shipment',
        'shipment_method': 'order',
        'shipping_date': order.requested,
        'reference': order.reference,
        'comment': order.comment,
        'portal_owner': (
            world.people[order.owner].id if order.owner else None),
        'lines': [('create', [
                    line(world, order, *entry) for entry in order.lines])],
        }


def line(world, order, code, quantity):
    product = world.products[code]
    price = product.template.list_price
    # Prices rose three per cent a year, in two steps.
    years = (world.now - order.created).days * 2 // 365 / 2
    price = (price * Decimal(str(round(0.97 ** years, 4)))).quantize(
        Decimal('0.01'))
    rule = world.parties[order.party].customer_tax_rule
    taxes = ['TVH'] if rule else ['TPS', 'TVQ']
    return {
        'type': 'line',
        'product': product.id,
        'unit': product.template.sale_uom.id,
        'quantity': quantity,
        'unit_price': price,
        'taxes': [('add', [world.taxes[tax].id for tax in taxes])],
        }


def happened(orders, moment):
    """The orders to which it happened, in that order: numbers follow time."""
    return sorted(
        (o for o in orders if getattr(o, moment)),
        key=lambda o: getattr(o, moment))


def quote(world, orders):
    Sale = get('sale.sale')
    Sale.quote(browse(Sale, happened(orders, 'quoted')))


def confirm(world, orders):
    Sale = get('sale.sale')
    Sale.cancel(browse(Sale, happened(orders, 'cancelled')))
    chosen = happened(orders, 'confirmed')
    sales = browse(Sale, chosen)
    Sale.write(*(argument for order, sale in zip(chosen, sales)
            for argument in (
                [sale], {'sale_date': order.confirmed.date()})))
    Sale.confirm(sales)
    # Those of the story "confirmed" wait for somebody to process them.
    discard_queue()
    with clock(world.day(760)):
        for some in grouped_slice(
                [o for o in chosen if o.story != 'confirmed'], 25):
            Sale.process(browse(Sale, some))
        drain()


def discard_queue():
    Queue = get('ir.queue')
    Queue.delete(Queue.search([]))


def browse(Model, orders):
    return Model.browse([o.sale.id for o in orders])


def turns(orders):
    """How many rounds of shipments there are: the first ones, then the back orders."""
    return max(len(o.deliveries) for o in orders)


def ship(world, orders, turn):
    """Every order's shipment of that turn, a few at a time."""
    round_ = [(o, o.deliveries[turn]) for o in orders
        if len(o.deliveries) > turn]
    round_.sort(key=lambda pair: (
            pair[1].on or world.today, pair[0].created))
    for some in grouped_slice(round_, 25):
        some = list(some)
        deliver(world, turn, some)
        note_invoices(world, turn, some)


def deliver(world, turn, round_):
    pool = Pool()
    Sale = pool.get('sale.sale')
    Shipment = pool.get('stock.shipment.out')
    Move = pool.get('stock.move')

    shipments = []
    for (order, delivery), sale in zip(
            round_, browse(Sale, [o for o, _ in round_])):
        waiting = [s for s in sale.shipments if s.state == 'waiting']
        if len(waiting) != 1:
            raise ValueError("%s: %s shipments in round %s" % (
                    sale.rec_name, len(waiting), turn))
        order.shipments.append(waiting[0].id)
        shipments.append(waiting[0])
    Shipment.write(*(argument
            for shipment, (_, delivery) in zip(shipments, round_)
            for argument in ([shipment], {
                    'planned_date': delivery.promised,
                    'origin_planned_date': delivery.promised,
                    })))

    parts = []
    for shipment, (order, delivery) in zip(shipments, round_):
        if delivery.share < 1 and delivery.state == 'done':
            parts.extend(reduce(world, shipment, delivery.share))
    if parts:
        Move.write(*parts)

    def reached(*states):
        return [s for s, (_, d) in zip(
                Shipment.browse(shipments), round_) if d.state in states]
    Shipment.assign_try(reached('assigned', 'picked', 'packed', 'done'))
    Shipment.pick(reached('picked', 'packed', 'done'))
    Shipment.pack(reached('packed', 'done'))
    left = [(s, d) for s, (_, d) in zip(shipments, round_) if d.on]
    if left:
        Shipment.write(*(argument for shipment, delivery in left
                for argument in ([shipment], {
                        'effective_date': delivery.on,
                        'portal_tracking': 'DEMO-%07d' % (
                            world.rng.randrange(10 ** 7)),
                        })))
        with clock(world.day(760)):
            Shipment.done(reached('done'))
            drain()


def reduce(world, shipment, share):
    """What staff do to ship in part: less on the moves out of storage, before they are picked."""
    moves = shipment.inventory_moves
    arguments = []
    for index, move in enumerate(moves):
        quantity = float(int(move.quantity * share))
        if index and index == len(moves) - 1 and world.rng.random() < 0.4:
            # The last product was not ready at all.
            quantity = 0.0
        elif not quantity:
            quantity = 1.0
        arguments.extend([[move], {'quantity': quantity}])
    return arguments


def note_invoices(world, turn, round_):
    """Remember which invoice came of which delivery; one made for the whole order is the first's."""
    Sale = get('sale.sale')
    for (order, delivery), sale in zip(
            round_, browse(Sale, [o for o, _ in round_])):
        known = {i for d in order.deliveries[:turn]
            for i in getattr(d, 'invoices', ())}
        delivery.invoices = [
            i.id for i in sale.invoices if i.id not in known]
