"""Changes of many sales at once, made inside a Tryton process of its own.

usage: python3 bench/changes.py DATABASE SECONDS REFERENCE
Each batch writes a new reference on up to 200 sales in one transaction, at
most one batch a second, and says what was committed: batch and sales.
"""
import os
import sys
import time

from trytond.config import config

config.update_etc(os.environ['TRYTOND_CONFIG'])

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

BATCH = 200


def main(database, seconds, reference):
    with Transaction().start(None, 0):
        Pool.start()
    pool = Pool(database)
    with Transaction().start(database, 0):
        pool.init()
    Sale = pool.get('sale.sale')
    with Transaction().start(database, 0, readonly=True):
        ids = [s.id for s in Sale.search(
                [('state', '!=', 'draft')],
                order=[('portal_date', 'DESC')], limit=BATCH)]
    started = time.monotonic()
    batch = 0
    while time.monotonic() - started < seconds:
        begun = time.monotonic()
        batch += 1
        with Transaction().start(database, 0) as transaction:
            Sale.write(*sum((
                        ([sale], {'reference': '%s-%d-%dz' % (
                                    reference, sale.id, batch)})
                        for sale in Sale.browse(ids)), ()))
            transaction.commit()
        print(batch, len(ids), flush=True)
        time.sleep(max(0, 1 - (time.monotonic() - begun)))


if __name__ == '__main__':
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3])
