"""Copies of model-made orders by SQL: everything that hangs on one, from its lines to its payments.

An exemplar is an order that Tryton's own methods made. A copy has every record of the exemplar, under new ids, of
another customer, at another time, with numbers of its own; nothing else differs, so what held for the exemplar (totals,
states, balances) holds for the copy. The plan of the copies stands in the temporary table volume_plan, see ``volume``.
"""
from trytond.pool import Pool
from trytond.transaction import Transaction

# Every model a copy has records of, in an order in which each finds those it belongs to: (model, SQL that adds "id" to
# "exemplar"). In braces stand the tables of the exemplars' records of a model above.
GRAPH = [
    ('sale.sale', 'SELECT exemplar, exemplar AS id FROM volume_exemplar'),
    ('sale.line', 'SELECT o.exemplar, l.id FROM {sale.sale} o JOIN sale_line l ON l.sale = o.id'),
    ('sale.line-account.tax',
        'SELECT l.exemplar, x.id FROM {sale.line} l JOIN sale_line_account_tax x ON x.line = l.id'),
    ('stock.shipment.out',
        "SELECT DISTINCT l.exemplar, split_part(m.shipment, ',', 2)::int AS id FROM {sale.line} l "
        "JOIN stock_move m ON m.origin = 'sale.line,' || l.id WHERE m.shipment LIKE 'stock.shipment.out,%'"),
    # Out of storage and out of the door: the first has the second for its origin.
    ('stock.move',
        "SELECT l.exemplar, m.id FROM {sale.line} l JOIN stock_move m ON m.origin = 'sale.line,' || l.id "
        "UNION SELECT o.exemplar, m.id FROM {stock.shipment.out} o "
        "JOIN stock_move m ON m.shipment = 'stock.shipment.out,' || o.id"),
    ('account.invoice',
        "SELECT DISTINCT l.exemplar, i.invoice AS id FROM {sale.line} l "
        "JOIN account_invoice_line i ON i.origin = 'sale.line,' || l.id WHERE i.invoice IS NOT NULL"),
    ('account.invoice.line',
        'SELECT i.exemplar, l.id FROM {account.invoice} i JOIN account_invoice_line l ON l.invoice = i.id'),
    ('account.invoice.line-stock.move',
        'SELECT l.exemplar, x.id FROM {account.invoice.line} l '
        'JOIN "account_invoice_line-stock_move" x ON x.invoice_line = l.id'),
    ('account.invoice.line-account.tax',
        'SELECT l.exemplar, x.id FROM {account.invoice.line} l '
        'JOIN account_invoice_line_account_tax x ON x.line = l.id'),
    ('account.invoice.tax',
        'SELECT i.exemplar, x.id FROM {account.invoice} i JOIN account_invoice_tax x ON x.invoice = i.id'),
    ('account.move',
        "SELECT i.exemplar, m.id FROM {account.invoice} i "
        "JOIN account_move m ON m.origin = 'account.invoice,' || i.id"),
    ('account.move.line', 'SELECT m.exemplar, l.id FROM {account.move} m JOIN account_move_line l ON l.move = m.id'),
    ('account.move.reconciliation',
        'SELECT DISTINCT l.exemplar, x.reconciliation AS id FROM {account.move.line} l '
        'JOIN account_move_line x ON x.id = l.id WHERE x.reconciliation IS NOT NULL'),
    ('account.tax.line',
        'SELECT l.exemplar, x.id FROM {account.move.line} l JOIN account_tax_line x ON x.move_line = l.id'),
    ('account.invoice-account.move.line',
        'SELECT i.exemplar, x.id FROM {account.invoice} i '
        'JOIN "account_invoice-account_move_line" x ON x.invoice = i.id'),
    ]
MODELS = [name for name, _ in GRAPH]
# What a copy does not take over as it is: (model, column) -> SQL. t is the exemplar's record, p the plan, e the exemplar.
OWN = {
    ('sale.sale', 'reference'): 'p.reference',
    ('sale.sale', 'portal_owner'): 'p.owner',
    ('sale.sale', 'portal_number'):
        "COALESCE(NULLIF(right(regexp_replace(n_number.value, '[^0-9]', '', 'g'), 9), '')::int, 0)",
    ('sale.sale', 'portal_search'):
        "concat_ws(' ', lower(unaccent(n_number.value)), lower(unaccent(p.reference)), e.goods)",
    ('account.invoice', 'portal_site'): 'CASE WHEN t.portal_site IS NOT NULL THEN p.site END',
    ('account.invoice', 'portal_owner'): 'p.owner',
    ('account.move', 'period'): (
        "(SELECT d.id FROM account_period d JOIN account_fiscalyear y ON y.id = d.fiscalyear "
        "WHERE y.company = t.company AND d.type = 'standard' "
        'AND t.date + p.days BETWEEN d.start_date AND d.end_date)'),
    }


