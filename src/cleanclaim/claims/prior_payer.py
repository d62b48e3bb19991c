"""What a payer decided of a claim, line by line and to the cent, as the claim to the next payer states it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from cleanclaim.model.adjudication import Adjudication, Adjustment
from cleanclaim.model.claim import LaterPayer
from cleanclaim.model.money import dollars, sum_known
from cleanclaim.model.practice import Coverage, Order, Practice
from cleanclaim.model.remittance import PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import SubmittedClaim, SubmittedLine

PATIENT = "PR"
"""The group of what the payer leaves to the patient, or to the next payer."""


class NotBillableOnwardError(Exception):
    """Why a claim cannot be billed to the next payer yet, and what to do."""


class DecidedClaim(Struct, frozen=True):
    """A claim with the payer's decision and the day of it."""

    claim: SubmittedClaim
    paid: PaidClaim
    on: date
    practice: Practice


def payer_that_decided(coverage: Coverage, order: Order, answered: DecidedClaim) -> LaterPayer:
    """The payer that has decided, with its amounts.

    Raises NotBillableOnwardError where they do not explain the claim's charge.
    """
    claim, paid = answered.claim, answered.paid
    taken = sum_known(one.amount for one in all_adjustments(paid))
    if paid.paid is None or taken is None or paid.charge != claim.charge or paid.paid + taken != claim.charge:
        stated = f"{_dollars(paid.paid)} paid and {_dollars(taken)} taken off"
        raise NotBillableOnwardError(
            f"The remittance does not explain the claim's {_dollars(claim.charge)}: {stated}.",
            "Ask the payer for a remittance that balances.",
        )
    return LaterPayer(
        order=order,
        payer=answered.practice.payers[coverage.payer],
        coverage=coverage,
        paid=paid.paid,
        remaining=sum(one.amount or 0 for one in all_adjustments(paid) if one.group == PATIENT),
        adjustments=_by_group(paid.adjustments),
        on=answered.on,
        payer_claim_number=paid.payer_claim_number,
    )


def _dollars(cents: int | None) -> str:
    return "an amount that cannot be read" if cents is None else dollars(cents)


def all_adjustments(paid: PaidClaim) -> Iterable[Adjustment]:
    """Those of the claim as a whole, then those of its lines."""
    yield from paid.adjustments
    for line in paid.lines:
        yield from line.adjustments


def adjudication_of(line: SubmittedLine, number: int, answered: DecidedClaim, payer: LaterPayer) -> Adjudication | None:
    """What the payer decided of the line; None where it decided the claim as a whole."""
    if not answered.paid.lines:
        return None
    found = _paid_lines(line, number, answered.paid)
    if len(found) != 1:
        raise NotBillableOnwardError(
            f"Line {number} ({line.code}) came back {'as several' if found else 'not at all'} in the remittance.",
            "Bill the next payer by hand, with the remittance.",
        )
    (one,) = found
    taken = sum_known(each.amount for each in one.adjustments)
    if one.paid is None or taken is None or one.paid + taken != line.charge:
        raise NotBillableOnwardError(
            f"Line {number} ({line.code}) does not balance: {_dollars(line.charge)} charged, "
            f"{_dollars(one.paid)} paid, {_dollars(taken)} taken off.",
            "Ask the payer for a remittance that balances.",
        )
    return Adjudication(
        payer_id=payer.payer.id,
        paid=one.paid,
        adjustments=_by_group(one.adjustments),
        on=answered.on,
        code=one.code or line.code,
        modifiers=one.modifiers,
        units=one.units or line.units or Decimal(1),
    )


def _by_group(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Those of one group together, as a claim has room for five groups only."""
    return tuple(sorted(adjustments, key=lambda one: one.group))


def _paid_lines(line: SubmittedLine, number: int, paid: PaidClaim) -> list[PaidLine]:
    """The remittance's lines for one that was sent: by its control number, else by code, modifiers, charge and day."""
    by_number = [one for one in paid.lines if one.control_number and one.control_number == line.control_number]
    if by_number:
        return by_number
    alike = [
        one
        for one in paid.lines
        if not one.control_number
        and (one.submitted_code or one.code, one.charge) == (line.code, line.charge)
        and (one.first_date or paid.first_date) in {line.first_date, None}
    ]
    if len(alike) > 1 and len(paid.lines) >= number and paid.lines[number - 1] in alike:
        return [paid.lines[number - 1]]  # lines that say the same, in the order in which they were sent
    return alike
