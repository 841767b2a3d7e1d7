"""Every kind of change of every kind of record, and who could read it.

usage: deliveries.py DATABASE
In a Tryton process of its own, on a database made for it: each deed is one
transaction of staff's; before and after it every demo person reads the
records it is about, with access checks on, as the portal's methods do. One
line of JSON per deed: the grants that held, who could read what, and the
transaction's events are found by its id.
"""
import datetime as dt
import json
import os
import sys

from trytond.config import config

config.update_etc(os.environ['TRYTOND_CONFIG'])

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction, TransactionError  # noqa: E402

COMPANIES = ['BOREAL', 'LAVALOIS', 'QUAIDUNORD']


def main(database):
    with Transaction().start(None, 0):
        Pool.start()
    pool = Pool(database)
    with Transaction().start(database, 0):
        pool.init()
    world = World(database, pool)
    for code in COMPANIES:
        for name, records, deed in deeds(world, code):
            world.play('%s %s' % (code, name), records, deed)


class World:

    def __init__(self, database, pool):
        self.database, self.pool = database, pool
        with Transaction().start(database, 0, readonly=True):
            User = pool.get('res.user')
            self.company = User.portal_company()
            self.staff = {'company': self.company, '_skip_warnings': True}
            self.people = {
                u.login: u.id for u in User.search([
                        ('login', 'like', '%@example.com')])}

    def get(self, model):
        return self.pool.get(model)

    def find(self, model, domain, **more):
        with Transaction().start(
                self.database, 1, context=self.staff, readonly=True):
            return [
                r.id for r in self.get(model).search(
                    domain, order=[('id', 'DESC')], **more)]

    def colleagues(self, code):
        "Ids of the people who have access to a company."
        with Transaction().start(self.database, 0, readonly=True):
            Access = self.get('itf_portal.access')
            return sorted({
                    a.user.id for a in Access.search([of_party(code)])})

    def done(self, deed):
        """What the deed made, and the id of its transaction.

        Begun again when Tryton wants a table locked from the start, as its
        own dispatcher does: on the first day of a month nothing was posted
        in its period yet.
        """
        extras = {}
        while True:
            try:
                with Transaction().start(
                        self.database, 1, context=self.staff,
                        **extras) as transaction:
                    made = deed() or []
                    cursor = transaction.connection.cursor()
                    cursor.execute('SELECT pg_current_xact_id()::text')
                    tx, = cursor.fetchone()
                    transaction.commit()
                    transaction.tasks.clear()
                    return made, tx
            except TransactionError as error:
                error.fix(extras)

    def play(self, name, records, deed):
        before = {str(k): self.readers(*k) for k in records}
        made, tx = self.done(deed)
        records = [*records, *made]
        self.last = records[-1][1]
        print(json.dumps({
                    'deed': name,
                    'tx': int(tx),
                    'people': self.grants(),
                    'before': {
                        '%s,%d' % k: before.get(str(k), []) for k in records},
                    'after': {'%s,%d' % k: self.readers(*k) for k in records},
                    }, default=str), flush=True)

    def readers(self, model, id_):
        "Logins of those who can read it, with the party it is of."
        found = []
        for login, user in self.people.items():
            with Transaction().start(
                    self.database, user, readonly=True,
                    context={'_check_access': True}):
                Model = self.get(model)
                User = self.get('res.user')
                if User.staff_role() or not User.portal_grants():
                    continue
                with Transaction().set_context(company=self.company):
                    if model == 'itf_portal.access':
                        read = self.reads_access(id_)
                    else:
                        read = Model.search([('id', '=', id_)])
                        read = read and read[0].party.id
                if read:
                    found.append([login, read])
        return found

    def reads_access(self, id_):
        "The party of a grant that the company's own page would show."
        User = self.get('res.user')
        for party in {g.party for g in User.portal_grants()}:
            found = self.get('itf_portal.company').people(party)
            for person in (found or {}).get('colleagues', []):
                for grant in person['grants']:
                    if grant['id'] == id_:
                        return party
        return None

    def grants(self):
        "{login: {user, grants}} of customers, as they hold now."
        people = {}
        for login, user in self.people.items():
            with Transaction().start(self.database, user, readonly=True):
                User = self.get('res.user')
                people[login] = {
                    'user': user,
                    'grants': [
                        g._asdict() for g in User.portal_grants() if g.party],
                    }
        return people


