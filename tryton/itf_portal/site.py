"""What the public site says of ITF itself."""
from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC

from .facts import select
from .identity import company_card
from .scope import own_context

_ADDRESS = '''
SELECT a.street, a.city, a.postal_code, s.code AS region, c.code AS country
FROM company_company k JOIN party_address a ON a.party = k.party AND a.active
LEFT JOIN country_subdivision s ON s.id = a.subdivision
LEFT JOIN country_country c ON c.id = a.country
WHERE k.id = %s ORDER BY a.sequence NULLS FIRST, a.id LIMIT 1
'''
_IDENTIFIERS = '''
SELECT i.code FROM company_company k
JOIN party_identifier i ON i.party = k.party AND i.active
WHERE k.id = %s ORDER BY i.sequence NULLS FIRST, i.id
'''


class Site(Model):
    "Portal Site"
    __name__ = 'itf_portal.site'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['company'] = RPC(check_access=False)

    @classmethod
    @own_context
    def company(cls):
        """The company as every visitor may know it: SiteCompany.

        Null when there is no company, and for whoever is not the service
        user.
        """
        User = Pool().get('res.user')
        company = User.portal_company()
        if User.portal_kind() != 'service' or company is None:
            return None
        card = company_card(company)
        address = select(_ADDRESS, company)
        return {
            'name': card['name'],
            'phone': card['phone'],
            'email': card['email'],
            'address': address[0]._asdict() if address else None,
            'identifiers': [i.code for i in select(_IDENTIFIERS, company)],
            }
