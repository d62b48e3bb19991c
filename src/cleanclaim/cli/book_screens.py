"""What the verbs that stand on a book share: its options, reading it with progress, and what does not count in it."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Protocol

import click
import msgspec

from cleanclaim.cli.call import this_call
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import DAY
from cleanclaim.cli.progress import progress, reading_progress
from cleanclaim.cli.screen import pluralize, say, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.basis import Basis
from cleanclaim.law.wording import day
from cleanclaim.model.ledger_entry import AccountKind, EntrySource
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.book.book import Book, BookFile
from cleanclaim.money.book.payees import OtherPayee
from cleanclaim.money.book.read_book import IsLate, read_book
from cleanclaim.money.book.returned_numbers import ReturnedNumber
from cleanclaim.money.known.known_book import KnownBook, known_book
from cleanclaim.money.known.store import NAME as STORE

BookFolder = Annotated[
    Path,
    click.Argument(["folder"], metavar="[FOLDER]", default=Path(), required=False, type=click.Path(path_type=Path)),
]
AgeFrom = Annotated[
    date | None,
    click.Option(
        ["--as-of"],
        type=DAY,
        metavar="DATE",
        help="As it stood at the end of this day, ages counted to it; else the last day that the files name.",
    ),
]
Remember = Annotated[
    bool,
    click.Option(
        ["--no-cache", "remember"],
        is_flag=True,
        flag_value=False,
        default=True,
        help=f"Read every file anew, and neither use nor write {STORE}, which makes the next time quick.",
    ),
]
MOST_FILES = 12


class BookReading(Protocol):
    """What a person should know of how a folder was read."""

    @property
    def files(self) -> tuple[BookFile, ...]:
        """The files and how each is used."""

    @property
    def repeated(self) -> tuple[str, ...]:
        """Payments that came again."""

    @property
    def overlaps(self) -> tuple[EntrySource, ...]:
        """Entries that another file has too."""

    @property
    def renumbered(self) -> tuple[ReturnedNumber, ...]:
        """Claims that came back under another number."""

    @property
    def other_payees(self) -> tuple[OtherPayee, ...]:
        """Remittances to somebody who bills none of the claims."""

    @property
    def last_day(self) -> date | None:
        """The last day on which anything happened."""

    @property
    def left_out(self) -> tuple[tuple[date, EntrySource], ...]:
        """What lies after the day until which it was wanted."""

    def after(self, day: date) -> list[tuple[date, EntrySource]]:
        """What lies after a day."""


def load_book(folder: Path) -> Book:
    """The book of a folder, read with progress."""
    return read_book(folder, Basis(), progress=lambda file: reading_progress("Reading", file))


def load_book_until(folder: Path, day: date) -> Book:
    """The book of a folder as it was at the end of a day: what is dated later is named and counts nothing."""
    return _load(folder, lambda on: on is not None and on > day)


def load_book_as_of(folder: Path, day: date | None) -> Book:
    """The same, where a day is named; what has not come today is in it, for whoever tells it apart."""
    return load_book(folder) if day is None else _load(folder, lambda on: on is not None and day < on <= Basis().today)


def _load(folder: Path, is_late: IsLate) -> Book:
    return read_book(folder, Basis(), lambda file: reading_progress("Reading", file), is_late)


def load_known_book(folder: Path, *, remember: bool, every_balance: bool = False) -> KnownBook:
    """What the book of a folder came to, by what is remembered of it; says where nothing can be remembered."""
    book = known_book(folder, Basis().today, progress, remember=remember, every_balance=every_balance)
    if book.not_remembered and not this_call().quiet:
        words = f"{folder / STORE}: {book.not_remembered}. The answer is whole; the next one takes as long."
        sys.stderr.write(f"{make_printable(words)}\n")
    return book


def book_exit_code(book: BookReading, *, waits: bool) -> ExitCode:
    """1 where a file was refused or something waits for a person, else 0."""
    refused = any(one.use == "refused" for one in book.files)
    return ExitCode.FAULT if refused or waits else ExitCode.CLEAN


def files_as_json(book: BookReading) -> dict[str, Any]:
    """The files of the folder, how each is used, and what a person should know of how they were read."""
    return {"files": msgspec.to_builtins(book.files), "notes": notes_of(book)}


def last_day(book: BookReading) -> date | None:
    """The last day that the files name and that has come."""
    return min(book.last_day, Basis().today) if book.last_day else None


def as_objects(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[dict[str, object]]:
    """The rows of a CSV answer as objects."""
    return [dict(zip(columns, row, strict=True)) for row in rows]


_TOTALS: tuple[tuple[AccountKind, str], ...] = (
    ("cash", "came in"),
    ("adjustment", "taken off by contract, fee schedule or law"),
    ("write-off", "written off by people"),
    ("receivable", "still owed"),
    ("denied", "refused, and not given up"),
    ("unapplied", "came in (below 0: was taken) for what nobody here knows"),
)
_APART: tuple[tuple[AccountKind, str, str], ...] = (
    ("takebacks", "still to be taken back by payers", "taken by payers or sent back to them, and no reversal says why"),
    ("provider level", "added by payers apart from claims", "taken by payers apart from claims"),
)
"""What payers add (below 0) and take apart from claims, and what each means: neither is set against the other."""


def total_rows(book: KnownBook) -> list[tuple[str, str, str]]:
    """What was charged and what became of it: the kind of account, dollars, and what that means."""
    rows = [("charged", dollars_for_people(-book.total("charges")), pluralize(book.claims, "claim"))]
    for kind, words in _TOTALS:
        if cents := book.total(kind):
            rows.append((kind, dollars_for_people(-cents if kind == "unapplied" else cents), words))
    for kind, added, taken in _APART:
        amounts = [cents for account, cents in book.accounts.items() if account.kind == kind]
        below, above = sum(one for one in amounts if one < 0), sum(one for one in amounts if one > 0)
        rows += [(kind, dollars_for_people(one), words) for one, words in ((below, added), (above, taken)) if one]
    return rows


def owed_rows(book: KnownBook) -> list[tuple[str, str]]:
    """Who owes how many dollars."""
    accounts = book.accounts.items()
    return [(account.of, dollars_for_people(cents)) for account, cents in accounts if account.kind == "receivable"]


def say_refused_files(book: BookReading) -> bool:
    """The files that were refused, with the reason; says whether there are any."""
    refused = [one for one in book.files if one.use == "refused"]
    for file in refused:
        say_text(make_printable(f"{file.name}: {file.why}"), 10, lead=style("refused   ", "red", bold=True))
    return bool(refused)


def say_files_aside(book: BookReading) -> None:
    """The files of which nothing counts, with the reason, and the payments that came again."""
    refused = say_refused_files(book)
    aside = [one for one in book.files if one.use in {"the same as another", "not used"}]
    for file in aside[:MOST_FILES]:
        say_text(make_printable(f"{file.name}: {file.why}"), 10, lead="not used  ", dim=True)
    if len(aside) > MOST_FILES:
        more = pluralize(len(aside) - MOST_FILES, "file")
        say_text(f"and {more} more; --format json lists them", 10, lead=" " * 10, dim=True)
    for file in book.files:
        if file.not_used:
            columns = ", ".join(file.not_used)
            say_text(make_printable(f"{file.name}: the columns {columns}"), 10, lead="not used  ", dim=True)
    notes = notes_of(book)
    for note in notes[:MOST_FILES]:
        say_text(make_printable(note), 0)
    if len(notes) > MOST_FILES:
        say_text(f"and {len(notes) - MOST_FILES:,} more; --format json lists them", 0, dim=True)
    if refused or aside or notes or any(one.not_used for one in book.files):
        say()


def page_notes(book: BookReading) -> tuple[str, ...]:
    """What pages say of how the files were read, as the screen does: what was refused, then the notes."""
    found = [f"{one.name} was not read: {one.why}" for one in book.files if one.use == "refused"] + notes_of(book)
    more = [f"And {len(found) - MOST_FILES:,} more; --format json lists them."] if len(found) > MOST_FILES else []
    return (*found[:MOST_FILES], *more)


def _other_payee(one: OtherPayee) -> str:
    payment = f"{one.source}: payment {one.payment}, {dollars_for_people(one.cents)}"
    whom = f"{one.payee or 'somebody'} ({one.payee_id}), by whom no claim here was billed"
    if one.counts:
        return f"{payment}, went to {whom}; it decides claims of yours, and counts."
    remedy = "If it is yours, put the claims that it pays (837P) here too."
    return f"{payment}, is of {whom}: nothing of it counts. {remedy}"


def notes_of(book: BookReading) -> list[str]:
    """What a person should know of how the files were read."""
    found = [f"Payment {trace} came again in another file; it counts once." for trace in book.repeated]
    found += [f"{one.file}, entry {one.segment}: another file has it too; it counts once." for one in book.overlaps]
    found += [f"Claim {one.claim_id} came back as {one.returned} ({one.source}): {one.why}." for one in book.renumbered]
    found += map(_other_payee, book.other_payees)
    found += [f"{source}: {day(on)} has not come yet. Is the year right?" for on, source in book.after(Basis().today)]
    today = Basis().today
    found += [
        f"{source}: {day(on)} has not come yet. Is the year right? It is left out here."
        for on, source in book.left_out
        if on > today
    ]
    if later := [on for on, _source in book.left_out if on <= today]:
        things = "claim, payment or entry is" if len(later) == 1 else "claims, payments and entries are"
        found.append(f"{len(later):,} {things} of later days, until {day(max(later))}, and left out here.")
    return found
