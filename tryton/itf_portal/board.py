import datetime as dt

from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from . import detail, event, facts, order, party, query
from .facts import select
from .scope import own_context

ALLOWED = ('search', 'states', 'customer', 'cursor', 'limit')
DEFAULTS = {'limit': 50}
AREAS = ('order', 'quote', 'internal')

_COUNTS = '''
SELECT CASE
        WHEN state <> 'processing' THEN state
        WHEN shipment_state = 'partially shipped' THEN 'partly_shipped'
        WHEN shipment_state = 'sent' THEN 'shipped'
        ELSE 'preparing' END AS word,
    COUNT(*) AS number,
    COUNT(*) FILTER (WHERE state IN ('confirmed', 'processing')
        AND portal_promised < %s) AS late
FROM sale_sale
WHERE state IN ('draft', 'quotation', 'confirmed', 'processing')
    AND company = ANY(%s) AND (%s IS NULL OR party = %s)
GROUP BY 1
'''


class Board(Model):
    "Portal Board"
    __name__ = 'itf_portal.board'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # Staff need the portal's role, not rights on Tryton's sales.
        cls.__rpc__.update({
                'page': RPC(check_access=False),
                'detail': RPC(check_access=False),
                'customers': RPC(check_access=False),
                })

    @classmethod
    def _companies(cls):
        "The companies whose sales the reader works with."
        User = Pool().get('res.user')
        return list(User.get_companies()) or [User.portal_company()]

    @classmethod
    @own_context
    def page(cls, asked):
        """The orders of every customer, newest change first: BoardPage."""
        pool = Pool()
        Sale = pool.get('sale.sale')
        User = pool.get('res.user')
        as_of = dt.datetime.utcnow()
        asked = query.parse(asked, ALLOWED, DEFAULTS)
        ordering, beyond = query.keyset(
            'changed', True, asked.get('cursor'), False)
        answer = {'rows': [], 'next': None, 'counts': {}, 'as_of': as_of}
        if not User.staff_role():
            return answer

        today = User.portal_today()
        customer = asked.get('customer')
        domain = [('company', 'in', cls._companies())]
        if customer:
            domain.append(('party', '=', customer))
        states = query.states_domain(asked.get('states'), today)
        if states:
            domain.append(states)
        search = query.search_domain(
            asked.get('search'), rare=query.RARE_OF_ALL)
        if search:
            customers = [
                c['id'] for c in cls._customers(asked['search'], limit=200)]
            if customers:
                search = ['OR', search, ('party', 'in', customers)]
            domain.append(search)
        limit = asked['limit']
        with without_check_access():
            ids = query.search_ids(
                Sale, domain + beyond, ordering, limit + 1)
        further = len(ids) > limit
        ids = ids[:limit]
        changes = event.newest(ids)
        answer['rows'] = [
            {'row': row, 'change': changes.get(row['id'])}
            for row in facts.rows(ids)]
        if further:
            answer['next'] = order.positions(
                ids[-1:], 'changed', True)[ids[-1]]
        answer['counts'] = cls._counts(today, customer)
        return answer

    @classmethod
    def _counts(cls, today, customer):
        "How many sales there are by the portal's words of open states."
        counts = dict.fromkeys([
                'draft', 'quotation', 'confirmed', 'preparing',
                'partly_shipped', 'shipped', 'late'], 0)
        for record in select(
                _COUNTS, today, cls._companies(), customer, customer):
            counts[record.word] = record.number
            counts['late'] += record.late
        return counts

    @classmethod
    @own_context
    def detail(cls, id_):
        """Any order: the contract's OrderDetail, or null."""
        pool = Pool()
        Sale = pool.get('sale.sale')
        User = pool.get('res.user')
        if not User.staff_role() or not query.is_id(id_):
            return None
        with without_check_access():
            if not Sale.search([
                        ('id', '=', id_),
                        ('company', 'in', cls._companies()),
                        ]):
                return None
        return detail.order_detail(id_, AREAS, bills=True)

    @classmethod
    @own_context
    def customers(cls, text):
        """At most 20 customers whose name or code contains the words."""
        User = Pool().get('res.user')
        if not User.staff_role():
            return []
        asked = query.parse(
            {'search': text}, ['search'], {'limit': 20})
        return cls._customers(asked['search'], limit=20)

    @classmethod
    def _customers(cls, text, limit):
        words = query.fold((text or '').strip()).split()[:query.MAX_WORDS]
        patterns = [
            '%' + word.replace('\\', '\\\\').replace('%', '\\%')
            .replace('_', '\\_') + '%' for word in words]
        # one condition a word: of LIKE ALL no index knows anything
        found = ''.join(
            f'{party.SEARCH} LIKE %s AND ' for _ in patterns)
        return [
            {'id': r.id, 'name': r.name, 'code': r.code} for r in select(
                'SELECT p.id, p.name, p.code FROM party_party p '
                f'WHERE {found}'
                'EXISTS (SELECT FROM sale_sale s WHERE s.party = p.id) '
                'ORDER BY lower(unaccent(p.name)), p.id LIMIT %s',
                *patterns, limit)]
