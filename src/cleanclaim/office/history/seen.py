"""What a page that changes a record says: the version that it showed."""

from django.http import HttpRequest

from cleanclaim.model.errors import UserError
from cleanclaim.office.shared.query import read_number

CHANGED_MEANWHILE = 409
"""The status of a page that shows what somebody else changed meanwhile."""
DIGITS = 8
"""That the number of a version has at most."""


def read_seen(request: HttpRequest, what: str) -> int:
    """The version that the page showed. Raises UserError, naming `what` was changed, where the page said none."""
    version = read_number(request.POST.get("version", ""), DIGITS)
    if version is None:
        raise UserError(what, "the page did not say which version it showed", "Reload the page.")
    return version
