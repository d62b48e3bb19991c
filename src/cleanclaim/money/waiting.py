"""What waits for a person: money that has no place yet, what was refused, and what was paid too much."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.days import day_for_people
from cleanclaim.model.ledger_entry import PATIENT, Account, EntrySource, LedgerEntry
from cleanclaim.model.money import dollars_for_people
from cleanclaim.money.balances import ClaimBalance, OpenAmount
from cleanclaim.money.book.book import Book
from cleanclaim.money.deposits_at_bank import DepositedPayment, reconcile
from cleanclaim.money.ledger import Ledger
from cleanclaim.money.posting.facts import DoneMark, PayerRefund
from cleanclaim.money.posting.shares import ANOTHER_PAYER
from cleanclaim.money.waiting_kinds import WHAT_TO_DO, WaitingKind

_OTHER_REFERENCES = "The payer's takebacks come to nothing together, and under different references."
_OF_PAYERS = frozenset({"payment", "denial", "reversal"})
_SENT_AGAIN = frozenset({"correction", "void"})


class WaitingItem(Struct, frozen=True, kw_only=True):
    """Cents that wait for a person: which kind, of which claim, payment and payer, since when, and why. `done` is who
    saw to it.
    """

    kind: WaitingKind
    cents: int
    claim_id: str = ""
    payer: str = ""
    payment: str = ""
    on: date | None = None
    why: str = ""
    source: EntrySource = EntrySource()
    done: DoneMark | None = None


def waiting_items(book: Book, ledger: Ledger, balances: Sequence[ClaimBalance]) -> list[WaitingItem]:
    """Everything in a book that waits, the largest amount of each kind first; `ledger` and `balances` are its own.

    What a person marked as done is in it with that mark, as long as its amount stays the same.
    """
    order = list(WHAT_TO_DO)
    every = [
        *_refused(book),
        *_of_entries(ledger.entries),
        *_of_claims(book, ledger, balances),
        *_takebacks(ledger),
        *_two_versions(book),
        *_at_the_bank(book),
    ]
    found = [
        structs.replace(one, done=next((mark for mark in book.done_marks if _is_about(mark, one)), None))
        for one in every
    ]
    return sorted(found, key=lambda one: (order.index(one.kind), -abs(one.cents), one.claim_id))


def _is_about(mark: DoneMark, one: WaitingItem) -> bool:
    return (
        (mark.what, mark.cents) == (one.kind, one.cents)
        and mark.claim_id in {"", one.claim_id}
        and mark.payment in {"", one.payment}
    )


def _two_versions(book: Book) -> Iterator[WaitingItem]:
    for one in book.versions:
        payment = one.counts.payment
        yield WaitingItem(
            kind="two versions",
            cents=payment.deposit or 0,
            payer=payment.payer or "",
            payment=payment.trace or "",
            on=payment.on,
            why=one.text,
            source=one.left.source,
        )


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


def _of_claims(book: Book, ledger: Ledger, balances: Sequence[ClaimBalance]) -> Iterator[WaitingItem]:
    entries = ledger.of_claims()
    refunds: dict[str, list[PayerRefund]] = defaultdict(list)
    for refund in book.payer_refunds:
        refunds[refund.claim_id].append(refund)
    for balance in balances:
        happened = [one.kind for one in entries[balance.claim_id] if one.kind in _OF_PAYERS | _SENT_AGAIN]
        last = happened[-1] if happened else ""
        for one in balance.open:
            kind = _kind_of(one, last, decided=bool(_OF_PAYERS & set(happened)))
            why = ""
            sent = [each for each in refunds[balance.claim_id] if claim_text(each.payer) == claim_text(one.owed_by)]
            if kind == "overpaid" and sent:
                cents = sum(each.cents for each in sent)
                why = f"{dollars_for_people(cents)} were sent back, last on {day_for_people(max(s.on for s in sent))}."
                kind = "paid back" if cents >= -one.cents else kind
            if kind is not None:
                yield WaitingItem(
                    kind=kind,
                    cents=one.cents,
                    claim_id=balance.claim_id,
                    payer=one.owed_by,
                    on=balance.last_on,
                    why=why,
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
    """The takebacks of each payer that do not come to nothing: all together, or those under one reference."""
    of_payer: dict[Account, list[LedgerEntry]] = defaultdict(list)
    for entry in ledger.entries:
        for account in {one.account for one in entry.postings if one.account.kind == "takebacks"}:
            of_payer[account].append(entry)
    for account, entries in of_payer.items():
        by_reference: dict[str, int] = defaultdict(int)
        for entry in entries:
            by_reference[entry.reference] += entry.of(account)
        settled = not sum(by_reference.values())
        if settled and "" in by_reference:
            continue  # which belongs to which is not said
        for entry in entries:
            if by_reference[entry.reference]:
                yield WaitingItem(
                    kind="takeback",
                    cents=entry.of(account),
                    payer=entry.payer,
                    payment=entry.payment,
                    on=entry.on,
                    why=f"{entry.note}. {_OTHER_REFERENCES}" if settled else entry.note,
                    source=entry.source,
                )
