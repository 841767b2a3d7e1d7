from trytond.model import fields
from trytond.pool import PoolMeta
from trytond.transaction import Transaction

from .feed import feed


def _sales_of_origins(origins):
    "The sales of origins like 'sale.line,5'; any other origin is ignored."
    lines = []
    for origin in origins:
        model, _, id_ = str(origin or '').partition(',')
        if model == 'sale.line' and id_.isdigit():
            lines.append(int(id_))
    if not lines:
        return set()
    cursor = Transaction().connection.cursor()
    cursor.execute(
        'SELECT DISTINCT sale FROM sale_line WHERE id = ANY(%s)', [lines])
    return {id_ for id_, in cursor}


class Move(metaclass=PoolMeta):
    __name__ = 'stock.move'

    @classmethod
    def _portal_touch(cls, moves, origins=()):
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        origins = list(origins)
        ids = [m.id for m in moves]
        if ids:
            cursor.execute(*table.select(
                    table.origin, where=table.id.in_(ids)))
            origins += [origin for origin, in cursor]
        sales = _sales_of_origins(origins)
        if sales:
            feed().touch_sales(sales)

    @classmethod
    def create(cls, vlist):
        vlist = list(vlist)
        cls._portal_touch([], (v.get('origin') for v in vlist))
        return super().create(vlist)

    @classmethod
    def write(cls, *args):
        cls._portal_touch(
            sum(args[0:None:2], []),
            (v.get('origin') for v in args[1:None:2]))
        super().write(*args)

    @classmethod
    def delete(cls, moves):
        cls._portal_touch(moves)
        super().delete(moves)


class ShipmentOut(metaclass=PoolMeta):
    __name__ = 'stock.shipment.out'
    portal_tracking = fields.Char(
        "Tracking Number",
        help="The carrier's number, shown to the customer.")

    @classmethod
    def _portal_touch(cls, shipments):
        if not shipments:
            return
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT DISTINCT origin FROM stock_move '
            "WHERE shipment = ANY(%s) AND origin LIKE 'sale.line,%%'",
            [[str(s) for s in shipments]])
        sales = _sales_of_origins(origin for origin, in cursor)
        if sales:
            feed().touch_sales(sales)

    @classmethod
    def write(cls, *args):
        cls._portal_touch(sum(args[0:None:2], []))
        super().write(*args)

    @classmethod
    def delete(cls, shipments):
        cls._portal_touch(shipments)
        super().delete(shipments)

    @classmethod
    def copy(cls, shipments, default=None):
        default = default.copy() if default else {}
        default.setdefault('portal_tracking')
        return super().copy(shipments, default=default)
