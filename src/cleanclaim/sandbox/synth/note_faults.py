"""Faults in the notes: what is missing, what disagrees, what was copied, what came late."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from msgspec import structs

from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit
from cleanclaim.sandbox.synth.calendar import Slot
from cleanclaim.sandbox.synth.line_faults import Planter, fault
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice
from cleanclaim.sandbox.synth.notes import graded, in_words, sentences
from cleanclaim.sandbox.synth.visits import FEES

Fits = Callable[[Visit, Slot], bool]


def _treated(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "medicare" and slot.number > 1 and not slot.reports


def _any(visit: Visit, slot: Slot) -> bool:
    return visit.payer != "self_pay" and slot.number > 1


def _noted(
    label: PlantedFault, change: Callable[[Note, SyntheticPractice], dict[str, Any] | None], fits: Fits = _treated
) -> Planter:
    """Change the note of a visit."""

    def plant(practice: SyntheticPractice) -> None:
        at = practice.pick(fits)
        if at is None:
            return
        note = practice.visits[at].note
        assert note
        changes = change(note, practice)
        if changes is not None:
            practice.spoil(at, label, note=structs.replace(note, **changes))

    return plant


def _without(*patterns: str) -> Callable[[Note, SyntheticPractice], dict[str, Any] | None]:
    """The text without what the patterns find; None where they find nothing."""

    def change(note: Note, _practice: SyntheticPractice) -> dict[str, Any] | None:
        text = note.text
        for pattern in patterns:
            text = re.sub(pattern, "", text, flags=re.IGNORECASE)
        return {"text": text} if text != note.text else None

    return change


def _sentences(templates: tuple[str, ...]) -> str:
    """A pattern that finds any of the sentences, whatever was filled into them."""
    return "|".join(re.sub(r"\\\{\w\\\}", r"[^.]{1,20}?", re.escape(one)) for one in templates)


def _no_totals(note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    lines = [
        part
        for part in re.split(r"(?<=[.\n])", note.text)
        if not re.search(r"total|session|treatment time|timed|direct|billable|1:1", part, re.IGNORECASE)
    ]
    return {"text": "".join(lines), "total_minutes": None, "timed_minutes": note.timed_minutes}


def _no_minutes(note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    text = _no_totals(note, _practice)["text"]
    return {"text": re.sub(r"(?: x| for)? [0-9]+ min(?:utes)?", "", text), "timed_minutes": None}


def _other_minutes(note: Note, _practice: SyntheticPractice) -> dict[str, Any] | None:
    if note.timed_minutes is None or note.total_minutes is None:
        return None
    return {"timed_minutes": note.timed_minutes + 9, "total_minutes": note.total_minutes + 9}


def _vague(note: Note, _practice: SyntheticPractice) -> dict[str, Any] | None:
    text = re.sub(r"Goals:.*", "Goals: less pain and better function.", note.text)
    return {"text": text} if text != note.text else None


def _planless(note: Note, _practice: SyntheticPractice) -> dict[str, Any] | None:
    plan = r"(?:Physical|Occupational) therapy [0-9]x/week for [0-9]+ weeks, to include exercise and training\."
    text = re.sub(plan, "", note.text)
    return {"text": text} if text != note.text else None


def _unbilled(practice: SyntheticPractice) -> None:
    """A service that is in the note, taken off the visit, with its minutes taken off the note's timed total."""

    def fits(visit: Visit, slot: Slot) -> bool:
        return (
            _treated(visit, slot)
            and len(visit.services) == 2
            and all((s.minutes or 0) >= 15 and s.units for s in visit.services)
        )

    at = practice.pick(fits)
    if at is None:
        return
    visit = practice.visits[at]
    billed_service, unbilled_service = visit.services
    assert visit.note
    assert billed_service.minutes
    units = (billed_service.minutes + 7) // 15
    fewer = structs.replace(
        billed_service, units=units, charge=(billed_service.charge or 0) // (billed_service.units or 1) * units
    )
    timed = re.sub(
        rf"\b{billed_service.minutes + (unbilled_service.minutes or 0)}\b", str(billed_service.minutes), visit.note.text
    )
    practice.spoil(
        at,
        fault("content", "a service described and not billed", "unbilled", kind="note"),
        services=(fewer,),
        note=structs.replace(visit.note, text=timed, timed_minutes=visit.note.timed_minutes and billed_service.minutes),
    )


def _undocumented(practice: SyntheticPractice) -> None:
    """A code billed in the place of what the note describes."""

    def fits(visit: Visit, slot: Slot) -> bool:
        return (
            _treated(visit, slot)
            and visit.discipline == "PT"
            and [s.code for s in visit.services] == ["97110", "97112"]
        )

    at = practice.pick(fits)
    if at is not None:
        visit = practice.visits[at]
        second: Service = structs.replace(visit.services[1], code="97535", charge=5200 * (visit.services[1].units or 0))
        practice.spoil(
            at,
            fault("content", "a code billed that the note does not describe", "undocumented", "unbilled", kind="note"),
            services=(visit.services[0], second),
        )


def _copied(practice: SyntheticPractice) -> None:
    """A note copied from the patient's visit before, in which the same was done by the same hands."""

    def fits(visit: Visit, slot: Slot) -> bool:
        return _treated(visit, slot) and slot.number > 3 and not _has_kx(visit)

    for _try in range(50):
        at = practice.pick(fits)
        if at is None:
            return
        before = [place for place in practice.places_of(practice.course_of(at)) if place < at][-1]
        then, now = practice.visits[before], practice.visits[at]
        if then.provider_npi == now.provider_npi and not _has_kx(then) and then.visit_id not in practice.taken:
            _copy(practice, before, at)
            return


