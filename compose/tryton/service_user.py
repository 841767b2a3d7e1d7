#!/usr/bin/python3
"""service_user.py state | save, for Tryton's database TRYTON_DATABASE at TRYTON_DB_URL.

state prints "empty" (Tryton was never installed there), "unused" (installed, without a company) or "used".
save creates the portal's own account TRYTON_USER with TRYTON_PASSWORD, or brings it to that password, and lets the
portal's listener read its one table (feed_role.sql). The module itf_portal must be active.
"""
import os
import pathlib
import sys

import psycopg2


def connect():
    return psycopg2.connect(os.environ['TRYTON_DB_URL'] + os.environ['TRYTON_DATABASE'])


def state():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('res_user'), to_regclass('company_company')")
        users, companies = cursor.fetchone()
        if users is None:
            return 'empty'
        if companies is None:
            return 'unused'
        cursor.execute('SELECT count(*) FROM company_company')
        return 'used' if cursor.fetchone()[0] else 'unused'


def save():
    from trytond.config import config
    config.update_etc(os.environ.get('TRYTOND_CONFIG'))
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    database = os.environ['TRYTON_DATABASE']
    Pool.start()
    pool = Pool(database)
    pool.init()
    with Transaction().start(database, 0, context={'active_test': False}):
        User = pool.get('res.user')
        group = pool.get('res.group')(
            pool.get('ir.model.data').get_id('itf_portal', 'group_service'))
        users = User.search([('login', '=', os.environ['TRYTON_USER'])])
        user = users[0] if users else User(
            login=os.environ['TRYTON_USER'], name="Portail (compte de service)")
        user.groups = [group]
        user.active = True
        user.password = os.environ['TRYTON_PASSWORD']
        user.save()


def grant_feed():
    import itf_portal
    script = pathlib.Path(itf_portal.__file__).with_name('feed_role.sql')
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(script.read_text(encoding='utf-8'))


if __name__ == '__main__':
    if sys.argv[1:] == ['state']:
        print(state())
    elif sys.argv[1:] == ['save']:
        save()
        grant_feed()
    else:
        sys.exit(__doc__)
