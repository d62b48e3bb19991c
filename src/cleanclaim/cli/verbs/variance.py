"""Compare what payers allowed with their contracts: what is underpaid and overpaid, to the cent, and what explains it.

FOLDER is a book, as `cleanclaim book` reads it. Contracts stand in its contracts.toml; Medicare needs none, but the
place: --practice, --zip or --locality. A cause is named only where it fits to the cent. What is not compared is
counted, with why.

Exit code 1: something is underpaid, or a file was refused. 3: nothing is, but something could not be compared.
"""

from collections.abc import Sequence
from typing import Annotated

import click

from cleanclaim.cli.book_screens import (
    BookFolder,
    as_objects,
    book_exit_code,
    files_as_json,
    load_book_until,
    say_files_aside,
)
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.expected_prices import ContractsFile, book_variances, load_prices
from cleanclaim.cli.inputs import load_practice
from cleanclaim.cli.options import PayerOptions, PayerWords, PlaceOptions, PracticeFile, RowsFormat
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import say, say_json
from cleanclaim.cli.variance_screens import say_claim, say_variances
from cleanclaim.model.money import dollars
from cleanclaim.money.variance.runs import UnderpaidRun, underpaid_runs
from cleanclaim.money.variance.variances import LineVariance, NotCompared, Variances

SECTION = "Money"
COLUMNS = (
    *("claim_id", "service_date", "payer", "payment", "paid_on", "line", "code", "contract", "expected", "allowed"),
    *("difference", "paid", "left", "withheld", "causes", "not_compared"),
)
"""A row of --format csv: a line that stands decided, compared or not."""
GROUP_COLUMNS = ("payer", "code", "causes", "lines", "underpaid", "overpaid")
RUN_COLUMNS = ("payer", "code", "remittances", "first", "last", "lines", "expected", "allowed", "goes_on", "a_year")
EXAMPLES = (
    "cleanclaim variance 2026/ --practice practice.toml",
    "cleanclaim variance 2026/ --zip 78701 --claim 260302PKMYRRWV",
)


def run(
    folder: BookFolder,
    format: RowsFormat,
    *,
    contracts: ContractsFile,
    claim: Annotated[
        str | None,
        click.Option(["--claim"], metavar="CLAIM", help="Only the claim of this number, with its working."),
    ],
    law: PayerOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    mapping: PayerWords,
) -> int:
    """Read the folder and print what differs; returns the exit code."""
    known = load_practice(practice, mapping=mapping) if practice else None
    prices = load_prices(contracts, folder, place, known, law.basis)
    book = load_book_until(folder, law.basis.today)
    found = book_variances(book, prices, known)
    if claim is not None:
        found = found.of_claim(claim)
    if format == "csv":
        say_csv(COLUMNS, _rows(found))
    elif format == "json":
        say_json(
            {
                **files_as_json(book),
                "underpaid": dollars(found.underpaid),
                "overpaid": dollars(found.overpaid),
                "groups": as_objects(GROUP_COLUMNS, _group_rows(found)),
                "runs": as_objects(RUN_COLUMNS, map(_run_row, underpaid_runs(found.compared))),
                "not_compared": [
                    {"why": why, "remedy": remedy, "lines": lines} for why, remedy, lines in found.reasons()
                ],
                "lines": [
                    *({**_object(_row(one)), "working": one.working} for one in found.every),
                    *(_object(_open_row(one)) for one in found.not_compared),
                ],
            }
        )
    else:
        say_files_aside(book)
        if claim is None:
            say_variances(found, underpaid_runs(found.compared))
        else:
            say_claim(claim, found)
        if not prices.office.places_visits:
            say("Medicare's prices are compared where --practice, --zip or --locality says where you are.")
    return _exit_code(book_exit_code(book, waits=bool(found.underpaid)), found)


def _exit_code(code: ExitCode, found: Variances) -> ExitCode:
    return ExitCode.UNDETERMINED if code == ExitCode.CLEAN and found.not_compared else code


def _rows(found: Variances) -> list[tuple[object, ...]]:
    return [*map(_row, found.every), *map(_open_row, found.not_compared)]


def _row(one: LineVariance) -> tuple[object, ...]:
    amounts = (one.expected, one.allowed, one.difference, one.paid, one.left, one.withheld)
    head = (one.claim_id, one.service_date, one.payer, one.payment, one.on, " ".join(one.lines), one.code, one.contract)
    causes = "; ".join(f"{cause.kind} ({cause.how})" if cause.how else cause.kind for cause in one.causes)
    return (*head, *map(dollars, amounts), causes, None)


def _open_row(one: NotCompared) -> tuple[object, ...]:
    head = (one.claim_id, one.service_date, one.payer, one.payment, one.on, one.line, one.code)
    return (*head, *[None] * 8, one.why)


def _object(row: Sequence[object]) -> dict[str, object]:
    return dict(zip(COLUMNS, row, strict=True))


def _group_rows(found: Variances) -> list[tuple[object, ...]]:
    return [
        (one.payer, one.code, "; ".join(one.causes), one.lines, dollars(one.underpaid), dollars(one.overpaid))
        for one in found.groups()
    ]


def _run_row(one: UnderpaidRun) -> tuple[object, ...]:
    amounts = (dollars(one.expected), dollars(one.allowed), one.goes_on, dollars(one.a_year))
    return (one.payer, one.code, one.remittances, one.first, one.last, one.lines, *amounts)
