"""The invented company: party, currency, chart of accounts, fiscal years, taxes, payment terms."""
import datetime as dt
from decimal import Decimal

from trytond.pool import Pool
from trytond.transaction import Transaction

from .world import get, translate, xml

NAME = "ITF Palettes (démonstration) inc."


def build(world):
    country(world)
    currency(world)
    company(world)
    with Transaction().set_context(company=world.company.id):
        chart(world)
        fiscal_years(world)
        taxes(world)
        terms(world)
        payment_method(world)
        configuration(world)


def country(world):
    Country = get('country.country')
    Subdivision = get('country.subdivision')
    canada, = (Country.search([('code', '=', 'CA')])
        or Country.create([{
                    'name': "Canada", 'code': 'CA', 'code3': 'CAN',
                    'code_numeric': '124'}]))
    translate([canada], 'name', ["Canada"])
    # One name in both languages: addresses are written the same for everybody.
    for code, name in [('CA-QC', "Québec"), ('CA-ON', "Ontario")]:
        if not Subdivision.search([('code', '=', code)]):
            Subdivision.create([{
                        'country': canada.id, 'code': code,
                        'name': name, 'type': 'province'}])


def currency(world):
    Currency = get('currency.currency')
    found = Currency.search([('code', '=', 'CAD')])
    if not found:
        found = Currency.create([{
                    'name': "Canadian Dollar", 'symbol': '$', 'code': 'CAD',
                    'numeric_code': '124', 'rounding': Decimal('0.01'),
                    'digits': 2,
                    'rates': [('create', [{
                                    'date': dt.date(2000, 1, 1),
                                    'rate': Decimal(1)}])],
                    }])
        translate(found, 'name', ["Dollar canadien"])
    world.currency, = found


def company(world):
    pool = Pool()
    Party = pool.get('party.party')
    Company = pool.get('company.company')
    User = pool.get('res.user')
    french, = get('ir.lang').search([('code', '=', 'fr')])
    canada, = get('country.country').search([('code', '=', 'CA')])
    quebec, = get('country.subdivision').search([('code', '=', 'CA-QC')])

    party, = Party.create([{
                'name': NAME,
                'code': 'ITF',
                'lang': french.id,
                'addresses': [('create', [{
                                'street': "2380, rue du Cordage",
                                'city': "Trois-Rivières",
                                'postal_code': 'G9A 0Z9',
                                'country': canada.id,
                                'subdivision': quebec.id,
                                'invoice': True,
                                'delivery': True,
                                }])],
                'contact_mechanisms': [('create', [
                            {'type': 'phone', 'value': '819 555-0142'},
                            {'type': 'email', 'value': 'bonjour@example.com'},
                            {'type': 'website',
                                'value': 'https://palettes.example.com'},
                            ])],
                # Plainly invented: all zeros can never have been assigned.
                'identifiers': [('create', [
                            {'code': "TPS 00000 0000 RT0001"},
                            {'code': "TVQ 0000000000 TQ0001"},
                            ])],
                }])
    world.company, = Company.create([{
                'party': party.id,
                'currency': world.currency.id,
                'timezone': 'America/Toronto',
                }])
    admins = User.search([('login', '=', 'admin')])
    User.write(admins, {
            'companies': [('add', [world.company.id])],
            'company': world.company.id,
            })


def chart(world):
    """The minimal French chart, by the same wizard that staff would use."""
    pool = Pool()
    Wizard = pool.get('account.create_chart', type='wizard')
    Account = pool.get('account.account')
    session_id, _, _ = Wizard.create()
    wizard = Wizard(session_id)
    wizard.account.company = world.company
    wizard.account.account_template = xml(
        'account', 'account_template_root_fr')
    wizard.transition_create_account()
    for key, fs_id in [
            ('receivable', 'account_template_receivable_fr'),
            ('payable', 'account_template_payable_fr'),
            ('revenue', 'account_template_revenue_fr'),
            ('expense', 'account_template_expense_fr'),
            ('cash', 'account_template_cash_fr'),
            ('tax', 'account_template_tax_fr'),
            ]:
        world.accounts[key], = Account.search([
                ('template', '=', xml('account', fs_id).id),
                ('company', '=', world.company.id),
                ])
    wizard.properties.company = world.company
    wizard.properties.account_receivable = world.accounts['receivable']
    wizard.properties.account_payable = world.accounts['payable']
    wizard.transition_create_properties()
    Wizard.delete(session_id)


def fiscal_years(world):
    """The two years before, this one and the next."""
    open_years(world, range(world.today.year - 2, world.today.year + 2))


