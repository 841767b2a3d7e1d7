"""Who signs in: customers with their grants, ITF's staff, and the portal's own account."""
import datetime as dt
import json
import os
import secrets
from dataclasses import dataclass

from trytond.transaction import Transaction

from .world import get, xml

# Unambiguous when somebody reads one aloud or types it from a screen.
ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'


@dataclass(frozen=True)
class Grant:
    party: str | None
    role: str
    scope: str = 'company'
    site: str | None = None
    # Days ago that the grant ended; None for one that still holds.
    ended: int | None = None


@dataclass(frozen=True)
class Person:
    login: str
    name: str
    hint: str
    grants: tuple
    language: str = 'fr'
    active: bool = True

    @property
    def staff(self):
        return any(grant.party is None for grant in self.grants)


def person(login, name, hint, *grants, **more):
    return Person(login + '@example.com', name, hint, grants, **more)


PEOPLE = [
    person('maude.gendron', "Maude Gendron",
        "administratrice de l'entreprise, Boréal",
        Grant('BOREAL', 'company_administrator')),
    person('julie.paradis', "Julie Paradis",
        "acheteuse, Boréal, usine de Lévis seulement",
        Grant('BOREAL', 'buyer', 'site', 'levis')),
    person('noemie.fradette', "Noémie Fradette",
        "acheteuse, Boréal, ses propres commandes",
        Grant('BOREAL', 'buyer', 'own')),
    person('marc.vezina', "Marc Vézina",
        "lecture seule, Boréal",
        Grant('BOREAL', 'viewer')),
    person('etienne.roussel', "Étienne Roussel",
        "approbateur, Boréal",
        Grant('BOREAL', 'approver')),
    person('sylvie.charest', "Sylvie Charest",
        "comptabilité seulement, Boréal",
        Grant('BOREAL', 'accounting')),
    person('karim.belhadj', "Karim Belhadj",
        "administrateur de l'entreprise, Marais lavalois",
        Grant('LAVALOIS', 'company_administrator')),
    person('chantal.ouimet', "Chantal Ouimet",
        "comptabilité et lecture, Marais lavalois",
        Grant('LAVALOIS', 'accounting'), Grant('LAVALOIS', 'viewer')),
    person('ariane.lacasse', "Ariane Lacasse",
        "deux entreprises : acheteuse, Marais lavalois; lecture, Quai du Nord",
        Grant('LAVALOIS', 'buyer'), Grant('QUAIDUNORD', 'viewer')),
    person('oceane.duguay', "Océane Duguay",
        "administratrice de l'entreprise, Quai du Nord",
        Grant('QUAIDUNORD', 'company_administrator')),
    person('rejean.bourque', "Réjean Bourque",
        "lecture, Quai du Nord, terminal de Sept-Îles seulement",
        Grant('QUAIDUNORD', 'viewer', 'site', 'septiles')),
    person('heather.dunmore', "Heather Dunmore",
        "administratrice de l'entreprise, Maple Yard (en anglais)",
        Grant('MAPLEYARD', 'company_administrator'), language='en'),
    person('owen.prescott', "Owen Prescott",
        "acheteur, Maple Yard, usine de Cornwall (en anglais)",
        Grant('MAPLEYARD', 'buyer', 'site', 'cornwall'), language='en'),
    person('yvon.lussier', "Yvon Lussier",
        "administrateur de l'entreprise, Érablière",
        Grant('ERABLIERE', 'company_administrator')),
    person('clemence.audet', "Clémence Audet",
        "acheteuse, Val-Clément, aucune commande encore",
        Grant('VALCLEMENT', 'buyer')),
    person('gilles.therrien', "Gilles Therrien",
        "compte désactivé, Marais lavalois : la connexion est refusée",
        Grant('LAVALOIS', 'viewer'), active=False),
    person('paule.normandin', "Paule Normandin",
        "accès terminé le mois dernier, Quai du Nord",
        Grant('QUAIDUNORD', 'buyer', ended=30)),
    person('nathalie.sirois', "Nathalie Sirois",
        "agente de soutien, ITF", Grant(None, 'support')),
    person('olivier.bherer', "Olivier Bhérer",
        "agent de soutien, ITF", Grant(None, 'support')),
    person('dominique.fiset', "Dominique Fiset",
        "administration du portail, ITF", Grant(None, 'administrator')),
    ]

