"""What waits for a person: money that has no place yet, what was refused, and what was paid too much."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.model.days import day_for_people
from cleanclaim.model.ledger_entry import EntrySource, LedgerEntry
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.balances import ClaimBalance
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
    "overpaid": "Find out who paid twice, and pay it back: public payers set a day for that.",
    "another payer": "Bill it to the patient's other payer; the patient may not be billed.",
    "provider level": "Ask the payer what it is for.",
    "takeback": "Below 0 the payer will take it from later payments; above 0 it took what no reversal explains: ask"
    " for the claim.",
    "not placed": "Correct the claim number in money.toml.",
    "not at the bank": "Ask the bank, then the payer, where the money went; a check may lie unopened.",
    "deposit without a remittance": "Get the 835 from the payer or the clearinghouse; what is no payer's may stay.",
}
"""What a person does about each kind."""


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
        *_refused(book, {one.claim_id: one for one in balances}, ledger),
        *_of_entries(ledger.entries),
        *_of_claims(balances),
        *_takebacks(ledger),
        *_at_the_bank(book),
    ]
    return sorted(found, key=lambda one: (order.index(one.kind), -abs(one.cents), one.claim_id))


def _refused(book: Book, balances: Mapping[str, ClaimBalance], ledger: Ledger) -> Iterator[WaitingItem]:
    """Claims that were refused before a payer decided them, and have not been sent again since."""
    decided = {entry.claim_id for entry in ledger.entries if entry.kind in {"payment", "denial", "reversal"}}
    last_sent = book.last_sent
    for refusal in book.refusals:
        why = f"{refusal.by}, {refusal.about}: {refusal.why}"
        for claim_id in refusal.claims:
            sent_again = refusal.on and claim_id in last_sent and last_sent[claim_id] > refusal.on
            if claim_id not in decided and not sent_again and (balance := balances.get(claim_id)):
                yield WaitingItem(kind="refused", cents=balance.open_cents, claim_id=claim_id, on=refusal.on, why=why)
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
        elif entry.kind in {"patient payment", "refund", "write-off", "transfer"} and not entry.claim_id:
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


def _of_claims(balances: Sequence[ClaimBalance]) -> Iterator[WaitingItem]:
    for balance in balances:
        for one in balance.open:
            kind: WaitingKind | None = None
            if one.cents < 0:
                kind = "overpaid"
            elif one.kind == "denied":
                kind = "denied"
            elif one.owed_by == ANOTHER_PAYER:
                kind = "another payer"
            if kind is not None:
                yield WaitingItem(
                    kind=kind, cents=one.cents, claim_id=balance.claim_id, payer=one.owed_by, on=balance.last_on
                )


def _takebacks(ledger: Ledger) -> Iterator[WaitingItem]:
    for account, cents in ledger.balances().items():
        if account.kind == "takebacks":
            yield WaitingItem(kind="takeback", cents=cents, payer=account.of)
