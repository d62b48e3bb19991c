"""What a note shows, element by element, with the words that show it: the page beside which somebody writes.

Found by the same reading that the review's questions use. What is not found is not always asked for: which payer asks
for what, the review says. Where the note has minutes, they are compared with those that are entered: what differs is
said with both numbers, and is not shown as found.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.notes.plain import NoteSpan
from cleanclaim.law.notes.reading import NoteReading, read_note
from cleanclaim.law.wording import listed
from cleanclaim.model.visit import Service
from cleanclaim.reference.catalogue import catalogue

LONGEST_QUOTE = 60


class NoteElement(Struct, frozen=True, kw_only=True):
    """One thing a note may show. `quotes`: the words that do; none where it is not found, and then `lacks` says so.

    `differs` says, with both numbers, where the words found contradict what is entered. `addition` is a line that would
    add it, where the visit's own minutes tell it.
    """

    name: str
    quotes: tuple[str, ...] = ()
    lacks: str = ""
    differs: str = ""
    addition: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the note shows it, as it is entered."""
        return not self.lacks and not self.differs


def list_note_elements(services: Sequence[Service], text: str) -> list[NoteElement]:
    """What the text shows of these services and of the treatment."""
    reading = read_note(text)
    return [
        _services(services, reading),
        _timed(services, reading),
        _total(services, reading),
        _of("Something measured", [one.span for one in reading.measures][:2], "is not in the note."),
        _of("Response to treatment", [reading.response] if reading.response else [], "is not in the note."),
        _of("Why it took a therapist", [reading.skill] if reading.skill else [], "is not in the note."),
    ]


def _services(services: Sequence[Service], reading: NoteReading) -> NoteElement:
    codes = list(dict.fromkeys(service.code for service in services))
    absent = [code for code in codes if reading.describes(code) is False]
    named = [one.span for one in reading.mentions if any(code in one.codes for code in codes)]
    name = "Each service"
    differs = " ".join([*_other_minutes(services, codes, reading), *_not_entered(codes, reading)])
    if absent or not codes:
        lacks = f"is not in the note: {listed(absent)}." if absent else "has no minutes yet."
        return NoteElement(name=name, lacks=lacks, differs=differs)
    return NoteElement(name=name, quotes=_quotes(named[:3]), differs=differs)


def _other_minutes(services: Sequence[Service], codes: Sequence[str], reading: NoteReading) -> Iterable[str]:
    """Where the note has other minutes beside a service than are entered of it."""
    for code in codes:
        stated = reading.minutes_of(code)
        entered = [service.minutes for service in services if service.code == code]
        if stated is None:
            continue
        if None in entered:
            yield f"{code}: the note says {stated} min, no minutes are entered."
        elif not reading.agrees_with(code, sum(filter(None, entered))):
            yield f"{code}: the note says {stated} min, {sum(filter(None, entered))} are entered."


def _not_entered(codes: Sequence[str], reading: NoteReading) -> Iterable[str]:
    """Services of which the note has minutes, and of which nothing is entered."""
    seen: set[frozenset[str]] = set()
    for one in reading.mentions:
        if one.minutes is not None and one.codes.isdisjoint(codes) and one.codes not in seen:
            seen.add(one.codes)
            words = " ".join(one.span.text.split())
            yield f'"{words}": the note says {one.minutes} min, nothing of it is entered.'


def _timed(services: Sequence[Service], reading: NoteReading) -> NoteElement:
    name, entered = "Timed minutes", _sum([one for one in services if _is_timed(one.code)])
    if reading.timed is None:
        addition = f"Timed minutes: {entered} min." if entered else ""
        return NoteElement(name=name, lacks="are not in the note.", addition=addition)
    stated = reading.timed.minutes
    differs = f"The note says {stated}, {entered} are entered." if entered not in (None, stated) else ""
    return NoteElement(name=name, quotes=_quotes([reading.timed.span]), differs=differs)


def _total(services: Sequence[Service], reading: NoteReading) -> NoteElement:
    """The whole time; services without minutes may make it longer than what is entered, never shorter."""
    name, entered = "Total treatment time", _sum(services)
    if reading.total is None:
        lacks = "is not in the note." + (f" The minutes entered add to {entered}." if entered else "")
        addition = f"Total treatment time: {entered} min." if entered else ""
        return NoteElement(name=name, lacks=lacks, addition=addition)
    stated, known = reading.total.minutes, sum(service.minutes or 0 for service in services)
    wrong = stated != entered if entered is not None else stated < known
    differs = f"The note says {stated}, the minutes entered add to {known}." if services and wrong else ""
    return NoteElement(name=name, quotes=_quotes([reading.total.span]), differs=differs)


def _is_timed(code: str) -> bool:
    """Whether a code is counted in 15-minute units; one that is not in the catalogue is not known to be."""
    entry = catalogue().get(code)
    return entry is not None and entry.unit_minutes == QUARTER


def _of(name: str, spans: Sequence[NoteSpan], lacks: str) -> NoteElement:
    return NoteElement(name=name, quotes=_quotes(spans)) if spans else NoteElement(name=name, lacks=lacks)


def _quotes(spans: Iterable[NoteSpan]) -> tuple[str, ...]:
    texts = (" ".join(span.text.split()) for span in spans)
    return tuple(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…" for text in texts)


def _sum(services: Sequence[Service]) -> int | None:
    """The minutes of services together; None where there are none, or those of one are not recorded."""
    known = [service.minutes for service in services if service.minutes is not None]
    return sum(known) if known and len(known) == len(services) else None
