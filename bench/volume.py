#!/usr/bin/python3
"""Do the lists hold when there is much? The module's methods by JSON-RPC on a small and a large database, in turns.

usage: bench/volume.py URL SMALL LARGE SMALL_ACCOUNTS LARGE_ACCOUNTS [ROUNDS]
URL is one trytond that serves both databases; TRYTON_PORTAL_KEY and POSTGRES_URL are those of the stack. scripts/bench
makes all of it. Prints a table of medians in milliseconds, from the request to the last byte of the answer, and writes it
to docs/performance.md between its markers.
"""
import base64
import datetime as dt
import http.client
import json
import os
import re
import statistics
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg2

PERFORMANCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'docs', 'performance.md')
MARKERS = '<!-- volume: written by make portal-bench ARGS=volume -->\n', '<!-- /volume -->\n'
ALL_MARKERS = '<!-- bench: written by make portal-bench -->\n', '<!-- /bench -->\n'
SUMMARY = 'lists among a hundred thousand orders, the worst growth'
AIM = 1.5
WARM = 12


class Session:
    """A signed-in person on one kept connection; answers are timed and their bytes thrown away unless wanted."""

    def __init__(self, url, database, account):
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self._path = '/%s/' % database
        self._headers = {
            'Content-Type': 'application/json', 'X-ITF-Portal-Key': os.environ['TRYTON_PORTAL_KEY']}
        login = account['login']
        user, key, *_ = self.call('common.db.login', login, {'password': account['password']}, 'fr')
        self._headers['Authorization'] = 'Session ' + base64.b64encode(
            ('%s:%s:%s' % (login, user, key)).encode()).decode()

    def timed(self, method, *params):
        """(milliseconds, bytes of the answer)"""
        body = json.dumps({'id': 1, 'method': method, 'params': params})
        started = time.perf_counter()
        self._connection.request('POST', self._path, body, self._headers)
        response = self._connection.getresponse()
        content = response.read()
        passed = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise RuntimeError("%s: HTTP %s" % (method, response.status))
        return passed, content

    def call(self, method, *params):
        answer = json.loads(self.timed(method, *params)[1])
        if answer.get('error'):
            raise RuntimeError("%s: %s" % (method, answer['error']))
        return answer['result']


class Reader:
    """One who reads a list: what they ask, by name of the question."""

    def __init__(self, url, database, account, cursor):
        self.session = Session(url, database, account)
        self.staff = account['role'] == 'support'
        self.method = 'model.itf_portal.%s.page' % ('board' if self.staff else 'order')
        base = {}
        condition, sort = 'true', 'portal_changed_at'
        if not self.staff:
            cursor.execute('SELECT id FROM party_party WHERE code = %s', [account['party']])
            base['party'], = cursor.fetchone()
            condition, sort = 'party = %s' % base['party'], 'portal_date'
        cursor.execute(
            'SELECT %s, id, number FROM sale_sale WHERE %s AND number IS NOT NULL ORDER BY %s DESC, id DESC '
            'OFFSET (SELECT count(*) / 2 FROM sale_sale WHERE %s AND number IS NOT NULL) LIMIT 1' % (
                sort, condition, sort, condition))
        value, id_, number = cursor.fetchone()
        cursor.execute('SELECT count(*) FROM sale_sale WHERE ' + condition)
        self.orders, = cursor.fetchone()
        # As the module writes its positions.
        position = [sort.removeprefix('portal_').removesuffix('_at'), True, value.isoformat(), id_]
        middle = base64.urlsafe_b64encode(json.dumps(position).encode()).decode()
        self.questions = {
            'first page': base,
            'middle page': {**base, 'cursor': middle},
            'search by number': {**base, 'search': number},
            'search by product, common': {**base, 'search': 'h4840'},
            'search by product, its name': {**base, 'search': 'palette europe reconditionnée'},
            'search with no hit': {**base, 'search': 'introuvable'},
            'search with no hit, two words': {**base, 'search': 'palette introuvable'},
            }

    def ask(self, question):
        return self.session.timed(self.method, self.questions[question], {'language': 'fr'})[0]

    def hits(self, question):
        return len(self.session.call(self.method, self.questions[question], {'language': 'fr'})['rows'])


