"""Proof of the units of a claim, from the visits that it bills: minutes, steps with their sources, units earned.

A claim names its patient by the number on the card, and its visits not at all. So the visits are those that the log of
what was sent has for it; else the patient's, by the practice's cards, with the day and a code of the lines.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.earlier_visits import patient_of, patients_by_card
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.coded import CodedLine, explain_units
from cleanclaim.model.finding import Cite
from cleanclaim.model.submitted_claim import SubmittedClaim, SubmittedLine
from cleanclaim.model.visit import Visit


class UnitsStep(Struct, frozen=True):
    """A step from minutes to units, and the source it stands on."""

    text: str
    cite: Cite


class UnitsProof(Struct, frozen=True, kw_only=True):
    """A visit's units: what it bills, and the steps from the minutes recorded. `visit` as it was recorded.
    `differs` says, by code, where the claim bills other units than the minutes earn.
    """

    visit: Visit
    lines: tuple[CodedLine, ...]
    steps: tuple[UnitsStep, ...]
    lacks_minutes: tuple[str, ...]
    differs: tuple[str, ...]


def visits_of_lines(
    case: Case, claim: SubmittedClaim, lines: Collection[SubmittedLine], visit_ids: Collection[str] = ()
) -> list[int]:
    """The places in a case of the visits that lines of a claim bill. `visit_ids`: those that the log of what was sent
    has for the claim.
    """
    billed = {(line.first_date, line.code) for line in lines if line.first_date}
    patient = patient_of(claim.header, patients_by_card(case.practice))
    found = []
    for place, visit in enumerate(case.visits):
        by_log = visit.visit_id in visit_ids
        by_card = bool(patient) and visit.patient_id == patient and not visit_ids
        if (by_log or by_card) and billed & {(visit.service_date, one.code) for one in visit.services}:
            found.append(place)
    return found


def units_proofs(case: Case, claim: SubmittedClaim, places: Sequence[int], basis: Basis) -> Iterator[UnitsProof]:
    """The proof of each visit of a claim, by day."""
    for place in sorted(places, key=lambda at: case.visits[at].service_date or date.max):
        visit = case.visits[place]
        coded = explain_units(case, basis, place)
        yield UnitsProof(
            visit=visit,
            lines=tuple(coded.lines),
            steps=tuple(UnitsStep(one.text, cite(one.cite)) for one in coded.proof),
            lacks_minutes=tuple(dict.fromkeys(one.code for one in visit.services if one.minutes is None)),
            differs=tuple(_differences(claim, visit.service_date, coded.lines)),
        )


def _differences(claim: SubmittedClaim, on: date | None, lines: Sequence[CodedLine]) -> Iterator[str]:
    """Where the claim's lines of a day bill other units than the visit's minutes earn."""
    for code in dict.fromkeys(line.code for line in lines):
        earned = [line.units for line in lines if line.code == code]
        billed = [line.units for line in claim.lines if line.code == code and line.first_date == on]
        if None in earned or None in billed:
            continue
        units, on_claim = sum(one or 0 for one in earned), sum(one or 0 for one in billed)
        if units != on_claim:
            yield f"{code}: the claim bills {on_claim:f}, the minutes earn {units}"
