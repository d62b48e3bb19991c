"""The entries of one claim: what each thing that happened to it did to its accounts, in the order of their days.

After each of them, what stands is worked out anew (`money.posting.shares`), and the entry posts the difference to what
stood before, and the money that moved. So a reversal takes back just what it reverses, a correction that nobody
announced takes the place of what it corrects, what came twice counts once, and the order of the files does not matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct, structs

from cleanclaim.claims.paid_lines import pair_lines
from cleanclaim.claims.reversals import ClaimDecision
from cleanclaim.model.claim_text import claim_text
from cleanclaim.model.ledger_entry import PATIENT, Account, AccountKind, EntryKind, LedgerEntry, Posting
from cleanclaim.model.money import dollars_for_people
from cleanclaim.model.remittance import is_duplicate
from cleanclaim.model.submitted_claim import VOID
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, MoneyDecision, PatientPayment
from cleanclaim.money.posting.shares import Shares, divide, is_capitated
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
        self._by_hand: list[_MoveByHand] = []
        self._is_moved_by_hand = bool(facts.money_decisions)

    def enter(self, event: Event) -> LedgerEntry:
        """The entry of what happened next."""
        entry = self._entry_of(event)
        if not self._is_moved_by_hand:
            return entry
        stands = _sums(entry.postings)
        self._add_up(stands)
        if not isinstance(event, BilledClaim | ClaimDecision) or not (taken_back := self._take_back()):
            return entry
        moved = _together(*(one.moves(-cents) for one, cents in taken_back))
        self._add_up(moved)
        words = "; ".join(f"{dollars_for_people(cents)} of a {one.kind}, {one.reason}" for one, cents in taken_back)
        note = " ".join(filter(None, (entry.note, f"Nobody owes it any more, so that it is taken back: {words}.")))
        return structs.replace(entry, postings=_postings(_together(stands, moved)), note=note)

    def _add_up(self, moves: Shares) -> None:
        for (account, _line), cents in moves.items():
            self._balances[account] += cents

    def _take_back(self) -> list[tuple["_MoveByHand", int]]:
        """What people wrote off or passed on, and the payer has decided otherwise since: the last of it first."""
        if not self._by_hand:
            return []
        found = []
        open_now = defaultdict(int, self._balances)
        for one in reversed(self._by_hand):
            cents = min(-open_now[one.owed], one.cents)
            if cents > 0:
                one.cents -= cents
                open_now[one.owed] += cents
                found.append((one, cents))
        return found

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
            owed, earned = Account("receivable", first), Account("charges")
            for line in claim.lines:
                charges[owed, line.number] += line.charge or 0
                charges[earned, line.number] -= line.charge or 0
        kind: EntryKind = "void" if claim.frequency == VOID else "correction" if self._charged else "charge"
        billed_now = _difference(self._charged, charges)
        days = [line.first_date for line in claim.lines if line.first_date]
        self._charged = charges
        self._standing.bill(billed)
        moves = _together(billed_now, self._moves())
        on = min(days) if kind == "charge" and days else billed.on
        return self._entry(event=billed, on=on, kind=kind, moves=moves, payer=first)

    def _bill_onward(self, billed: BilledClaim) -> LedgerEntry:
        payer = self._standing.bill_onward(billed)
        return self._entry(event=billed, on=billed.on, kind="billed onward", moves=self._moves(), payer=payer.name)

    def _decide(self, decision: ClaimDecision) -> LedgerEntry:
        payer, unmatched = self._standing.decide(decision)
        claim = decision.claim
        moves = self._moves()
        owed_by = Account("unapplied", payer.name) if unmatched else Account("receivable", payer.name)
        money = self._money(decision, owed_by)
        kind: EntryKind = "payment"
        if decision.is_reversal:
            kind = "reversal"
        elif not money and not moves and is_duplicate(claim):
            kind = "duplicate"
        elif not claim.paid and any(account.kind == "denied" and cents > 0 for (account, _), cents in moves.items()):
            kind = "denial"
        elif not claim.paid and decision.terms.capitated and is_capitated(decision, self._standing.lines):
            kind = "capitated"
        note = "It takes back what no remittance at hand has paid." if unmatched else ""
        if (
            not note
            and claim_text(decision.payment.payer or "") != claim_text(payer.name)
            and len(self._standing.payers) > 1
        ):
            note = f"Decided by {decision.payment.payer}, as {payer.name} on the claim."
        moves = _together(money, moves)
        return self._entry(event=decision, on=decision.on, kind=kind, moves=moves, payer=payer.name, note=note)

    def _money(self, decision: ClaimDecision, owed_by: Account) -> Shares:
        """What came in, line by line, and what it settles; what is paid of the claim as a whole has no line."""
        claim = decision.claim
        pairs = pair_lines(self._standing.lines, claim)
        by_line: dict[str, int] = defaultdict(int)
        for line, parts in zip(self._standing.lines, pairs.of_lines, strict=True):
            by_line[line.number] += sum([one.paid or 0 for one in parts])
        by_line[""] = (claim.paid or 0) - sum(by_line.values())
        cash = Account("cash", decision.payment.payer or owed_by.of)
        moves: Shares = {}
        for number, cents in by_line.items():
            if cents:
                moves[cash, number] = cents
                moves[owed_by, number] = -cents
        return moves

    def _pay(self, payment: PatientPayment) -> LedgerEntry:
        moves = {(Account("cash", PATIENT), ""): payment.cents, (Account("receivable", PATIENT), ""): -payment.cents}
        kind: EntryKind = "patient payment" if payment.cents >= 0 else "refund"
        return self._entry(event=payment, on=payment.on, kind=kind, moves=moves, payer=PATIENT)

    def _decide_by_hand(self, decision: MoneyDecision) -> LedgerEntry:
        """A write-off or a transfer moves what is owed, and nothing where less is: then it waits for a person. Below 0
        it takes back what was moved so before.
        """
        kind: AccountKind = "denied" if decision.denied else "receivable"
        known = [Account(kind, one) for one in (*(payer.name for payer in self._standing.payers), PATIENT)]
        owed = next((one for one in known if claim_text(one.of) == claim_text(decision.owed_by)), None)
        gives_up = Account("write-off", decision.reason)
        to = Account("receivable", self._spelled(decision.to)) if decision.kind == "transfer" else gives_up
        note = f"{decision.reason} ({decision.person})"
        moves: Shares = {}
        if owed is None or (why := self._why_not(decision, owed, to)):
            why = why if owed else f"of the claim nothing is owed by {decision.owed_by}"
            note = f"Nothing is moved: {why}. {note}"
        else:
            moves = self._move(decision, owed, to)
        return self._entry(
            event=decision, on=decision.on, kind=decision.kind, moves=moves, payer=decision.owed_by, note=note
        )

    def _why_not(self, decision: MoneyDecision, owed: Account, to: Account) -> str:
        """Why what a person decided moves nothing; empty where it does."""
        wanted = dollars_for_people(abs(decision.cents))
        if not decision.cents:
            return "the amount is nothing"
        if owed == to:
            return f"{decision.owed_by} owes it already"
        if decision.cents > 0:
            open_cents = max(self._balances[owed], 0)
            if decision.cents <= open_cents:
                return ""
            return f"{wanted} of {decision.owed_by}, who owes {dollars_for_people(open_cents)} of it that day"
        moved = sum(one.cents for one in self._by_hand if (one.owed, one.to) == (owed, to))
        if -decision.cents <= moved:
            return ""
        return f"{wanted} are to be taken back, and {dollars_for_people(moved)} stand moved so that day"

    def _move(self, decision: MoneyDecision, owed: Account, to: Account) -> Shares:
        moved = _MoveByHand(decision.kind, decision.reason, owed, to, decision.line, decision.cents)
        if decision.cents > 0:
            self._by_hand.append(moved)
            return moved.moves(decision.cents)
        left = -decision.cents
        for one in reversed(self._by_hand):
            if (one.owed, one.to) == (owed, to):
                cents = min(one.cents, left)
                one.cents -= cents
                left -= cents
        return moved.moves(decision.cents)

    def _spelled(self, name: str) -> str:
        """A payer's name as the claim spells it."""
        every = (*(payer.name for payer in self._standing.payers), PATIENT)
        return next((one for one in every if claim_text(one) == claim_text(name)), name)

    def _moves(self) -> Shares:
        """What the decisions that stand now move between accounts, beside what those before had moved."""
        stands = divide(self._standing.standings()) if self._standing.anything_decided else {}
        moves = _difference(self._stood, stands)
        self._stood = stands
        return moves

    def _entry(
        self,
        *,
        event: Event,
        on: date | None,
        kind: EntryKind,
        moves: Shares,
        payer: str,
        note: str = "",
    ) -> LedgerEntry:
        return LedgerEntry(
            on=on,
            kind=kind,
            postings=_postings(moves),
            source=event.source,
            claim_id=self._claim_id,
            payer=payer,
            payment=(event.payment.trace or "") if isinstance(event, ClaimDecision) else "",
            note=note,
        )


