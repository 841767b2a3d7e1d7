"""What visitors ask besides an account, as our administrators read it."""
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, without_check_access

from . import query, visitor_facts
from .access_request import MAX_ROWS
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

KINDS = ('contact', 'quote', 'pickup')
STATES = ('waiting', 'answered')

_ROWS = '''
SELECT r.id, r.kind, r.company, r.name, r.email, r.phone, r.message, r.facts,
    r.language, r.state, r.create_date AS asked_at, r.decided_at,
    COALESCE(NULLIF(w.name, ''), w.login) AS decided_by,
    (SELECT count(*) FROM itf_portal_visitor_file f WHERE f.request = r.id)
    AS files
FROM itf_portal_visitor_request r
LEFT JOIN res_user w ON w.id = r.decided_by
WHERE r.kind = ANY(%s)
'''


class Inbox:
    "The other requests of itf_portal.visitor_request."
    __slots__ = ()

    @classmethod
    def __setup__(cls):
        super().__setup__()
        for name in ('inbox', 'item'):
            cls.__rpc__[name] = RPC(check_access=False)
        cls.__rpc__['mark_answered'] = RPC(readonly=False, check_access=False)

    @classmethod
    @own_context
    def inbox(cls, state, kind):
        """The newest 200 of a state: a list of VisitorMessage.

        kind: one of KINDS, or null for all of them.
        """
        if not isinstance(state, str) or state not in STATES:
            raise BadQuery("state")
        if kind is not None and (
                not isinstance(kind, str) or kind not in KINDS):
            raise BadQuery("kind")
        if not cls._allowed():
            return []
        return [_row(r) for r in select(
                f'{_ROWS} AND r.state = %s ORDER BY r.id DESC LIMIT %s',
                [kind] if kind else list(KINDS), state, MAX_ROWS)]

    @classmethod
    @own_context
    def item(cls, id_):
        "One with its files: {'message', 'files'}, or null."
        if not cls._allowed() or not query.is_id(id_):
            return None
        for row in select(f'{_ROWS} AND r.id = %s', list(KINDS), id_):
            return {
                'message': _row(row),
                'files': [{
                        'id': f.id,
                        'name': f.name,
                        'type': f.type,
                        'size': f.size,
                        'scan': f.scan,
                        } for f in select(
                        'SELECT id, name, type, size, scan '
                        'FROM itf_portal_visitor_file WHERE request = %s '
                        'ORDER BY position', id_)],
                }
        return None

    @classmethod
    @own_context
    def mark_answered(cls, request, values):
        "Somebody has answered, once. values: {'id'}; answers the same."
        if not isinstance(values, dict) or set(values) != {'id'}:
            raise BadQuery("values")
        if not cls._allowed():
            refuse('not_found')
        return Pool().get('itf_portal.request').once(
            0, request, 'visitor.answered', values,
            lambda: cls._mark_answered(values['id']))

    @classmethod
    def _mark_answered(cls, id_):
        if not query.is_id(id_):
            refuse('not_found')
        with without_check_access():
            records = cls.search([('id', '=', id_), ('kind', 'in', KINDS)])
            if not records:
                refuse('not_found')
            # as in _waiting: the second of two finds it answered
            Transaction().connection.cursor().execute(
                'SELECT FROM itf_portal_visitor_request WHERE id = %s '
                'FOR UPDATE', [id_])
            if records[0].state != 'waiting':
                refuse('request_decided')
            cls.close(records)
        return {'id': id_}


def _row(row):
    facts = visitor_facts.read(row.facts)
    return {
        'id': row.id,
        'kind': row.kind,
        'company': row.company,
        'name': row.name,
        'email': row.email,
        'phone': row.phone,
        'message': row.message or '',
        'quote': facts if row.kind == 'quote' else None,
        'pickup': facts if row.kind == 'pickup' else None,
        'language': row.language,
        'state': row.state,
        'asked_at': row.asked_at,
        'decided_at': row.decided_at,
        'decided_by': row.decided_by,
        'files': row.files,
        }
