"""What a page that changes a record says: the version that it showed."""

from django.http import HttpRequest

from cleanclaim.model.errors import UserError

CHANGED_MEANWHILE = 409
"""The status of a page that shows what somebody else changed meanwhile."""
_DIGITS = 9


def read_seen(request: HttpRequest, what: str) -> int:
    """The version that the page showed. Raises UserError, naming `what` was changed, where the page said none."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < _DIGITS):
        raise UserError(what, "the page did not say which version it showed", "Reload the page.")
    return int(text)
