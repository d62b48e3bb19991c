"""A schedule's file: each row is an appointment that is here already, or a new one; twice the same as once.

row's patient          by number; without one by name and birth date, where these are one patient's alone
row with a time        the patient's appointment at that time; else the one of the day of which no time is known,
                   which gets it
row without a time     the patient's appointment of the day with that clinician of which no time is known;
                   else the only one of the day; where there are several, nobody knows which: set aside
here without a status  gets the row's, unless its visit was begun
row without a status   stays as it is here: the file knows less
here with another one  stays as it is, and the row is set aside

Rows with a time come first, so that the same file finds the same again, and goes on where it was stopped.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time
from uuid import UUID

from msgspec import Struct

from cleanclaim.exchange.files.schedule import ScheduledRow
from cleanclaim.model.appointment import Appointment
from cleanclaim.model.days import day_for_people
from cleanclaim.office.audit_log.log import Actor, log, log_many
from cleanclaim.office.patients.models import PatientRecord, fold
from cleanclaim.office.patients.same_name import may_be_named
from cleanclaim.office.visits.models import OFF, ScheduleEntry

AT_ONCE = 500
"""Patients that one query asks for; SQLite bounds how many there may be."""


class EntryState(Struct, frozen=True):
    """What an appointment says: when, with whom, what became of it, and whether its visit was begun."""

    on: date
    at: time | None
    provider_npi: str
    status: str
    begun: bool


class EntryChange(Struct, frozen=True):
    """What a schedule did to an appointment. `was` is None for a new one."""

    entry: ScheduleEntry
    was: EntryState | None


class ScheduleTaken(Struct, kw_only=True):
    """What became of the rows of a schedule. `aside` says of each row that was left out which one, and why."""

    added: int = 0
    changed: int = 0
    as_before: int = 0
    patients: set[UUID] = set()
    aside: dict[int, str] = {}
    changes: list[EntryChange] = []


def state_of(entry: ScheduleEntry) -> EntryState:
    """What an appointment says."""
    return EntryState(entry.on, entry.at, entry.provider_npi, entry.status, entry.visit_id is not None)


def in_order(rows: Iterable[ScheduledRow]) -> list[ScheduledRow]:
    """The rows as they are taken: those with a time first."""
    return sorted(rows, key=lambda one: one.appointment.at is None)


def take_schedule(rows: Iterable[ScheduledRow], actor: Actor | None = None) -> ScheduleTaken:
    """Store the appointments of a schedule; without an actor it is only said what would become of them."""
    scheduled = in_order(rows)
    people = _People(scheduled)
    taken = ScheduleTaken()
    found = []
    for one in scheduled:
        patient, problem = people.find(one)
        if patient is None:
            taken.aside[one.row] = _say(one, problem)
        else:
            found.append((one, patient))
    days = {one.appointment.on for one, _patient in found}
    taker = _Taker(taken, _stored({patient.pk for _one, patient in found}, days, actor))
    for one, patient in found:
        taker.take(one, patient)
    taken.changes = [*(EntryChange(entry, None) for entry in taker.new.values()), *taker.touched.values()]
    if actor is not None:
        ScheduleEntry.objects.bulk_create(taker.new.values(), batch_size=AT_ONCE)
        entries = [one.entry for one in taker.touched.values()]
        ScheduleEntry.objects.bulk_update(entries, ["at", "status"], batch_size=AT_ONCE)
        for status, keys in taker.marked.items():
            log_many(actor, "appointment.changed", keys, status=status)
        log(actor, "appointments.taken", appointments=taken.added)
    return taken


class _Taker:
    """Takes rows one by one: `new` appointments, those that were `touched`, and which were `marked` with a status."""

    def __init__(self, taken: ScheduleTaken, by_day: dict[tuple[UUID, date], list[ScheduleEntry]]) -> None:
        self.taken = taken
        self.new: dict[UUID, ScheduleEntry] = {}
        self.touched: dict[UUID, EntryChange] = {}
        self.marked: dict[str, list[UUID]] = {}
        self._by_day = by_day

    def take(self, one: ScheduledRow, patient: PatientRecord) -> None:
        """Take a row of a patient."""
        row = one.appointment
        of_day = self._by_day.setdefault((patient.pk, row.on), [])
        entry, problem = _find(row, of_day)
        if problem:
            self.taken.aside[one.row] = _say(one, problem)
        else:
            self.taken.patients.add(patient.pk)
        if entry is not None:
            self._change(entry, row, is_good=not problem)
        elif not problem:
            entry = ScheduleEntry(patient=patient, on=row.on, at=row.at, provider_npi=row.provider_npi)
            entry.organization_id, entry.status = patient.organization_id, row.status
            of_day.append(entry)
            self.new[entry.pk] = entry
            self.taken.added += 1

    def _change(self, entry: ScheduleEntry, row: Appointment, *, is_good: bool) -> None:
        """Have an appointment say what the row knows of it; of one that is not good only the time."""
        before = state_of(entry)
        if is_good and row.status not in ("", entry.status):
            entry.status = row.status
            self.marked.setdefault(row.status, []).append(entry.pk)
            self.taken.changed += 1
        elif is_good:
            self.taken.as_before += 1
        if entry.at is None and row.at is not None:
            entry.at = row.at
        if state_of(entry) != before and entry.pk not in self.new:
            self.touched.setdefault(entry.pk, EntryChange(entry, before))


def _find(row: Appointment, of_day: Sequence[ScheduleEntry]) -> tuple[ScheduleEntry | None, str]:
    """The appointment that a row is of, None for a new one; and why the row cannot be taken, empty where it can."""
    same = [one for one in of_day if one.at == row.at and (row.at is not None or one.provider_npi == row.provider_npi)]
    if not same:
        with_clinician = [one for one in of_day if one.provider_npi == row.provider_npi]
        same = [one for one in with_clinician if one.at is None] if row.at is not None else with_clinician
    if len(same) > 1:
        return None, "the patient has several appointments on that day, and the file does not say the time"
    if not same:
        return None, ""
    entry = same[0]
    if entry.provider_npi != row.provider_npi:
        return None, "the patient is with another clinician at that time"
    if entry.status and row.status and entry.status != row.status:
        return entry, f"it is marked as {OFF.get(entry.status, entry.status).lower()} here"
    if entry.visit_id and row.status in OFF:
        return entry, "its visit was begun"
    return entry, ""


def _say(one: ScheduledRow, problem: str) -> str:
    whom = one.appointment.patient_id or one.name
    return f"Row {one.row}, {whom}, {day_for_people(one.appointment.on)}: {problem}."


class _People:
    """The patients here whom the rows may mean."""

    def __init__(self, rows: Iterable[ScheduledRow]) -> None:
        listed = list(rows)
        self._by_number = {
            patient.number: patient for patient in _records("number", {one.appointment.patient_id for one in listed})
        }
        self._by_birth: dict[date, list[PatientRecord]] = {}
        born = {one.birth_date for one in listed if one.birth_date and not one.appointment.patient_id}
        for patient in _records("birth_date", born):
            self._by_birth.setdefault(patient.birth_date, []).append(patient)

    def find(self, one: ScheduledRow) -> tuple[PatientRecord | None, str]:
        """The patient of a row; None, and why, where nobody or more than one is meant."""
        if one.appointment.patient_id:
            return self._find_by_number(one)
        if one.birth_date is None:
            return None, "without a number or a birth date nobody knows which patient is meant"
        those = [who for who in self._by_birth.get(one.birth_date, ()) if _same(fold(one.name), who.sorted_name)]
        if len(those) > 1:
            return None, "several patients have this name and birth date"
        return (those[0], "") if those else (None, "nobody entered a patient of this name and birth date")

    def _find_by_number(self, one: ScheduledRow) -> tuple[PatientRecord | None, str]:
        """The patient who has the row's number, where the row says nothing else of who is meant."""
        patient = self._by_number.get(one.appointment.patient_id)
        if patient is None:
            return None, "nobody entered this patient"
        if one.birth_date and one.birth_date != patient.birth_date:
            return None, f"{patient.name}, who has this number here, has another birth date"
        if not one.birth_date and not may_be_named(one.name, patient.name):
            return None, f"{patient.name}, who has this number here, is called otherwise than {one.name}"
        return patient, ""


