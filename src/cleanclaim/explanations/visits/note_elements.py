"""What a note shows, element by element, with the words that show it: the page beside which somebody writes.

Whether an element is asked for, is lacking, or says something else than is entered, the rules of notes say: the same
ones whose findings stand under what is open of the visit. What no rule asks for and the note does not show is named,
and lacks nothing. A whole time that is not the sum of the minutes entered is said here alone: no rule objects to more
minutes in all than are timed, and who writes knows what took the rest.

the rules' findings ─┐
words of the note   ─┼─▶ elements: found · lacks · differs · unclear · not asked for
minutes entered     ─┘
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.notes.plain import NoteSpan
from cleanclaim.law.notes.reading import NoteReading, read_note
from cleanclaim.law.review.note_review import review_note
from cleanclaim.model.finding import Finding
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.catalogue import catalogue

LONGEST_QUOTE = 60
ElementState = Literal["found", "lacks", "differs", "unclear", "not_asked"]

TOTAL = "Total treatment time"
LACKING = {
    "Each service": ("content.no_service", "content.undocumented"),
    "Timed minutes": ("notes.no_timed_minutes",),
    TOTAL: ("notes.no_total_minutes",),
    "Something measured": ("content.no_measure",),
    "Response to treatment": ("content.no_response",),
    "Why it took a therapist": ("content.no_skill",),
}
"""The elements, each with the rules that find it lacking."""
DIFFERING_SERVICES = ("content.unbilled", "durations.service_differs")
DIFFERING_MINUTES = ("durations.charge_differs", "durations.contradict", "notes.minutes_disagree")
"""The rules that find the note to say something else than is entered: of a service, and of the minutes together."""
MINUTES_OF_SERVICES = "durations.service_differs"
UNCLEAR_MINUTES = ("durations.unclear_stroke",)
"""The rule that finds a number which may be minutes, or something else."""


class NoteElement(Struct, frozen=True, kw_only=True):
    """One thing a note may show. `quotes`: the words that do. `says`: what is lacking or differs, in a sentence each.

    `addition` is a line that would add it, where the visit's own minutes tell it.
    """

    name: str
    state: ElementState
    quotes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    addition: str = ""


def list_note_elements(visit: Visit, basis: Basis) -> list[NoteElement]:
    """What the visit's note shows of its services and of the treatment."""
    note = visit.note or Note(text="")
    reading, found = read_note(note.text), review_note(visit, basis)
    timed, total = _sum([one for one in visit.services if _is_timed(one.code)]), _sum(visit.services)
    spans = {
        "Each service": _services(visit.services, reading),
        "Timed minutes": _timed(reading),
        TOTAL: [reading.total.span] if reading.total else [],
        "Something measured": [one.span for one in reading.measures][:2],
        "Response to treatment": [reading.response] if reading.response else [],
        "Why it took a therapist": [reading.skill] if reading.skill else [],
    }
    recorded = {"Timed minutes": note.timed_minutes, TOTAL: note.total_minutes}
    entered = {"Timed minutes": timed, TOTAL: total}
    of_minutes = TOTAL if reading.total and not reading.timed else "Timed minutes"
    differing = {"Each service": list(DIFFERING_SERVICES), of_minutes: list(DIFFERING_MINUTES)}
    if not reading.timed and note.timed_minutes is None:  # what is ticked then are the minutes beside the services
        differing.setdefault("Timed minutes", []).append(MINUTES_OF_SERVICES)
    elements = []
    for name, rules in LACKING.items():
        lacks = _messages(found, rules) if note.text.strip() else ["There is no note yet."]
        differs = _messages(found, differing.get(name, ()))
        unclear = _messages(found, UNCLEAR_MINUTES) if name == "Timed minutes" else []
        sums = _sum_differs(reading, note, total) if name == TOTAL else []
        is_there = bool(spans[name]) or recorded.get(name) is not None
        minutes = entered.get(name)
        states: dict[ElementState, bool] = {
            "lacks": bool(lacks),
            "differs": bool(differs or (sums and is_there)),
            "unclear": bool(unclear),
            "found": is_there,
        }
        elements.append(
            NoteElement(
                name=name,
                state=next((state for state, is_so in states.items() if is_so), "not_asked"),
                quotes=() if lacks and not differs else _quotes(spans[name]),
                says=(*lacks, *differs, *unclear, *sums),
                addition=f"{name}: {minutes} min." if minutes and not is_there and not unclear else "",
            )
        )
    return elements


def _sum_differs(reading: NoteReading, note: Note, entered: int | None) -> list[str]:
    """What the minutes entered add to, where that is not the whole time of the note, or the note has none."""
    stated = reading.total.minutes if reading.total else note.total_minutes
    if entered is None or stated == entered:
        return []
    recorded = [f"The record has {stated} minutes in all."] if stated is not None and not reading.total else []
    return [*recorded, f"The minutes entered add to {entered}."]


def _messages(found: Sequence[Finding], rules: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.message for one in found if one.rule in rules))


def _services(services: Sequence[Service], reading: NoteReading) -> list[NoteSpan]:
    codes = {service.code for service in services}
    return [one.span for one in reading.mentions if codes & one.codes][:3]


def _timed(reading: NoteReading) -> list[NoteSpan]:
    """The timed minutes together; else those beside the services."""
    if reading.timed:
        return [reading.timed.span]
    return [one.span for one in reading.mentions if one.minutes is not None][:3]


def _is_timed(code: str) -> bool:
    """Whether a code is counted in 15-minute units; one that is not in the catalogue is not known to be."""
    entry = catalogue().get(code)
    return entry is not None and entry.unit_minutes == QUARTER


def _quotes(spans: Iterable[NoteSpan]) -> tuple[str, ...]:
    texts = (" ".join(span.text.split()) for span in spans)
    return tuple(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…" for text in texts)


def _sum(services: Sequence[Service]) -> int | None:
    """The minutes of services together; None where there are none, or those of one are not recorded."""
    known = [service.minutes for service in services if service.minutes is not None]
    return sum(known) if known and len(known) == len(services) else None
