"""Days as they come in from files and command lines, in the years we reckon with, and as people read them."""

from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""What lies outside is a slip of the pen, and reckoning with it would leave the calendar."""


def within_reach(day: date) -> bool:
    """Whether a day lies in the years 1900 to 2199."""
    return FIRST_DAY <= day <= LAST_DAY


def parse_iso_date(text: str) -> date:
    """The day written like 2026-03-02. Raises ValueError for anything else, and for a day out of reach."""
    day = date.fromisoformat(text)
    if not within_reach(day):
        raise ValueError(f"{text} is before {FIRST_DAY.year} or after {LAST_DAY.year}")
    return day


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_for_people(day: date) -> str:
    """`Mar 2, 2026`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
