"""Which orders there are and what became of each: pure, decided before Tryton is asked anything."""
import datetime as dt
from dataclasses import dataclass, field

# Orders per customer; one has enough for several pages.
COUNTS = {
    'BOREAL': 92,
    'LAVALOIS': 46,
    'QUAIDUNORD': 31,
    'MAPLEYARD': 24,
    'ERABLIERE': 9,
    }
# What each customer usually buys, the most usual first.
HABITS = {
    'BOREAL': ['H4840', 'RA4840', 'N4840', 'H4848', 'B4840', 'RB4840', 'HEURO'],
    'LAVALOIS': ['RB4840', 'RA4840', 'RA4848', 'N4848', 'REURO', 'N4840'],
    'QUAIDUNORD': ['N4840F', 'N4848', 'SM9640', 'SMLONG', 'B1200', 'SM6048'],
    'MAPLEYARD': ['H4840', 'EURO', 'HEURO', 'N4242', 'REURO', 'H4848'],
    'ERABLIERE': ['N3636', 'RA4840', 'N4242'],
    }
# People who order through the portal: (login, customer, their only site or None).
BUYERS = [
    ('maude.gendron', 'BOREAL', None),
    ('julie.paradis', 'BOREAL', 'levis'),
    ('noemie.fradette', 'BOREAL', None),
    ('karim.belhadj', 'LAVALOIS', None),
    ('ariane.lacasse', 'LAVALOIS', None),
    ('oceane.duguay', 'QUAIDUNORD', None),
    ('heather.dunmore', 'MAPLEYARD', None),
    ('owen.prescott', 'MAPLEYARD', 'cornwall'),
    ('yvon.lussier', 'ERABLIERE', None),
    ]
REFERENCES = {
    'BOREAL': 'PO-{n}', 'LAVALOIS': 'ML{n}', 'QUAIDUNORD': 'QN-{y}-{n}',
    'MAPLEYARD': 'MY/{n}', 'ERABLIERE': None,
    }
# What became of an order, by how many days ago it was placed: (story, weight).
STORIES = [
    (7, [('draft', 16), ('quotation', 28), ('confirmed', 18),
            ('preparing', 28), ('partial', 10)]),
    (25, [('quotation', 14), ('preparing', 20), ('partial', 22), ('late', 10),
            ('shipped', 16), ('posted', 14), ('cancelled', 4)]),
    (80, [('done', 38), ('done_split', 12), ('posted', 24), ('partial_late', 6),
            ('late', 4), ('cancelled', 6), ('quotation', 4), ('part_paid', 4)]),
    (240, [('done', 74), ('done_split', 12), ('cancelled', 6), ('posted', 5),
            ('part_paid', 3)]),
    (9999, [('done', 82), ('done_split', 12), ('cancelled', 6)]),
    ]
# How far the shipments are of the orders in preparation, in turn.
PREPARING = ['waiting', 'packed', 'assigned', 'picked']
# So that no state depends on the dice: story, days ago, customer.
CERTAIN = [
    ('draft', 0, 'BOREAL'), ('quotation', 1, 'BOREAL'),
    ('confirmed', 0, 'BOREAL'), ('preparing', 4, 'BOREAL'),
    ('partial', 9, 'BOREAL'), ('late', 18, 'BOREAL'),
    ('posted', 62, 'BOREAL'), ('cancelled', 12, 'BOREAL'),
    ('shipped', 10, 'BOREAL'), ('partial_late', 34, 'BOREAL'),
    ('done_split', 48, 'BOREAL'),
    ('draft', 1, 'LAVALOIS'), ('quotation', 2, 'LAVALOIS'),
    ('confirmed', 1, 'LAVALOIS'), ('partial', 11, 'LAVALOIS'),
    ('late', 21, 'LAVALOIS'), ('posted', 55, 'LAVALOIS'),
    ('quotation', 0, 'QUAIDUNORD'), ('confirmed', 1, 'QUAIDUNORD'),
    ('partial', 14, 'QUAIDUNORD'), ('posted', 40, 'QUAIDUNORD'),
    ('preparing', 3, 'QUAIDUNORD'),
    ('quotation', 3, 'MAPLEYARD'), ('partial', 13, 'MAPLEYARD'),
    ('preparing', 5, 'MAPLEYARD'), ('posted', 50, 'MAPLEYARD'),
    ('draft', 2, 'MAPLEYARD'), ('draft', 3, 'BOREAL'),
    ('preparing', 2, 'ERABLIERE'), ('posted', 20, 'ERABLIERE'),
    ]


