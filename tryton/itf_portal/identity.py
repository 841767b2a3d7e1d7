from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import factor, feature, passwords, people
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .scope import own_context


def company_card(company):
    """What the site says of ITF itself, from its party and configuration."""
    if company is None:
        return None
    record, = select(
        'SELECT k.party, p.name, k.timezone, c.code AS currency '
        'FROM company_company k JOIN party_party p ON p.id = k.party '
        'JOIN currency_currency c ON c.id = k.currency WHERE k.id = %s',
        company)
    contacts = {}
    for r in select(
            'SELECT type, value FROM party_contact_mechanism '
            "WHERE party = %s AND active AND type IN ('phone', 'email') "
            'ORDER BY sequence NULLS FIRST, id', record.party):
        contacts.setdefault(r.type, r.value)
    return {
        'name': record.name,
        'phone': contacts.get('phone'),
        'email': contacts.get('email'),
        'timezone': record.timezone or 'UTC',
        'currency': record.currency,
        }


def grants_card(grants, sites):
    """Grants of one company as the Identity gives them.

    sites: what their sites are called, {party.address id: str}.
    """
    return [{
            'role': g.role,
            'scope': g.scope,
            'site': g.site,
            'site_name': sites.get(g.site),
            'until': g.until,
            } for g in grants]


def company_cards(grants):
    "The companies of a person's grants, by name, as the Identity gives them."
    parties = select(
        'SELECT id, code, name FROM party_party WHERE id = ANY(%s) '
        'ORDER BY lower(unaccent(name)), id',
        [g.party for g in grants])
    sites = people.site_names({g.site for g in grants})
    features = feature.features_of(p.id for p in parties)
    return [{
            'party': party.id,
            'code': party.code,
            'name': party.name,
            'grants': grants_card(
                [g for g in grants if g.party == party.id], sites),
            'features': sorted(features[party.id]),
            } for party in parties]


class Account(Model):
    "Portal Account"
    __name__ = 'itf_portal.account'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__['whoami'] = RPC()
        cls.__rpc__['change_password'] = RPC(readonly=False)

    @classmethod
    @own_context
    def whoami(cls):
        """Who is signed in and what they were granted: the Identity."""
        User = Pool().get('res.user')
        user, = select(
            'SELECT u.id, u.login, u.name, l.code FROM res_user u '
            'LEFT JOIN ir_lang l ON l.id = u.language WHERE u.id = %s',
            Transaction().user)
        grants = User.portal_grants()
        return {
            'user': user.id,
            'login': user.login,
            'name': user.name or user.login,
            'language': 'en' if (user.code or 'fr').startswith('en')
            else 'fr',
            'staff': User.staff_role(),
            'companies': company_cards([g for g in grants if g.party]),
            'company': company_card(User.portal_company()),
            'factor': factor.card(user.id, grants),
            }

    @classmethod
    @own_context
    def change_password(cls, old, new):
        """Change one's own password; ends all one's sessions, this one too.

        Refused with wrong_password when the old one is not right, which
        counts as a failed sign-in, and with the word of what is wrong with
        the new one.
        """
        user = Transaction().user
        if not isinstance(new, str) or '\x00' in new:
            raise BadQuery("password")
        if not Pool().get('res.user').is_portal():
            refuse('not_found')
        passwords.prove(user, old)
        with without_check_access():
            passwords.change(user, new)
        return {}
