"""Coverage: whether the payer covers the patient on the day, and whether another has to pay instead.

payer    | code  | minutes | units | coverage                                        || broken
medicare | 97110 |      15 |     1 | payer=medicare begins=2024-01-01                ||
-
medicare | 97110 |      15 |     1 | none                                            || none
-
medicare | 97110 |      15 |     1 | payer=medicare begins=2024-01-01 ends=2026-02-28 || none
-
medicare | 97110 |      15 |     1 | payer=aetna begins=2024-01-01                   || none
-
medicare | 97110 |      15 |     1 |                                                 || none? another_pays?
-
self_pay | 97110 |      15 |     1 | none                                            ||   # no claim is sent
-
medicare | 97110 |      15 |     1 | payer=medicare begins=2024-01-01; payer=medicare begins=2026-02-20 ends=2026-03-20 instead=home_health || another_pays
-
medicare | 97110 |      15 |     1 | payer=medicare begins=2026-01-01 instead=medicare_advantage || another_pays
-
medicare | 97110 |      15 |     1 | payer=medicare begins=2026-01-01 instead=acme   || another_pays
-
medicare | 97110 |      15 |     1 | payer=medicare begins=2024-01-01; payer=medicare begins=2026-01-20 ends=2026-02-20 instead=hospice ||
"""

from datetime import date

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.authorization_use import find_coverage
from cleanclaim.model.chart import PAYS_INSTEAD, CoverageSpan

NEEDS = "chart"

REMEDIES = {
    "home_health": "Bill the agency, or have the patient discharged from home health first",
    "skilled_nursing": "Bill the facility, which is paid for the stay as a whole",
    "hospice": "Bill the hospice; append GW if the care has nothing to do with the terminal illness",
    "medicare_advantage": "Bill the plan, and ask whether it wanted an authorization",
}
"""What to do where one of these has to pay instead."""


@fact
def sends_claim(claim_filing: str | None = None) -> bool | None:
    """Whether a claim goes to an insurer at all."""
    return None if claim_filing is None else claim_filing != "none"


@fact
def coverage_that_day(coverage: tuple[CoverageSpan, ...], payer: str, service_date: date) -> tuple[CoverageSpan, ...]:
    """The payer's coverage on the day, as far as it is known."""
    return find_coverage(coverage, payer, service_date)


@fact
def pays_instead(coverage_that_day: tuple[CoverageSpan, ...]) -> str:
    """Who has to pay instead that day, as the eligibility answer names it; empty where nobody does."""
    return next((span.instead for span in coverage_that_day if span.instead), "")


@fact
def instead_named(pays_instead: str) -> str:
    """The same for people."""
    return PAYS_INSTEAD.get(pays_instead, pays_instead)


@fact
def instead_remedy(pays_instead: str) -> str:
    """What to do then."""
    return REMEDIES.get(pays_instead, "Bill that payer first, and this one after it has answered")


@rule(
    title="Not covered on the day",
    cite="payer-policy",
    when="sends_claim",
    unknown="info",
    message="Nothing in the chart says that this payer covers the patient on {service_date:date}.",
    remedy="Ask who covers the patient on that day, and bill that payer.",
    carc="27",
)
def none(coverage_that_day: tuple[CoverageSpan, ...], service_date: date) -> bool:  # noqa: ARG001 - said in the message
    """A payer denies what was given before its coverage began or after it ended."""
    return not coverage_that_day


@rule(
    title="Another payer comes first",
    cite="payer-policy",
    when="sends_claim",
    unknown="info",
    message="The eligibility answer says that {instead_named} has to pay on {service_date:date}.",
    remedy="{instead_remedy}.",
    carc="22",
)
def another_pays(pays_instead: str, service_date: date) -> bool:  # noqa: ARG001 - said in the message
    """In a home health or facility stay, under hospice or in a plan of its own, therapy is someone else's to pay."""
    return bool(pays_instead)
