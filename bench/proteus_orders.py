"""Tryton's own Python client on the live server, for context: 25 orders.

Prints the wall and the CPU time of this process for one list of 25 orders
with ten fields each, in milliseconds, as the median of some rounds. Over
XML-RPC with a password on every call, which is the only way proteus has into
a server that is not in its own process: Tryton hashes it anew each time.
"""
import os
import statistics
import sys
import time
from urllib.parse import quote, urlsplit

from proteus import Model, config

FIELDS = [
    'number', 'reference', 'sale_date', 'state', 'shipment_state',
    'invoice_state', 'currency', 'total_amount', 'party', 'shipment_address']


def main(login, password, rounds=3):
    root = urlsplit(os.environ['TRYTON_RPC_URL'])
    config.set_xmlrpc('%s://%s:%s@%s/%s/' % (
            root.scheme, quote(login), quote(password), root.netloc,
            os.environ['TRYTON_DATABASE']))
    Sale = Model.get('sale.sale')
    wall, cpu = [], []
    for _ in range(rounds):
        started, used = time.perf_counter(), time.process_time()
        for sale in Sale.find([], limit=25):
            for field in FIELDS:
                getattr(sale, field)
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    print('%.1f %.1f' % (statistics.median(wall), statistics.median(cpu)))


if __name__ == '__main__':
    main(*sys.argv[1:3])