# The companies that let ITF's support see the portal as one of their people.
CONSENTING = ['BOREAL']

# Who asks to administer a company. The second has one by the time it is read: approving it is refused.
REQUESTS = [
    ('VALCLEMENT', "Clémence Audet", 'clemence.audet',
        "Bonjour, je m'occupe de nos commandes et j'aimerais donner accès à notre comptable."),
    ('MAPLEYARD', "Grace Whitcombe", 'grace.whitcombe',
        "Please add our accounts payable clerk as an administrator."),
    ('VALCLEMENT', "Jacques Doiron", 'jacques.doiron', None),
    ]

# What an agent needs to take an order from quotation to invoice with their own account.
STAFF_GROUPS = [
    ('sale', 'group_sale'),
    ('stock', 'group_stock'),
    ('stock', 'group_stock_force_assignment'),
    ('account', 'group_account'),
    ]


def build(world, service_login, service_password):
    """Create everybody and their grants; answer the rows of the accounts file."""
    service = xml('itf_portal', 'group_service')
    rows = create(world, PEOPLE)
    for code in CONSENTING:
        get('party.party').portal_allow_views(world.parties[code].id, True)
    with Transaction().set_context(company=world.company.id):
        save_user(get('res.user'), user(
                world, service_login, "Portail (compte de service)",
                service_password, 'fr', [service]))
    get('itf_portal.access_request').create([{
                'party': world.parties[code].id,
                'name': name,
                'email': login + '@example.com',
                'note': note,
                } for code, name, login, note in REQUESTS])
    return rows


def create(world, people):
    """Create people with their grants, and note them in the world; answer their rows of the accounts file."""
    User = get('res.user')
    Access = get('itf_portal.access')
    portal = xml('itf_portal', 'group_portal')
    staff = [xml(module, fs_id) for module, fs_id in STAFF_GROUPS]
    passwords = {p.login: password() for p in people}
    with Transaction().set_context(company=world.company.id):
        records = User.create([
                user(world, p.login, p.name, passwords[p.login], p.language,
                    staff if p.staff else [portal], p.active)
                for p in people])
        world.people.update(
            {p.login: record for p, record in zip(people, records)})
        Access.create([grant_values(world, p, grant)
                for p in people for grant in p.grants])
    return [account(world, p, passwords[p.login]) for p in people]


def user(world, login, name, password, language, groups, active=True):
    found, = get('ir.lang').search([('code', '=', language)])
    return {
        'login': login,
        'name': name,
        'email': login if '@' in login else None,
        'password': password,
        'language': found.id,
        'company': world.company.id,
        'companies': [('add', [world.company.id])],
        'groups': [('add', [group.id for group in groups])],
        'active': active,
        }


def save_user(User, values):
    """Create the user, or bring the one an earlier step made to these values."""
    with Transaction().set_context(active_test=False):
        users = User.search([('login', '=', values['login'])])
    if users:
        User.write(users, values)
    else:
        User.create([values])


def grant_values(world, p, grant):
    return {
        'user': world.people[p.login].id,
        'party': world.parties[grant.party].id if grant.party else None,
        'role': grant.role,
        'scope': grant.scope,
        'site': (world.sites[grant.party, grant.site].id
            if grant.site else None),
        'to_date': (world.today - dt.timedelta(days=grant.ended)
            if grant.ended else None),
        }


def account(world, p, password):
    grant = p.grants[0]
    party = world.parties[grant.party] if grant.party else None
    return {
        'login': p.login,
        'password': password,
        'role': grant.role,
        'party': grant.party,
        'name': p.name,
        'company': party.name if party else None,
        'hint': p.hint,
        }


def password():
    """About 79 bits, from the system's own generator: never the demo's seeded dice."""
    return '-'.join(
        ''.join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def write_accounts(path, rows):
    """Write the file for its owner alone, whole or not at all."""
    part = '%s.part' % path
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, 'w', encoding='utf-8') as file:
        os.fchmod(file.fileno(), 0o600)
        json.dump(rows, file, ensure_ascii=False, indent=1)
        file.write('\n')
    os.replace(part, path)
