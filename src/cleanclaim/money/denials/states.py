"""How a denial stands: from what was sent since, what the payer did, and what people wrote of it.

What the payer did last goes before what people say; of what people say and what was sent, the last counts. What
happened before the payer denied it again counts no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from cleanclaim.model.submitted_claim import REPLACEMENT, VOID
from cleanclaim.money.denials.denial import DenialEvent, State
from cleanclaim.money.denials.history import DeniedLines
from cleanclaim.money.posting.facts import BilledClaim, ClaimFacts, DenialStep, MoneyDecision
from cleanclaim.money.posting.payers_in_turn import place_of


def denial_history(facts: ClaimFacts, denied: DeniedLines, others: Iterable[BilledClaim]) -> tuple[DenialEvent, ...]:
    """What happened to a denial, in the order of the days. `others`: claims for the same service that name no other."""
    found = [DenialEvent(on=denied.first_on, state="new", what=f"denied by {denied.payer}", source=denied.source)]
    sent = [one for one in (*facts.billed, *facts.onward, *others) if is_sent_since(one, denied)]
    found += map(_sent, sent)
    found += map(_step, steps_of(facts, denied))
    found += [_decision(one) for one in facts.money_decisions if one.denied and one.owed_by == denied.payer]
    if denied.ending:
        found.append(
            DenialEvent(on=denied.ended_on, state=denied.ending, what=f"by {denied.payer}", source=denied.source)
        )
    return tuple(sorted(found, key=lambda event: event.on or date.max))


def is_sent_since(billed: BilledClaim, denied: DeniedLines) -> bool:
    """Whether a claim went to the payer after it denied these lines."""
    decided = denied.decision.on
    return bool(place_of(billed.claim) == denied.place and billed.on and decided and billed.on > decided)


def steps_of(facts: ClaimFacts, denied: DeniedLines) -> Iterator[DenialStep]:
    """What people wrote of a denial: of all of the claim, or of these codes."""
    codes = f"{denied.group} {denied.code}"
    return (one for one in facts.denial_steps if one.codes in {"", codes})


def _sent(billed: BilledClaim) -> DenialEvent:
    claim = billed.claim
    state: State = "voided" if claim.frequency == VOID else "billed again"
    kind = {VOID: "a void", REPLACEMENT: "a replacement"}.get(claim.frequency or "", "a claim")
    return DenialEvent(on=billed.on, state=state, what=f"{kind}, {claim.claim_id}", source=billed.source)


def _step(step: DenialStep) -> DenialEvent:
    level = f", level {step.level}" if step.level else ""
    note = f": {step.note}" if step.note else ""
    what = f"{step.state}{level}{note} ({step.person})"
    return DenialEvent(on=step.on, state=step.state, what=what, source=step.source)


def _decision(decision: MoneyDecision) -> DenialEvent:
    state: State = "written off" if decision.kind == "write-off" else "billed onward"
    what = f"{decision.reason} ({decision.person})"
    return DenialEvent(on=decision.on, state=state, what=what, source=decision.source, of_part=True)


def divide_write_offs(facts: ClaimFacts, denied: Sequence[DeniedLines]) -> list[Mapping[str, int]]:
    """What people wrote off of each denial and what they moved to others, in cents: of a line where they name one,
    else of the payer's denials in their order.
    """
    found: list[dict[str, int]] = [defaultdict(int) for _ in denied]
    for decision in facts.money_decisions:
        left = decision.cents if decision.denied else 0
        for one, gone in zip(denied, found, strict=True):
            its = one.payer == decision.owed_by and (not decision.line or decision.line in one.lines)
            if one.ending is None and its and left > 0:
                cents = min(left, one.cents - sum(gone.values()))
                gone[decision.kind] += cents
                left -= cents
    return list(found)


def state_of(
    denied: DeniedLines, history: Sequence[DenialEvent], gone: Mapping[str, int], *, owed_elsewhere: int
) -> State:
    """How a denial stands. `gone` is what people gave up of it, `owed_elsewhere` the cents of the claim that somebody
    else than the payer still owes.
    """
    if denied.ending:
        return denied.ending
    if sum(gone.values()) >= denied.cents:
        return "written off" if gone.get("write-off") else "billed onward"
    if denied.to_patient and owed_elsewhere <= 0:
        return "settled"
    decided = denied.decision.on
    since = [one for one in history if one.on is None or decided is None or one.on >= decided]
    states = [one.state for one in since if not one.of_part]
    return states[-1] if states else "new"


def appeal_lost(facts: ClaimFacts, denied: DeniedLines) -> DenialStep | None:
    """The last step that people wrote of a denial, where it says that an appeal was lost, and at which level."""
    steps = sorted(steps_of(facts, denied), key=lambda one: one.on)
    return steps[-1] if steps and steps[-1].state == "lost" and steps[-1].level else None
