"""What every answer carries for safety, and the check of how much may be sent, and from where.

Pages have no inline script or style, load nothing from other hosts and cannot be framed. Answers are not cached.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from cleanclaim.model.errors import UserError
from cleanclaim.office.shared import errors

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


METHOD_NOT_ALLOWED = 405
METHODS = ("GET", "HEAD", "POST")
"""The ways of asking that any page has; whatever else is asked is refused before a page sees it."""


class SafetyMiddleware:
    """Outermost: refuses what is too large, meant for another machine or sent by another site. Adds headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with the headers."""
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not (sent.isascii() and sent.isdecimal()) or int(sent) > settings.LARGEST_REQUEST:
            return errors.too_large(request)
        if not _can_be_read(request):
            return errors.bad_request(request)
        if _is_from_another_site(request):
            return errors.from_another_site(request)
        if request.method not in METHODS:
            return _refuse_method(request, ", ".join(METHODS))
        response = self.get_response(request)
        if response.status_code == METHOD_NOT_ALLOWED:
            return _refuse_method(request, response.headers.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A UserError becomes a page that says what to do; anything else is left to the handler of server errors."""
        return errors.user_error(request, exception) if isinstance(exception, UserError) else None


class TextMiddleware:
    """Innermost: refuses text that no database stores, in one place for every field of every page.

    It reads what was sent, so it comes after who asks is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, where all that was sent can be stored."""
        for fields in (request.GET, request.POST):
            for name, values in fields.lists():
                if not all(can_be_stored(text) for text in (name, *values)):
                    return errors.bad_request(request)
        return self.get_response(request)


def _can_be_read(request: HttpRequest) -> bool:
    """Whether host, encoding and address are ours."""
    try:
        request.get_host()  # checked here, so that static files are not given out under another name either
    except DisallowedHost:
        return False
    return (request.encoding or "utf-8").lower() == "utf-8" and can_be_stored(request.path)


def can_be_stored(text: str) -> bool:
    """Whether a text has no NUL, which PostgreSQL refuses, and no half of a character, which is no UTF-8."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _refuse_method(request: HttpRequest, allowed: str) -> HttpResponse:
    answer = errors.not_for_looking(request)
    answer.headers["Allow"] = allowed
    return answer


def _is_from_another_site(request: HttpRequest) -> bool:
    """Whether a page of another site asks, and not a person: who follows a link to a page of ours may come."""
    reads = request.method in {"GET", "HEAD"}
    headers = request.headers
    if headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:  # programs and old browsers send none
        return not (
            reads and headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
        )
    origin = headers.get("Origin") or headers.get("Referer")
    return not reads and origin is not None and _origin(origin) != f"{request.scheme}://{request.get_host()}"


def _origin(address: str) -> str:
    """`http://127.0.0.1:8420` of any address there; empty of what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
