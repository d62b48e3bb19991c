"""Whether a patient may be billed what stands on a claim, and if not, why: the first reason that holds.

a payer still owes, or decided too much        with a payer
a payer refused it, and nobody gave it up      in dispute
a payer refused it and put it to the patient   in dispute, until a person says that the patient is billed
the refusal is the practice's own (CO, PI)     not the patient's, whoever passed it on
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from cleanclaim.model.ledger_entry import PATIENT
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.denials.denial import Denial, State
from cleanclaim.money.posting.shares import ANOTHER_PAYER
from cleanclaim.money.statements.claim_account import ClaimAccount

Hindrance = Literal["with a payer", "in dispute", "not the patient's"]
_OF_THE_PRACTICE = frozenset({"CO", "PI"})
"""Groups by which a payer says that the practice bears an amount."""
_LOOKED_AT: tuple[State, ...] = ("billed onward", "lost")
"""How a denial that was put to the patient stands once a person says that the payer does not pay it."""


class NotBillable(Struct, frozen=True):
    """Why a claim is not on its patient's statement: what kind of reason, and the reason."""

    kind: Hindrance
    why: str


def not_billable(account: ClaimAccount, denials: Sequence[Denial]) -> NotBillable | None:
    """Why the patient may not be billed for a claim now; None where nothing is in the way. `denials`: the claim's."""
    return next(iter((*_put_to_patient(denials), *_passed_on(account, denials), *_of_payers(account))), None)


def _of_payers(account: ClaimAccount) -> Iterator[NotBillable]:
    for one, cents in account.accounts.items():
        amount = dollars_for_people(abs(cents))
        if one.kind == "denied" and cents:
            yield NotBillable("in dispute", f"{one.of} refused {amount}, and nobody has given it up")
        elif one.kind == "receivable" and one.of == ANOTHER_PAYER:
            yield NotBillable(
                "not the patient's",
                f"{amount} may be billed only to another payer (a Medicaid program, a next insurer); of workers'"
                " compensation a person looks first whether anybody owes it",
            )
        elif one.kind == "receivable" and one.of != PATIENT and cents > 0:
            yield NotBillable("with a payer", f"{one.of} still owes {amount}")
        elif one.kind == "receivable" and one.of != PATIENT and cents < 0:
            yield NotBillable("with a payer", f"{one.of} paid {amount} too much: settle that first")
        elif one.kind == "unapplied" and cents:
            yield NotBillable("with a payer", f"{one.of} took back {amount} that no remittance at hand had paid")


def _put_to_patient(denials: Sequence[Denial]) -> Iterator[NotBillable]:
    """Refusals that a payer put to the patient: a person has to look before the patient is billed."""
    for one in denials:
        if not one.to_patient or one.open_cents <= 0:
            continue
        if one.play.patient == "no":
            yield NotBillable("not the patient's", f"{one.codes}: {one.play.cause}; the patient may not be billed")
        elif one.state not in _LOOKED_AT:
            wants = " and a notice signed before the visit" if one.play.patient == "with notice" else ""
            put = f"{one.payer} put {dollars_for_people(one.open_cents)} to the patient ({one.codes})"
            to_do = f'it wants a person\'s look{wants} first, and then [[denial]] with state = "billed onward"'
            yield NotBillable("in dispute", f"{put}: {to_do}")


def _passed_on(account: ClaimAccount, denials: Sequence[Denial]) -> Iterator[NotBillable]:
    """What a person passed on to the patient, though the payer put it to the practice."""
    for entry in account.entries:
        if entry.kind == "transfer" and entry.cents > 0:
            for one in denials:
                if one.group in _OF_THE_PRACTICE and _was_passed_on(one):
                    put = f"{one.codes}: {one.payer} put it to the practice"
                    yield NotBillable("not the patient's", f"{put}, and it was passed on to the patient: {entry.note}")


def _was_passed_on(one: Denial) -> bool:
    """Whether a person moved some of its cents to somebody else."""
    return any(event.state == "billed onward" and event.of_part for event in one.history)
