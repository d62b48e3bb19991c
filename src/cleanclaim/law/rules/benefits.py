"""Benefits: the visits or dollars of a plan's year, for one discipline or several together.

payer | code  | minutes | units | allowed | earlier                | benefits || broken
aetna | 97110 |      15 |     1 |  40.00  | none                   | payer=aetna unit=visits limit=30 begins=2026-01-01 ends=2026-12-31 used=20 counted_on=2026-02-27 ||
-
aetna | 97110 |      15 |     1 |  40.00  | payer=aetna 2026-02-02*5 | payer=aetna unit=visits limit=30 begins=2026-01-01 ends=2026-12-31 used=26 counted_on=2026-02-04 || nearly     # 26, two more, this one
-
aetna | 97110 |      15 |     1 |  40.00  | none                   | payer=aetna unit=visits limit=30 begins=2026-01-01 ends=2026-12-31 used=30 counted_on=2026-02-27 || used_up
-
aetna | 97110 |      15 |     1 |  40.00  | payer=aetna 2026-02-02*3 | payer=aetna unit=visits limit=3 begins=2026-01-01 ends=2026-12-31 || used_up
-
aetna | 97110 |      15 |     1 |  40.00  |                        | payer=aetna unit=visits limit=30 begins=2026-01-01 ends=2026-12-31 || used_up? nearly?
-
aetna | 97110 |      15 |     1 |  40.00  | none                   |  || used_up? nearly? dollars_used_up? dollars_nearly?
-
aetna | 97110 |      15 |     1 |  40.00  | none                   | none ||
-
aetna | 97110 |      15 |     1 |  40.00  | none                   | payer=aetna unit=dollars limit=2000 begins=2026-01-01 ends=2026-12-31 used=1000 counted_on=2026-02-27 ||
-
aetna | 97110 |      15 |     1 |  40.00  | none                   | payer=aetna unit=dollars limit=2000 begins=2026-01-01 ends=2026-12-31 used=1900 counted_on=2026-02-27 || dollars_nearly
-
aetna | 97110 |      15 |     1 |  40.00  | none                   | payer=aetna unit=dollars limit=2000 begins=2026-01-01 ends=2026-12-31 used=1980 counted_on=2026-02-27 || dollars_used_up
-
aetna | 97110 |      15 |     1 |         | none                   | payer=aetna unit=dollars limit=2000 begins=2026-01-01 ends=2026-12-31 || dollars_used_up? dollars_nearly?
"""

from collections.abc import Sequence
from datetime import date

from cleanclaim.kernel import Each, Missing, fact, rule
from cleanclaim.law.chart.authorization_use import (
    AuthorizationUse,
    choose_tightest,
    count_benefit_dollars,
    count_benefit_visits,
    find_benefits,
)
from cleanclaim.law.chart.visit_history import PayerVisits
from cleanclaim.law.rules._facts import VISITS_COUNTED
from cleanclaim.law.wording import dollars
from cleanclaim.model.chart import Benefit
from cleanclaim.model.visit import Visit

NEEDS = "chart"

NEARLY = 3
"""Visits left, or visits like this one that the dollars left would pay, from which to tell: a choice of ours."""


@fact
def visit_pools(benefits: tuple[Benefit, ...], payer: str, discipline: str, service_date: date) -> tuple[Benefit, ...]:
    """The benefits counted in visits that the visit draws on."""
    return find_benefits(benefits, payer, discipline, service_date, "visits")


@fact
def dollar_pools(benefits: tuple[Benefit, ...], payer: str, discipline: str, service_date: date) -> tuple[Benefit, ...]:
    """The benefits counted in dollars that the visit draws on."""
    return find_benefits(benefits, payer, discipline, service_date, "dollars")


@fact
def draws_visits(visit_pools: tuple[Benefit, ...] | None = None) -> bool | None:
    """Whether the visit draws on a number of visits."""
    return None if visit_pools is None else bool(visit_pools)


@fact
def draws_dollars(dollar_pools: tuple[Benefit, ...] | None = None) -> bool | None:
    """Whether the visit draws on an amount."""
    return None if dollar_pools is None else bool(dollar_pools)


@fact(missing=VISITS_COUNTED)
def benefit_visits(
    visit_pools: tuple[Benefit, ...], own_visits: PayerVisits, service_date: date
) -> AuthorizationUse | None:
    """The visit's number under the tightest of them."""
    return choose_tightest([count_benefit_visits(pool, own_visits, service_date) for pool in visit_pools])


@fact(money=True)
def visit_allowed(allowed: Each[int | None]) -> int | None:
    """What is allowed for the visit, in cents; unknown where a line's amount is."""
    known = [amount for amount in allowed if amount is not None]
    return sum(known) if len(known) == len(allowed) else None


@fact(
    missing=(
        "visit_allowed",
        Missing(
            "What the benefit has left is not known",
            "Enter the day of the payer's count, and what was allowed for the visits since.",
            name="dollars_counted",
        ),
    )
)
def benefit_dollars(
    dollar_pools: tuple[Benefit, ...],
    all_visits: Sequence[Visit],
    service_date: date,
    visit_allowed: int | None = None,
) -> AuthorizationUse | None:
    """The cents used under the tightest of them, with the visit's own."""
    return choose_tightest(
        [count_benefit_dollars(pool, all_visits, service_date, visit_allowed) for pool in dollar_pools]
    )


def _of_dollars(benefit_dollars: AuthorizationUse) -> str:
    """How much of the amount is used."""
    return f"With this visit {dollars(benefit_dollars.number)} of {dollars(benefit_dollars.limit)} are used."


@rule(
    title="The benefit's visits are used up",
    cite="payer-policy",
    when="draws_visits",
    unknown="info",
    message="Visit {benefit_visits.number} of {benefit_visits.limit} that the plan pays.",
    remedy="Check the count with the payer; if it is true, tell the patient what the visit costs.",
    carc="119",
    severity="warn",
)
def used_up(benefit_visits: AuthorizationUse) -> bool:
    """Visits past the plan's number are the patient's to pay, who should know it beforehand."""
    return benefit_visits.left < 0


@rule(
    title="The benefit's visits are running out",
    cite="payer-policy",
    when="draws_visits",
    severity="info",
    message="Visit {benefit_visits.number} of {benefit_visits.limit} that the plan pays: {benefit_visits.left} left.",
    remedy="Tell the patient and the therapist, so that the last visits are well used.",
)
def nearly(benefit_visits: AuthorizationUse) -> bool:
    """Who knows that three visits are left can plan them."""
    return 0 <= benefit_visits.left <= NEARLY


@rule(
    title="The benefit's dollars are used up",
    cite="payer-policy",
    when="draws_dollars",
    severity="warn",
    unknown="info",
    message=_of_dollars,
    remedy="Check the amount with the payer; if it is true, tell the patient what is left to pay.",
    carc="119",
)
def dollars_used_up(benefit_dollars: AuthorizationUse) -> bool:
    """What is past the plan's amount is the patient's to pay, who should know it beforehand."""
    return benefit_dollars.left < 0


@rule(
    title="The benefit's dollars are running out",
    cite="payer-policy",
    when="draws_dollars",
    severity="info",
    message=_of_dollars,
    remedy="Tell the patient and the therapist, so that the last visits are well used.",
)
def dollars_nearly(benefit_dollars: AuthorizationUse, visit_allowed: int) -> bool:
    """What is left would pay no more than three visits like this one."""
    return 0 <= benefit_dollars.left <= NEARLY * visit_allowed
