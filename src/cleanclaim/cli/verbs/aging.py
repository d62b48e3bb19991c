"""Show what is open by who owes it and how old it is, from the day of service.

FOLDER is a book, as `cleanclaim book` reads it. It shows what was open at the end of --as-of, else of the last day that
the files name, so that the same files show the same ages. Sending a claim again makes it no younger. What a payer
refused stands apart; what was paid too much is in no age.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from cleanclaim.cli.book_pages import PageOutput, aging_page, say_page, write_page
from cleanclaim.cli.book_screens import (
    AgeFrom,
    BookFolder,
    BookReading,
    Remember,
    as_objects,
    book_exit_code,
    files_as_json,
    last_day,
    load_book_until,
    load_known_book,
    say_files_aside,
)
from cleanclaim.cli.book_summaries import aging_steps, say_summary
from cleanclaim.cli.options import Overwrite, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import say, say_json, say_table
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.money.balances import AGES, AgedAmounts, ClaimBalance, age_balances, claim_balances

SECTION = "Money"
AGE_NAMES = (*(f"{first}-{following - 1}" for first, following in pairwise(AGES)), f"{AGES[-1]}+")
COLUMNS = (
    *("account", "owed_by", "claims"),
    *(f"days_{name.replace('-', '_to_').replace('+', '_and_more')}" for name in AGE_NAMES),
    *("credits", "total"),
)
"""A row of --format csv: what one payer, or the patients, owe or refused."""
EXAMPLES = ("cleanclaim aging 2026/", "cleanclaim aging 2026/ --as-of 2026-06-30")


def run(
    folder: BookFolder, format: RowsFormat, *, as_of: AgeFrom, remember: Remember, html: PageOutput, force: Overwrite
) -> int:
    """Read the folder and print the ages; returns the exit code."""
    book, balances = _book_until(folder, as_of, remember=remember)
    on = as_of or last_day(book)
    aged = age_balances(balances, on) if on else []
    if html is not None:
        write_page(html, aging_page(folder, book, aged, AGE_NAMES, on), force=force)
    if format == "csv":
        say_csv(COLUMNS, map(_row, aged))
    elif format == "json":
        say_json({"as_of": on, **files_as_json(book), "open": as_objects(COLUMNS, map(_row, aged))})
    else:
        say_files_aside(book)
        _say(aged, on)
        say_page(html)
    return book_exit_code(book, waits=False)


def _book_until(folder: Path, day: date | None, *, remember: bool) -> tuple[BookReading, Sequence[ClaimBalance]]:
    """The book, and its balances at the end of a day; as they are where none is named."""
    if day is None:
        known = load_known_book(folder, remember=remember, every_balance=True)
        return known, known.balances
    book = load_book_until(folder, day)
    return book, claim_balances(book.posted_ledger().until(day))


def _row(one: AgedAmounts) -> tuple[object, ...]:
    return (one.kind, one.owed_by, one.claims, *map(dollars, one.by_age), dollars(one.credits), dollars(one.cents))


def _say(aged: list[AgedAmounts], on: date | None) -> None:
    if not aged:
        say("Nothing is open.")
        return
    until = f", in days from the service to {day(on)}" if on else ""
    total = dollars_for_people(sum(one.cents for one in aged))
    say_summary("Aging", f"{total} open{until}.", aging_steps(aged))
    rows = [(_who(one), *_amounts(one)) for one in aged]
    columns = [[one.by_age[at] for one in aged] for at in range(len(AGES))]
    totals = [sum(column) for column in columns] + [sum(one.credits for one in aged), sum(one.cents for one in aged)]
    rows.append(("all", *map(_amount, totals)))
    say_table(("who", *AGE_NAMES, "credits", "total"), rows, right="l" + "r" * (len(AGES) + 2))


def _who(one: AgedAmounts) -> str:
    return f"{'refused by ' if one.kind == 'denied' else ''}{make_printable(one.owed_by)}"


def _amounts(one: AgedAmounts) -> list[str]:
    return [_amount(cents) for cents in (*one.by_age, one.credits, one.cents)]


def _amount(cents: int) -> str:
    return dollars_for_people(cents) if cents else "-"
