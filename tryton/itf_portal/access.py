from collections import namedtuple

from trytond.i18n import gettext
from trytond.model import (
    DeactivableMixin, Index, ModelSQL, ModelView, fields)
from trytond.pool import Pool
from trytond.pyson import Bool, Eval, If
from trytond.transaction import Transaction

from .exceptions import AccessValidationError
from .feed import feed
from .memory import forget

STAFF_ROLES = ['support', 'administrator']
ORDERS = frozenset({'order', 'quote', 'document', 'message'})
BILLS = frozenset({'invoice', 'payment', 'document', 'message'})
# role -> areas it opens
AREAS = {
    'viewer': ORDERS,
    'buyer': ORDERS,
    'approver': ORDERS,
    'accounting': BILLS,
    'company_administrator': ORDERS | BILLS | {'access'},
    }

# Whether the person of a row "a" has not yet accepted, by signing in, an
# invitation to its company: then none of their rows there counts.
WAITS = (
    '(EXISTS (SELECT FROM itf_portal_access i '
    'WHERE i."user" = a."user" AND i.party = a.party '
    'AND i.invited_at IS NOT NULL AND i.accepted_at IS NULL))')

# until: the last day, None for no end
Grant = namedtuple('Grant', 'party role scope site until')


def read_grants(user, kind, today):
    """The grants of a user that hold on a date, as a sorted tuple of Grant.

    Customers' rows count for people of the portal group only and staff's
    rows for people outside of it only, so neither becomes the other by a
    change of groups. Nothing counts at a company whose invitation the person
    has not yet accepted by signing in: nobody is put into a company, and
    nobody learns by inviting them that they are there.
    """
    if kind == 'service':
        return ()
    cursor = Transaction().connection.cursor()
    cursor.execute(
        'SELECT a.party, a.role, a.scope, a.site, a.to_date '
        'FROM itf_portal_access a JOIN res_user u ON u.id = a."user" '
        'WHERE a."user" = %s AND a.active AND u.active '
        f'AND NOT {WAITS} '
        'AND COALESCE(a.from_date, %s) <= %s '
        'AND COALESCE(a.to_date, %s) >= %s',
        [user, today, today, today, today])
    grants = {}
    for *what, until in cursor:
        _, role, _, _ = what
        if (role in STAFF_ROLES) == (kind == 'portal'):
            continue
        # of the same grant twice the longer one counts
        grants.setdefault(tuple(what), []).append(until)
    return tuple(
        Grant(*what, None if None in ends else max(ends))
        for what, ends in sorted(grants.items(), key=lambda g: tuple(
                (v is not None, v) for v in g[0])))


def grants_of(grants, area, party=None):
    "The grants that open an area, of one party when it is given."
    return [
        g for g in grants
        if area in AREAS.get(g.role, ())
        and (party is None or g.party == party)]


def _scoped(grants, user, party, site, owner):
    "An 'OR' domain over grants, on the names of a model's fields."
    domain = ['OR']
    whole = {g.party for g in grants if g.scope == 'company'}
    if whole:
        domain.append((party, 'in', sorted(whole)))
    for grant in grants:
        if grant.party in whole:
            continue
        if grant.scope == 'site':
            domain.append([
                    (party, '=', grant.party), (site, '=', grant.site)])
        elif grant.scope == 'own':
            domain.append([(party, '=', grant.party), (owner, '=', user)])
    if len(domain) == 1:
        return [('id', '=', -1)]
    return domain


