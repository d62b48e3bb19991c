"""Minutes in the text of a note, against the charge and against each other.

These are readings: they point at two figures to look at, with the words that state them, and never stop a claim. Minutes that
the record keeps apart are compared by `notes.minutes_disagree`.
(Medicare Benefit Policy Manual, ch. 15, 220.3 E)

    payer    | code  | minutes | units | note                                              | timed_minutes | total_minutes || broken
    medicare | 97110 |      30 |     2 | Squats. Total timed minutes: 30. Total time 35.   |               |               ||
    -
    medicare | 97110 |      30 |     2 | Squats. Total timed minutes: 23. Total time 35.   |               |               || charge_differs
    -
    medicare | 97110 |      30 |     2 | Squats. Total tx time = 1 hr.                     |               |               ||
    -
    medicare | 97110 |      30 |     2 | Squats. Tx time 0:25.                             |               |               || charge_differs
    -
    medicare | 97110 |      30 |     2 | Squats. HEP: one 20 minute session daily.         |               |               ||      # at home
    -
    medicare | 97110 |      30 |     2 | Squats. Rested 2 min total.                       |               |               ||      # no treatment
    -
    medicare | 97110 |         |     2 | Squats. Total timed minutes: 30.                  |               |               || charge_differs?
    -
    medicare | 97110 |      30 |     2 | Ther ex x 15 min. Total time: 45 min.             |               |               || service_differs
    -
    medicare | 97110 |      30 |     2 | Ther ex x 30 min: bike 6 min, squats.             |               |               ||      # the bike is a part
    -
    medicare | 97110 |         |     2 | Ther ex x 30 min.                                 |               |               || service_differs?
    -
    medicare | 97110 |      30 |     2 | Ther ex x 30 min. Timed 45 min. Total 40 min.     |               |               || charge_differs contradict
    -
    medicare | 97110 |      30 |     2 | Ther ex x 30 min. Timed 30 min. Total 40 min.     |               |               ||
    -
    medicare | 97110 |      30 |     2 | Ther ex x 30 min. Timed: 38 min.                  |            30 |            40 || contradict
    -
    medicare | 97110 |      30 |     2 | Ther ex x 30 min. Total time 25 min.              |            30 |               || charge_differs contradict
    -
    medicare | 97116 |      30 |     2 | Gait 30' RW.                                      |               |               || unclear_stroke
    -
    medicare | 97116 |      30 |     2 | TE 8', gait 30' RW.                               |               |               ||      # a list of services
    -
    medicare | 97116 |      30 |     2 | Gait 30 min: 40' x 2 with RW.                     |               |               ||
"""

from collections.abc import Sequence

from cleanclaim.kernel import fact, rule
from cleanclaim.law.notes.reading import NoteReading, StatedMinutes
from cleanclaim.law.rules._facts import is_timed
from cleanclaim.law.rules._fixes import MINUTES
from cleanclaim.law.wording import listed
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service
from cleanclaim.reference.tables import Tables

NEEDS = "note"


@fact
def minutes_in_text(note: Note, reading: NoteReading) -> tuple[StatedMinutes | None, StatedMinutes | None]:
    """Timed minutes and whole time of the text, each where the record does not keep it apart."""
    timed = reading.timed if note.timed_minutes is None else None
    return timed, reading.total if note.total_minutes is None else None


@fact
def states_minutes_in_text(
    has_note: bool, minutes_in_text: tuple[StatedMinutes | None, StatedMinutes | None] | None = None
) -> bool:
    """Whether the text states minutes together that the record does not keep apart."""
    return has_note and minutes_in_text is not None and minutes_in_text != (None, None)


def how_text_and_charge_differ(
    timed_charged: int, minutes_in_text: tuple[StatedMinutes | None, StatedMinutes | None]
) -> str:
    """The note's words, and what is charged."""
    timed, total = minutes_in_text
    if timed is not None and timed.minutes != timed_charged:
        return f'The note says "{timed.span.text}"; {timed_charged} timed minutes are charged.'
    words = total.span.text if total else ""
    return f'The note says "{words}" of the whole time; {timed_charged} timed minutes are charged.'


@rule(
    title="Minutes in the text and charge differ",
    cite="cms-100-02-15-220-3",
    when="states_minutes_in_text",
    severity="warn",
    unknown="info",
    message=how_text_and_charge_differ,
    remedy="Read the note; if it says what was read, find out which is right and correct the other.",
    carc="16",
    doubts=MINUTES,
)
def charge_differs(timed_charged: int, minutes_in_text: tuple[StatedMinutes | None, StatedMinutes | None]) -> bool:
    """Units have to be those of the minutes in the note. The minutes were read in free text, so a person looks first."""
    timed, total = minutes_in_text
    return (timed is not None and timed.minutes != timed_charged) or (
        total is not None and total.minutes < timed_charged
    )


@fact
def states_service_minutes(has_note: bool, services: Sequence[Service], reading: NoteReading | None = None) -> bool:
    """Whether the text states minutes beside a service that the visit has."""
    return has_note and reading is not None and any(reading.minutes_of(service.code) for service in services)


