from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

# What a customer is found by on the board, folded as in store.SEARCH. An
# index takes only functions that promise never to change their answer.
SEARCH = "itf_portal_fold(coalesce(p.name, '') || ' ' || coalesce(p.code, ''))"


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'

    @classmethod
    def __register__(cls, module_name):
        Pool().get('sale.sale')._check_extensions()
        super().__register__(module_name)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'SELECT quote_ident(n.nspname) FROM pg_extension e '
            'JOIN pg_namespace n ON n.oid = e.extnamespace '
            "WHERE e.extname = 'unaccent'")
        schema, = cursor.fetchone()
        # names in full: a restore has no search path
        cursor.execute(
            'CREATE OR REPLACE FUNCTION itf_portal_fold(text) RETURNS text '
            'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS '
            f"$$ SELECT lower({schema}.unaccent('{schema}.unaccent', $1)) $$")
        cursor.execute(
            'CREATE INDEX IF NOT EXISTS itf_portal_party_search '
            'ON party_party USING gin (('
            + SEARCH.replace('p.', '') + ') gin_trgm_ops)')


class Replace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        # the people of a customer that is merged into another go along
        return super().fields_to_replace() + [
            ('itf_portal.access', 'party'),
            ('itf_portal.access_request', 'party'),
            ('itf_portal.access_decision', 'party'),
            ]
