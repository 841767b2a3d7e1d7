"""What the walls cost: a customer's order list with them and without.

usage: python3 bench/walls.py DATABASE LOGIN ROUNDS
Inside a Tryton process of its own, in turns: the guard's look at who asks,
then the method with record rules and access checks on; and the method alone
with them off. Prints the two medians in milliseconds.
"""
import os
import statistics
import sys
import time

from trytond.config import config

config.update_etc(os.environ['TRYTOND_CONFIG'])

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402


def main(database, login, rounds):
    with Transaction().start(None, 0):
        Pool.start()
    pool = Pool(database)
    with Transaction().start(database, 0):
        pool.init()
    from itf_portal.guard import kind_of
    User, Order = pool.get('res.user'), pool.get('itf_portal.order')
    with Transaction().start(database, 0, readonly=True):
        user, = User.search([('login', '=', login)])
        user = user.id
    with Transaction().start(database, user, readonly=True):
        party = next(g.party for g in User.portal_grants() if g.party)

    def page(checked):
        with Transaction().start(
                database, user, readonly=True,
                context={'_check_access': checked}):
            return len(Order.page({'party': party, 'limit': 25})['rows'])

    def walled():
        assert kind_of(database, user) == 'portal'
        return page(True)

    def bare():
        return page(False)

    times = {walled: [], bare: []}
    for round_ in range(rounds + 10):
        for function, taken in times.items():
            started = time.perf_counter()
            assert function()
            # the first ones fill Tryton's caches
            if round_ >= 10:
                taken.append((time.perf_counter() - started) * 1000)
    print(statistics.median(times[walled]), statistics.median(times[bare]))


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
