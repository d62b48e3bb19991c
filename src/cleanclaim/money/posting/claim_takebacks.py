"""Takebacks (PLB) that name a claim, and what of them no reversal explains: that was taken off the claim itself.

    paid 60, number ICN1           on the claim    60
    paid 75, and WO ICN1 60        on the claim    75: the first payment is taken back, and no reversal says so
    reversal of -60, WO ICN1 -60   announced; WO ICN1 20, later 40: settled by the reversal, which took it off the claim

Of each payer and claim the takebacks come to nothing where a reversal explains them. What is above that moves from the
payer's takebacks to the claim. A claim is named by its number or by the payer's (CLP07), or a person names it
(`[[takeback]]` in money.toml).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource, LedgerEntry
from cleanclaim.model.remittance import ProviderAdjustment, Remittance
from cleanclaim.money.posting.facts import ClaimFacts, TakebackOfClaim
from cleanclaim.money.posting.treatments import is_takeback

_Place = tuple[EntrySource, str | None, int]
"""A payment, and which of its amounts of the provider's level it is."""


class TakenOffClaim(Struct, frozen=True):
    """Cents of a takeback that were taken off a claim, and by which payer, as the claim names it."""

    claim_id: str
    payer: str
    cents: int


class ClaimTakebacks:
    """What of a book's takebacks was taken off claims."""

    def __init__(
        self,
        remittances: Iterable[Remittance],
        bills: Iterable[ClaimFacts],
        entries: Iterable[LedgerEntry],
        stated: Iterable[TakebackOfClaim],
    ) -> None:
        self._stated = list(stated)
        self._placed: set[EntrySource] = set()
        payments = [one for one in remittances if any(is_takeback(each.reason) for each in one.payment.adjustments)]
        wanted = {number for one in payments for each in one.payment.adjustments for number in _numbers(each)}
        wanted |= {one.claim_id for one in self._stated}
        names = {one.source: one.payer for one in entries if one.payment} if wanted else {}
        self._claims: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        """The claims by payer and number: the name of the payer on each."""
        for bill in bills if wanted else ():
            for one in bill.decisions:
                payer = claim_text(one.payment.payer or "")
                for number in wanted.intersection((bill.claim_id, one.claim.claim_id, one.claim.payer_claim_number)):
                    self._claims[payer, number][bill.claim_id] = names.get(one.source, one.payment.payer or "")
        self._found: dict[_Place, TakenOffClaim] = {}
        self._divide(payments)

    def of(self, remittance: Remittance, at: int) -> TakenOffClaim | None:
        """What of an amount of a payment's provider level was taken off a claim; None where nothing was."""
        return self._found.get((remittance.source, remittance.payment.trace, at))

    @property
    def unplaced(self) -> list[TakebackOfClaim]:
        """What a person says of takebacks that are on no payment, or of no claim that the payer decided."""
        return [one for one in self._stated if one.source not in self._placed]

    def _divide(self, remittances: Iterable[Remittance]) -> None:
        of_claim: dict[tuple[str, str], list[tuple[_Place, int]]] = defaultdict(list)
        for remittance in remittances:
            for at, one in enumerate(remittance.payment.adjustments):
                if is_takeback(one.reason) and one.amount:
                    found = self._named(remittance, one)
                    if len(found) == 1:
                        ((claim_id, payer),) = found.items()
                        of_claim[claim_id, payer].append(
                            ((remittance.source, remittance.payment.trace, at), one.amount)
                        )
        for (claim_id, payer), amounts in of_claim.items():
            self._take_off(claim_id, payer, amounts)

    def _take_off(self, claim_id: str, payer: str, amounts: Sequence[tuple[_Place, int]]) -> None:
        """Of the last amounts taken as much as is above nothing in all."""
        left = sum(cents for _place, cents in amounts)
        for place, cents in reversed(amounts):
            if left > 0 and cents > 0:
                part = min(left, cents)
                self._found[place] = TakenOffClaim(claim_id, payer, part)
                left -= part

    def _named(self, remittance: Remittance, amount: ProviderAdjustment) -> Mapping[str, str]:
        """The claims that an amount names, each with the payer's name on it."""
        payer = claim_text(remittance.payment.payer or "")
        for one in self._stated:
            if one.payment == (remittance.payment.trace or "") and one.cents == amount.amount:
                claims = self._claims.get((payer, one.claim_id), {})
                self._placed |= {one.source} if claims else set()
                return claims
        found: dict[str, str] = {}
        for number in _numbers(amount):
            found |= self._claims.get((payer, number), {})
        return found


def _numbers(one: ProviderAdjustment) -> list[str]:
    """What may be the number of a claim in the reference of an amount, each once."""
    reference = one.reference or ""
    return [*dict.fromkeys((reference, *reference.split()))] if reference else []
