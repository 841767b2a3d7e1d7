"""View as customer: our own staff see the portal as one of a customer's people.

Only where the company's administrators have consented, with a reason they can
read, for a quarter of an hour, and reading only: the customer's own methods
run inside Tryton as that person with access checks on. No session and no
password of theirs is involved, and nothing is written as them. That the view
is still open is asked of every single call: consent, time, and a grant of the
person's that holds.
"""
import datetime as dt
from contextlib import contextmanager

from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import access, identity, people, query
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .feed import feed
from .scope import own_context

MINUTES = 15
MIN_REASON = 5
MAX_REASON = 500
MAX_LOOKS = 100
_KEYS = {'person', 'party', 'reason'}

# Over at its time, or earlier when somebody ended it.
_UNTIL = 'LEAST(COALESCE(v.ended_at, v.ends_at), v.ends_at)'
_NOW = "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"
_VIEW = f'''
SELECT v.id, v.staff, v.person, v.party, v.reason, v.started_at, v.ends_at,
    v.ended_at IS NULL AND v.ends_at > {_NOW} AS open,
    u.login, COALESCE(NULLIF(u.name, ''), u.login) AS name
FROM itf_portal_view v
JOIN res_user u ON u.id = v.person
'''
_LOOKS = f'''
SELECT v.id, COALESCE(NULLIF(s.name, ''), s.login) AS staff,
    COALESCE(NULLIF(u.name, ''), u.login) AS person, v.reason,
    v.started_at AS since, {_UNTIL} AS until,
    {_UNTIL} > {_NOW} AS open
FROM itf_portal_view v
JOIN res_user s ON s.id = v.staff
JOIN res_user u ON u.id = v.person
WHERE v.party = %s ORDER BY v.id DESC LIMIT %s
'''
_CLOSE = f'''
UPDATE itf_portal_view v SET ended_at = LEAST({_NOW}, v.ends_at),
    write_date = {_NOW}, write_uid = %s
WHERE v.ended_at IS NULL
'''


def held_by(person, party):
    "The grants of a portal person at a company that hold today."
    User = Pool().get('res.user')
    if User.portal_kind(person) != 'portal':
        return ()
    grants = access.read_grants(person, 'portal', User.portal_today())
    return tuple(g for g in grants if g.party == party)


def looking_role():
    """The role of the member of staff who asks through the portal, or None.

    Their own client has no place here: the portal puts each page on the
    company's record before it asks for it.
    """
    request = Transaction().context.get('_request') or {}
    if not request.get('portal_key'):
        return None
    return Pool().get('res.user').staff_role()


def checked_reason(reason):
    if not isinstance(reason, str):
        raise BadQuery("reason")
    # line breaks and tabs are written as spaces, other controls refused
    reason = ' '.join(reason.split())
    if (not MIN_REASON <= len(reason) <= MAX_REASON
            or not reason.isprintable()):
        refuse('bad_view_reason')
    return reason


