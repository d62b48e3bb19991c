"""What of a visit can be counted: its timed minutes, the units of each code, how a tie was resolved."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.coding.lines import count_under_policy
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.visit import Visit


class VisitCounts(Struct, frozen=True, gc=False):
    """One visit, as far as it can be counted.

    `units` are those billed, by code. `timed_minutes` are those of the 15-minute codes, None where one is unknown.
    `tied` are the codes of which the minutes let either have the last unit, where somebody chose, and `took` those that
    were billed with it. `evaluations` are the evaluation codes billed. `modifiers` are those of the billed lines, and
    `asks_for_kx` whether the payer wants KX past a threshold. `failed` are the rules that found a fault.
    """

    visit_id: str
    clinician: str
    on: date
    units: dict[str, int]
    timed_minutes: int | None
    tied: tuple[str, ...]
    took: tuple[str, ...]
    evaluations: tuple[str, ...]
    modifiers: frozenset[str]
    asks_for_kx: bool
    failed: frozenset[str]


def count_visits(visits: Sequence[Visit], claims: Sequence[ClaimReview], basis: Basis) -> list[VisitCounts]:
    """The visits whose clinician and date are known; `claims` are their reviews, in the same order."""
    return [
        _observed(visit, claim, basis)
        for visit, claim in zip(visits, claims, strict=True)
        if visit.provider_npi is not None and visit.service_date is not None
    ]


def _observed(visit: Visit, claim: ClaimReview, basis: Basis) -> VisitCounts:
    assert visit.provider_npi is not None
    assert visit.service_date is not None
    law = in_force(visit, basis)
    units: dict[str, int] = {}
    for line in claim.lines:
        if line.units:
            units[line.code] = units.get(line.code, 0) + line.units
    allocation = count_under_policy(visit, (), law.policy, law.tables).allocation
    chosen_by_hand = all(service.units is not None for service in visit.services)
    tied = tuple(sorted(allocation.tied)) if allocation is not None and chosen_by_hand else ()
    took = tuple(code for code in tied if allocation is not None and units.get(code, 0) == allocation.most(code))
    return VisitCounts(
        visit_id=visit.visit_id,
        clinician=visit.provider_npi,
        on=visit.service_date,
        units=units,
        timed_minutes=None if allocation is None else sum(allocation.minutes.values()),
        tied=tied,
        took=took,
        evaluations=tuple(code for code in units if code in law.tables.evaluations),
        modifiers=frozenset(modifier for line in claim.lines if line.units for modifier in line.modifiers),
        asks_for_kx=law.policy.kx_applies is True,
        failed=frozenset(finding.rule for finding in claim.findings if finding.outcome == "fail"),
    )
