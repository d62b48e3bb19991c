"""Charges: what a claim has room for, and what the practice itself charges for a code.

Box 24F of a CMS-1500 has room for six digits of dollars and two of cents:

    payer    | code  | minutes | units | charge     || broken
    medicare | 97110 |      15 |     1 |  999999.99 ||
    -
    medicare | 97110 |      15 |     1 | 1000000.00 || too_large
    -
    medicare | 97110 |       5 |     0 | 1000000.00 ||              # it is not billed

Where the practice's file has a fee for the code, a charge that is five times it or a fifth of it is looked at: a point has
slipped, or all units are charged on each line. The file may say another number of times (`charge_check`):

    payer    | fees                | code  | minutes | units | charge || broken
    medicare | 97110=68.00         | 97110 |      30 |     2 | 136.00 ||
    -
    medicare | 97110=68.00         | 97110 |      30 |     2 | 679.99 ||
    -
    medicare | 97110=68.00         | 97110 |      30 |     2 | 680.00 || unusual
    -
    medicare | 97110=68.00         | 97110 |      30 |     2 |  27.21 ||
    -
    medicare | 97110=68.00         | 97110 |      30 |     2 |  27.20 || unusual
    -
    medicare | 97110=68.00 times=2 | 97110 |      30 |     2 | 272.00 || unusual
    -
    medicare | 97140=68.00         | 97110 |      30 |     2 | 680.00 ||          # no fee for it
    -
    medicare | 97110=68.00         | 97110 |      30 |     2 |        ||          # the fee is charged
"""

from cleanclaim.kernel import fact, rule
from cleanclaim.reference.element_notes import element_note

NEEDS = "claim"


@rule(
    title="Charge too large for a claim",
    cite="cms-1500-form",
    message="{code} is charged {charge:dollars}, and a claim has room for 999,999.99.",
    remedy="Correct the charge.",
    carc="16",
    required=True,
)
def too_large(code: str, units: int | None = None, charge: int | None = None) -> bool:  # noqa: ARG001 - for the message
    """A charge of a million dollars or more has no room on a claim."""
    return units != 0 and charge is not None and not element_note("charge").has_room(charge)


@fact
def has_own_fee(units: int | None = None, charge: int | None = None, own_fee: int | None = None) -> bool:
    """Whether the line is charged, and the practice has a fee for its code."""
    return bool(units and charge and own_fee)


@rule(
    title="Charge unlike the practice's own fee",
    cite="practice-fees",
    when="has_own_fee",
    severity="warn",
    message="{code} is charged {charge:dollars} for {units} units, and the practice's fee is {own_fee:dollars} a unit.",
    remedy="Correct the charge or the units, or the fee in the practice's file; or let it go out as it is.",
)
def unusual(code: str, units: int, charge: int, own_fee: int, charge_check: int) -> bool:  # noqa: ARG001 - for the message
    """Far from its own fee a practice has mostly mistyped a charge."""
    usual = own_fee * units
    return charge >= usual * charge_check or charge * charge_check <= usual