def _copy(practice: SyntheticPractice, before: int, at: int) -> None:
    then, now = practice.visits[before], practice.visits[at]
    assert then.note
    assert now.note
    practice.taken.add(then.visit_id)
    start, services = practice.booked.slots[at].start, []
    for service in then.services:
        services.append(structs.replace(service, start=start))
        start += service.minutes or 0
    note = structs.replace(
        now.note, text=then.note.text, timed_minutes=then.note.timed_minutes, total_minutes=then.note.total_minutes
    )
    label = fault("copies", "the note of the visit before, copied", "forward", kind="note")
    practice.spoil(at, label, services=tuple(services), note=note)


def _has_kx(visit: Visit) -> bool:
    return any("KX" in service.modifiers for service in visit.services)


def _evaluated(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "medicare" and slot.number == 1


def _reported(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "medicare" and slot.reports


def _blank(_note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    return {"text": ""}


def _nobodys(_note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    return {"signed_on": None, "signed_by": None, "credential": None}


def _uncredited(_note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    return {"credential": None}


def _assistants(_note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    return {"credential": "PTA"}


def _treatment_note(_note: Note, _practice: SyntheticPractice) -> dict[str, Any]:
    return {"kind": "treatment"}


def _two_weeks_later(note: Note, _practice: SyntheticPractice) -> dict[str, Any] | None:
    return {"written_on": note.written_on + timedelta(days=14)} if note.written_on else None


def _months_later(note: Note, _practice: SyntheticPractice) -> dict[str, Any] | None:
    return {"amended_on": (note.written_on + timedelta(days=75),)} if note.written_on else None


def _graded_otherwise(what: str, billed: str, documented: str, rule: str, *, in_text: bool) -> Planter:
    """An evaluation whose record shows another grade than the one billed, in fields or in the text."""
    label = fault("complexity", what, rule, kind="note" if in_text else "deterministic")

    def plant(practice: SyntheticPractice) -> None:
        def fits(visit: Visit, slot: Slot) -> bool:
            note = visit.note
            in_fields = note is not None and (note.presentation or note.history_review) is not None
            return _evaluated(visit, slot) and visit.services[0].code == billed and in_fields is not in_text

        at = practice.pick(fits)
        if at is None:
            return
        note = practice.visits[at].note
        assert note
        if in_text:
            text = note.text.replace(in_words(graded(billed)), in_words(graded(documented)))
            practice.spoil(at, label, note=structs.replace(note, text=text))
        else:
            practice.spoil(at, label, note=structs.replace(note, **graded(documented)))

    return plant


def _grades() -> Iterator[Planter]:
    above, below = "evaluated plainly, billed as moderate", "evaluated as moderate, billed as low"
    for in_text in (False, True):
        for low, moderate in (("97161", "97162"), ("97165", "97166")):
            yield _graded_otherwise(above, moderate, low, "above", in_text=in_text)
            yield _graded_otherwise(below, low, moderate, "below", in_text=in_text)


def _tested_unreported(practice: SyntheticPractice) -> None:
    """A test put on a visit, of which the record says that nobody wrote the report."""

    def fits(visit: Visit, slot: Slot) -> bool:
        return _treated(visit, slot) and visit.discipline == "PT"

    at = practice.pick(fits)
    if at is None:
        return
    visit = practice.visits[at]
    first = visit.services[0]
    test = Service(
        code="97750",
        minutes=15,
        units=1,
        modifiers=("GP",),
        charge=FEES["97750"],
        diagnoses=first.diagnoses,
        performed_by=first.performed_by,
    )
    assert visit.note
    note = structs.replace(visit.note, written_report=False)
    label = fault("testing", "a test without a written report", "no_report")
    practice.spoil(at, label, services=(*visit.services, test), note=note)


def _planters() -> Iterator[Planter]:
    """One for each fault."""
    response, skill = _sentences(sentences().response), _sentences(sentences().skill)
    yield _noted(fault("notes", "the note is empty", "missing"), _blank, _any)
    yield _noted(fault("notes", "nobody signed", "unsigned"), _nobodys, _any)
    yield _noted(fault("notes", "signed without a credential", "no_credential"), _uncredited, _any)
    yield _noted(fault("notes", "timed minutes other than those billed", "minutes_disagree"), _other_minutes, _any)
    yield _noted(
        fault("notes", "a treatment note behind an evaluation code", "kind_disagrees"), _treatment_note, _evaluated
    )
    yield _noted(fault("notes", "an assistant signed the progress report", "assistant_alone"), _assistants, _reported)
    yield _noted(fault("notes", "written two weeks later", "late_entry"), _two_weeks_later, _any)
    yield _noted(fault("notes", "added to months later", "late_addendum"), _months_later, _any)
    yield _noted(fault("notes", "the whole time is missing", "no_total_minutes", kind="note"), _no_totals)
    yield _noted(fault("notes", "no minutes at all", "no_timed_minutes", kind="note"), _no_minutes)
    yield _noted(fault("content", "the response is missing", "no_response", kind="note"), _without(response))
    yield _noted(fault("content", "nothing shows skill", "no_skill", kind="note"), _without(skill))
    yield _noted(fault("content", "goals without figure or date", "goals_vague", kind="note"), _vague, _evaluated)
    yield _noted(
        fault("content", "the plan has no frequency or duration", "plan_incomplete", kind="note"), _planless, _evaluated
    )
    yield from _grades()
    yield _tested_unreported
    yield _unbilled
    yield _undocumented
    yield _copied


NOTE_FAULTS: tuple[Planter, ...] = tuple(_planters())