@fact(missing="minutes_of_day")
def differing_services(services: Sequence[Service], reading: NoteReading) -> tuple[str, ...] | None:
    """What the text says of services charged with other minutes, in words; unknown where minutes charged are."""
    stated = {service.code for service in services if reading.minutes_of(service.code) is not None}
    charged: dict[str, int] = {}
    for service in services:
        if service.code in stated:
            if service.minutes is None:
                return None
            charged[service.code] = charged.get(service.code, 0) + service.minutes
    return tuple(
        _described(code, minutes, reading)
        for code, minutes in charged.items()
        if not reading.agrees_with(code, minutes)
    )


def _described(code: str, charged: int, reading: NoteReading) -> str:
    words = next(one.span.text for one in reading.mentions if code in one.codes and one.minutes is not None)
    return f'"{words}" {reading.minutes_of(code)} min, charged {code} {charged} min'


def what_is_otherwise(differing_services: tuple[str, ...]) -> str:
    """The services with both figures."""
    return f"Beside the service the note has other minutes than the charge: {listed(differing_services)}."


@rule(
    title="Minutes beside a service and its charge differ",
    cite="cms-100-02-15-220-3",
    when="states_service_minutes",
    severity="warn",
    unknown="info",
    message=what_is_otherwise,
    remedy="Read the note; if it says what was read, correct the minutes charged, and let the units follow.",
    carc="16",
    verified=False,
    doubts=MINUTES,
)
def service_differs(differing_services: tuple[str, ...]) -> bool:
    """Medicare does not ask for minutes service by service; once written, they contradict a charge that has others."""
    return bool(differing_services)


@fact
def own_contradictions(
    note: Note, reading: NoteReading, services: Sequence[Service], tables: Tables
) -> tuple[str, ...]:
    """What of the note's own figures does not fit together, in the note's words."""
    stated = {service.code: reading.minutes_of(service.code) for service in services}
    return (*_record_differs(note, reading), *_sums_differ(reading, stated, tables))


def _record_differs(note: Note, reading: NoteReading) -> list[str]:
    """Where the text says other minutes than the record keeps, or less in all than are timed."""
    wrong = []
    timed, total = reading.timed, reading.total
    for field, recorded, stated in (("timed", note.timed_minutes, timed), ("whole", note.total_minutes, total)):
        if recorded is not None and stated is not None and recorded != stated.minutes:
            wrong.append(f'"{stated.span.text}", and the record keeps {recorded} {field} minutes')
    if timed and total and timed.minutes > total.minutes:
        wrong.append(f'"{timed.span.text}" is more than "{total.span.text}"')
    elif total and note.timed_minutes is not None and not timed and note.timed_minutes > total.minutes:
        wrong.append(f'"{total.span.text}" is less than the {note.timed_minutes} timed minutes of the record')
    return wrong


def _sums_differ(reading: NoteReading, stated: dict[str, int | None], tables: Tables) -> list[str]:
    """Where the minutes beside the visit's services make another sum than the timed ones, or more than the whole time."""
    wrong = []
    timed = [minutes for code, minutes in stated.items() if is_timed(tables.code(code))]
    known = [minutes for minutes in timed if minutes is not None]
    if reading.timed and timed and len(known) == len(timed) and sum(known) != reading.timed.minutes:
        wrong.append(f'"{reading.timed.span.text}", and {sum(known)} minutes beside the services')
    every = sum(minutes for minutes in stated.values() if minutes is not None)
    if reading.total and every > reading.total.minutes:
        wrong.append(f'"{reading.total.span.text}", and {every} minutes beside the services')
    return wrong


@rule(
    title="The note's own minutes do not fit together",
    cite="cms-100-02-15-220-3",
    when="has_note",
    severity="warn",
    message="In the note stand {own_contradictions:codes}.",
    remedy="Ask the clinician which figure is right, and have the note corrected by a dated addition.",
    carc="16",
    verified=False,
    doubts=MINUTES,
)
def contradict(own_contradictions: tuple[str, ...]) -> bool:
    """A note that states two times for one treatment proves neither; a reviewer takes the lower one, or none."""
    return bool(own_contradictions)


def _quoted(words: str) -> str:
    return f'"{words}"'


def where_a_stroke_is_unclear(minutes_or_feet: tuple[str, ...]) -> str:
    """The note's words."""
    return f"The stroke may mean minutes or feet in {listed(map(_quoted, minutes_or_feet))}."


@rule(
    title="Minutes or feet",
    cite="cms-100-02-15-220-3",
    when="has_note",
    severity="warn",
    message=where_a_stroke_is_unclear,
    remedy="Write 10 min for minutes, 10 ft for feet. Until then the number counts as neither.",
    verified=False,
)
def unclear_stroke(minutes_or_feet: tuple[str, ...]) -> bool:
    """A reviewer who may read minutes of treatment as a distance counts the units without them."""
    return bool(minutes_or_feet)
