"""Pallets in French and English, the services around them, and what lies in the yard."""
import datetime as dt
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from .world import get, translate, xml

# code, category, French, English, list price, days to prepare, palettes in the yard
GOODS = [
    ('N4840', 'new', "Palette neuve 48×40, 4 entrées, bois mou",
        "New pallet 48×40, 4-way, softwood", '16.85', 4, 1450),
    ('N4840F', 'new', "Palette neuve 48×40, 4 entrées, bois franc",
        "New pallet 48×40, 4-way, hardwood", '21.40', 6, 620),
    ('N4848', 'new', "Palette neuve 48×48, usage intensif",
        "New pallet 48×48, heavy duty", '23.95', 6, 540),
    ('N4242', 'new', "Palette neuve 42×42, réversible",
        "New pallet 42×42, reversible", '17.60', 5, 380),
    ('N3636', 'new', "Palette neuve 36×36 pour fûts",
        "New pallet 36×36 for drums", '15.25', 5, 300),
    ('EURO', 'new', "Palette Europe 1200×800, quatre entrées",
        "Euro pallet 1200×800, 4-way", '18.75', 7, 480),
    ('B4840', 'block', "Palette à dés 48×40, 9 dés, 4 entrées",
        "Block pallet 48×40, 9 blocks, 4-way", '24.60', 8, 350),
    ('B1200', 'block', "Palette à dés 1200×1000, plancher fermé",
        "Block pallet 1200×1000, closed deck", '26.30', 8, 260),
    ('H4840', 'heat', "Palette 48×40 traitée thermiquement (NIMP 15)",
        "Heat-treated pallet 48×40 (ISPM 15)", '19.90', 6, 720),
    ('H4848', 'heat', "Palette 48×48 traitée thermiquement (NIMP 15)",
        "Heat-treated pallet 48×48 (ISPM 15)", '26.10', 7, 310),
    ('HEURO', 'heat', "Palette 1200×800 traitée thermiquement (NIMP 15)",
        "Heat-treated pallet 1200×800 (ISPM 15)", '21.20', 8, 240),
    ('RA4840', 'reconditioned', "Palette reconditionnée 48×40, grade A",
        "Reconditioned pallet 48×40, grade A", '10.75', 2, 2600),
    ('RB4840', 'reconditioned', "Palette reconditionnée 48×40, grade B",
        "Reconditioned pallet 48×40, grade B", '8.25', 2, 3100),
    ('RA4848', 'reconditioned', "Palette reconditionnée 48×48, grade A",
        "Reconditioned pallet 48×48, grade A", '13.40', 3, 690),
    ('REURO', 'reconditioned', "Palette Europe reconditionnée 1200×800",
        "Reconditioned Euro pallet 1200×800", '12.10', 3, 410),
    ('SM6048', 'custom', "Palette sur mesure 60×48 pour machinerie",
        "Custom pallet 60×48 for machinery", '38.50', 12, 60),
    ('SM9640', 'custom', "Palette sur mesure 96×40, longerons triples",
        "Custom pallet 96×40, triple stringers", '47.25', 14, 45),
    ('SMLONG', 'custom', "Berceau sur mesure pour charges longues, 12 pieds",
        "Custom cradle for long loads, 12 feet", '84.00', 15, 20),
    ]
SERVICES = [
    ('RECUP', "Récupération de palettes usagées, par voyage",
        "Recovery of used pallets, per load", '145.00', 'load'),
    ('TRANSP', "Transport régional, par voyage",
        "Regional delivery, per load", '185.00', 'load'),
    ('TRI', "Tri et triage sur place, à l'heure",
        "On-site sorting, per hour", '62.00', 'hour'),
    ('MARQ', "Marquage au fer, par palette",
        "Branding, per pallet", '0.65', 'pallet'),
    ]
CATEGORIES = [
    ('new', "New pallets", "Palettes neuves"),
    ('reconditioned', "Reconditioned pallets", "Palettes reconditionnées"),
    ('heat', "Heat-treated pallets", "Palettes traitées thermiquement"),
    ('block', "Block pallets", "Palettes à dés"),
    ('custom', "Custom pallets", "Palettes sur mesure"),
    ('service', "Services", "Services"),
    ]


def build(world):
    with Transaction().set_context(company=world.company.id):
        units = uoms(world)
        products(world, units)
        inventory(world)


