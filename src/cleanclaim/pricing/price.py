"""Pricing visits: what is allowed, what the payer pays, what the patient owes, and how each amount came about."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.coding.visit_lines import VisitLines
from cleanclaim.law.policies.policy import law_version
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.pricing.day import DayLines, group_by_day, price_day
from cleanclaim.pricing.payment_locality import locality_of
from cleanclaim.pricing.priced import Priced, PricedVisit
from cleanclaim.pricing.sharing import price_shares
from cleanclaim.reference.gpci import Gpci, Locality
from cleanclaim.reference.mpfs import ConversionFactor, Fee
from cleanclaim.reference.releases import Kind


def price(
    visits: Case | Iterable[Visit],
    basis: Basis | None = None,
    *,
    deductible_left: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Priced:
    """The expected payment of a case under Medicare's fee schedule, by the law and tables of a `Basis`.

    Visits alone have no place, and so no price. `deductible_left` is what the patient has still
    to meet before these visits, in cents, None if unknown; it is used up in the order of the dates. `progress`
    is called with how many are done.

    Raises UserError where a deductible is set for several patients or years.

        >>> import cleanclaim
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> priced = cleanclaim.price(cleanclaim.Case(visits=visits[:1], zip_code="78701")).visits[0]
        >>> priced.allowed, priced.payer_pays, priced.patient_owes
        (8157, 6396, 1631)
        >>> priced.lines[0].working[0].formula
        '(0.50 × 1.002 + 0.47 × 1.058 + 0.01 × 0.886) × $33.4009'
    """
    case, basis = as_case(visits), basis or Basis()
    known = case.visits
    _check_deductible(known, deductible_left)
    lines = price_lines(case, basis, progress)
    left = deductible_left
    answers: dict[int, PricedVisit] = {}
    for position in sorted(range(len(known)), key=lambda one: (known[one].service_date or date.max, one)):
        visit = price_shares(known[position], lines[position], left)
        answers[position] = visit
        if left and _has_deductible(known[position], basis):
            left = None if visit.deductible is None else left - visit.deductible
    return Priced(visits=[answers[position] for position in range(len(known))], summary=_summary(lines))


def price_visit(case: Case, basis: Basis, place: int) -> PricedVisit:
    """The expected payment of one visit of a case, before any deductible."""
    day = next(day for day in group_by_day(case.visits) if place in day)
    lines = dict(
        zip(day, price_day(_coded(case, basis, day, ContextIndex(case.visits)), locality_of(case), basis), strict=True)
    )
    return price_shares(case.visits[place], lines[place], None)


def price_lines(case: Case, basis: Basis, progress: Callable[[int], None] | None = None) -> list[DayLines]:
    """The lines of every visit priced, in the order of the visits; what is allowed, before anybody's share of it."""
    office, index = locality_of(case), ContextIndex(case.visits)
    found: dict[int, DayLines] = {}
    for day in group_by_day(case.visits):
        found |= zip(day, price_day(_coded(case, basis, day, index), office, basis), strict=True)
        if progress and len(found) % 256 < len(day):
            progress(len(found))
    return [found[position] for position in range(len(case.visits))]


def _coded(case: Case, basis: Basis, places: Iterable[int], index: ContextIndex) -> list[VisitLines]:
    """The lines of the visits at some places."""
    coded = []
    for place in places:
        visit = case.visits[place]
        law = in_force(visit, basis, ())
        coded.append(case.coded_at(place, index.same_day(visit), law.policy, law.tables))
    return coded


def _check_deductible(visits: Sequence[Visit], left: int | None) -> None:
    """Raises UserError where one amount cannot hold for all visits."""
    patients = {visit.patient_id for visit in visits}
    years = {visit.service_date.year for visit in visits if visit.service_date}
    if left and (len(patients) > 1 or len(years) > 1):
        of = f"{len(patients)} patients" if len(patients) > 1 else f"{len(years)} years"
        raise UserError(
            "the deductible",
            f"one amount is given, and the visits are of {of}",
            "Price the visits of one patient and year at a time, or give 0 where all is met.",
        )


def _has_deductible(visit: Visit, basis: Basis) -> bool:
    """Whether the visit uses up the deductible: it is priced by the fee schedule, be its amount known or not."""
    return in_force(visit, basis, ()).policy.fee_schedule == "mpfs"


def _summary(lines: Sequence[DayLines]) -> dict[str, Any]:
    """The law's version and the releases used, with those that are stale for a date."""
    releases: dict[str, dict[str, Any]] = {}
    for one in lines:
        for kind, use in _uses(one):
            if use.release:
                entry = releases.setdefault(use.release, {"kind": kind, "stale": False})
                entry["stale"] = entry["stale"] or use.stale
    return {"law": law_version(), "reference": releases}


def _uses(priced: DayLines) -> Iterator[tuple[Kind, Fee | ConversionFactor | Gpci | Locality]]:
    """Every row of a published table that a visit's prices rest on, with its kind."""
    setting = priced.setting
    if setting is None:
        return
    yield "mpfs", setting.factor
    yield "gpci", setting.location.gpci
    if setting.location.found_by is not None:
        yield "zip", setting.location.found_by
    for line in priced.lines:
        fee = setting.tables.fee(line.code)
        if fee is not None:
            yield "mpfs", fee
