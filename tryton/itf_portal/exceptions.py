from trytond.exceptions import UserError
from trytond.model.exceptions import ValidationError


class BadQuery(UserError):
    """A query the portal should not have sent; its description is a code."""

    def __init__(self, message):
        super().__init__(message, 'itf_portal.bad_query')


class AccessValidationError(ValidationError):
    pass
