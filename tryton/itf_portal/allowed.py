"""What portal and service people may call and read: exact lists, no patterns.

Everything that is not named here is refused, so a module that is installed
tomorrow, or a method that Tryton adds, is closed until somebody names it.
"""

# (type.model.method) as it stands in a request
PORTAL_WRITES = frozenset({
        'model.itf_portal.account.change_password',
        'model.itf_portal.company.invite',
        'model.itf_portal.company.grant',
        'model.itf_portal.company.change',
        'model.itf_portal.company.revoke',
        'model.itf_portal.company.disable',
        'model.itf_portal.company.allow_views',
        'model.itf_portal.factor.begin',
        'model.itf_portal.factor.confirm',
        'model.itf_portal.factor.disable',
        'model.itf_portal.factor.renew',
        'model.itf_portal.profile.write',
        'model.itf_portal.profile.speak',
        'model.itf_portal.profile.notices',
        'model.itf_portal.address.add',
        'model.itf_portal.address.change',
        'model.itf_portal.address.archive',
        'model.itf_portal.change_request.ask',
        'model.itf_portal.change_request.withdraw',
        'model.itf_portal.closing.ask',
        'model.itf_portal.closing.cancel',
        })
PORTAL_METHODS = PORTAL_WRITES | frozenset({
        'common.db.logout',
        'model.itf_portal.account.whoami',
        'model.itf_portal.company.people',
        'model.itf_portal.company.looks',
        'model.itf_portal.profile.read',
        'model.itf_portal.address.list',
        'model.itf_portal.change_request.mine',
        'model.itf_portal.closing.mine',
        'model.itf_portal.order.page',
        'model.itf_portal.order.detail',
        })
SERVICE_METHODS = frozenset({
        'common.db.logout',
        'model.itf_portal.code.begin',
        'model.itf_portal.customer_sync.apply',
        'model.itf_portal.customer_sync.plan',
        'model.itf_portal.event.poll',
        'model.itf_portal.mail.facts',
        'model.itf_portal.token.again',
        'model.itf_portal.mail.owner',
        'model.itf_portal.site.company',
        'model.itf_portal.token.begin',
        'model.itf_portal.token.begin_address',
        'model.itf_portal.token.invited',
        'model.itf_portal.token.look',
        'model.itf_portal.token.look_address',
        'model.itf_portal.token.redeem',
        'model.itf_portal.token.redeem_address',
        'model.itf_portal.visitor_file.attach',
        'model.itf_portal.visitor_request.receive',
        })

# Read by Tryton itself as the user, with access checks on, to build an error
# message; refusing them makes every refusal recurse without end.
INTERNAL_READ = frozenset({
        'ir.action',
        'ir.action.report',
        'ir.action.wizard',
        'ir.calendar.day',
        'ir.calendar.month',
        'ir.configuration',
        'ir.lang',
        'ir.message',
        'ir.model',
        'ir.model.button',
        'ir.model.data',
        'ir.model.field',
        'ir.translation',
        })

_STAMPS = frozenset({'id', 'rec_name'})

# model -> fields a portal person may read; a model of the portal group that
# is missing here shows only its id
PORTAL_FIELDS = {
    'sale.sale': _STAMPS | {
        'number', 'reference', 'party', 'shipment_address', 'invoice_address',
        'currency', 'company', 'lines', 'sale_date', 'state',
        'shipment_state', 'invoice_state', 'untaxed_amount', 'tax_amount',
        'total_amount', 'payment_term',
        'portal_date', 'portal_number', 'portal_amount', 'portal_owner',
        'portal_sent_at', 'portal_confirmed_at', 'portal_done_at',
        'portal_cancelled_at', 'portal_changed_at', 'portal_promised',
        'portal_search'},
    'sale.line': _STAMPS | {
        'sale', 'sequence', 'type', 'product', 'unit', 'quantity',
        'unit_price', 'amount', 'description', 'currency'},
    'stock.shipment.out': _STAMPS | {
        'number', 'reference', 'state', 'planned_date', 'effective_date',
        'delivery_address', 'moves', 'portal_tracking'},
    'stock.move': _STAMPS | {
        'product', 'unit', 'quantity', 'state', 'planned_date',
        'effective_date', 'shipment', 'origin'},
    'account.invoice': _STAMPS | {
        'number', 'reference', 'type', 'state', 'party', 'invoice_address',
        'invoice_date', 'currency', 'company', 'lines', 'taxes',
        'untaxed_amount', 'tax_amount', 'total_amount', 'amount_to_pay',
        'portal_site', 'portal_owner'},
    'account.invoice.line': _STAMPS | {
        'invoice', 'sequence', 'type', 'product', 'unit', 'quantity',
        'unit_price', 'amount', 'description', 'currency', 'origin'},
    'account.invoice.tax': _STAMPS | {
        'invoice', 'description', 'base', 'amount', 'tax'},
    }
