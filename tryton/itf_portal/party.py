from trytond.pool import PoolMeta


class Replace(metaclass=PoolMeta):
    __name__ = 'party.replace'

    @classmethod
    def fields_to_replace(cls):
        # the people of a customer that is merged into another go along
        return super().fields_to_replace() + [
            ('itf_portal.access', 'party'),
            ]
