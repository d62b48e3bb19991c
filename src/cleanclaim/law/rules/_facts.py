"""Facts that more than one family of rules reads: what each line is, earned and shares with the others."""

from collections.abc import Mapping, Sequence
from datetime import date

from cleanclaim.kernel import Each, Missing, fact
from cleanclaim.law.chart.day_sessions import OtherSessions
from cleanclaim.law.chart.episode import CareDays, care_days, gives_treatment, is_treatment_day
from cleanclaim.law.chart.patient_time import without_shared
from cleanclaim.law.chart.visit_history import PayerVisits, history_of
from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.coding.lines import count_visit
from cleanclaim.law.coding.modifiers import counts_as_therapy
from cleanclaim.law.coding.unit_caps import Cap
from cleanclaim.law.coding.units_earned import DayCount, UnitsEarned, unpaid_codes
from cleanclaim.law.notes.reading import NoteReading, read_note
from cleanclaim.model.line import Line
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Service, Visit
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.code_families import code_family
from cleanclaim.reference.fee_status import treatment
from cleanclaim.reference.places import PlaceOfService
from cleanclaim.reference.releases import NAMES, Kind
from cleanclaim.reference.tables import Tables


def no_release(kind: Kind) -> Missing:
    """What is missing where no table of a kind on file reaches the date, or lists what is looked up."""
    return Missing(f"No list on file answers this: {NAMES[kind]}", f"Import {{{kind}}}", name="tables")


VISITS_COUNTED = Missing(
    "The payer's count does not tell the visit's number",
    "Enter the day of the count in the chart, or ask the payer for a new count.",
    name="visits_counted",
)
"""What is missing where an approval or a benefit counts visits, and not from a day on that the chart names."""


@fact(
    missing=Missing(
        "The code is not in the catalogue of therapy",
        "Check it for a typing error; a code of another kind is reviewed by hand.",
        name="code",
    )
)
def entry(code: str, tables: Tables) -> Code | None:
    """The catalogue's entry for the line's code."""
    return tables.code(code)


@fact
def is_listed(entry: Code | None = None) -> bool:
    """Whether the catalogue knows the code."""
    return entry is not None


@fact
def is_therapy(billed: bool, entry: Code | None = None) -> bool:
    """Whether the line bills a code that Medicare counts as therapy, always or sometimes."""
    return billed and counts_as_therapy(entry)


@fact(missing=Missing("Minutes are not recorded", "Enter the minutes; units are never assumed.", name="minutes"))
def minutes_of_day(services: Sequence[Service], same_day: Sequence[Visit], tables: Tables) -> int | None:
    """Minutes of the day's services that are counted by time; unknown where those of one are."""
    mine = _minutes(services, tables)
    if isinstance(same_day, OtherSessions):
        day = same_day.day
        each = day.remembered(("minutes", tables), lambda: [_minutes(one.services, tables) for one in day.visits])
        unknown = day.remembered(("unknown", tables), lambda: each.count(None)) - (each[same_day.place] is None)
        known = day.remembered(("known", tables), lambda: sum(filter(None, each))) - (each[same_day.place] or 0)
        others = None if unknown else known
    else:
        others = _minutes([service for other in same_day for service in other.services], tables)
    return None if mine is None or others is None else mine + others


def _minutes(services: Sequence[Service], tables: Tables) -> int | None:
    """Minutes of services that are counted by time; unknown where those of one are."""
    minutes = [one.minutes for one in services if _is_counted_by_time(tables.code(one.code))]
    known = [one for one in minutes if one is not None]
    return sum(known) if len(known) == len(minutes) else None


def _is_counted_by_time(entry: Code | None) -> bool:
    return entry is not None and entry.unit_rule not in {"service", "counted"}


@fact(
    missing=Missing(
        "Who gave it is not recorded",
        "Enter PT, PTA, OT, OTA or SLP for each service (performed_by); a mapping can name its column.",
        name="performed_by",
    )
)
def performers(services: Sequence[Service]) -> tuple[str, ...] | None:
    """Who gave each service of the visit; unknown where it is of one."""
    known = [service.performed_by for service in services if service.performed_by is not None]
    return tuple(known) if len(known) == len(services) else None


@fact
def place(tables: Tables, place_of_service: str | None = None) -> PlaceOfService | None:
    """The visit's place of service; None where it is not an assigned one."""
    return tables.place(place_of_service or "")


@fact(missing="unit_method")
def counted_by(unit_method: str | None = None, counting_method: str | None = None) -> str | None:
    """The way the payer counts minutes, or both ways where its own was looked for in vain."""
    return unit_method or counting_method


