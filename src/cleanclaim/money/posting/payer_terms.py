"""Under which terms each decision of a book was made: by the practice's contracts, and by what the files say.

A payer pays by the head (capitation) where a contract in force says so (`capitated = true`), or where its remittances
pay such an amount (PLB CT). It is workers' compensation where the claim or the remittance says so (WC).
"""

from collections.abc import Collection, Iterable
from datetime import date

from msgspec import Struct

from cleanclaim.claims.decision_terms import USUAL_TERMS, DecisionTerms
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim, Payment, Remittance
from cleanclaim.money.posting.facts import BilledClaim
from cleanclaim.money.posting.treatments import bundle_of, is_capitation, spares_patient
from cleanclaim.pricing.contracts.contract import Capitated, Contracts


class CapitatedContract(Struct, frozen=True, kw_only=True):
    """A contract by the head: with which payers, as claims name them, from when to when, and the codes paid apart."""

    payers: tuple[str, ...]
    begins: date
    ends: date | None
    paid_apart: frozenset[str]

    def is_of(self, payers: Iterable[str], on: date | None) -> bool:
        """Whether it is with one of these payers and in force on a day; not where that is not known."""
        if on is None or on < self.begins or (self.ends is not None and on > self.ends):
            return False
        return any(one in self.payers for one in payers)


def capitated_contracts(contracts: Contracts) -> tuple[CapitatedContract, ...]:
    """Those of a practice's contracts that pay by the head."""
    return tuple(
        CapitatedContract(payers=one.payers, begins=one.begins, ends=one.ends, paid_apart=frozenset(one.rates))
        for one in contracts.every
        if isinstance(one.otherwise, Capitated)
    )


def payers_by_the_head(remittances: Iterable[Remittance]) -> frozenset[str]:
    """The payers whose remittances pay an amount by the head."""
    return frozenset(
        claim_text(one.payment.payer or "")
        for one in remittances
        if any(is_capitation(each.reason) for each in one.payment.adjustments)
    )


class PayerTerms:
    """The terms of every payer of a book; some pay `by_the_head`, whatever contracts say."""

    def __init__(
        self,
        contracts: Iterable[CapitatedContract],
        by_the_head: Collection[str],
        billed: Iterable[BilledClaim],
    ) -> None:
        self._contracts = tuple(contracts)
        self._by_the_head = by_the_head
        self._named: dict[str, set[str]] = {}
        self._served: dict[str, date] = {}
        self._spared: set[tuple[str, str]] = set()
        for each in billed:
            header = each.claim.header
            name = claim_text((header.payer.last_or_organization if header.payer else None) or "")
            if self._contracts:
                self._named.setdefault(each.claim.claim_id, set()).add(name)
                days = [line.first_date for line in each.claim.lines if line.first_date]
                self._served |= {each.claim.claim_id: min(days)} if days else {}
            if spares_patient(header.filing):
                self._spared.add((each.claim.claim_id, name))

    def decision(self, claim: PaidClaim, payment: Payment, source: EntrySource) -> ClaimDecision:
        """A decision with the terms under which it was made."""
        payer = claim_text(payment.payer or "")
        spares = spares_patient(claim.filing) or (claim.claim_id, payer) in self._spared
        contract = self._contract(claim, payer) if self._contracts else None
        bundle = bundle_of(claim)
        if contract is None and payer not in self._by_the_head and not spares and not bundle:
            return ClaimDecision(claim, payment, source)
        terms = DecisionTerms(
            capitated=contract is not None or payer in self._by_the_head,
            paid_apart=contract.paid_apart if contract else USUAL_TERMS.paid_apart,
            spares_patient=spares,
            bundle=bundle,
        )
        return ClaimDecision(claim, payment, source, terms)

    def _contract(self, claim: PaidClaim, payer: str) -> CapitatedContract | None:
        days = [on for on in (claim.first_date, *(line.first_date for line in claim.lines)) if on]
        names = {payer} | self._named.get(claim.claim_id, set())
        on = min(days, default=self._served.get(claim.claim_id))
        return next((one for one in self._contracts if one.is_of(names, on)), None)
