"""List what each claim came to: charged, paid, given up, and what is open, by whom.

FOLDER is a book, as `cleanclaim book` reads it. Only claims with something open are listed, the largest first; --all
lists every claim.

Exit code 1: a file was refused, or some claim is not settled.
"""

from typing import Annotated

import click

from cleanclaim.cli.book_pages import BALANCE_AMOUNTS as AMOUNTS
from cleanclaim.cli.book_pages import PageOutput, balances_page, say_page, write_page
from cleanclaim.cli.book_screens import (
    BookFolder,
    Remember,
    as_objects,
    book_exit_code,
    files_as_json,
    load_known_book,
    say_files_aside,
)
from cleanclaim.cli.book_summaries import balance_steps, say_summary
from cleanclaim.cli.options import Overwrite, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_table
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people
from cleanclaim.money.balances import ClaimBalance
from cleanclaim.nearest import did_you_mean

SECTION = "Money"
COLUMNS = ("claim_id", "service_date", "charge", "paid", "adjusted", "written_off", "unapplied", "open", "owed_by")
"""A row of --format csv: a claim."""
EXAMPLES = ("cleanclaim balances 2026/", "cleanclaim balances 2026/ --claim 260302PKMYRRWV")
MOST_LISTED = 40
ALWAYS = frozenset({"charged", "paid", "taken off", "open"})
"""The amounts that have a column in the table also where all are nothing."""
BY_FIRST = "A claim that replaces another, or follows it to a later payer, is listed under the first one's number."


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    every: Annotated[bool, click.Option(["--all", "every"], is_flag=True, help="Settled claims too.")],
    claim: Annotated[str | None, click.Option(["--claim"], metavar="CLAIM", help="Only the claim of this number.")],
    remember: Remember,
    html: PageOutput,
    force: Overwrite,
) -> int:
    """Read the folder and print the balances; returns the exit code."""
    book = load_known_book(folder, remember=remember, every_balance=True)
    balances = book.balances
    if claim and all(one.claim_id != claim for one in balances):
        raise UserError(
            str(folder), f'has no claim "{claim}".{did_you_mean(claim, [one.claim_id for one in balances])}', BY_FIRST
        )
    wanted = [one for one in balances if (one.claim_id == claim if claim else every or not one.is_settled)]
    if html is not None:
        write_page(html, balances_page(folder, book, wanted, all_of=len(balances)), force=force)
    if format == "csv":
        say_csv(COLUMNS, map(_row, wanted))
    elif format == "json":
        say_json({**files_as_json(book), "claims": as_objects(COLUMNS, map(_row, wanted))})
    else:
        say_files_aside(book)
        _say(sorted(wanted, key=lambda one: -abs(one.open_cents)), all_of=len(balances))
        say_page(html)
    return book_exit_code(book, waits=any(not one.is_settled for one in wanted))


def _row(one: ClaimBalance) -> tuple[object, ...]:
    amounts = (one.charge, one.paid, one.adjusted, one.written_off, one.unapplied, one.open_cents)
    return (one.claim_id, one.on, *map(dollars, amounts), _owed_by(one))


def _owed_by(one: ClaimBalance) -> str:
    return "; ".join(
        f"{dollars(each.cents)} {'refused by ' if each.kind == 'denied' else ''}{each.owed_by}" for each in one.open
    )


def _say(wanted: list[ClaimBalance], *, all_of: int) -> None:
    total = dollars_for_people(sum(one.open_cents for one in wanted))
    say_summary("Balances", f"{pluralize(len(wanted), 'claim')} of {all_of:,}, {total} open.", balance_steps(wanted))
    columns = [(head, amount) for head, amount in AMOUNTS if head in ALWAYS or any(map(amount, wanted))]
    rows = [
        (
            make_printable(one.claim_id),
            one.on.isoformat() if one.on else "",
            *(dollars_for_people(amount(one)) for _head, amount in columns),
            make_printable(_owed_by(one)),
        )
        for one in wanted[:MOST_LISTED]
    ]
    heads = ("claim", "service", *(head for head, _amount in columns), "by whom")
    if rows:
        say_table(heads, rows, right="ll" + "r" * len(columns))
    if len(wanted) > MOST_LISTED:
        say(f"and {len(wanted) - MOST_LISTED:,} more; --format csv lists them all.")
