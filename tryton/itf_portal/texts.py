"""Words in both languages, from Tryton's translations.

A Text is ``{'fr': str, 'en': str}``; a language without a translation falls
back to the source text. Source: trytond 7.0 ``ir/translation.py`` (type
'model', one row per record, field and language).
"""
from trytond.transaction import Transaction

LANGUAGES = ('fr', 'en')
# names that stand for several units at once
MIXED_UNITS = {'fr': "articles", 'en': "items"}


def text(source):
    "The Text of something that has one wording only."
    if source is None:
        return None
    return dict.fromkeys(LANGUAGES, source)


def texts(table, model, field, ids):
    """The Texts of one field of many records: {id: Text}, in one statement.

    The names of table, model and field come from code, never from a caller
    outside of this module.
    """
    ids = sorted({i for i in ids if i})
    if not ids:
        return {}
    cursor = Transaction().connection.cursor()
    cursor.execute(
        f'SELECT r.id, r.{field}, t.lang, t.value FROM {table} r '
        'LEFT JOIN ir_translation t ON t.res_id = r.id AND t.name = %s '
        "AND t.type = 'model' AND t.lang = ANY(%s) AND t.value <> '' "
        'AND NOT COALESCE(t.fuzzy, false) '
        'WHERE r.id = ANY(%s)',
        [f'{model},{field}', list(LANGUAGES), ids])
    result = {}
    for id_, source, lang, value in cursor:
        words = result.setdefault(
            id_, dict.fromkeys(LANGUAGES, source or ''))
        if lang:
            words[lang] = value
    return result


def product_names(ids):
    "{product.template id: Text}"
    return texts('product_template', 'product.template', 'name', ids)


def unit_names(ids):
    "{product.uom id: Text}"
    return texts('product_uom', 'product.uom', 'name', ids)
