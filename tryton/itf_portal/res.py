import secrets

from trytond.cache import Cache
from trytond.model import fields
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction, without_check_access

from . import access, passwords, people
from .feed import feed
from .memory import forget, remembered

KINDS = {
    'portal': 'group_portal',
    'service': 'group_service',
    }


class User(metaclass=PoolMeta):
    __name__ = 'res.user'
    # the ids of the groups never change
    _portal_group_cache = Cache('res.user.portal_group', context=False)
    portal_signed_in_at = fields.Timestamp("Last Sign-in", readonly=True,
        help="When the person last signed in to the portal.")
    portal_phone = fields.Char("Portal Phone", readonly=True,
        help="As the person gives it in the portal.")
    portal_notices = fields.Char("Portal Notices", readonly=True,
        help="Where the person wants notices of the portal; their address "
        "when empty.")

    @classmethod
    def portal_group(cls, kind):
        "The id of the group of the kind ('portal' or 'service'), or -1."
        group = cls._portal_group_cache.get(kind)
        if group is None:
            cursor = Transaction().connection.cursor()
            cursor.execute(
                "SELECT db_id FROM ir_model_data WHERE module = 'itf_portal' "
                "AND fs_id = %s", [KINDS[kind]])
            row = cursor.fetchone()
            group = row[0] if row else -1
            if row:
                cls._portal_group_cache.set(kind, group)
        return group

    @classmethod
    def portal_kind(cls, user=None):
        """'portal', 'service' or None.

        Whoever is in the portal group is a portal person, also when somebody
        put them into an ERP group besides: the walls of the portal win.
        """
        transaction = Transaction()
        if user is None:
            user = transaction.user
        if not user:
            return None
        if user == transaction.user:
            groups = cls.get_groups()
        else:
            groups = cls._portal_groups(user)
        for kind in KINDS:
            if cls.portal_group(kind) in groups:
                return kind
        return None

    @classmethod
    def get_groups(cls):
        if '_groups' in Transaction().context:
            return super().get_groups()
        return cls._portal_groups(Transaction().user)

    @classmethod
    def _portal_groups(cls, user):
        "The groups of a user and their parents, ordered, as of now."
        def read():
            UserGroup = Pool().get('res.user-res.group')
            table = UserGroup.user_group_all_table()
            cursor = Transaction().connection.cursor()
            cursor.execute(*table.select(
                    table.group,
                    where=table.user == user,
                    order_by=[table.group.asc]))
            return tuple(group for group, in cursor)
        return remembered(('groups', user), read)

    @classmethod
    def is_portal(cls):
        return cls.portal_kind() == 'portal'

    @classmethod
    def portal_refused(cls, user):
        """True when the request of this person lacks the portal's key.

        Applies to requests only: the worker, the cron and scripts of this
        machine carry none.
        """
        if not cls.portal_kind(user):
            return False
        request = Transaction().context.get('_request') or {}
        return not request.get('portal_key')

    @classmethod
    def hash_password(cls, password):
        return super().hash_password(passwords.normal(password))

    @classmethod
    def check_password(cls, password, hash_):
        return super().check_password(passwords.normal(password), hash_)

    @classmethod
    def get_login(cls, login, parameters):
        if 'password' in parameters:
            cursor = Transaction().connection.cursor()
            table = cls.__table__()
            cursor.execute(
                *table.select(table.id, where=table.login == login))
            row = cursor.fetchone()
            if row and cls.portal_refused(row[0]):
                # Goes the way of a wrong password to the end: the same
                # hashing, the same counting, the same pause.
                parameters = dict(parameters, password=secrets.token_hex())
        user = super().get_login(login, parameters)
        if user and cls.portal_kind(user) == 'portal':
            people.signed_in(user)
        return user

    @classmethod
    def get_companies(cls):
        # A customer's records are confined by party; which of ITF's companies
        # sold is no wall for them.
        if (cls.portal_kind()
                and '_companies' not in Transaction().context):
            Company = Pool().get('company.company')
            table = Company.__table__()
            cursor = Transaction().connection.cursor()
            cursor.execute(*table.select(table.id, order_by=[table.id]))
            return tuple(id_ for id_, in cursor)
        return super().get_companies()

    @classmethod
    def portal_company(cls):
        "The company the user works with, else the first; an id or None."
        user = Transaction().user

        def read():
            cursor = Transaction().connection.cursor()
            cursor.execute(
                'SELECT COALESCE('
                '(SELECT company FROM res_user WHERE id = %s), '
                '(SELECT MIN(id) FROM company_company))', [user])
            company, = cursor.fetchone()
            return company
        return remembered(('company', user), read)

    @classmethod
    def portal_today(cls):
        "The date of today in the company's zone."
        Date = Pool().get('ir.date')
        with Transaction().set_context(company=cls.portal_company()):
            return Date.today()

    @classmethod
    def portal_grants(cls):
        """The effective grants of the transaction's user.

        A sorted tuple of access.Grant; empty for people who have none, are
        inactive, or whose rows do not fit what they are.
        """
        user = Transaction().user
        if not user:
            return ()
        return remembered(
            ('grants', user),
            lambda: access.read_grants(
                user, cls.portal_kind(), cls.portal_today()))

    @classmethod
    def staff_role(cls):
        "'administrator', 'support' or None."
        roles = {g.role for g in cls.portal_grants()}
        for role in ('administrator', 'support'):
            if role in roles:
                return role
        return None

    @classmethod
    def portal_domains(cls):
        "The domains the record rules of the portal group evaluate."
        user = Transaction().user
        grants = cls.portal_grants() if cls.is_portal() else ()
        return access.domains(grants, user)

    @classmethod
    def write(cls, *args):
        actions = iter(args)
        changed = set()
        for users, values in zip(actions, actions):
            if values.keys() & {'active', 'password', 'groups'}:
                changed.update(u.id for u in users)
        super().write(*args)
        forget()
        if changed:
            feed().touch_users(changed)


class UserGroup(metaclass=PoolMeta):
    __name__ = 'res.user-res.group'

    @classmethod
    def create(cls, vlist):
        records = super().create(vlist)
        cls._portal_changed({r.user.id for r in records})
        return records

    @classmethod
    @without_check_access
    def _portal_users(cls, records):
        return {r.user.id for r in cls.browse(records)}

    @classmethod
    def write(cls, *args):
        users = cls._portal_users(sum(args[0:None:2], []))
        super().write(*args)
        users |= cls._portal_users(sum(args[0:None:2], []))
        cls._portal_changed(users)

    @classmethod
    def delete(cls, records):
        users = cls._portal_users(records)
        super().delete(records)
        cls._portal_changed(users)

    @classmethod
    def _portal_changed(cls, users):
        forget()
        if users:
            feed().touch_users(users)
