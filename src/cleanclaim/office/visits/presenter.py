"""What the page of a visit shows: the library's answers arranged for the template. Nothing is computed here."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from msgspec import Struct, structs

from cleanclaim.explanations.marks import INFO_MISSING, RESOLVED, mark_finding
from cleanclaim.explanations.visits.note_elements import NoteElement, list_note_elements
from cleanclaim.law.case import Case
from cleanclaim.law.review.lacking import find_missing_name
from cleanclaim.law.review.review import review
from cleanclaim.model.finding import Finding
from cleanclaim.model.practice import Clinician, Practice
from cleanclaim.model.supervision import find_supervisor, is_assistant
from cleanclaim.model.visit import Visit
from cleanclaim.office.charts.where import PART_OF
from cleanclaim.office.history import changes
from cleanclaim.office.minutes.presenter import FindingRow, MinutesView, build_coded_view
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.practices.stored import find_clinician, read_practice_of
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.shared.stored_remedies import find_field, find_page, remedy_stored
from cleanclaim.office.visits.case import build_case, find_newest, read_values
from cleanclaim.office.visits.day_units import DayUnits, UnitsChange, compare_with_minutes, count_day
from cleanclaim.office.visits.diagnoses import NamedDiagnosis, WrongDiagnosis, name_diagnoses
from cleanclaim.office.visits.form import VisitPage, read_page
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord, VisitState
from cleanclaim.office.visits.typed import Entered, Unread, read_entered
from cleanclaim.office.visits.writing import as_signed, name_of

DAY_OF = "day_of"
"""Under which name a session keeps whose day was chosen."""


class VisitAnswer(Struct, frozen=True, kw_only=True):
    """What the minutes earn and what the note shows; what cannot be read of the page, and what its diagnoses are.

    `answer` is None while there are no minutes, or something is missing without which no units can be counted; `day` is
    where no other visit of the day counts with this one, or did when it was signed. `unlike_minutes`: units with
    which the visit came, where the minutes of the day earn others.
    """

    answer: MinutesView | None
    elements: list[NoteElement]
    unread: tuple[Unread, ...]
    diagnoses: list[NamedDiagnosis]
    day: DayUnits | None = None
    unlike_minutes: tuple[UnitsChange, ...] = ()

    @property
    def agreeing(self) -> int:
        """How many elements the note shows as the page has them."""
        return sum(one.state == "found" for one in self.elements)

    @property
    def expected(self) -> int:
        """How many elements are asked for or shown."""
        return sum(one.state != "not_asked" for one in self.elements)

    @property
    def stopping(self) -> list[Unread]:
        """What keeps the units from being counted."""
        return [one for one in self.unread if one.stops_units]

    @property
    def wrong_diagnoses(self) -> list[WrongDiagnosis]:
        """What of the field of diagnoses is no code."""
        return [one.diagnosis for one in self.unread if one.diagnosis]

    @property
    def of_place(self) -> list[Unread]:
        """What of the place of service cannot be read."""
        return [one for one in self.unread if one.part == "place_of_service" and one.elsewhere is None]


class Clinicians(Struct, frozen=True, kw_only=True):
    """Who works on the page: the practice's clinicians, the user among them, and whose day is shown.

    `mine` is None where the user is no clinician. `day_of` is the NPI of the day; None: everybody's, for who may see
    it; empty: what is no known clinician's, for a user who is none.
    """

    practice: Practice | None
    mine: Clinician | None
    day_of: str | None
    of_others: bool

    def works_for(self, npi: str) -> bool:
        """Whether the user works on what is a clinician's: on the own, on that of assistants under the user, on what is
        nobody's yet, and with the permission on everybody's.
        """
        return self.of_others or not npi or npi in self.own

    def knows(self, npi: str) -> bool:
        """Whether the practice's file has the clinician, whose credential says the discipline."""
        return self.practice is not None and npi in self.practice.clinicians

    def find(self, npi: str | None) -> Clinician | None:
        """The clinician of the practice's file with an NPI."""
        return self.practice.clinicians.get(npi or "") if self.practice else None

    def name(self, npi: str | None) -> str:
        """A clinician's name and credential; the NPI where the practice's file has none of it."""
        one = self.find(npi)
        return f"{name_of(one)}, {one.credential}" if one else npi or "clinician not known"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The clinicians whose day the user may choose."""
        everybody = self.practice.clinicians if self.practice else ()
        return [(npi, self.name(npi)) for npi in everybody if self.of_others or npi in self.own]

    @property
    def everybody(self) -> list[tuple[str, str]]:
        """The clinicians who may be given an appointment."""
        return [(npi, self.name(npi)) for npi in self.practice.clinicians] if self.practice else []

    @property
    def own(self) -> set[str]:
        """The user and the assistants under the user, by NPI."""
        if self.mine is None or self.practice is None:
            return set()
        everybody = self.practice.clinicians
        under = {one.npi for one in everybody.values() if find_supervisor(one, everybody) == self.mine}
        return {self.mine.npi} | under

    @property
    def assistants(self) -> set[str]:
        """The assistants under the user, by NPI."""
        return self.own - {self.mine.npi} if self.mine else set()

    def supervises(self, npi: str) -> bool:
        """Whether the user is the therapist under whom an assistant works."""
        return npi in self.assistants

    def supervisor(self, npi: str | None) -> str:
        """Under whom an assistant gave the visit; empty where no assistant did."""
        one = self.find(npi)
        if one is None or self.practice is None or not is_assistant(one):
            return ""
        above = find_supervisor(one, self.practice.clinicians)
        return f"{name_of(above)}, {above.credential}" if above else "nobody: name one in the practice's file"


def clinicians_of(member: Member) -> Clinicians:
    """Who the user is, with the own day."""
    practice = read_practice_of()
    mine = find_clinician(member.user, practice)
    of_others = member.may("visits.of_others")
    return Clinicians(practice=practice, mine=mine, day_of=mine.npi if mine else "", of_others=of_others)


def find_clinicians(request: HttpRequest, member: Member) -> Clinicians:
    """Who the user is, and whose day is shown: their own, unless another was chosen and may be. What was chosen holds
    for the pages that follow, until something else is.
    """
    found = clinicians_of(member)
    if "clinician" in request.GET:
        request.session[DAY_OF] = request.GET["clinician"]
    chosen = request.session.get(DAY_OF, found.day_of)
    if chosen and chosen not in dict(found.choices):  # as one of another organization
        chosen = found.day_of
    if chosen in dict(found.choices):
        return structs.replace(found, day_of=chosen)
    return structs.replace(found, day_of=None) if found.of_others else found


def find_visit(clinicians: Clinicians, key: UUID, *, to_read: bool = False, removed: bool = False) -> VisitRecord:
    """A visit that the user works on; `to_read`: or may read, as one of a patient whom the user treats; `removed`: one
    that was removed.

    Raises Http404 where there is none, PermissionDenied for another clinician's.
    """
    found = VisitRecord.everything.filter(withdrawn=True) if removed else VisitRecord.objects.all()
    record: VisitRecord = get_object_or_404(found.select_related("patient", "signed_by"), pk=key)
    if clinicians.works_for(record.provider_npi) or (to_read and _treats(clinicians.mine, record)):
        return record
    raise PermissionDenied


def _treats(clinician: Clinician | None, record: VisitRecord) -> bool:
    """Whether a clinician has a visit or an appointment with the visit's patient."""
    if clinician is None:
        return False
    whose = {"patient": record.patient_id, "provider_npi": clinician.npi}
    return VisitRecord.objects.filter(**whose).exists() or ScheduleEntry.objects.filter(**whose).exists()