@dataclass
class Delivery:
    """One shipment: what share of what was left it carries, and how far it got."""
    share: float
    state: str              # waiting, assigned, picked, packed, done
    promised: dt.date
    on: dt.date | None = None
    minutes: int = 600
    # Its invoice: draft, posted, paid, part_paid; None before it has left.
    invoice: str | None = None
    billed_on: dt.date | None = None
    paid_on: dt.date | None = None
    invoices: list = field(default_factory=list)

    def moments(self, world):
        """When it left, was invoiced and was paid; None for what has not happened."""
        paid = self.paid_on if self.invoice in {'paid', 'part_paid'} else None
        return tuple(
            world.moment(day, minutes) if day else None
            for day, minutes in [
                (self.on, self.minutes),
                (self.billed_on if self.invoices else None,
                    max(self.minutes + 35, 16 * 60 + 20)),
                (paid if self.invoices else None,
                    # Some time in the morning or early in the afternoon.
                    8 * 60 + 40 + self.minutes * 7 % 330)])


@dataclass
class Order:
    party: str
    site: str
    story: str
    lines: list             # (product code, quantity)
    created: dt.datetime
    reference: str | None
    quoted: dt.datetime | None = None
    confirmed: dt.datetime | None = None
    cancelled: dt.datetime | None = None
    requested: dt.date | None = None
    owner: str | None = None
    comment: str | None = None
    deliveries: list = field(default_factory=list)
    # The records made from it: the sale, and the ids of its shipments by delivery.
    sale: object = None
    shipments: list = field(default_factory=list)

    def changed(self, world):
        """When the last thing happened to it."""
        return max(filter(None, [
                    self.created, self.quoted, self.confirmed, self.cancelled,
                    *(moment for delivery in self.deliveries
                        for moment in delivery.moments(world))]))

    def done(self, world):
        """When all was shipped and paid, or None."""
        if not self.deliveries or any(
                d.state != 'done' or d.invoices and d.invoice != 'paid'
                for d in self.deliveries):
            return None
        return max(m for d in self.deliveries for m in d.moments(world) if m)

    def shipment_made(self, world, index):
        """When Tryton made the shipment: at confirmation, or as the one before it left."""
        if index:
            return self.deliveries[index - 1].moments(world)[0]
        return self.confirmed


def weekday(day):
    """The working day at or before `day`."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def workday_after(day):
    """The first working day after `day`."""
    day += dt.timedelta(days=1)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) % 7
        if day.weekday() > 4 else 0)


def orders(world, sites):
    """All orders, oldest first. `sites` are the keys of each customer's delivery addresses."""
    dice = world.rng
    wanted = list(CERTAIN)
    for party, count in COUNTS.items():
        given = sum(1 for _, _, p in CERTAIN if p == party)
        for _ in range(count - given):
            # More and more orders towards today, the oldest two years ago.
            age = int(725 * dice.random() ** 1.6)
            wanted.append((story_of(dice, age), age, party))
    made = [order(world, dice, story, age, party, sites[party])
        for story, age, party in wanted]
    made.sort(key=lambda o: o.created)
    number_references(world, made)
    preparing = [o for o in made if o.story == 'preparing']
    for index, order_ in enumerate(preparing):
        order_.deliveries[0].state = PREPARING[index % len(PREPARING)]
    return made


def story_of(dice, age):
    stories = next(s for limit, s in STORIES if age < limit)
    names, weights = zip(*stories)
    return dice.choices(names, weights)[0]


def order(world, dice, story, age, party, sites):
    day = weekday(world.day(age)) if age else world.today
    owner = None
    site = dice.choices(sites, [6, 3, 2][:len(sites)])[0]
    # Drafts of both kinds: customers' own, which they see, and staff's, which they do not.
    if (age % 2 == 0) if story == 'draft' else (dice.random() < 0.55):
        login, _, only = dice.choice([b for b in BUYERS if b[1] == party])
        owner, site = login + '@example.com', only or site
    minute = dice.randint(7 * 60 + 20, 16 * 60)
    made = Order(
        party=party, site=site, story=story, owner=owner, reference=None,
        lines=lines(dice, party),
        created=world.moment(day, minute))
    requested = weekday(day + dt.timedelta(days=dice.randint(9, 20)))
    # A date that had passed could not be confirmed any more: Tryton refuses it.
    if dice.random() < 0.35 and story not in {'draft', 'quotation'}:
        made.requested = requested
    if dice.random() < 0.12:
        made.comment = dice.choice([
                "Livrer au quai avant 11 h.",
                "Appeler à l'arrivée : le quai ferme à midi le vendredi.",
                "Empiler à quinze de haut, sangles en long.",
                ])
    tell(world, dice, made, day, minute)
    return made


