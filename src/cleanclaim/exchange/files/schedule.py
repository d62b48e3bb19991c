"""The schedule comes in: one appointment a row, with what became of it.

    Appt Date   Start Time   MRN   Provider    Status
    3/2/2026    9:30 AM      P01   Ada Bell    Checked in     the patient by number
    3/3/2026    1:45 PM            Ada Bell    Confirmed      or by name and birth date, where columns have them

Columns and words are known by name, or said by a mapping. A clinician or a status that nobody knows keeps its row
waiting until somebody says who or what is meant.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files import visit_values as values
from cleanclaim.exchange.files.column_names import read_as
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.date_values import full_birth, month_first
from cleanclaim.exchange.files.headings import Numbered, check_cells, find_heading, fit, kind_of_row
from cleanclaim.exchange.files.intake import NO_NAMES, Corrections, Intake, PracticeNames
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines, name_of, open_text, whole_bytes
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted, word_key
from cleanclaim.exchange.files.visits import format_by_name
from cleanclaim.model.appointment import APPOINTMENT_STATUSES, Appointment, AppointmentStatus
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading

WORDS: Mapping[AppointmentStatus | Literal[""], frozenset[str]] = {
    "kept": frozenset({"kept", "arrived", "attended", "checked in", "checked out", "complete", "completed", "seen"}),
    "canceled": frozenset({"canceled", "cancelled", "cancel", "late cancel", "rescheduled"}),
    "no_show": frozenset({"no show", "noshow", "missed", "did not show"}),
    "": frozenset({"", "scheduled", "booked", "confirmed", "unconfirmed", "not confirmed", "pending", "reminded"}),
}
"""The words that schedules have for each status, in small letters; what became of the last is not known yet."""
SCHEDULE_FIELDS = (
    *("patient_id", "full_name", "last_name", "first_name", "birth_date"),
    *("date", "time", "provider_npi", "clinician", "status", "site"),
)
"""What the columns of a schedule may be."""
MOST_EXAMPLES = 3
LONGEST = 200
"""Characters of a cell."""
_OTHERWISE = frozenset({"code", "minutes", "units", "secondary_payer", "diagnoses", "modifiers"})
"""Fields of visits, which no schedule has."""
_TIME = re.compile(
    r"(?:\d{4}-\d\d-\d\d[ T])?(\d{1,2})(?::(\d\d))?(?::\d\d(?:\.\d+)?)?\s*(?:([AaPp])\.?(?:[Mm]\.?)?)?"
    r"(?:\s*(?:-|–|to)\s*\d.*)?",
    re.ASCII,
)
"""A time of day, or the first one of `9:30 AM - 10:15 AM`."""
_TIME_AFTER = re.compile(r"[T ]\s*(\d{1,2}:\d\d.*)$", re.ASCII)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_PART_OF_DAY = re.compile(r"0?\.\d+", re.ASCII)


class ScheduledRow(Struct, frozen=True, kw_only=True):
    """A row of a schedule. Without a number its patient is the one of the name, `last, first`, and the birth date."""

    row: int
    appointment: Appointment
    name: str = ""
    birth_date: date | None = None


class ScheduleRead(Struct, frozen=True, kw_only=True):
    """What a schedule has, and what came of reading it.

    `examples` are by heading; `waiting` are the words that nobody knows, by field, each with its rows; `problem` is
    why nothing of the file can be read.
    """

    rows: tuple[ScheduledRow, ...] = ()
    reading: FileReading
    examples: dict[str, tuple[str, ...]] = {}
    waiting: dict[str, dict[str, tuple[int, ...]]] = {}
    problem: UserError | None = None


def read_schedule(path: Path) -> list[Appointment]:
    """The appointments of a schedule in which patients and clinicians have their numbers.

    Raises UserError for all that is wrong.
    """
    found = read_schedule_file(path, strict=True)
    for one in found.rows:
        if not one.appointment.patient_id:
            raise UserError(f"{path}, row {one.row}", "the patient's number is empty", "Every appointment needs it.")
    return [one.appointment for one in found.rows]


def read_schedule_file(
    path: Path,
    *,
    mapping: ColumnMapping | None = None,
    names: PracticeNames = NO_NAMES,
    corrections: Corrections | None = None,
    today: date | None = None,
    strict: bool = False,
) -> ScheduleRead:
    """The rows of a schedule in CSV or Excel, and what came of reading it.

    If `strict`, UserError is raised where anything cannot be read; else where the file is no table at all.
    `corrections`: what cells should say, by the names of our fields. `today` tells the century of a birth.
    """
    intake = Intake(name_of(path), mapping, names, strict=strict)
    intake.corrections, intake.today = corrections or {}, today
    with open_text(path) as stream:
        intake.format = format_by_name(stream, intake.file) or "csv"
        if intake.format == "xlsx":
            from cleanclaim.exchange.files.sheet_rows import sheet_rows

            content = whole_bytes(stream, intake.file, MOST_UNPACKED)
            found = _Reader(intake).read(sheet_rows(content, intake, is_schedule, "appointments"))
        elif intake.format != "csv":
            raise UserError(intake.file, "a schedule is read as CSV or Excel.", "Export it as one of these.")
        else:
            with as_text(stream, intake) as text:
                found = _Reader(intake).read(csv_rows(lines(text, intake), intake, _count_names))
    if strict and found.problem:
        raise found.problem
    return found


def is_schedule(heading: Sequence[str]) -> bool:
    """Whether a row names the columns of a schedule: a patient, a day and two of time, clinician and status; and
    nothing of a visit's services or of a patient's insurance.
    """
    found = _find_columns(heading, {})
    keys = [name_key(cell) for cell in heading[:1_000] if len(cell) < 60]
    if {(read_as(key) or ("",))[0] for key in keys} & _OTHERWISE or {"sex", "gender", "memberid"} & set(keys):
        return False
    who = found.keys() & {"patient_id", "full_name", "last_name"}
    more = [{"time"}, {"clinician", "provider_npi"}, {"status"}]
    return bool(who) and "date" in found and sum(bool(found.keys() & fields) for fields in more) > 1


def names_time(heading: Sequence[str]) -> bool:
    """Whether a row names a column with the time of day."""
    return "time" in _find_columns(heading, {})


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """By field the keys of its names, the surest first; its own name before all."""
    text = Path(__file__).with_name("schedule_names.toml").read_text(encoding="utf-8")
    listed = tomllib.loads(text)
    return {field: tuple(map(name_key, (field, *listed.get(field, ())))) for field in SCHEDULE_FIELDS}


def _find_columns(heading: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Where the column of each field stands. `chosen`: fields by the keys of headings, empty for one not used."""
    keys = [name_key(cell) if len(cell) < 60 else "" for cell in heading[:1_000]]
    found: dict[str, int] = {}
    for at, key in enumerate(keys):
        if (field := chosen.get(key, "")) in SCHEDULE_FIELDS:
            if field in found:
                problem = f"{quoted(heading[found[field]])} and {quoted(heading[at])} are both chosen as one thing."
                raise UnreadableError(problem, "Leave one of the two out.")
            found[field] = at
    for field, names in _names().items():
        free = {key: at for at, key in reversed(list(enumerate(keys))) if key not in chosen}
        taken = set(found.values())
        if field not in found:
            at = next((free[name] for name in names if name in free and free[name] not in taken), -1)
            if at >= 0:
                found[field] = at
    return found


