#!/usr/bin/python3
"""Let the demo company have sold for years: copies of its orders by SQL until there are so many.

usage: python3 tryton/demo/scale.py --database NAME --orders 100000 --accounts-file PATH [--today 2026-11-23]
The environment is that of build.py; NAME holds the demo set. PATH is the accounts file of the demo set; the people of
the two customers that tests and measurements sign in as are added to it. Killed half way, the database is of no use:
begin with a fresh one (scripts/database does).
"""
import argparse
import datetime as dt
import gc
import json
import os
import sys
import time
from io import StringIO

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from demo import build  # noqa: E402

CUSTOMERS_AT_ONCE = 200
# Enough for sorting three million rows and for their indexes; the default is a hundredth of it.
MEMORY = ["SET LOCAL work_mem = '192MB'", "SET LOCAL maintenance_work_mem = '512MB'"]


def arguments():
    parser = argparse.ArgumentParser(
        description="Copy the demo set's orders until a database holds so many.")
    parser.add_argument('--database', required=True)
    parser.add_argument('--orders', type=int, required=True, help="how many orders there are to be, at least 1000")
    parser.add_argument('--accounts-file', required=True)
    parser.add_argument('--today', type=dt.date.fromisoformat, default=None)
    options = parser.parse_args()
    if not 1000 <= options.orders <= 1_000_000:
        parser.error("--orders: between 1000 and 1000000")
    return options


def main():
    options = arguments()

    from trytond.config import config
    config.update_etc(os.environ.get('TRYTOND_CONFIG'))
    from trytond.pool import Pool
    Pool.start()
    Pool(options.database).init()

    from demo import company, parties, people, products, volume
    from demo.world import World

    gc.disable()
    world = World.at(options.today)
    started = time.monotonic()

    def step(text, function, *args):
        result = build.transaction(world, options.database, function, *args)
        print("%6.1f s  %s" % (time.monotonic() - started, text), flush=True)
        return result

    step("the demo company", find_company, world)
    terms, present, last = step("its customers and orders", acquaint, world)
    customers = volume.customers(options.orders, present, terms)
    step("fiscal years", company.open_years, world, range(
            (world.today - dt.timedelta(days=volume.DAYS + 60)).year, world.today.year - 2))
    for start in range(0, len(customers), CUSTOMERS_AT_ONCE):
        some = [c.entry for c in customers[start:start + CUSTOMERS_AT_ONCE]]
        step("%s of %s customers" % (start + len(some), len(customers)), parties.create, world, some)
    accounts = step("people", people.create, world, buyers(people))
    step("orders", copy, world, customers)
    step("stock counted", products.settle, world)
    step("no news", forget, last)
    with open(options.accounts_file, encoding='utf-8') as file:
        accounts = json.load(file) + accounts
    people.write_accounts(options.accounts_file, accounts)


def buyers(people):
    from demo import volume
    return [
        people.person('beatrice.montcalm', "Béatrice Montcalm",
            "administratrice de l'entreprise, un cinquième de toutes les commandes",
            people.Grant(volume.LARGE, 'company_administrator')),
        people.person('hugo.larrivee', "Hugo Larrivée",
            "administrateur de l'entreprise, 200 commandes",
            people.Grant(volume.MIDDLE, 'company_administrator')),
        ]


def find_company(world):
    from demo.world import get
    world.company, = get('company.company').search([])


def acquaint(world):
    """Take up what the build made: (terms of its customers, how many orders, its last event)."""
    from demo import parties, products, volume
    from demo.copies import execute
    from demo.world import get
    found = {party.code: party for party in get('party.party').search([])}
    if volume.LARGE in found or 'BOREAL' not in found:
        sys.exit("This goes into a database that holds the demo set and nothing more.")
    terms = {}
    for code, _, language, term, rule, _, _ in parties.CUSTOMERS:
        terms[code] = language, term, rule
        world.parties[code] = found[code]
        world.terms[term] = found[code].customer_payment_term
        if rule:
            world.tax_rules[rule] = found[code].customer_tax_rule
    world.products = {p.code: p for p in get('product.product').search(
            [('code', 'in', [code for code, *_ in products.GOODS])])}
    (orders, event), = execute(
        'SELECT (SELECT count(*) FROM sale_sale), (SELECT COALESCE(MAX(id), 0) FROM itf_portal_event)')
    return terms, orders, event


def copy(world, customers):
    """Plan the copies, make them, and say each step: it is all one transaction."""
    from demo import copies
    started = time.monotonic()

    def said(text):
        print("%14.1f s  %s" % (time.monotonic() - started, text), flush=True)

    for statement in MEMORY:
        copies.execute(statement)
    plan(world, customers)
    said("planned")
    copies.gather()
    copies.allot()
    numbered = number()
    said("numbered")
    again = copies.bare()
    for name in copies.MODELS:
        said("%s %s" % (copies.insert(name, numbered.get(name, ())), name))
    for statement in again:
        copies.execute(statement)
    said("indexes and references")


