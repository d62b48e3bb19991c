"""What waits for a person: money that has no place yet, what was refused, and what was paid too much."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.days import day_for_people
from cleanclaim.model.ledger_entry import PATIENT, Account, EntrySource, LedgerEntry
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import PaidClaim, Payment
from cleanclaim.money.balances import ClaimBalance, OpenAmount
from cleanclaim.money.book.book import Book
from cleanclaim.money.deposits_at_bank import DepositedPayment, reconcile
from cleanclaim.money.ledger import Ledger
from cleanclaim.money.posting.facts import DoneMark, PatientPayment, PayerRefund
from cleanclaim.money.posting.shares import ANOTHER_PAYER
from cleanclaim.money.posting.treatments import is_explained, is_refund, treatment_of
from cleanclaim.money.waiting_kinds import WHAT_TO_DO, WaitingKind

_OTHER_REFERENCES = "The payer's takebacks come to nothing together, and under different references."
_OF_PAYERS = frozenset({"payment", "denial", "capitated", "reversal", "takeback"})
_SENT_AGAIN = frozenset({"correction", "void"})
_FROM_PATIENTS = Account("cash", PATIENT)


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
    every = [
        *refused_items(book),
        *items_of_entries(ledger.entries),
        *items_of_claims(book, ledger, balances),
        *items_of_payments(book, ledger),
    ]
    return marked_items(every, book.done_marks)


def items_of_payments(book: Book, ledger: Ledger) -> Iterator[WaitingItem]:
    """What waits of payments as such, of the bank, and of what people wrote."""
    yield from _takebacks(book, ledger)
    yield from _two_versions(book)
    yield from _refused_entries(book)
    yield from _receipts(book)
    yield from _at_the_bank(book)


def marked_items(every: Sequence[WaitingItem], marks: Sequence[DoneMark]) -> list[WaitingItem]:
    """The items with what was marked as done, the largest of each kind first."""
    order = {kind: at for at, kind in enumerate(WHAT_TO_DO)}
    left = list(marks)
    found = []
    for one in every:
        mark = next((mark for mark in left if _is_about(mark, one)), None)
        if mark:
            left.remove(mark)
        found.append(structs.replace(one, done=mark) if mark else one)
    return sorted(found, key=lambda one: (order[one.kind], -abs(one.cents), one.claim_id))


def _is_about(mark: DoneMark, one: WaitingItem) -> bool:
    return (
        (mark.what, mark.cents) == (one.kind, one.cents)
        and mark.claim_id in {"", one.claim_id}
        and mark.payment in {"", one.payment}
        and claim_text(mark.payer) in {"", claim_text(one.payer)}
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


def _receipts(book: Book) -> Iterator[WaitingItem]:
    """Receipts of which two files say different amounts for one claim."""
    by_number: dict[tuple[str, str], list[PatientPayment]] = defaultdict(list)
    for one in book.patient_payments:
        if one.number and one.cents > 0:
            by_number[one.claim_id, one.number].append(one)
    for found in by_number.values():
        first, *others = found
        for one in others:
            if one.source.file != first.source.file and one.cents != first.cents:
                amounts = f"{dollars_for_people(first.cents)} in {first.source.file}"
                yield WaitingItem(
                    kind="two versions",
                    cents=one.cents,
                    claim_id=one.claim_id,
                    payer=PATIENT,
                    on=one.on,
                    why=f"{one.number} stands with {amounts} too: both count, until one of them is taken out.",
                    source=one.source,
                )


def _refused_entries(book: Book) -> Iterator[WaitingItem]:
    for one in book.refused_entries:
        entry = one.entry
        yield WaitingItem(
            kind="not placed",
            cents=entry.claim.paid or 0,
            claim_id=entry.claim.claim_id,
            payer=entry.payer,
            payment=entry.number,
            on=entry.on,
            why=one.why,
            source=entry.source,
        )


def refused_items(book: Book) -> Iterator[WaitingItem]:
    """Claims that were refused before a payer decided them, and have not been sent again since."""
    last_sent = book.last_sent
    charges = {one.claim.claim_id: one.claim.charge or 0 for one in book.billed}
    decided = _days_of_decisions(book)
    for refusal in book.refusals:
        why = f"{refusal.by}, {refusal.about}: {refusal.why}"
        for claim_id in refusal.claims:
            sent_again = refusal.on and claim_id in last_sent and last_sent[claim_id] > refusal.on
            if not sent_again and not _is_after(decided[claim_id], refusal.on):
                yield WaitingItem(
                    kind="refused", cents=charges.get(claim_id, 0), claim_id=claim_id, on=refusal.on, why=why
                )
        if not refusal.claims and not refusal.found:
            why = f"{why}. It is about a file that is not in the folder."
            yield WaitingItem(kind="refused", cents=refusal.charge or 0, on=refusal.on, why=why)


def _days_of_decisions(book: Book) -> dict[str, list[date | None]]:
    """The days on which payers decided the claims that were refused."""
    refused = {claim_id for one in book.refusals for claim_id in one.claims}
    found: dict[str, list[date | None]] = defaultdict(list)
    for one in book.remittances if refused else ():
        for claim in one.claims:
            if claim.claim_id in refused:
                found[claim.claim_id].append(one.payment.on)
    return found


def _is_after(days: Sequence[date | None], refused_on: date | None) -> bool:
    """Whether one of the days is after a refusal; where that has no day, whether there is any."""
    return any(refused_on is None or (on is not None and on > refused_on) for on in days)


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


def items_of_entries(entries: Sequence[LedgerEntry]) -> Iterator[WaitingItem]:
    """What waits because an entry has no place yet."""
    for entry in entries:
        kind: WaitingKind | None = None
        taken = _unexplained(entry) if entry.kind == "provider level" else []
        if entry.kind == "unknown claim":
            kind = "unknown claim"
        elif taken:
            kind = "provider level"
        elif (entry.kind in {"write-off", "transfer", "takeback"} and not entry.postings) or (
            entry.kind in {"patient payment", "refund"} and not entry.claim_id
        ):
            kind = "not placed"
        elif entry.kind == "reversal" and any(one.account.kind == "unapplied" for one in entry.postings):
            kind = "reversal"
        if kind is not None:
            yield WaitingItem(
                kind=kind,
                cents=sum(taken) if taken else entry.cash,
                claim_id=entry.claim_id,
                payer=entry.payer,
                payment=entry.payment,
                on=entry.on,
                why=entry.note,
                source=entry.source,
            )


def _unexplained(entry: LedgerEntry) -> list[int]:
    """Cents of each amount of the provider's level about which somebody has to ask."""
    apart = [one for one in entry.postings if one.account.kind == "provider level"]
    return [one.cents for one in apart if not is_explained(one.account.of)]


