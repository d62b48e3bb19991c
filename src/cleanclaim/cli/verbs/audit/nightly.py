"""Review every signed note of a folder, each night: what was signed, what of it has a fault, what could not be checked.

FOLDER holds the record system's exports: visits and their notes, and charts and a history where there are any, under
any names. Notes that are not signed are counted and left for another night; visits without a note are counted too.
With --signed-on only notes signed on that day or later are looked at, so that each night does its own.

Exit code 1: a signed note has a fault; 3: none, and something could not be checked.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.exit_codes import worst_exit_code
from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import DAY, FilingOptions, PracticeFile, ReadOptions, RowsFormat
from cleanclaim.cli.progress import progress
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.screen import pluralize, say, say_json, say_table
from cleanclaim.cli.x12_screens import make_printable
from cleanclaim.exchange.files.file_kinds import file_kind
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit

EXAMPLES = ("cleanclaim audit nightly exports/ --signed-on 2026-11-30 --format csv > faults.csv",)
COLUMNS = ("visit_id", "service_date", "clinician", "signed_on", "status", "rule", "outcome", "message", "remedy")


def run(
    folder: Annotated[
        Path,
        click.Argument(["folder"], metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path)),
    ],
    format: RowsFormat,
    *,
    signed_on: Annotated[
        date | None, click.Option(["--signed-on"], type=DAY, metavar="DATE", help="Only notes signed from this day on.")
    ],
    reading: ReadOptions,
    law: FilingOptions,
    practice: PracticeFile,
) -> int:
    """Review the signed notes and print what has a fault; returns the exit code."""
    visits, papers = _find(folder)
    case = load_case(visits, law.basis, reading, practice=practice, **papers)
    with progress("Reviewing", len(case.visits)) as report:
        reviewed = review(case, law.basis, progress=report)
    pairs = list(zip(case.visits, reviewed.claims, strict=True))
    signed = [(visit, claim) for visit, claim in pairs if _is_signed(visit, signed_on)]
    counts = {
        "visits": len(pairs),
        "signed": len(signed),
        "clean": sum(claim.status == "clean" for _, claim in signed),
        "with_fault": sum(claim.status == "failed" for _, claim in signed),
        "not_checked": sum(claim.status == "undetermined" for _, claim in signed),
        "not_signed": sum(visit.note is not None and visit.note.signed_on is None for visit in case.visits),
        "without_note": sum(visit.note is None for visit in case.visits),
    }
    rows = [row for visit, claim in signed for row in _rows(visit, claim)]
    if format == "csv":
        say_csv(COLUMNS, rows)
    elif format == "json":
        say_json({**counts, "findings": [dict(zip(COLUMNS, row, strict=True)) for row in rows]})
    else:
        say_table(
            ("visit", "", "rule", "what"),
            [(str(row[0]), str(row[4]), str(row[5]), make_printable(str(row[7]))) for row in rows],
        )
        say()
        say(f"{pluralize(counts['signed'], 'signed note')}: {counts['clean']:,} clean, {counts['with_fault']:,} with a")
        say(f"fault, {counts['not_checked']:,} in which something could not be checked and which is not called clean.")
        say(f"Not looked at: {counts['not_signed']:,} not signed yet, {counts['without_note']:,} without a note.")
    return worst_exit_code(claim.status for _, claim in signed)


def _find(folder: Path) -> tuple[list[str], dict[str, str]]:
    """The files of visits, and the one of each kind of paper. Raises UserError where a kind is missing or there
    twice.
    """
    visits: list[str] = []
    papers: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.suffix.lower() not in {".csv", ".xlsx", ".json", ".ndjson", ".parquet", ".gz"}:
            continue
        kind = file_kind(path)
        if kind == "visits" and path.stem.lower().startswith("history"):
            papers["history"] = str(path)
        elif kind == "visits":
            visits.append(str(path))
        elif kind in {"notes", "charts"}:
            if kind in papers:
                problem = f"has {kind}, and so has {papers[kind]}"
                raise UserError(str(path), problem, "Leave one file of each kind in the folder.")
            papers[kind] = str(path)
    if not visits or "notes" not in papers:
        missing = "visits" if not visits else "notes"
        raise UserError(str(folder), f"no file in it has {missing}", f"Export the {missing} into the folder.")
    return visits, papers


def _is_signed(visit: Visit, since: date | None) -> bool:
    signed = visit.note.signed_on if visit.note else None
    return signed is not None and (since is None or signed >= since)


def _rows(visit: Visit, claim: ClaimReview) -> list[tuple[object, ...]]:
    signed = visit.note.signed_on if visit.note else None
    return [
        (
            *(visit.visit_id, visit.service_date, visit.provider_npi, signed, claim.status),
            *(one.rule, one.outcome, one.message, one.remedy),
        )
        for one in claim.findings
        if one.severity != "info"
    ]
