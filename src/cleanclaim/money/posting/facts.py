"""What is known of the money of one claim: how it was billed, what payers decided, what the patient paid."""

from calendar import monthrange
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.remittance import PaidClaim
from cleanclaim.model.submitted_claim import SubmittedClaim
from cleanclaim.money.waiting_kinds import WaitingKind


class BilledClaim(Struct, frozen=True):
    """A claim as it went out, on which day and at what time (HHMM), in which file. `step` is how many claims of its
    bill it follows.
    """

    claim: SubmittedClaim
    on: date | None
    source: EntrySource = EntrySource()
    time: str = ""
    step: int = 0


class PatientPayment(Struct, frozen=True, kw_only=True):
    """Cents that a patient paid for a claim; below 0 they were paid back. `number` is the receipt's."""

    on: date
    cents: int
    claim_id: str = ""
    number: str = ""
    source: EntrySource = EntrySource()


class PaperPayment(Struct, frozen=True, kw_only=True):
    """A claim of a remittance that came on paper; all that came with a check have its `number` and payer."""

    on: date
    payer: str
    number: str
    claim: PaidClaim
    source: EntrySource = EntrySource()


class RefusedEntry(Struct, frozen=True):
    """An entry that a person made and that cannot be right, and why: nothing of it counts."""

    entry: PaperPayment
    why: str


class SameClaim(Struct, frozen=True, kw_only=True):
    """That the number under which a payer returned a claim is a claim that was sent."""

    returned: str
    claim_id: str
    person: str
    source: EntrySource = EntrySource()


class PayerRefund(Struct, frozen=True, kw_only=True):
    """Cents sent to a payer that had paid too much, above 0; `number` is that of the check."""

    on: date
    cents: int
    payer: str
    person: str
    reason: str
    claim_id: str = ""
    number: str = ""
    source: EntrySource = EntrySource()


class BooksClosed(Struct, frozen=True, kw_only=True):
    """That the books are closed up to a day; `ledger` is the file, beside the entry's own, of what was reported."""

    until: date
    ledger: str
    person: str
    source: EntrySource = EntrySource()


class TakebackOfClaim(Struct, frozen=True, kw_only=True):
    """That an amount of a payment's provider level (PLB), in cents as it stands there, is of a claim."""

    payment: str
    cents: int
    claim_id: str
    person: str
    source: EntrySource = EntrySource()


class DoneMark(Struct, frozen=True, kw_only=True):
    """That a person saw to what waited: of this kind, at this amount (cents), of a claim, a payment, a payer or none of
    them. A mark is for one item.
    """

    on: date
    what: WaitingKind
    cents: int
    person: str
    claim_id: str = ""
    payment: str = ""
    payer: str = ""
    note: str = ""
    source: EntrySource = EntrySource()


class MoneyDecision(Struct, frozen=True, kw_only=True):
    """What a person decided about the money of a claim: cents that `owed_by` need not pay any more (write-off), or that
    another owes instead (transfer, `to`). `denied`: of what the payer refused. `reason` and `person` are never empty.
    """

    kind: Literal["write-off", "transfer"]
    on: date
    claim_id: str
    cents: int
    owed_by: str
    person: str
    reason: str
    to: str = ""
    denied: bool = False
    line: str = ""
    source: EntrySource = EntrySource()


StepState = Literal["working", "appealed", "billed onward", "lost"]
"""What a person may say of a denial; everything else follows from what is sent and comes back."""


class DenialStep(Struct, frozen=True, kw_only=True):
    """What a person did about the denials of a claim, on which day; `level`: to which it was appealed or lost there (0:
    at none). `codes` are group and reason (`CO 197`) where only one of its denials is meant.
    """

    on: date
    claim_id: str
    state: StepState
    person: str
    level: int = 0
    codes: str = ""
    note: str = ""
    source: EntrySource = EntrySource()


class PaymentPlan(Struct, frozen=True, kw_only=True):
    """What was agreed with a patient, by the practice's number: so many cents each month, from a day on. It moves no
    money.
    """

    on: date
    patient: str
    cents: int
    first: date
    person: str
    source: EntrySource = EntrySource()

    def fallen_due(self, day: date) -> int:
        """The cents that were to be paid up to a day: each month on the day of the first, or the month's last."""
        if day < self.first:
            return 0
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        its_day = min(self.first.day, monthrange(day.year, day.month)[1])
        return self.cents * (months + (day.day >= its_day))


class ClaimFacts(Struct, frozen=True, kw_only=True):
    """Everything about the money of one claim, in any order. `onward` are its claims to later payers."""

    claim_id: str
    billed: tuple[BilledClaim, ...]
    onward: tuple[BilledClaim, ...] = ()
    decisions: tuple[ClaimDecision, ...] = ()
    patient_payments: tuple[PatientPayment, ...] = ()
    money_decisions: tuple[MoneyDecision, ...] = ()
    denial_steps: tuple[DenialStep, ...] = ()
