"""A second factor that is lost: ITF takes it away, a day later.

Whoever lost phone and recovery codes calls us. An administrator who knows
that it is them asks for the removal, with a reason; the owner is told by mail
at once and has a day to say no: a sign-in with a code keeps the factor. After
that day the password alone opens the account, until there is a new one.
"""
import datetime as dt

from trytond.transaction import Transaction

from .company import refuse
from .decisions import decision
from .facts import select

WAIT = dt.timedelta(hours=24)


def is_gone(factor):
    "Whether it was taken away: asked for a day ago, and not kept."
    return bool(
        factor.removal_at and factor.removal_at <= dt.datetime.utcnow())


def of(users):
    "{user: {'since', 'removal_at'}} of those who have a second factor."
    return {
        r.user: {'since': r.since, 'removal_at': r.removal_at}
        for r in select(
            'SELECT "user", confirmed_at AS since, removal_at '
            'FROM itf_portal_factor WHERE "user" = ANY(%s) '
            'AND confirmed_at IS NOT NULL '
            'AND (removal_at IS NULL OR removal_at > %s)',
            list(users), dt.datetime.utcnow())}


class Removals:
    "The writes of itf_portal.administration about a lost second factor."
    __slots__ = ()

    @decision('person')
    def remove_factor(cls, values, reason):
        """Ask for the removal of somebody's second factor.

        It takes effect in 24 hours: {'person', 'removal_at'}. Refused with
        stale where there is none or its removal was asked for already, and
        nobody does it for themselves: that takes a code.
        """
        person = cls._person(values['person'])
        if person.id == Transaction().user:
            refuse('not_found')
        cursor = Transaction().connection.cursor()
        at = (dt.datetime.utcnow() + WAIT).replace(microsecond=0)
        cursor.execute(
            'UPDATE itf_portal_factor SET removal_at = %s WHERE "user" = %s '
            'AND confirmed_at IS NOT NULL AND removal_at IS NULL '
            'RETURNING id', [at, person.id])
        if not cursor.fetchone():
            refuse('stale')
        return cls._noted('factor_removed', person, reason) | {
            'removal_at': at}

    @decision('person')
    def keep_factor(cls, values, reason):
        "Take the removal back, as long as it has not taken effect."
        person = cls._person(values['person'])
        cursor = Transaction().connection.cursor()
        cursor.execute(
            'UPDATE itf_portal_factor SET removal_at = NULL '
            'WHERE "user" = %s AND removal_at > %s RETURNING id',
            [person.id, dt.datetime.utcnow()])
        if not cursor.fetchone():
            refuse('stale')
        return cls._noted('factor_kept', person, reason)

    @classmethod
    def _noted(cls, deed, person, reason):
        return cls._note(deed, [(None, person.id, None, None)], reason)
