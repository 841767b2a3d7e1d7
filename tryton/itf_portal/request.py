"""Every write of the portal's happens once, however often it is asked for.

The portal makes a key for what a person means to do and sends it with each
attempt. The first attempt that succeeds leaves its answer here, in the same
transaction; every later one gets that answer and changes nothing.
"""
import hashlib
import json
import re

from trytond.config import config
from trytond.i18n import gettext
from trytond.model import ModelSQL, Unique, fields
from trytond.protocols.jsonrpc import JSONDecoder, JSONEncoder
from trytond.transaction import Transaction

from .exceptions import BadQuery, Refused
from .facts import select

KEEP_DAYS = config.getint('itf_portal', 'request_days', default=90)
_KEY = re.compile(r'[0-9A-Za-z-]{16,64}\Z')


class Request(ModelSQL):
    "Portal Request"
    __name__ = 'itf_portal.request'
    # Plain numbers and no references, as in the events.
    party = fields.Integer("Party", required=True, readonly=True,
        help="The company, 0 for what our own staff ask.")
    key = fields.Char("Key", required=True, readonly=True)
    digest = fields.Char("Digest", required=True, readonly=True,
        help="Of who asked for what.")
    answer = fields.Text("Answer", required=True, readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        t = cls.__table__()
        cls._sql_constraints += [
            ('party_key_unique', Unique(t, t.party, t.key),
                'itf_portal.msg_request_reused'),
            ]

    @classmethod
    def once(cls, party, key, method, arguments, perform):
        """What perform() answers, or answered the first time.

        The caller has checked that the person may do this; a repeat is
        checked like a first attempt. Two attempts at the same time: the
        database lets one of them wait and fail, and Tryton runs it again.
        """
        if not isinstance(key, str) or not _KEY.match(key):
            raise BadQuery("request")
        digest = hashlib.sha256(json.dumps(
                [Transaction().user, method, arguments], cls=JSONEncoder,
                sort_keys=True).encode()).hexdigest()
        for record in select(
                'SELECT digest, answer FROM itf_portal_request '
                'WHERE party = %s AND key = %s', party, key):
            if record.digest != digest:
                raise Refused('request_reused', gettext(
                        'itf_portal.msg_request_reused'))
            return json.loads(record.answer, object_hook=JSONDecoder())
        answer = perform()
        cursor = Transaction().connection.cursor()
        # a key that another transaction has just committed is not skipped:
        # with Tryton's isolation it is a serialization failure
        cursor.execute(
            'INSERT INTO itf_portal_request '
            '(party, key, digest, answer, create_uid, create_date) '
            "VALUES (%s, %s, %s, %s, %s, CURRENT_TIMESTAMP AT TIME ZONE 'UTC')"
            ' ON CONFLICT (party, key) DO NOTHING',
            [party, key, digest, json.dumps(answer, cls=JSONEncoder),
                Transaction().user])
        return answer

    @classmethod
    def alone(cls, what, which):
        """Be the only transaction that makes this.

        Whoever comes second waits for the first to commit and fails with a
        serialization failure: Tryton runs it again, and then it is there.
        """
        key = hashlib.sha256(json.dumps([what, which]).encode()).hexdigest()
        Transaction().connection.cursor().execute(
            'INSERT INTO itf_portal_request '
            '(party, key, digest, answer, create_date) '
            "VALUES (0, %s, %s, '', CURRENT_TIMESTAMP AT TIME ZONE 'UTC') "
            'ON CONFLICT (party, key) '
            'DO UPDATE SET create_date = EXCLUDED.create_date', [key, what])

    @classmethod
    def purge(cls):
        "Forget the answers of more than 90 days ago (cron)."
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'DELETE FROM itf_portal_request WHERE create_date < '
            "CURRENT_TIMESTAMP AT TIME ZONE 'UTC' - make_interval(days => %s)",
            [KEEP_DAYS])
