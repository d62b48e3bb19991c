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
from cleanclaim.model.ledger_entry import PATIENT, Account, EntryKind, LedgerEntry, Posting
from cleanclaim.model.remittance import is_duplicate
from cleanclaim.model.submitted_claim import VOID
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, MoneyDecision, PatientPayment
from cleanclaim.money.posting.shares import Shares, divide
from cleanclaim.money.posting.standing import ClaimStanding, Event, events_in_order


def claim_entries(facts: ClaimFacts) -> list[LedgerEntry]:
    """The entries of a claim, the oldest first. `facts` come in any order and hold each thing once."""
    posting = _ClaimPosting(facts)
    return [posting.enter(event) for event in events_in_order(facts)]


class _ClaimPosting:
    """A claim while its entries are made: what was charged, and what stands of the payers' decisions so far."""

    def __init__(self, facts: ClaimFacts) -> None:
        self._claim_id = facts.claim_id
        self._standing = ClaimStanding(facts)
        self._charged: Shares = {}
        self._stood: Shares = {}

    def enter(self, event: Event) -> LedgerEntry:
        """The entry of what happened next."""
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
        charges: Shares = {}
        if claim.frequency != VOID:
            for line in claim.lines:
                charges[Account("receivable", first), line.number] = line.charge or 0
                charges[Account("charges"), line.number] = -(line.charge or 0)
        kind: EntryKind = "void" if claim.frequency == VOID else "correction" if self._charged else "charge"
        postings = _difference(self._charged, charges)
        days = [line.first_date for line in claim.lines if line.first_date]
        self._charged = charges
        self._standing.bill(billed)
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
        return self._entry(event=decision, on=decision.on, kind=kind, postings=postings, payer=payer.name, note=note)

    def _money(self, decision: ClaimDecision, owed_by: Account) -> list[Posting]:
        """What came in, line by line, and what it settles; what is paid of the claim as a whole has no line."""
        claim = decision.claim
        pairs = pair_lines(self._standing.lines, claim)
        by_line = {
            line.number: sum(one.paid or 0 for one in parts)
            for line, parts in zip(self._standing.lines, pairs.of_lines, strict=True)
        }
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
        owed = Account("denied" if decision.denied else "receivable", decision.owed_by)
        to = (
            Account("receivable", decision.to) if decision.kind == "transfer" else Account("write-off", decision.reason)
        )
        postings = [Posting(to, decision.cents, decision.line), Posting(owed, -decision.cents, decision.line)]
        note = f"{decision.reason} ({decision.person})"
        return self._entry(
            event=decision, on=decision.on, kind=decision.kind, postings=postings, payer=decision.owed_by, note=note
        )

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
