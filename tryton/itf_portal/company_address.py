"""A company's addresses for invoices and deliveries.

Who has the scope of the whole company reads all of them, who has that of a
site reads that one; its administrators add, change and archive. An address
of another company answers as a missing one. A write says what it saw and is
refused as stale when somebody changed it meanwhile.
"""
import re
from functools import wraps

from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from . import access, query
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .feed import feed
from .profile import line, version
from .scope import own_context

MAX_ADDRESSES = 200
MAX_NAME = 100
MAX_STREET = 200
FIELDS = (
    'name', 'street', 'city', 'postal_code', 'region', 'invoice', 'delivery')
_CANADIAN = re.compile(r'([A-Z][0-9][A-Z]) ?([0-9][A-Z][0-9])\Z')
_REGION_TYPES = ['province', 'territory', 'state', 'district']

_ADDRESSES = '''
SELECT a.id, COALESCE(a.name, '') AS name, COALESCE(a.street, '') AS street,
    COALESCE(a.city, '') AS city, COALESCE(a.postal_code, '') AS postal_code,
    s.code AS region, s.name AS region_name, c.name AS country_name,
    COALESCE(a.invoice, false) AS invoice,
    COALESCE(a.delivery, false) AS delivery,
    EXISTS (SELECT FROM itf_portal_access x
        WHERE x.site = a.id AND x.active) AS used
FROM party_address a
LEFT JOIN country_subdivision s ON s.id = a.subdivision
LEFT JOIN country_country c ON c.id = a.country
WHERE a.party = %s AND a.active
ORDER BY a.sequence NULLS FIRST, a.id
'''


def leads(party):
    "Whether the transaction's user administers the whole company, today."
    User = Pool().get('res.user')
    return query.is_id(party) and User.is_portal() and any(
        g.role == 'company_administrator' and g.scope == 'company'
        for g in access.grants_of(User.portal_grants(), 'access', party))


def regions():
    "The provinces and states an address can be in, by country and name."
    return [{'code': r.code, 'name': r.name} for r in select(
            'SELECT s.code, s.name FROM country_subdivision s '
            'JOIN country_country c ON c.id = s.country '
            "WHERE c.code IN ('CA', 'US') AND s.type = ANY(%s) "
            'ORDER BY c.code, lower(unaccent(s.name)), s.id', _REGION_TYPES)]


def card(row, leads):
    "The contract's CompanyAddress."
    return {
        'id': row.id,
        'version': version(*(getattr(row, name) for name in FIELDS)),
        **{name: getattr(row, name) for name in FIELDS},
        'region_name': row.region_name,
        'country_name': row.country_name,
        'used': leads and row.used,
        }


def write_company(*required):
    "A write of an administrator's: (party, request key, values)."
    keys = set(required)

    def decorator(func):
        @wraps(func)
        def wrapper(cls, party, request, values):
            if not isinstance(values, dict) or set(values) != keys:
                raise BadQuery("keys")
            if not leads(party):
                refuse('not_found')
            return Pool().get('itf_portal.request').once(
                party, request, f'{cls.__name__}.{func.__name__}', values,
                lambda: func(cls, party, values))
        return classmethod(own_context(wrapper))
    return decorator


class Address(Model):
    "Portal Address"
    __name__ = 'itf_portal.address'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['list'] = RPC()
        for name in ('add', 'change', 'archive'):
            cls.__rpc__[name] = RPC(readonly=False)

    @classmethod
    @own_context
    def list(cls, party):
        """The CompanyAddresses of a company, or null.

        language is the one its documents are written in.
        """
        User = Pool().get('res.user')
        grants = [
            g for g in User.portal_grants() if g.party == party
            ] if query.is_id(party) and User.is_portal() else []
        if not grants:
            return None
        with without_check_access():
            record = Pool().get('party.party')(party)
            name, lang = record.name or record.code, record.lang
            language = lang.code if lang else 'fr'
        administers = leads(party)
        whole = any(g.scope != 'site' for g in grants)
        sites = {g.site for g in grants}
        return {
            'party': party,
            'name': name,
            'language': 'en' if language.startswith('en') else 'fr',
            'administers': administers,
            'addresses': [
                card(r, administers) for r in select(_ADDRESSES, party)
                if whole or r.id in sites],
            'regions': regions() if administers else [],
            }

    @write_company(*FIELDS)
    def add(cls, party, values):
        "Add an address."
        checked = cls._checked(values)
        if len(select(_ADDRESSES, party)) >= MAX_ADDRESSES:
            refuse('too_many_addresses')
        PartyAddress = Pool().get('party.address')
        with without_check_access():
            record, = PartyAddress.create([dict(checked, party=party)])
        feed().touch_company('party.address', record.id, party)
        return {'address': record.id}

    @write_company('address', 'version', *FIELDS)
    def change(cls, party, values):
        "Change an address as it was last seen."
        row = cls._row(party, values)
        checked = cls._checked(values, row)
        if row.used and not checked['delivery']:
            refuse('address_used')
        cls._write(party, row.id, checked)
        return {'address': row.id}

    @write_company('address', 'version')
    def archive(cls, party, values):
        "Put an address away as it was last seen; documents keep it."
        row = cls._row(party, values)
        if row.used:
            refuse('address_used')
        if len(select(_ADDRESSES, party)) < 2:
            refuse('address_last')
        cls._write(party, row.id, {'active': False})
        return {'address': row.id}

    @classmethod
    def _row(cls, party, values):
        if not isinstance(values['version'], str):
            raise BadQuery("version")
        if query.is_id(values['address']):
            for row in select(_ADDRESSES, party):
                if row.id == values['address']:
                    if card(row, True)['version'] != values['version']:
                        refuse('stale_values')
                    return row
        refuse('not_found')

    @classmethod
    def _write(cls, party, id_, values):
        PartyAddress = Pool().get('party.address')
        with without_check_access():
            PartyAddress.write([PartyAddress(id_)], values)
        feed().touch_company('party.address', id_, party)

    @classmethod
    def _checked(cls, values, row=None):
        "Values of a party.address."
        for name in ('invoice', 'delivery'):
            if type(values[name]) is not bool:
                raise BadQuery(name)
        if not isinstance(values['street'], str):
            raise BadQuery("street")
        street = [
            text for text in (
                line(part, MAX_STREET, 'bad_address')
                for part in values['street'].splitlines()) if text]
        if not street or len(street) > 4 or len(
                '\n'.join(street)) > MAX_STREET:
            refuse('bad_address')
        postal_code = line(values['postal_code'], 12, 'bad_postal_code')
        checked = {
            'name': line(values['name'], MAX_NAME, 'bad_address'),
            'street': '\n'.join(street),
            'city': line(values['city'], MAX_NAME, 'bad_address', True),
            'invoice': values['invoice'],
            'delivery': values['delivery'],
            }
        region = values['region']
        if region is not None and not isinstance(region, str):
            raise BadQuery("region")
        if not row or region != row.region:
            checked.update(cls._region(region))
        if region and region.startswith('CA-'):
            found = _CANADIAN.match((postal_code or '').upper())
            if not found:
                refuse('bad_postal_code')
            postal_code = ' '.join(found.groups())
        return dict(checked, postal_code=postal_code)

    @classmethod
    def _region(cls, code):
        if code is None:
            if regions():
                refuse('bad_address')
            return {}
        for found in select(
                'SELECT s.id, s.country FROM country_subdivision s '
                'WHERE s.code = %s', code):
            if code in {r['code'] for r in regions()}:
                return {'subdivision': found.id, 'country': found.country}
        refuse('bad_address')
