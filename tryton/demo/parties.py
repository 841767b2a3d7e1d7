"""The invented customers, their sites and their terms."""
from trytond.pool import Pool
from trytond.transaction import Transaction

from .world import get, translate

# Each customer: code, name, language, payment term, tax rule, head office, sites.
# An address is (key, name, street, city, postal code, province); the key is for this set only.
CUSTOMERS = [
    ('BOREAL', "Conserverie Boréal-des-Chutes inc.", 'fr', 'NET30', None,
        ('office', "Siège social", "455, avenue des Sarcelles",
            "Québec", 'G1P 0Z9', 'CA-QC'),
        [('levis', "Usine de Lévis", "1250, chemin du Quai",
            "Lévis", 'G6V 0Z1', 'CA-QC'),
            ('nicolas', "Entrepôt de Saint-Nicolas",
                "88, rue du Tarare", "Lévis", 'G7A 0Z4', 'CA-QC'),
            ('beauce', "Usine de Beauce", "48, route du Vieux-Moulin",
                "Saint-Georges", 'G5Y 0Z7', 'CA-QC')]),
    ('LAVALOIS', "Distribution du Marais lavalois inc.", 'fr', 'NET30', None,
        ('office', "Comptabilité", "3100, boulevard des Aubépines",
            "Laval", 'H7L 0Z2', 'CA-QC'),
        [('laval', "Entrepôt de Laval, quai 7",
            "3140, boulevard des Aubépines", "Laval", 'H7L 0Z2', 'CA-QC'),
            ('terrebonne', "Centre de tri de Terrebonne",
                "640, rue de l'Engrenage", "Terrebonne", 'J6Y 0Z5', 'CA-QC')]),
    ('QUAIDUNORD', "Le Quai du Nord, logistique inc.", 'fr', 'NET15', None,
        ('office', "Bureau de Rimouski", "17, rue du Phare-Éteint",
            "Rimouski", 'G5L 0Z3', 'CA-QC'),
        [('septiles', "Terminal de Sept-Îles",
            "900, avenue des Cargos", "Sept-Îles", 'G4R 0Z6', 'CA-QC'),
            ('comeau', "Terminal de Baie-Comeau",
                "41, rue de la Jetée-Neuve", "Baie-Comeau",
                'G5C 0Z8', 'CA-QC')]),
    ('MAPLEYARD', "Maple Yard Packaging Ltd.", 'en', 'NET30', 'ON',
        ('office', "Head office", "52 Tamarack Lane",
            "Ottawa", 'K1B 0Z1', 'CA-ON'),
        [('cornwall', "Cornwall plant", "7 Old Sawmill Road",
            "Cornwall", 'K6H 0Z4', 'CA-ON'),
            ('kingston', "Kingston cross-dock", "310 Limestone Crescent",
                "Kingston", 'K7K 0Z2', 'CA-ON')]),
    ('ERABLIERE', "Érablière des Trois-Rangs S.E.N.C.", 'fr', 'RECEIPT', None,
        ('office', "Cabane principale", "77, rang du Petit-Érable",
            "Plessisville", 'G6L 0Z9', 'CA-QC'),
        [('cabane', "Cabane principale", "77, rang du Petit-Érable",
            "Plessisville", 'G6L 0Z9', 'CA-QC')]),
    # Nothing ordered yet: the pages have an empty state to show.
    ('VALCLEMENT', "Pépinière du Val-Clément enr.", 'fr', 'RECEIPT', None,
        ('office', "Pépinière", "5, montée des Jeunes-Pousses",
            "Granby", 'J2G 0Z3', 'CA-QC'),
        [('serre', "Serre numéro 2", "5, montée des Jeunes-Pousses",
            "Granby", 'J2G 0Z3', 'CA-QC')]),
    ]


# The groups that features of the portal are switched for: French, English, customers.
GROUPS = [
    ("Transformation alimentaire", "Food processing",
        ['BOREAL', 'ERABLIERE', 'VALCLEMENT']),
    ("Distribution et logistique", "Distribution and logistics",
        ['LAVALOIS', 'QUAIDUNORD', 'MAPLEYARD']),
    ]


def build(world):
    create(world, CUSTOMERS)
    Category = get('party.category')
    groups = Category.create([{'name': english} for _, english, _ in GROUPS])
    translate(groups, 'name', [french for french, *_ in GROUPS])
    Party = get('party.party')
    for group, (*_, codes) in zip(groups, GROUPS):
        Party.write(
            [Party(world.parties[code].id) for code in codes],
            {'categories': [('add', [group.id])]})


def create(world, customers):
    """Create customers, entries as in CUSTOMERS, and note them and their sites in the world."""
    pool = Pool()
    Party = pool.get('party.party')
    languages = {lang.code: lang.id for lang in get('ir.lang').search([
                ('code', 'in', ['fr', 'en'])])}
    provinces = {s.code: s for s in get('country.subdivision').search([
                ('code', 'in', ['CA-QC', 'CA-ON'])])}

    def address(entry, **more):
        _, name, street, city, postal_code, province = entry
        return {
            'name': name,
            'street': street,
            'city': city,
            'postal_code': postal_code,
            'country': provinces[province].country.id,
            'subdivision': provinces[province].id,
            **more,
            }

    values = []
    for index, (code, name, lang, term, rule, office, sites) in enumerate(
            customers):
        values.append({
                'name': name,
                'code': code,
                'lang': languages[lang],
                'customer_payment_term': world.terms[term].id,
                'customer_tax_rule': (
                    world.tax_rules[rule].id if rule else None),
                'addresses': [('create', [
                            address(office, invoice=True, delivery=False,
                                sequence=10),
                            *(address(s, delivery=True, sequence=20 + i)
                                for i, s in enumerate(sites)),
                            ])],
                'contact_mechanisms': [('create', [
                            {'type': 'phone',
                                'value': '418 555-01%02d' % (
                                    (50 + index) % 100)},
                            {'type': 'email', 'value':
                                'compta.%s@example.com' % code.lower()},
                            ])],
                })
    with Transaction().set_context(company=world.company.id):
        parties = Party.create(values)
        for (code, *_, sites), party in zip(customers, parties):
            world.parties[code] = party
            delivery = [a for a in party.addresses if a.delivery]
            for (key, *_), record in zip(sites, delivery):
                world.sites[code, key] = record
