from trytond.model import Index, ModelView, Workflow, fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from . import query, store
from .feed import feed, snapshots

EXTENSIONS = ('pg_trgm', 'unaccent')
OPEN = ['draft', 'quotation', 'confirmed', 'processing']
LINE_AMOUNTS = frozenset({'quantity', 'unit_price', 'taxes', 'type', 'unit'})


class Sale(metaclass=PoolMeta):
    __name__ = 'sale.sale'
    portal_date = fields.Date(
        "Portal Date", readonly=True,
        help="The sale date, else the day the sale was created.")
    portal_number = fields.Integer("Portal Number", readonly=True)
    portal_amount = fields.Numeric("Portal Amount", readonly=True)
    portal_search = fields.Text("Portal Search", readonly=True)
    portal_promised = fields.Date(
        "Promised Date", readonly=True,
        help="The earliest promised date with something still to ship.")
    portal_owner = fields.Many2One(
        'res.user', "Portal Owner", readonly=True, ondelete='SET NULL',
        help="The portal person who created the sale.")
    portal_sent_at = fields.Timestamp("Sent to the Customer", readonly=True)
    portal_confirmed_at = fields.Timestamp("Confirmed At", readonly=True)
    portal_done_at = fields.Timestamp("Done At", readonly=True)
    portal_cancelled_at = fields.Timestamp("Cancelled At", readonly=True)
    portal_changed_at = fields.Timestamp("Changed At", readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # a list must not compute the taxes of every quotation it shows
        if 'quotation' not in cls._states_cached:
            cls._states_cached = ['quotation', *cls._states_cached]
        t = cls.__table__()
        newest = [
            (t.portal_date, Index.Range(order='DESC')),
            (t.id, Index.Range(order='DESC')),
            ]
        cls._sql_indexes.update({
                # with all that the record rules look at, so that counting a
                # thousand orders reads the index alone; none on the date
                # alone, which tempts to pass everybody's orders
                Index(t, (t.party, Index.Range()), *newest,
                    include=[
                        t.state, t.company, t.shipment_address,
                        t.portal_owner, t.portal_sent_at]),
                Index(t, (t.state, Index.Range()), *newest),
                # the board's counts
                Index(t,
                    (t.state, Index.Range()),
                    include=[
                        t.company, t.party, t.shipment_state,
                        t.portal_promised],
                    where=t.state.in_(OPEN)),
                Index(t,
                    (t.party, Index.Range()),
                    (t.portal_number, Index.Range()),
                    (t.id, Index.Range())),
                Index(t,
                    (t.party, Index.Range()),
                    (t.portal_amount, Index.Range()),
                    (t.id, Index.Range())),
                Index(t,
                    (t.portal_changed_at, Index.Range(order='DESC')),
                    (t.id, Index.Range(order='DESC'))),
                Index(t, (t.portal_search, Index.Similarity())),
                Index(t,
                    (t.portal_promised, Index.Range()),
                    where=t.state.in_(['confirmed', 'processing'])),
                })

    @classmethod
    def __register__(cls, module_name):
        cls._check_extensions()
        super().__register__(module_name)
        cursor = Transaction().connection.cursor()
        cursor.execute('SELECT id FROM sale_sale WHERE portal_date IS NULL')
        ids = [id_ for id_, in cursor]
        if ids:
            # What became of older sales is known by their dates only: a sale
            # with a number has been quoted.
            cursor.execute(
                'UPDATE sale_sale SET '
                "portal_sent_at = CASE WHEN state <> 'draft' "
                'AND number IS NOT NULL '
                'THEN COALESCE(write_date, create_date) END, '
                'portal_confirmed_at = CASE WHEN state IN '
                "('confirmed', 'processing', 'done') "
                'THEN COALESCE(sale_date::timestamp, write_date) END, '
                "portal_done_at = CASE WHEN state = 'done' "
                'THEN COALESCE(write_date, create_date) END, '
                "portal_cancelled_at = CASE WHEN state = 'cancelled' "
                'THEN COALESCE(write_date, create_date) END '
                'WHERE id = ANY(%s)', [ids])
            cls._portal_store(ids)

    @classmethod
    def _check_extensions(cls):
        """Refuse to install without the extensions the search needs.

        Tryton would silently make an index of another kind.
        """
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT extname FROM pg_extension WHERE extname = ANY(%s)',
            [list(EXTENSIONS)])
        missing = set(EXTENSIONS) - {name for name, in cursor}
        if missing:
            raise RuntimeError(
                "The module itf_portal needs PostgreSQL's extensions %s. "
                "Run as a superuser in this database, before the modules "
                "are installed: %s" % (
                    ', '.join(sorted(missing)),
                    ' '.join(
                        'CREATE EXTENSION "%s";' % name
                        for name in sorted(missing))))

    @classmethod
    def domain_portal_search(cls, domain, tables):
        "The words of the portal's lists; else as Tryton has it."
        _, operator, value = domain
        if operator != 'like' or not isinstance(value, query.Words):
            field = cls.portal_search
            table, _ = tables[None]
            column = field.sql_column(table)
            expression = fields.SQL_OPERATORS[operator](
                column, field._domain_value(operator, value))
            return field._domain_add_null(
                column, operator, value, expression)
        table, _ = tables[None]
        return query.every(
            table.portal_search, value, cls.estimated_count())

    @classmethod
    def _portal_store(cls, ids):
        "Compute the stored columns of sales anew; raises no event."
        for start in range(0, len(ids), 500):
            found = snapshots(ids[start:start + 500])
            store.update([
                    (id_, snapshot.facts.row['promised'],
                        snapshot.facts.head.changed_at, *snapshot.stamps)
                    for id_, snapshot in found.items()])

    @classmethod
    def portal_refresh(cls, sales):
        "Do what the feed had to leave because somebody else held the rows."
        ids = [s.id for s in sales]
        cls._portal_store(ids)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'UPDATE sale_sale s SET portal_changed_at = e.at FROM ('
            "SELECT sale, MAX(at) AT TIME ZONE 'UTC' AS at "
            'FROM itf_portal_event WHERE sale = ANY(%s) GROUP BY sale) e '
            'WHERE s.id = e.sale '
            'AND e.at > COALESCE(s.portal_changed_at, e.at - interval '
            "'1 second')", [ids])

    @classmethod
    def portal_fill(cls):
        """Complete what is missing on sales from before the module (cron).

        The totals of quotations, which Tryton does not store itself, and the
        stored columns of sales that were written by SQL.
        """
        sales = cls.search([
                ('state', '=', 'quotation'),
                ('total_amount_cache', '=', None),
                ], limit=1000)
        if sales:
            cls.store_cache(sales)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT id FROM sale_sale '
            'WHERE portal_date IS NULL OR portal_search IS NULL')
        cls._portal_store([id_ for id_, in cursor])

    @classmethod
    @ModelView.button
    @Workflow.transition('quotation')
    def quote(cls, sales):
        super().quote(sales)
        cls.store_cache(sales)

    @classmethod
    def create(cls, vlist):
        User = Pool().get('res.user')
        if User.is_portal():
            owner = Transaction().user
            vlist = [dict(values, portal_owner=owner) for values in vlist]
        sales = super().create(vlist)
        feed().touch_sales([s.id for s in sales], written=True)
        return sales

    @classmethod
    def write(cls, *args):
        feed().touch_sales(
            [s.id for s in sum(args[0:None:2], [])], written=True)
        super().write(*args)

    @classmethod
    def delete(cls, sales):
        feed().touch_sales([s.id for s in sales], written=True)
        super().delete(sales)

    @classmethod
    def copy(cls, sales, default=None):
        default = default.copy() if default else {}
        for name in ('date', 'number', 'amount', 'search', 'promised',
                'owner', 'sent_at', 'confirmed_at', 'done_at',
                'cancelled_at', 'changed_at'):
            default.setdefault('portal_' + name)
        return super().copy(sales, default=default)


