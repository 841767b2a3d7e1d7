from trytond.model import Index, fields
from trytond.pool import PoolMeta

from .feed import feed


class Invoice(metaclass=PoolMeta):
    __name__ = 'account.invoice'
    portal_site = fields.Many2One(
        'party.address', "Portal Site", readonly=True, ondelete='SET NULL',
        help="The delivery address of all the sales of the invoice.")
    portal_owner = fields.Many2One(
        'res.user', "Portal Owner", readonly=True, ondelete='SET NULL',
        help="The portal person who placed all the sales of the invoice.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # an issued invoice is closed to changes, its place is not part of it
        cls._check_modify_exclude |= {'portal_site', 'portal_owner'}
        t = cls.__table__()
        cls._sql_indexes.add(
            Index(t,
                (t.party, Index.Equality()),
                (t.invoice_date, Index.Range())))

    @classmethod
    def create(cls, vlist):
        invoices = super().create(vlist)
        feed().touch_invoices([i.id for i in invoices])
        return invoices

    @classmethod
    def write(cls, *args):
        feed().touch_invoices([i.id for i in sum(args[0:None:2], [])])
        super().write(*args)

    @classmethod
    def delete(cls, invoices):
        feed().touch_invoices([i.id for i in invoices])
        super().delete(invoices)

    @classmethod
    def copy(cls, invoices, default=None):
        default = default.copy() if default else {}
        default.setdefault('portal_site')
        default.setdefault('portal_owner')
        return super().copy(invoices, default=default)