@fact(missing="bundled_codes")
def unpaid(
    tables: Tables, bundled_codes: tuple[str, ...] | None = None, fee_schedule: str | None = None
) -> Mapping[str, str] | None:
    """The codes that earn nothing from this payer, each with the reason."""
    return unpaid_codes(bundled_codes, fee_schedule, tables)


@fact
def counted(
    visit: Visit,
    same_day: Sequence[Visit],
    tables: Tables,
    counted_by: str | None = None,
    unpaid: Mapping[str, str] | None = None,
    binding_cap: Cap | None = None,
) -> DayCount:
    """Units every code of the visit earned by its minutes, by the payer's method."""
    return count_visit(visit, same_day, counted_by, unpaid, binding_cap, tables)


@fact
def unshared(visit: Visit, patient_day: Sequence[Visit], kx_applies: bool | None = None) -> Visit:
    """The visit without the minutes that another discipline counts too, unless the payer is known to take both counts."""
    return without_shared(visit, patient_day) if patient_day and kx_applies is not False else visit


@fact
def shares_minutes(visit: Visit, unshared: Visit) -> bool:
    """Whether another discipline counts minutes of the visit too."""
    return unshared is not visit


@fact
def counted_alone(
    unshared: Visit,
    shares_minutes: bool,
    same_day: Sequence[Visit],
    tables: Tables,
    counted: DayCount,
    counted_by: str | None = None,
    unpaid: Mapping[str, str] | None = None,
    binding_cap: Cap | None = None,
) -> DayCount:
    """Units every code of the visit earned without the minutes that another discipline counts too."""
    return count_visit(unshared, (*same_day,), counted_by, unpaid, binding_cap, tables) if shares_minutes else counted


@fact
def on(tables: Tables) -> date:
    """The first of the days on which all tables answer as on the day of the law. What they hold begins and ends on such
    days; what a policy or a determination holds does not.
    """
    return tables.on


@fact
def treats(lines: Sequence[Line]) -> bool:
    """Whether the visit bills therapy for a patient who was there, other than an evaluation."""
    return gives_treatment(lines)


@fact
def on_treatment_day(services: Sequence[Service]) -> bool:
    """Whether the visit makes its day a treatment day: the patient was there."""
    return is_treatment_day(services)


@fact
def days_of_care(all_visits: tuple[Visit, ...], discipline: str) -> CareDays:
    """The days of treatment and evaluation in the patient's history, in the visit's discipline."""
    return care_days(all_visits, discipline)


@fact
def own_visits(all_visits: tuple[Visit, ...], payer: str) -> PayerVisits:
    """The practice's visits of the patient to the visit's payer, as far as the history tells."""
    return history_of(all_visits).own(payer)


@fact(missing="units")
def earned(code: str, counted: DayCount) -> UnitsEarned | None:
    """Units the line's code earned on the day."""
    return counted.codes.get(code)


@fact
def all_different(code: Each[str]) -> bool:
    """Whether every line has a code of its own, as on most visits."""
    return len(set(code)) == len(code)


@fact
def first_of_code(code: Each[str], billed: Each[bool], all_different: bool) -> Each[bool]:
    """Whether the line is the first billed one of its code: findings about the code are shown there."""
    return billed if all_different else _first(code, billed)


def _first(code: Sequence[str], billed: Sequence[bool]) -> list[bool]:
    seen: set[str] = set()
    first = []
    for one, goes in zip(code, billed, strict=True):
        first.append(goes and one not in seen)
        if goes:
            seen.add(one)
    return first


@fact
def units_of_code(code: Each[str], units: Each[int | None], all_different: bool) -> Each[int | None]:
    """Units billed for the line's code on all lines of the visit; unknown where one of them is."""
    return units if all_different else _summed(code, units)


def _summed(code: Sequence[str], units: Sequence[int | None]) -> list[int | None]:
    total: dict[str, int | None] = {}
    for one, number in zip(code, units, strict=True):
        before = total.get(one, 0)
        total[one] = None if number is None or before is None else before + number
    return [total[one] for one in code]


@fact
def has_note(note: Note | None = None) -> bool:
    """Whether the visit has a note with something in it."""
    return note is not None and bool(note.text.strip())


MINUTES_OR_FEET = Missing(
    "A number of the note may be minutes or feet",
    "Write 10 min for minutes, 10 ft for feet.",
    name="minutes_or_feet",
)
"""What is missing where only a stroke behind a number could tell, and the note does not say what it means."""


@fact
def minutes_or_feet(reading: NoteReading) -> tuple[str, ...]:
    """The note's words about numbers whose stroke may mean minutes or feet."""
    return tuple(one.text for one in reading.minutes_or_feet)