def part(name):
    """The table of the exemplars' records of a model: exemplar, id."""
    return 'volume_part_' + name.replace('.', '_').replace('-', '_')


def copy(name):
    """The table of the copies' records of a model: copy, old, new."""
    return 'volume_copy_' + name.replace('.', '_').replace('-', '_')


def execute(statement, *parameters):
    cursor = Transaction().connection.cursor()
    # Without parameters a "%" is one.
    cursor.execute(statement, parameters or None)
    return cursor.fetchall() if cursor.description else []


def table_of(name):
    return '"%s"' % Pool().get(name)._table


def gather():
    """Collect the exemplars' records, and refuse a graph that is not whole."""
    for name, members in GRAPH:
        for other in MODELS:
            members = members.replace('{%s}' % other, part(other))
        execute('CREATE TEMP TABLE %s ON COMMIT DROP AS %s' % (part(name), members))
        execute('CREATE UNIQUE INDEX ON %s (id)' % part(name))
        execute('ANALYZE ' + part(name))
    for name in MODELS:
        for column, target in links(name):
            lost, = execute(
                'SELECT count(*) FROM %s m JOIN %s t ON t.id = m.id LEFT JOIN %s u ON %s '
                'WHERE %s AND u.id IS NULL' % (
                    part(name), table_of(name), part(target),
                    joins(name, column, target, 'u.id'), points(name, column, target)))[0]
            if lost:
                raise ValueError("%s records of %s point by %s to a %s of no exemplar" % (
                        lost, name, column, target))


def columns(name):
    return [column for column, in execute(
            'SELECT column_name FROM information_schema.columns '
            'WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position',
            Pool().get(name)._table)]


def links(name):
    """(column, model) of everything in a table that points into the graph."""
    found = []
    for column in columns(name):
        field = Pool().get(name)._fields.get(column)
        if (name, column) in OWN or field is None:
            continue
        if field._type == 'many2one' and field.model_name in MODELS:
            found.append((column, field.model_name))
        elif field._type == 'reference':
            found += [(column, target) for target, in execute(
                    "SELECT DISTINCT split_part(t.%s, ',', 1) FROM %s m JOIN %s t ON t.id = m.id" % (
                        column, part(name), table_of(name))) if target in MODELS]
    return found


def is_reference(name, column):
    return Pool().get(name)._fields[column]._type == 'reference'


def joins(name, column, target, id_):
    if is_reference(name, column):
        return "t.%s = '%s,' || %s" % (column, target, id_)
    return 't.%s = %s' % (column, id_)


def points(name, column, target):
    if is_reference(name, column):
        return "t.%s LIKE '%s,%%'" % (column, target)
    return 't.%s IS NOT NULL' % column


def number(name, column, moment, sequence):
    """Number the copies whose exemplar has a number, in the order of a moment, on from where sequences stand.

    moment, sequence: SQL as in OWN; the sequence is an id of ``ir.sequence``, or of ``ir.sequence.strict``.
    """
    Sequence = Pool().get(
        'ir.sequence.strict' if name == 'account.invoice' else 'ir.sequence')
    target = '%s_%s' % (copy(name), column)
    execute(
        'CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT v.new, v.sequence, '
        'row_number() OVER (PARTITION BY v.sequence ORDER BY v.moment, v.new) AS place, NULL::text AS value '
        'FROM (SELECT m.new, %s AS sequence, %s AS moment FROM %s m JOIN %s t ON t.id = m.old '
        'JOIN volume_plan p ON p.copy = m.copy WHERE t.%s IS NOT NULL) v' % (
            target, sequence, moment, copy(name), table_of(name), column))
    for id_, count in execute('SELECT sequence, count(*) FROM %s GROUP BY sequence ORDER BY sequence' % target):
        own = Sequence(id_)
        first = own.number_next
        execute(
            'UPDATE %s SET value = %%s || CASE WHEN length((place + %%s)::text) >= %%s THEN (place + %%s)::text '
            "ELSE lpad((place + %%s)::text, %%s, '0') END || %%s WHERE sequence = %%s" % target,
            own.prefix or '', first - 1, own.padding or 0, first - 1, first - 1, own.padding or 0,
            own.suffix or '', id_)
        Sequence.write([own], {'number_next': first + count})
    execute('CREATE UNIQUE INDEX ON %s (new)' % target)
    execute('ANALYZE ' + target)


