"""Medicaid pays last: whoever else covers the patient is billed before it.

A Medicaid agency that knows of another payer has to reject the claim and send it back until that payer has decided. So
it is looked at where Medicaid is billed first and another payer is named to pay after it: by the visit, or by the order
of the patient's coverages in the practice's file. What the other payer does not cover may go to Medicaid first all the
same; that takes its denial. (42 CFR 433.139)

    payer       | secondary_payer | code  | minutes | units || broken
    medicaid_tx | medicare        | 97110 |      15 |     1 || before_others
    -
    medicaid_tx | aetna           | 97110 |      15 |     1 || before_others
    -
    medicaid_tx | medicaid        | 97110 |      15 |     1 ||                   # two agencies
    -
    medicaid_tx | self_pay        | 97110 |      15 |     1 ||                   # the patient
    -
    medicaid_tx |                 | 97110 |      15 |     1 ||
    -
    medicare    | medicaid_tx     | 97110 |      15 |     1 ||
    -
    acme        | medicare        | 97110 |      15 |     1 || before_others?    # nobody describes it
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.law.chart.payer_order import MEDICAID, is_before_medicaid
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.practice import PayerId

NEEDS = "claim"


@fact
def later_policies(crossover_policy: tuple[Policy, ...], later_payers: tuple[PayerId, ...]) -> dict[str, str]:
    """The payers that pay after the visit's, by name, with their claim filing: the visit's second one and the patient's."""
    found = {one.name: one.claim_filing or "" for one in crossover_policy}
    return found | {one.name: one.claim_filing or "" for one in later_payers}


@fact
def has_later(later_policies: dict[str, str]) -> bool:
    """Whether any payer pays after the visit's."""
    return bool(later_policies)


@fact
def behind_medicaid(later_policies: dict[str, str], claim_filing: str | None = None) -> tuple[str, ...] | None:
    """The payers that are billed after Medicaid and come before it by law; unknown where the visit's payer is."""
    if claim_filing is None:
        return None
    return tuple(
        name for name, filing in later_policies.items() if claim_filing == MEDICAID and is_before_medicaid(filing)
    )


@rule(
    title="Medicaid billed before another payer",
    cite="42-cfr-433-139",
    when="has_later",
    severity="warn",
    unknown="info",
    message="Medicaid is billed first, and {behind_medicaid:codes} is entered to pay after it. Medicaid pays last.",
    remedy="Bill {behind_medicaid:codes} first, then Medicaid with what that payer decided; correct the order of the "
    "patient's coverages (order).",
    carc="22",
)
def before_others(behind_medicaid: tuple[str, ...]) -> bool:
    """A Medicaid agency that knows of another payer returns the claim unpaid, and takes back what it paid before."""
    return bool(behind_medicaid)