@fact
def reading(note: Note) -> NoteReading:
    """What the note's text says."""
    return read_note(note.text)


@fact(missing="minutes_of_day")
def timed_charged(services: Sequence[Service], tables: Tables) -> int | None:
    """Minutes of the visit's 15-minute services; unknown where those of one are."""
    durations = [service.minutes for service in services if is_timed(tables.code(service.code))]
    known = [minutes for minutes in durations if minutes is not None]
    return sum(known) if len(known) == len(durations) else None


def is_timed(entry: Code | None) -> bool:
    """Whether a code is counted in 15-minute units."""
    return entry is not None and entry.unit_minutes == QUARTER


@fact
def bills_timed(entry: Each[Code | None], billed: Each[bool]) -> bool:
    """Whether the visit bills a 15-minute code."""
    return any(one and is_timed(code) for code, one in zip(entry, billed, strict=True))


@fact
def is_evaluation(billed: bool, mode: str, entry: Code | None = None) -> bool:
    """Whether the line bills an evaluation or re-evaluation given one on one."""
    return billed and entry is not None and entry.evaluation is not None and mode != "together"


@fact
def is_therapists_evaluation(
    has_note: bool, kind: str | None = None, assistant_may_evaluate: bool | None = None
) -> bool | None:
    """Whether the note is an evaluation, and the payer leaves those to therapists."""
    if not has_note or kind not in {"evaluation", "reevaluation"}:
        return False
    return None if assistant_may_evaluate is None else not assistant_may_evaluate


@fact
def is_therapists_report(
    has_note: bool, kind: str | None = None, assistant_may_report: bool | None = None
) -> bool | None:
    """Whether the note is a progress report, and the payer leaves those to therapists."""
    if not has_note or kind != "progress":
        return False
    return None if assistant_may_report is None else not assistant_may_report


@fact
def is_therapists_note(
    is_therapists_evaluation: bool | None = None, is_therapists_report: bool | None = None
) -> bool | None:
    """Whether the payer leaves this kind of note to therapists."""
    return is_therapists_report if is_therapists_evaluation is False else is_therapists_evaluation


@fact(missing=Missing("The record does not say as what the signer signed", "Enter the credential, such as PT or PTA."))
def credential(note: Note) -> str | None:
    """The signer's credential, as the record keeps it."""
    return note.credential


@fact
def signer_in_text(note: Note | None = None, reading: NoteReading | None = None) -> str:
    """The credential beside the signature in the text, where the record keeps none; else empty."""
    recorded = note is None or note.credential is not None or reading is None
    return "" if recorded or reading is None else reading.credential or ""


@fact
def asks_recorded_signer(signer_in_text: str, is_therapists_note: bool | None = None) -> bool | None:
    """Whether the note is left to therapists, and what its text says of the signer is no answer."""
    return False if signer_in_text else is_therapists_note


@fact
def asks_signer_in_text(signer_in_text: str, is_therapists_note: bool | None = None) -> bool | None:
    """Whether the note is left to therapists, and only its text says as what its signer signed."""
    return is_therapists_note if signer_in_text else False


@fact
def signature_words(reading: NoteReading) -> str:
    """The words of the signature in the text; empty where there are none."""
    return reading.signature.text if reading.signature else ""


@fact
def unsigned_words(reading: NoteReading) -> str:
    """The words of the text that say it is not signed; empty where there are none."""
    return reading.unsigned.text if reading.unsigned else ""


@fact
def late_words(note: Note, reading: NoteReading) -> str:
    """The words that date a late entry, where only the text does; else empty."""
    dated = reading.dates.written
    return dated.span.text if dated and note.written_on is None else ""


@fact
def added_words(note: Note, reading: NoteReading) -> str:
    """The words that date what was added, where only the text does; else empty."""
    return "" if note.amended_on else "; ".join(one.span.text for one in reading.dates.added)


@fact
def stranger_advice(code: str) -> str:
    """What the code is by its number, and what to do with it."""
    family = code_family(code)
    by_number = f"By its number it would be: {family.label}. " if family else ""
    return f"{by_number}Check it for a typing error; a code of another trade has to be reviewed by hand"


@fact
def refused_advice(fee_status: str | None = None) -> str:
    """What to do, by whether Medicare has no such number or does not cover the service."""
    if treatment(fee_status) == "not_valid":
        return (
            "Bill Medicare's own code for the service if it has one, as 97140 for lymph drainage by hand; "
            "if it has none, take it off the claim"
        )
    return (
        "Take it off the claim, or bill with GY if the patient or a second payer needs the denial; "
        "tell the patient before treatment what it costs"
    )
