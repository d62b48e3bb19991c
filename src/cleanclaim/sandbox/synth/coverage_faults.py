"""Faults of what is covered and where: national decisions, items, numbers outside the catalogue, own marks."""

from collections.abc import Collection, Iterator

from msgspec import structs

from cleanclaim.law.policies.policy import policy
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.modifiers import state_marks
from cleanclaim.sandbox.synth.calendar import Slot
from cleanclaim.sandbox.synth.line_faults import Planter, fault
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice

NERVES, BACK = "G629", "M5450"
"""A neuropathy, and low back pain."""


def _medicare(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "medicare" and slot.number > 1 and visit.discipline == "PT"


def _put_on(
    label: PlantedFault, code: str, *, units: int | None = 1, diagnoses: tuple[str, ...] | None = None
) -> Planter:
    """Put a line without minutes on a visit of Medicare, for diagnoses of its own where any are named."""

    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(_medicare)
        if at is None:
            return
        visit = practice.visits[at]
        first = visit.services[0]
        line = Service(
            code=code,
            units=units,
            charge=6_000,
            performed_by=first.performed_by,
            diagnoses=first.diagnoses if diagnoses is None else diagnoses,
        )
        practice.spoil(at, label, services=(*visit.services, line))

    return plant


def _marked_acute(visit: Visit, slot: Slot) -> bool:
    law = policy(visit.payer or "", slot.on)
    return slot.number > 1 and law is not None and bool(law.acute_modifiers)


def _marked_as_assistants(visit: Visit, slot: Slot) -> bool:
    law = policy(visit.payer or "", slot.on)
    return law is not None and bool(law.assistant_own_mark) and slot.clinician.credential in {"PTA", "OTA"}


def _acute_unmarked(practice: SyntheticPractice) -> None:
    """Take the mark of acute care off the lines of a visit."""
    at = practice.pick(_marked_acute)
    law = None if at is None else policy(practice.visits[at].payer or "", practice.booked.slots[at].on)
    if at is not None and law is not None:
        acute = set(law.acute_modifiers or ())
        _take_off(practice, at, acute, fault("acute", "acute care without its mark", "unmarked"))


def _own_mark_missing(practice: SyntheticPractice) -> None:
    """Take the state's mark of an assistant off the lines of a visit."""
    at = practice.pick(_marked_as_assistants)
    if at is not None:
        _take_off(practice, at, state_marks(), fault("assistants", "the payer's own mark is missing", "own_mark"))


def _take_off(practice: SyntheticPractice, at: int, marks: Collection[str], label: PlantedFault) -> None:
    services = tuple(
        structs.replace(one, modifiers=tuple(mark for mark in one.modifiers if mark not in marks))
        for one in practice.visits[at].services
    )
    practice.spoil(at, label, services=services)


def _planters() -> Iterator[Planter]:
    never = fault("national", "infrared for a neuropathy", "neuropathy")
    yield _put_on(never, "97026", diagnoses=(NERVES,))
    yield _put_on(fault("national", "stimulation of wounds for the back", "only_for"), "G0281", diagnoses=(BACK,))
    yield _put_on(fault("outside", "a supply without its number of pieces", "item_units"), "A4556", units=None)
    yield _put_on(fault("outside", "a brace billed to this contractor", "other_contractor"), "L3908")
    yield _put_on(fault("outside", "a report of function that has ended", "functional"), "G8978")
    yield _put_on(fault("outside", "a service of another trade", "other_service", "codes.unlisted"), "95886")
    yield _acute_unmarked
    yield _own_mark_missing


COVERAGE_FAULTS: tuple[Planter, ...] = tuple(_planters())
