"""Synthetic visits for measuring: a clinic's usual mix, one visit in twelve with a planted fault."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import structs

from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan, PlanOfCare, ProgressReport
from cleanclaim.model.visit import History, Service, Visit

CODES = ("97110", "97112", "97140", "97530", "97116", "97535")
DIAGNOSES = ("M54.50", "M25.561", "M25.511", "M54.2", "R26.89", "M62.81")
PAYERS = ("medicare", "medicare", "medicare", "aetna", "uhc", "cigna", "anthem", "medicaid")
NPIS = ("1234567893", "1245319599", "1003000126")
FIRST_DAY = date(2026, 1, 5)


def visits(lines: int, seed: int = 1) -> Iterator[Visit]:
    """Billed visits of four lines each, about `lines` lines in all; the same seed gives the same visits."""
    chance = random.Random(seed)  # noqa: S311 - synthetic data, nothing secret
    for number in range(lines // 4):
        yield _visit(number, chance)


def with_a_year(visit: Visit) -> Visit:
    """The visit with a year before it: two visits a week, begun by an evaluation, a plan each quarter, a report every
    tenth treatment day.
    """
    assert visit.service_date is not None
    assert visit.payer is not None
    first = visit.service_date - timedelta(days=364)
    days = [first + timedelta(days=7 * week + weekday) for week in range(52) for weekday in (0, 3)]
    quarters = [first + timedelta(days=start) for start in range(0, 364, 80)]
    evaluation = Service(code="97162", minutes=40, performed_by="PT", units=1, modifiers=("GP",), charge=9000)
    earlier = tuple(
        structs.replace(
            visit,
            visit_id=f"{visit.visit_id}-{day}",
            service_date=day,
            history=None,
            services=(evaluation, *visit.services) if day == first else visit.services,
        )
        for day in days
    )
    history = History(
        spent=120_000,
        visits=earlier,
        plan_of_care=tuple(
            PlanOfCare(begins=day, through=day + timedelta(days=84), discipline="PT", written_by="PT", signed_on=day)
            for day in quarters
        ),
        progress_reports=tuple(ProgressReport(on=day, discipline="PT", written_by="PT") for day in days[9::9]),
        authorizations=(Authorization(number="A1", payer=visit.payer, begins=first, visits=150),),
        benefits=(
            Benefit(payer=visit.payer, unit="visits", limit=150, begins=first, ends=first + timedelta(days=400)),
        ),
        coverage=(CoverageSpan(payer=visit.payer, begins=first),),
        discharged_on=(),
    )
    return structs.replace(visit, history=history)


def _visit(number: int, chance: random.Random) -> Visit:
    minutes = [chance.randint(8, 20) for _ in range(4)]
    codes = chance.sample(CODES, 4)
    payer = chance.choice(PAYERS)
    units = _units(payer, codes, minutes)
    if chance.random() < 1 / 12:
        units[chance.randrange(4)] += 1
    diagnoses = (chance.choice(DIAGNOSES),)
    return Visit(
        visit_id=str(number),
        patient_id=f"P{number // 8}",
        payer=payer,
        service_date=FIRST_DAY + timedelta(days=number % 60),
        discipline="PT",
        provider_npi=chance.choice(NPIS),
        place_of_service="11",
        history=History(spent=chance.randrange(150_000)),
        services=tuple(
            Service(
                code=code,
                minutes=spent,
                performed_by="PT",
                units=earned,
                modifiers=("GP",),
                charge=4500 * max(earned, 1),
                allowed=2800 * earned,
                diagnoses=diagnoses,
            )
            for code, spent, earned in zip(codes, minutes, units, strict=True)
        ),
    )


def _units(payer: str, codes: list[str], minutes: list[int]) -> list[int]:
    """Units as a careful biller would enter them."""
    if payer not in {"medicare", "uhc", "medicaid"}:
        return [(spent + 7) // 15 for spent in minutes]
    units = [spent // 15 for spent in minutes]
    owed = (sum(minutes) + 7) // 15 - sum(units)
    by_remainder = sorted(range(4), key=lambda i: (-(minutes[i] % 15), units[i], codes[i]))
    for i in by_remainder[:owed]:
        units[i] += 1
    return units
