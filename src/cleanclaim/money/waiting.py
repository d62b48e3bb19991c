"""What waits for a person: money that has no place yet, what was refused, and what was paid too much."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.model.days import day_for_people
from cleanclaim.model.ledger_entry import PATIENT, EntrySource, LedgerEntry
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.balances import ClaimBalance, OpenAmount
from cleanclaim.money.book.book import Book
from cleanclaim.money.deposits_at_bank import DepositedPayment, reconcile
from cleanclaim.money.ledger import Ledger
from cleanclaim.money.posting.shares import ANOTHER_PAYER

WaitingKind = Literal[
    "refused",
    "unknown claim",
    "reversal",
    "denied",
    "overpaid",
    "not answered",
    "taken back",
    "another payer",
    "provider level",
    "takeback",
    "not placed",
    "not at the bank",
    "deposit without a remittance",
]
WHAT_TO_DO: dict[WaitingKind, str] = {
    "refused": "No payer has it: correct what the answer names and send it again before the time to file is over.",
    "unknown claim": "Find out whose it is: put the 837P that billed it into the folder, or send the money back.",
    "reversal": "Put the remittance that paid it into the folder; else ask the payer what it took back.",
    "denied": "Correct it, appeal, or write it off in money.toml: `cleanclaim denials` says which, and by when.",
    "overpaid": "More came in than is due: pay it back, or expect a takeback. Public payers set a day for that.",
    "not answered": "A correction or a void went out, and the payer has not answered it: wait, or ask where it is.",
    "taken back": "The payer took back what it paid, and decided nothing in its place: ask why, bill again or appeal.",
    "another payer": "Bill it to the patient's other payer; the patient may not be billed.",
    "provider level": "Ask the payer what it is for.",
    "takeback": "Below 0 the payer will take it from later payments; above 0 it took what no reversal explains: ask"
    " for the claim.",
    "not placed": "Correct it in money.toml: the claim, who owes it, or the amount.",
    "not at the bank": "Ask the bank, then the payer, where the money went; a check may lie unopened.",
    "deposit without a remittance": "Get the 835 from the payer or the clearinghouse; what is no payer's may stay.",
}
"""What a person does about each kind."""


_OF_PAYERS = frozenset({"payment", "denial", "reversal"})
_SENT_AGAIN = frozenset({"correction", "void"})


class WaitingItem(Struct, frozen=True, kw_only=True):
    """Cents that wait for a person: which kind, of which claim, payment and payer, since when, and why."""

    kind: WaitingKind
    cents: int
    claim_id: str = ""
    payer: str = ""
    payment: str = ""
    on: date | None = None
    why: str = ""
    source: EntrySource = EntrySource()


def waiting_items(book: Book, ledger: Ledger, balances: Sequence[ClaimBalance]) -> list[WaitingItem]:
    """Everything in a book that waits, the largest amount of each kind first; `ledger` and `balances` are its own."""
    order = list(WHAT_TO_DO)
    found = [
        *_refused(book),
        *_of_entries(ledger.entries),
        *_of_claims(ledger, balances),
        *_takebacks(ledger),
        *_at_the_bank(book),
    ]
    return sorted(found, key=lambda one: (order.index(one.kind), -abs(one.cents), one.claim_id))


def _refused(book: Book) -> Iterator[WaitingItem]:
    """Claims that were refused before a payer decided them, and have not been sent again since."""
    last_sent = book.last_sent
    charges = {one.claim.claim_id: one.claim.charge or 0 for one in book.billed}
    for refusal in book.refusals:
        why = f"{refusal.by}, {refusal.about}: {refusal.why}"
        for claim_id in refusal.claims:
            sent_again = refusal.on and claim_id in last_sent and last_sent[claim_id] > refusal.on
            if not sent_again and not book.decided_after(claim_id, refusal.on):
                yield WaitingItem(
                    kind="refused", cents=charges.get(claim_id, 0), claim_id=claim_id, on=refusal.on, why=why
                )
        if not refusal.claims and not refusal.found:
            why = f"{why}. It is about a file that is not in the folder."
            yield WaitingItem(kind="refused", cents=refusal.charge or 0, on=refusal.on, why=why)


def _at_the_bank(book: Book) -> Iterator[WaitingItem]:
    """What the bank's statements, where there are any, do not have or have besides."""
    if not book.statement:
        return
    found = reconcile(book.remittances, book.statement)
    days = [line.on for line in book.statement]
    for one in found.payments:
        payment = one.remittance.payment
        if one.found == "not at the bank" and payment.on and min(days) <= payment.on <= max(days):
            yield _of_payment(one, "not at the bank", payment.deposit or 0, "")
        elif one.found == "returned" and one.deposit:
            yield _of_payment(one, "not at the bank", one.deposit.cents, "The bank took the deposit back.")
        elif one.found == "another amount" and one.deposit:
            off = (one.deposit.cents or 0) - (payment.deposit or 0)
            at_bank = f"{dollars_for_people(one.deposit.cents)} at the bank on {day_for_people(one.deposit.on)}"
            paid = dollars_for_people(payment.deposit or 0)
            yield _of_payment(one, "not at the bank", off, f"{at_bank}, and the remittance says {paid}.")
    for line in found.left:
        yield WaitingItem(
            kind="deposit without a remittance", cents=line.cents, on=line.on, why=line.text, source=line.source
        )


