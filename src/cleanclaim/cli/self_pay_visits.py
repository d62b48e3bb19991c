"""The visits of a file that are named, or that their patients pay, with what each lacks to be charged: for superbills,
estimates and forms.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated

import click

from cleanclaim.claims.claim import number_lines, patient_pays
from cleanclaim.exchange.forms.superbill import SuperbillVisit
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

VisitsNamed = Annotated[
    tuple[str, ...],
    click.Option(
        ["--visit"], multiple=True, metavar="VISIT_ID", help="Only this visit, whoever pays; may be given again."
    ),
]


def choose_visits(case: Case, wanted: Sequence[str], basis: Basis) -> Case:
    """The visits that are named; where none is, those that their patients pay."""
    if not wanted:
        return case.only([place for place, visit in enumerate(case.visits) if patient_pays(visit, basis)])
    return named_visits(case, wanted)


def named_visits(case: Case, wanted: Sequence[str]) -> Case:
    """The visits that are named. Raises UserError where the file has one of them not."""
    known = {visit.visit_id: place for place, visit in enumerate(case.visits)}
    unknown = [visit_id for visit_id in wanted if visit_id not in known]
    if unknown:
        raise UserError(f"visit {', '.join(unknown)}", "the file has no such visit", "Name visits by their visit_id.")
    return case.only([known[visit_id] for visit_id in wanted])


def why_not_charged(visit: Visit, found: ClaimReview, practice: Practice) -> Iterator[str]:
    """Why nothing can be charged for a visit: its patient, units and fees that are not known."""
    if visit.patient_id not in practice.patients:
        yield f"Patient {visit.patient_id or 'unknown'} is not in the practice's patients: add them."
    billed = [line for line in number_lines(found.lines) if line.units != 0]
    if not billed:
        yield "No line earned a unit: there is nothing to charge."
    for line in billed:
        if line.units is None:
            yield f"{line.code}: enter the minutes; units are never assumed."
        elif line.charge is None:
            yield f"{line.code}: enter its fee in [fees] of the practice file."


def charged_visit(visit: Visit, found: ClaimReview, practice: Practice, basis: Basis) -> SuperbillVisit:
    """A visit with its charges."""
    assert visit.service_date
    assert visit.patient_id
    lines = [line for line in number_lines(found.lines) if line.units]
    charges = [line.charge or 0 for line in lines]
    tables = basis.tables(visit.service_date)
    return SuperbillVisit(visit, practice.patients[visit.patient_id], lines, charges, tables)
