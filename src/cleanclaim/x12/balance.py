"""SNIP level 3: the amounts of a claim, a remittance and a payment must add up, to the cent.

Sources: the 837P and 835 guides' balancing sections. An amount that cannot be read is a fault of level 1; where one is
unknown here, nothing is said of the sum.
"""

from collections.abc import Iterable, Iterator

from cleanclaim.model.money import dollars
from cleanclaim.x12.diagnostics import Fault
from cleanclaim.x12.remitted import PaidClaim, PaidLine, Payment
from cleanclaim.x12.submitted import Adjustment, SubmittedClaim, SubmittedLine


def total(amounts: Iterable[int | None]) -> int | None:
    """The sum in cents; None where one of the amounts is unknown."""
    whole = 0
    for amount in amounts:
        if amount is None:
            return None
        whole += amount
    return whole


def claim_faults(claim: SubmittedClaim) -> Iterator[Fault]:
    """CLM02 is the sum of the lines' charges."""
    lines = total(line.charge for line in claim.lines)
    if claim.charge is not None and lines is not None and claim.lines and claim.charge != lines:
        yield _off("CLM02", claim.charge, "the lines' charges come to", lines, 2)


def line_faults(line: SubmittedLine) -> Iterator[Fault]:
    """What another payer paid and took off a line comes to its charge (SV102)."""
    for other in line.adjudications:
        explained = total([other.paid, _taken(other.adjustments)])
        if line.charge is not None and explained is not None and line.charge != explained:
            yield _off("SV102", line.charge, f"payer {other.payer_id} paid and took off", explained, 2)


def paid_claim_faults(claim: PaidClaim) -> Iterator[Fault]:
    """CLP03 less all adjustments of the claim and its lines is CLP04; the lines' charges come to CLP03."""
    adjusted = total([_taken(claim.adjustments), *(_taken(line.adjustments) for line in claim.lines)])
    due = None if claim.charge is None or adjusted is None else claim.charge - adjusted
    if claim.paid is not None and due is not None and claim.paid != due:
        yield _off("CLP04", claim.paid, "charge less adjustments come to", due, 4)
    charged = total(line.charge for line in claim.lines)
    if claim.lines and charged is not None and claim.charge is not None and charged != claim.charge:
        yield _off("CLP03", claim.charge, "the lines' charges come to", charged, 3)


def paid_line_faults(line: PaidLine) -> Iterator[Fault]:
    """SVC02 less the line's adjustments is SVC03."""
    adjusted = _taken(line.adjustments)
    due = None if line.charge is None or adjusted is None else line.charge - adjusted
    if line.paid is not None and due is not None and line.paid != due:
        yield _off("SVC03", line.paid, "charge less adjustments come to", due, 3)


def payment_faults(payment: Payment) -> Iterator[Fault]:
    """BPR02 is the sum of the claims' payments less the provider-level adjustments (PLB)."""
    adjusted = total(one.amount for one in payment.adjustments)
    if payment.amount is None or payment.claims_paid is None or adjusted is None:
        return
    due = payment.claims_paid - adjusted
    amount = payment.amount if payment.credit else -payment.amount
    if amount != due:
        yield _off("BPR02", payment.amount, "claims less provider adjustments come to", due, 2)


def _taken(adjustments: Iterable[Adjustment]) -> int | None:
    return total(one.amount for one in adjustments)


def _off(name: str, stated: int, what: str, due: int, element: int) -> Fault:
    problem = f"{name} is {dollars(stated)}, but {what} {dollars(due)}."
    return Fault(3, problem, "Find the amount that is wrong; they must agree to the cent.", "", element)