def _of_payment(one: DepositedPayment, kind: WaitingKind, cents: int, why: str) -> WaitingItem:
    payment = one.remittance.payment
    return WaitingItem(
        kind=kind,
        cents=cents,
        payer=payment.payer or "",
        payment=payment.trace or "",
        on=payment.on,
        why=why,
        source=one.remittance.source,
    )


def _of_entries(entries: Sequence[LedgerEntry]) -> Iterator[WaitingItem]:
    for entry in entries:
        kind: WaitingKind | None = None
        if entry.kind == "unknown claim":
            kind = "unknown claim"
        elif entry.kind == "provider level" and any(
            one.account.kind == "provider level" and one.account.of != "L6" for one in entry.postings
        ):
            kind = "provider level"
        elif (entry.kind in {"write-off", "transfer"} and not entry.postings) or (
            entry.kind in {"patient payment", "refund"} and not entry.claim_id
        ):
            kind = "not placed"
        elif entry.kind == "reversal" and any(one.account.kind == "unapplied" for one in entry.postings):
            kind = "reversal"
        if kind is not None:
            yield WaitingItem(
                kind=kind,
                cents=entry.cash,
                claim_id=entry.claim_id,
                payer=entry.payer,
                payment=entry.payment,
                on=entry.on,
                why=entry.note,
                source=entry.source,
            )


def _of_claims(ledger: Ledger, balances: Sequence[ClaimBalance]) -> Iterator[WaitingItem]:
    entries = ledger.of_claims()
    for balance in balances:
        happened = [one.kind for one in entries[balance.claim_id] if one.kind in _OF_PAYERS | _SENT_AGAIN]
        last = happened[-1] if happened else ""
        for one in balance.open:
            kind = _kind_of(one, last, decided=bool(_OF_PAYERS & set(happened)))
            if kind is not None:
                yield WaitingItem(
                    kind=kind, cents=one.cents, claim_id=balance.claim_id, payer=one.owed_by, on=balance.last_on
                )


def _kind_of(one: OpenAmount, last: str, *, decided: bool) -> WaitingKind | None:
    """Why an open amount of a claim waits, by what happened to the claim last; None where it only waits for a payer."""
    if last in _SENT_AGAIN and (one.cents < 0 or one.kind == "denied"):
        return "not answered"
    if one.cents < 0:
        return None if one.owed_by == PATIENT and not decided else "overpaid"
    if one.kind == "denied":
        return "denied"
    if one.owed_by == ANOTHER_PAYER:
        return "another payer"
    return "taken back" if last == "reversal" and one.owed_by != PATIENT else None


def _takebacks(ledger: Ledger) -> Iterator[WaitingItem]:
    """Each amount of a payer whose takebacks do not come to nothing together, with its reference."""
    open_payers = {account for account, cents in ledger.balances().items() if account.kind == "takebacks" and cents}
    for entry in ledger.entries:
        cents = sum(one.cents for one in entry.postings if one.account in open_payers)
        if cents:
            yield WaitingItem(
                kind="takeback",
                cents=cents,
                payer=entry.payer,
                payment=entry.payment,
                on=entry.on,
                why=entry.note,
                source=entry.source,
            )