def _count_names(row: Sequence[str]) -> int:
    return len(_find_columns(row, {}))


class _Reader:
    """Reads one schedule."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._headings: dict[str, str] = {}
        self._waiting: dict[str, dict[str, list[int]]] = {}

    def read(self, rows: Iterable[Numbered]) -> ScheduleRead:
        """The rows under the heading."""
        intake = self._intake
        chosen = intake.mapping.columns
        (number, heading), rest = find_heading(
            rows, intake, lambda row: _count_names(row) + sum(name_key(cell) in chosen for cell in row[:1_000])
        )
        examples: dict[str, list[str]] = {cell: [] for cell in heading if cell.strip()}
        problem: UserError | None = None
        columns: dict[str, int] = {}
        try:
            columns = _find_columns(heading, chosen)
            problem = self._lacks(columns, heading)
        except UnreadableError as error:
            problem = UserError(f"{intake.file}, row {number}", error.problem, error.remedy)
        self._headings = {field: heading[at] for field, at in columns.items()}
        intake.used = {heading[at]: field for field, at in sorted(columns.items(), key=lambda pair: pair[1])}
        intake.not_used = {cell: None for cell in heading if cell.strip() and cell not in intake.used}
        found = []
        for row_number, cells in rest:
            for cell, text in zip(heading, cells, strict=False):
                if cell in examples and text.strip() and len(examples[cell]) < MOST_EXAMPLES:
                    examples[cell] = list(dict.fromkeys((*examples[cell], quoted(text.strip())[1:-1])))
            if problem is None and (row := self._row(row_number, cells, heading, columns)) is not None:
                found.append(row)
        try:
            if problem is None:
                intake.finish(max(len(found), 0 if intake.strict else 1), "row")
        except UserError as error:
            problem = error
        return ScheduleRead(
            rows=() if problem else tuple(found),
            reading=intake.reading(),
            examples={cell: tuple(texts) for cell, texts in examples.items()},
            waiting={field: {word: tuple(at) for word, at in words.items()} for field, words in self._waiting.items()},
            problem=problem,
        )

    def _lacks(self, columns: Mapping[str, int], heading: Sequence[str]) -> UserError | None:
        """What a schedule cannot do without and this one lacks."""
        file = self._intake.file
        if not heading:
            return UserError(
                file, "the file is empty.", "It needs a row that names the columns, then the appointments."
            )
        if not columns.keys() & {"patient_id", "full_name", "last_name"}:
            return UserError(file, "no column is the patient.", "Name it patient_id, or choose which one it is.")
        if "date" not in columns:
            return UserError(file, "no column is the day.", "Name it date, or choose which one it is.")
        if not columns.keys() & {"provider_npi", "clinician"}:
            return UserError(file, "no column is the clinician.", "Name it provider_npi, or choose which one it is.")
        return None

    def _row(
        self, number: int, cells: list[str], heading: Sequence[str], columns: Mapping[str, int]
    ) -> ScheduledRow | None:
        """A row; None for one that is no appointment, cannot be read, or waits for a word."""
        intake = self._intake
        field = ""
        try:
            fit(cells, len(heading))
            row = {name: " ".join(cells[at].split()) for name, at in columns.items()}
            if kind := self._kind(row, cells, heading):
                intake.note_left_out(kind, number)
                return None
            row |= {name: " ".join(text.split()) for (at, name), text in intake.corrections.items() if at == number}
            if (number, "provider_npi") in intake.corrections:
                row["clinician"] = ""
            check_cells(row, SCHEDULE_FIELDS)
            _check_lengths(row)
            return self._read(number, row)
        except UnreadableError as error:
            field = error.field
            column = self._headings.get(field, field)
            error.field = column
            intake.wrong += 1
            intake.rows_set_aside += 1
            text = cells[columns[field]].strip() if field in columns and columns[field] < len(cells) else ""
            place = f"{intake.file}, row {number}"
            intake.note_fault(error.at(place, "column"), rows=(number,), column=column, text=text)
        return None

    def _kind(self, row: Mapping[str, str], cells: Sequence[str], heading: Sequence[str]) -> str:
        """What a row is that is no appointment."""
        if list(map(name_key, cells)) == list(map(name_key, heading)):
            return "heading"
        return "" if row["date"] and any(row.get(name) for name in ("patient_id", "full_name", "last_name")) else (
            kind_of_row(cells)
        )  # fmt: skip

    def _read(self, number: int, row: Mapping[str, str]) -> ScheduledRow | None:
        on, at = self._when(row)
        name, born = self._whom(row)
        who, status = self._clinician(row, number), self._status(row.get("status", ""), number)
        if who is None or status is None:
            self._intake.rows_set_aside += 1
            return None
        patient = row.get("patient_id", "")
        site = row.get("site", "")
        appointment = Appointment(patient_id=patient, on=on, provider_npi=who, status=status, at=at, site=site)
        return ScheduledRow(row=number, appointment=appointment, name=name, birth_date=born)

    def _when(self, row: Mapping[str, str]) -> tuple[date, time | None]:
        """The day, and the time where it is known. A day's midnight is no time: systems write it where none is."""
        text = _WEEKDAY.sub("", row["date"], count=1)
        at = None
        if after := _TIME_AFTER.search(text):
            try:
                at, text = _time(after[1]), text[: after.start()]
            except UnreadableError:
                at = None  # the day's reader says what is wrong
        if not text:
            raise UnreadableError("the day is empty.", "Every appointment needs its day.", "date")
        try:
            on: date = self._intake.field("service_date")[text]
        except UnreadableError as error:
            error.field = "date"
            raise
        if row.get("time"):
            return on, _time(row["time"])
        return on, at if at != time() else None

    def _whom(self, row: Mapping[str, str]) -> tuple[str, date | None]:
        """The name, `last, first`, and the birth date, where the row has them."""
        last, first = row.get("last_name", ""), row.get("first_name", "")
        if not last:
            last, first = _name_parts(row.get("full_name", ""))
        if not row.get("patient_id") and not last:
            raise UnreadableError("the patient is empty.", "Every appointment needs its patient.", "patient_id")
        born, text = None, row.get("birth_date", "")
        if text:
            try:
                text = month_first(text) if self._intake.mapping.day_first else text
                born = values.birth_date(full_birth(text, self._intake.today) if self._intake.today else text)
            except UnreadableError as error:
                error.field = "birth_date"
                raise
        return f"{last}, {first}" if first else last, born

    def _clinician(self, row: Mapping[str, str], number: int) -> str | None:
        """The clinician's NPI; None where nobody knows who is meant."""
        intake = self._intake
        named, written = row.get("clinician", ""), row.get("provider_npi", "")
        text = written or named
        if not text:
            return ""
        field = "provider_npi" if written else "clinician"
        found = intake.find_clinician(text)
        if found is not None and not (len(found) == 10 and found.isascii() and found.isdigit()):
            raise UnreadableError(f"{quoted(text)} is no NPI.", "Write its ten digits.", field)
        other = intake.find_clinician(named) if written and named else None
        if other is not None and found is not None and other != found:
            problem = f"{quoted(named)} stands beside the NPI of somebody else, {quoted(written)}."
            raise UnreadableError(problem, "Correct one of the two.", field)
        people = intake.names.people
        if found is not None and (not people or found in people):
            return found
        problem = f"{quoted(text)} is none of the practice's clinicians." if people else f"{quoted(text)} is no NPI."
        self._wait("provider_npi", text, number, UnreadableError(problem, "Write the clinician's NPI.", field))
        return None

    def _status(self, text: str, number: int) -> AppointmentStatus | Literal[""] | None:
        """What became of the appointment; None where nobody knows what the word means."""
        meant = self._intake.mapping.values.get("status", {}).get(word_key(text), text)
        word = " ".join(re.split(r"[\s_-]+", meant.strip().lower()))
        status = next((status for status, words in WORDS.items() if word in words), None)
        if status is None:
            remedy = f"Write {', '.join(APPOINTMENT_STATUSES)}, or scheduled where it is still to come."
            error = UnreadableError(f"{quoted(text)} is no status.", remedy, "status")
            self._wait("status", text, number, error)
        return status

    def _wait(self, field: str, word: str, number: int, error: UnreadableError) -> None:
        """Note a word that somebody has to say the meaning of. Raises the error where nothing may wait."""
        if self._intake.strict:
            raise error
        self._waiting.setdefault(field, {}).setdefault(word, []).append(number)


