"""Which parts of the portal which customers have: switched by ITF.

A feature is on or off for everybody, and the other way for the groups of
customers (Tryton's categories of parties) that are named as exceptions. Of a
customer in several groups with opposite exceptions off wins. A category
counts for the parties that carry it, not for those of its subcategories.
"""
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool, PoolMeta
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from . import query
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .feed import feed
from .scope import own_context

CODES = ('company_access', 'journal', 'invoices')
MAX_GROUPS = 200

_OF_PARTIES = '''
SELECT p.id AS party, f.code
FROM unnest(%s::int[]) AS p(id) CROSS JOIN itf_portal_feature f
LEFT JOIN itf_portal_feature_exception x ON x.feature = f.id
    AND EXISTS (SELECT FROM party_category_rel r
        WHERE r.party = p.id AND r.category = x.category)
GROUP BY p.id, f.code, f.enabled
HAVING COALESCE(bool_and(x.enabled), f.enabled)
'''
# companies with people of the portal, by the categories they carry
_COMPANIES = '''
SELECT r.category, count(DISTINCT r.party) AS number
FROM party_category_rel r JOIN itf_portal_access a ON a.party = r.party
WHERE a.active GROUP BY r.category
'''


def features_of(parties):
    "The codes of the features that customers have: {party: {code}}."
    found = {party: set() for party in parties}
    for record in select(_OF_PARTIES, list(found)):
        found[record.party].add(record.code)
    return found


def touch(features=(), groups=None):
    """Say that features are switched: for the customers of some groups, or
    for everybody when they are None."""
    parties = None
    if groups is not None:
        parties = [r.party for r in select(
                'SELECT DISTINCT party FROM party_category_rel '
                'WHERE category = ANY(%s)', list(groups))]
    feed().touch_features(features, parties)


