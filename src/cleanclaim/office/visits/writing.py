"""Changing a visit: while it is open every pause stores a version; signed, it only ever gets an addendum, and where an
assistant signed it the supervising therapist's signature beside it.

open ── save, undo, redo ──▶ open ── sign ──▶ signed ── addendum, co-signature ──▶ signed
     ── remove ──▶ removed ── bring back ──▶ open
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from msgspec import structs

from cleanclaim.law.wording import day
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician
from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.log import Actor, log
from cleanclaim.office.history import changes
from cleanclaim.office.history.models import Version
from cleanclaim.office.visits.appointments import keep_appointment
from cleanclaim.office.visits.form import fill_page, read_page
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord, VisitState
from cleanclaim.office.visits.typed import Entered, encode_typed, read_entered

LONGEST_ADDENDUM = 4_000


def save_visit(record: VisitRecord, entered: Entered, actor: Actor, *, seen: int) -> Version | None:
    """Store what is entered of a visit now; None where that stands already. Raises UserError where it is signed, and
    ChangedMeanwhile where somebody else changed it.
    """
    _refuse_signed(record)
    if record.version == seen and read_entered(changes.newest(record)) == entered:
        return None
    return changes.change(record, entered.value, actor, seen=seen, carried={"typed": encode_typed(entered.typed)})


def step_visit(record: VisitRecord, way: str, actor: Actor, *, seen: int) -> Version | None:
    """Undo or redo the last change; None where there is none. Raises as `save_visit` does."""
    _refuse_signed(record)
    return changes.step(record, way, actor, seen=seen)


def remove_visit(record: VisitRecord, actor: Actor, *, seen: int) -> None:
    """Remove a visit that was begun by mistake; its appointment is open again. Raises as `save_visit` does."""
    _refuse_signed(record)
    changes.remove(record, actor, seen=seen)
    ScheduleEntry.objects.filter(visit=record).update(visit=None)


def bring_back_visit(record: VisitRecord, actor: Actor, *, seen: int) -> None:
    """Have a removed visit stand again, of the appointment that it was begun from where that has no other by now.

    Raises UserError where another visit has its number, ChangedMeanwhile where it was brought back already.
    """
    try:
        with transaction.atomic():
            changes.bring_back(record, actor, seen=seen)
    except IntegrityError:
        raise UserError("The visit", "another visit has its number by now", "Enter it anew.") from None
    of_day = ScheduleEntry.objects.filter(patient=record.patient_id, on=record.service_date, visit=None)
    entry = of_day.filter(provider_npi=record.provider_npi, status="").order_by("at", "id").first()
    if entry is not None:
        ScheduleEntry.objects.filter(pk=entry.pk, visit=None).update(visit=record)


def as_signed(value: Visit, clinician: Clinician, on: date) -> Visit:
    """The visit as it would be, were its note signed on that day."""
    if value.note is None:
        return value
    note = structs.replace(
        value.note,
        written_on=value.note.written_on or on,
        signed_on=on,
        signed_by=name_of(clinician),
        credential=clinician.credential,
    )
    return structs.replace(value, note=note)


def sign_visit(record: VisitRecord, clinician: Clinician, actor: Actor, *, on: date, seen: int) -> None:
    """Sign a visit as its clinician. Raises UserError where it has no note or no minutes, has something typed that
    cannot be read, is somebody else's, or is signed; ChangedMeanwhile where it is not what the page showed.
    """
    _refuse_signed(record)
    entered = read_entered(changes.newest(record))
    value = entered.value
    if value.provider_npi != clinician.npi:
        problem = "it is another clinician's"
        raise UserError("The visit", problem, "Whoever gave the visit signs it.")
    unread = read_page(fill_page(entered), value).unread
    if unread:
        raise UserError(f"Not signed: {unread[0].place}", unread[0].problem, unread[0].remedy)
    if value.note is None or not value.note.text.strip():
        raise UserError("The visit", "it has no note", "Write the note, then sign.")
    if not value.services:
        raise UserError("The visit", "nothing that was done is entered", "Type it, such as: exercise 23.")
    changes.change(record, as_signed(value, clinician, on), actor, seen=seen, why="signed")
    VisitRecord.objects.filter(pk=record.pk).update(
        state=VisitState.SIGNED, signed_at=timezone.now(), signed_by=actor.user
    )
    record.refresh_from_db()
    log(actor, "visit.signed", record.pk, version=record.version)
    keep_appointment(record, actor)


def add_addendum(record: VisitRecord, text: str, clinician: Clinician, actor: Actor, *, on: date, seen: int) -> None:
    """Add to the note of a signed visit, with the day and the name of who adds. Nothing of what was signed changes.

    Raises UserError where the visit is not signed or nothing is written; ChangedMeanwhile as `save_visit` does.
    """
    words = text.strip()
    value: Visit = changes.newest(record).read()
    if record.state != VisitState.SIGNED or value.note is None:
        raise UserError("The addendum", "the visit is not signed yet", "Change the note itself.")
    if not words or len(words) > LONGEST_ADDENDUM:
        problem = "it is empty" if not words else f"it has more than {LONGEST_ADDENDUM:,} characters"
        raise UserError("The addendum", problem, "Write what is to be added.")
    signed = f"{name_of(clinician)}, {clinician.credential}"
    whole = f"{value.note.text.rstrip()}\n\nAddendum, {day(on)}, {signed}: {words}"
    note = structs.replace(value.note, text=whole, amended_on=(*value.note.amended_on, on))
    changes.change(record, structs.replace(value, note=note), actor, seen=seen, why="addendum")
    log(actor, "visit.amended", record.pk, version=record.version)


def cosign_visit(record: VisitRecord, supervisor: Clinician, actor: Actor, *, on: date, seen: int) -> None:
    """Put the supervising therapist's signature beside the assistant's. Nothing of what was signed changes.

    Raises UserError where the visit is not signed yet, or is co-signed; ChangedMeanwhile as `save_visit` does.
    """
    value: Visit = changes.newest(record).read()
    if record.state != VisitState.SIGNED or value.note is None:
        raise UserError("The co-signature", "the visit is not signed yet", "The assistant who gave it signs it first.")
    if value.note.cosigned_on is not None:
        raise UserError("The co-signature", f"{value.note.cosigned_by} co-signed it already", "Nothing is left to do.")
    note = structs.replace(value.note, cosigned_on=on, cosigned_by=f"{name_of(supervisor)}, {supervisor.credential}")
    changes.change(record, structs.replace(value, note=note), actor, seen=seen, why="co-signed")
    log(actor, "visit.cosigned", record.pk, version=record.version)


def name_of(clinician: Clinician) -> str:
    """`Dana Sample`."""
    return f"{clinician.name.first} {clinician.name.last}"


def _refuse_signed(record: VisitRecord) -> None:
    if record.state == VisitState.SIGNED:
        raise UserError("The visit", "it is signed and does not change", "Add an addendum to its note.")
    if record.state != VisitState.OPEN:
        raise UserError("The visit", "it was billed elsewhere and does not change", "Change it where it was billed.")
