"""SNIP level 3: the amounts of a claim, a remittance and a payment must add up, to the cent.

Sources: the 837P and 835 guides' balancing sections. An amount that cannot be read is a fault of level 1; where one is
unknown here, nothing is said of the sum.
"""

from collections.abc import Iterator

from cleanclaim.exchange.x12.checks.check import CheckExample, Wrong, check
from cleanclaim.exchange.x12.checks.subjects import (
    CLAIM_835,
    CLAIM_837P,
    LINE_835,
    LINE_837P,
    PAYMENT_835,
    LineTotals,
    taken_by,
)
from cleanclaim.model.money import dollars, sum_known
from cleanclaim.model.remittance import ProviderAdjustment
from cleanclaim.model.submitted_claim import Adjudication, Adjustment, OtherPayer, SubmittedLine

_AGREE = "Find the amount that is wrong; they must agree to the cent."
_BPR = "BPR*I*71*C*ACH*CCP*01*111000025*DA*123456789*1512345678**01*111000025*DA*987654321*20260402~"


@check(
    "837p.line-charges",
    of=CLAIM_837P,
    level=3,
    title="The lines' charges do not come to the claim's charge",
    when="lines",
    at="2300.CLM02",
    remedy=_AGREE,
    example=CheckExample("837p", "CLM*", fails="CLM*PT1*127.51***11:B:1*Y*A*Y*Y~"),
)
def line_charges(charge: int, lines: tuple[SubmittedLine, ...]) -> str | None:
    """CLM02 is the sum of the lines' SV102; a payer refuses a claim whose lines do not add up."""
    total = sum_known([line.charge for line in lines])
    return None if total in {None, charge} else _off("CLM02", charge, "the lines' charges come to", total)


@check(
    "837p.other-payer-balance",
    of=CLAIM_837P,
    level=3,
    title="What another payer paid and took off does not come to the claim's charge",
    when="other_payers",
    at="2300.CLM02",
    remedy=_AGREE,
    example=CheckExample("837p-secondary", "AMT*D", fails="AMT*D*60.01~"),
)
def other_payer_balance(
    charge: int, other_payers: tuple[OtherPayer, ...], lines: tuple[SubmittedLine, ...]
) -> Iterator[Wrong]:
    """CLM02 is what another payer paid (AMT D) and took off, of the claim (2320) and of its lines (2430)."""
    for payer in other_payers:
        decided = [one for line in lines for one in line.adjudications if one.payer_id == payer.payer_id]
        complete = len(decided) == len(lines) or (payer.adjustments and not decided)
        taken = sum_known([taken_by(payer.adjustments), *(taken_by(one.adjustments) for one in decided)])
        if payer.paid is not None and taken is not None and complete and payer.paid + taken != charge:
            yield Wrong(_off("CLM02", charge, f"payer {payer.payer_id} paid and took off", payer.paid + taken))


@check(
    "837p.line-other-payer-balance",
    of=LINE_837P,
    level=3,
    title="What another payer paid and took off a line does not come to its charge",
    when="adjudications",
    at="2400.SV102",
    remedy=_AGREE,
    example=CheckExample("837p-secondary", "SVD*60054*45", fails="SVD*60054*46*HC:97110:GP**2~"),
)
def line_other_payer_balance(charge: int, adjudications: tuple[Adjudication, ...]) -> Iterator[Wrong]:
    """SV102 is what another payer paid (SVD02) and took off the line; the next payer cannot reckon otherwise."""
    for payer in adjudications:
        explained = sum_known([payer.paid, taken_by(payer.adjustments)])
        if explained is not None and explained != charge:
            yield Wrong(_off("SV102", charge, f"payer {payer.payer_id} paid and took off", explained))


@check(
    "835.line-balance",
    of=LINE_835,
    level=3,
    title="A line's charge less its adjustments is not what was paid",
    at="2110.SVC03",
    remedy=_AGREE,
    example=CheckExample("835", "CAS*CO*45*15", fails="CAS*CO*45*14~"),
)
def line_balance(charge: int, paid: int, adjustments: tuple[Adjustment, ...]) -> str | None:
    """SVC03 is SVC02 less the line's adjustments; what does not balance cannot be posted."""
    taken = taken_by(adjustments)
    if taken is None or paid == charge - taken:
        return None
    return _off("SVC03", paid, "charge less adjustments come to", charge - taken)


@check(
    "835.claim-balance",
    of=CLAIM_835,
    level=3,
    title="A claim's charge less all adjustments is not what was paid",
    at="2100.CLP04",
    remedy=_AGREE,
    example=CheckExample("835", "CLP*", fails="CLP*PT1*1*127.5*81*20*12*ICN1*11*1~"),
)
def claim_balance(charge: int, paid: int, adjustments: tuple[Adjustment, ...], line_totals: LineTotals) -> str | None:
    """CLP04 is CLP03 less the adjustments of the claim and of its lines; what does not balance cannot be posted."""
    taken = sum_known((taken_by(adjustments), line_totals.taken))
    if taken is None or line_totals.charge is None or paid == charge - taken:
        return None
    return _off("CLP04", paid, "charge less adjustments come to", charge - taken)


@check(
    "835.line-charges",
    of=CLAIM_835,
    level=3,
    title="The lines' charges do not come to the claim's charge",
    when="lines",
    at="2100.CLP03",
    remedy=_AGREE,
    example=CheckExample("835", "CLP*", fails="CLP*PT1*1*128.5*81*20*12*ICN1*11*1~"),
)
def paid_line_charges(charge: int, line_totals: LineTotals) -> str | None:
    """CLP03 is the sum of the lines' SVC02; otherwise a line is missing from the remittance, or one is there twice."""
    if line_totals.charge in {None, charge}:
        return None
    return _off("CLP03", charge, "the lines' charges come to", line_totals.charge)


@check(
    "835.payment-balance",
    of=PAYMENT_835,
    level=3,
    title="The claims paid less the provider's adjustments do not come to the payment",
    at=".BPR02",
    remedy=_AGREE,
    example=CheckExample("835", "BPR*", fails=_BPR),
)
def payment_balance(
    amount: int, claims_paid: int, credit: bool, adjustments: tuple[ProviderAdjustment, ...]
) -> str | None:
    """BPR02 is the sum of the claims' payments less the provider's adjustments (PLB); else no deposit ties out."""
    adjusted = sum_known(one.amount for one in adjustments)
    if adjusted is None or (amount if credit else -amount) == claims_paid - adjusted:
        return None
    return _off("BPR02", amount, "claims less provider adjustments come to", claims_paid - adjusted)


def _off(name: str, stated: int, what: str, due: int | None) -> str:
    assert due is not None
    return f"{name} is {dollars(stated)}, but {what} {dollars(due)}."
