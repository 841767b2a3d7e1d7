"""The event feed: a data manager that writes events as a transaction commits.

Models say which sales, invoices, accesses and users they are about to touch.
The feed reads what the portal shows of them before the first touch, again at
commit, and writes the difference into ``itf_portal_event`` in that same
transaction with one NOTIFY: a rollback leaves neither. The number of SQL
statements does not depend on how many sales a transaction touched.

Source: trytond 7.0 ``transaction.py``: join, commit, rollback.
"""
import datetime as dt
from collections import defaultdict

from trytond.pool import Pool
from trytond.protocols.jsonrpc import JSONEncoder, json
from trytond.transaction import Transaction

from . import changes, documents, facts, store
from .memory import forget

CHANNEL = 'itf_portal'


def feed():
    "The feed of the current transaction."
    return Transaction().join(Feed())


def snapshots(ids):
    "What the portal shows of sales now: {id: changes.Snapshot}."
    found = facts.orders(ids)
    if not found:
        return {}
    shipments = documents.shipments(list(found))
    return {
        id_: changes.Snapshot(
            fact, shipments[id_], changes.stamps_of(fact.head))
        for id_, fact in found.items()}


class Feed:
    "What one transaction has touched."

    def __init__(self):
        # records of earlier commits of the same transaction are not new
        self._committed = defaultdict(set)
        self._clear()

    def __eq__(self, other):
        # Transaction.join keeps one manager of a kind by equality
        return isinstance(other, Feed)

    __hash__ = None

    def _clear(self):
        self.sales = {}
        self.written = set()
        self.lined = set()
        self.invoices = {}
        self.access = {}
        self.views = {}
        self.users = set()
        self.companies = {}
        self.features = set()
        # whose features changed; None for everybody's
        self.featured = set()

    def _new(self, model, ids):
        "Which of the ids this transaction has created."
        created = Transaction().create_records[model]
        return (set(ids) & created) - self._committed[model]

    def touch_sales(self, ids, written=False, lined=False):
        """Say that sales are about to change.

        written: the sale itself is written, its row is this transaction's.
        lined: its lines are; its stored columns follow, but its row may be
        somebody else's, who must be neither waited for nor run into.
        """
        ids = {i for i in ids if i}
        if written:
            self.written |= ids
        if lined:
            self.lined |= ids
        unknown = ids - self.sales.keys()
        if not unknown:
            return
        new = self._new('sale.sale', unknown)
        self.sales.update(dict.fromkeys(new))
        known = unknown - new
        if known:
            found = snapshots(known)
            for id_ in known:
                self.sales[id_] = found.get(id_)

    def touch_invoices(self, ids):
        "Say that invoices are about to change."
        unknown = {i for i in ids if i} - self.invoices.keys()
        if not unknown:
            return
        new = self._new('account.invoice', unknown)
        self.invoices.update(dict.fromkeys(new))
        known = unknown - new
        if known:
            found = documents.invoices(known)
            for id_ in known:
                self.invoices[id_] = found.get(id_)

    def touch_access(self, id_, user, party, reason):
        "Say that a row of access was granted, changed or revoked."
        key = (id_, user, party)
        first = self.access.get(key)
        if first == 'granted' and reason == 'revoked':
            del self.access[key]
        elif first == 'revoked' and reason == 'granted':
            self.access[key] = 'changed'
        elif first != 'granted':
            self.access[key] = reason

    def touch_view(self, id_, party, reason):
        "Say that staff began or ended to see the portal as a customer."
        self.views[id_, party] = reason

    def touch_consent(self, party):
        "Say that a company allowed such views, or allows them no more."
        self.views[None, party] = 'consent'

    def touch_company(self, model, id_, party, people=False):
        """Say that an address or a legal fact of a company changed.

        people: what its people are told at sign-in changed with it.
        """
        self.companies[model, id_, party] = people

    def touch_users(self, ids):
        "Say that people's password, groups or activity changed."
        self.users |= set(ids)

    def touch_features(self, features, parties):
        "Say that features were switched for parties, None for everybody."
        self.features |= set(features)
        if parties is None:
            self.featured = None
        elif self.featured is not None:
            self.featured |= set(parties)

    # the protocol of trytond's data managers

    def tpc_begin(self, transaction):
        pass

    def commit(self, transaction):
        if (self.sales or self.invoices or self.access or self.views
                or self.users or self.companies or self.features or self.featured is None
                or self.featured):
            # the manager's transaction need not be the innermost one
            with transaction.set_current_transaction(transaction):
                self._write()

    def tpc_vote(self, transaction):
        pass

    def tpc_finish(self, transaction):
        for model in ('sale.sale', 'account.invoice'):
            self._committed[model] |= transaction.create_records[model]
        self._clear()
        forget()

    def tpc_abort(self, transaction):
        self._clear()
        forget()

    def _write(self):
        now = dt.datetime.utcnow()
        events, changed = [], set()
        events += self._sale_events(now)
        events += self._invoice_events(changed)
        events += self._people_events()
        changed -= self.sales.keys()
        if changed:
            store.bump(changed, now)
        if events:
            insert(events)

    def _sale_events(self, now):
        if not self.sales:
            return []
        events, updates, lined, dates = [], [], [], []
        after = snapshots(self.sales)
        for id_ in sorted(self.sales):
            old, new = self.sales[id_], after.get(id_)
            if new is not None:
                new = new._replace(stamps=changes.stamped(old, new, now))
            found = changes.sale_events(old, new)
            events += found
            if new is None:
                continue
            promised = new.facts.row['promised']
            moment = None
            if any(event.kind in changes.TOLD for event in found):
                moment = now
                # the events hold this very row
                new.facts.row['changed_at'] = now
            if id_ in self.written or old is None:
                updates.append((id_, promised, moment, *new.stamps))
            elif id_ in self.lined:
                lined.append((id_, promised, moment, *new.stamps))
            elif moment or old.facts.row['promised'] != promised:
                dates.append((id_, promised, moment))
        store.update(updates)
        store.update_free(lined)
        store.update_dates(dates)
        return events

    def _invoice_events(self, changed):
        if not self.invoices:
            return []
        sales = documents.invoice_sales(self.invoices)
        store.place_invoices(sales)
        after = documents.invoices(self.invoices)
        parties = store.parties(set().union(*sales.values()))
        events = []
        for id_ in sorted(self.invoices):
            found = changes.invoice_events(
                self.invoices[id_], after.get(id_), sales[id_], parties)
            changed.update(e.sale for e in found if e.sale)
            events += found
        return events

    def _people_events(self):
        User = Pool().get('res.user')
        # whose transaction it is; nobody's for the worker and for sign-in
        by = Transaction().user or None
        who = {'by': by, 'staff': bool(by) and not User.portal_kind()}
        concerned = {user for _, user, _ in self.access} | self.users
        if concerned:
            # may add to the views
            Pool().get('itf_portal.view').close_lost(concerned)
        events = [
            changes.Event('access', 'itf_portal.access', id_, None, party,
                None, None, user, 'access', {
                    'party': party, 'reason': reason, **who})
            for (id_, user, party), reason in self.access.items()]
        events += [
            changes.Event('access',
                'itf_portal.view' if id_ else 'party.party', id_ or party,
                None, party, None, None, None, 'access', {
                    'party': party, 'reason': reason, **who})
            for (id_, party), reason in self.views.items()]
        if self.users:
            group = User.portal_group('portal')
            concerned = facts.select(
                'SELECT DISTINCT u.id FROM res_user u '
                'LEFT JOIN itf_portal_access a ON a."user" = u.id '
                'LEFT JOIN "res_user-res_group" g ON g."user" = u.id '
                'AND g."group" = %s '
                'WHERE u.id = ANY(%s) '
                'AND (a.id IS NOT NULL OR g.id IS NOT NULL) ORDER BY u.id',
                group, list(self.users))
            events += [
                changes.Event('access', 'res.user', record.id, None, None,
                    None, None, record.id, 'access', {
                        'party': None, 'reason': 'user', **who})
                for record in concerned]
        return (
            events + self._company_events(who) + self._feature_events(who))

    def _company_events(self, who):
        """One of each thing that changed; one of each person who has to ask
        again what their company is called."""
        events = []
        for (model, id_, party), people in self.companies.items():
            detail = {'party': party, 'reason': 'company', **who}
            concerned = [None]
            if people:
                concerned = [r.person for r in facts.select(
                        'SELECT DISTINCT "user" AS person '
                        'FROM itf_portal_access WHERE active AND party = %s '
                        'ORDER BY "user"', party)]
            events += [
                changes.Event('access', model, id_, None, party, None, None,
                    user, 'access', detail)
                for user in concerned]
        return events

    def _feature_events(self, who):
        """One of each feature for the record, and one of each person whose
        sessions have to ask again what their company has."""
        if not self.features and not (
                self.featured is None or self.featured):
            return []
        detail = {'reason': 'feature', **who}
        events = [
            changes.Event('access', 'itf_portal.feature', id_, None, None,
                None, None, None, 'access', {'party': None, **detail})
            for id_ in sorted(self.features)]
        everybody = self.featured is None
        concerned = facts.select(
            'SELECT DISTINCT "user" AS person, party FROM itf_portal_access '
            'WHERE active AND party IS NOT NULL AND (%s OR party = ANY(%s)) '
            'ORDER BY party, "user"',
            everybody, [] if everybody else list(self.featured))
        return events + [
            changes.Event('access', 'party.party', record.party, None,
                record.party, None, None, record.person, 'access',
                {'party': record.party, **detail})
            for record in concerned]


def insert(events):
    "Write the events in their order and tell the listeners once."
    cursor = Transaction().connection.cursor()
    columns = list(zip(*[
                (*event[:-1], json.dumps(
                        event.detail, cls=JSONEncoder,
                        separators=(',', ':')))
                for event in events]))
    cursor.execute(
        'INSERT INTO itf_portal_event '
        '(kind, model, record, sale, party, site, owner, "user", area, '
        'detail, create_date) '
        'SELECT v.kind, v.model, v.record, v.sale, v.party, v.site, v.owner, '
        "v.person, v.area, v.detail, CURRENT_TIMESTAMP AT TIME ZONE 'UTC' "
        'FROM unnest(%s::text[], %s::text[], %s::int[], %s::int[], '
        '%s::int[], %s::int[], %s::int[], %s::int[], %s::text[], '
        '%s::text[]) WITH ORDINALITY AS v(kind, model, record, sale, party, '
        'site, owner, person, area, detail, position) ORDER BY v.position',
        [list(column) for column in columns])
    # folded by PostgreSQL to one notification of the transaction, sent when
    # it commits
    cursor.execute(
        'SELECT pg_notify(%s, pg_current_xact_id()::text)', [CHANNEL])