def uoms(world):
    """pallet (palette) counts like the unit; loads (voyages) and hours count alone."""
    pool = Pool()
    Uom = pool.get('product.uom')
    Category = pool.get('product.uom.category')
    load_category, = Category.create([{'name': "Loads"}])
    translate([load_category], 'name', ["Voyages"])
    pallet, load = Uom.create([
            {'name': "pallet", 'symbol': "pal.", 'rate': 1.0, 'factor': 1.0,
                'rounding': 1.0, 'digits': 0,
                'category': xml('product', 'uom_cat_unit').id},
            {'name': "load", 'symbol': "ld", 'rate': 1.0, 'factor': 1.0,
                'rounding': 1.0, 'digits': 0, 'category': load_category.id},
            ])
    translate([pallet, load], 'name', ["palette", "voyage"])
    translate([pallet, load], 'symbol', ["pal.", "voy."])
    return {'pallet': pallet, 'load': load, 'hour': xml('product', 'uom_hour')}


def products(world, units):
    pool = Pool()
    Category = pool.get('product.category')
    Template = pool.get('product.template')
    revenue, expense = world.accounts['revenue'], world.accounts['expense']

    taxed, = Category.create([{
                'name': "Goods and services taxed in Quebec",
                'accounting': True,
                'account_revenue': revenue.id,
                'account_expense': expense.id,
                'customer_taxes': [('add', [
                            world.taxes['TPS'].id, world.taxes['TVQ'].id])],
                }])
    translate([taxed], 'name', ["Biens et services taxés au Québec"])
    shelves = Category.create([
            {'name': english} for _, english, _ in CATEGORIES])
    translate(shelves, 'name', [french for _, _, french in CATEGORIES])
    shelf = {code: c for (code, *_), c in zip(CATEGORIES, shelves)}

    def template(code, english, price, category, unit, **more):
        return {
            'name': english,
            'code': code,
            'default_uom': unit.id,
            'sale_uom': unit.id,
            'salable': True,
            'list_price': Decimal(price),
            'account_category': taxed.id,
            'categories': [('add', [shelf[category].id])],
            **more,
            }
    values, french_names = [], []
    for code, category, french, english, price, days, _ in GOODS:
        values.append(template(
                code, english, price, category, units['pallet'], type='goods',
                lead_time=dt.timedelta(days=days),
                products=[('create', [{
                                'cost_price': (Decimal(price)
                                    * Decimal('0.62')).quantize(
                                        Decimal('0.01')),
                                }])]))
        french_names.append(french)
    for code, french, english, price, unit in SERVICES:
        values.append(template(
                code, english, price, 'service', units[unit], type='service',
                products=[('create', [{'cost_price': Decimal(0)}])]))
        french_names.append(french)
    templates = Template.create(values)
    translate(templates, 'name', french_names)
    world.products = {t.code: t.products[0] for t in templates}


def inventory(world):
    """Count the yard before the first order and at each half year since, as a yard does."""
    Inventory = get('stock.inventory')
    storage = xml('stock', 'location_storage')
    # The first count holds what two years of orders will take.
    counts = [(world.day(740), 60)]
    inventories = Inventory.create([{
                'location': storage.id,
                'date': date,
                'company': world.company.id,
                'lines': [('create', [{
                                'product': world.products[code].id,
                                'quantity': float(level * factor),
                                'expected_quantity': 0.0,
                                } for code, *_, level in GOODS])],
                } for date, factor in counts])
    Inventory.confirm(inventories)


def settle(world):
    """The last count: the yard holds today what the list above says, whatever was sold."""
    pool = Pool()
    Inventory = pool.get('stock.inventory')
    Product = pool.get('product.product')
    storage = xml('stock', 'location_storage')
    with Transaction().set_context(
            company=world.company.id, locations=[storage.id],
            stock_date_end=world.today):
        held = {p.id: p.quantity for p in Product.browse(
                [world.products[code] for code, *_ in GOODS])}
    with Transaction().set_context(company=world.company.id):
        count, = Inventory.create([{
                    'location': storage.id,
                    'date': world.today,
                    'company': world.company.id,
                    'lines': [('create', [{
                                    'product': world.products[code].id,
                                    'quantity': float(level),
                                    'expected_quantity': held[
                                        world.products[code].id],
                                    } for code, *_, level in GOODS])],
                    }])
        Inventory.confirm([count])
