"""Everything payers answered about each claim, in the order of the days of payment, and which decision stands now.

Remittances come in any order and more than once, so neither the order of the files nor that of the claims in them
counts. What does: the day of payment, and which earlier decision a reversal takes back.

    paid 80.00 on April 2, number ICN1                    stands from April 2
    reversed -80.00, paid 55.00 on May 2, number ICN2     stands from May 2; the claim is ICN2 with the payer
    denied as a duplicate (CARC 18) on May 9              decides nothing anew
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.x12.claim_files import read_remittances
from cleanclaim.model.remittance import REVERSED, PaidClaim, Payment, Remittance, is_duplicate


class ClaimDecision(Struct, frozen=True):
    """What one remittance said of a claim, with its payment."""

    claim: PaidClaim
    payment: Payment

    @property
    def on(self) -> date | None:
        """The day of payment; None where the remittance names none."""
        return self.payment.on

    @property
    def is_reversal(self) -> bool:
        """Whether it only takes an earlier decision back."""
        return self.claim.status == REVERSED


class ClaimHistory(Struct, frozen=True):
    """All that payers said of one claim, oldest first, reversals and denied duplicates among it.

    `standing` is the decision that holds; None where everything was taken back.
    """

    decisions: tuple[ClaimDecision, ...]
    standing: ClaimDecision | None

    @property
    def payer_claim_number(self) -> str | None:
        """The payer's number of the claim as it last stood (CLP07), which a replacement or a void names in REF F8."""
        return (self.standing or self.decisions[-1]).claim.payer_claim_number

    @property
    def paid(self) -> int:
        """Cents that all remittances together paid for the claim, less what they took back."""
        return sum(one.claim.paid or 0 for one in self.decisions)


class RemittanceHistory(Struct, frozen=True):
    """Remittances in the order of their days, each once, and what they say of each claim, by claim id.

    `repeated` are the numbers (TRN02) of payments that came more than once, once for each further time.
    """

    remittances: tuple[Remittance, ...] = ()
    claims: Mapping[str, ClaimHistory] = {}
    repeated: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        """Cents of all payments; a debit takes from them."""
        payments = (one.payment for one in self.remittances)
        return sum((one.amount or 0) * (1 if one.credit else -1) for one in payments)


def remittance_history(remittances: Iterable[Remittance]) -> RemittanceHistory:
    """The history that remittances tell, in whatever order they come and however often."""
    once: dict[object, Remittance] = {}
    repeated = []
    for one in remittances:
        if (identity := _identity(one)) in once:
            repeated.append(one.payment.trace or "without a number")
        else:
            once[identity] = one
    ordered = sorted(once.values(), key=_order)
    decisions: dict[str, list[ClaimDecision]] = defaultdict(list)
    for one in ordered:
        for claim in one.claims:
            decisions[claim.claim_id].append(ClaimDecision(claim, one.payment))
    claims = {claim_id: ClaimHistory(tuple(told), _standing(told)) for claim_id, told in decisions.items()}
    return RemittanceHistory(tuple(ordered), claims, tuple(sorted(repeated)))


def read_history(paths: Iterable[str | Path]) -> RemittanceHistory:
    """The history that 835 files tell. Raises UserError where one cannot be read or is no remittance."""
    return remittance_history(one for path in paths for one in read_remittances(path))


def _identity(one: Remittance) -> object:
    """What makes two remittances the same payment. Payments of nothing, or without a number, may share all of that:
    they are the same only where they say the same of the same claims.
    """
    paid = one.payment
    content = () if paid.trace and paid.amount else _content(one)
    return paid.payer_id, paid.trace, paid.on, paid.amount, content


def _content(one: Remittance) -> tuple[object, ...]:
    return tuple((said.claim_id, said.status, said.payer_claim_number, said.charge, said.paid) for said in one.claims)


def _order(one: Remittance) -> tuple[object, ...]:
    """By day, days that are not known last. What tells payments of one day apart keeps the order the same each time."""
    paid = one.payment
    return (
        paid.on is None,
        paid.on or date.max,
        paid.payer_id or "",
        paid.trace or "",
        paid.amount or 0,
        str(_content(one)),
    )


def _standing(decisions: Sequence[ClaimDecision]) -> ClaimDecision | None:
    """The last decision that no reversal took back. A denied duplicate counts where nothing else was ever decided."""
    unreversed: list[ClaimDecision] = []
    for _on, group in groupby(decisions, key=lambda one: one.on):
        of_day = list(group)
        today = [one for one in of_day if not one.is_reversal and not is_duplicate(one.claim)]
        for reversal in of_day:
            if reversal.is_reversal:
                taken = {id(one) for one in _taken_back(reversal.claim, unreversed, today)}
                unreversed = [one for one in unreversed if id(one) not in taken]
                today = [one for one in today if id(one) not in taken]
        unreversed += today
    if unreversed:
        return unreversed[-1]
    return decisions[-1] if all(is_duplicate(one.claim) for one in decisions) else None


def _taken_back(
    reversal: PaidClaim, before: Sequence[ClaimDecision], today: Sequence[ClaimDecision]
) -> Sequence[ClaimDecision]:
    """The decisions that a reversal takes back: of those before its day the latest that has its number, else its
    amount; else one of the day that it undoes to the cent; else all before it.
    """
    back = None if reversal.paid is None else -reversal.paid
    same_number = [one for one in before if one.claim.payer_claim_number == reversal.payer_claim_number]
    same_amount = [one for one in before if one.claim.paid == back]
    both = [one for one in same_number if one.claim.paid == back]
    if found := both or same_number or same_amount:
        return found[-1:]
    undone = [
        one
        for one in today
        if back
        and one.claim.paid == back
        and (one.claim.payer_claim_number == reversal.payer_claim_number or reversal.payer_claim_number is None)
    ]
    return undone[:1] or before
