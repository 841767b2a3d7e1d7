"""deactivate.py DATABASE LOGIN: what staff do in Tryton's own client.

Writes when it was done, in seconds since 1970.
"""
import os
import sys
import time

from trytond.config import config

config.update_etc(os.environ['TRYTOND_CONFIG'])

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

database, login = sys.argv[1:]
Pool.start()
pool = Pool(database)
pool.init()
with Transaction().start(database, 1):
    User = pool.get('res.user')
    User.write(User.search([('login', '=', login)]), {'active': False})
print(time.time())
