"""The head of a patient's page with the clocks of the chart, counted as for a visit on the day."""

from datetime import date

from cleanclaim.model.visit import Visit
from cleanclaim.office.history import changes
from cleanclaim.office.patients.header import PatientHeader, build_patient_header
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.case import build_case, usual_discipline
from cleanclaim.office.visits.models import VisitRecord


def build_head(patient: PatientRecord, on: date, here: str) -> PatientHeader:
    """The head of a page of a patient: the clocks are those of a visit like the last one, were it on that day. Where
    the plans in the chart are of another discipline, or there was no visit yet, it is one of theirs.
    """
    last = VisitRecord.objects.filter(patient=patient, service_date__lte=on).order_by("-service_date", "-id").first()
    before: Visit | None = changes.newest(last).read() if last else None
    payer = (before.payer if before else None) or next(iter(patient.payers.split(", ")), "") or None
    visit = Visit(
        visit_id="clocks",
        patient_id=patient.number,
        payer=payer,
        service_date=on,
        discipline=usual_discipline(patient, on, before.discipline if before else None),
    )
    as_if = VisitRecord(organization_id=patient.organization_id, patient=patient, service_date=on)
    return build_patient_header(patient, on, build_case([as_if], [visit], open_too=True), here)
