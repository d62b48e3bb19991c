"""A folder as a book: what its files say of money, and the ledger that follows from it.

The same files make the same ledger, in whatever order they came and however often.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Literal

from msgspec import Struct

from cleanclaim.claims.acceptances import Acceptance
from cleanclaim.claims.refusals import Refusal
from cleanclaim.claims.remittance_history import PaymentVersions
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.bank_line import BankLine
from cleanclaim.model.ledger_entry import EntrySource, LedgerEntry
from cleanclaim.model.remittance import Remittance
from cleanclaim.money.book.families import bills_of, names_another
from cleanclaim.money.book.payees import OtherPayee
from cleanclaim.money.book.payer_names import PayerNames, PayerSpellings
from cleanclaim.money.book.returned_numbers import ReturnedNumber
from cleanclaim.money.closed_periods import ClosedPeriod, post_after
from cleanclaim.money.ledger import Ledger, make_ledger
from cleanclaim.money.posting.claim_entries import claim_entries
from cleanclaim.money.posting.claim_takebacks import ClaimTakebacks
from cleanclaim.money.posting.facts import (
    BilledClaim,
    ClaimFacts,
    DenialStep,
    DoneMark,
    MoneyDecision,
    PatientPayment,
    PayerRefund,
    PaymentPlan,
    RefusedEntry,
    TakebackOfClaim,
)
from cleanclaim.money.posting.payer_terms import CapitatedContract, PayerTerms, payers_by_the_head
from cleanclaim.money.posting.payment_entries import payment_entries, refund_entry, unplaced_entries

FileUse = Literal["read", "the same as another", "refused", "not used"]


class BookFile(Struct, frozen=True, kw_only=True):
    """A file of the folder, by its name there: how it is used, and how many claims, payments and so on it has.

    `why` says why nothing of it counts: which other file it repeats, what is wrong with it, or that it says nothing of
    money. `not_used` are columns of it that are not read.
    """

    name: str
    use: FileUse
    why: str = ""
    claims: int = 0
    payments: int = 0
    answers: int = 0
    decisions: int = 0
    deposits: int = 0
    not_used: tuple[str, ...] = ()


class PayersOfBook(Struct, frozen=True):
    """What all remittances of a book say of payers: how they are spelled, and which of them pay by the head."""

    spellings: PayerSpellings
    by_the_head: frozenset[str] = frozenset()


class Book(Struct, frozen=True, kw_only=True, dict=True):
    """What the files of a folder say of money. `remittances` are in the order of their days, each once; `repeated` are
    the numbers (TRN02) of those that came again in another file, `versions` those of which another one counts,
    `overlaps` the entries made by hand that another file has too, `refused_entries` those that cannot be right.
    `renumbered` are claims that came back under another number, `candidates`, of numbers that nobody knows, the claims
    that may be meant, `other_payees` remittances to somebody who bills none of the claims. `statement` are the lines of
    the bank's statements, `capitated` the contracts by the head. `left_out` is what happened after the day until which
    the book was read, `closed` are the periods that were reported and closed. `payers` is what all remittances say of
    payers, where `remittances` are only a part of them.
    """

    files: tuple[BookFile, ...] = ()
    billed: tuple[BilledClaim, ...] = ()
    remittances: tuple[Remittance, ...] = ()
    repeated: tuple[str, ...] = ()
    versions: tuple[PaymentVersions, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    patient_payments: tuple[PatientPayment, ...] = ()
    money_decisions: tuple[MoneyDecision, ...] = ()
    overlaps: tuple[EntrySource, ...] = ()
    refused_entries: tuple[RefusedEntry, ...] = ()
    renumbered: tuple[ReturnedNumber, ...] = ()
    candidates: Mapping[str, str] = {}
    other_payees: tuple[OtherPayee, ...] = ()
    statement: tuple[BankLine, ...] = ()
    denial_steps: tuple[DenialStep, ...] = ()
    payer_refunds: tuple[PayerRefund, ...] = ()
    payment_plans: tuple[PaymentPlan, ...] = ()
    claim_takebacks: tuple[TakebackOfClaim, ...] = ()
    done_marks: tuple[DoneMark, ...] = ()
    capitated: tuple[CapitatedContract, ...] = ()
    left_out: tuple[tuple[date, EntrySource], ...] = ()
    closed: tuple[ClosedPeriod, ...] = ()
    payers: PayersOfBook | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which anything in the book happened; None where nothing has a day."""
        days: list[date | None] = [one.on for one in self.billed]
        days += [line.first_date for one in self.billed for line in one.claim.lines]
        days += [one.on for one in self.patient_payments]
        days += [one.on for one in self.money_decisions]
        days += [one.on for one in self.denial_steps]
        days += [one.on for one in self.payer_refunds]
        days += [one.payment.on for one in self.remittances]
        return max((on for on in days if on), default=None)

    @property
    def last_sent(self) -> dict[str, date]:
        """The last day on which each claim went out, by its id."""
        found: dict[str, date] = {}
        for one in self.billed:
            if one.on:
                found[one.claim.claim_id] = max(one.on, found.get(one.claim.claim_id, one.on))
        return found

    @cached_property
    def payer_terms(self) -> PayerTerms:
        """Under which terms its decisions were made."""
        by_the_head = self.payers.by_the_head if self.payers else payers_by_the_head(self.remittances)
        return PayerTerms(self.capitated, by_the_head, self.billed)

    @cached_property
    def payer_names(self) -> PayerNames:
        """The name by which takebacks of each payer go."""
        return PayerNames(self.remittances, self.billed, self.payers.spellings if self.payers else None)

    def after(self, day: date) -> list[tuple[date, EntrySource]]:
        """What lies after a day, as a mistyped year makes it: each day with where it stands."""
        found: list[tuple[date | None, EntrySource]] = [(one.payment.on, one.source) for one in self.remittances]
        found += [(one.on, one.source) for one in self.billed]
        for facts in (self.patient_payments, self.money_decisions, self.denial_steps, self.payer_refunds):
            found += [(one.on, one.source) for one in facts]
        return sorted((on, source) for on, source in found if on and on > day)

    def standing_claims(self) -> list[BilledClaim]:
        """The claims as they went out, without corrections, voids and claims to later payers that were refused: they
        changed nothing.
        """
        refused = [(one.on, claim_id) for one in self.refusals if one.on for claim_id in one.claims]
        if not refused:
            return list(self.billed)
        last = {claim_id: on for on, claim_id in sorted(refused)}
        return [
            one
            for one in self.billed
            if not names_another(one.claim)
            or (on := last.get(one.claim.claim_id)) is None
            or (one.on is not None and one.on > on)
        ]

    def bills(self) -> list[ClaimFacts]:
        """Everything known of each claim, with its corrections and its claims to later payers."""
        decisions: dict[str, list[ClaimDecision]] = defaultdict(list)
        terms = self.payer_terms
        for one in self.remittances:
            for claim, source in one.decided:
                decisions[claim.claim_id].append(terms.decision(claim, one.payment, source))
        return bills_of(
            self.standing_claims(), decisions, self.patient_payments, self.money_decisions, self.denial_steps
        )

    def ledger(self) -> Ledger:
        """Every entry that follows from what the book knows, on the day that it happened."""
        of_claims, takebacks = self.entries_of_claims(self.bills())
        return make_ledger(
            chain(of_claims, self.entries_of_payments(takebacks), self.entries_by_hand(takebacks.unplaced))
        )

    def posted_ledger(self) -> Ledger:
        """The ledger as books have it: closed periods as they were reported, what changes them posted after them."""
        return post_after(self.ledger(), self.closed)

    def entries_of_claims(self, bills: Sequence[ClaimFacts]) -> tuple[list[LedgerEntry], ClaimTakebacks]:
        """The entries of the book's bills, and what of takebacks was taken off them."""
        entries = [entry for bill in bills for entry in claim_entries(bill)]
        return entries, ClaimTakebacks(self.remittances, bills, entries, self.claim_takebacks)

    def entries_of_payments(self, takebacks: ClaimTakebacks) -> Iterator[LedgerEntry]:
        """The entries of payments that are of no bill."""
        known = {one.claim.claim_id for one in self.billed}
        names = self.payer_names
        for remittance in self.remittances:
            name = names.of_payment(remittance.payment)
            yield from payment_entries(remittance, known, self.candidates, name, takebacks)

    def entries_by_hand(self, takebacks: Iterable[TakebackOfClaim]) -> Iterator[LedgerEntry]:
        """The entries of what people sent to payers, and of what they said of claims that nobody knows: also
        `takebacks` that are of none.
        """
        names = self.payer_names
        for refund in self.payer_refunds:
            yield refund_entry(refund, names.of_refund(refund))
        known = {one.claim.claim_id for one in self.billed}
        yield from unplaced_entries(self.patient_payments, self.money_decisions, known, takebacks)
