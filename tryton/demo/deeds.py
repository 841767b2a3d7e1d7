"""What staff do to orders: each deed finds one it suits, and makes one when there is none left."""
import datetime as dt
import time

from demo.world import ZONE

FIELDS = [
    'number', 'state', 'reference', 'shipment_state', 'party.name',
    'party.code', 'shipments',
    ]
OPEN_SHIPMENT = ['waiting', 'assigned', 'picked', 'packed']
# An order that staff still work on, in the words of the database.
OPEN_STATES = ['quotation', 'confirmed', 'processing']
SETTLED = dt.timedelta(seconds=15)
NOTES = [
    "Le client préfère une livraison avant 10 h.",
    "Quai 3 réservé pour le chargement.",
    "Bois séché au four, étiquettes NIMP 15 posées.",
    "Chauffeur prévenu : appeler trente minutes avant l'arrivée.",
    ]


class Nothing(Exception):
    """The order asked for is not in a state for this."""


class Deeds:
    """The deeds, done with one staff session.

    party -- the code of the only customer whose orders may be touched, or None
    say -- called as say(order, verb, sentence) after each deed, also the ones needed on the way
    """

    def __init__(self, staff, dice, party=None, say=lambda *said: None):
        self.staff = staff
        self.dice = dice
        self.party = party
        self.say = say

    def do(self, verb, number=None, part=False):
        if verb == 'ship':
            self.ship(number, part)
        else:
            getattr(self, verb)(number)

    def quote(self, number=None):
        order = self.find(number, [('state', '=', 'draft')])
        if not order:
            order = self.draft()
        self.staff.call('sale.sale.quote', [order['id']])
        order = self.again(order)
        self.tell(order, 'quote', "devis envoyé")
        return order

    def confirm(self, number=None):
        order = (self.find(number, [('state', '=', 'quotation')])
            or self.quote())
        self.staff.call('sale.sale.confirm', [order['id']])
        self.tell(order, 'confirm', "confirmée")
        return order

    def cancel(self, number=None):
        order = (self.find(number, [('state', 'in', ['draft', 'quotation'])])
            or self.quote())
        self.staff.call('sale.sale.cancel', [order['id']])
        self.tell(order, 'cancel', "annulée")
        return order

    def ship(self, number=None, part=False):
        """Pick, pack and send an order's open shipment, or about half of it."""
        domain = [('state', '=', 'processing'),
            ('shipment_state', 'in', ['waiting', 'partially shipped'])]
        # Part of what is already picked cannot be left behind.
        suits = ['waiting'] if part else OPEN_SHIPMENT
        order = self.find(number, domain, suits)
        if not order:
            order = self.settled(self.confirm(), 'shipments')
        shipment = self.open_shipment(order, suits)
        if not shipment:
            raise Nothing("%s: rien à expédier" % order['number'])
        if part:
            self.reduce(shipment)
        state = shipment['state']
        steps = {'waiting': 'assign_try', 'assigned': 'pick',
            'picked': 'pack', 'packed': 'done'}
        while state != 'done':
            self.staff.call('stock.shipment.out.' + steps[state], [shipment['id']])
            before = state
            state = self.shipment_state(shipment)
            if state == before == 'waiting':
                # Not enough in the yard for Tryton; the forklift has it.
                self.staff.call(
                    'stock.shipment.out.assign_force', [shipment['id']])
                state = self.shipment_state(shipment)
            if state == before:
                raise Nothing("%s: l'expédition %s reste à l'état %s" % (
                        order['number'], shipment['number'], state))
        self.tell(order, 'ship', "expédiée en partie" if part else "expédiée",
            shipment['number'])
        return order

    def reduce(self, shipment):
        """Less on the moves out of storage: Tryton back-orders the rest by itself."""
        moves = self.staff.search('stock.move', [
                ('shipment', '=', 'stock.shipment.out,%s' % shipment['id']),
                ('to_location.type', '!=', 'customer'),
                ('state', 'in', ['draft', 'assigned'])], ['quantity'])
        shares = [float(int(move['quantity'] / 2)) for move in moves]
        if not any(shares):
            raise Nothing("%s: trop peu pour un envoi partiel"
                % shipment['number'])
        for move, share in zip(moves, shares):
            self.staff.call(
                'stock.move.write', [move['id']], {'quantity': share})

    def post(self, number=None):
        """Post an order's draft invoice."""
        invoice, order = self.draft_invoice(number)
        if not invoice:
            if number:
                raise Nothing("%s: aucune facture à émettre" % number)
            # A fresh one: an order sent long ago may have been invoiced whole.
            order = self.settled(self.confirm(), 'shipments')
            self.settled(self.ship(order['number']), 'invoices')
            invoice, order = self.draft_invoice(order['number'])
            if not invoice:
                raise Nothing("La facture n'est pas prête")
        self.staff.call('account.invoice.post', [invoice['id']])
        posted, = self.staff.call(
            'account.invoice.read', [invoice['id']], ['number'])
        self.tell(order, 'post', "facture %s émise" % posted['number'])
        return order

    def draft_invoice(self, number):
        domain = [('state', '=', 'draft'), ('type', '=', 'out')]
        if self.party:
            domain.append(('party.code', '=', self.party))
        if number:
            domain.append(('sales.number', '=', number))
        else:
            domain.append(('sales', '!=', None))
        found = self.staff.search(
            'account.invoice', domain, ['sales'], limit=40)
        found = [invoice for invoice in found if invoice['sales']]
        if not found:
            return None, None
        invoice = self.dice.choice(found)
        return invoice, self.read(invoice['sales'][0])

    def note(self, number=None):
        order = self.find(number, [('state', 'in', OPEN_STATES)])
        if not order:
            order = self.quote()
        self.staff.call('ir.note.create', [{
                    'resource': 'sale.sale,%s' % order['id'],
                    'message': self.dice.choice(NOTES),
                    }])
        self.tell(order, 'note', "note ajoutée")
        return order

    def reference(self, number=None):
        order = (self.find(number, [('state', 'in', OPEN_STATES)])
            or self.quote())
        reference = 'PO-%05d' % self.dice.randrange(100000)
        self.staff.call(
            'sale.sale.write', [order['id']], {'reference': reference})
        self.tell(order, 'reference', "référence %s" % reference)
        return order

    def promise(self, number=None):
        """Move the planned date of an order's open shipment."""
        domain = [('state', '=', 'processing'),
            ('shipment_state', 'in', ['waiting', 'partially shipped'])]
        order = self.find(number, domain, OPEN_SHIPMENT)
        if not order:
            order = self.settled(self.confirm(), 'shipments')
        shipment = self.open_shipment(order)
        if not shipment:
            raise Nothing("%s: rien à expédier" % order['number'])
        today = dt.datetime.now(ZONE).date()
        planned = max(shipment['planned_date'] or today, today)
        moved = planned + dt.timedelta(days=self.dice.randint(1, 5))
        self.staff.call('stock.shipment.out.write', [shipment['id']], {
                'planned_date': moved})
        self.tell(order, 'promise', "promise pour le %s" % moved)
        return order

    # What the deeds are made of.

    def find(self, number, domain, shipment_states=None):
        """A random suitable order; the one of that number, which must be suitable; or None."""
        if number:
            found = self.staff.search(
                'sale.sale', [('number', '=', number)], FIELDS, limit=1)
            if not found:
                raise Nothing("%s: aucune commande de ce numéro" % number)
            domain = [('id', '=', found[0]['id']), *domain]
        else:
            domain = list(domain)
            if self.party:
                domain.append(('party.code', '=', self.party))
        suitable = self.staff.search(
            'sale.sale', domain, FIELDS, [('id', 'DESC')], 60)
        self.dice.shuffle(suitable)
        for order in suitable:
            if not shipment_states or self.open_shipment(
                    order, shipment_states):
                return order
        if number:
            raise Nothing("%s: n'est pas dans un état qui le permet" % number)
        return None

    def open_shipment(self, order, states=OPEN_SHIPMENT):
        found = self.staff.search('stock.shipment.out', [
                ('id', 'in', list(order['shipments'])),
                ('state', 'in', states),
                ], ['number', 'state', 'planned_date'], limit=1)
        return found[0] if found else None

    def shipment_state(self, shipment):
        read, = self.staff.call(
            'stock.shipment.out.read', [shipment['id']], ['state'])
        return read['state']

    def draft(self):
        """A new order, as staff make one for a faithful customer: the last one again."""
        domain = [('state', 'in', ['processing', 'done'])]
        if self.party:
            domain.append(('party.code', '=', self.party))
        models = self.staff.search(
            'sale.sale', domain, ['id'], [('id', 'DESC')], 60)
        if not models:
            raise Nothing("Aucune commande à reprendre pour ce client")
        copy, = self.staff.call(
            'sale.sale.copy', [self.dice.choice(models)['id']], {
                'reference': None, 'shipping_date': None, 'comment': None})
        return self.read(copy)

    def settled(self, order, field):
        """Wait until Tryton's worker has made the order's shipment or invoice."""
        end = time.monotonic() + SETTLED.total_seconds()
        while time.monotonic() < end:
            read, = self.staff.call(
                'sale.sale.read', [order['id']], ['state', field])
            if field == 'shipments' and read[field]:
                break
            if field == 'invoices' and self.draft_invoice(order['number'])[0]:
                break
            time.sleep(0.15)
        return self.again(order)

    def again(self, order):
        return self.read(order['id'])

    def read(self, id_):
        order, = self.staff.call('sale.sale.read', [id_], FIELDS)
        return order

    def tell(self, order, verb, what, more=None):
        self.say(order, verb, "%s %s%s · %s" % (
                order['number'] or "Brouillon %s" % order['id'], what,
                " (%s)" % more if more else "", order['party.']['name']))


DEEDS = [
    'quote', 'confirm', 'ship', 'post', 'promise', 'reference', 'note',
    'cancel']
