"""What stands of all payers' decisions about a claim, while what happened to it is taken in, oldest first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from cleanclaim.claims.remittance_history import ClaimHistory, claim_history
from cleanclaim.claims.reversals import ClaimDecision, decisions_in_force, order_of
from cleanclaim.model.submitted_claim import SubmittedLine
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
    events = [(event, rank) for rank, group in enumerate(by_rank) for event in group]
    return [event for event, _ in sorted(events, key=lambda one: _place_in_time(*one))]


def _place_in_time(event: Event, rank: int) -> tuple[object, ...]:
    within: object = order_of(event) if isinstance(event, ClaimDecision) else str(event)
    return event.on is None, event.on or date.max, rank, within


class ClaimStanding:
    """A claim's payers in turn, and what stands of the decisions that were taken in so far."""

    def __init__(self, facts: ClaimFacts) -> None:
        self._onward = {id(one) for one in facts.onward}
        last = max(facts.billed, key=lambda one: (one.on or date.min, str(one))).claim
        history = claim_history(facts.decisions) if facts.decisions else ClaimHistory(())
        self.payers = payers_in_turn(last, [one.claim for one in facts.onward], history)
        self.lines: Sequence[SubmittedLine] = ()
        self._payer_of = {id(each): payer for payer in self.payers for each in payer.decisions}
        self._known = {payer.place for payer in self.payers if payer.named}
        self._so_far: dict[str, list[ClaimDecision]] = defaultdict(list)
        self._lines_then: dict[int, Sequence[SubmittedLine]] = {}

    def is_onward(self, billed: BilledClaim) -> bool:
        """Whether it went to a later payer."""
        return id(billed) in self._onward

    def bill(self, billed: BilledClaim) -> None:
        """Take in that the claim was billed, or billed again; its lines are now those of the claim."""
        self.lines = billed.claim.lines

    def bill_onward(self, billed: BilledClaim) -> PayerInTurn:
        """Take in that it was billed to a later payer, and say which."""
        place = place_of(billed.claim)
        self._known.add(place)
        return next(one for one in self.payers if one.place == place)

    def decide(self, decision: ClaimDecision) -> tuple[PayerInTurn, bool]:
        """Take in a decision. Says whose it is, and whether it takes back what nobody here has seen decided."""
        payer = self._payer_of[id(decision)]
        before = self._so_far[payer.place]
        unmatched = decision.is_reversal and not any(not one.is_reversal for one in before)
        self._known.add(payer.place)
        if decision.claim.forwarded_to:
            self._known |= {one.place for one in self.payers if not one.decisions}
        before.append(decision)
        self._lines_then[id(decision)] = self.lines
        return payer, unmatched

    def standings(self) -> list[PayerStanding]:
        """The payers that are known by now, in turn, each with what stands of its decisions."""
        return [self._standing(payer) for payer in self.payers if payer.place in self._known]

    def _standing(self, payer: PayerInTurn) -> PayerStanding:
        found = decisions_in_force(self._so_far[payer.place])
        return PayerStanding(payer.name, tuple((one, self._lines_then[id(one)]) for one in found), payer.place)
