"""A statement on paper, in a patient's words: each visit, who paid what, why the rest is the patient's, what is due."""

from collections.abc import Iterator
from datetime import date

from cleanclaim.exchange.forms.names import city, full_name, street, telephone
from cleanclaim.exchange.forms.paper import (
    Paper,
    PaperFacts,
    PaperHeading,
    PaperPart,
    PaperTable,
    PaperText,
    PaperTitle,
)
from cleanclaim.law.wording import day, listed
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.practice import Practice
from cleanclaim.money.statements.billable import Hindrance
from cleanclaim.money.statements.claim_account import ClaimAccount, ShareReason
from cleanclaim.money.statements.statement import PatientStatement
from cleanclaim.reference.reasons import reason

_WAITS: dict[Hindrance, str] = {
    "with a payer": "is still with your insurance",
    "in dispute": "is not settled with your insurance",
}
"""What a patient is told of a visit that is not billed yet; of what is not the patient's, nothing is."""
_ENTRIES = {
    "patient payment": "You paid",
    "refund": "Paid back to you",
    "transfer": "Passed on to you",
}


def statement_paper(one: PatientStatement, practice: Practice, on: date) -> Paper:
    """A patient's statement as it is printed."""
    return Paper(
        title=f"Statement of {day(on)}",
        author=full_name(practice.billing.name),
        parts=tuple(_parts(one, practice, on)),
        foot=f"Statement {one.number}",
    )


def _parts(one: PatientStatement, practice: Practice, on: date) -> Iterator[PaperPart]:
    billing = practice.billing
    pay_to = billing.pay_to or billing.address
    yield PaperText("\n".join((full_name(billing.name), street(billing.address), city(billing.address))))
    address = [street(one.address), city(one.address)] if one.address else []
    yield PaperText("\n".join((one.name, *address)))
    yield PaperTitle("Statement")
    paid_to = f"{full_name(billing.name)}, {street(pay_to)}, {city(pay_to)}"
    yield PaperFacts(
        (
            ("Date", day(on)),
            ("Your number with us", one.number),
            ("Amount due", dollars_for_people(one.due(on))),
            ("Pay to", paid_to),
            ("Questions", f"{billing.contact}, telephone {telephone(billing.phone)}"),
        )
    )
    for claim in sorted((*one.claims, *one.credits), key=lambda each: each.days):
        yield from _visit(claim)
    yield PaperHeading("Amount due")
    rows = [(f"Visit of {_days(claim)}", dollars_for_people(claim.balance)) for claim in one.claims]
    rows += [(f"Credit of {_days(claim)}", dollars_for_people(claim.balance)) for claim in one.credits]
    if one.plan is None:
        yield _amounts([*rows, ("Due", dollars_for_people(one.owed))])
    else:
        monthly, first = dollars_for_people(one.plan.cents), day(one.plan.first)
        yield _amounts([*rows, ("Owed in all", dollars_for_people(one.owed))])
        yield PaperText(
            f"By our payment plan of {day(one.plan.on)} you pay {monthly} each month from {first}. "
            f"Due now: {dollars_for_people(one.due(on))}."
        )
    waiting = [each for each in one.left_out if each.hindrance.kind in _WAITS]
    if waiting:
        yield PaperHeading("Not on this statement")
        for each in waiting:
            ahead = f" You paid {dollars_for_people(-each.account.balance)} ahead." if each.account.balance < 0 else ""
            yield PaperText(
                f"Your visit of {_days(each.account)} {_WAITS[each.hindrance.kind]}; nothing is due for it now.{ahead}"
            )
    yield PaperText("The reasons are your insurance's, in our words, with its codes.", fine=True)


def _visit(claim: ClaimAccount) -> Iterator[PaperPart]:
    yield PaperHeading(f"Visit of {_days(claim)}")
    yield PaperText(f"Services {listed(claim.codes)}; our number {claim.claim_id}", fine=True)
    rows = [("We charged", dollars_for_people(claim.charge))]
    for payer in claim.payers:
        when = f" on {day(payer.on)}" if payer.on else ""
        rows.append((f"{payer.payer} paid{when}", dollars_for_people(-payer.paid)))
        if payer.taken_off:
            rows.append((f"Taken off by the price or rules of {payer.payer}", dollars_for_people(-payer.taken_off)))
    if claim.written_off:
        rows.append(("Written off by us", dollars_for_people(-claim.written_off)))
    rows += [(f"Your share: {describe_share(share)}", dollars_for_people(share.cents)) for share in claim.shares]
    for entry in claim.entries:
        if entry.kind == "write-off":
            continue
        note = f": {entry.note}" if entry.kind == "transfer" and entry.note else ""
        when = f" on {day(entry.on)}" if entry.on else ""
        rows.append((f"{_ENTRIES[entry.kind]}{when}{note}", dollars_for_people(entry.cents)))
    left = "Open" if claim.balance > 0 else "Paid too much"
    yield _amounts([*rows, (left, dollars_for_people(claim.balance))])


def describe_share(share: ShareReason) -> str:
    """Why a part is the patient's, in our words with the payer's code: `the deductible (PR 1)`."""
    found = reason("carc", share.codes.partition(" ")[2])
    words = found.meaning if found and found.meaning else "for a reason that only the payer knows"
    return f"{_to_patient(words)} ({share.codes})"


def _days(claim: ClaimAccount) -> str:
    return listed(map(day, claim.days)) if claim.days else "an unknown day"


def _amounts(rows: list[tuple[str, str]]) -> PaperTable:
    return PaperTable(head=("", ""), rows=tuple(rows), widths=(5.5, 1.2), right=frozenset({1}), total=True)


def _to_patient(words: str) -> str:
    """Our words for a reason, spoken to the patient."""
    return words.replace("the patient's", "your").replace("the patient", "you")
