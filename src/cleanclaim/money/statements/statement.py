"""What each patient of a book owes, visit by visit, and what is left out of it with the reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.claims.earlier_visits import patient_of, patients_by_card
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import PATIENT
from cleanclaim.model.practice import Address, Practice
from cleanclaim.model.submitted_claim import Party, SubmittedClaim
from cleanclaim.money.book.book import Book
from cleanclaim.money.denials.denial import Denial
from cleanclaim.money.posting.facts import ClaimFacts, PatientPayment, PaymentPlan
from cleanclaim.money.statements.billable import NotBillable, not_billable
from cleanclaim.money.statements.claim_account import ClaimAccount, claim_account


class LeftOutClaim(Struct, frozen=True):
    """A claim of which nothing is billed to its patient, and why; a `balance` below 0 the patient paid ahead."""

    account: ClaimAccount
    hindrance: NotBillable


class PatientStatement(Struct, frozen=True, kw_only=True):
    """What a patient owes. `number` is the practice's for the patient, else the id of the first claim. `claims` are
    those that owe, `credits` those of which too much was paid, both settled by every payer; `left_out` the others.
    `plan` is the payment plan agreed on last, `paid_since` the cents that were paid since then.
    """

    number: str
    name: str
    address: Address | None
    claims: tuple[ClaimAccount, ...]
    credits: tuple[ClaimAccount, ...]
    left_out: tuple[LeftOutClaim, ...]
    plan: PaymentPlan | None = None
    paid_since: int = 0

    @property
    def owed(self) -> int:
        """What the patient owes after the credits; below 0 is to be paid back."""
        return sum(one.balance for one in (*self.claims, *self.credits))

    def due(self, day: date) -> int:
        """What of it is due on a day: all of it, or as much as the payment plan says."""
        if self.plan is None or self.owed <= 0:
            return self.owed
        return min(self.owed, max(self.plan.fallen_due(day) - self.paid_since, 0))


class PatientStatements(Struct, frozen=True, kw_only=True):
    """The statements of a book, by name. `unapplied` are payments of patients that name no claim of the book,
    `unplaced` plans of patients of whom nothing is open in it.
    """

    patients: tuple[PatientStatement, ...]
    unapplied: tuple[PatientPayment, ...]
    unplaced: tuple[PaymentPlan, ...]


def patient_statements(
    book: Book,
    denials: Iterable[Denial],
    *,
    practice: Practice | None = None,
    numbers: Mapping[str, str] | None = None,
) -> PatientStatements:
    """What every patient of a book owes. `numbers`: the practice's patient numbers by claim id, as the log of what was
    sent has them; else the cards in the practice's file tell them.
    """
    of_claim: dict[str, list[Denial]] = defaultdict(list)
    for one in denials:
        of_claim[one.claim_id].append(one)
    bills = book.bills()
    found: dict[object, list[ClaimFacts]] = defaultdict(list)
    for bill in bills:
        found[_who(bill.billed[-1].claim)].append(bill)
    cards = patients_by_card(practice)
    plans = {one.patient: one for one in sorted(book.payment_plans, key=lambda one: one.on)}
    made = [_statement(mine, of_claim, _Whose(cards, numbers or {}, plans, practice)) for mine in found.values()]
    placed = {one.number for one in made if one is not None}
    known = {one.claim.claim_id for one in book.billed} | {bill.claim_id for bill in bills}
    return PatientStatements(
        patients=tuple(sorted((one for one in made if one is not None), key=lambda one: (one.name, one.number))),
        unapplied=tuple(one for one in book.patient_payments if one.claim_id not in known),
        unplaced=tuple(one for one in book.payment_plans if one.patient not in placed),
    )


def _who(claim: SubmittedClaim) -> object:
    """Whose claim it is: name and day of birth; where that is not known, the number on the card too."""
    patient = claim.header.patient or claim.header.subscriber
    if patient is None:
        return claim.claim_id
    card = "" if claim.header.birth_date else _card(claim)
    return (
        claim_text(patient.last_or_organization or ""),
        claim_text(patient.first or ""),
        claim.header.birth_date,
        card,
    )


def _card(claim: SubmittedClaim) -> str:
    subscriber = claim.header.subscriber
    return (subscriber.id if subscriber else None) or ""


def _statement(
    bills: Sequence[ClaimFacts],
    denials: Mapping[str, Sequence[Denial]],
    whose: "_Whose",
) -> PatientStatement | None:
    """A patient's statement; None where nothing of any claim is or was the patient's."""
    in_time = sorted((claim_account(bill) for bill in bills), key=lambda one: (one.days, one.claim_id))
    concerned = [one for one in in_time if one.balance or one.shares or one.entries]
    if not any(one.balance for one in concerned):
        return None
    claims: list[ClaimAccount] = []
    overpaid: list[ClaimAccount] = []
    left_out: list[LeftOutClaim] = []
    for one in concerned:
        hindrance = not_billable(one, denials.get(one.claim_id, ()))
        if one.balance and hindrance is not None:
            left_out.append(LeftOutClaim(one, hindrance))
        elif one.balance > 0:
            claims.append(one)
        elif one.balance < 0:
            overpaid.append(one)
    last = max(bills, key=lambda bill: (bill.billed[-1].on or date.min, bill.claim_id)).billed[-1].claim
    number = next(filter(None, map(whose.number, bills)), "")
    patient = whose.practice.patients.get(number) if whose.practice else None
    number = number or min(bill.claim_id for bill in bills)
    plan = whose.plans.get(number)
    return PatientStatement(
        number=number,
        name=_name(last.header.patient or last.header.subscriber),
        address=patient.address if patient else last.header.address,
        claims=tuple(claims),
        credits=tuple(overpaid),
        left_out=tuple(left_out),
        plan=plan,
        paid_since=sum(one.paid_since(plan.on) for one in concerned) if plan else 0,
    )


class _Whose(Struct, frozen=True):
    """By what patients are known: cards and logged claims; and what was agreed with them."""

    cards: Mapping[str, str]
    numbers: Mapping[str, str]
    plans: Mapping[str, PaymentPlan]
    practice: Practice | None

    def number(self, bill: ClaimFacts) -> str:
        """The practice's number of the patient of a bill; empty where it has none."""
        ids = [one.claim.claim_id for one in bill.billed]
        logged = next((self.numbers[one] for one in ids if self.numbers.get(one)), "")
        return logged or patient_of(bill.billed[-1].claim.header, self.cards)


def _name(party: Party | None) -> str:
    if party is None:
        return PATIENT
    return " ".join(filter(None, (party.first, party.middle, party.last_or_organization, party.suffix)))
