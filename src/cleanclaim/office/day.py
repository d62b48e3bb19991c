"""The day on the calendar of whoever asks, and the time zone of their clock: their browser tells both.

A browser is believed where its day can be one somewhere on earth now, and its zone is one; else, as before any page of
ours was open in it, day and zone are those of this machine.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponse

from cleanclaim.model.days import parse_iso_date

COOKIE = "cleanclaim_day"
ZONE_COOKIE = "cleanclaim_zone"
FARTHEST = timedelta(hours=14)
"""How far the clocks of the world are from UTC at most."""

_DAY: ContextVar[date | None] = ContextVar("day", default=None)
_ZONE: ContextVar[ZoneInfo | None] = ContextVar("zone", default=None)


def today() -> date:
    """The day of the request under way."""
    return _DAY.get() or machine_day()


def machine_day() -> date:
    """The day of this machine, whatever a browser says."""
    return date.today()


def browser_zone() -> ZoneInfo | None:
    """The time zone of the browser of the request under way; None, that of this machine, where it tells none."""
    return _ZONE.get()


class DayMiddleware:
    """Answers each request by the day and the clock of its browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        day, zone = _DAY.set(_day_of(request)), _ZONE.set(_zone_of(request))
        try:
            return self.get_response(request)
        finally:
            _DAY.reset(day)
            _ZONE.reset(zone)


def _day_of(request: HttpRequest) -> date | None:
    try:
        day = parse_iso_date(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    now = datetime.now(UTC)
    return day if (now - FARTHEST).date() <= day <= (now + FARTHEST).date() else None


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    name = request.COOKIES.get(ZONE_COOKIE, "")
    return ZoneInfo(name) if name in _zone_names() else None


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())