class _MoveByHand(Struct):
    """What a person wrote off (to an account of its reason) or passed on, as far as it stands, in cents."""

    kind: str
    reason: str
    owed: Account
    to: Account
    line: str
    cents: int

    def moves(self, cents: int) -> Shares:
        """What moves so many cents; below 0 back."""
        return {(self.to, self.line): cents, (self.owed, self.line): -cents}


def _postings(moves: Shares) -> tuple[Posting, ...]:
    """What moves, as postings in the order of the accounts."""
    in_order = sorted(moves.items(), key=_in_order)
    return tuple([Posting(account, cents, line) for (account, line), cents in in_order if cents])


def _in_order(move: tuple[tuple[Account, str], int]) -> tuple[str, str, str]:
    (account, line), _cents = move
    return account.kind, account.of, line


def _sums(postings: Iterable[Posting]) -> Shares:
    return {(one.account, one.line): one.cents for one in postings}


def _together(*every: Shares) -> Shares:
    """Several moves as one."""
    moving = [one for one in every if one]
    if len(moving) == 1:
        return moving[0]
    found: Shares = defaultdict(int)
    for one in moving:
        for place, cents in one.items():
            found[place] += cents
    return found


def _difference(before: Shares, after: Shares) -> Shares:
    """What makes one state of accounts the other."""
    if not before:
        return after
    found = _together(after, {place: -cents for place, cents in before.items()})
    return {place: cents for place, cents in found.items() if cents}
