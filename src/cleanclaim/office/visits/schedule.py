"""A schedule's file: each row is an appointment that is here already, or a new one; twice the same as once.

row with a time        the patient's appointment at that time; else the one of the day of which no time is known,
                   which gets it
row without a time     the patient's appointment of the day with that clinician of which no time is known;
                   else the only one of the day; where there are several, nobody knows which: set aside
here without a status  gets the row's, unless its visit was begun
row without a status   stays as it is here: the file knows less
here with another one  stays as it is, and the row is set aside
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from cleanclaim.model.appointment import Appointment
from cleanclaim.model.days import day_for_people
from cleanclaim.office.audit_log.log import Actor, log, log_many
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import OFF, ScheduleEntry

AT_ONCE = 500
"""Patients that one query asks for; SQLite bounds how many there may be."""


class ScheduleTaken(Struct, kw_only=True):
    """What became of the rows of a schedule. `aside` says of each row that was left out which one, and why."""

    added: int = 0
    changed: int = 0
    as_before: int = 0
    aside: list[str] = []


def take_schedule(rows: Iterable[Appointment], actor: Actor) -> ScheduleTaken:
    """Store the appointments of a schedule. Patients are found by their numbers."""
    scheduled = list(rows)
    patients = _patients({one.patient_id for one in scheduled})
    by_day = _stored(patients.values(), {one.on for one in scheduled})
    taken = ScheduleTaken()
    new: list[ScheduleEntry] = []
    changed: dict[str, list[UUID]] = {}
    timed: list[ScheduleEntry] = []
    for number, row in enumerate(scheduled, 2):
        patient = patients.get(row.patient_id)
        if patient is None:
            taken.aside.append(_say(number, row, "nobody entered this patient"))
            continue
        of_day = by_day.setdefault((patient.pk, row.on), [])
        entry, problem = _find(row, of_day)
        if entry is None and not problem:
            entry = ScheduleEntry(patient=patient, on=row.on, at=row.at, provider_npi=row.provider_npi)
            entry.organization_id, entry.status = actor.organization, row.status
            of_day.append(entry)
            new.append(entry)
            taken.added += 1
        elif entry is not None and not problem and row.status in ("", entry.status):
            taken.as_before += 1
        elif entry is not None and not problem:
            entry.status = row.status
            changed.setdefault(row.status, []).append(entry.pk)
            taken.changed += 1
        if problem:
            taken.aside.append(_say(number, row, problem))
        if entry is not None and entry.at is None and row.at is not None:
            entry.at = row.at
            timed.append(entry)
    ScheduleEntry.objects.bulk_create(new, batch_size=AT_ONCE)
    ScheduleEntry.objects.bulk_update(timed, ["at"], batch_size=AT_ONCE)
    for status, keys in changed.items():
        for start in range(0, len(keys), AT_ONCE):
            ScheduleEntry.objects.filter(pk__in=keys[start : start + AT_ONCE], status="").update(status=status)
        log_many(actor, "appointment.changed", keys, status=status)
    log(actor, "appointments.taken", appointments=taken.added)
    return taken


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


def _say(number: int, row: Appointment, problem: str) -> str:
    return f"Row {number}, {row.patient_id}, {day_for_people(row.on)}: {problem}."


def _patients(numbers: set[str]) -> dict[str, PatientRecord]:
    found: dict[str, PatientRecord] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        rows = PatientRecord.objects.filter(number__in=ordered[start : start + AT_ONCE])
        found.update((one.number, one) for one in rows)
    return found


def _stored(patients: Iterable[PatientRecord], days: set[date]) -> dict[tuple[UUID, date], list[ScheduleEntry]]:
    """The appointments of these patients on these days."""
    found: dict[tuple[UUID, date], list[ScheduleEntry]] = {}
    keys = [one.pk for one in patients]
    for start in range(0, len(keys), AT_ONCE):
        within = ScheduleEntry.objects.filter(on__gte=min(days), on__lte=max(days))
        for entry in within.filter(patient__in=keys[start : start + AT_ONCE]).order_by("at", "id"):
            found.setdefault((entry.patient_id, entry.on), []).append(entry)
    return found
