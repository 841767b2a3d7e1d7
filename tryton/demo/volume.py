"""Which orders a company has that sold for years: the demo's own orders, again and again, to two thousand customers.

Pure but for what it reads of the exemplars. Everything is drawn with seeded dice: the same day gives the same orders.
"""
import datetime as dt
import random
from dataclasses import dataclass

SEED = 'itf-portal-volume'
# How far back the orders go.
DAYS = 5 * 365
# Of a hundred orders so many are still open: quoted, in preparation, on the road or not yet paid.
OPEN_PERCENT = 4
# One customer holds a fifth of all orders, another has a few pages of them.
LARGE, LARGE_SHARE = 'GRANDVOL', 5
MIDDLE, MIDDLE_ORDERS = 'MOYENVOL', 200
# Whose orders a customer's are copies of, with the language, term and taxes that go with it, and how often.
LIKE = [('BOREAL', 45), ('LAVALOIS', 25), ('QUAIDUNORD', 12), ('MAPLEYARD', 12), ('ERABLIERE', 6)]
REFERENCES = {
    'BOREAL': 'PO-{n}', 'LAVALOIS': 'ML{n}', 'QUAIDUNORD': 'QN-{y}-{n}', 'MAPLEYARD': 'MY/{n}', 'ERABLIERE': None}

TRADES = {
    'fr': ["Emballages", "Conserverie", "Scierie", "Transport", "Entrepôts", "Fromagerie", "Brasserie", "Meunerie",
        "Pépinière", "Laiterie", "Imprimerie", "Distribution", "Logistique", "Salaison", "Verrerie", "Papeterie"],
    'en': ["Packaging", "Cold Storage", "Millwork", "Freight", "Brewing", "Dairy", "Hardware", "Printing"]}
PLACES = {
    'fr': ["de la Sapinière", "du Coteau-Vert", "des Trois-Îlots", "du Marais-Noir", "de l'Anse-aux-Bouées",
        "du Grand-Pré-Salé", "des Hauts-Bouleaux", "de la Pointe-Grise", "du Ruisseau-Gelé", "des Pins-Tordus",
        "de la Côte-Rousse", "du Lac-Oublié", "de la Croisée", "du Vieux-Gué", "des Érables-Gris",
        "de la Traverse-Sud", "du Mont-Pelé", "des Quatre-Quais", "de la Baie-Creuse", "du Rang-Fleuri",
        "de l'Île-Longue", "du Portage-Bas", "des Eaux-Brunes", "de la Butte-Ronde", "du Canal-Sec"],
    'en': ["Tamarack Bend", "Loon Harbour", "Slate Ridge", "Old Ferry", "Birch Hollow", "Granite Bay", "Red Barn",
        "Long Portage", "Copper Creek", "North Lantern", "Stone Mill", "Quiet Lake", "Cedar Gate", "Fox Meadow", "High Sluice", "Amber Falls", "Three Locks",
        "Heron Point", "Pine Wharf", "Millpond", "Blue Quarry", "West Landing", "Maple Cross", "Snow Creek",
        "Iron Bridge"]}
ENDINGS = {'fr': ["inc.", "ltée", "enr.", "S.E.N.C.", "et fils inc."], 'en': ["Ltd.", "Inc.", "Co.", "Group", "Bros."]}
TOWNS = {
    'fr': [("Drummondville", 'J2B'), ("Victoriaville", 'G6P'), ("Saguenay", 'G7H'), ("Sherbrooke", 'J1H'),
        ("Joliette", 'J6E'), ("Gatineau", 'J8T'), ("Rivière-du-Loup", 'G5R'), ("Shawinigan", 'G9N')],
    'en': [("Ottawa", 'K1B'), ("Kingston", 'K7K'), ("Hawkesbury", 'K6A'), ("Pembroke", 'K8A')]}


@dataclass(frozen=True)
class Customer:
    """One customer: ``entry`` is what parties.create takes; ``like`` is the code of a customer of the demo company."""
    code: str
    like: str
    orders: int
    entry: tuple


@dataclass(frozen=True)
class Exemplar:
    """An order of the demo company: what a copy of it may be made of."""
    id: int
    like: str
    # Days ago that it was placed.
    age: int
    # Nothing can happen to it any more: done or cancelled.
    closed: bool
    # A quotation waits longer than an order that is being prepared.
    patient: bool
    referenced: bool