def lines(dice, party):
    habit = HABITS[party]
    count = dice.choices([1, 2, 3, 4], [34, 36, 20, 10])[0]
    codes = []
    while len(codes) < min(count, len(habit)):
        code = habit[min(int(len(habit) * dice.random() ** 1.5),
                len(habit) - 1)]
        if code not in codes:
            codes.append(code)
    result = []
    for code in codes:
        if code.startswith('SM'):
            quantity = dice.choice([6, 8, 10, 12, 20, 24])
        else:
            quantity = dice.choice(
                [30, 40, 60, 80, 100, 120, 150, 180, 240, 300])
        result.append((code, float(quantity)))
    if dice.random() < 0.28:
        result.append(('TRANSP', float(dice.choice([1, 1, 2]))))
    if dice.random() < 0.12:
        result.append(('RECUP', float(dice.choice([1, 2]))))
    if dice.random() < 0.06:
        result.append(('MARQ', result[0][1]))
    return result


def tell(world, dice, made, day, minute):
    """Fill in the dates of the order's story."""
    story = made.story
    if story == 'draft':
        return
    made.quoted = world.moment(day, minute + dice.randint(12, 70))
    if story == 'quotation':
        return
    # The same day as often as not, but never in the future.
    wait = dice.choice([0, 0, 0, 1, 1, 2]) if day < world.day(4) else 0
    agreed = weekday(day + dt.timedelta(days=wait))
    if agreed < day:
        agreed = day
    confirmed = world.moment(agreed, minute + dice.randint(75, 150))
    if story == 'cancelled':
        made.cancelled = confirmed
        return
    made.confirmed = max(confirmed, made.quoted + dt.timedelta(minutes=2))
    made.confirmed = min(made.confirmed, world.now)
    if story == 'confirmed':
        return
    made.deliveries = deliveries(world, dice, made, agreed)


def deliveries(world, dice, made, agreed):
    today = world.today
    first = weekday(agreed + dt.timedelta(days=dice.randint(7, 11)))
    if made.requested and made.requested > first:
        first = made.requested
    ahead = weekday(today + dt.timedelta(days=dice.randint(5, 16)))
    behind = min(first, weekday(today - dt.timedelta(days=dice.randint(3, 9))))
    behind = max(behind, agreed + dt.timedelta(days=1))
    minutes = dice.randint(8 * 60, 15 * 60 + 30)

    def shipped(share, promised, on, invoice, paid_on=None):
        # Never on the day it was confirmed: somebody has to load the truck.
        on = max(weekday(on), workday_after(agreed))
        if paid_on:
            paid_on = weekday(max(paid_on, on + dt.timedelta(days=4)))
            if paid_on > today:
                invoice, paid_on = 'posted', None
        return Delivery(share, 'done', promised, on, minutes,
            invoice=invoice, paid_on=paid_on)

    def days(low, high):
        return dt.timedelta(days=dice.randint(low, high))

    story = made.story
    if story == 'preparing':
        result = [Delivery(1, 'waiting', max(first, ahead))]
    elif story == 'late':
        result = [Delivery(1, dice.choice(['waiting', 'assigned']), behind)]
    elif story in {'partial', 'partial_late'}:
        on = min(first, weekday(today - days(0, 2)))
        rest = behind if story == 'partial_late' else ahead
        result = [
            shipped(dice.choice([0.4, 0.5, 0.6]), first, on,
                'draft' if on > world.day(4) else 'posted'),
            Delivery(1, 'waiting', rest)]
    elif story == 'shipped':
        result = [shipped(1, first, min(first, today - days(0, 1)), 'draft')]
    elif story == 'posted':
        result = [shipped(1, first, min(first + days(0, 1), today), 'posted')]
    elif story == 'part_paid':
        on = first + days(0, 1)
        result = [shipped(1, first, on, 'part_paid', on + days(9, 20))]
    elif story == 'done':
        on = first + days(-1, 2)
        result = [shipped(1, first, on, 'paid', on + days(12, 34))]
    else:
        result, on = [], first
        for share in [0.5, 1] if dice.random() < 0.7 else [0.35, 0.5, 1]:
            result.append(shipped(share, on, on, 'paid', on + days(14, 30)))
            on = workday_after(on + days(5, 10))
    return until(today, result)


def until(today, deliveries):
    """The deliveries as they are today: what would leave later waits, all of it."""
    for index, delivery in enumerate(deliveries):
        if delivery.on and delivery.on > today:
            return [*deliveries[:index],
                Delivery(1, 'waiting', max(delivery.promised, delivery.on))]
    return deliveries


def number_references(world, made):
    """The customers' own order numbers rise with time, and not everybody gives one."""
    last = {'BOREAL': 7412, 'LAVALOIS': 30155, 'QUAIDUNORD': 18, 'MAPLEYARD': 902}
    for order in made:
        pattern = REFERENCES[order.party]
        if pattern and world.rng.random() < 0.86:
            last[order.party] += world.rng.randint(1, 6)
            order.reference = pattern.format(
                n=last[order.party], y=order.created.year)
