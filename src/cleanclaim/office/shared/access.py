"""Who may use the office: a browser that opened the address printed in the terminal, until the office stops.

    terminal      http://127.0.0.1:8420/?key=...     the key lets one browser in; then another is printed
    browser       opens it
    office        gives it a cookie of its own       every page wants one that was given out
                  and keeps its work apart           so that no other browser can see or displace it

Other users and programs of this machine can reach the port, but have neither. Nothing of this outlives the process.
Where several people work (`settings.TEAM`), they sign in instead (`accounts`), and the key opens nothing.
"""

import secrets
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cleanclaim.office.shared import errors


class Access:
    """The key of the address, and the browsers that were let in by one."""

    def __init__(self) -> None:
        self.announce: Callable[[str], object] = lambda _key: None
        """Called with the next key, once one was used."""
        self.key = _secret()
        self._browsers: set[str] = set()
        self._lock = Lock()

    def let_in(self, key: str) -> str | None:
        """A secret for a browser that brought the key, to be known by from now on; None where it is another key."""
        with self._lock:
            if not secrets.compare_digest(key.encode(errors="replace"), self.key.encode()):
                return None
            self.key, browser = _secret(), _secret()
            self._browsers.add(browser)
        self.announce(self.key)
        return browser

    def knows(self, browser: str) -> bool:
        """Whether that secret was given to a browser."""
        return browser in self._browsers


def _secret() -> str:
    return secrets.token_urlsafe(24)


ACCESS = Access()


def find_browser(request: HttpRequest) -> str:
    """The secret of the browser that asks; empty where it was not let in. Of who signed in, the session's."""
    if settings.TEAM:
        return str(request.session.session_key or "") if request.user.is_authenticated else ""
    browser = request.COOKIES.get(_cookie(request), "")
    return browser if ACCESS.knows(browser) else ""


def _cookie(request: HttpRequest) -> str:
    """The cookie's name. Browsers do not keep the cookies of two ports apart, but two offices may run."""
    return f"cleanclaim_{request.META.get('SERVER_PORT', '')}"


class AccessMiddleware:
    """Answers only a browser that was let in, or lets in one that brings the key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page; or the way to the first page with the cookie; or what to do to be let in."""
        if settings.TEAM:
            return self.get_response(request)
        browser, key = find_browser(request), request.GET.get("key", "")
        if not (key and request.path == "/" and request.method == "GET"):
            return self.get_response(request) if browser else errors.not_let_in(request)
        browser = browser or ACCESS.let_in(key) or ""
        if not browser:
            return errors.not_let_in(request)
        answer = redirect("home")
        answer.set_cookie(_cookie(request), browser, httponly=True, samesite="Strict")
        return answer
