"""Tryton module ``itf_portal``: what the customer portal may see and hear.

The imports stand inside ``register`` because the package is also importable
as the plain ``itf_portal`` (gunicorn loads ``itf_portal.wsgi:app``); Tryton
loads it as ``trytond.modules.itf_portal`` and only that copy may define
models and caches.
"""

__all__ = ['register']


def register():
    from trytond.pool import Pool

    from . import (
        access, account, board, event, guard, identity, ir, order, res, sale,
        stock)

    Pool.register(
        access.Access,
        event.Event,
        ir.Cron,
        ir.Session,
        ir.ModelAccess,
        ir.ModelFieldAccess,
        ir.Rule,
        ir.ActionReport,
        ir.ActionWizard,
        res.User,
        res.UserGroup,
        stock.Move,
        stock.ShipmentOut,
        account.Invoice,
        sale.Sale,
        sale.SaleLine,
        identity.Account,
        order.Order,
        board.Board,
        module='itf_portal', type_='model')
    guard.install()
