"""What an event is about, in words with a link, for whoever may open it: the record's id is looked up in the tables.

An id is in one table alone, so that no list has to say which kind of event names which kind of record.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

from django.urls import reverse
from msgspec import Struct

from cleanclaim.law.wording import day
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.models import AnswerFile, ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.saved_view import SavedView
from cleanclaim.office.files.models import StoredFile
from cleanclaim.office.imports.models import ImportBatch
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.organizations.models import Organization, User
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeRecord
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord


class LogSubject(Struct, frozen=True):
    """What an event is about: the patient where it is about one, what of the patient, and where it is opened."""

    patient: str = ""
    what: str = ""
    address: str = ""

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.patient, self.what)))


class _Row(Struct, frozen=True):
    """A record as its table has it, with the address and the permission that opens it; no address, no page."""

    key: UUID
    subject: LogSubject
    permission: str = ""


def name_subjects(records: Iterable[UUID | None], member: Member) -> Mapping[UUID, LogSubject]:
    """What each of some records is; those that are gone are left out. A link where the member may open it."""
    missing = {one for one in records if one is not None}
    found: dict[UUID, LogSubject] = {}
    for find in _FINDERS:
        if not missing:
            break
        for row in find(missing):
            may_open = not row.permission or member.may(row.permission)
            found[row.key] = row.subject if may_open else LogSubject(row.subject.patient, row.subject.what)
        missing -= found.keys()
    return found


def _patients(keys: set[UUID]) -> Iterator[_Row]:
    for one in PatientRecord.everything.filter(pk__in=keys):
        address = "" if one.withdrawn else reverse("patients:patient", args=[one.pk])
        yield _Row(one.pk, LogSubject(_name(one), address=address), "patients.see")


def _charts(keys: set[UUID]) -> Iterator[_Row]:
    for one in ChartRecord.objects.filter(pk__in=keys).select_related("patient"):
        address = reverse("charts:chart", args=[one.patient_id])
        yield _Row(one.pk, LogSubject(_name(one.patient), "chart", address), "patients.see")


def _visits(keys: set[UUID]) -> Iterator[_Row]:
    for one in VisitRecord.everything.filter(pk__in=keys).select_related("patient"):
        what = f"visit {one.number}, {day(one.service_date)}"
        address = "" if one.withdrawn else reverse("visits:visit", args=[one.pk])
        yield _Row(one.pk, LogSubject(_name(one.patient), what, address), "visits.see")


def _claims(keys: set[UUID]) -> Iterator[_Row]:
    for one in ClaimRecord.objects.filter(pk__in=keys).select_related("patient"):
        what = f"claim {one.number}, {day(one.day)}"
        yield _Row(one.pk, LogSubject(_name(one.patient), what, reverse("claims:claim", args=[one.pk])), "claims.see")


def _appointments(keys: set[UUID]) -> Iterator[_Row]:
    for one in ScheduleEntry.objects.filter(pk__in=keys).select_related("patient"):
        address = f"{reverse('visits:page')}?on={one.on.isoformat()}"
        yield _Row(one.pk, LogSubject(_name(one.patient), f"appointment, {day(one.on)}", address), "visits.see")


def _batches(keys: set[UUID]) -> Iterator[_Row]:
    for one in Batch.objects.filter(pk__in=keys).defer("content"):
        yield _Row(one.pk, LogSubject("", one.name, reverse("claims:batch", args=[one.pk])), "claims.files")


def _answers(keys: set[UUID]) -> Iterator[_Row]:
    for one in AnswerFile.objects.filter(pk__in=keys).defer("content"):
        yield _Row(one.pk, LogSubject("", one.name, reverse("claims:batches")), "claims.files")


def _imports(keys: set[UUID]) -> Iterator[_Row]:
    for one in ImportBatch.objects.filter(pk__in=keys).defer("choices", "preview"):
        yield _Row(one.pk, LogSubject("", one.name, reverse("imports:batch", args=[one.pk])), "imports.see")


def _files(keys: set[UUID]) -> Iterator[_Row]:
    for one in StoredFile.objects.filter(pk__in=keys):
        yield _Row(one.pk, LogSubject("", one.name))


def _views(keys: set[UUID]) -> Iterator[_Row]:
    for one in SavedView.objects.filter(pk__in=keys):
        yield _Row(one.pk, LogSubject("", one.name, f"{reverse('claims:page')}?{one.query}"), "claims.see")


def _practices(keys: set[UUID]) -> Iterator[_Row]:
    for one in PracticeRecord.objects.filter(pk__in=keys):
        yield _Row(one.pk, LogSubject("", one.name, reverse("practices:page")), "practice.see")


def _people(keys: set[UUID]) -> Iterator[_Row]:
    for one in User.objects.filter(pk__in=keys):
        yield _Row(one.pk, LogSubject("", str(one), reverse("organizations:page")), "people.see")


def _organizations(keys: set[UUID]) -> Iterator[_Row]:
    for one in Organization.objects.filter(pk__in=keys):
        yield _Row(one.pk, LogSubject("", one.name))


_FINDERS: tuple[Callable[[set[UUID]], Iterator[_Row]], ...] = (
    _claims,
    _visits,
    _patients,
    _charts,
    _appointments,
    _batches,
    _answers,
    _people,
    _imports,
    _files,
    _practices,
    _views,
    _organizations,
)
"""The tables, those that most events are about first."""


def _name(patient: PatientRecord) -> str:
    return f"{patient.name} ({patient.number})"
