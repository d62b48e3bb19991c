"""Who pays the allowed amount: deductible, coinsurance, what an assistant's line loses, sequestration.

In this order, line by line, each share rounded to the cent as a remittance states it:

1. the deductible, as far as it is left;
2. the patient's coinsurance of the rest;
3. of the payer's share a line with CQ or CO loses its part (or the whole amount does, before all else: the setting
   `assistant_payment_basis` says which);
4. sequestration of what the payer then pays. What the patient owes stays as it is.

What is paid, owed, lost and held back adds up to the allowed amount, to the cent.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

AssistantBasis = Literal["payer_share", "whole"]


class Terms(Struct, frozen=True, kw_only=True):
    """What a policy says of sharing; all but the basis are percentages."""

    coinsurance_percent: int
    assistant_payment_percent: int
    assistant_payment_basis: AssistantBasis
    sequestration_percent: int


class Settlement(Struct, frozen=True, kw_only=True):
    """The shares of an allowed amount, in cents.

    `deductible` is None where nobody knows how much of it is left; the others then hold before any deductible.
    """

    deductible: int | None
    coinsurance: int
    assistant_reduction: int
    sequestration: int
    payer_pays: int
    patient_owes: int


def settle(allowed: int, terms: Terms, *, deductible_left: int | None, assistant: bool) -> Settlement:
    """The shares of one line. `allowed` and `deductible_left` are cents; `assistant`: the line carries CQ or CO."""
    paid_percent = terms.assistant_payment_percent if assistant else 100
    whole = terms.assistant_payment_basis == "whole"
    base = _percent(allowed, paid_percent) if whole else allowed
    deductible = min(deductible_left or 0, base)
    coinsurance = _percent(base - deductible, terms.coinsurance_percent)
    share = base - deductible - coinsurance
    paid = share if whole else _percent(share, paid_percent)
    sequestration = _percent(paid, terms.sequestration_percent)
    return Settlement(
        deductible=None if deductible_left is None else deductible,
        coinsurance=coinsurance,
        assistant_reduction=allowed - base + share - paid,
        sequestration=sequestration,
        payer_pays=paid - sequestration,
        patient_owes=deductible + coinsurance,
    )


def settle_lines(lines: Iterable[tuple[int, bool]], terms: Terms, deductible_left: int | None) -> Settlement:
    """The shares of a visit. `lines` are allowed cents and whether the line carries CQ or CO, in the claim's order.

    The deductible falls on the lines in that order.
    """
    left = deductible_left
    settled = []
    for allowed, assistant in lines:
        one = settle(allowed, terms, deductible_left=left, assistant=assistant)
        left = None if left is None else left - (one.deductible or 0)
        settled.append(one)
    return Settlement(
        deductible=None if deductible_left is None or left is None else deductible_left - left,
        coinsurance=sum(one.coinsurance for one in settled),
        assistant_reduction=sum(one.assistant_reduction for one in settled),
        sequestration=sum(one.sequestration for one in settled),
        payer_pays=sum(one.payer_pays for one in settled),
        patient_owes=sum(one.patient_owes for one in settled),
    )


def _percent(amount: int, percent: int) -> int:
    """So many percent of an amount in cents, half a cent rounded up."""
    return (amount * percent + 50) // 100
