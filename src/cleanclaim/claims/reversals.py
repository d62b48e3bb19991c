"""Reversals on an 835 (CLP02 22): which earlier decision of a claim each one takes back, and which stands then.

paid 80.00 on April 2, number ICN1                    stands from April 2
reversed -80.00, paid 55.00 on May 2, number ICN2     stands from May 2; the claim is ICN2 with the payer
denied as a duplicate (CARC 18) on May 9              changes nothing
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from cleanclaim.model.remittance import REVERSED, PaidClaim, Payment, is_duplicate


class ClaimDecision(Struct, frozen=True):
    """A payer's decision about one claim (CLP), with the payment of the remittance."""

    claim: PaidClaim
    payment: Payment

    @property
    def on(self) -> date | None:
        """The day of payment; None where the remittance names none."""
        return self.payment.on

    @property
    def is_reversal(self) -> bool:
        """Whether it only takes back an earlier decision (CLP02 22)."""
        return self.claim.status == REVERSED


def decision_after_reversals(decisions: Sequence[ClaimDecision]) -> ClaimDecision | None:
    """The last decision that no reversal took back; None where all were reversed.

    A denied duplicate counts only where nothing else was ever decided. The decisions come oldest first.
    """
    unreversed: list[ClaimDecision] = []
    for _on, group in groupby(decisions, key=lambda one: one.on):
        of_day = list(group)
        today = [one for one in of_day if not one.is_reversal and not is_duplicate(one.claim)]
        for reversal in of_day:
            if reversal.is_reversal:
                reversed_ids = {id(one) for one in _decisions_reversed(reversal.claim, unreversed, today)}
                unreversed = [one for one in unreversed if id(one) not in reversed_ids]
                today = [one for one in today if id(one) not in reversed_ids]
        unreversed += today
    if unreversed:
        return unreversed[-1]
    return decisions[-1] if all(is_duplicate(one.claim) for one in decisions) else None


def _decisions_reversed(
    reversal: PaidClaim, before: Sequence[ClaimDecision], today: Sequence[ClaimDecision]
) -> Sequence[ClaimDecision]:
    """The decisions that a reversal takes back: of those before its day the latest that has its number, else its
    amount; else one of its own day with the same amount; else all before it.
    """
    amount = None if reversal.paid is None else -reversal.paid
    same_number = [one for one in before if one.claim.payer_claim_number == reversal.payer_claim_number]
    same_amount = [one for one in before if one.claim.paid == amount]
    both = [one for one in same_number if one.claim.paid == amount]
    if found := both or same_number or same_amount:
        return found[-1:]
    same_day = [
        one
        for one in today
        if amount
        and one.claim.paid == amount
        and (one.claim.payer_claim_number == reversal.payer_claim_number or reversal.payer_claim_number is None)
    ]
    return same_day[:1] or before