def answer_page(page: VisitPage, record: VisitRecord, value: Visit) -> VisitAnswer:
    """What the page's minutes earn with the patient's other visits of the day, and what its note shows."""
    read = read_page(page, value)
    visit = read.entered.value
    on = visit.service_date or build_basis().today
    found = VisitAnswer(
        answer=None,
        elements=list_note_elements(visit, build_basis()),
        unread=read.unread,
        diagnoses=name_diagnoses(visit.diagnoses, on, build_basis()),
    )
    if not visit.services or found.stopping:
        return found
    of_day = find_newest(VisitRecord, patient=record.patient_id, service_date=record.service_date)
    others = of_day.exclude(record=record.pk).select_related("record__appointment").order_by("record")
    coded, day = count_day(record, visit, others)
    compared = page.compared_with if page.compared_with != visit.payer else ""
    whos = [block.who for block in page.blocks]
    view = build_coded_view(visit, coded, whos, second_payer=compared)
    return structs.replace(found, answer=view, day=day, unlike_minutes=compare_with_minutes(visit, coded, others))


def what_signing_waits_for(
    entered: Entered, unread: Sequence[Unread], clinicians: Clinicians, record: VisitRecord
) -> list[str]:
    """What has to be there before the visit can be signed, in words; none where the user may sign it now."""
    value = entered.value
    waits = [f"{one.place.lower()}: {one.problem}" for one in unread]
    if not value.services and not unread:
        waits.append("the minutes")
    if value.note is None or not value.note.text.strip():
        waits.append("the note")
    if clinicians.mine is None:
        waits.append("you to be one of the practice's clinicians")
    elif clinicians.mine.npi != record.provider_npi:
        waits.append(clinicians.name(record.provider_npi) if record.provider_npi else "a clinician")
    return waits


