"""Read a folder as a book: what was billed, what came in, what is open, and what waits for a person.

FOLDER holds what was sent (837P) and what came back (835, 277CA, 999), in any order and names; a project with its
sent/ will do. What patients paid and people decided stands in its money.toml. The same files make the same book.
--close DATE closes a period: what was reported of it stays, and later changes are posted on the first day after it.

Exit code 1: a file was refused, or something waits for a person.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.book_pages import PageOutput, book_page, say_page, write_page
from cleanclaim.cli.book_rows import POSTING_COLUMNS, WAITING_COLUMNS, posting_rows, waiting_row
from cleanclaim.cli.book_screens import (
    BookFolder,
    Remember,
    as_objects,
    book_exit_code,
    files_as_json,
    last_day,
    load_book,
    load_known_book,
    owed_rows,
    say_files_aside,
    total_rows,
)
from cleanclaim.cli.book_summaries import say_summary, waiting_steps
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY, Overwrite
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text, style, write_for_a_file, write_json
from cleanclaim.cli.writing import write_whole
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.explanations.money.closed_words import closed_in_words
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.money.beancount_export import write_beancount
from cleanclaim.money.book.book import Book
from cleanclaim.money.closed_periods import ChangedSince, changed_since, close_until, write_closed
from cleanclaim.money.described_claims import describe_claims
from cleanclaim.money.known.known_book import KnownBook
from cleanclaim.money.parquet_export import write_parquet
from cleanclaim.money.waiting import WaitingItem
from cleanclaim.money.waiting_kinds import WHAT_TO_DO

SECTION = "Money"
EXAMPLES = (
    "cleanclaim book 2026/",
    "cleanclaim book 2026/ --close 2026-03-31",
    "cleanclaim book 2026/ --format beancount > ledger.beancount",
)
MOST_WAITING = 5


def run(
    folder: BookFolder,
    format: Annotated[
        str,
        click.Option(
            ["--format"],
            type=click.Choice(["table", "json", "csv", "parquet", "beancount"]),
            default="table",
            show_default=True,
            help="table for people, json for programs; csv, parquet and beancount are every posting, for accountants.",
        ),
    ],
    *,
    close: Annotated[
        date | None,
        click.Option(
            ["--close"],
            type=DAY,
            metavar="DATE",
            help="Close the books up to this day: what is reported of it is written into the folder, and stays so.",
        ),
    ],
    remember: Remember,
    html: PageOutput,
    force: Overwrite,
) -> int:
    """Read the folder and print the book; returns the exit code."""
    if close is not None:
        return _close(folder, load_book(folder), close, force=force)
    book = load_known_book(folder, remember=remember)
    waiting = [one for one in book.items if one.done is None]
    if html is not None:
        write_page(html, book_page(folder, book, waiting), force=force)
    if format in {"csv", "beancount", "parquet"}:
        _write_postings(load_book(folder), format)
    elif format == "json":
        say_json(
            {
                "as_of": last_day(book),
                "closed": [_closed_as_json(one) for one in _changed_since(folder, book)],
                **files_as_json(book),
                "balances": [
                    {"account": account.kind, "of": account.of, "amount": dollars(cents)}
                    for account, cents in book.accounts.items()
                ],
                "waiting": as_objects(WAITING_COLUMNS, (waiting_row(one, book.described) for one in waiting)),
                "done": [
                    as_objects(WAITING_COLUMNS, [waiting_row(one, book.described)])[0]
                    | {"done_on": one.done.on, "by": one.done.person, "note": one.done.note}
                    for one in book.items
                    if one.done
                ],
            }
        )
    else:
        say_files_aside(book)
        _say_book(folder, book, waiting)
        _say_closed(folder, book)
        _say_waiting(book, waiting)
        if len(book.items) > len(waiting):
            say(f"{pluralize(len(book.items) - len(waiting), 'item')} more marked as done; --format json lists them.")
        used = {id(one.done) for one in book.items}
        for mark in book.done_marks:
            if id(mark) not in used:
                say_text(make_printable(f"{mark.source}: nothing waits that it could mark as done."), 0, dim=True)
        say_page(html)
    return book_exit_code(book, waits=bool(waiting))


def _write_postings(book: Book, format: str) -> None:
    posted = book.posted_ledger()
    if format == "csv":
        say_csv(POSTING_COLUMNS, posting_rows(posted.entries, describe_claims(book)))
    elif format == "beancount":
        write_json("".join(f"{line}\n" for line in write_beancount(posted)).encode())
    else:
        write_for_a_file(write_parquet(posted))


def _say_book(folder: Path, book: KnownBook, waiting: list[WaitingItem]) -> None:
    read = sum(one.use == "read" for one in book.files)
    on = last_day(book)
    until = f" until {day(on)}" if on else ""
    counts = f"{pluralize(book.claims, 'claim')} and {pluralize(book.payments, 'payment')}"
    name = str(folder.resolve().name)
    say_summary(name, f"{counts} in {pluralize(read, 'file')}{until}", waiting_steps(waiting))
    say_table((), total_rows(book), indent=2, right="lr")
    say()
    if owed := owed_rows(book):
        lines = [(make_printable(name), amount) for name, amount in owed]
        say_table(("who owes", "dollars"), lines, indent=2, right="lr")
        say()
    say(f"{pluralize(book.settled, 'claim')} of {book.claims:,} settled to the cent.")


def _close(folder: Path, book: Book, until: date, *, force: bool) -> ExitCode:
    """Write what is reported up to a day, and print the entry that closes the books."""
    if until > Basis().today:
        raise UserError("--close", f"{day(until)} has not come yet", "Close a period that is over.")
    if later := [one for one in book.closed if one.reported.until >= until]:
        problem = f"the books are closed until {day(later[0].reported.until)}"
        raise UserError("--close", problem, "Name a later day; a closing is opened again by taking its entry out.")
    path = folder / f"closed-{until}.json"
    reported = close_until(book.posted_ledger(), until)
    write_whole(path, write_closed(reported), force=force)
    say_files_aside(book)
    say(f"{pluralize(len(reported.entries), 'posted event')} until {day(until)}: {path}. Put into money.toml:")
    say()
    say(f'[[closed]]\nuntil = {until}\nledger = "{path.name}"\nby = "your name"')
    return book_exit_code(book, waits=False)


def _changed_since(folder: Path, book: KnownBook) -> list[ChangedSince]:
    return changed_since(book.closed, load_book(folder).posted_ledger()) if book.closed else []


def _closed_as_json(one: ChangedSince) -> dict[str, object]:
    period = one.period
    return {
        "until": period.reported.until,
        "by": period.person,
        "posted_on": period.opens,
        "posted_after": one.changes,
    }


def _say_closed(folder: Path, book: KnownBook) -> None:
    for one in _changed_since(folder, book):
        more = "; --format csv names each day" if one.changes else ""
        say(make_printable(f"{closed_in_words(one)}{more}."))


def _say_waiting(book: KnownBook, waiting: list[WaitingItem]) -> None:
    refused = sum(one.use == "refused" for one in book.files)
    if refused:
        say(f"{pluralize(refused, 'file')} refused: nothing in it counts. Ask who made it for one that is whole.")
    if not waiting:
        say("Nothing else waits for a person." if refused else "Nothing waits for a person.")
        return
    say()
    for kind in dict.fromkeys(one.kind for one in waiting):
        mine = [one for one in waiting if one.kind == kind]
        total = dollars_for_people(sum(one.cents for one in mine))
        say(f"{style(kind, bold=True)}   {pluralize(len(mine), 'item')}, {total}")
        for one in mine[:MOST_WAITING]:
            on = one.on.isoformat() if one.on else ""
            source = "" if one.claim_id else str(one.source)
            payment = one.payment and f"payment {one.payment}"
            whose = book.described.get(one.claim_id)
            patient = f"of {whose.patient}" if whose and whose.patient else ""
            about = " ".join(filter(None, (one.claim_id, patient, one.payer, payment, on, source)))
            why = f"   {one.why}" if one.why else ""
            say_text(make_printable(f"{about}{why}"), 14, lead=f"  {dollars_for_people(one.cents):>10}  ")
        if len(mine) > MOST_WAITING:
            say_text(f"and {len(mine) - MOST_WAITING:,} more", 14, lead=" " * 14, dim=True)
        say_text(WHAT_TO_DO[kind], 2, lead="  ", dim=True)
