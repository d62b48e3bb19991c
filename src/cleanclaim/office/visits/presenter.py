"""What the page of a visit shows: the library's answers arranged for the template. Nothing is computed here."""

from datetime import date

from django.http import HttpRequest
from msgspec import Struct, structs

from cleanclaim.explanations.marks import INFO_MISSING, RESOLVED, mark_finding
from cleanclaim.explanations.visits.note_elements import NoteElement, list_note_elements
from cleanclaim.law.review.review import review
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician, Practice
from cleanclaim.model.supervision import find_supervisor, is_assistant
from cleanclaim.model.visit import Visit
from cleanclaim.office.history import changes
from cleanclaim.office.minutes.presenter import FindingRow, MinutesView, build_visit_view
from cleanclaim.office.organizations.member import Member
from cleanclaim.office.practices.models import ClinicianUser
from cleanclaim.office.practices.stored import read_practice_of
from cleanclaim.office.shared import citations
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.case import build_case, read_values
from cleanclaim.office.visits.form import VisitPage, fill_page, read_page
from cleanclaim.office.visits.models import VisitRecord
from cleanclaim.office.visits.writing import as_signed, name_of


class VisitAnswer(Struct, frozen=True, kw_only=True):
    """What the minutes earn and what the note shows; or what cannot be read of the page."""

    answer: MinutesView | None
    elements: list[NoteElement]
    error: UserError | None

    @property
    def found(self) -> int:
        """How many elements the note shows."""
        return sum(one.found for one in self.elements)


class Clinicians(Struct, frozen=True, kw_only=True):
    """Who works on the page: the practice's clinicians, the user among them, and whose day is shown.

    `mine` is None where the user is no clinician; `day_of` is the NPI of the day, empty for everybody's.
    """

    practice: Practice | None
    mine: Clinician | None
    day_of: str

    def name(self, npi: str | None) -> str:
        """A clinician's name and credential; the NPI where the practice's file has none of it."""
        one = self.practice.clinicians.get(npi or "") if self.practice else None
        return f"{name_of(one)}, {one.credential}" if one else npi or "clinician not known"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The clinicians to choose from."""
        return [(npi, self.name(npi)) for npi in self.practice.clinicians] if self.practice else []

    def supervisor(self, npi: str | None) -> str:
        """Under whom an assistant gave the visit; empty where no assistant did."""
        one = self.practice.clinicians.get(npi or "") if self.practice else None
        if one is None or self.practice is None or not is_assistant(one):
            return ""
        above = find_supervisor(one, self.practice.clinicians)
        return f"{name_of(above)}, {above.credential}" if above else "nobody: name one in the practice's file"


def find_clinicians(request: HttpRequest, member: Member) -> Clinicians:
    """Who the user is, and whose day is asked for: their own, unless another is chosen and may be."""
    practice = read_practice_of()
    link = ClinicianUser.objects.filter(user=member.user).first()
    mine = practice.clinicians.get(link.npi) if link and practice else None
    own = mine.npi if mine else ""
    chosen = request.GET.get("clinician", own) if member.may("visits.of_others") else own
    known = practice is not None and chosen in practice.clinicians
    return Clinicians(practice=practice, mine=mine, day_of=chosen if known else "")


def answer_page(page: VisitPage, record: VisitRecord, value: Visit) -> VisitAnswer:
    """What the page's minutes earn with the patient's other visits of the day, and what its note shows."""
    try:
        visit = read_page(page, value)
    except UserError as error:
        return VisitAnswer(answer=None, elements=[], error=error)
    elements = list_note_elements(visit.services, page.note)
    if not visit.services:
        return VisitAnswer(answer=None, elements=elements, error=None)
    others = VisitRecord.objects.filter(patient=record.patient_id, service_date=record.service_date)
    same_day = read_values(others.exclude(pk=record.pk))
    compared = page.compared_with if page.compared_with != visit.payer else ""
    whos = [block.who for block in page.blocks]
    view = build_visit_view(visit, whos, second_payer=compared, same_day=same_day)
    return VisitAnswer(answer=view, elements=elements, error=None)


def find_open(record: VisitRecord, value: Visit, clinician: Clinician | None, on: date) -> list[FindingRow]:
    """What a review of the visit finds still open, as if it were signed on that day; worst first."""
    signed = as_signed(value, clinician, on) if clinician else value
    found = review(build_case([record], [signed]), build_basis()).claims[0].findings
    rows = [
        FindingRow(mark_finding(one), one, citations.build_cite_view(one.cite.id, value.payer, value.service_date))
        for one in found
        if one.severity != "info"
    ]
    return [row for row in rows if row.mark != RESOLVED]


def split_open(rows: list[FindingRow]) -> tuple[list[FindingRow], list[FindingRow]]:
    """What somebody can do something about here, and what cannot be judged because information is missing."""
    return [row for row in rows if row.mark != INFO_MISSING], [row for row in rows if row.mark == INFO_MISSING]


def with_history(record: VisitRecord, value: Visit) -> Visit:
    """The visit with all that is known of the patient before it."""
    return build_case([record], [value]).visits[0]


def with_usual_diagnoses(record: VisitRecord, page: VisitPage) -> VisitPage:
    """The page of a visit in which nothing is entered yet, with the diagnoses of the patient's visit before."""
    if page.blocks or page.diagnoses:
        return page
    before = VisitRecord.objects.filter(patient=record.patient_id, service_date__lt=record.service_date)
    last = before.order_by("-service_date", "-id").first()
    return structs.replace(page, diagnoses=fill_page(newest_value(last)).diagnoses) if last else page


def newest_value(record: VisitRecord) -> Visit:
    """The visit as it stands."""
    value: Visit = changes.newest(record).read()
    return value
