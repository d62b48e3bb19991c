"""The name by which a payer's takebacks go, where its remittances and claims spell it in several ways."""

from collections.abc import Iterable

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.remittance import Payment, Remittance
from cleanclaim.money.posting.facts import BilledClaim, PayerRefund


class PayerNames:
    """Payers by their number (TRN03), by the names on remittances, and by the claims that they decided."""

    def __init__(self, remittances: Iterable[Remittance], billed: Iterable[BilledClaim]) -> None:
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._of_claim: dict[str, dict[str, None]] = {}
        for one in remittances:  # in the order of their days: the first name stays
            name = self.of_payment(one.payment)
            if one.payment.payer_id:
                self._by_number.setdefault(one.payment.payer_id, name)
            self._by_name.setdefault(claim_text(one.payment.payer or ""), name)
            for claim in one.claims:
                self._of_claim.setdefault(claim.claim_id, {})[name] = None
        self._billed_to: dict[str, set[str]] = {}
        for sent in billed:
            payer = sent.claim.header.payer
            name = claim_text((payer.last_or_organization if payer else "") or "")
            self._billed_to.setdefault(sent.claim.claim_id, set()).add(name)

    def of_payment(self, payment: Payment) -> str:
        """The name for a payer's payment."""
        name = payment.payer or ""
        return self._by_number.get(payment.payer_id or "") or self._by_name.get(claim_text(name)) or name

    def of_refund(self, refund: PayerRefund) -> str:
        """The name for what was sent to a payer: as a remittance spells it, else that of the one payer that decided the
        claim, where the claim went to a payer of the name written.
        """
        wanted = claim_text(refund.payer)
        if wanted in self._by_name:
            return self._by_name[wanted]
        decided = list(self._of_claim.get(refund.claim_id, ()))
        return decided[0] if len(decided) == 1 else refund.payer

    def sent_for(self, refund: PayerRefund, owed_by: str) -> bool:
        """Whether a refund for a claim went to the payer by whom it is owed, as the claim names it."""
        wanted, owed = claim_text(refund.payer), claim_text(owed_by)
        if wanted == owed:
            return True
        others = self._billed_to.get(refund.claim_id, set()) - {owed}
        return wanted not in others and len(self._of_claim.get(refund.claim_id, ())) == 1
