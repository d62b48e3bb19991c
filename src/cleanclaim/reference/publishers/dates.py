"""Dates as publishers write them: in cells, in titles and in the names of their files."""

import re
from datetime import date, datetime

from cleanclaim.reference.quarters import quarter

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NEVER = frozenset({"", "*", "na", "n/a", "99999999", "99991231", "00000000", "0"})

_PATTERNS = (
    (re.compile(r"[0-9]{8}"), "%Y%m%d"),
    (re.compile(r"[0-9]{7}"), "%Y%j"),  # year and day of the year, as in the add-on codes
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
    (re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"), "%m/%d/%Y"),
    (re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}"), "%m-%d-%Y"),
)


def day_in(cell: str) -> date | None:
    """The date in a cell, None where it says there is none. Raises ValueError for anything else."""
    text = cell.strip()
    if text.lower() in NEVER:
        return None
    for pattern, form in _PATTERNS:
        if pattern.fullmatch(text):
            return datetime.strptime(text, form).date()
    raise ValueError(text)


def day_in_name(text: str) -> date | None:
    """A day written in a name such as "Eff_10-01-2026"; None where there is none."""
    for found in re.finditer(r"(?<![0-9])([0-9]{2})[-_]([0-9]{2})[-_](20[0-9]{2})(?![0-9])", text):
        try:
            return date(int(found[3]), int(found[1]), int(found[2]))
        except ValueError:
            continue
    return None


def quarter_in_name(text: str) -> date | None:
    """The first day of a quarter written in a name: "2026q4", "2026-q4", "q4-2026"; None where there is none."""
    found = re.search(r"(20[0-9]{2})[-_ ]?q([1-4])(?![0-9])", text, re.IGNORECASE)
    if found:
        return quarter(int(found[1]), int(found[2]))[0]
    found = re.search(r"(?<![a-z])q([1-4])[-_ ]?(20[0-9]{2})", text, re.IGNORECASE)
    return quarter(int(found[2]), int(found[1]))[0] if found else None


def month_in_name(text: str) -> int | None:
    """The month written in a name or title ("_Oct", "October Release"), 1 to 12; None where there is none."""
    found = re.search(rf"(?<![a-z])({'|'.join(MONTHS)})(?:[a-z]*)(?![a-z])", text, re.IGNORECASE)
    return MONTHS.index(found[1].lower()) + 1 if found else None


def year_in_name(text: str) -> int | None:
    """The year written in a name or title; None where there is none."""
    found = re.search(r"(?<![0-9])(20[0-9]{2})(?![0-9])", text)
    return int(found[1]) if found else None
