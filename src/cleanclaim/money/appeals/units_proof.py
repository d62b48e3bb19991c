"""Proof of the units of a claim, from the visits that it bills: minutes, steps with their sources, units earned.

A claim names its patient by the number on the card, and its visits not at all. So the visits are those that the log of
what was sent has for it; else the patient's, by the practice's cards, with the day and a code of the lines.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.claims.earlier_visits import patient_of, patients_by_card
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.coding.proof import steps_for_others, without_units
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
    """A visit's units: what it bills, and the steps from the minutes recorded. `visit` as it was recorded. `timed` are
    the units of its codes in dispute that are counted by time; `differs` says, by code, where the claim bills other
    units than the minutes earn.
    """

    visit: Visit
    lines: tuple[CodedLine, ...]
    steps: tuple[UnitsStep, ...]
    lacks_minutes: tuple[str, ...]
    timed: dict[str, int]
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


def units_proofs(
    case: Case, claim: SubmittedClaim, lines: Collection[SubmittedLine], places: Sequence[int], basis: Basis
) -> Iterator[UnitsProof]:
    """The proof of each visit of a claim, by day; `lines` are those in dispute. What a visit came with already is left
    out, so that the units are those that the minutes earn; where remainders tie, as the claim bills them.
    """
    recorded = structs.replace(case, visits=tuple(map(without_units, case.visits)), coded=(), visit_files=None)
    for place in sorted(places, key=lambda at: case.visits[at].service_date or date.max):
        visit = case.visits[place]
        on_claim = _billed_on(claim, visit.service_date)
        earned = explain_units(recorded, basis, place)
        for choice in earned.alternatives:
            if all(on_claim.get(code) == units for code, units in choice.items() if units):
                earned = explain_units(recorded, basis, place, choice)
        tables = basis.tables(visit.service_date) if visit.service_date else None
        disputed = {line.code for line in lines if line.first_date == visit.service_date}
        entries = {one.code: tables.code(one.code) if tables else None for one in earned.lines}
        timed = {code for code, entry in entries.items() if entry and entry.unit_rule in _BY_TIME}
        yield UnitsProof(
            visit=visit,
            lines=tuple(explain_units(case, basis, place).lines),
            steps=tuple(UnitsStep(one.text, cite(one.cite)) for one in steps_for_others(earned.proof)),
            lacks_minutes=tuple(dict.fromkeys(one.code for one in visit.services if one.minutes is None)),
            timed={one.code: on_claim[one.code] for one in earned.lines if one.code in timed & disputed & {*on_claim}},
            differs=tuple(_differences(on_claim, earned.lines)),
        )


_BY_TIME = frozenset({"pooled", "alone"})
"""How the units of codes come about that minutes earn."""


def _billed_on(claim: SubmittedClaim, on: date | None) -> dict[str, int]:
    """The units that a claim bills on a day, by code; a code without units is left out."""
    found: dict[str, int] = {}
    unknown = {line.code for line in claim.lines if line.first_date == on and line.units is None}
    for line in claim.lines:
        if line.first_date == on and line.code and line.units is not None and line.code not in unknown:
            found[line.code] = found.get(line.code, 0) + int(line.units)
    return found


def _differences(on_claim: dict[str, int], lines: Sequence[CodedLine]) -> Iterator[str]:
    """Where the claim bills other units on the day than the visit's minutes earn."""
    for code in dict.fromkeys(line.code for line in lines):
        earned = [line.units for line in lines if line.code == code]
        if None not in earned and code in on_claim and sum(one or 0 for one in earned) != on_claim[code]:
            yield f"{code}: the claim bills {on_claim[code]}, the minutes earn {sum(one or 0 for one in earned)}"