def items_of_claims(book: Book, ledger: Ledger, balances: Sequence[ClaimBalance]) -> Iterator[WaitingItem]:
    """What waits of claims: refused, overpaid, taken back, another payer's."""
    entries = ledger.of_claims()
    decided: dict[EntrySource, tuple[PaidClaim, Payment]] = {}
    for each in book.remittances:
        for claim, source in each.decided:
            decided[source] = claim, each.payment

    def decision_at(source: EntrySource) -> ClaimDecision | None:
        return book.payer_terms.decision(*decided[source], source) if source in decided else None

    refunds: dict[str, list[PayerRefund]] = defaultdict(list)
    for refund in book.payer_refunds:
        refunds[refund.claim_id].append(refund)
    for balance in balances:
        of_claim = entries[balance.claim_id]
        for one in balance.open:
            found = _of_open(one, balance, of_claim)
            to_claim = refunds.get(balance.claim_id, ())
            sent = [each for each in to_claim if book.payer_names.sent_for(each, one.owed_by)]
            if found and found.kind == "overpaid" and sent:
                cents = sum(each.cents for each in sent)
                why = f"{dollars_for_people(cents)} were sent back, last on {day_for_people(max(s.on for s in sent))}."
                kind: WaitingKind = "paid back" if cents >= -one.cents else "overpaid"
                found = structs.replace(found, why=why, kind=kind)
            if found:
                yield _with_place(found, of_claim, decision_at)
        paid_back = -sum([entry.of(_FROM_PATIENTS) for entry in of_claim if entry.payer == PATIENT])
        if paid_back > 0:
            yield WaitingItem(
                kind="not placed",
                cents=-paid_back,
                claim_id=balance.claim_id,
                payer=PATIENT,
                on=balance.last_on,
                why="More was paid back to the patient than came in for the claim.",
            )


