"""What a note shows, element by element, with the words that show it: the page beside which somebody writes.

Found by the same reading that the review's questions use. What is not found is not always asked for: which payer asks
for what, the review says.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from cleanclaim.law.notes.plain import NoteSpan
from cleanclaim.law.notes.reading import NoteReading, read_note
from cleanclaim.law.wording import listed
from cleanclaim.model.visit import Service

LONGEST_QUOTE = 60


class NoteElement(Struct, frozen=True, kw_only=True):
    """One thing a note may show. `quotes`: the words that do; none where it is not found, and then `lacks` says so.

    `addition` is a line that would add it, where the visit's own minutes tell it.
    """

    name: str
    quotes: tuple[str, ...] = ()
    lacks: str = ""
    addition: str = ""

    @property
    def found(self) -> bool:
        """Whether the note shows it."""
        return not self.lacks


def list_note_elements(services: Sequence[Service], text: str) -> list[NoteElement]:
    """What the text shows of these services and of the treatment."""
    reading = read_note(text)
    total = _total_minutes(services)
    return [
        _services(services, reading),
        _of("Timed minutes", [reading.timed.span] if reading.timed else [], "are not in the note."),
        _of(
            "Total treatment time",
            [reading.total.span] if reading.total else [],
            "is not in the note." + (f" The minutes entered add to {total}." if total else ""),
            f"Total treatment time: {total} min." if total else "",
        ),
        _of("Something measured", [one.span for one in reading.measures][:2], "is not in the note."),
        _of("Response to treatment", [reading.response] if reading.response else [], "is not in the note."),
        _of("Why it took a therapist", [reading.skill] if reading.skill else [], "is not in the note."),
    ]


def _services(services: Sequence[Service], reading: NoteReading) -> NoteElement:
    codes = list(dict.fromkeys(service.code for service in services))
    absent = [code for code in codes if reading.describes(code) is False]
    named = [one.span for one in reading.mentions if any(code in one.codes for code in codes)]
    name = "Each service"
    if absent or not codes:
        lacks = f"is not in the note: {listed(absent)}." if absent else "has no minutes yet."
        return NoteElement(name=name, lacks=lacks)
    return NoteElement(name=name, quotes=_quotes(named[:3]))


def _of(name: str, spans: Sequence[NoteSpan], lacks: str, addition: str = "") -> NoteElement:
    if spans:
        return NoteElement(name=name, quotes=_quotes(spans))
    return NoteElement(name=name, lacks=lacks, addition=addition)


def _quotes(spans: Iterable[NoteSpan]) -> tuple[str, ...]:
    texts = (" ".join(span.text.split()) for span in spans)
    return tuple(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…" for text in texts)


def _total_minutes(services: Sequence[Service]) -> int | None:
    known = [service.minutes for service in services if service.minutes is not None]
    return sum(known) if known and len(known) == len(services) else None
