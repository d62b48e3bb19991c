"""What a payer decided of a claim, line by line and to the cent, as the claim to the next payer states it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from cleanclaim.claims.paid_lines import add_up, pair_lines
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
        outpatient=paid.outpatient,
    )


def _dollars(cents: int | None) -> str:
    return "an amount that cannot be read" if cents is None else dollars(cents)


def all_adjustments(paid: PaidClaim) -> Iterable[Adjustment]:
    """Those of the claim as a whole, then those of its lines."""
    yield from paid.adjustments
    for line in paid.lines:
        yield from line.adjustments


def adjudications_of(answered: DecidedClaim, payer: LaterPayer) -> list[tuple[Adjudication, ...]]:
    """What the payer decided of each line; nothing where it decided the claim as a whole.

    Several where it paid a line under several codes. Raises NotBillableOnwardError for a line that was left out, or
    does not balance.
    """
    claim = answered.claim
    if not answered.paid.lines:
        return [()] * len(claim.lines)
    pairs = pair_lines(claim.lines, answered.paid)
    if pairs.unbilled:
        strange = ", ".join(str(one.code) for one in pairs.unbilled)
        raise NotBillableOnwardError(
            f"The remittance has lines that were not sent: {strange}.", "Bill the next payer by hand, with it."
        )
    return [
        _adjudications(line, number, parts, answered, payer)
        for number, (line, parts) in enumerate(zip(claim.lines, pairs.of_lines, strict=True), start=1)
    ]


def _adjudications(
    line: SubmittedLine, number: int, parts: Sequence[PaidLine], answered: DecidedClaim, payer: LaterPayer
) -> tuple[Adjudication, ...]:
    if not parts:
        raise NotBillableOnwardError(
            f"Line {number} ({line.code}) is not in the remittance.",
            "Bill the next payer by hand, with the remittance.",
        )
    whole = add_up(parts)
    taken = sum_known(each.amount for each in whole.adjustments)
    if whole.paid is None or taken is None or whole.paid + taken != line.charge:
        raise NotBillableOnwardError(
            f"Line {number} ({line.code}) does not balance: {_dollars(line.charge)} charged, "
            f"{_dollars(whole.paid)} paid, {_dollars(taken)} taken off.",
            "Ask the payer for a remittance that balances.",
        )
    by_code: dict[object, list[PaidLine]] = {}
    for one in parts:
        by_code.setdefault((one.code, one.modifiers), []).append(one)
    return tuple(
        Adjudication(
            payer_id=payer.payer.id,
            paid=one.paid,
            adjustments=_by_group(one.adjustments),
            on=answered.on,
            code=one.code or line.code,
            modifiers=one.modifiers,
            units=one.units or line.units or Decimal(1),
            bundled_into=_bundled_into(line, one, answered.claim.lines),
        )
        for one in map(add_up, by_code.values())
    )


def _bundled_into(line: SubmittedLine, paid: PaidLine, lines: Sequence[SubmittedLine]) -> str | None:
    """The number of the other line of the claim whose code the payer paid this one as; None where there is none."""
    if paid.code == line.code:
        return None
    alike = [(number, one) for number, one in enumerate(lines, start=1) if one is not line and one.code == paid.code]
    exact = [number for number, one in alike if one.modifiers == paid.modifiers]
    return str((exact or [number for number, _one in alike])[0]) if alike else None


def _by_group(adjustments: Iterable[Adjustment]) -> tuple[Adjustment, ...]:
    """Those of one group together, as a claim has room for five groups only."""
    return tuple(sorted(adjustments, key=lambda one: one.group))
