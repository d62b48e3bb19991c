"""Make the frame of an audit of visits: each visit with what is allowed for it, and how much speaks for a look.

Amounts are those allowed for the lines, as the file has them or the fee schedule gives them (--practice, --zip): what
was paid in the end may be less by the patient's share, or nothing. Their column is called allowed, and no report of an
overpayment is made of them. A visit with a line whose amount is not known is left out and counted. The risk is a number
for targeted samples: faults that would stop a claim count 10, others 3, what is open 1.

Exit code 3: visits were left out.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.call import Output
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.inputs import load_case
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
from cleanclaim.cli.screen import pluralize, say, say_json
from cleanclaim.cli.writing import write_whole
from cleanclaim.compliance.audit.charts.worksheet import OF_SENDING
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.model.money import dollars, dollars_for_people, sum_known
from cleanclaim.model.visit import Visit

EXAMPLES = ("cleanclaim audit frame visits.csv --only medicare --from 2026-07-01 --until 2026-09-30 -o frame.csv",)
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
    """Review the visits and write the frame; returns the exit code."""
    case = load_case(files, law.basis, reading, papers, place, practice=practice)
    with progress("Reviewing", len(case.visits)) as report:
        reviewed = review(case, law.basis, progress=report)
    chosen = [
        (visit, claim)
        for visit, claim in zip(case.visits, reviewed.claims, strict=True)
        if (only is None or visit.payer == only) and _within(visit, since, until)
    ]
    amounts = [sum_known(line.allowed for line in visit.services) for visit, _ in chosen]
    rows = [
        _row(visit, claim, amount) for (visit, claim), amount in zip(chosen, amounts, strict=True) if amount is not None
    ]
    left = len(chosen) - len(rows)
    write_whole(output, csv_bytes([COLUMNS, *rows]), force=force)
    total = sum(amount for amount in amounts if amount is not None)
    if format == "json":
        counts = {"items": len(rows), "amounts": "allowed", "total": dollars(total), "amount_not_known": left}
        say_json({"written": str(output), **counts})
    else:
        say(f"{pluralize(len(rows), 'visit')}, {dollars_for_people(total)} allowed   written {output}")
        if left:
            say(f"{pluralize(left, 'visit')} left out: what is allowed for a line is not known.")
    return ExitCode.UNDETERMINED if left else ExitCode.CLEAN


def _within(visit: Visit, since: date | None, until: date | None) -> bool:
    day = visit.service_date
    return (since is None and until is None) or (
        day is not None and (since is None or day >= since) and (until is None or day <= until)
    )


def _row(visit: Visit, claim: ClaimReview, amount: int) -> tuple[object, ...]:
    counted = [one for one in claim.findings if one.rule not in OF_SENDING]
    risk = sum(WEIGHTS.get((one.outcome, one.severity), 0) for one in counted)
    return (
        *(visit.visit_id, dollars(amount), visit.patient_id, visit.service_date),
        *(visit.provider_npi, visit.payer, risk),
    )
