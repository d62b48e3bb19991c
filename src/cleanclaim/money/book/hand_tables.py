"""The tables of `money.toml`, and what each of them says.

[[patient_payment]]
on = 2026-05-02
claim = "260302PKMYRRWV"
amount = "25.00"            # "-25.00" was paid back
number = "receipt 17"

[[payer_payment]]           # of a remittance on paper: one entry a claim, all of a check under its number
on = 2026-05-04
payer = "AETNA"
number = "88123"
claim = "260302PKMYRRWV"
paid = "64.00"              # "-64.00" was taken back
taken_off = ["CO 45 20.00", "PR 2 16.00"]

[[payer_refund]]            # sent to a payer that had paid too much
on = 2026-05-09
payer = "AETNA"
amount = "12.00"
claim = "260302PKMYRRWV"
reason = "paid twice"
by = "Dana Ortiz"

[[write_off]]
on = 2026-06-01
claim = "260302PKMYRRWV"
amount = "96.00"
owed_by = "AETNA"           # as the book names it; "patient" is the patient
denied = true               # of what the payer refused
reason = "no authorization, appeal lost"
by = "Dana Ortiz"

[[transfer]]                # the same, and to = "patient": who owes it instead

[[denial]]                  # what is being done about a denial; take the entry out to undo it
on = 2026-06-01
claim = "260302PKMYRRWV"
state = "appealed"          # working, appealed, billed onward, lost
level = 1                   # of the appeal, sent or lost
by = "Dana Ortiz"
note = "fax confirmed"

[[payment_plan]]            # agreed with a patient, by the number that `cleanclaim statements` shows
on = 2026-05-20
patient = "P07"
amount = "50.00"            # each month
first = 2026-06-01
by = "Dana Ortiz"

[[claim_number]]            # a payer returned a claim under a number of its own
returned = "88123"
claim = "260302PKMYRRWV"
by = "Dana Ortiz"

[[takeback]]                # an amount of the provider's level (PLB) that names no claim, or none that is known here
payment = "EFT7"
amount = "56.45"            # as the remittance has it: above 0 it was taken
claim = "260302PKMYRRWV"
by = "Dana Ortiz"

[[done]]                    # what waited for a person is seen to: it is not listed any more, at this amount
on = 2026-06-02
what = "provider level"     # the kind, as the book names it
amount = "3.10"
payment = "EFT1"            # or claim, payer
by = "Dana Ortiz"
note = "interest of 2025, the payer says"

[[closed]]                  # the books are closed up to a day: `cleanclaim book --close 2026-03-31` writes the file
until = 2026-03-31
ledger = "closed-2026-03-31.json"
by = "Dana Ortiz"
"""

import re
from datetime import date
from typing import Any

import msgspec

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.days import FIRST_DAY, LAST_DAY, within_reach
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.money import cents
from cleanclaim.model.remittance import REVERSED, PaidClaim
from cleanclaim.model.submitted_claim import Adjustment
from cleanclaim.money.posting.facts import (
    BooksClosed,
    DenialStep,
    DoneMark,
    MoneyDecision,
    PaperPayment,
    PatientPayment,
    PayerRefund,
    PaymentPlan,
    SameClaim,
    StepState,
    TakebackOfClaim,
)
from cleanclaim.money.waiting_kinds import WaitingKind

Fact = (
    PatientPayment
    | PaperPayment
    | PayerRefund
    | PaymentPlan
    | MoneyDecision
    | DenialStep
    | SameClaim
    | TakebackOfClaim
    | DoneMark
    | BooksClosed
)
"""What an entry of the file says."""

_MOST_LEVELS = 5
"""Of no payer more levels of appeal are known."""
_TAKEN_OFF = re.compile(r"([A-Z]{2})[ -]?([A-Z]?[0-9]{1,3}) +(-?\$?[0-9,]+(?:\.[0-9][0-9])?)")
_PAID, _DENIED = "1", "4"


class _PatientPaymentTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    amount: Any
    claim: str = ""
    number: str = ""

    def fact(self, source: EntrySource) -> PatientPayment:
        return PatientPayment(
            on=self.on, cents=_signed(self.amount), claim_id=self.claim, number=self.number, source=source
        )


class _PayerPaymentTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    payer: str
    number: str
    claim: str
    paid: Any
    taken_off: list[str] = []
    payer_claim_number: str = ""

    def fact(self, source: EntrySource) -> PaperPayment:
        _needs(payer=self.payer, number=self.number, claim=self.claim)
        paid = _signed(self.paid)
        taken_off = tuple(sorted((_adjustment(text) for text in self.taken_off), key=str))
        status = REVERSED if paid < 0 else _PAID if paid or not taken_off else _DENIED
        claim = PaidClaim(
            claim_id=self.claim,
            status=status,
            charge=paid + sum(one.amount or 0 for one in taken_off),
            paid=paid,
            payer_claim_number=self.payer_claim_number or None,
            adjustments=taken_off,
        )
        return PaperPayment(on=self.on, payer=claim_text(self.payer), number=self.number, claim=claim, source=source)


class _PayerRefundTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    payer: str
    amount: Any
    reason: str
    by: str
    claim: str = ""
    number: str = ""

    def fact(self, source: EntrySource) -> PayerRefund:
        _needs(payer=self.payer, reason=self.reason, by=self.by)
        sent = _signed(self.amount)
        if sent <= 0:
            raise ValueError("amount is what was sent to the payer, above 0")
        return PayerRefund(
            on=self.on,
            cents=sent,
            payer=claim_text(self.payer),
            claim_id=self.claim,
            number=self.number,
            person=self.by,
            reason=self.reason,
            source=source,
        )


