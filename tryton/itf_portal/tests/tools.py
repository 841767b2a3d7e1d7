"""The small world the scenarios play in, and calls as the portal makes them.

``world()`` gives every scenario a fresh database with the same people:
Boréal (two sites) and Cascade are customers; who may see what stands in
PEOPLE. Building it takes a while, so it is kept as a database template.
"""
import datetime as dt
import json
import types
from decimal import Decimal
from zoneinfo import ZoneInfo

import proteus
import psycopg2
from proteus import Model
from trytond.backend import DatabaseOperationalError
from trytond.config import config, parse_uri
from trytond.modules.account.tests.tools import (
    create_chart, create_fiscalyear, create_tax, get_accounts)
from trytond.modules.account_invoice.tests.tools import (
    create_payment_term, set_fiscalyear_invoice_sequences)
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.modules.currency.tests.tools import get_currency
from trytond.pool import Pool
from trytond.tests import test_tryton
from trytond.tests.test_tryton import DB_NAME
from trytond.tests.tools import activate_modules, set_user
from trytond.transaction import Transaction

from ..event import as_event
from ..facts import select

CACHE = 'itf_portal-world'
# The company's day: for some hours the machine's is already another one.
TODAY = dt.datetime.now(ZoneInfo('America/Toronto')).date()
# login: [(role, party, scope, site)]
PEOPLE = {
    'alice': [('buyer', 'BOREAL', 'company', None)],
    'bob': [('buyer', 'BOREAL', 'site', "Usine de Lévis")],
    'carl': [('viewer', 'BOREAL', 'own', None)],
    'dora': [('accounting', 'BOREAL', 'company', None)],
    'erin': [('company_administrator', 'CASCADE', 'company', None)],
    'fred': [
        ('buyer', 'BOREAL', 'company', None),
        ('accounting', 'CASCADE', 'company', None)],
    'nobody': [],
    }
STAFF = {'agent': 'support', 'chief': 'administrator'}


def world():
    "A database of its own with the small world; answers its namespace."
    if test_tryton.restore_db_cache(CACHE):
        proteus.config.set_trytond().pool.test = True
    else:
        activate_modules('itf_portal')
        _build()
        test_tryton.backup_db_cache(CACHE)
    admin()
    return _namespace()


def admin():
    User = Model.get('res.user')
    user, = User.find([('login', '=', 'admin')])
    set_user(user.id)


def _build():
    company = _company()
    tax = _accounting(company)
    _products(company, tax)
    _customers()
    _people(company)


def _company():
    _ = create_company(currency=get_currency('CAD'))
    company = get_company()
    company.timezone = 'America/Toronto'
    company.save()
    Lang = Model.get('ir.lang')
    french, = Lang.find([('code', '=', 'fr')])
    if not french.translatable:
        french.translatable = True
        french.save()
    return company


def _accounting(company):
    fiscalyear = set_fiscalyear_invoice_sequences(
        create_fiscalyear(company, today=TODAY))
    fiscalyear.click('create_period')
    create_chart(company)
    tax = create_tax(Decimal('.05'))
    tax.description = "GST 5%"
    tax.save()
    with _language('fr'):
        translated = Model.get('account.tax')(tax.id)
        translated.description = "TPS 5 %"
        translated.save()
    accounts = get_accounts(company)
    journal, = Model.get('account.journal').find(
        [('type', '=', 'cash')], limit=1)
    method = Model.get('account.invoice.payment.method')()
    method.name = "Cash"
    method.journal = journal
    method.credit_account = method.debit_account = accounts['cash']
    method.save()
    term = create_payment_term()
    term.name = "Net 30"
    term.save()
    return tax


def _language(code):
    return proteus.config.get_config().set_context(language=code)


def _products(company, tax):
    accounts = get_accounts(company)
    Category = Model.get('product.category')
    category = Category(name="Goods", accounting=True)
    category.account_expense = accounts['expense']
    category.account_revenue = accounts['revenue']
    category.customer_taxes.append(tax)
    category.save()
    unit, = Model.get('product.uom').find([('name', '=', 'Unit')])
    Template = Model.get('product.template')
    for code, english, french, kind, price in [
            ('NEW48', "New pallet 48x40", "Palette neuve 48x40", 'goods',
                '12.50'),
            ('REC48', "Reconditioned pallet", "Palette reconditionnée",
                'goods', '7.25'),
            ('RECUP', "Recovery service", "Service de récupération",
                'service', '150.00')]:
        template = Template(name=english, type=kind)
        template.default_uom = unit
        template.salable = True
        template.list_price = Decimal(price)
        template.account_category = category
        template.products[0].suffix_code = code
        template.save()
        with _language('fr'):
            translated = Template(template.id)
            translated.name = french
            translated.save()
    storage, = Model.get('stock.location').find([('code', '=', 'STO')])
    inventory = Model.get('stock.inventory')()
    inventory.location = storage
    for product in Model.get('product.product').find(
            [('type', '=', 'goods')]):
        line = inventory.lines.new(product=product)
        line.quantity = 1000.0
        line.expected_quantity = 0.0
    inventory.click('confirm')


