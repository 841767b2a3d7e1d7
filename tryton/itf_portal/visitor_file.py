"""Files that visitors send with a request: photographs and drawings.

They are kept in the database and not in Tryton's store of files. That store
names a file by what it holds, shares it with every model that holds the same
bytes, and never deletes: who knows the bytes of a document of ours could
have them deleted with a request of their own, or what was to be forgotten
after a year would stay.
"""
import hashlib

from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import without_check_access

from . import query
from .company import refuse
from .exceptions import BadQuery
from .facts import select
from .scope import own_context
from .visitor_facts import clean

MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 100
SCANS = ('clean', 'unscanned')
KINDS = ('quote', 'pickup')


def _heic(data):
    return data[4:8] == b'ftyp' and data[8:12] in {
        b'heic', b'heix', b'heim', b'heis', b'mif1', b'msf1'}


# type -> its extensions and how a file of it begins
TYPES = {
    'application/pdf': (('pdf',), lambda d: d.startswith(b'%PDF-')),
    'image/jpeg': (('jpg', 'jpeg'), lambda d: d.startswith(b'\xff\xd8\xff')),
    'image/png': (('png',), lambda d: d.startswith(b'\x89PNG\r\n\x1a\n')),
    'image/webp': (
        ('webp',), lambda d: d[:4] == b'RIFF' and d[8:12] == b'WEBP'),
    'image/heic': (('heic', 'heif'), _heic),
    }
_KEYS = {'request', 'position', 'name', 'type', 'scan', 'data'}
_FORBIDDEN = frozenset('/\\"\'<>|:*?;`')


class VisitorFile(ModelSQL, ModelView):
    "Portal Visitor's File"
    __name__ = 'itf_portal.visitor_file'
    request = fields.Many2One(
        'itf_portal.visitor_request', "Request", required=True, readonly=True,
        ondelete='CASCADE')
    position = fields.Integer("Position", required=True, readonly=True)
    name = fields.Char("Name", required=True, readonly=True)
    type = fields.Char("Type", required=True, readonly=True)
    size = fields.Integer("Size", required=True, readonly=True,
        help="In bytes.")
    scan = fields.Selection([
            ('clean', "Nothing Found"),
            ('unscanned', "Not Scanned"),
            ], "Antivirus", required=True, readonly=True, sort=False,
        help="What the antivirus said when the file came in. Open what was "
        "not scanned with care: nobody knows who sent it.")
    data = fields.Binary("File", filename='name', readonly=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls._order = [('request', 'DESC'), ('position', 'ASC')]
        cls.__rpc__['attach'] = RPC(readonly=False, check_access=False)
        cls.__rpc__['download'] = RPC(check_access=False)
        t = cls.__table__()
        cls._sql_constraints.append((
                'position_unique', Unique(t, t.request, t.position),
                'itf_portal.msg_request_reused'))
        cls._sql_indexes.add(Index(t, (t.request, Index.Equality())))

    @classmethod
    @own_context
    def attach(cls, key, values):
        """Keep a file of a request, once: {'id'}.

        values: {'request': the key the request was received with,
        'position': 1 to 5, 'name', 'type', 'scan', 'data': bytes}. Null for
        whoever is not the portal's own account.
        """
        given = cls._given(values)
        if Pool().get('res.user').portal_kind() != 'service':
            return None
        digest = hashlib.sha256(given['data']).hexdigest()
        return Pool().get('itf_portal.request').once(
            0, key, 'visitor.attach', {**values, 'data': digest},
            lambda: cls._attach(**given))

    @classmethod
    def _given(cls, values):
        "The values as they are kept; BadQuery for what no form can send."
        if not isinstance(values, dict) or set(values) != _KEYS:
            raise BadQuery("keys")
        if type(values['position']) is not int or not (
                0 < values['position'] <= MAX_FILES):
            raise BadQuery("position")
        if not isinstance(values['request'], str):
            raise BadQuery("request")
        for name, words in (('scan', SCANS), ('type', TYPES)):
            if not isinstance(values[name], str) or values[name] not in words:
                raise BadQuery(name)
        data = values['data']
        if not isinstance(data, (bytes, bytearray)) or not (
                0 < len(data) <= MAX_BYTES):
            raise BadQuery("data")
        data = bytes(data)
        extensions, begins = TYPES[values['type']]
        name = values['name']
        if (not isinstance(name, str) or not 0 < len(name) <= MAX_NAME
                or name != clean(name, False) or name.startswith('.')
                or _FORBIDDEN & set(name)
                or name.rpartition('.')[2].lower() not in extensions):
            raise BadQuery("name")
        if not begins(data):
            raise BadQuery("type")
        return {**values, 'data': data}

    @classmethod
    def _attach(cls, request, position, name, type, scan, data):
        found = select(
            'SELECT id FROM itf_portal_visitor_request '
            'WHERE key = %s AND kind = ANY(%s)', request, list(KINDS))
        if not found:
            refuse('not_found')
        with without_check_access():
            file, = cls.create([{
                        'request': found[0].id,
                        'position': position,
                        'name': name,
                        'type': type,
                        'size': len(data),
                        'scan': scan,
                        'data': data,
                        }])
        return {'id': file.id}

    @classmethod
    @own_context
    def download(cls, id_):
        "A file for our administrators: {'name', 'type', 'data'}, or null."
        User = Pool().get('res.user')
        if User.staff_role() != 'administrator' or not query.is_id(id_):
            return None
        for row in select(
                'SELECT name, type, data FROM itf_portal_visitor_file '
                'WHERE id = %s', id_):
            return {
                'name': row.name,
                'type': row.type,
                'data': bytes(row.data),
                }
        return None