def _with_place(
    one: WaitingItem, entries: Sequence[LedgerEntry], decision_at: Callable[[EntrySource], ClaimDecision | None]
) -> WaitingItem:
    """The item with where it was read; of what is denied, with group and reason."""
    account = Account("denied", one.payer)
    if one.kind != "denied":
        by_payer = [entry for entry in entries if one.payer == PATIENT or entry.kind in _OF_PAYERS | _SENT_AGAIN]
        return structs.replace(one, source=by_payer[-1].source if by_payer else one.source)
    source = next((entry.source for entry in reversed(entries) if entry.of(account) > 0), one.source)
    decision = decision_at(source)
    return structs.replace(one, source=source, why=one.why or (", ".join(_codes(decision)) if decision else ""))


def _codes(decision: ClaimDecision) -> list[str]:
    """Group and reason of everything that a claim was denied for, each once."""
    claim = decision.claim
    every = [(one, claim.remarks, "") for one in claim.adjustments]
    every += [
        (one, (*line.remarks, *claim.remarks), line.submitted_code or line.code or "")
        for line in claim.lines
        for one in line.adjustments
    ]
    denials = [
        one
        for one, remarks, code in every
        if treatment_of(one.group, one.reason, remarks, decision.terms, code) == "denial"
    ]
    return list(dict.fromkeys(f"{one.group} {one.reason}" for one in denials))


def _of_open(one: OpenAmount, balance: ClaimBalance, entries: Sequence[LedgerEntry]) -> WaitingItem | None:
    """Why an open amount of a claim waits, by what happened to the claim; None where it only waits for a payer."""
    decided = [entry for entry in entries if entry.kind in _OF_PAYERS]
    happened = [entry.kind for entry in entries if entry.kind in _OF_PAYERS | _SENT_AGAIN]
    last = happened[-1] if happened else ""
    still_open = any(each.cents > 0 and each.owed_by != PATIENT for each in balance.open)
    kind: WaitingKind | None = None
    why = ""
    if last in _SENT_AGAIN and (one.cents < 0 or one.kind == "denied"):
        kind = "not answered"
    elif one.cents < 0:
        kind = "overpaid" if one.owed_by != PATIENT or (decided and not still_open) else None
    elif one.kind == "denied":
        kind = "denied"
    elif one.owed_by == ANOTHER_PAYER:
        kind = "another payer"
    elif decided and one.owed_by != PATIENT and decided[-1].payer != one.owed_by:
        if one.owed_by != entries[0].payer and any(entry.payer == one.owed_by for entry in decided):
            kind, why = "another payer", "It decided before another payer changed what is left for it."
    elif last in {"reversal", "takeback"} and one.owed_by != PATIENT:
        kind = "taken back"
    if kind is None:
        return None
    return WaitingItem(
        kind=kind, cents=one.cents, claim_id=balance.claim_id, payer=one.owed_by, on=balance.last_on, why=why
    )


def _takebacks(book: Book, ledger: Ledger) -> Iterator[WaitingItem]:
    """The takebacks of each payer that do not come to nothing: all together, or those under one reference. Refunds for
    a claim that is overpaid wait with it ("paid back").
    """
    of_claims = {one.source for one in book.payer_refunds if one.claim_id}
    refunded = {
        (each.source, one.reference or "", one.amount)
        for each in book.remittances
        for one in each.payment.adjustments
        if is_refund(one.reason)
    }
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
            if by_reference[entry.reference] and not (entry.source in of_claims and len(entries) == 1):
                says_refund = (entry.source, entry.reference, entry.of(account)) in refunded
                yield WaitingItem(
                    kind="refund not entered" if says_refund else "takeback",
                    cents=entry.of(account),
                    payer=entry.payer,
                    payment=entry.payment,
                    on=entry.on,
                    why=f"{entry.note}. {_OTHER_REFERENCES}" if settled else entry.note,
                    source=entry.source,
                )
