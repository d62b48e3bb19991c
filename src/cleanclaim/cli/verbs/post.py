"""Show what each remittance did to the claims: paid, denied, taken back, and where the rest of the payment is.

FOLDER is a book, as `cleanclaim book` reads it. Every payment is placed to the cent: on claims, on claims nobody knows,
or at the provider's level (PLB). A remittance that does not balance is refused whole, with its place. A payment posted
twice counts once.

Where the folder has the bank's statements (CSV with a day, a text and an amount), each payment is found there by the
number in the payer's addenda (CCD+: TRN*1*number*payer), else by amount and day, where only one fits.

Exit code 1: a file was refused, a payment is not placed to the cent, or a claim on it is not known.
"""

from datetime import date
from typing import Annotated

import click

from cleanclaim.cli.book_rows import POSTING_COLUMNS, Described, posting_rows
from cleanclaim.cli.book_screens import (
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    load_book,
    say_files_aside,
)
from cleanclaim.cli.book_summaries import posting_steps, say_summary
from cleanclaim.cli.options import DAY, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_table, say_text, style
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import LedgerEntry
from cleanclaim.model.money import amount_for_people, dollars, dollars_for_people
from cleanclaim.money.deposits_at_bank import DepositedPayment, Found, reconcile
from cleanclaim.money.described_claims import describe_claims
from cleanclaim.money.posted import PostedRemittance, posted_remittances

SECTION = "Money"
AT_THE_BANK: dict[Found, str] = {
    "by number": "found by its number",
    "likely": "likely, by amount and day",
    "in one deposit": "with others in one deposit",
    "likely in one deposit": "likely, with other checks in one deposit: only these have its sum",
    "not at the bank": "not found",
    "returned": "deposited, and taken back by the bank",
    "nothing to pay": "nothing was paid",
    "another amount": "found by its number, with another amount",
}
EXAMPLES = (
    "cleanclaim post 2026/",
    "cleanclaim post 2026/ --payment EFT1",
    "cleanclaim post 2026/ --from 2026-04-01 --to 2026-04-30 --format csv > april.csv",
)


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    payment: Annotated[
        str | None,
        click.Option(
            ["--payment"], metavar="NUMBER", help="Only the payment of this number (TRN02), with its entries."
        ),
    ],
    first: Annotated[
        date | None,
        click.Option(["--from", "first"], type=DAY, metavar="DATE", help="Only payments of this day and later."),
    ],
    last: Annotated[
        date | None,
        click.Option(
            ["--to", "last"], type=DAY, metavar="DATE", help="Only payments until this day; always those without one."
        ),
    ],
) -> int:
    """Read the folder and print what its remittances did; returns the exit code."""
    if first and last and first > last:
        raise UserError("--from", f"{day(first)} is after --to, {day(last)}", "Write the earlier day first.")
    book = load_book(folder)
    every = posted_remittances(book.remittances, book.ledger())
    at_bank = {one.remittance.source: one for one in reconcile(book.remittances, book.statement).payments}
    found = [
        one
        for one in every
        if payment in {None, one.payment} and (one.on is None or (first or one.on) <= one.on <= (last or one.on))
    ]
    if format == "csv":
        say_csv(POSTING_COLUMNS, posting_rows((each for one in found for each in one.entries), describe_claims(book)))
    elif format == "json":
        described = describe_claims(book)
        payments = [_as_json(one, at_bank[one.source], described) for one in found]
        say_json({**files_as_json(book), "payments": payments})
    else:
        say_files_aside(book)
        if found:
            total = dollars_for_people(sum(one.deposit or 0 for one in found))
            amounts = f"{pluralize(len(found), 'payment')} of {len(every):,}, {total} in all."
            say_summary("Posting", amounts, posting_steps(found))
        for one in found:
            _say(one, at_bank[one.source] if book.statement else None, every_entry=payment is not None)
        if not found:
            number = f" has the number {make_printable(payment)}" if payment else " is in the folder"
            say(f"No payment{number}{' in these days' if first or last else ''}.")
    open_ends = any(one.deposit != one.placed or "unknown claim" in one.counts for one in found)
    return book_exit_code(book, waits=open_ends)


def _as_json(one: PostedRemittance, at_bank: DepositedPayment, described: Described) -> dict[str, object]:
    return {
        "at_the_bank": at_bank.found,
        "deposited": at_bank.deposit.on if at_bank.deposit else None,
        "payment": one.payment,
        "payer": one.payer,
        "day": one.on,
        "deposit": None if one.deposit is None else dollars(one.deposit),
        "placed": dollars(one.placed),
        "counts": one.counts,
        "postings": as_objects(POSTING_COLUMNS, posting_rows(one.entries, described)),
    }


def _say(one: PostedRemittance, at_bank: DepositedPayment | None, *, every_entry: bool) -> None:
    on = f" on {day(one.on)}" if one.on else ""
    say(f"{style(make_printable(one.payment or 'without a number'), bold=True)}   {make_printable(one.payer)}{on}")
    say_table(
        (),
        [
            (dollars_for_people(sum(entry.cash for entry in one.entries if entry.kind == kind)), pluralize(count, kind))
            for kind, count in one.counts.items()
        ],
        indent=2,
        right="r",
    )
    if one.deposit == one.placed:
        say(f"  {dollars_for_people(one.placed)} came in, every cent of it placed.")
    else:
        say(f"  {amount_for_people(one.deposit)} came in, and {dollars_for_people(one.placed)} are placed.")
    if at_bank:
        on = f", {dollars_for_people(at_bank.deposit.cents)} on {day(at_bank.deposit.on)}" if at_bank.deposit else ""
        say(f"  At the bank: {AT_THE_BANK[at_bank.found]}{on}.")
    for entry in one.entries:
        if every_entry:
            _say_entry(entry)
        elif entry.note:
            about = f"{entry.kind} {entry.claim_id}".strip()
            say_text(make_printable(f"{about}   {entry.note}"), 14, lead=f"  {dollars_for_people(entry.cash):>10}  ")
    say()


def _say_entry(entry: LedgerEntry) -> None:
    say()
    say_text(make_printable(f"{entry.kind} {entry.claim_id}   {entry.source}"), 2, lead="  ")
    if entry.note:
        say_text(make_printable(entry.note), 4, lead="    ")
    rows = [
        (dollars_for_people(one.cents), make_printable(str(one.account)), f"line {one.line}" if one.line else "")
        for one in entry.postings
    ]
    say_table((), rows, indent=4, right="r")