class View(ModelSQL, ModelView):
    "Portal View as Customer"
    __name__ = 'itf_portal.view'
    staff = fields.Many2One(
        'res.user', "Seen By", required=True, readonly=True,
        ondelete='RESTRICT', help="Who of our staff looked.")
    person = fields.Many2One(
        'res.user', "Seen As", required=True, readonly=True,
        ondelete='RESTRICT', help="As whom of the customer's people.")
    party = fields.Many2One(
        'party.party', "Company", required=True, readonly=True,
        ondelete='CASCADE')
    reason = fields.Text("Reason", required=True, readonly=True,
        help="The company's administrators read it.")
    started_at = fields.Timestamp("Started On", required=True, readonly=True)
    ends_at = fields.Timestamp("Ends On", required=True, readonly=True,
        help="When it is over by itself.")
    ended_at = fields.Timestamp("Ended On", readonly=True,
        states={'invisible': ~Eval('ended_at')},
        help="When somebody ended it before.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        t = cls.__table__()
        cls._sql_indexes.update({
                Index(t, (t.party, Index.Equality()), (t.id, Index.Range())),
                Index(t, (t.staff, Index.Equality())),
                Index(t, (t.person, Index.Equality())),
                })
        # Staff need the portal's role, not rights on Tryton's sales.
        for name in ('people', 'state', 'orders', 'order'):
            cls.__rpc__[name] = RPC(check_access=False)
        for name in ('begin', 'end'):
            cls.__rpc__[name] = RPC(readonly=False, check_access=False)

    @classmethod
    @own_context
    def people(cls, party):
        """Whom of a company staff could see the portal as: ViewPeople.

        Null for everybody but staff, and for a company that has nobody in
        the portal.
        """
        if not looking_role() or not query.is_id(party):
            return None
        found = select(
            'SELECT p.code, p.name FROM party_party p WHERE p.id = %s '
            'AND EXISTS ('
            'SELECT FROM itf_portal_access a WHERE a.party = p.id)',
            party)
        if not found:
            return None
        company, = found
        persons = select(
            'SELECT u.id, u.login, '
            "COALESCE(NULLIF(u.name, ''), u.login) AS name FROM res_user u "
            'WHERE u.active AND EXISTS (SELECT FROM itf_portal_access a '
            'WHERE a."user" = u.id AND a.party = %s) '
            "ORDER BY lower(unaccent(COALESCE(NULLIF(u.name, ''), u.login)))"
            ', u.id', party)
        grants = {p.id: held_by(p.id, party) for p in persons}
        sites = people.site_names(
            {g.site for held in grants.values() for g in held})
        return {
            'party': party,
            'code': company.code,
            'name': company.name,
            'allowed': cls.consents(party),
            'people': [{
                    'id': p.id,
                    'login': p.login,
                    'name': p.name,
                    'grants': identity.grants_card(grants[p.id], sites),
                    } for p in persons if grants[p.id]],
            }

    @classmethod
    @own_context
    def begin(cls, request, values):
        """Begin to see the portal as a person of a company: {'id'}.

        Ends the view that the member of staff has open: one at a time.
        """
        pool = Pool()
        User = pool.get('res.user')
        Request = pool.get('itf_portal.request')
        if not isinstance(values, dict) or set(values) != _KEYS:
            raise BadQuery("keys")
        person, party = values['person'], values['party']
        if (not looking_role()
                or not query.is_id(person) or not query.is_id(party)):
            refuse('not_found')
        if (User.portal_kind(person) != 'portal'
                or person not in people.rows_of(party)):
            refuse('not_found')
        reason = checked_reason(values['reason'])
        return Request.once(
            0, request, 'view_begin', values,
            lambda: cls._begin(person, party, reason))

    @classmethod
    def _begin(cls, person, party, reason):
        staff = Transaction().user
        if not cls.consents(party):
            refuse('view_no_consent')
        if not held_by(person, party):
            refuse('view_no_access')
        Request = Pool().get('itf_portal.request')
        # two at the same time: the second is run again and ends the first
        Request.alone('view', staff)
        # and so is one whose consent or access is taken away meanwhile
        Request.alone('access', party)
        cls.close('v.staff = %s', staff)
        now = dt.datetime.utcnow()
        with without_check_access():
            view, = cls.create([{
                        'staff': staff,
                        'person': person,
                        'party': party,
                        'reason': reason,
                        'started_at': now,
                        'ends_at': now + dt.timedelta(minutes=MINUTES),
                        }])
        feed().touch_view(view.id, party, 'view_begun')
        return {'id': view.id}

    @classmethod
    @own_context
    def end(cls, id_):
        "End one's own view, also when it is over already: {'id'}."
        if cls._mine(id_) is None:
            refuse('not_found')
        cls.close('v.id = %s', id_)
        return {'id': id_}

    @classmethod
    @own_context
    def state(cls, id_):
        """One's own open view: the contract's ViewState.

        Null when there is none or it is somebody else's. Refused when it is
        over: by its time or its end, or the company or the person's access
        does not allow it any more.
        """
        if cls._mine(id_) is None:
            return None
        view, grants = cls._required(id_)
        card, = identity.company_cards(grants)
        return {
            'id': view.id,
            'person': view.person,
            'login': view.login,
            'name': view.name,
            'company': card,
            'reason': view.reason,
            'started_at': view.started_at,
            'ends_at': view.ends_at,
            'as_of': dt.datetime.utcnow(),
            }

    @classmethod
    @own_context
    def orders(cls, id_, asked):
        "What itf_portal.order.page answers the person, of the view's party."
        view, _ = cls._required(id_)
        if not isinstance(asked, dict):
            raise BadQuery("keys")
        Order = Pool().get('itf_portal.order')
        with cls._as(view):
            return Order.page(dict(asked, party=view.party))

    @classmethod
    @own_context
    def order(cls, id_, order):
        "What itf_portal.order.detail answers the person, of the same."
        view, _ = cls._required(id_)
        Order = Pool().get('itf_portal.order')
        with cls._as(view):
            return Order.detail(view.party, order)

    @classmethod
    def consents(cls, party):
        """Whether the company lets our staff see the portal as its people.

        Not where its administrators could neither read who looked nor
        withdraw it, because we have switched their page off.
        """
        return Pool().get('itf_portal.feature').has(
            party, 'company_access') and any(r.consent for r in select(
                'SELECT portal_view_consent AS consent FROM party_party '
                'WHERE id = %s', party))

    @classmethod
    def looks(cls, party):
        "The newest views of a company: the contract's list of Look."
        return [{
                'id': r.id,
                'staff': r.staff,
                'person': r.person,
                'reason': r.reason,
                'from': r.since,
                'until': r.until,
                'open': r.open,
                } for r in select(_LOOKS, party, MAX_LOOKS)]

    @classmethod
    def close(cls, condition, *values):
        """End the open views that meet an SQL condition on v.

        One whose time is over is closed at that time.
        """
        cursor = Transaction().connection.cursor()
        cursor.execute(
            f'{_CLOSE} AND {condition} '
            f'RETURNING v.id, v.party, v.ended_at = {_NOW}',
            [Transaction().user or None, *values])
        for id_, party, early in cursor.fetchall():
            if early:
                feed().touch_view(id_, party, 'view_ended')

    @classmethod
    def close_lost(cls, persons):
        "End the open views as people who have no access there any more."
        for record in select(
                'SELECT v.id, v.person, v.party FROM itf_portal_view v '
                'WHERE v.ended_at IS NULL AND v.person = ANY(%s)',
                sorted(persons)):
            if not held_by(record.person, record.party):
                cls.close('v.id = %s', record.id)

    @classmethod
    def _mine(cls, id_):
        "A view of the transaction's user's, open or over; else None."
        if not looking_role() or not query.is_id(id_):
            return None
        return next(iter(select(
                    f'{_VIEW} WHERE v.id = %s AND v.staff = %s',
                    id_, Transaction().user)), None)

    @classmethod
    def _required(cls, id_):
        "One's own open view and the person's grants there; else Refused."
        view = cls._mine(id_)
        if view is None:
            refuse('not_found')
        grants = ()
        if view.open and cls.consents(view.party):
            grants = held_by(view.person, view.party)
        if not grants:
            refuse('view_over')
        return view, grants

    @classmethod
    @contextmanager
    def _as(cls, view):
        "As the person, with access checks on: their rules, not the reader's."
        transaction = Transaction()
        with transaction.set_user(view.person), \
                transaction.set_context(_check_access=True):
            yield