class _ClaimNumberTable(msgspec.Struct, forbid_unknown_fields=True):
    returned: str
    claim: str
    by: str

    def fact(self, source: EntrySource) -> SameClaim:
        _needs(returned=self.returned, claim=self.claim, by=self.by)
        return SameClaim(returned=self.returned, claim_id=self.claim, person=self.by, source=source)


class _TakebackTable(msgspec.Struct, forbid_unknown_fields=True):
    payment: str
    amount: Any
    claim: str
    by: str

    def fact(self, source: EntrySource) -> TakebackOfClaim:
        _needs(payment=self.payment, claim=self.claim, by=self.by)
        return TakebackOfClaim(
            payment=self.payment, cents=_signed(self.amount), claim_id=self.claim, person=self.by, source=source
        )


class _WriteOffTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    claim: str
    amount: Any
    owed_by: str
    reason: str
    by: str
    denied: bool = False
    line: str = ""

    def fact(self, source: EntrySource) -> MoneyDecision:
        _needs(reason=self.reason, by=self.by, owed_by=self.owed_by)
        return MoneyDecision(
            kind="write-off",
            on=self.on,
            claim_id=self.claim,
            cents=_signed(self.amount),
            owed_by=self.owed_by,
            person=self.by,
            reason=self.reason,
            denied=self.denied,
            line=self.line,
            source=source,
        )


class _TransferTable(_WriteOffTable, forbid_unknown_fields=True):
    to: str = ""

    def fact(self, source: EntrySource) -> MoneyDecision:
        if not self.to.strip():
            raise ValueError("to is empty: who owes it instead?")
        return msgspec.structs.replace(super().fact(source), kind="transfer", to=self.to)


class _DenialTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    claim: str
    state: StepState
    by: str
    level: int = 0
    codes: str = ""
    note: str = ""

    def fact(self, source: EntrySource) -> DenialStep:
        _needs(by=self.by)
        if self.state == "appealed" and self.level < 1:
            raise ValueError("level is missing: 1 for a first appeal, 2 for the next")
        if not 0 <= self.level <= _MOST_LEVELS or (self.level and self.state not in {"appealed", "lost"}):
            raise ValueError(f"{self.level} is no level of an appeal that was sent or lost: 1 to {_MOST_LEVELS}")
        return DenialStep(
            on=self.on,
            claim_id=self.claim,
            state=self.state,
            person=self.by,
            level=self.level,
            codes=" ".join(self.codes.upper().replace("-", " ").split()),
            note=self.note,
            source=source,
        )


class _PaymentPlanTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    patient: str
    amount: Any
    first: date
    by: str

    def fact(self, source: EntrySource) -> PaymentPlan:
        _needs(patient=self.patient, by=self.by)
        each = _signed(self.amount)
        if each <= 0:
            raise ValueError("amount is what is paid each month, above 0")
        if self.first < self.on:
            raise ValueError(f"first is {self.first}, before the plan was agreed on")
        return PaymentPlan(
            on=self.on, patient=self.patient, cents=each, first=self.first, person=self.by, source=source
        )


class _DoneTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    what: WaitingKind
    amount: Any
    by: str
    claim: str = ""
    payment: str = ""
    payer: str = ""
    note: str = ""

    def fact(self, source: EntrySource) -> DoneMark:
        _needs(by=self.by)
        return DoneMark(
            on=self.on,
            what=self.what,
            cents=_signed(self.amount),
            person=self.by,
            claim_id=self.claim,
            payment=self.payment,
            payer=self.payer,
            note=self.note,
            source=source,
        )


class _ClosedTable(msgspec.Struct, forbid_unknown_fields=True):
    until: date
    ledger: str
    by: str

    def fact(self, source: EntrySource) -> BooksClosed:
        _needs(by=self.by, ledger=self.ledger)
        if "/" in self.ledger or "\\" in self.ledger or self.ledger.startswith("."):
            raise ValueError("ledger is the name of a file beside this one, as `cleanclaim book --close` writes it")
        return BooksClosed(until=self.until, ledger=self.ledger, person=self.by, source=source)


TABLES: dict[str, type] = {
    "patient_payment": _PatientPaymentTable,
    "payer_payment": _PayerPaymentTable,
    "payer_refund": _PayerRefundTable,
    "write_off": _WriteOffTable,
    "transfer": _TransferTable,
    "payment_plan": _PaymentPlanTable,
    "denial": _DenialTable,
    "claim_number": _ClaimNumberTable,
    "takeback": _TakebackTable,
    "done": _DoneTable,
    "closed": _ClosedTable,
}
"""The tables of the file by their names."""


def check_days(table: msgspec.Struct) -> None:
    """Raise ValueError for a day in a table that is a slip of the pen."""
    for name in table.__struct_fields__:
        on = getattr(table, name)
        if isinstance(on, date) and not within_reach(on):
            raise ValueError(f"{name} is before {FIRST_DAY.year} or after {LAST_DAY.year}: correct the year")


def _needs(**texts: str) -> None:
    """Raise ValueError for the first of the texts that is empty."""
    for name, text in texts.items():
        if not text.strip():
            raise ValueError(f"{name} is empty")


def _signed(amount: Any) -> int:
    """Cents of an amount in dollars, which may be below 0."""
    text = str(amount).strip()
    return -cents(text[1:]) if text.startswith("-") else cents(text)


def _adjustment(text: str) -> Adjustment:
    found = _TAKEN_OFF.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(f'taken_off has "{text}": write group, reason and amount, as in "CO 45 20.00"')
    return Adjustment(found[1], found[2], _signed(found[3]))
