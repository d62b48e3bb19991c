"""The name by which a payer's takebacks go, where its remittances and claims spell it in several ways.

A number (TRN03) does not say whose payment it is: vendors pay for many payers under their own. Two names under one
number are one payer's where one begins with the other (`AETNA`, `AETNA LIFE`), or where they decided claims that were
billed to one and the same payer, and claims do not name both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.remittance import Payment, Remittance
from cleanclaim.model.submitted_claim import Party, SubmittedClaim
from cleanclaim.money.posting.facts import BilledClaim, PayerRefund


class PayerSpellings:
    """Payers by the names on all payments of a book, in the order of their days: the first name stays. With each come
    the payers to whom the claims were billed that it decides; `on_claims` are all payers that claims name.
    """

    def __init__(self, payments: Iterable[tuple[Payment, Collection[str]]], on_claims: Collection[str]) -> None:
        self._on_claims = on_claims
        self._of_number: dict[str, dict[str, str]] = {}
        """The names that payments of a number bear, as read, and the one by which each goes."""
        self._decided: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_name: dict[str, str] = {}
        for payment, billed_to in payments:
            number, read = payment.payer_id or "", claim_text(payment.payer or "")
            self._decided[number, read] |= set(billed_to)
            name = self.of_payment(payment)
            if number:
                self._of_number.setdefault(number, {}).setdefault(read, name)
            self._by_name.setdefault(read, name)

    def __repr__(self) -> str:
        return repr((self._of_number, self._by_name))

    def by_name(self, name: str) -> str | None:
        """How payments spell a payer; None where none bears the name."""
        return self._by_name.get(claim_text(name))

    def of_payment(self, payment: Payment) -> str:
        """The name for a payer's payment."""
        number, name = payment.payer_id or "", payment.payer or ""
        read = claim_text(name)
        known = self._of_number.get(number, {})
        if read in known:
            return known[read]
        same = (goes_by for other, goes_by in known.items() if self._is_same(number, read, other))
        return next(same, None) or self._by_name.get(read) or name

    def _is_same(self, number: str, one: str, other: str) -> bool:
        """Whether two names under one number are one payer's."""
        if not one or not other or f"{one} ".startswith(f"{other} ") or f"{other} ".startswith(f"{one} "):
            return True
        share = self._decided[number, one] & self._decided[number, other]
        return bool(share) and not {one, other} <= set(self._on_claims)


class PayerNames:
    """Payers by the names on remittances, and by the claims that they decided. `spellings` are those of the whole book,
    where `remittances` are only a part of it.
    """

    def __init__(
        self,
        remittances: Sequence[Remittance],
        billed: Iterable[BilledClaim],
        spellings: PayerSpellings | None = None,
    ) -> None:
        self._billed_to: dict[str, set[str]] = defaultdict(set)
        on_claims: set[str] = set()
        for sent in billed:
            first, *others = payers_named(sent.claim)
            self._billed_to[sent.claim.claim_id].add(first)
            on_claims |= {first, *others}
        self._spellings = spellings or PayerSpellings(map(self._with_billed, remittances), on_claims)
        self._of_claim: dict[str, dict[str, None]] = {}
        for one in remittances:
            name = self.of_payment(one.payment)
            for claim in one.claims:
                self._of_claim.setdefault(claim.claim_id, {})[name] = None

    def _with_billed(self, one: Remittance) -> tuple[Payment, set[str]]:
        return one.payment, {name for claim in one.claims for name in self._billed_to.get(claim.claim_id, ())}

    def of_payment(self, payment: Payment) -> str:
        """The name for a payer's payment."""
        return self._spellings.of_payment(payment)

    def of_refund(self, refund: PayerRefund) -> str:
        """The name for what was sent to a payer: as a remittance spells it, else that of the one payer that decided the
        claim, where the claim went to a payer of the name written.
        """
        spelled = self._spellings.by_name(refund.payer)
        if spelled is not None:
            return spelled
        decided = list(self._of_claim.get(refund.claim_id, ()))
        return decided[0] if len(decided) == 1 else refund.payer

    def sent_for(self, refund: PayerRefund, owed_by: str) -> bool:
        """Whether a refund for a claim went to the payer by whom it is owed, as the claim names it."""
        wanted, owed = claim_text(refund.payer), claim_text(owed_by)
        if wanted == owed:
            return True
        others = self._billed_to.get(refund.claim_id, set()) - {owed}
        return wanted not in others and len(self._of_claim.get(refund.claim_id, ())) == 1


def payers_named(claim: SubmittedClaim) -> tuple[str, ...]:
    """The payers that a claim names, that to which it was billed first."""
    return _name(claim.header.payer), *(_name(one.payer) for one in claim.other_payers)


def _name(payer: Party | None) -> str:
    return claim_text((payer.last_or_organization if payer else "") or "")
