"""What every part of the demo set shares: the pool, the clock, the dice and what was made so far."""
import datetime as dt
import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from trytond.model import Model
from trytond.pool import Pool
from trytond.transaction import Transaction

ZONE = ZoneInfo('America/Toronto')
SEED = 'itf-portal-demo'


@dataclass
class World:
    """The state of one build.

    today -- the day everything is relative to, a date in the company's zone
    now -- the moment after which nothing may have happened, aware datetime
    rng -- the only source of chance, so that two builds of one day are equal
    """
    today: dt.date
    now: dt.datetime
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    company: object = None
    currency: object = None
    unit: object = None
    hour: object = None
    accounts: dict = field(default_factory=dict)
    taxes: dict = field(default_factory=dict)
    tax_rules: dict = field(default_factory=dict)
    terms: dict = field(default_factory=dict)
    payment_method: object = None
    warehouse: object = None
    products: dict = field(default_factory=dict)
    parties: dict = field(default_factory=dict)
    sites: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)

    @classmethod
    def at(cls, today=None):
        now = dt.datetime.now(ZONE)
        if today is None or today == now.date():
            return cls(now.date(), now)
        # Another day is seen from the end of its office hours.
        return cls(today, dt.datetime.combine(today, dt.time(17), ZONE))

    def renew(self):
        """Take every record up again in the present transaction: they do not outlive their own."""
        def again(value):
            if isinstance(value, dict):
                return {key: again(v) for key, v in value.items()}
            if isinstance(value, Model):
                return type(value)(value.id)
            return value
        for name, value in list(vars(self).items()):
            setattr(self, name, again(value))

    def day(self, ago):
        return self.today - dt.timedelta(days=ago)

    def moment(self, day, minutes):
        """The aware datetime `minutes` after midnight of `day`; never later than now.

        Today's hours are squeezed into what has passed of it, so that their order stays.
        """
        midnight = dt.datetime.combine(day, dt.time(0), ZONE)
        if day >= self.now.date():
            passed = (self.now - midnight).total_seconds() / 60
            minutes = passed * min(minutes, 1439) / 1440
        return midnight + dt.timedelta(minutes=int(minutes))


def utc(moment):
    """The naive UTC datetime that Tryton stores."""
    return moment.astimezone(dt.timezone.utc).replace(tzinfo=None)


def get(name, **kwargs):
    return Pool().get(name, **kwargs)


def xml(module, fs_id):
    """The record that the XML id names."""
    ModelData = get('ir.model.data')
    data, = ModelData.search([
            ('module', '=', module),
            ('fs_id', '=', fs_id),
            ], limit=1)
    return get(data.model)(data.db_id)


def translate(records, field_name, texts):
    """Give each record its French text beside the English one it was created with."""
    Model = type(records[0])
    with Transaction().set_context(language='fr'):
        Model.write(*(argument
                for record, text in zip(Model.browse(records), texts)
                for argument in ([record], {field_name: text})))


@contextmanager
def clock(day):
    """Make Tryton believe that today is `day`.

    The planned dates it computes are never before its today; an order of last spring would
    otherwise promise this morning.
    """
    Date = get('ir.date')
    real = Date.__dict__.get('today')
    Date.today = classmethod(lambda cls, timezone=None: day)
    try:
        yield
    finally:
        if real is None:
            del Date.today
        else:
            Date.today = real


def drain():
    """Do at once, in batches, what Tryton put on its queue; printing is left for the first reader.

    Tryton queues one task per record set; two hundred invoices would mean two hundred runs.
    """
    Queue = get('ir.queue')
    while tasks := Queue.search([('dequeued_at', '=', None)], order=[('id', 'ASC')]):
        wanted = {}
        for task in tasks:
            data = task.data
            instances = data['instances']
            if isinstance(instances, int):
                instances = [instances]
            if data['method'] != 'print_invoice':
                wanted.setdefault(
                    (data['model'], data['method']), {}).update(
                        dict.fromkeys(instances))
        Queue.delete(tasks)
        for (model, method), ids in wanted.items():
            Model = get(model)
            getattr(Model, method)(Model.browse(list(ids)))
    Transaction().tasks.clear()