def _customers():
    Party = Model.get('party.party')
    for code, name, sites in [
            ('BOREAL', "Brasserie Boréal inc.",
                ["Siège", "Usine de Lévis", "Usine de Gatineau"]),
            ('CASCADE', "Cascade Foods Ltd.", ["Depot"])]:
        party = Party(name=name, code=code)
        party.addresses.pop()
        for site in sites:
            address = party.addresses.new()
            address.name = site
            address.street = "1250, chemin du Quai"
            address.city = "Lévis"
            address.postal_code = "G6V 0A1"
        party.addresses[0].invoice = True
        party.addresses[-1].delivery = True
        party.save()


def _people(company):
    User = Model.get('res.user')
    Group = Model.get('res.group')
    Access = Model.get('itf_portal.access')
    Party = Model.get('party.party')
    portal, = Group.find([('name', '=', "Customer portal")])
    service, = Group.find([('name', '=', "Portal service")])
    for login, rows in PEOPLE.items():
        user = User(login=login, name=login.title(), password=secret(login))
        user.groups.append(Group(portal.id))
        user.save()
        for role, code, scope, site in rows:
            party, = Party.find([('code', '=', code)])
            access = Access(user=user, role=role, party=party)
            access.scope = scope
            access.site = next(
                (a for a in party.addresses if a.name == site), None)
            access.save()
    for login, role in STAFF.items():
        user = User(login=login, name=login.title(), password=secret(login))
        user.companies.append(Model.get('company.company')(company.id))
        user.company = company
        user.save()
        Access(user=user, role=role).save()
    user = User(login='robot', password=secret('robot'))
    user.groups.append(Group(service.id))
    user.save()


def secret(login):
    "The password of a person of the small world."
    return f'{login}-Pa55-{login[::-1]}'


def _namespace():
    party = {p.code: p for p in Model.get('party.party').find(
            [('code', 'in', ['BOREAL', 'CASCADE'])])}
    product = {p.code: p for p in Model.get('product.product').find([])}
    user = {u.login: u.id for u in Model.get('res.user').find([])}
    site = {
        a.name: a for p in party.values() for a in p.addresses}
    return types.SimpleNamespace(
        party=party, product=product, user=user, site=site,
        boreal=party['BOREAL'].id, cascade=party['CASCADE'].id)


def new_sale(world, code='BOREAL', lines=(('NEW48', 20),), site=None,
        reference=None, **values):
    "A draft sale of the small world."
    Sale = Model.get('sale.sale')
    sale = Sale(party=world.party[code], reference=reference)
    sale.invoice_method = 'order'
    if site:
        sale.shipment_address = world.site[site]
    for name, value in values.items():
        setattr(sale, name, value)
    for product, quantity in lines:
        line = sale.lines.new()
        line.product = world.product[product]
        line.quantity = quantity
    sale.save()
    return sale


def ship(sale, quantity=None):
    "Ship the open shipment of a sale, or only so many of its first product."
    shipment, = [s for s in sale.shipments if s.state == 'waiting']
    if quantity is not None:
        move = shipment.inventory_moves[0]
        move.quantity = quantity
        shipment.save()
    shipment.click('assign_force')
    shipment.click('pick')
    shipment.click('pack')
    shipment.click('done')
    sale.reload()
    return shipment


def call(user, method, *args, context=None, portal_key=True):
    """Call a method as the dispatcher does, in a transaction of its own.

    user: an id of ``world.user``; method: 'model.method' as in a request.
    portal_key: whether the request carries the portal's key.
    """
    name, _, method = method.rpartition('.')
    Object = Pool(DB_NAME).get(name)
    rpc = Object.__rpc__[method]
    with Transaction().start(
            DB_NAME, user, readonly=rpc.readonly) as transaction:
        args, kwargs, transaction.context, transaction.timestamp = (
            rpc.convert(Object, *args, context or {}))
        transaction.context['_request'] = {'portal_key': portal_key}
        function = rpc.decorate(getattr(Object, method))
        result = rpc.result(function(*args, **kwargs))
        transaction.commit()
    return result


def retried(ask):
    "What ask() answers, tried again as trytond does."
    for _ in range(5):
        try:
            return ask()
        except DatabaseOperationalError:
            continue
    raise AssertionError("tried five times")


def connect():
    "A connection to the database of the test, beside trytond's."
    uri = parse_uri(config.get('database', 'uri'))
    connection = psycopg2.connect(
        dbname=DB_NAME, host=uri.hostname or None, port=uri.port or None,
        user=uri.username or None, password=uri.password or None)
    connection.autocommit = True
    return connection


class Events:
    "The events of the small world since the last look."

    def __init__(self):
        self.last = 0
        self.new()

    def new(self):
        "The new events, oldest first, with their detail decoded."
        with Transaction().start(DB_NAME, 0, readonly=True):
            records = select(
                'SELECT id, at, kind, model, record, sale, party, site, '
                'owner, "user" AS person, area, detail, tx::text AS tx '
                'FROM itf_portal_event WHERE id > %s ORDER BY id', self.last)
            events = [types.SimpleNamespace(**as_event(r)) for r in records]
        if events:
            self.last = events[-1].id
        return events

    def show(self):
        "Print the new events: kind, area and what a sentence is made of."
        for event in self.new():
            detail = {
                k: v for k, v in event.detail.items()
                if k not in {
                    'row', 'shipment', 'invoice', 'party', 'by', 'staff'}}
            print(event.kind, event.area, *(
                    f'{k}={plain(v)}' for k, v in detail.items()))


def plain(value):
    "A value as it reads in a scenario."
    if isinstance(value, dict):
        return value.get('en', json.dumps(value))
    if value is None:
        return '-'
    return str(value)
