"""A closed period of the books in words, as every screen, page and paper has it."""

from cleanclaim.law.wording import day
from cleanclaim.money.closed_periods import ChangedSince


def closed_in_words(one: ChangedSince) -> str:
    """Until when the books are closed, by whom, and what changed since; without the full stop."""
    until = f"Closed until {day(one.period.reported.until)} ({one.period.person})"
    if not one.changes:
        return f"{until}: nothing of it has changed since"
    entries = f"{one.changes:,} change{'s' * (one.changes > 1)}"
    return f"{until}: {entries} of days before stand{'s' * (one.changes == 1)} on {day(one.period.opens)}"
