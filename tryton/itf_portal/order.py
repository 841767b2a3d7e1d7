import datetime as dt

from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC

from . import access, detail, facts, query
from .facts import select
from .scope import own_context

ALLOWED = (
    'party', 'search', 'states', 'from', 'to', 'sort', 'descending',
    'cursor', 'backwards', 'limit')
DEFAULTS = {
    'sort': 'date', 'descending': True, 'backwards': False, 'limit': 25}


def positions(ids, sort, descending):
    "The positions of sales in a list: {id: cursor}."
    field, _, _ = query.SORTS[sort]
    return {
        r.id: query.encode(sort, descending, r.value, r.id)
        for r in select(
            f'SELECT id, {field} AS value FROM sale_sale '
            'WHERE id = ANY(%s)', ids)}


class Order(Model):
    "Portal Order"
    __name__ = 'itf_portal.order'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        # access checks stay on: the record rules are the second wall
        cls.__rpc__.update({
                'page': RPC(),
                'detail': RPC(),
                })

    @classmethod
    @own_context
    def page(cls, asked):
        """A page of a customer's orders: the contract's OrderPage."""
        pool = Pool()
        Sale = pool.get('sale.sale')
        User = pool.get('res.user')
        as_of = dt.datetime.utcnow()
        asked = query.parse(asked, ALLOWED, DEFAULTS)
        sort, descending = asked['sort'], asked['descending']
        backwards, cursor = asked['backwards'], asked.get('cursor')
        order, beyond = query.keyset(sort, descending, cursor, backwards)
        answer = {
            'rows': [], 'next': None, 'previous': None,
            'count': 0, 'more': False, 'as_of': as_of}
        if not User.is_portal() or not access.grants_of(
                User.portal_grants(), 'order', asked['party']):
            return answer

        domain = [
            ('party', '=', asked['party']),
            *query.search_domain(asked.get('search')),
            ]
        states = query.states_domain(
            asked.get('states'), User.portal_today())
        if states:
            domain.append(states)
        if asked.get('from'):
            domain.append(('portal_date', '>=', asked['from']))
        if asked.get('to'):
            domain.append(('portal_date', '<=', asked['to']))

        limit = asked['limit']
        # what is counted is also the beginning of the list
        first = query.search_ids(
            Sale, domain, order, query.COUNT_LIMIT + 1)
        count = len(first)
        if cursor is None:
            ids = first[:limit + 1]
        elif count <= query.COUNT_LIMIT:
            ids = query.beyond_ids(
                first, sort, descending, cursor, backwards, limit + 1)
        else:
            # so many hits that reading on from the position meets them soon
            ids = query.search_ids(Sale, domain + beyond, order, limit + 1)
        further = len(ids) > limit
        ids = ids[:limit]
        if backwards:
            ids.reverse()
        answer['rows'] = facts.rows(ids)
        answer['more'] = count > query.COUNT_LIMIT
        answer['count'] = min(count, query.COUNT_LIMIT)
        if ids:
            found = positions([ids[0], ids[-1]], sort, descending)
            if further or (backwards and cursor is not None):
                answer['next'] = found[ids[-1]]
            if (further if backwards else cursor is not None):
                answer['previous'] = found[ids[0]]
            if backwards and cursor is None:
                # the last page, asked for from the end
                answer['next'] = None
        return answer

    @classmethod
    @own_context
    def detail(cls, party, id_):
        """One order of a customer: the contract's OrderDetail, or null."""
        pool = Pool()
        Sale = pool.get('sale.sale')
        User = pool.get('res.user')
        if not query.is_id(party) or not query.is_id(id_):
            return None
        if not User.is_portal():
            return None
        grants = User.portal_grants()
        if not access.grants_of(grants, 'order', party):
            return None
        if not Sale.search([('id', '=', id_), ('party', '=', party)]):
            return None
        bills = access.grants_of(grants, 'invoice', party)
        return detail.order_detail(id_, ['order', 'quote'], bills=bills)
