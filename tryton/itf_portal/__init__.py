"""Tryton module ``itf_portal``: what the customer portal may see and hear.

Tryton finds it by its entry point and loads it as ``itf_portal``. The imports
stand inside ``register`` because gunicorn loads ``itf_portal.wsgi:app`` from
the same package before trytond's pool and logging are ready.
"""

__all__ = ['register']


def register():
    from trytond.model import ModelStorage
    from trytond.pool import Pool

    from . import (
        access, access_request, account, addresses, administration, board,
        change_request, closing, codes, company, company_address,
        customer_sync, decisions, event, export, factor, feature, guard,
        identity, ir, mail, order, party, product, profile, request, res,
        sale, site, stock, tokens, view_as, visitor_file, visitor_request)

    Pool.register(
        access.Access,
        event.Event,
        request.Request,
        access_request.AccessRequest,
        visitor_request.VisitorRequest,
        visitor_file.VisitorFile,
        decisions.AccessDecision,
        feature.Feature,
        feature.FeatureException,
        feature.PartyCategory,
        tokens.Token,
        addresses.Token,
        factor.Factor,
        factor.Recovery,
        codes.Code,
        change_request.ChangeRequest,
        closing.Closing,
        ir.Cron,
        ir.Session,
        codes.Session,
        ir.ModelAccess,
        ir.ModelFieldAccess,
        ir.Rule,
        ir.ActionReport,
        ir.ActionWizard,
        res.User,
        factor.User,
        codes.User,
        res.UserGroup,
        party.Party,
        product.Template,
        product.Product,
        stock.Move,
        stock.ShipmentOut,
        account.Invoice,
        sale.Sale,
        sale.SaleLine,
        identity.Account,
        order.Order,
        board.Board,
        company.Company,
        profile.Profile,
        company_address.Address,
        administration.Administration,
        customer_sync.CustomerSync,
        view_as.View,
        mail.Mail,
        site.Site,
        module='itf_portal', type_='model')
    Pool.register(
        party.Replace,
        module='itf_portal', type_='wizard')
    Pool.register_mixin(export.NoExport, ModelStorage, module='itf_portal')
    guard.install()
