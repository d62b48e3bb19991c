"""SNIP level 3: the amounts of a claim, a remittance and a payment must add up, to the cent.

Sources: the 837P and 835 guides' balancing sections. An amount that cannot be read is a fault of level 1; where one is
unknown here, nothing is said of the sum.
"""

from collections.abc import Iterable

from cleanclaim.exchange.x12.diagnostics import Fault
from cleanclaim.model.money import dollars
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.model.submitted_claim import Adjustment, OtherPayer, SubmittedClaim, SubmittedLine


def total(amounts: Iterable[int | None]) -> int | None:
    """The sum in cents; None where one of the amounts is unknown."""
    whole = 0
    for amount in amounts:
        if amount is None:
            return None
        whole += amount
    return whole


def claim_faults(claim: SubmittedClaim) -> list[Fault]:
    """CLM02 is the sum of the lines' charges; another payer's payment and adjustments come to CLM02."""
    faults: list[Fault] = []
    lines = total([line.charge for line in claim.lines])
    if claim.charge is not None and lines is not None and claim.lines and claim.charge != lines:
        faults.append(_off("CLM02", claim.charge, "the lines' charges come to", lines, 2))
    for other in claim.other_payers:
        faults += _other_faults(other, claim)
    return faults


def _other_faults(other: OtherPayer, claim: SubmittedClaim) -> list[Fault]:
    """CLM02 is what another payer paid (AMT D) and took off, of the claim (2320) and of its lines (2430)."""
    decided = [one for line in claim.lines for one in line.adjudications if one.payer_id == other.payer_id]
    whole = len(decided) == len(claim.lines) or (other.adjustments and not decided)
    taken = total([_taken(other.adjustments), *(_taken(one.adjustments) for one in decided)])
    if other.paid is None or claim.charge is None or taken is None or not whole or other.paid + taken == claim.charge:
        return []
    return [_off("CLM02", claim.charge, f"payer {other.payer_id} paid and took off", other.paid + taken, 2)]


def line_faults(line: SubmittedLine) -> list[Fault]:
    """What another payer paid and took off a line comes to its charge (SV102)."""
    faults: list[Fault] = []
    for other in line.adjudications:
        explained = total([other.paid, _taken(other.adjustments)])
        if line.charge is not None and explained is not None and line.charge != explained:
            faults.append(_off("SV102", line.charge, f"payer {other.payer_id} paid and took off", explained, 2))
    return faults


def paid_claim_faults(claim: PaidClaim) -> list[tuple[int, Fault]]:
    """SVC02 less the line's adjustments is SVC03, line by line; CLP03 less all adjustments is CLP04; the lines' charges
    come to CLP03. Each fault with the number of its line, 0 for the claim's.
    """
    faults: list[tuple[int, Fault]] = []
    adjusted, charged = _taken(claim.adjustments), 0
    known = True
    for number, line in enumerate(claim.lines, 1):
        taken, charge = _taken(line.adjustments), line.charge
        if taken is None or charge is None:
            known = False
            continue
        if line.paid is not None and line.paid != charge - taken:
            off = _off("SVC03", line.paid, "charge less adjustments come to", charge - taken, 3)
            faults.append((number, off))
        charged += charge
        if adjusted is not None:
            adjusted += taken
    if not known or claim.charge is None:
        return faults
    if adjusted is not None and claim.paid is not None and claim.paid != claim.charge - adjusted:
        due = claim.charge - adjusted
        faults.append((0, _off("CLP04", claim.paid, "charge less adjustments come to", due, 4)))
    if claim.lines and charged != claim.charge:
        faults.append((0, _off("CLP03", claim.charge, "the lines' charges come to", charged, 3)))
    return faults


def payment_faults(payment: Payment) -> list[Fault]:
    """BPR02 is the sum of the claims' payments less the provider-level adjustments (PLB)."""
    adjusted = total(one.amount for one in payment.adjustments)
    if payment.amount is None or payment.claims_paid is None or adjusted is None:
        return []
    due = payment.claims_paid - adjusted
    amount = payment.amount if payment.credit else -payment.amount
    return [_off("BPR02", payment.amount, "claims less provider adjustments come to", due, 2)] if amount != due else []


def _taken(adjustments: tuple[Adjustment, ...]) -> int | None:
    if len(adjustments) == 1:
        return adjustments[0].amount
    return total([one.amount for one in adjustments])


def _off(name: str, stated: int, what: str, due: int, element: int | None = None) -> Fault:
    problem = f"{name} is {dollars(stated)}, but {what} {dollars(due)}."
    return Fault(3, problem, "Find the amount that is wrong; they must agree to the cent.", "", element)
