"""Count units from minutes, add modifiers, and prove it.

With --practice, --zip or --locality the fee schedule stands in for missing allowed amounts (KX).
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import click

from cleanclaim.cli.inputs import load_case
from cleanclaim.cli.options import Files, History, LawOptions, PlaceOptions, PracticeFile, ReadOptions, RowsFormat
from cleanclaim.cli.progress import progress
from cleanclaim.cli.reading_screens import say_answer
from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.visit_screens import say_proof
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.model.errors import UserError

SECTION = "Code and review"
COLUMNS = ("visit_id", "payer", "service_date", "line", "code", "units", "modifiers", "minutes", "label")
"""A row of --format csv: a line."""
EXAMPLES = (
    "cleanclaim code visits.csv",
    "cleanclaim code visits.csv --payer medicare --payer aetna",
)


def run(
    files: Files,
    format: RowsFormat,
    *,
    reading: ReadOptions,
    law: LawOptions,
    history: History,
    place: PlaceOptions,
    practice: PracticeFile,
    payer: Annotated[
        tuple[str, ...],
        click.Option(
            ["--payer"],
            multiple=True,
            metavar="NAME",
            help="Code as if this payer paid; given twice or more, side by side, with the reasons.",
        ),
    ],
) -> int:
    """Code a file and print it; returns the exit code."""
    basis = law.basis
    one = payer[0] if len(payer) == 1 else None
    case = load_case(files, basis, reading, place, practice=practice, history=history, payer=one)
    if len(payer) > 1:
        if format == "csv":
            raise UserError("--format csv", "does not put payers side by side", "Name one payer, or ask for json.")
        return _code_side_by_side(case, payer, format, basis)
    with progress("Coding", len(case.visits)) as report:
        coded = code(case, basis, progress=report)
    if format == "json":
        say_answer(coded, case)
    elif format == "csv":
        say_csv(COLUMNS, _rows(case, coded.visits))
    else:
        for visit, result in zip(case.visits, coded.visits, strict=True):
            say_proof(visit, result, basis)
    return _exit_code(coded.visits)


def _rows(case: Case, coded: Sequence[CodedVisit]) -> Iterator[tuple[object, ...]]:
    for visit, one in zip(case.visits, coded, strict=True):
        for line in one.lines:
            words = (line.code, line.units, " ".join(line.modifiers), line.minutes, line.label)
            yield (visit.visit_id, visit.payer, visit.service_date, line.number, *words)


def _code_side_by_side(case: Case, payer: tuple[str, ...], format: str, basis: Basis) -> int:
    from cleanclaim.cli.verbs._code_side_by_side import as_json, say_side_by_side
    from cleanclaim.explanations.visits.side_by_side import compare_payers

    found = compare_payers(case, payer, basis)
    if format == "json":
        say_answer(as_json(found), case)
    else:
        say_side_by_side(case.visits, found, basis)
    return _exit_code([one.coded for comparison in found for one in comparison.payers])


def _exit_code(coded: list[CodedVisit]) -> int:
    stopping = {f.outcome for visit in coded for f in visit.findings if f.severity == "stop"}
    return 1 if "fail" in stopping else 3 if "undetermined" in stopping else 0