def _name_parts(whole: str) -> tuple[str, str]:
    """The last and the first names of `Example, Ada M` or `Ada M Example`."""
    last, comma, rest = whole.partition(",")
    if comma:
        return " ".join(last.split()), " ".join(rest.split())
    words = whole.split()
    return (words[-1], " ".join(words[:-1])) if len(words) > 1 else ("".join(words), "")


def _check_lengths(row: Mapping[str, str]) -> None:
    for field, text in row.items():
        if len(text) > LONGEST:
            problem = f"{quoted(text)} is longer than {LONGEST} characters."
            raise UnreadableError(problem, "Look for a quote mark left open before it.", field)


def _time(text: str) -> time:
    """A time of day: `13:45`, `1:45 PM`, the first one of a range, a spreadsheet's part of a day."""
    if _PART_OF_DAY.fullmatch(text):
        minutes = round(float(text) * 1_440) % 1_440
        return time(minutes // 60, minutes % 60)
    found = _TIME.fullmatch(text.strip())
    try:
        if found is None or not (found[2] or found[3]):
            raise ValueError
        clock = f"{found[1]}:{found[2] or '00'}"
        return datetime.strptime(*((f"{clock} {found[3]}m", "%I:%M %p") if found[3] else (clock, "%H:%M"))).time()
    except ValueError:
        problem = f"{quoted(text)} is no time of day."
        raise UnreadableError(problem, "Write it like 13:45 or 1:45 PM.", "time") from None