class Feature(ModelSQL, ModelView):
    "Portal Feature"
    __name__ = 'itf_portal.feature'
    code = fields.Selection([
            ('company_access', "Companies manage their own access"),
            ('journal', "Companies see their journal"),
            ('invoices', "Invoices"),
            ], "Feature", required=True, readonly=True, sort=False)
    enabled = fields.Boolean("For Everybody",
        help="Whether customers have it who are in none of the groups below.")
    exceptions = fields.One2Many(
        'itf_portal.feature.exception', 'feature', "Exceptions",
        help="Of a customer in groups with opposite exceptions, off wins.")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['table'] = RPC(check_access=False)
        cls.__rpc__['switch'] = RPC(readonly=False, check_access=False)
        t = cls.__table__()
        cls._sql_constraints += [
            ('code_unique', Unique(t, t.code), 'itf_portal.msg_feature_unique'),
            ]

    def get_rec_name(self, name):
        return self.code_string

    code_string = code.translated('code')

    @classmethod
    def write(cls, *args):
        super().write(*args)
        touch({int(f) for f in sum(args[0:None:2], [])})

    @classmethod
    def has(cls, party, code):
        "Whether a customer has a feature."
        return code in features_of([party])[party]

    @classmethod
    def _administrator(cls):
        return Pool().get('res.user').staff_role() == 'administrator'

    @classmethod
    @own_context
    def table(cls):
        "Every feature with its exceptions, and the groups: FeatureTable."
        if not cls._administrator():
            return {'features': [], 'groups': []}
        exceptions = {}
        for r in select(
                'SELECT feature, category, enabled '
                'FROM itf_portal_feature_exception ORDER BY category'):
            exceptions.setdefault(r.feature, []).append({
                    'group': r.category, 'enabled': bool(r.enabled)})
        return {
            'features': [{
                    'code': r.code,
                    'enabled': bool(r.enabled),
                    'exceptions': exceptions.get(r.id, []),
                    } for r in select(
                    'SELECT id, code, enabled FROM itf_portal_feature '
                    'WHERE code = ANY(%s) '
                    'ORDER BY array_position(%s, code::text)',
                    list(CODES), list(CODES))],
            'groups': cls._groups(),
            }

    @classmethod
    @without_check_access
    def _groups(cls):
        "The active categories of parties in the reader's language, by name."
        Category = Pool().get('party.category')
        companies = {r.category: r.number for r in select(_COMPANIES)}
        groups = [{
                'id': category.id,
                'name': category.rec_name,
                'companies': companies.get(category.id, 0),
                } for category in Category.search([], limit=MAX_GROUPS)]
        return sorted(groups, key=lambda g: (query.fold(g['name']), g['id']))

    @classmethod
    @own_context
    def switch(cls, request, values):
        """Switch a feature, for everybody or for one group, as it was seen.

        values: {'feature': code, 'group': category or null for everybody,
        'enabled': bool, or null for a group without an exception, 'seen':
        what it was}. Answers the code.
        """
        if not isinstance(values, dict) or set(values) != {
                'feature', 'group', 'enabled', 'seen'}:
            raise BadQuery("keys")
        for name in ('enabled', 'seen'):
            if not (isinstance(values[name], bool) or (
                        values[name] is None and values['group'])):
                raise BadQuery(name)
        if (not cls._administrator() or values['feature'] not in CODES
                or not (values['group'] is None
                    or query.is_id(values['group']))):
            refuse('not_found')
        return Pool().get('itf_portal.request').once(
            0, request, 'feature.switch', values,
            lambda: cls._switch(**values))

    @classmethod
    @without_check_access
    def _switch(cls, feature, group, enabled, seen):
        pool = Pool()
        Category = pool.get('party.category')
        Exception_ = pool.get('itf_portal.feature.exception')
        found = cls.search([('code', '=', feature)])
        if not found or (
                group and not Category.search([('id', '=', group)])):
            refuse('not_found')
        record, = found
        exceptions = [
            x for x in record.exceptions if x.category.id == group]
        if group is None:
            now = bool(record.enabled)
        else:
            now = exceptions[0].enabled if exceptions else None
        if now != seen:
            refuse('stale_feature')
        if enabled == now:
            pass
        elif group is None:
            cls.write([record], {'enabled': enabled})
        elif enabled is None:
            Exception_.delete(exceptions)
        elif exceptions:
            Exception_.write(exceptions, {'enabled': enabled})
        else:
            Exception_.create([{
                        'feature': record.id, 'category': group,
                        'enabled': enabled}])
        return {'feature': feature}


class FeatureException(ModelSQL, ModelView):
    "Portal Feature Exception"
    __name__ = 'itf_portal.feature.exception'
    feature = fields.Many2One(
        'itf_portal.feature', "Feature", required=True, ondelete='CASCADE')
    category = fields.Many2One(
        'party.category', "Group", required=True, ondelete='CASCADE',
        help="The customers that carry this category.")
    enabled = fields.Boolean("On")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('group_unique', Unique(t, t.feature, t.category),
                'itf_portal.msg_feature_exception_unique'),
            ]
        cls._sql_indexes.add(Index(t, (t.category, Index.Equality())))

    @classmethod
    @without_check_access
    def _touch(cls, records):
        records = cls.browse(records)
        if records:
            touch(
                {r.feature.id for r in records},
                {r.category.id for r in records})

    @classmethod
    def create(cls, vlist):
        records = super().create(vlist)
        cls._touch(records)
        return records

    @classmethod
    def write(cls, *args):
        records = sum(args[0:None:2], [])
        cls._touch(records)
        super().write(*args)
        cls._touch(records)

    @classmethod
    def delete(cls, records):
        cls._touch(records)
        super().delete(records)


class PartyCategory(metaclass=PoolMeta):
    __name__ = 'party.party-party.category'

    @classmethod
    @without_check_access
    def _touch(cls, records):
        feed().touch_features((), {r.party.id for r in cls.browse(records)})

    @classmethod
    def create(cls, vlist):
        records = super().create(vlist)
        cls._touch(records)
        return records

    @classmethod
    def write(cls, *args):
        records = sum(args[0:None:2], [])
        cls._touch(records)
        super().write(*args)
        cls._touch(records)

    @classmethod
    def delete(cls, records):
        cls._touch(records)
        super().delete(records)