def domains(grants, user):
    """What the record rules evaluate: {name: domain}.

    Built per grant and not as lists of parties and sites, so that the site
    of one company never opens a document of another.
    """
    orders = grants_of(grants, 'order')
    bills = grants_of(grants, 'invoice')
    sale = [
        _scoped(orders, user, 'party', 'shipment_address', 'portal_owner'),
        ['OR',
            [
                ('state', '!=', 'draft'),
                ('portal_sent_at', '!=', None),
                ],
            [
                ('state', '=', 'draft'),
                ('portal_owner', '!=', None),
                ],
            ],
        ]
    invoice = [
        _scoped(bills, user, 'party', 'portal_site', 'portal_owner'),
        ('type', '=', 'out'),
        ('state', 'in', ['posted', 'paid', 'cancelled']),
        ('number', '!=', None),
        ]
    parties = sorted({g.party for g in grants if g.party})
    whole = sorted({g.party for g in grants if g.scope == 'company'})
    sites = sorted({g.site for g in grants if g.site})
    return {
        'portal_sale': sale,
        'portal_invoice': invoice,
        'portal_move': [('origin.sale', 'where', sale, 'sale.line')],
        'portal_shipment': [
            ('moves', 'where', [('origin.sale', 'where', sale, 'sale.line')]),
            ('state', '!=', 'draft'),
            ],
        'portal_party': [('id', 'in', parties)],
        'portal_address': ['OR',
            ('party', 'in', whole),
            ('id', 'in', sites),
            ],
        }


