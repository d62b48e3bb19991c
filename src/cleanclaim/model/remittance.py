"""Remittances as an 835 carries them: what a payer paid for each claim and line, and why not more."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.submitted_claim import Adjustment, Party


class PaidLine(Struct, frozen=True, gc=False):
    """One line as paid. Amounts are cents. `submitted_code` and `submitted_modifiers` are what was billed, where
    another code was paid.
    """

    code: str | None = None
    code_kind: str | None = None
    modifiers: tuple[str, ...] = ()
    charge: int | None = None
    paid: int | None = None
    units: Decimal | None = None
    submitted_code: str | None = None
    submitted_units: Decimal | None = None
    first_date: date | None = None
    last_date: date | None = None
    control_number: str | None = None
    allowed: int | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    submitted_modifiers: tuple[str, ...] = ()


class PaidClaim(Struct, frozen=True, gc=False, tag_field="kind", tag="paid_claim"):
    """One claim as paid. Amounts are cents; `status` is CLP02: 1 primary, 4 denied, 22 a reversal, and so on.
    `outpatient` are the elements of its MOA as they stand, which the next payer is sent.
    """

    claim_id: str
    status: str | None = None
    charge: int | None = None
    paid: int | None = None
    patient_owes: int | None = None
    filing: str | None = None
    payer_claim_number: str | None = None
    patient: Party | None = None
    rendering: Party | None = None
    forwarded_to: Party | None = None
    first_date: date | None = None
    last_date: date | None = None
    received: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    lines: tuple[PaidLine, ...] = ()
    outpatient: tuple[str, ...] = ()

    @property
    def is_predetermined(self) -> bool:
        """Whether it only says what would be paid (CLP02 25): it decides nothing, and nobody owes what it names."""
        return self.status == PREDETERMINED and not self.paid


CHECK = "CHK"
"""How a payment came (BPR04) that was a check."""
REVERSED = "22"
"""Status of a claim whose earlier payment is taken back (X12 element 1029)."""
DUPLICATE = "18"
"""The reason (CARC) with which a claim is denied that was decided already."""
PREDETERMINED = "25"
"""Status of a claim that is only priced, and not paid."""


_DECIDED_BEFORE = frozenset({DUPLICATE, "B13"})
"""Reasons that say it was sent, or paid, before."""


def is_duplicate(claim: PaidClaim) -> bool:
    """Whether every line is denied as sent or paid before: it decides nothing anew."""
    by_line = [line.adjustments for line in claim.lines] or [claim.adjustments]
    return all(map(decides_nothing, by_line))


def decides_nothing(adjustments: Iterable[Adjustment]) -> bool:
    """Whether what was taken off a line only says that it was sent or paid before."""
    return any(one.reason in _DECIDED_BEFORE for one in adjustments)


class ProviderAdjustment(Struct, frozen=True, gc=False):
    """Money taken (positive cents) or given (negative) outside any claim: reason (WO, FB, L6, ...) and reference."""

    reason: str
    reference: str | None
    amount: int | None


class Payment(Struct, frozen=True, gc=False, kw_only=True, tag_field="kind", tag="payment"):
    """One payment: what all its claims and adjustments come to. `amount` and `claims_paid` are cents; `originator`
    is the payer's number at its bank (BPR10).
    """

    amount: int | None = None
    credit: bool = True
    method: str | None = None
    on: date | None = None
    trace: str | None = None
    payer: str | None = None
    payer_id: str | None = None
    payee: str | None = None
    payee_id: str | None = None
    payee_id_kind: str | None = None
    originator: str | None = None
    claims: int = 0
    claims_paid: int | None = 0
    adjustments: tuple[ProviderAdjustment, ...] = ()

    @property
    def deposit(self) -> int | None:
        """The cents that came into the account; a debit took them."""
        return self.amount if self.credit or self.amount is None else -self.amount


class Remittance(Struct, frozen=True, gc=False):
    """One 835: a payment with the claims it answers. `source` and `sources` say where the payment and the claims begin,
    as far as it was read from a file; `made` when its file was made, as it says itself (YYYY-MM-DD HHMM).
    """

    payment: Payment
    claims: tuple[PaidClaim, ...] = ()
    source: EntrySource = EntrySource()
    sources: tuple[EntrySource, ...] = ()
    made: str = ""

    @property
    def sources_of_claims(self) -> tuple[EntrySource, ...]:
        """Where each claim begins; the payment's own place for all where it was read from no file."""
        return self.sources or (self.source,) * len(self.claims)

    @property
    def decided(self) -> Iterator[tuple[PaidClaim, EntrySource]]:
        """The claims that it decides, each with where it begins."""
        for claim, source in zip(self.claims, self.sources_of_claims, strict=True):
            if not claim.is_predetermined:
                yield claim, source