def plan(world, customers):
    """The exemplars, and the plan of the copies, as temporary tables."""
    from demo import volume
    from demo.copies import execute
    from itf_portal.store import SEARCH
    from trytond.transaction import Transaction
    execute(
        'CREATE TEMP TABLE volume_exemplar ON COMMIT DROP AS SELECT s.id AS exemplar, s.party, p.code, '
        's.invoice_address AS office, s.shipment_address AS site, s.portal_owner AS owner, s.portal_date AS placed, '
        # What it holds, as the search column says it: a copy's own number and reference come before it.
        's.state, s.given IS NOT NULL AS referenced, ' + SEARCH + ' AS goods '
        'FROM (SELECT *, reference AS given FROM sale_sale) o, '
        'LATERAL (SELECT o.id, NULL::text AS number, NULL::text AS reference, o.party, o.invoice_address, '
        'o.shipment_address, o.portal_owner, o.portal_date, o.state, o.given) s '
        'JOIN party_party p ON p.id = s.party WHERE p.code = ANY(%s) AND NOT EXISTS ('
        # What was credited hangs together with another invoice.
        "SELECT FROM sale_line l JOIN account_invoice_line i ON i.origin = 'sale.line,' || l.id "
        "JOIN account_invoice_line c ON c.origin = 'account.invoice.line,' || i.id WHERE l.sale = s.id)",
        [code for code, _ in volume.LIKE])
    exemplars = [
        volume.Exemplar(id_, like, (world.today - placed).days,
            state in {'done', 'cancelled'}, state in {'draft', 'quotation'}, referenced)
        for id_, like, placed, state, referenced in execute(
            'SELECT exemplar, code, placed, state, referenced FROM volume_exemplar ORDER BY exemplar')]
    execute(
        'CREATE TEMP TABLE volume_row (copy serial, exemplar int, code text, site int, days int, minutes int, '
        'reference text) ON COMMIT DROP')
    file = StringIO()
    for row in volume.copies(world.today, customers, exemplars):
        file.write('\t'.join('\\N' if value is None else str(value) for value in row) + '\n')
    file.seek(0)
    Transaction().connection.cursor().copy_expert(
        'COPY volume_row (exemplar, code, site, days, minutes, reference) FROM STDIN', file)
    execute(
        'CREATE TEMP TABLE volume_plan ON COMMIT DROP AS SELECT r.copy, r.exemplar, r.days, r.reference, '
        'make_interval(days => r.days, mins => r.minutes) AS shift, p.id AS party, '
        '(SELECT a.id FROM party_address a WHERE a.party = p.id AND a.invoice LIMIT 1) AS office, '
        '(SELECT a.id FROM party_address a WHERE a.party = p.id AND a.delivery '
        'ORDER BY a.sequence, a.id OFFSET r.site LIMIT 1) AS site, '
        # Who ordered by themselves there does so here, where there is somebody.
        'CASE WHEN e.owner IS NOT NULL THEN (SELECT MIN(x."user") FROM itf_portal_access x WHERE x.party = p.id) END '
        'AS owner, '
        "(SELECT MIN(x.\"user\") FROM itf_portal_access x WHERE x.role = 'support') AS agent "
        'FROM volume_row r JOIN volume_exemplar e ON e.exemplar = r.exemplar JOIN party_party p ON p.code = r.code')
    execute('CREATE UNIQUE INDEX ON volume_plan (copy)')
    for table in ['volume_exemplar', 'volume_plan']:
        execute('ANALYZE ' + table)


def number():
    """Numbers by the company's sequences, as Tryton would have given them: {model: columns}."""
    from demo.copies import number as give
    from demo.world import get
    company = get('company.company').search([])[0].id

    def sequence(model, name):
        return str(get(model)(1).get_multivalue(name, company=company).id)
    year = (
        '(SELECT {what} FROM account_fiscalyear y {more} WHERE y.company = t.company '
        'AND {date} + p.days BETWEEN y.start_date AND y.end_date)')
    wanted = [
        ('sale.sale', 'number', 'COALESCE(t.portal_sent_at, t.create_date) + p.shift',
            sequence('sale.configuration', 'sale_sequence')),
        ('stock.shipment.out', 'number', 't.create_date + p.shift',
            sequence('stock.configuration', 'shipment_out_sequence')),
        ('account.invoice', 'number', 't.invoice_date + p.days', year.format(
                what='q.out_invoice_sequence', date='t.invoice_date',
                more='JOIN account_fiscalyear_invoice_sequence q ON q.fiscalyear = y.id AND q.period IS NULL')),
        ('account.move', 'number', 't.date + p.days',
            str(get('account.journal').search([('type', '=', 'revenue')])[0].get_multivalue(
                    'sequence', company=company).id)),
        ('account.move', 'post_number', 't.date + p.days', year.format(
                what='y.post_move_sequence', date='t.date', more='')),
        ('account.move.reconciliation', 'number', 't.date + p.days',
            sequence('account.configuration', 'reconciliation_sequence')),
        ]
    numbered = {}
    for model, column, moment, its_sequence in wanted:
        give(model, column, moment, its_sequence)
        numbered.setdefault(model, []).append(column)
    return numbered


def forget(last):
    """Nobody is told of what was there before they came, and nothing waits to be done."""
    from demo.copies import execute
    execute('DELETE FROM itf_portal_event WHERE id > %s', last)
    execute('DELETE FROM ir_queue')


if __name__ == '__main__':
    main()