def allot():
    """Give every record of every copy its id, above those there are."""
    for name in MODELS:
        table = table_of(name)
        execute(
            'CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT p.copy, m.id AS old, '
            '((SELECT COALESCE(MAX(id), 0) FROM %s) + row_number() OVER (ORDER BY p.copy, m.id))::int AS new '
            'FROM volume_plan p JOIN %s m ON m.exemplar = p.exemplar' % (copy(name), table, part(name)))
        execute('CREATE INDEX ON %s (copy, old)' % copy(name))
        execute('ANALYZE ' + copy(name))


def value(name, column, pointed, numbered):
    """What a column of a copy holds, as SQL.

    pointed: {column: SQL} of what points into the graph; numbered: the columns that ``number`` has filled.
    """
    if column == 'id':
        return 'm.new'
    if (name, column) in OWN:
        return OWN[name, column]
    if column in numbered:
        return 'n_%s.value' % column
    if column in pointed:
        return pointed[column]
    if column in {'create_uid', 'write_uid'}:
        # Customers have not placed these themselves.
        return ('CASE WHEN t.%s IN (SELECT "user" FROM itf_portal_access WHERE party IS NOT NULL) '
            'THEN p.agent ELSE t.%s END' % (column, column))
    field = Pool().get(name)._fields.get(column)
    kind = field._type if field else None
    if kind in {'timestamp', 'datetime'}:
        return 't.%s + p.shift' % column
    if kind == 'date':
        return 't.%s + p.days' % column
    if kind == 'many2one' and field.model_name == 'party.party':
        return 'CASE WHEN t.%s = e.party THEN p.party ELSE t.%s END' % (column, column)
    if kind == 'many2one' and field.model_name == 'party.address':
        return 'CASE t.%s WHEN e.office THEN p.office WHEN e.site THEN p.site ELSE t.%s END' % (column, column)
    return 't."%s"' % column


def insert(name, numbered=()):
    """Write the copies' records of a model: how many."""
    targets, pointed, sources = {}, {}, []
    for column, target in links(name):
        targets.setdefault(column, []).append(target)
    for column, models in targets.items():
        found = []
        for place, target in enumerate(models):
            alias = 'u_%s_%s' % (column, place)
            sources.append('LEFT JOIN %s %s ON %s.copy = m.copy AND %s' % (
                    copy(target), alias, alias, joins(name, column, target, alias + '.old')))
            if is_reference(name, column):
                found.append("'%s,' || %s.new" % (target, alias))
            else:
                found.append(alias + '.new')
        if is_reference(name, column):
            # What points elsewhere goes on doing so.
            found.append('t.' + column)
        pointed[column] = 'COALESCE(%s)' % ', '.join(found)
    for column in numbered:
        sources.append('LEFT JOIN %s_%s n_%s ON n_%s.new = m.new' % (copy(name), column, column, column))
    names = columns(name)
    execute('INSERT INTO %s (%s) SELECT %s FROM %s m JOIN %s t ON t.id = m.old '
        'JOIN volume_plan p ON p.copy = m.copy JOIN volume_exemplar e ON e.exemplar = p.exemplar %s '
        'ORDER BY m.new' % (
            table_of(name), ', '.join('"%s"' % column for column in names),
            ', '.join(value(name, column, pointed, numbered) for column in names),
            copy(name), table_of(name), ' '.join(sources)))
    execute('SELECT setval(pg_get_serial_sequence(%s, %s), (SELECT MAX(id) FROM ' + table_of(name) + '))',
        table_of(name), 'id')
    return execute('SELECT count(*) FROM ' + copy(name))[0][0]


def bare():
    """Take indexes and references off the tables; answer the statements that put them on again, the same ones.

    Checking three million rows one by one takes far longer than all at once, and what is put on again is checked.
    """
    again = []
    for name in MODELS:
        table = table_of(name)
        for constraint, definition in execute(
                "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname", table):
            execute('ALTER TABLE %s DROP CONSTRAINT %s' % (table, constraint))
            again.append('ALTER TABLE %s ADD CONSTRAINT %s %s' % (table, constraint, definition))
        for oid, definition in execute(
                'SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i '
                'WHERE i.indrelid = %s::regclass AND NOT i.indisprimary AND NOT EXISTS ('
                'SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1', table):
            execute('DROP INDEX ' + oid)
            again.append(definition)
    # Indexes first: they serve the checks.
    return sorted(again, key=lambda statement: statement.startswith('ALTER'))
