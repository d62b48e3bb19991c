"""The day on the calendar of whoever asks: their browser tells it, and no time zone is fixed here.

A browser is believed where its day can be one somewhere on earth now; else, as before any page of ours was open in it,
the day is that of this machine.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from cleanclaim.model.days import parse_iso_date

COOKIE = "cleanclaim_day"
FARTHEST = timedelta(hours=14)
"""How far the clocks of the world are from UTC at most."""

_DAY: ContextVar[date | None] = ContextVar("day", default=None)


def today() -> date:
    """The day of the request under way."""
    return _DAY.get() or machine_day()


def machine_day() -> date:
    """The day of this machine, whatever a browser says."""
    return date.today()


class DayMiddleware:
    """Answers each request by the day of its browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        token = _DAY.set(_day_of(request))
        try:
            return self.get_response(request)
        finally:
            _DAY.reset(token)


def _day_of(request: HttpRequest) -> date | None:
    try:
        day = parse_iso_date(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    now = datetime.now(UTC)
    return day if (now - FARTHEST).date() <= day <= (now + FARTHEST).date() else None
