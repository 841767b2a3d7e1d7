from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction


class NoExport:
    """Portal and service people export nothing.

    Tryton's export looks at the record rules in Python, where a clause that
    it cannot evaluate ("where", which the portal's rules are made of) counts
    as fulfilled, and so another's record passes.
    """
    __slots__ = ()

    @classmethod
    def export_data(cls, records, fields_names, header=False):
        pool = Pool()
        IrModel = pool.get('ir.model')
        User = pool.get('res.user')
        if Transaction().check_access and User.portal_kind():
            raise AccessError(gettext(
                    'ir.msg_access_rule_error',
                    model=IrModel.get_name(cls.__name__)))
        return super().export_data(records, fields_names, header=header)
