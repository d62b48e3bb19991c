"""Faults of what is no first claim or goes on to a second payer: corrections, appeals, what the second payer asks."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from msgspec import structs

from cleanclaim.law.policies.policy import policy
from cleanclaim.model.visit import History, SentAs, Visit
from cleanclaim.sandbox.synth.calendar import Slot
from cleanclaim.sandbox.synth.line_faults import Planter, fault, is_timed
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice

PAST_THE_YEAR = 260_000
"""Cents spent in a year: more than any year's threshold so far."""


def _of(payer: str) -> Callable[[Visit, Slot], bool]:
    return lambda visit, slot: visit.payer == payer and slot.number > 1


def _sent_late(label: PlantedFault, sent_as: SentAs, payer: str, days: int) -> Planter:
    """What is sent after a decision, so many days after it; the decision came a month after the visit."""

    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(_of(payer))
        if at is None:
            return
        decided_on = practice.booked.slots[at].on + timedelta(days=30)
        practice.filed[practice.visits[at].visit_id] = decided_on + timedelta(days=days)
        practice.spoil(at, label, sent_as=sent_as, decided_on=decided_on)

    return plant


def _decided_before_sent(practice: SyntheticPractice) -> None:
    at = practice.pick(_of("medicare"))
    if at is not None:
        label = fault("deadlines", "a first claim with a day of decision", "decision_misdated")
        practice.spoil(at, label, decided_on=practice.booked.slots[at].on + timedelta(days=9))


def _before_medicare(visit: Visit, slot: Slot) -> bool:
    law = policy(visit.payer or "", slot.on)
    treated = slot.number > 1 and any(map(is_timed, visit.services))
    return treated and visit.payer != "self_pay" and law is not None and law.assistant_modifiers is False


def _by_assistant(visit: Visit, slot: Slot) -> bool:
    return _before_medicare(visit, slot) and slot.clinician.credential in {"PTA", "OTA"}


def _assistant_crosses_over(practice: SyntheticPractice) -> None:
    at = practice.pick(_by_assistant)
    if at is not None:
        label = fault("crossover", "Medicare comes second and an assistant's lines are plain", "assistant")
        practice.spoil(at, label, secondary_payer="medicare")


def _past_the_threshold(practice: SyntheticPractice) -> None:
    at = practice.pick(lambda visit, slot: _before_medicare(visit, slot) and not _by_assistant(visit, slot))
    if at is not None:
        label = fault("crossover", "Medicare comes second, past the year's threshold", "threshold")
        history = structs.replace(practice.visits[at].history or History(), spent=PAST_THE_YEAR)
        practice.spoil(at, label, secondary_payer="medicare", history=history)


def _planters() -> Iterator[Planter]:
    late = _sent_late
    yield late(fault("deadlines", "corrected after more than a year", "correction_late"), "correction", "medicare", 400)
    yield late(fault("deadlines", "appealed after the last day", "appeal_late"), "appeal", "medicare", 140)
    yield late(fault("deadlines", "too late for a payer that comes second", "second_late"), "second", "tricare", 480)
    yield _decided_before_sent
    yield _assistant_crosses_over
    yield _past_the_threshold


OTHER_CLAIM_FAULTS: tuple[Planter, ...] = tuple(_planters())