def deeds(world, code):
    "(name, records it is about, what is done) for one company, in turn."
    Sale = world.get('sale.sale')
    of = of_party(code)
    quotation, = world.find(
        'sale.sale', [of, ('state', '=', 'quotation')], limit=1)
    sites = world.find('party.address', [of_party(code)])
    owners = world.colleagues(code)
    elsewhere, = world.find('party.party', [('code', '=', 'MAPLEYARD')])
    term = world.find('account.invoice.payment_term', [])[0]
    line = world.find('sale.line', [
            ('sale', '=', quotation), ('type', '=', 'line')])[0]
    sale = [('sale.sale', quotation)]

    def write(model, id_, **values):
        def deed():
            Model = world.get(model)
            Model.write([Model(id_)], values)
        return deed

    def click(model, *buttons, ids):
        def deed():
            Model = world.get(model)
            for button in buttons:
                getattr(Model, button)(Model.browse(ids))
        return deed

    def copied(*buttons):
        def deed():
            copy, = Sale.copy([Sale(quotation)])
            for button in buttons:
                getattr(Sale, button)([copy])
            return [('sale.sale', copy.id)]
        return deed

    yield 'reference', sale, write('sale.sale', quotation, reference='D-1')
    yield 'promised', sale, write(
        'sale.sale', quotation, shipping_date=dt.date(2041, 3, 4))
    yield 'details', sale, write('sale.sale', quotation, payment_term=term)
    yield 'lines', sale, write('sale.line', line, quantity=7)
    for site in sites:
        if world.find('sale.sale', [
                    ('id', '=', quotation), ('shipment_address', '=', site)]):
            continue
        yield 'another site', sale, write(
            'sale.sale', quotation, shipment_address=site)
    for owner in [*owners, None]:
        yield 'another owner', sale, write(
            'sale.sale', quotation, portal_owner=owner)
    yield 'draft of staff', [], copied()
    yield 'draft deleted', [('sale.sale', world.last)], lambda: (
        Sale.delete([Sale(world.last)]))
    yield 'quoted', [], copied('quote')
    yield 'to another company', [('sale.sale', world.last)], write(
        'sale.sale', world.last, party=elsewhere, shipment_address=None,
        invoice_address=None, portal_owner=None)
    yield 'confirmed', sale, click('sale.sale', 'confirm', ids=[quotation])
    yield 'processed', sale, click('sale.sale', 'process', ids=[quotation])
    shipments = world.find('stock.shipment.out', [
            ('moves.origin.sale', '=', quotation, 'sale.line'),
            ('state', '=', 'waiting')])
    yield 'shipment picked', sale, click(
        'stock.shipment.out', 'assign_force', 'pick', ids=shipments)
    yield 'shipped', sale, click(
        'stock.shipment.out', 'pack', 'done', ids=shipments)
    for invoice in world.find('account.invoice', [
                of, ('type', '=', 'out'), ('state', '=', 'draft')])[:2]:
        bill = [('account.invoice', invoice)] + [
            ('sale.sale', id_) for id_ in world.find(
                'sale.sale', [('invoices', '=', invoice)])]
        yield 'posted', bill, click('account.invoice', 'post', ids=[invoice])
    for access in world.find('itf_portal.access', [of]):
        row = [('itf_portal.access', access)]
        yield 'access narrowed', row, write(
            'itf_portal.access', access, to_date=dt.date(2041, 3, 4))
        yield 'access ended', row, write(
            'itf_portal.access', access, active=False)
        yield 'access given', row, write(
            'itf_portal.access', access, active=True, to_date=None)


def of_party(code):
    return ('party.code', '=', code)


if __name__ == '__main__':
    main(sys.argv[1])