def customers(orders, present, terms):
    """Who holds how many of so many orders: a large one, one in the middle, and many with few.

    present: how many of them there are already, of others
    terms: {code of a customer of the demo company: (language, payment term, tax rule)}
    """
    dice = random.Random(SEED)
    count = max(2, min(2000, orders // 50))
    large = orders // LARGE_SHARE
    middle = min(MIDDLE_ORDERS, orders // 10)
    weights = [1 / (place + 25) for place in range(count - 2)]
    rest = orders - present - large - middle
    shares = [int(rest * weight / sum(weights)) for weight in weights]
    for place in range(rest - sum(shares)):
        shares[place % len(shares)] += 1
    names, weights = zip(*LIKE)
    found = []
    for place, share in enumerate([large, middle, *shares]):
        like = 'BOREAL' if place < 2 else dice.choices(names, weights)[0]
        code = [LARGE, MIDDLE][place] if place < 2 else 'V%04d' % (place - 1)
        found.append(Customer(code, like, share, entry(dice, place, code, *terms[like])))
    return found


def entry(dice, place, code, language, term, rule):
    """A customer as parties.CUSTOMERS has them; the place makes its name its own."""
    trade, where, ending = (
        words[language][place // step % len(words[language])]
        for words, step in [(TRADES, 1), (PLACES, len(TRADES[language])),
            (ENDINGS, len(TRADES[language]) * len(PLACES[language]))])
    name = ("%s %s %s" % (trade, where, ending) if language == 'fr'
        else "%s %s %s" % (where, trade, ending))
    province = 'CA-ON' if rule else 'CA-QC'

    def address(key, title):
        town, area = dice.choice(TOWNS[language])
        street = ("%s, rue de l'Atelier" if language == 'fr' else "%s Workshop Road") % dice.randint(10, 9990)
        return key, title, street, town, '%s 0Z%s' % (area, dice.randint(1, 9)), province
    titles = (["Siège social", "Entrepôt principal", "Quai de nuit"] if language == 'fr'
        else ["Head office", "Main warehouse", "Night dock"])
    sites = [address('entrepot', titles[1])]
    if place < 2 or dice.random() < 0.25:
        sites.append(address('quai', titles[2]))
    return code, name, language, term, rule, address('office', titles[0]), sites


def age(dice):
    """Days ago that an order was placed: more and more of them towards today."""
    return int(DAYS * dice.random() ** 1.35)


def copies(today, found, exemplars):
    """One row a copy, the oldest first: (exemplar id, customer code, site number, days, minutes, reference).

    days and minutes, not positive, are how far a copy lies before its exemplar; weeks, so that working days stay ones.
    """
    dice = random.Random(SEED)
    pools = {}
    for exemplar in exemplars:
        pools.setdefault(exemplar.like, ([], []))[exemplar.closed].append(exemplar)
    for still, closed in pools.values():
        closed.sort(key=lambda e: (e.age, e.id))
        still.sort(key=lambda e: e.id)
    made = []
    for customer in found:
        still, closed = pools[customer.like]
        for _ in range(customer.orders):
            if still and dice.random() * 100 < OPEN_PERCENT:
                exemplar = dice.choice(still)
                weeks = dice.randint(0, 3 if exemplar.patient else 1)
            else:
                wanted = age(dice)
                young = [e for e in closed if e.age <= wanted] if wanted < 800 else closed
                exemplar = dice.choice(young or closed[:3])
                weeks = max(wanted - exemplar.age, 0) // 7
            # The day it was placed stays the day: an order of this morning is not moved to last night.
            if exemplar.age < 3:
                weeks = minutes = 0
            else:
                minutes = -dice.randint(0, 40)
            made.append([exemplar, customer, dice.randrange(len(customer.entry[6])), -7 * weeks, minutes])
    made.sort(key=lambda row: (row[0].age - row[3], row[0].id), reverse=True)
    last, rows = {}, []
    for exemplar, customer, site, days, minutes in made:
        reference = None
        pattern = REFERENCES[customer.like]
        if pattern and exemplar.referenced:
            last[customer.code] = last.get(customer.code, 1000) + dice.randint(1, 6)
            placed = today - dt.timedelta(days=exemplar.age - days)
            reference = pattern.format(n=last[customer.code], y=placed.year)
        rows.append((exemplar.id, customer.code, site, days, minutes, reference))
    return rows
