"""A time limit: how long, in which unit, from which day, and what a last day without work does.

    value = 120                                            days after the day the question names
    value = { years = 1, weekend = "moves" }               a calendar year; a last day without work moves on
    value = { months = 6, from = "month_of_service" }      to the end of the sixth month after the month of service
    value = { days = 120, from = "receipt", mail_days = 5 }
    value = { days = 95, weekend = "moves", calendar = "texas_comp" }    over the days off that a state's rule names
    value = { years = 1, days = 7 }                        a calendar year, and seven days after it

A month later than January 31 is the last day of February, and a year later than February 29 is February 28. From the
month of service the months run from its end to an end of a month.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from cleanclaim.law.policies.nonworkdays import Calendar, next_workday

Unit = Literal["days", "months", "years"]
Start = Literal["service", "month_of_service", "decision", "receipt", "last_decision", "primary_decision"]
Weekend = Literal["moves", "stays"]

_STARTS: dict[Start, str] = {
    "service": "after the date of service",
    "month_of_service": "after the month of service",
    "decision": "after the decision",
    "receipt": "after the decision was received",
    "last_decision": "after the last decision on the claim",
    "primary_decision": "after the first payer's decision",
}
_WEEKENDS: dict[Weekend, str] = {
    "moves": "; a last day on a weekend or holiday moves to the next workday",
    "stays": "; weekends and holidays do not lengthen it",
}


class TimeLimit(Struct, frozen=True, kw_only=True, cache_hash=True):
    """The last day of something: `number` units and `more_days` after a day. `number` None: there is no limit.

    `weekend` None: nobody has read what a last day without work does. `mail_days` are the days presumed between the
    decision's date and its receipt. `calendar` tells which days are no workdays.
    """

    number: int | None
    unit: Unit = "days"
    start: Start = "service"
    weekend: Weekend | None = None
    mail_days: int = 0
    more_days: int = 0
    calendar: Calendar = "federal"

    def last_day(self, begins: date) -> date:
        """The last day by the count alone; `begins` is the day the limit runs from."""
        return _last_day(self, begins)

    def is_past(self, begins: date, day: date) -> bool | None:
        """Whether a day is too late. None between a last day without work and the next workday, where nobody has read
        whether the one moves to the other.
        """
        return _is_past(self, begins, day)

    def latest_day(self, begins: date) -> date:
        """The last day, moved to a workday where the payer is known to move it."""
        return _latest_day(self, begins)

    def months_past(self, begins: date, months: int) -> date:
        """The last day, and months after it; from the month of service to the end of one."""
        return _months_past(self, begins, months)

    def describe(self) -> str:
        """The limit in words: `6 months after the month of service`."""
        if self.number is None:
            return "no limit"
        unit = {"days": "day", "months": "month", "years": "calendar year"}[self.unit]
        more = f" and {self.more_days} day{'s' * (self.more_days != 1)}" if self.more_days else ""
        mail = f", presumed {self.mail_days} days after its date" if self.mail_days else ""
        weekend = _WEEKENDS[self.weekend] if self.weekend else ""
        return f"{self.number} {unit}{'s' * (self.number != 1)}{more} {_STARTS[self.start]}{mail}{weekend}"


def read_time_limit(raw: object, start: Start) -> TimeLimit:
    """The limit a policy file writes: a number of days, or a table. `start` is the day it runs from unless it says.

    Raises ValueError telling what was expected.
    """
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = {"days": raw}
    try:
        written = msgspec.convert(raw, _Written)
    except msgspec.ValidationError as wrong:
        raise ValueError(f"{raw!r} is not a time limit ({wrong}): {_EXAMPLES}") from None
    counted: dict[Unit, int] = {
        unit: number for unit in get_args(Unit) if (number := getattr(written, unit)) is not None
    }
    more_days = counted.pop("days", 0) if len(counted) > 1 else 0
    if len(counted) != 1:
        raise ValueError(
            f"{raw!r} is not a time limit: one of days, months and years, or days beyond one of the others. {_EXAMPLES}"
        )
    unit, number = next(iter(counted.items()))
    for one, most in ((number, _MOST), (more_days, _MOST_BEYOND)):
        if not 0 <= one <= most:
            raise ValueError(f"{one} is not from 0 to {most}")
    begins = written.start or start
    if begins == "month_of_service" and unit == "days":
        raise ValueError("from the month of service a limit is months or years")
    return TimeLimit(
        number=number,
        unit=unit,
        start=begins,
        weekend=written.weekend,
        mail_days=written.mail_days,
        more_days=more_days,
        calendar=written.calendar,
    )


NO_TIME_LIMIT = TimeLimit(number=None)
"""The answer `none = true`: there is known to be no limit."""

_MOST = 3660
"""Ten years of days; what is more is a slip of the pen."""

_MOST_BEYOND = 31
"""Days beyond months or years; what is more would have been written in months."""

_EXAMPLES = 'write 120 for days, or { years = 1 }, { months = 6, from = "month_of_service", weekend = "moves" }'


class _Written(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    days: int | None = None
    months: int | None = None
    years: int | None = None
    start: Start | None = msgspec.field(name="from", default=None)
    weekend: Weekend | None = None
    mail_days: int = 0
    calendar: Calendar = "federal"


@lru_cache(maxsize=100_000)
def _last_day(limit: TimeLimit, begins: date) -> date:
    if limit.number is None:
        return date.max
    if limit.unit == "days":
        return begins + timedelta(days=limit.number)
    end = _months_later(begins, limit.number * (12 if limit.unit == "years" else 1))
    end = _end_of_month(end) if limit.start == "month_of_service" else end
    return end + timedelta(days=limit.more_days)


@lru_cache(maxsize=100_000)
def _is_past(limit: TimeLimit, begins: date, day: date) -> bool | None:
    last = _last_day(limit, begins)
    if day <= last:
        return False
    if limit.weekend == "stays" or day > next_workday(last, limit.calendar):
        return True
    return False if limit.weekend == "moves" else None


@lru_cache(maxsize=100_000)
def _months_past(limit: TimeLimit, begins: date, months: int) -> date:
    if limit.number is None:
        return date.max
    later = _months_later(_last_day(limit, begins), months)
    return _end_of_month(later) if limit.start == "month_of_service" else later


@lru_cache(maxsize=100_000)
def _latest_day(limit: TimeLimit, begins: date) -> date:
    last = _last_day(limit, begins)
    return next_workday(last, limit.calendar) if limit.weekend == "moves" and limit.number is not None else last


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
