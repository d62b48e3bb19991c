"""How the days in files are written: the forms of a date, and the day that each is.

A spreadsheet counts days from 1900, so that 46083 is March 2, 2026.
"""

import datetime
import re
from calendar import isleap

from cleanclaim.model.days import MONTHS

_TIME_AFTER = r"(?:[T ][0-9]{1,2}:[0-9][0-9](?::[0-9][0-9](?:\.[0-9]+)?)?(?: ?[AaPp][Mm])?)?"
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)" + _TIME_AFTER, re.ASCII)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME_AFTER, re.ASCII)
_SHORT_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)" + _TIME_AFTER, re.ASCII)
_DIGITS_DATE = re.compile(r"(20\d\d|19\d\d)(\d\d)(\d\d)", re.ASCII)
_MONTH_DATE = re.compile(r"(?:[a-z]+,? )?([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})", re.ASCII | re.IGNORECASE)
_DAY_MONTH_DATE = re.compile(r"(\d{1,2})[- ]([a-z]{3})[a-z]*[- ,]+(\d{4}|\d\d)", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
OLDEST = 120
"""Years that nobody lives longer than, by which a date of birth is read."""
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # the years 2000 to 2099 as a spreadsheet counts days
_EPOCH = datetime.date(1899, 12, 30)  # its day 0, given that it takes 1900 for a leap year


def calendar_day(cell: str) -> datetime.date | None:
    """The day written `2026-03-02` or `3/2/2026`. Raises ValueError for a day that no calendar has."""
    if iso := _ISO_DATE.fullmatch(cell):
        return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
    if american := _US_DATE.fullmatch(cell):
        return datetime.date(int(american[3]), int(american[1]), int(american[2]))
    return None


def recent_day(cell: str) -> datetime.date | None:
    """The same, written in the other ways that exports have it too, of this century where the year has two digits."""
    return calendar_day(cell) or _numbered_day(cell) or _named_day(cell)


def _numbered_day(cell: str) -> datetime.date | None:
    if short := _SHORT_DATE.fullmatch(cell):
        return datetime.date(_year(short[4]), int(short[1]), int(short[3]))
    if digits := _DIGITS_DATE.fullmatch(cell):
        return datetime.date(int(digits[1]), int(digits[2]), int(digits[3]))
    if (serial := _SERIAL.fullmatch(cell)) and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
        return _EPOCH + datetime.timedelta(days=int(serial[1]))
    return None


def _named_day(cell: str) -> datetime.date | None:
    if named := _MONTH_DATE.fullmatch(cell):
        return datetime.date(int(named[3]), _month(named[1]), int(named[2]))
    if named := _DAY_MONTH_DATE.fullmatch(cell):
        return datetime.date(_year(named[3]), _month(named[2]), int(named[1]))
    return None


def birth_days(cell: str, today: datetime.date) -> list[datetime.date]:
    """The days of birth that a text may mean: one, or two where its year has two digits and either century is possible.

    `7/1/85` is July 1, 1985, as 2085 is to come and 1885 is too long ago; `7/1/15` may be 1915 or 2015. Raises
    ValueError for a day that no calendar has.
    """
    short = _SHORT_DATE.fullmatch(cell)
    named = _DAY_MONTH_DATE.fullmatch(cell)
    if short and len(short[4]) == 2:
        month, day, digits = int(short[1]), int(short[3]), short[4]
    elif named and len(named[3]) == 2:
        month, day, digits = _month(named[2]), int(named[1]), named[3]
    else:
        found = whole_day(cell)
        return [found] if found else []
    years = [century + int(digits) for century in (1900, 2000)]
    days = [datetime.date(year, month, day) for year in years if (month, day) != (2, 29) or isleap(year)]
    return [one for one in days if one <= today and one.year >= today.year - OLDEST]


def full_birth(cell: str, today: datetime.date) -> str:
    """A day of birth with all digits of its year, where two tell the century; any other text as it is."""
    try:
        days = birth_days(cell, today) if has_short_year(cell) else []
    except ValueError:
        days = []
    return days[0].isoformat() if len(days) == 1 else cell


def whole_day(cell: str) -> datetime.date | None:
    """The day of a text that has all digits of its year; a number is none."""
    return calendar_day(cell) or (None if _SERIAL.fullmatch(cell) else recent_day(cell))


def has_short_year(cell: str) -> bool:
    """Whether a date is written with two digits of its year."""
    short, named = _SHORT_DATE.fullmatch(cell), _DAY_MONTH_DATE.fullmatch(cell)
    return bool((short and len(short[4]) == 2) or (named and len(named[3]) == 2))


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(word: str) -> int:
    """A month by its first letters. Raises ValueError for another word."""
    return MONTHS.index(word.title()) + 1


def is_day_first(cell: str) -> bool | None:
    """Whether a date has its day before its month; None where it may be read either way, or is no such date."""
    found = _SHORT_DATE.fullmatch(cell)
    if found is None or (int(found[1]) > 12) == (int(found[3]) > 12):
        return None
    return int(found[1]) > 12


def has_two_orders(cell: str) -> bool:
    """Whether a date is written in digits with signs between, so that day or month may come first."""
    return _SHORT_DATE.fullmatch(cell) is not None


def month_first(cell: str) -> str:
    """A date written day first as Americans write it; any other text as it is."""
    found = _SHORT_DATE.fullmatch(cell)
    return f"{found[3]}/{found[1]}/{found[4]}" if found else cell
