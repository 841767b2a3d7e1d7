from trytond.exceptions import UserError, UserWarning
from trytond.model.exceptions import ValidationError


class BadQuery(UserError):
    """A query the portal should not have sent; its description is a code."""

    def __init__(self, message):
        super().__init__(message, 'itf_portal.bad_query')


class AccessValidationError(ValidationError):
    pass


class Refused(UserError):
    """A refusal of something the person asked for.

    Its description is a stable code, ``itf_portal.`` and the word; the text
    is for the person, in their language.
    """

    def __init__(self, word, message):
        super().__init__(message, 'itf_portal.' + word)


class LastAdministrator(UserWarning):
    """A company is left without anybody who administers it."""


class ChangedMeanwhile(UserWarning):
    """What a change request is about is no longer what it was."""
