"""What stands of all payers' decisions about a claim, while what happened to it is taken in, oldest first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from cleanclaim.claims.remittance_history import ClaimHistory, claim_history
from cleanclaim.claims.reversals import ClaimDecision, decisions_in_force, order_of
from cleanclaim.model.submitted_claim import VOID, SubmittedLine
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, MoneyDecision, PatientPayment
from cleanclaim.money.posting.payers_in_turn import PayerInTurn, payers_in_turn, place_of
from cleanclaim.money.posting.shares import PayerStanding

Event = BilledClaim | ClaimDecision | PatientPayment | MoneyDecision


def events_in_order(facts: ClaimFacts) -> list[Event]:
    """Everything that happened, by day; what is billed comes before what is decided that day, and people come last."""
    by_rank: tuple[Sequence[Event], ...] = (
        facts.billed,
        facts.onward,
        facts.decisions,
        [one for one in facts.patient_payments if one.cents >= 0],
        [one for one in facts.patient_payments if one.cents < 0],
        facts.money_decisions,
    )
    events = [(event.on or date.max, rank, event) for rank, group in enumerate(by_rank) for event in group]
    events.sort(key=_by_day)
    found: list[Event] = []
    for _day, alike in groupby(events, key=_by_day):
        of_day = [event for _on, _rank, event in alike]
        found += sorted(of_day, key=_within_day) if len(of_day) > 1 else of_day
    return found


def _by_day(one: tuple[date, int, Event]) -> tuple[date, int]:
    return one[:2]


def _within_day(event: Event) -> tuple[Any, ...]:
    """By what events of one kind and day are put in order."""
    match event:
        case BilledClaim():
            return event.time, event.step, event.source
        case ClaimDecision():
            return event.is_reversal, order_of(event)
        case _:
            return (str(event),)


class ClaimStanding:
    """A claim's payers in turn, and what stands of the decisions that were taken in so far. `events` are everything
    that happened to it, in order.
    """

    def __init__(self, facts: ClaimFacts, events: Sequence[Event]) -> None:
        self._onward = {id(one) for one in facts.onward}
        versions = [one for one in events if isinstance(one, BilledClaim) and not self.is_onward(one)]
        self._version_of = {one.claim.claim_id: at for at, one in enumerate(versions)}
        history = claim_history(facts.decisions) if facts.decisions else ClaimHistory(())
        self.payers = payers_in_turn([one.claim for one in versions], [one.claim for one in facts.onward], history)
        self.lines: Sequence[SubmittedLine] = ()
        self._is_void = False
        self._payer_of = {id(each): payer for payer in self.payers for each in payer.decisions}
        self._known = {payer.place for payer in self.payers if payer.named}
        self._so_far: dict[str, list[ClaimDecision]] = defaultdict(list)
        self._lines_then: dict[object, Sequence[SubmittedLine]] = {}
        self._decided: dict[tuple[str, date | None], int] = defaultdict(int)
        for one in facts.decisions:
            if not one.is_reversal:
                self._decided[self._payer_of[id(one)].place, one.on] += 1

    def is_onward(self, billed: BilledClaim) -> bool:
        """Whether it went to a later payer."""
        return id(billed) in self._onward

    def bill(self, billed: BilledClaim) -> None:
        """Take in that the claim was billed, corrected or voided; its lines are now those of the claim."""
        self.lines = billed.claim.lines
        self._is_void = billed.claim.frequency == VOID

    def bill_onward(self, billed: BilledClaim) -> PayerInTurn:
        """Take in that it was billed to a later payer, and say which."""
        place = place_of(billed.claim)
        self._known.add(place)
        return next(one for one in self.payers if one.place == place)

    def decide(self, decision: ClaimDecision) -> tuple[PayerInTurn, bool]:
        """Take in a decision. Says whose it is, and whether it takes back what nobody here has seen decided."""
        payer = self._payer_of[id(decision)]
        before = self._so_far[payer.place]
        unmatched = decision.is_reversal and not self._has_more_decided(payer, decision.on, before)
        if payer.place:
            self._known.add(payer.place)
        if decision.claim.forwarded_to:
            self._known |= {one.place for one in self.payers if not one.decisions}
        before.append(decision)
        self._lines_then[_decided_in(decision)] = self.lines
        return payer, unmatched

    def _has_more_decided(self, payer: PayerInTurn, day: date | None, before: Sequence[ClaimDecision]) -> bool:
        """Whether a payer has decided more until a day than it has taken back before."""
        taken_back = sum(one.is_reversal for one in before)
        decided = sum(
            count
            for (place, on), count in self._decided.items()
            if place == payer.place and (on is None or day is None or on <= day)
        )
        return decided > taken_back

    def take_in(self, events: Iterable[Event]) -> bool:
        """Take in what happened on a day, and say whether a payer decided anything."""
        decided = False
        for event in events:
            match event:
                case BilledClaim() if self.is_onward(event):
                    self.bill_onward(event)
                case BilledClaim():
                    self.bill(event)
                case ClaimDecision():
                    self.decide(event)
                    decided = True
        return decided

    @property
    def anything_decided(self) -> bool:
        """Whether a payer has decided anything by now."""
        return bool(self._so_far)

    def standings(self) -> list[PayerStanding]:
        """The payers that are known by now, in turn, each with what stands of its decisions: of a void nothing does."""
        return [self._standing(payer) for payer in self.payers if payer.place and payer.place in self._known]

    def _standing(self, payer: PayerInTurn) -> PayerStanding:
        found = () if self._is_void else decisions_in_force(self._in_time(self._so_far[payer.place]))
        if len(found) > 1:
            newest = max(map(self._version, found))
            found = tuple(one for one in found if self._version(one) == newest)
        parts = tuple([(one, self._lines_then[_decided_in(one)]) for one in found])
        return PayerStanding(payer.name, parts, payer.place)

    def _in_time(self, decisions: Sequence[ClaimDecision]) -> Sequence[ClaimDecision]:
        """The decisions without those about an earlier claim that came when the one in its place was decided."""
        if len(decisions) < 2:
            return decisions
        found: list[ClaimDecision] = []
        newest = 0
        for one in decisions:
            if one.is_reversal or self._version(one) >= newest:
                found.append(one)
                newest = max(newest, 0 if one.is_reversal else self._version(one))
        return found

    def _version(self, decision: ClaimDecision) -> int:
        """Which of the claims that were sent a decision is about: one about what was replaced since stands no more."""
        return self._version_of.get(decision.claim.claim_id, 0)


def _decided_in(decision: ClaimDecision) -> object:
    """By what a decision is known, also where only some of its lines still stand."""
    claim = decision.claim
    return decision.source, decision.payment.trace, decision.on, claim.claim_id, claim.payer_claim_number, claim.status
