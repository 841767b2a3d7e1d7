import json

from trytond.config import config
from trytond.model import Index, ModelSQL, ModelView, fields
from trytond.pool import Pool
from trytond.protocols.jsonrpc import JSONDecoder
from trytond.rpc import RPC
from trytond.transaction import Transaction

from .changes import TOLD
from .exceptions import BadQuery
from .facts import select
from .scope import own_context

ROLE = 'itf_portal_feed'
KEEP_DAYS = config.getint('itf_portal', 'event_days', default=90)
BATCH = 2000

_COLUMNS = (
    "id, tx::text AS tx, at AT TIME ZONE 'UTC' AS at, kind, model, record, "
    'sale, party, site, owner, "user" AS person, area, detail')


def as_event(record, row=True):
    """The contract's Event of a record of the table.

    row: whether its detail keeps the row of the order.
    """
    detail = json.loads(record.detail, object_hook=JSONDecoder())
    if not row:
        detail.pop('row', None)
    return {
        'id': record.id,
        'tx': record.tx,
        'at': record.at,
        'kind': record.kind,
        'model': record.model,
        'record': record.record,
        'sale': record.sale,
        'party': record.party,
        'site': record.site,
        'owner': record.owner,
        'user': record.person,
        'area': record.area,
        'detail': detail,
        }


def history(sale, party, areas, limit=30):
    "The newest events of a sale in some areas, newest first, without rows."
    return [as_event(r, row=False) for r in select(
            f'SELECT {_COLUMNS} FROM itf_portal_event '
            'WHERE sale = %s AND party = %s AND area = ANY(%s) '
            'AND kind = ANY(%s) ORDER BY id DESC LIMIT %s',
            sale, party, list(areas), list(TOLD), limit)]


def newest(sales):
    "The newest told event of each sale, of any area: {sale: Event}."
    return {
        r.sale: as_event(r, row=False) for r in select(
            f'SELECT DISTINCT ON (sale) {_COLUMNS} FROM itf_portal_event '
            'WHERE sale = ANY(%s) AND kind = ANY(%s) '
            'ORDER BY sale, id DESC', list(sales), list(TOLD))}


def event_of(id_):
    "One event without its row, or None."
    found = select(
        f'SELECT {_COLUMNS} FROM itf_portal_event WHERE id = %s', id_)
    return as_event(found[0], row=False) if found else None


class Event(ModelSQL, ModelView):
    "Portal Event"
    __name__ = 'itf_portal.event'
    # Plain numbers and no references: an event outlives what it tells of.
    # The columns tx and at are made by __register__, Tryton has no such types.
    kind = fields.Char("Kind", required=True, readonly=True)
    model = fields.Char("Model", required=True, readonly=True)
    record = fields.Integer("Record", required=True, readonly=True)
    sale = fields.Integer("Sale", readonly=True)
    party = fields.Integer("Party", readonly=True)
    site = fields.Integer("Site", readonly=True)
    owner = fields.Integer("Owner", readonly=True)
    user = fields.Integer("User", readonly=True)
    area = fields.Char("Area", required=True, readonly=True)
    detail = fields.Text("Detail", required=True, readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('id', 'DESC')]
        cls.__rpc__['poll'] = RPC(check_access=False)
        t = cls.__table__()
        cls._sql_indexes.add(
            Index(t,
                (t.sale, Index.Range()),
                (t.id, Index.Range(order='DESC'))))

    @classmethod
    def __register__(cls, module_name):
        super().__register__(module_name)
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'ALTER TABLE itf_portal_event ADD COLUMN IF NOT EXISTS '
            'tx xid8 NOT NULL DEFAULT pg_current_xact_id()')
        cursor.execute(
            'ALTER TABLE itf_portal_event ADD COLUMN IF NOT EXISTS '
            'at timestamptz NOT NULL DEFAULT clock_timestamp()')
        cursor.execute(
            'CREATE INDEX IF NOT EXISTS itf_portal_event_tx '
            'ON itf_portal_event (tx)')
        cursor.execute(
            'CREATE INDEX IF NOT EXISTS itf_portal_event_at '
            'ON itf_portal_event (at)')
        cursor.execute('SELECT 1 FROM pg_roles WHERE rolname = %s', [ROLE])
        if cursor.fetchone():
            cursor.execute(f'GRANT SELECT ON itf_portal_event TO {ROLE}')

    @classmethod
    def purge(cls):
        "Delete the events of more than 90 days ago (cron)."
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'DELETE FROM itf_portal_event '
            'WHERE at < CURRENT_TIMESTAMP - make_interval(days => %s)',
            [KEEP_DAYS])

    @classmethod
    @own_context
    def poll(cls, horizon):
        """The events since a horizon, for a portal without LISTEN.

        horizon: the one of the answer before, or null to start from now. The
        next horizon is the oldest transaction that may still commit, so a
        slow transaction is never skipped; events come again until then and
        are told apart by their ids.
        """
        User = Pool().get('res.user')
        answer = {'events': [], 'horizon': horizon}
        if User.portal_kind() != 'service':
            return answer
        cursor = Transaction().connection.cursor()
        cursor.execute('SELECT pg_snapshot_xmin(pg_current_snapshot())::text')
        oldest, = cursor.fetchone()
        if horizon is None:
            answer['horizon'] = oldest
            return answer
        if (not isinstance(horizon, str) or not horizon.isascii()
                or not horizon.isdigit() or len(horizon) > 19):
            raise BadQuery("horizon")
        records = select(
            f'SELECT {_COLUMNS} FROM (SELECT * FROM itf_portal_event '
            'WHERE tx >= %s::xid8 ORDER BY tx '
            'FETCH FIRST %s ROWS WITH TIES) e ORDER BY e.tx, e.id',
            horizon, BATCH)
        if len(records) >= BATCH:
            # more to come: begin again at the last transaction, at most
            oldest = min(oldest, records[-1].tx, key=int)
            if oldest == horizon:
                oldest = records[-1].tx
        answer['events'] = [as_event(r) for r in records]
        answer['horizon'] = oldest
        return answer
