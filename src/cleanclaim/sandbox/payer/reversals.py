"""Reversals and denials as the test payer's remittances state them. Amounts are cents."""

from msgspec import structs

from cleanclaim.model.remittance import DUPLICATE, REVERSED, PaidClaim, PaidLine
from cleanclaim.model.submitted_claim import Adjustment

PAID, SECOND, DENIED = "1", "2", "4"
"""Status of a claim (CLP02): paid by the first payer or the second, denied."""
NOT_FIRST, FIRST_PAYER, REVIEWED = "22", "23", "216"
"""Adjustment reasons (CARC): another payer comes first; what that one decided; a reviewer decided so."""
OTHERS = frozenset({DUPLICATE, NOT_FIRST, FIRST_PAYER})
"""Reasons that go with the group OA; a denial goes with CO otherwise."""


def denial_adjustments(reason: str, charge: int) -> tuple[Adjustment, ...]:
    """The adjustment that denies a whole charge."""
    return (Adjustment("OA" if reason in OTHERS else "CO", reason, charge),) if charge else ()


def is_denied(line: PaidLine) -> bool:
    """Whether a line of ours was denied: nothing is allowed, and no payer before us took the charge."""
    return line.allowed is None and any(one.reason != FIRST_PAYER for one in line.adjustments)


def reverse_claim(paid: PaidClaim) -> PaidClaim:
    """The reversal of a claim: every amount negated, status 22."""
    lines = tuple(
        structs.replace(
            line,
            charge=-(line.charge or 0),
            paid=-(line.paid or 0),
            allowed=None,
            adjustments=tuple(structs.replace(one, amount=-(one.amount or 0)) for one in line.adjustments),
        )
        for line in paid.lines
    )
    owes = -paid.patient_owes if paid.patient_owes else None
    charge, paid_amount = -(paid.charge or 0), -(paid.paid or 0)
    return structs.replace(paid, status=REVERSED, charge=charge, paid=paid_amount, patient_owes=owes, lines=lines)


def deny_on_review(paid: PaidClaim) -> PaidClaim:
    """The claim denied on review, after it was paid."""
    lines = tuple(
        structs.replace(
            line, paid=0, allowed=None, remarks=(), adjustments=denial_adjustments(REVIEWED, line.charge or 0)
        )
        for line in paid.lines
    )
    return structs.replace(paid, status=DENIED, paid=0, patient_owes=None, lines=lines)
