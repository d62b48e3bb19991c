"""The entries of one claim: what each thing that happened to it did to its accounts, in the order of their days.

After each of them, what stands is worked out anew (`money.posting.shares`), and the entry posts the difference to what
stood before, and the money that moved. So a reversal takes back just what it reverses, a correction that nobody
announced takes the place of what it corrects, what came twice counts once, and the order of the files does not matter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from cleanclaim.claims.paid_lines import pair_lines
from cleanclaim.claims.remittance_history import ClaimHistory, claim_history
from cleanclaim.claims.reversals import ClaimDecision, decisions_in_force, order_of
from cleanclaim.model.ledger_entry import PATIENT, Account, EntryKind, LedgerEntry, Posting
from cleanclaim.model.remittance import is_duplicate
from cleanclaim.model.submitted_claim import VOID, SubmittedLine
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, MoneyDecision, PatientPayment
from cleanclaim.money.posting.payers_in_turn import PayerInTurn, payers_in_turn, place_of
from cleanclaim.money.posting.shares import PayerStanding, Shares, divide

Event = BilledClaim | ClaimDecision | PatientPayment | MoneyDecision


def claim_entries(facts: ClaimFacts) -> list[LedgerEntry]:
    """The entries of a claim, the oldest first. `facts` come in any order and hold each thing once."""
    posting = _ClaimPosting(facts)
    return [posting.enter(event) for event in _in_order(facts)]


def _in_order(facts: ClaimFacts) -> list[Event]:
    """Everything that happened, by day; what is billed comes before what is decided that day, and people come last."""
    by_rank: tuple[Sequence[Event], ...] = (
        facts.billed,
        facts.onward,
        facts.decisions,
        [one for one in facts.patient_payments if one.cents >= 0],
        [one for one in facts.patient_payments if one.cents < 0],
        facts.money_decisions,
    )
    events = [(event, rank) for rank, group in enumerate(by_rank) for event in group]
    return [event for event, _ in sorted(events, key=lambda one: _place_in_time(*one))]


def _place_in_time(event: Event, rank: int) -> tuple[object, ...]:
    within: object = order_of(event) if isinstance(event, ClaimDecision) else str(event)
    return event.on is None, event.on or date.max, rank, within


class _ClaimPosting:
    """A claim while its entries are made: what was charged, and what stands of the payers' decisions so far."""

    def __init__(self, facts: ClaimFacts) -> None:
        self._claim_id = facts.claim_id
        self._onward = {id(one) for one in facts.onward}
        last = max(facts.billed, key=lambda one: (one.on or date.min, str(one))).claim
        history = claim_history(facts.decisions) if facts.decisions else ClaimHistory(())
        self._payers = payers_in_turn(last, [one.claim for one in facts.onward], history)
        self._payer_of = {id(each): payer for payer in self._payers for each in payer.decisions}
        self._known = {payer.place for payer in self._payers if payer.named}
        self._so_far: dict[str, list[ClaimDecision]] = defaultdict(list)
        self._lines: Sequence[SubmittedLine] = ()
        self._lines_then: dict[int, Sequence[SubmittedLine]] = {}
        self._charged: Shares = {}
        self._stood: Shares = {}

    def enter(self, event: Event) -> LedgerEntry:
        """The entry of what happened next."""
        match event:
            case BilledClaim() if id(event) in self._onward:
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
        claim, first = billed.claim, self._payers[0].name
        charges: Shares = {}
        if claim.frequency != VOID:
            for line in claim.lines:
                charges[Account("receivable", first), line.number] = line.charge or 0
                charges[Account("charges"), line.number] = -(line.charge or 0)
        kind: EntryKind = "void" if claim.frequency == VOID else "correction" if self._charged else "charge"
        postings = _difference(self._charged, charges)
        days = [line.first_date for line in claim.lines if line.first_date]
        self._charged, self._lines = charges, claim.lines
        on = min(days) if kind == "charge" and days else billed.on
        return self._entry(event=billed, on=on, kind=kind, postings=postings, payer=first)

    def _bill_onward(self, billed: BilledClaim) -> LedgerEntry:
        place = place_of(billed.claim)
        payer = next(one for one in self._payers if one.place == place)
        self._known.add(place)
        return self._entry(event=billed, on=billed.on, kind="billed onward", postings=self._moves(), payer=payer.name)

    def _decide(self, decision: ClaimDecision) -> LedgerEntry:
        payer, claim = self._payer_of[id(decision)], decision.claim
        before = self._so_far[payer.place]
        unmatched = decision.is_reversal and not any(not one.is_reversal for one in before)
        self._known.add(payer.place)
        if claim.forwarded_to:
            self._known |= {one.place for one in self._payers if not one.decisions}
        before.append(decision)
        self._lines_then[id(decision)] = self._lines
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
        pairs = pair_lines(self._lines, claim)
        by_line = {
            line.number: sum(one.paid or 0 for one in parts)
            for line, parts in zip(self._lines, pairs.of_lines, strict=True)
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
        standing = [self._standing(payer) for payer in self._payers if payer.place in self._known]
        stands = divide(standing)
        moves = _difference(self._stood, stands)
        self._stood = stands
        return moves

    def _standing(self, payer: PayerInTurn) -> PayerStanding:
        found = decisions_in_force(self._so_far[payer.place])
        return PayerStanding(payer.name, tuple((one, self._lines_then[id(one)]) for one in found))

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