class Access(DeactivableMixin, ModelSQL, ModelView):
    "Portal Access"
    __name__ = 'itf_portal.access'
    user = fields.Many2One(
        'res.user', "User", required=True, ondelete='CASCADE',
        help="The person who is given the role.")
    party = fields.Many2One(
        'party.party', "Company", ondelete='CASCADE',
        states={
            'required': ~Eval('role').in_(STAFF_ROLES),
            'invisible': Eval('role').in_(STAFF_ROLES),
            },
        help="The customer's company. Empty for our own staff.")
    role = fields.Selection([
            ('viewer', "Viewer"),
            ('buyer', "Buyer"),
            ('approver', "Approver"),
            ('accounting', "Accounting"),
            ('company_administrator', "Company Administrator"),
            ('support', "Support (staff)"),
            ('administrator', "Administrator (staff)"),
            ], "Role", required=True, sort=False,
        help="Which areas of the company's documents the person may see.")
    scope = fields.Selection([
            ('company', "Whole Company"),
            ('site', "One Site"),
            ('own', "Own Documents"),
            ], "Scope", required=True, sort=False,
        states={
            'invisible': Eval('role').in_(STAFF_ROLES),
            },
        help="Which of the company's documents the role applies to.")
    site = fields.Many2One(
        'party.address', "Site", ondelete='CASCADE',
        domain=[
            If(Bool(Eval('party')),
                ('party', '=', Eval('party', -1)),
                ('id', '=', -1)),
            ],
        states={
            'required': Eval('scope') == 'site',
            'invisible': Eval('scope') != 'site',
            },
        help="The delivery address whose documents the person may see.")
    from_date = fields.Date("From",
        domain=[
            If(Bool(Eval('from_date')) & Bool(Eval('to_date')),
                ('from_date', '<=', Eval('to_date')),
                ()),
            ],
        help="The first day of the access. Empty: from now on.")
    to_date = fields.Date("To",
        domain=[
            If(Bool(Eval('from_date')) & Bool(Eval('to_date')),
                ('to_date', '>=', Eval('from_date')),
                ()),
            ],
        help="The last day of the access. Empty: without end.")
    invited_name = fields.Char("Invited As", readonly=True,
        states={'invisible': ~Eval('invited_at')},
        help="The name that the company's administrator gave.")
    invited_email = fields.Char("Invitation Address", readonly=True,
        states={'invisible': ~Eval('invited_at')},
        help="The address that the company's administrator gave.")
    invited_at = fields.Timestamp("Invited On", readonly=True)
    accepted_at = fields.Timestamp("Accepted On", readonly=True,
        states={'invisible': ~Eval('invited_at')},
        help="When the person first signed in after the invitation.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('party', 'ASC'), ('user', 'ASC'), ('id', 'ASC')]
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.user, Index.Equality())),
                Index(t, (t.party, Index.Equality())),
                })

    @classmethod
    def default_role(cls):
        return 'viewer'

    @classmethod
    def default_scope(cls):
        return 'company'

    @fields.depends('role', 'party', 'scope', 'site')
    def on_change_role(self):
        if self.role in STAFF_ROLES:
            self.party = self.site = None
            self.scope = 'company'

    @fields.depends('party', 'site')
    def on_change_party(self):
        if self.site and self.site.party != self.party:
            self.site = None

    @fields.depends('scope', 'site')
    def on_change_scope(self):
        if self.scope != 'site':
            self.site = None

    def get_rec_name(self, name):
        parts = [self.user.rec_name, self.role_string]
        if self.party:
            parts.append(self.party.rec_name)
        return ' / '.join(parts)

    role_string = role.translated('role')

    @classmethod
    def search_rec_name(cls, name, clause):
        _, operator, value = clause
        if operator.startswith('!') or operator.startswith('not '):
            bool_op = 'AND'
        else:
            bool_op = 'OR'
        return [bool_op,
            ('user.rec_name', operator, value),
            ('party.rec_name', operator, value),
            ]

    @classmethod
    def validate_fields(cls, records, field_names):
        super().validate_fields(records, field_names)
        User = Pool().get('res.user')
        for record in records:
            if not record.active:
                # opens nothing: what does not fit can always be taken away
                continue
            kind = User.portal_kind(record.user.id)
            if record.role in STAFF_ROLES:
                if record.party or record.site or record.scope != 'company':
                    cls._refuse('msg_access_staff_party', record)
                if kind:
                    cls._refuse('msg_access_staff_group', record)
            else:
                if not record.party:
                    cls._refuse('msg_access_party_required', record)
                if kind != 'portal':
                    cls._refuse('msg_access_portal_group', record)
            if record.scope == 'site':
                if not record.site or record.site.party != record.party:
                    cls._refuse('msg_access_site', record)
            elif record.site:
                cls._refuse('msg_access_site', record)

    @classmethod
    def _refuse(cls, message, record):
        raise AccessValidationError(gettext(
                'itf_portal.' + message, access=record.rec_name))

    @classmethod
    def _portal_alone(cls, parties):
        """Change who has access to companies alone, one after the other.

        Whoever looked at a company's access before another change of it was
        committed is run again: what they checked may not be so any more.
        """
        Request = Pool().get('itf_portal.request')
        for party in sorted({p for p in parties if p}):
            Request.alone('access', party)

    @classmethod
    def create(cls, vlist):
        cls._portal_alone(values.get('party') for values in vlist)
        records = super().create(vlist)
        cls._portal_changed(records, 'granted')
        return records

    @classmethod
    def write(cls, *args):
        records = sum(args[0:None:2], [])
        before = cls._portal_people(records)
        cls._portal_alone([
                *(party for _, party, _ in before.values()),
                *(values.get('party') for values in args[1:None:2])])
        super().write(*args)
        cls._portal_changed(records, 'changed', before)

    @classmethod
    def delete(cls, records):
        before = cls._portal_people(records)
        cls._portal_alone(party for _, party, _ in before.values())
        super().delete(records)
        cls._portal_changed([], 'revoked', before)

    @classmethod
    def _portal_people(cls, records):
        "The (user, party) pairs of rows: {id: (user, party, active)}."
        table = cls.__table__()
        cursor = Transaction().connection.cursor()
        ids = [int(r) for r in records]
        cursor.execute(*table.select(
                table.id, table.user, table.party, table.active,
                where=table.id.in_(ids or [-1])))
        return {id_: tuple(values) for id_, *values in cursor}

    @classmethod
    def _portal_changed(cls, records, reason, before=None):
        forget()
        after = cls._portal_people(records)
        before = before or {}
        for id_ in before.keys() | after.keys():
            old, new = before.get(id_), after.get(id_)
            if old and new and old[:2] == new[:2]:
                if old[2] and not new[2]:
                    word = 'revoked'
                elif new[2] and not old[2]:
                    word = 'granted'
                else:
                    word = reason
                feed().touch_access(id_, new[0], new[1], word)
                continue
            if old:
                feed().touch_access(id_, old[0], old[1], 'revoked')
            if new:
                feed().touch_access(id_, new[0], new[1], 'granted')
