"""Count units from minutes, add modifiers, and prove it.

With --practice, --zip or --locality the fee schedule stands in for missing allowed amounts (KX).
"""

from typing import TYPE_CHECKING, Annotated

import click

from cleanclaim.cli.inputs import Papers, office_at, practice_at, visits_of, visits_with_allowed
from cleanclaim.cli.options import File, Format, History, LawOptions, Locality, PracticeFile, Qualifying, ZipCode
from cleanclaim.cli.screen import progress, say_json
from cleanclaim.cli.visit_screens import say_proof
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    from cleanclaim.pricing.payment_locality import PaymentLocality

SECTION = "Code and review"


def run(
    file: File,
    format: Format,
    *,
    law: LawOptions,
    history: History,
    zip_code: ZipCode,
    locality: Locality,
    qualifying: Qualifying,
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
    office = office_at(zip_code, locality, practice_at(practice) if practice else None, qualifying=qualifying)
    basis = law.basis
    if len(payer) > 1:
        return _beside(visits_of(Papers(file, history)), payer, office, format, basis)
    visits = visits_with_allowed(Papers(file, history, payer=next(iter(payer), None)), office, basis)
    with progress("Coding", len(visits)) as report:
        coded = code(visits, basis, progress=report)
    if format == "json":
        say_json(coded)
    else:
        for visit, result in zip(visits, coded.visits, strict=True):
            say_proof(visit, result, basis)
    return _exit_code(coded.visits)


def _beside(
    visits: list[Visit],
    payer: tuple[str, ...],
    office: "PaymentLocality",
    format: str,
    basis: Basis,
) -> int:
    from cleanclaim.cli.verbs._code_side_by_side import as_json, say_beside
    from cleanclaim.explanations.visits.side_by_side import side_by_side

    found = side_by_side(visits, payer, office, basis)
    if format == "json":
        say_json(as_json(found))
    else:
        say_beside(visits, found, basis)
    return _exit_code([one.coded for beside in found for one in beside.payers])


def _exit_code(coded: list[CodedVisit]) -> int:
    stopping = {f.outcome for visit in coded for f in visit.findings if f.severity == "stop"}
    return 1 if "fail" in stopping else 3 if "undetermined" in stopping else 0
