from trytond.pool import Pool, PoolMeta

from . import store


class Template(metaclass=PoolMeta):
    __name__ = 'product.template'

    @classmethod
    def write(cls, *args):
        super().write(*args)
        actions = iter(args)
        renamed = set()
        for templates, values in zip(actions, actions):
            if values.keys() & {'name', 'code'}:
                renamed.update(t.id for t in templates)
        if renamed:
            # thousands of orders may hold it: not while somebody waits
            cls.__queue__.portal_reindex(cls.browse(sorted(renamed)))

    @classmethod
    def portal_reindex(cls, templates):
        "Let orders be found by the new names of what they hold (queue)."
        store.reindex([t.id for t in templates])


class Product(metaclass=PoolMeta):
    __name__ = 'product.product'

    @classmethod
    def write(cls, *args):
        super().write(*args)
        actions = iter(args)
        renamed = set()
        for products, values in zip(actions, actions):
            if values.keys() & {'code', 'suffix_code'}:
                renamed.update(p.template.id for p in products)
        if renamed:
            Template = Pool().get('product.template')
            Template.__queue__.portal_reindex(
                Template.browse(sorted(renamed)))