class SaleLine(metaclass=PoolMeta):
    __name__ = 'sale.line'

    @classmethod
    def _portal_touch(cls, lines, sales=()):
        ids = {s for s in sales if s}
        if lines:
            table = cls.__table__()
            cursor = Transaction().connection.cursor()
            cursor.execute(*table.select(
                    table.sale,
                    where=table.id.in_([line.id for line in lines])))
            ids.update(id_ for id_, in cursor)
        if ids:
            feed().touch_sales(ids, lined=True)
        return ids

    @classmethod
    def _portal_totals(cls, ids):
        "Store the totals of quotations anew whose lines have changed."
        Sale = Pool().get('sale.sale')
        cursor = Transaction().connection.cursor()
        cursor.execute(
            "SELECT id FROM sale_sale WHERE id = ANY(%s) "
            "AND state = 'quotation' AND total_amount_cache IS NOT NULL",
            [list(ids)])
        sales = Sale.browse([id_ for id_, in cursor])
        if sales:
            Sale.write(sales, {
                    'untaxed_amount_cache': None,
                    'tax_amount_cache': None,
                    'total_amount_cache': None,
                    })
            Sale.store_cache(Sale.browse(sales))

    @classmethod
    def create(cls, vlist):
        vlist = list(vlist)
        cls._portal_touch([], (v.get('sale') for v in vlist))
        return super().create(vlist)

    @classmethod
    def write(cls, *args):
        actions = iter(args)
        sales, totals = set(), False
        for _, values in zip(actions, actions):
            sales.add(values.get('sale'))
            totals |= bool(LINE_AMOUNTS & values.keys())
        ids = cls._portal_touch(sum(args[0:None:2], []), sales)
        super().write(*args)
        if totals:
            cls._portal_totals(ids)

    @classmethod
    def delete(cls, lines):
        cls._portal_touch(lines)
        super().delete(lines)
