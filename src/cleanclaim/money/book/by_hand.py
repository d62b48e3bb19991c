"""What no payer says: payments of patients, and what people decided, as `money.toml` in the folder has it.

[[patient_payment]]
on = 2026-05-02
claim = "260302PKMYRRWV"
amount = "25.00"            # "-25.00" was paid back
number = "receipt 17"

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
"""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from cleanclaim.model.errors import UserError
from cleanclaim.model.ledger_entry import EntrySource
from cleanclaim.model.money import cents
from cleanclaim.money.posting.facts import DenialStep, MoneyDecision, PatientPayment, StepState
from cleanclaim.whole_file import read_toml

NAME = "money.toml"
_TABLES = ("patient_payment", "write_off", "transfer", "denial")
_REMEDY = (
    "Write [[patient_payment]], [[write_off]] or [[transfer]] with on, claim and amount, or [[denial]] with on, claim, "
    "state and by, texts in quotes."
)
_MOST_LEVELS = 5
"""Of no payer more levels of appeal are known."""


class _PatientPaymentTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    amount: Any
    claim: str = ""
    number: str = ""


class _WriteOffTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    claim: str
    amount: Any
    owed_by: str
    reason: str
    by: str
    denied: bool = False
    line: str = ""


class _TransferTable(_WriteOffTable, forbid_unknown_fields=True):
    to: str = ""


class _DenialTable(msgspec.Struct, forbid_unknown_fields=True):
    on: date
    claim: str
    state: StepState
    by: str
    level: int = 0
    codes: str = ""
    note: str = ""


class MoneyFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of what people did says."""

    patient_payments: tuple[PatientPayment, ...] = ()
    money_decisions: tuple[MoneyDecision, ...] = ()
    denial_steps: tuple[DenialStep, ...] = ()


def is_money_file(path: Path) -> bool:
    """Whether it is a file of what people decided, by its name."""
    return path.name == NAME


def read_money_file(path: Path, name: str) -> MoneyFile:
    """The payments, decisions and steps of a file. Raises UserError with everything that is wrong in it."""
    raw = read_toml(path, _REMEDY)
    wrong = [f"[{key}] is nothing that is read here" for key in raw if key not in _TABLES]
    paid: list[PatientPayment] = []
    decided: list[MoneyDecision] = []
    steps: list[DenialStep] = []
    for kind in _TABLES:
        tables = raw.get(kind, [])
        if not isinstance(tables, list):
            wrong.append(f"{kind} is no [[{kind}]]")
            continue
        for number, table in enumerate(tables, 1):
            source = EntrySource(name, number, _who(table))
            try:
                if kind == "patient_payment":
                    paid.append(_payment(table, source))
                elif kind == "denial":
                    steps.append(_step(table, source))
                else:
                    decided.append(_decision(kind, table, source))
            except (msgspec.ValidationError, ValueError) as error:
                wrong.append(f"{kind} {number}: {error}")
    if wrong:
        raise UserError(name, "; ".join(wrong), _REMEDY)
    return MoneyFile(patient_payments=tuple(paid), money_decisions=tuple(decided), denial_steps=tuple(steps))


def _who(table: object) -> str:
    return str(table.get("by", "")) if isinstance(table, dict) else ""


def _payment(table: Any, source: EntrySource) -> PatientPayment:
    found = msgspec.convert(table, _PatientPaymentTable)
    return PatientPayment(
        on=found.on, cents=_signed(found.amount), claim_id=found.claim, number=found.number, source=source
    )


def _step(table: Any, source: EntrySource) -> DenialStep:
    found = msgspec.convert(table, _DenialTable)
    if not found.by.strip():
        raise ValueError("by is empty")
    if found.state == "appealed" and found.level < 1:
        raise ValueError("level is missing: 1 for a first appeal, 2 for the next")
    if not 0 <= found.level <= _MOST_LEVELS or (found.level and found.state not in {"appealed", "lost"}):
        raise ValueError(f"{found.level} is no level of an appeal that was sent or lost: 1 to {_MOST_LEVELS}")
    return DenialStep(
        on=found.on,
        claim_id=found.claim,
        state=found.state,
        person=found.by,
        level=found.level,
        codes=" ".join(found.codes.upper().replace("-", " ").split()),
        note=found.note,
        source=source,
    )


def _decision(kind: str, table: Any, source: EntrySource) -> MoneyDecision:
    found = msgspec.convert(table, _TransferTable if kind == "transfer" else _WriteOffTable)
    to = found.to if isinstance(found, _TransferTable) else ""
    for name, text in (("reason", found.reason), ("by", found.by), ("owed_by", found.owed_by)):
        if not text.strip():
            raise ValueError(f"{name} is empty")
    if kind == "transfer" and not to.strip():
        raise ValueError("to is empty: who owes it instead?")
    return MoneyDecision(
        kind="transfer" if kind == "transfer" else "write-off",
        on=found.on,
        claim_id=found.claim,
        cents=_signed(found.amount),
        owed_by=found.owed_by,
        person=found.by,
        reason=found.reason,
        to=to,
        denied=found.denied,
        line=found.line,
        source=source,
    )


def _signed(amount: Any) -> int:
    """Cents of an amount in dollars, which may be below 0."""
    text = str(amount).strip()
    return -cents(text[1:]) if text.startswith("-") else cents(text)
