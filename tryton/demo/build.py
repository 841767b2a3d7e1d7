#!/usr/bin/python3
"""Fill a database whose modules are activated, and which holds no business yet, with the demo set.

usage: python3 tryton/demo/build.py --database NAME --accounts-file PATH [--today 2026-11-23]
PYTHONPATH must find trytond and the module itf_portal; TRYTOND_CONFIG or TRYTOND_DATABASE_URI
names the server; TRYTON_USER and TRYTON_PASSWORD are the portal's own account.
"""
import argparse
import datetime as dt
import gc
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def arguments():
    parser = argparse.ArgumentParser(
        description="Fill an empty Tryton database with the demo data set.")
    parser.add_argument('--database', required=True)
    parser.add_argument(
        '--accounts-file', required=True,
        help="where to write who may sign in, readable by its owner only")
    parser.add_argument(
        '--today', type=dt.date.fromisoformat, default=None,
        help="the day that everything is relative to (default: today)")
    parser.add_argument('--quiet', action='store_true')
    return parser.parse_args()


def main():
    options = arguments()
    service = os.environ.get('TRYTON_USER'), os.environ.get('TRYTON_PASSWORD')
    if not all(service):
        sys.exit("TRYTON_USER and TRYTON_PASSWORD are not set: they name the "
            "portal's own account, which this creates.")

    from trytond.config import config
    config.update_etc(os.environ.get('TRYTOND_CONFIG'))
    from trytond.pool import Pool
    Pool.start()
    Pool(options.database).init()

    from demo import (
        billing, company, history, parties, people, plan, products, sales)
    from demo.world import World

    # One short process that keeps nearly all it makes: collecting garbage only costs.
    gc.disable()
    world = World.at(options.today)
    started = time.monotonic()

    def step(text, function, *args):
        result = transaction(world, options.database, function, *args)
        if not options.quiet:
            print("%5.1f s  %s" % (time.monotonic() - started, text), flush=True)
        return result

    step("empty database", require_empty)
    step("company, chart of accounts, taxes", company.build, world)
    step("products and stock", products.build, world)
    step("customers", parties.build, world)
    accounts = step("people", people.build, world, *service)
    orders = plan.orders(world, {
            code: [key for key, *_ in sites]
            for code, *_, sites in parties.CUSTOMERS if code in plan.COUNTS})
    step("%s orders" % len(orders), sales.create, world, orders)
    step("quoted", sales.quote, world, orders)
    step("confirmed", sales.confirm, world, orders)
    for turn in range(sales.turns(orders)):
        step("shipped, round %s" % (turn + 1), sales.ship, world, orders, turn)
    bills = billing.billed(world, orders)
    step("%s invoices posted" % len(bills), billing.post, world, bills)
    step("paid", billing.pay, world, bills)
    step("credited", billing.credit, world, bills)
    step("stock counted", products.settle, world)
    step("dated", history.build, world, orders)
    people.write_accounts(options.accounts_file, accounts)
    if not options.quiet:
        print("%5.1f s  %s" % (
                time.monotonic() - started, options.accounts_file))


def transaction(world, database, function, *args):
    """Call in one committed transaction, as the administrator, in the company once there is one.

    Begun again when Tryton wants a table locked from the start, as its own dispatcher does.
    """
    from trytond.pool import Pool
    from trytond.transaction import Transaction, TransactionError
    with Transaction().start(database, 0, context={'language': 'en'}):
        admin, = Pool().get('res.user').search(
            [('login', '=', 'admin')], limit=1)
    context = {'language': 'en', '_skip_warnings': True}
    if world.company:
        context['company'] = world.company.id
    extras = {}
    dice = world.rng.getstate()
    while True:
        world.rng.setstate(dice)
        try:
            with Transaction().start(
                    database, admin.id, context=context, **extras):
                world.renew()
                result = function(*args)
                # What was queued has been done, or is not wanted.
                Transaction().tasks.clear()
                return result
        except TransactionError as error:
            error.fix(extras)


def require_empty():
    from trytond.pool import Pool
    for name in ['company.company', 'sale.sale']:
        if Pool().get(name).search([], limit=1):
            sys.exit("The database already holds records of %s; the demo set "
                "goes into an empty one." % name)


if __name__ == '__main__':
    main()
