"""Faults of the minutes in a note's text: against the charge, against a line, against the record."""

import re
from collections.abc import Callable, Iterator

from msgspec import structs

from cleanclaim.law.notes.reading import NoteReading, StatedMinutes, read_note
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Visit
from cleanclaim.sandbox.synth.calendar import Slot
from cleanclaim.sandbox.synth.line_faults import Planter, fault
from cleanclaim.sandbox.synth.made_practice import PlantedFault, SyntheticPractice

MORE = 9
"""Minutes that the text then has more than before."""


def _in_text(visit: Visit, slot: Slot) -> bool:
    return _noted(visit, slot) and visit.note is not None and visit.note.timed_minutes is None


def _in_record(visit: Visit, slot: Slot) -> bool:
    return _noted(visit, slot) and visit.note is not None and visit.note.timed_minutes is not None


def _noted(visit: Visit, slot: Slot) -> bool:
    return visit.payer == "medicare" and slot.number > 1 and not slot.reports and visit.note is not None


def _other_figure(text: str, stated: StatedMinutes | None) -> str | None:
    """The text with a larger figure where minutes are stated; None where they are not written in figures."""
    if stated is None or str(stated.minutes) not in stated.span.text:
        return None
    words = re.sub(rf"\b{stated.minutes}\b", str(stated.minutes + MORE), stated.span.text, count=1)
    return text[: stated.span.start] + words + text[stated.span.end :]


def _other_timed(note: Note, reading: NoteReading) -> str | None:
    return _other_figure(note.text, reading.timed)


def _other_of_service(note: Note, reading: NoteReading) -> str | None:
    """The text with a larger figure beside the first service that has one right behind its name."""
    for one in reading.mentions:
        behind = note.text[one.span.end : one.span.end + 12]
        if one.named and one.minutes and re.search(rf"\b{one.minutes}\b", behind):
            other = re.sub(rf"\b{one.minutes}\b", str(one.minutes + MORE), behind, count=1)
            return note.text[: one.span.end] + other + note.text[one.span.end + 12 :]
    return None


def _rewritten(
    label: PlantedFault, fits: Callable[[Visit, Slot], bool], change: Callable[[Note, NoteReading], str | None]
) -> Planter:
    """Change the text of a note that has such minutes; some have none, so a few are tried."""

    def plant(practice: SyntheticPractice) -> None:
        for _try in range(30):
            at = practice.pick(fits)
            note = None if at is None else practice.visits[at].note
            text = None if note is None else change(note, read_note(note.text))
            if at is not None and note is not None and text is not None:
                practice.spoil(at, label, note=structs.replace(note, text=text))
                return

    return plant


def _planters() -> Iterator[Planter]:
    charge = fault("durations", "timed minutes of the text are not those charged", "charge_differs", kind="note")
    yield _rewritten(charge, _in_text, _other_timed)
    line = fault("durations", "minutes beside a service are not its charge", "service_differs", kind="note")
    yield _rewritten(line, _noted, _other_of_service)
    record = fault("durations", "the text has other timed minutes than the record", "contradict", kind="note")
    yield _rewritten(record, _in_record, _other_timed)


DURATION_FAULTS: tuple[Planter, ...] = tuple(_planters())
