"""In front of every page where people sign in: who has not gets the way to the sign-in page, whatever was asked for.

What is open to anybody says so itself (`for_anybody`), so that a new page is closed until somebody opens it. On a
laptop, where the printed link lets its owner in, the pages of accounts are not there.
"""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from cleanclaim.office.accounts.open_to import ANYBODY
from cleanclaim.office.shared import errors

NOTED = 60
"""Seconds after which a session notes again that somebody is there, so that not every page writes."""


class GateMiddleware:
    """Answers people who signed in, and anybody at the pages that are open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, or the way to sign in."""
        if not settings.TEAM:
            is_account = request.path_info.startswith("/accounts/")
            return errors.page_not_found(request) if is_account else self.get_response(request)
        if request.user.is_authenticated:
            _note(request)
        elif not _is_open(request.path_info):
            return refuse(request)
        return self.get_response(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """The answer to who has not signed in: the same for every address, so that it tells nothing of what is there."""
    if request.method in {"GET", "HEAD"} and request.headers.get("HX-Request") != "true":
        query = f"?{urlencode({'next': request.get_full_path()})}" if request.path_info != "/" else ""
        return redirect(reverse("account_login") + query)
    return errors.signed_out(request)


def _is_open(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "open_to", "") == ANYBODY


def _note(request: HttpRequest) -> None:
    """Put the end of the session off, at most once a minute."""
    now = int(time.time())
    if now - request.session.get("noted", 0) >= NOTED:
        request.session["noted"] = now
