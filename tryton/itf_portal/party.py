from trytond.i18n import gettext
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .exceptions import AccessValidationError
from .feed import feed

# What a customer is found by on the board, folded as in store.SEARCH. An
# index takes only functions that promise never to change their answer.
SEARCH = "itf_portal_fold(coalesce(p.name, '') || ' ' || coalesce(p.code, ''))"


class Party(metaclass=PoolMeta):
    __name__ = 'party.party'
    portal_view_consent = fields.Boolean("Portal Views Allowed",
        readonly=True,
        help="Whether our staff may see the portal as the company's people. "
        "Only the company's own administrators say so, in the portal.")

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


    @classmethod
    def create(cls, vlist):
        vlist = [dict(values) for values in vlist]
        for values in vlist:
            if values.get('portal_view_consent'):
                cls._refuse_consent()
        return super().create(vlist)

    @classmethod
    def write(cls, *args):
        if any('portal_view_consent' in v for v in args[1:None:2]):
            cls._refuse_consent()
        super().write(*args)

    @classmethod
    def copy(cls, parties, default=None):
        default = default.copy() if default else {}
        default.setdefault('portal_view_consent', False)
        return super().copy(parties, default=default)

    @classmethod
    def _refuse_consent(cls):
        raise AccessValidationError(gettext(
                'itf_portal.msg_view_consent_theirs'))

    @classmethod
    def portal_allow_views(cls, party, allowed):
        """Write the consent of a company, which nothing else can write.

        The caller has made sure that the company's administrator says so.
        """
        pool = Pool()
        # a view that begins at this moment is run again, and refused
        pool.get('itf_portal.request').alone('access', party)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'UPDATE party_party SET portal_view_consent = %s '
            'WHERE id = %s AND COALESCE(portal_view_consent, false) <> %s '
            'RETURNING id', [allowed, party, allowed])
        if cursor.fetchone():
            feed().touch_consent(party)
            if not allowed:
                pool.get('itf_portal.view').close('v.party = %s', party)


class Replace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        # the people of a customer that is merged into another go along
        return super().fields_to_replace() + [
            ('itf_portal.access', 'party'),
            ('itf_portal.access_request', 'party'),
            ('itf_portal.access_decision', 'party'),
            ('itf_portal.visitor_request', 'party'),
            ('itf_portal.view', 'party'),
            ('itf_portal.change_request', 'party'),
            ]