def case_of(record: VisitRecord, value: Visit, clinicians: Clinicians) -> Case:
    """The visit with the others of the patient's day, with which it goes on one claim, and with all that is known of
    the patient before, open visits too. What was billed elsewhere that day has a claim of its own.
    """
    of_day = VisitRecord.objects.filter(patient=record.patient_id, service_date=record.service_date)
    others = list(of_day.exclude(pk=record.pk).exclude(state=VisitState.BILLED).order_by("id"))
    return build_case([record, *others], [value, *read_values(others)], clinicians.practice, open_too=True)


def list_entry_pages(member: Member, patient: UUID) -> dict[str, tuple[str, str]]:
    """The pages on which the user may enter what a finding asks for, each with the words of its link."""
    pages = {
        "chart": ("charts.change", reverse("charts:chart", args=[patient]), "Open the chart"),
        "patient": ("patients.change", reverse("patients:edit", args=[patient]), "Open the patient"),
        "practice": ("practice.change", reverse("practices:page"), "Open the practice's file"),
    }
    return {name: (address, words) for name, (permission, address, words) in pages.items() if member.may(permission)}


def find_open(
    case: Case, clinician: Clinician | None, on: date, pages: Mapping[str, tuple[str, str]]
) -> list[FindingRow]:
    """What a review of a case's first visit finds still open, as if it were signed on that day; worst first."""
    visit = case.visits[0]
    if clinician:
        case = case.with_visits([as_signed(visit, clinician, on), *case.visits[1:]])
    found = review(case, build_basis()).claims[0].findings
    rows = [
        FindingRow(
            mark_finding(one),
            one,
            citations.build_cite_view(one.cite.id, visit.payer, visit.service_date),
            remedy_stored(one.remedy),
            find_entry_page(one, pages),
        )
        for one in found
        if one.severity != "info"
    ]
    return [row for row in rows if row.mark != RESOLVED]


def find_entry_page(one: Finding, pages: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The page on which what a finding asks for is entered, at its section or field; None where the user may not."""
    part, field = PART_OF.get(find_missing_name(one), ""), find_field(one.remedy)
    page = "chart" if part else find_page(one.remedy)
    if page not in pages:
        return None
    address, words = pages[page]
    if page == "patient" and field:
        return f"{address}?field={field}", words
    return (f"{address}#{part}" if part else address), words


def split_open(rows: list[FindingRow]) -> tuple[list[FindingRow], list[FindingRow]]:
    """What somebody can do something about here, and what cannot be judged because information is missing."""
    return [row for row in rows if row.mark != INFO_MISSING], [row for row in rows if row.mark == INFO_MISSING]


def newest_entered(record: VisitRecord) -> Entered:
    """The visit as it stands, with what is typed and could not be read."""
    return read_entered(changes.newest(record))
