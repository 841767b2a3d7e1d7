from trytond.cache import Cache
from trytond.pool import Pool, PoolMeta
from trytond.transaction import Transaction

from .allowed import INTERNAL_READ, PORTAL_FIELDS

MODES = ('read', 'write', 'create', 'delete')


class Cron(metaclass=PoolMeta):
    __name__ = 'ir.cron'

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.method.selection.extend([
                ('itf_portal.event|purge', "Purge Portal Events"),
                ('itf_portal.request|purge', "Purge Portal Requests"),
                ('itf_portal.token|purge', "Purge Portal Tokens"),
                ('itf_portal.code|purge', "Purge Portal Mailed Codes"),
                ('itf_portal.visitor_request|purge',
                    "Purge Visitors' Requests"),
                ('sale.sale|portal_fill', "Complete Portal Columns"),
                ])


class Session(metaclass=PoolMeta):
    __name__ = 'ir.session'

    @classmethod
    def check(cls, user, key, domain=None):
        User = Pool().get('res.user')
        if User.portal_refused(user):
            # as if the session did not exist
            return None
        return super().check(user, key, domain=domain)


class ModelAccess(metaclass=PoolMeta):
    __name__ = 'ir.model.access'
    _portal_rows_cache = Cache('ir.model.access.portal_rows', context=False)

    @classmethod
    def get_access(cls, models):
        """Tryton's answer, narrowed for portal and service people.

        A model without a row of their own group is closed, whatever other
        rows say: Tryton itself opens every model that has no row at all.
        """
        pool = Pool()
        access = super().get_access(models)
        try:
            User = pool.get('res.user')
        except KeyError:
            return access
        kind = User.portal_kind()
        if not kind:
            return access
        rows = cls._portal_rows(User.portal_group(kind))
        result = {}
        for model in models:
            granted = rows.get(model, ())
            if model in INTERNAL_READ:
                granted = ('read',)
            result[model] = {
                mode: bool(mode in granted and access[model][mode])
                for mode in MODES}
        return result

    @classmethod
    def _portal_rows(cls, group):
        "The modes each model grants to the group: {model: (mode, ...)}."
        rows = cls._portal_rows_cache.get(group)
        if rows is not None:
            return rows
        table = cls.__table__()
        model = Pool().get('ir.model').__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table
            .join(model, condition=table.model == model.id)
            .select(
                model.model, table.perm_read, table.perm_write,
                table.perm_create, table.perm_delete,
                where=(table.group == group) & (table.active == True)))  # noqa
        rows = {}
        for name, *permissions in cursor:
            rows[name] = tuple(
                m for m, granted in zip(MODES, permissions) if granted)
        cls._portal_rows_cache.set(group, rows)
        return rows

    @classmethod
    def create(cls, vlist):
        records = super().create(vlist)
        cls._portal_rows_cache.clear()
        return records

    @classmethod
    def write(cls, *args):
        super().write(*args)
        cls._portal_rows_cache.clear()

    @classmethod
    def delete(cls, records):
        super().delete(records)
        cls._portal_rows_cache.clear()


class ModelFieldAccess(metaclass=PoolMeta):
    __name__ = 'ir.model.field.access'

    @classmethod
    def get_access(cls, models):
        """Fields by allow-list for portal and service people.

        Tryton opens every field that has no row; here every field that is
        not named in ``allowed.PORTAL_FIELDS`` is closed.
        """
        pool = Pool()
        access = super().get_access(models)
        try:
            User = pool.get('res.user')
        except KeyError:
            return access
        if not User.portal_kind():
            return access
        result = {}
        for model in models:
            if model in INTERNAL_READ:
                result[model] = access[model]
                continue
            names = PORTAL_FIELDS.get(model, {'id'})
            result[model] = {
                name: dict.fromkeys(MODES, False) | {'read': name in names}
                for name in pool.get(model)._fields}
        return result


class Rule(metaclass=PoolMeta):
    __name__ = 'ir.rule'

    @classmethod
    def _get_context(cls, model_name):
        User = Pool().get('res.user')
        context = super()._get_context(model_name)
        context.update(User.portal_domains())
        return context

    @classmethod
    def _get_cache_key(cls, model_name):
        # Tryton's own key knows groups and companies only: without the grants
        # two customers would share one cached domain
        User = Pool().get('res.user')
        key = super()._get_cache_key(model_name)
        if User.portal_kind():
            key = (*key, Transaction().user, User.portal_grants())
        return key


class _NoAction:
    __slots__ = ()

    @classmethod
    def get_groups(cls, name, action_id=None):
        User = Pool().get('res.user')
        if User.portal_kind():
            # a group nobody is in
            return {-1}
        return super().get_groups(name, action_id=action_id)


class ActionReport(_NoAction, metaclass=PoolMeta):
    __name__ = 'ir.action.report'


class ActionWizard(_NoAction, metaclass=PoolMeta):
    __name__ = 'ir.action.wizard'
