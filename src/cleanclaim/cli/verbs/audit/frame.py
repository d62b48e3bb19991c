"""Make the frame of an audit: visits with what is allowed for them, or a book's claims with what was really paid.

Amounts are those allowed for the lines, as the file has them or the fee schedule gives them (--practice, --zip): what
was paid in the end may be less by the patient's share, or nothing. Their column is called allowed, and no report of an
overpayment is made of them. A visit with a line whose amount is not known is left out and counted. The risk is a number
for targeted samples: faults that would stop a claim count 10, others 3, what is open 1.

One folder instead of files is a book, as `cleanclaim book` reads it: claims (837P) and remittances (835). An item is a
claim's day of service, its amount what the payer paid for it, as decisions stand that were reversed or made anew. With
--practice payers and patients go by your own names and numbers, so that charts are found.

Exit code 3: something was left out, as its amount is not known, or a file of the book was refused.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click
from msgspec import Struct

from cleanclaim.cli.book_screens import files_as_json, load_book, say_files_aside
from cleanclaim.cli.call import Output
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.inputs import load_case, load_practice
from cleanclaim.cli.options import (
    DAY,
    Files,
    FilingOptions,
    Format,
    Overwrite,
    PaperOptions,
    PlaceOptions,
    PracticeFile,
    ReadOptions,
)
from cleanclaim.cli.progress import progress
from cleanclaim.cli.rows import csv_bytes
from cleanclaim.cli.screen import pluralize, say, say_json, say_text
from cleanclaim.cli.writing import write_whole
from cleanclaim.compliance.audit.charts.worksheet import OF_SENDING
from cleanclaim.compliance.audit.sampling.paid_days import paid_days
from cleanclaim.law.review.review import ClaimReview, reviewed
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import dollars, dollars_for_people, sum_known
from cleanclaim.model.visit import Visit

EXAMPLES = (
    "cleanclaim audit frame visits.csv --only medicare --from 2026-07-01 --until 2026-09-30 -o frame.csv",
    "cleanclaim audit frame 2026/ --only medicare --practice practice.toml -o frame.csv",
)
COLUMNS_OF_BOOK = ("item", "paid", "patient", "date", "clinician", "payer", "status")
COLUMNS = ("item", "allowed", "patient", "date", "clinician", "payer", "risk")
WEIGHTS = {("fail", "stop"): 10, ("fail", "warn"): 3, ("undetermined", "stop"): 1, ("undetermined", "warn"): 1}


def run(
    files: Files,
    format: Format,
    *,
    output: Annotated[
        Path, Output("The frame to write (CSV).", content="the frame", example="frame.csv", required=True)
    ],
    only: Annotated[str | None, click.Option(["--only"], metavar="PAYER", help="Visits of this payer alone.")],
    since: Annotated[
        date | None, click.Option(["--from", "since"], type=DAY, metavar="DATE", help="From this day on.")
    ],
    until: Annotated[date | None, click.Option(["--until"], type=DAY, metavar="DATE", help="Until this day.")],
    reading: ReadOptions,
    law: FilingOptions,
    papers: PaperOptions,
    place: PlaceOptions,
    practice: PracticeFile,
    force: Overwrite,
) -> int:
    """Review the visits, or read the book, and write the frame; returns the exit code."""
    wanted = _Wanted(only=only, since=since, until=until)
    if len(files) == 1 and Path(files[0]).is_dir():
        return _of_book(Path(files[0]), wanted, practice, output, format, force=force)
    case = load_case(files, law.basis, reading, papers, place, practice=practice)
    chosen = [at for at, visit in enumerate(case.visits) if wanted.has(visit.payer, visit.service_date)]
    amounts = {at: sum_known(line.allowed for line in case.visits[at].services) for at in chosen}
    known = [at for at in chosen if amounts[at] is not None]
    rows = []
    with progress("Reviewing", len(known)) as report:
        for at, claim in zip(known, reviewed(case, law.basis, known), strict=True):
            rows.append(_row(case.visits[at], claim, amounts[at] or 0))
            if report:
                report(len(rows))
    left = len(chosen) - len(rows)
    write_whole(output, csv_bytes([COLUMNS, *rows]), force=force)
    total = sum(amount for amount in amounts.values() if amount is not None)
    if format == "json":
        counts = {"items": len(rows), "amounts": "allowed", "total": dollars(total), "amount_not_known": left}
        say_json({"written": str(output), **counts})
    else:
        say(f"{pluralize(len(rows), 'visit')}, {dollars_for_people(total)} allowed   written {output}")
        if left:
            say(f"{pluralize(left, 'visit')} left out: what is allowed for a line is not known.")
    return ExitCode.UNDETERMINED if left else ExitCode.CLEAN


class _Wanted(Struct, frozen=True, kw_only=True):
    """Of which payer, and between which days of service, items are wanted."""

    only: str | None
    since: date | None
    until: date | None

    def has(self, payer: str | None, on: date | None) -> bool:
        """Whether an item is wanted."""
        return (self.only is None or payer == self.only) and (
            (self.since is None and self.until is None)
            or (on is not None and (self.since or on) <= on <= (self.until or on))
        )


def _of_book(
    folder: Path, wanted: _Wanted, practice: Path | None, output: Path, format: str, *, force: bool
) -> ExitCode:
    book = load_book(folder)
    found = paid_days(book, load_practice(practice) if practice else None)
    items = [one for one in found.items if wanted.has(one.payer, one.on)]
    if not items:
        payers = ", ".join(sorted({one.payer for one in found.items})) or "none"
        problem = f"no remittance in it paid or denied what is wanted; its payers: {payers}"
        raise UserError(str(folder), problem, "Put the 835 files into it, or check --only, --from and --until.")
    rows = [(one.item, dollars(one.paid), one.patient, one.on, one.clinician, one.payer, one.status) for one in items]
    write_whole(output, csv_bytes([COLUMNS_OF_BOOK, *rows]), force=force)
    total = sum(one.paid for one in items)
    refused = sum(one.use == "refused" for one in book.files)
    if format == "json":
        counts = {
            "items": len(items),
            "amounts": "paid",
            "total": dollars(total),
            "amount_not_known": found.not_known,
            "patients_not_known": found.strange_patients,
            "apart_from_claims": found.apart_from_claims,
        }
        say_json({"written": str(output), **counts, **files_as_json(book)})
    else:
        say_files_aside(book)
        say(f"{pluralize(len(items), 'day')} of service, {dollars_for_people(total)} paid   written {output}")
        unnamed = "with the payer's number of the patient: name --practice FILE, so that charts are found."
        strange = "with a patient's number that the practice's file does not have: no chart is found for them."
        for count, what, words in (
            (found.not_known, "decision", "left out: what was paid for a line is not known."),
            (found.apart_from_claims, "amount", "apart from claims (PLB), of no item."),
            (found.strange_patients, "item", strange if practice else unnamed),
        ):
            if count:
                say_text(f"{pluralize(count, what)} {words}", 0)
    return ExitCode.UNDETERMINED if found.not_known or refused else ExitCode.CLEAN


def _row(visit: Visit, claim: ClaimReview, amount: int) -> tuple[object, ...]:
    counted = [one for one in claim.findings if one.rule not in OF_SENDING]
    risk = sum(WEIGHTS.get((one.outcome, one.severity), 0) for one in counted)
    return (
        *(visit.visit_id, dollars(amount), visit.patient_id, visit.service_date),
        *(visit.provider_npi, visit.payer, risk),
    )