def open_years(world, years):
    """Open fiscal years with their sequences; invoices are numbered F-2026-0001."""
    pool = Pool()
    FiscalYear = pool.get('account.fiscalyear')
    Sequence = pool.get('ir.sequence')
    Strict = pool.get('ir.sequence.strict')
    move_type = xml('account', 'sequence_type_account_move')
    invoice_type = xml('account_invoice', 'sequence_type_account_invoice')

    moves = Sequence.create([{
                'name': "Écritures %s" % year,
                'sequence_type': move_type.id,
                'company': world.company.id,
                } for year in years])
    strict = iter(Strict.create([{
                    'name': "%s %s" % (name, year),
                    'sequence_type': invoice_type.id,
                    'company': world.company.id,
                    'prefix': '%s-%s-' % (prefix, year),
                    'padding': 4,
                    } for year in years for name, prefix in [
                        ("Factures", 'F'), ("Notes de crédit", 'NC'),
                        ("Factures de fournisseurs", 'FF')]]))
    values = []
    for year, move in zip(years, moves):
        invoice, credit, supplier = next(strict), next(strict), next(strict)
        values.append({
                'name': str(year),
                'start_date': dt.date(year, 1, 1),
                'end_date': dt.date(year, 12, 31),
                'company': world.company.id,
                'post_move_sequence': move.id,
                'invoice_sequences': [('create', [{
                                'company': world.company.id,
                                'out_invoice_sequence': invoice.id,
                                'out_credit_note_sequence': credit.id,
                                'in_invoice_sequence': supplier.id,
                                'in_credit_note_sequence': supplier.id,
                                }])],
                })
    FiscalYear.create_period(FiscalYear.create(values))


def taxes(world):
    """TPS and TVQ, both on the price alone; TVH in their place for what leaves for Ontario."""
    pool = Pool()
    Tax = pool.get('account.tax')
    Rule = pool.get('account.tax.rule')
    lines = [
        ('TPS', "GST 5%", "TPS 5 %", '0.05', 10),
        ('TVQ', "QST 9.975%", "TVQ 9,975 %", '0.09975', 20),
        ('TVH', "HST 13% (Ontario)", "TVH 13 % (Ontario)", '0.13', 30),
        ]
    records = Tax.create([{
                'name': english,
                'description': english,
                'type': 'percentage',
                'rate': Decimal(rate),
                'sequence': sequence,
                'company': world.company.id,
                'invoice_account': world.accounts['tax'].id,
                'credit_note_account': world.accounts['tax'].id,
                } for _, english, _, rate, sequence in lines])
    translate(records, 'description', [french for _, _, french, _, _ in lines])
    world.taxes = {code: tax for (code, *_), tax in zip(lines, records)}
    world.tax_rules['ON'], = Rule.create([{
                'name': "Ontario",
                'kind': 'sale',
                'company': world.company.id,
                'lines': [('create', [
                            {'origin_tax': world.taxes['TPS'].id,
                                'tax': world.taxes['TVH'].id},
                            # No substitute: nothing is charged in its place.
                            {'origin_tax': world.taxes['TVQ'].id},
                            ])],
                }])


def terms(world):
    Term = get('account.invoice.payment_term')
    lines = [
        ('NET30', "Net 30 days", "Net 30 jours", 30),
        ('NET15', "Net 15 days", "Net 15 jours", 15),
        ('RECEIPT', "On receipt", "Sur réception", 0),
        ]
    records = Term.create([{
                'name': english,
                'lines': [('create', [{
                                'type': 'remainder',
                                'relativedeltas': [
                                    ('create', [{'days': days}])],
                                }])],
                } for _, english, _, days in lines])
    translate(records, 'name', [french for _, _, french, _ in lines])
    world.terms = {code: term for (code, *_), term in zip(lines, records)}


def payment_method(world):
    Method = get('account.invoice.payment.method')
    cash = world.accounts['cash']
    methods = Method.create([{
                'name': name,
                'company': world.company.id,
                'journal': xml('account', 'journal_cash').id,
                'credit_account': cash.id,
                'debit_account': cash.id,
                } for name in ["Bank transfer", "Interac transfer"]])
    translate(methods, 'name', ["Virement bancaire", "Virement Interac"])
    world.payment_method = methods[0]


def configuration(world):
    """Sales are invoiced as they are shipped, and the numbers look like a company that has a past."""
    pool = Pool()
    Sale = pool.get('sale.configuration')
    sale = Sale(1)
    sale.sale_invoice_method = 'shipment'
    sale.sale_shipment_method = 'order'
    if 'sale_shipment_cost_method' in Sale._fields:
        # Without a carrier the default method is refused when quoting.
        sale.sale_shipment_cost_method = None
    sale.save()
    account = pool.get('account.configuration')(1)
    account.default_customer_payment_term = world.terms['NET30']
    account.tax_rounding = 'document'
    account.save()
    Sequence = pool.get('ir.sequence')
    Sequence.write([xml('sale', 'sequence_sale')], {'number_next': 1842})
    Sequence.write([xml('stock', 'sequence_shipment_out')], {
            'prefix': 'EX-', 'padding': 5, 'number_next': 3107})
    world.warehouse = xml('stock', 'location_warehouse')
