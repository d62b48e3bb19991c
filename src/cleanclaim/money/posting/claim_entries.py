"""The entries of one claim: what each thing that happened to it did to its accounts, in the order of their days.

After each of them, what stands is worked out anew (`money.posting.shares`), and the entry posts the difference to what
stood before, and the money that moved. So a reversal takes back just what it reverses, a correction that nobody
announced takes the place of what it corrects, what came twice counts once, and the order of the files does not matter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from cleanclaim.claims.paid_lines import pair_lines
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import PATIENT, Account, AccountKind, EntryKind, LedgerEntry, Posting
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import is_duplicate
from cleanclaim.model.submitted_claim import VOID
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, MoneyDecision, PatientPayment
from cleanclaim.money.posting.shares import Shares, divide
from cleanclaim.money.posting.standing import ClaimStanding, Event, events_in_order


def claim_entries(facts: ClaimFacts) -> list[LedgerEntry]:
    """The entries of a claim, the oldest first. `facts` come in any order and hold each thing once."""
    events = events_in_order(facts)
    posting = _ClaimPosting(facts, events)
    return [posting.enter(event) for event in events]


class _ClaimPosting:
    """A claim while its entries are made: what was charged, and what stands of the payers' decisions so far."""

    def __init__(self, facts: ClaimFacts, events: Sequence[Event]) -> None:
        self._claim_id = facts.claim_id
        self._standing = ClaimStanding(facts, events)
        self._charged: Shares = {}
        self._stood: Shares = {}
        self._balances: dict[Account, int] = defaultdict(int)

    def enter(self, event: Event) -> LedgerEntry:
        """The entry of what happened next."""
        entry = self._entry_of(event)
        for posting in entry.postings:
            self._balances[posting.account] += posting.cents
        return entry

    def _entry_of(self, event: Event) -> LedgerEntry:
        match event:
            case BilledClaim() if self._standing.is_onward(event):
                return self._bill_onward(event)
            case BilledClaim():
                return self._charge(event)
            case ClaimDecision():
                return self._decide(event)
            case PatientPayment():
                return self._pay(event)
            case MoneyDecision():
                return self._decide_by_hand(event)

    def _charge(self, billed: BilledClaim) -> LedgerEntry:
        claim, first = billed.claim, self._standing.payers[0].name
        charges: Shares = defaultdict(int)
        if claim.frequency != VOID:
            for line in claim.lines:
                charges[Account("receivable", first), line.number] += line.charge or 0
                charges[Account("charges"), line.number] -= line.charge or 0
        kind: EntryKind = "void" if claim.frequency == VOID else "correction" if self._charged else "charge"
        postings = _difference(self._charged, charges)
        days = [line.first_date for line in claim.lines if line.first_date]
        self._charged = charges
        self._standing.bill(billed)
        postings += self._moves()
        on = min(days) if kind == "charge" and days else billed.on
        return self._entry(event=billed, on=on, kind=kind, postings=postings, payer=first)

    def _bill_onward(self, billed: BilledClaim) -> LedgerEntry:
        payer = self._standing.bill_onward(billed)
        return self._entry(event=billed, on=billed.on, kind="billed onward", postings=self._moves(), payer=payer.name)

    def _decide(self, decision: ClaimDecision) -> LedgerEntry:
        payer, unmatched = self._standing.decide(decision)
        claim = decision.claim
        moves = self._moves()
        owed_by = Account("unapplied", payer.name) if unmatched else Account("receivable", payer.name)
        postings = [*self._money(decision, owed_by), *moves]
        kind: EntryKind = "payment"
        if decision.is_reversal:
            kind = "reversal"
        elif is_duplicate(claim) and not postings:
            kind = "duplicate"
        elif not claim.paid and any(one.account.kind == "denied" and one.cents > 0 for one in moves):
            kind = "denial"
        note = "It takes back what no remittance at hand has paid." if unmatched else ""
        if (
            not note
            and claim_text(decision.payment.payer or "") != claim_text(payer.name)
            and len(self._standing.payers) > 1
        ):
            note = f"Decided by {decision.payment.payer}, as {payer.name} on the claim."
        return self._entry(event=decision, on=decision.on, kind=kind, postings=postings, payer=payer.name, note=note)

    def _money(self, decision: ClaimDecision, owed_by: Account) -> list[Posting]:
        """What came in, line by line, and what it settles; what is paid of the claim as a whole has no line."""
        claim = decision.claim
        pairs = pair_lines(self._standing.lines, claim)
        by_line: dict[str, int] = defaultdict(int)
        for line, parts in zip(self._standing.lines, pairs.of_lines, strict=True):
            by_line[line.number] += sum(one.paid or 0 for one in parts)
        by_line[""] = (claim.paid or 0) - sum(by_line.values())
        cash = Account("cash", decision.payment.payer or owed_by.of)
        return [
            posting
            for line, cents in by_line.items()
            if cents
            for posting in (Posting(cash, cents, line), Posting(owed_by, -cents, line))
        ]

    def _pay(self, payment: PatientPayment) -> LedgerEntry:
        owed = Account("receivable", PATIENT)
        postings = [Posting(Account("cash", PATIENT), payment.cents), Posting(owed, -payment.cents)]
        kind: EntryKind = "patient payment" if payment.cents >= 0 else "refund"
        return self._entry(event=payment, on=payment.on, kind=kind, postings=postings, payer=PATIENT)

    def _decide_by_hand(self, decision: MoneyDecision) -> LedgerEntry:
        """A write-off or a transfer moves what is owed, and nothing where less is: then it waits for a person."""
        kind: AccountKind = "denied" if decision.denied else "receivable"
        known = [Account(kind, one) for one in (*(payer.name for payer in self._standing.payers), PATIENT)]
        owed = next((one for one in known if claim_text(one.of) == claim_text(decision.owed_by)), None)
        open_cents = self._balances[owed] if owed else 0
        note = f"{decision.reason} ({decision.person})"
        postings: list[Posting] = []
        if owed is None or not 0 <= decision.cents <= max(open_cents, 0):
            open_now = dollars_for_people(max(open_cents, 0))
            wanted = dollars_for_people(decision.cents)
            note = f"Nothing is moved: {wanted} of {decision.owed_by}, who owes {open_now} of it that day. {note}"
        else:
            gives_up = Account("write-off", decision.reason)
            to = Account("receivable", self._spelled(decision.to)) if decision.kind == "transfer" else gives_up
            postings = [Posting(to, decision.cents, decision.line), Posting(owed, -decision.cents, decision.line)]
        return self._entry(
            event=decision, on=decision.on, kind=decision.kind, postings=postings, payer=decision.owed_by, note=note
        )

    def _spelled(self, name: str) -> str:
        """A payer's name as the claim spells it."""
        every = (*(payer.name for payer in self._standing.payers), PATIENT)
        return next((one for one in every if claim_text(one) == claim_text(name)), name)

    def _moves(self) -> list[Posting]:
        """What the decisions that stand now move between accounts, beside what those before had moved."""
        stands = divide(self._standing.standings())
        moves = _difference(self._stood, stands)
        self._stood = stands
        return moves

    def _entry(
        self,
        *,
        event: Event,
        on: date | None,
        kind: EntryKind,
        postings: Sequence[Posting],
        payer: str,
        note: str = "",
    ) -> LedgerEntry:
        return LedgerEntry(
            on=on,
            kind=kind,
            postings=_added_up(postings),
            source=event.source,
            claim_id=self._claim_id,
            payer=payer,
            payment=(event.payment.trace or "") if isinstance(event, ClaimDecision) else "",
            note=note,
        )


def _added_up(postings: Sequence[Posting]) -> tuple[Posting, ...]:
    """The postings with those to one line of an account in one."""
    found: Shares = defaultdict(int)
    for one in postings:
        found[one.account, one.line] += one.cents
    return tuple(Posting(account, cents, line) for (account, line), cents in sorted(found.items()) if cents)


def _difference(before: Mapping[tuple[Account, str], int], after: Mapping[tuple[Account, str], int]) -> list[Posting]:
    """The postings that make one state of accounts the other."""
    return [
        Posting(account, cents, line)
        for account, line in sorted({*before, *after})
        if (cents := after.get((account, line), 0) - before.get((account, line), 0))
    ]
