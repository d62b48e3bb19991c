"""Nonworkdays: Saturdays, Sundays, legal holidays, and days off by an order of the President.

A time limit whose last day is one of them may move to the next workday. The days are data: `nonworkdays.toml`. The
calendar `federal` is that of Federal offices; a state's rule that names its own days has one of its own.
"""

import tomllib
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

Calendar = Literal["federal", "texas_comp"]

_SATURDAY, _SUNDAY = 5, 6


class _ByDate(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    month: int
    day: int
    since: int = 0


class _ByWeekday(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    month: int
    weekday: int
    week: int
    days_after: int = 0


class _ByOrder(Struct, frozen=True, forbid_unknown_fields=True):
    day: date
    cite: str


class _Nonworkdays(Struct, frozen=True, forbid_unknown_fields=True):
    cite: str
    observed: bool
    by_date: list[_ByDate]
    by_weekday: list[_ByWeekday]
    by_order: list[_ByOrder] = []


def is_workday(day: date, calendar: Calendar = "federal") -> bool:
    """Whether the offices of a calendar work on a day."""
    return day.weekday() < _SATURDAY and day not in days_off(day.year, calendar)


@lru_cache(maxsize=100_000)
def next_workday(day: date, calendar: Calendar = "federal") -> date:
    """The day itself where it is a workday, else the first workday after it."""
    while not is_workday(day, calendar):
        day += timedelta(days=1)
    return day


def last_workday(day: date, calendar: Calendar = "federal") -> date:
    """The day itself where it is a workday, else the last workday before it."""
    while not is_workday(day, calendar):
        day -= timedelta(days=1)
    return day


@lru_cache(maxsize=512)
def days_off(year: int, calendar: Calendar = "federal") -> frozenset[date]:
    """The days of a year on which a holiday is observed, and those off by an order of the President."""
    listed = _read()[calendar]
    of_years = [
        date(one, entry.month, entry.day) for one in (year, year + 1) for entry in listed.by_date if one >= entry.since
    ]
    observed = [_observed(day) if listed.observed else day for day in of_years]
    observed += [_by_weekday(year, entry) for entry in listed.by_weekday]
    return frozenset(day for day in (*observed, *(entry.day for entry in listed.by_order)) if day.year == year)


def _observed(day: date) -> date:
    """When a holiday of a fixed date is kept: never on a Saturday or Sunday."""
    shift = {_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _by_weekday(year: int, entry: _ByWeekday) -> date:
    first = date(year, entry.month, 1)
    first += timedelta(days=(entry.weekday - first.isoweekday()) % 7)
    days = [first + timedelta(days=7 * weeks) for weeks in range(5)]
    days = [day for day in days if day.month == entry.month]
    found = days[entry.week - 1] if entry.week > 0 else days[entry.week]
    return found + timedelta(days=entry.days_after)


@cache
def _read() -> dict[str, _Nonworkdays]:
    text = Path(__file__).with_name("nonworkdays.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, _Nonworkdays])
