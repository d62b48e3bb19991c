"""Appointments: entered one by one, what became of them, and the visit that is begun from one."""

from datetime import date, time

from django.db import IntegrityError, transaction
from msgspec import structs

from cleanclaim.exchange.files.date_values import calendar_day
from cleanclaim.explanations.typed_lines.clock import read_time_of_day
from cleanclaim.model.appointment import APPOINTMENT_STATUSES
from cleanclaim.model.days import within_reach
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Patient, Practice
from cleanclaim.model.supervision import THERAPIST_OF
from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.history import changes
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.case import usual_discipline
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord

ATTEMPTS = 3
"""How often a number is sought for a new visit."""


def add_appointment(patient: PatientRecord, on: str, at: str, npi: str, actor: Actor) -> ScheduleEntry:
    """Store an appointment. Raises UserError for a day or time that is none, and where the same one is here."""
    appointment = ScheduleEntry(
        organization_id=actor.organization, patient=patient, on=_day(on), at=_time(at), provider_npi=npi
    )
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError:
        raise UserError("The appointment, time", "the patient has it already", "Choose another time.") from None
    log(actor, "appointment.added", appointment.pk)
    return appointment


def mark_appointment(entry: ScheduleEntry, status: str, actor: Actor, *, seen: str) -> None:
    """Say what became of an appointment of which the actor saw the status `seen`; an empty status takes that back.

    Raises UserError for a status that is none, where its visit was begun, and where its status changed meanwhile.
    """
    if status and status not in APPOINTMENT_STATUSES:
        raise UserError("The appointment", f"{status!r} is no status", f"Write {', '.join(APPOINTMENT_STATUSES)}.")
    if not ScheduleEntry.objects.filter(pk=entry.pk, visit=None, status=seen).update(status=status):
        problem = "its visit was begun, or somebody else said what became of it"
        raise UserError("The appointment", problem, "Reload the page and look at it again.")
    log(actor, "appointment.changed", entry.pk, status=status)


def keep_appointment(record: VisitRecord, actor: Actor) -> None:
    """Say of the appointment from which a visit was begun, if there is one, that it was kept."""
    entry = ScheduleEntry.objects.filter(visit=record).exclude(status="kept").first()
    if entry is not None:
        ScheduleEntry.objects.filter(pk=entry.pk).update(status="kept")
        log(actor, "appointment.changed", entry.pk, status="kept")


def begin_visit(patient: PatientRecord, on: date, practice: Practice | None, npi: str, actor: Actor) -> VisitRecord:
    """A new visit of a patient on a day, with what is known already: payers, clinician, place and diagnoses of the
    last; the place of a first one where the practice's sites have but one.
    """
    clinician = practice.clinicians.get(npi) if practice else None
    person: Patient = changes.newest(patient).read()
    coverages = person.coverages_in_order
    before = VisitRecord.objects.filter(patient=patient, service_date__lt=on).order_by("-service_date", "-id").first()
    last: Visit | None = changes.newest(before).read() if before else None
    last_one = last.discipline if last else None
    discipline = (
        THERAPIST_OF.get(clinician.credential, clinician.credential)
        if clinician
        else usual_discipline(patient, on, last_one)
    )
    value = Visit(
        visit_id="",
        patient_id=person.patient_id,
        payer=coverages[0].payer if coverages else None,
        secondary_payer=_second_payer(person),
        service_date=on,
        discipline=discipline,  # type: ignore[arg-type]
        provider_npi=npi or None,
        place_of_service=(last.place_of_service if last else None) or _only_place(practice),
        visit_diagnoses=last.diagnoses if last else (),
    )
    for _attempt in range(ATTEMPTS):
        value = structs.replace(value, visit_id=_number(patient, on))
        try:
            with transaction.atomic():
                return changes.add(VisitRecord(patient=patient), value, actor)
        except IntegrityError:  # somebody else begins one of the patient's at the same moment
            continue
    raise UserError("The visit", "others begin visits of this patient at the same moment", "Try again.")


def _only_place(practice: Practice | None) -> str | None:
    """The place of service that all sites of the practice's file have; None where they differ or it names none."""
    places = {site.place_of_service for site in practice.sites} if practice else set()
    return places.pop() if len(places) == 1 else None


def _second_payer(person: Patient) -> str | None:
    """Who pays after the first; empty where nobody does, None where nobody said in which order several pay."""
    coverages = person.coverages_in_order
    if not coverages:
        return None
    after = person.coverages_after(coverages[0])
    return after[0].payer if after else "" if len(coverages) == 1 else None


def _number(patient: PatientRecord, on: date) -> str:
    """A number that no visit has or had: the patient's and the day's, and which of the day's visits it is."""
    first = f"{patient.number}-{on:%Y%m%d}"
    taken = set(VisitRecord.objects.filter(patient=patient, service_date=on).values_list("number", flat=True))
    number, further = first, 1
    while number in taken or VisitRecord.everything.filter(number=number).exists():
        further += 1
        number = f"{first}-{further}"
    return number


def _day(text: str) -> date:
    try:
        found = calendar_day(text.strip())
    except ValueError:
        found = None
    if found is None or not within_reach(found):
        raise UserError("The appointment, date", f"{text!r} is no date", "Write it like 3/2/2026.")
    return found


def _time(text: str) -> time | None:
    if not text.strip():
        return None
    found = read_time_of_day(text)
    if found is None:
        raise UserError("The appointment, time", f"{text!r} is no time of day", "Write it like 9:30 or 1:45 PM.")
    return time(found // 60, found % 60)