def accounts(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def choose(rows, **wanted):
    return next(a for a in rows if all(a[name] == value for name, value in wanted.items()))


def database(name):
    parts = urlsplit(os.environ['POSTGRES_URL'])
    connection = psycopg2.connect(urlunsplit(parts._replace(path='/' + name)))
    connection.autocommit = True
    return connection.cursor()


def main():
    url, small, large, small_accounts, large_accounts, *rounds = sys.argv[1:]
    rounds = int(rounds[0]) if rounds else 60
    few, many = accounts(small_accounts), accounts(large_accounts)
    with_few, with_many = database(small), database(large)

    def reader(name, rows, cursor, **wanted):
        return Reader(url, name, choose(rows, **wanted), cursor)
    customer = reader(small, few, with_few, party='BOREAL', role='company_administrator')
    agent = reader(small, few, with_few, role='support')
    pairs = [
        ('middle', customer, reader(large, many, with_many, party='MOYENVOL')),
        ('large', customer, reader(large, many, with_many, party='GRANDVOL')),
        ('agent', agent, reader(large, many, with_many, role='support')),
        ]
    table, missed, worst, control = [], 0, 0, 1
    for question in customer.questions:
        readers = list(dict.fromkeys(reader for _, *both in pairs for reader in both))
        times = {id(reader): [] for reader in readers}
        for turn in range(WARM + rounds):
            # Each goes first as often as last, so that nobody always finds the other's caches.
            for reader in readers[turn % len(readers):] + readers[:turn % len(readers)]:
                passed = reader.ask(question)
                if turn >= WARM:
                    times[id(reader)].append(passed)
        for name, before, after in pairs:
            one, other = (statistics.median(times[id(r)]) for r in (before, after))
            # The same call twice over: what the machine alone makes of it.
            half = statistics.median(times[id(before)][::2]) / statistics.median(times[id(before)][1::2])
            missed += other / one > AIM
            worst, control = max((worst, control), (other / one, half))
            who = ('agent' if after.staff else 'customer') + ' with %s' % format(after.orders, ',')
            table.append('| %s | %s | %.1f | %.1f | %s%.2f%s | %.2f | %s, %s |' % (
                    question, who, one, other, *(('**', other / one, '**') if other / one > AIM
                        else ('', other / one, '')), half, before.hits(question), after.hits(question)))
            print(table[-1], flush=True)
    with open('/proc/loadavg', encoding='ascii') as file:
        load = file.read().split()[0]
    head = [
        '%s; %s orders against %s in Tryton, %s rounds in turns, load average %s at the end. Medians in milliseconds; '
        'the control is the smaller database against itself.' % (
            dt.date.today(), *(format(r.orders, ',') for r in (pairs[2][1], pairs[2][2])), rounds, load),
        '', '| what | who | few orders | many orders | growth (aim ≤ %s) | control | rows shown |' % AIM,
        '|---|---|---|---|---|---|---|']
    write(MARKERS, lambda _: '\n'.join(head + table) + '\n')
    # Into the table of all measurements, in the place of the last run's.
    mine = "| %s | %s of %s within the aim | the same with few orders | %s | ≤ %s | %s | %.2f |\n" % (
        SUMMARY, len(table) - missed, len(table), ('**%.2f**' if worst > AIM else '%.2f') % worst, AIM, load, control)
    write(ALL_MARKERS, lambda text: ''.join(
            line for line in text.splitlines(True) if not line.startswith('| ' + SUMMARY))
        + (mine if '|---|' in text else ''))
    print("volume: %s of %s miss the aim; load average %s" % (missed, len(table), load))


def write(markers, change):
    """Put what change makes of the text between two markers in its place."""
    with open(PERFORMANCE, encoding='utf-8') as file:
        text = file.read()
    begin, end = markers
    text, found = re.subn(
        '(%s)(.*?)(%s)' % (re.escape(begin), re.escape(end)),
        lambda m: m.group(1) + change(m.group(2)) + m.group(3), text, flags=re.S)
    if not found:
        raise RuntimeError("%s has no place for this: %s" % (PERFORMANCE, begin.strip()))
    with open(PERFORMANCE, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    main()