def _same(name: str, other: str) -> bool:
    """Whether two names, `last, first`, are one, where one of them may have a middle name more."""
    return name == other or name.startswith(f"{other} ") or other.startswith(f"{name} ")


def _records(field: str, wanted: Iterable[str | date]) -> Iterable[PatientRecord]:
    """The patients of which a field is one of these."""
    ordered = sorted(filter(None, wanted))  # type: ignore[type-var]
    for start in range(0, len(ordered), AT_ONCE):
        yield from PatientRecord.objects.filter(**{f"{field}__in": ordered[start : start + AT_ONCE]})


def _stored(
    patients: Iterable[UUID], days: set[date], actor: Actor | None
) -> dict[tuple[UUID, date], list[ScheduleEntry]]:
    """The appointments of these patients on these days, which nobody else changes before they are stored."""
    found: dict[tuple[UUID, date], list[ScheduleEntry]] = {}
    keys = sorted(patients)
    for start in range(0, len(keys), AT_ONCE):
        within = ScheduleEntry.objects.filter(on__gte=min(days), on__lte=max(days))
        within = within.select_for_update() if actor is not None else within
        for entry in within.filter(patient__in=keys[start : start + AT_ONCE]).order_by("at", "id"):
            found.setdefault((entry.patient_id, entry.on), []).append(entry)
    return found


def undo_entry(entry: ScheduleEntry, was: EntryState | None, actor: Actor) -> None:
    """Take back what a schedule did to an appointment: remove a new one, else have it say what it said before."""
    if was is None:
        log(actor, "appointment.removed", entry.pk)
        entry.delete()
        return
    if entry.status != was.status:
        log(actor, "appointment.changed", entry.pk, status=was.status)
    entry.at, entry.status = was.at, was.status
    entry.save(update_fields=["at", "status"])
