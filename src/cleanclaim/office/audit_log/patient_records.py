"""The records about a patient: the patient, the chart, visits, appointments, claims, the files that these went in."""

from collections.abc import Sequence
from uuid import UUID

from cleanclaim.model.errors import UserError
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.patients.search import find_patients
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord

MOST_PATIENTS = 20


def find_records(words: str) -> list[UUID]:
    """The records about the patient of that number, withdrawn or not, else about those whom the words find.

    Raises UserError where these are more than twenty.
    """
    patients: Sequence[UUID] = list(PatientRecord.everything.filter(number=words).values_list("pk", flat=True))
    patients = patients or _search(words)
    found = list(patients)
    for rows in (
        ChartRecord.objects.filter(patient__in=patients),
        VisitRecord.everything.filter(patient__in=patients),
        ScheduleEntry.objects.filter(patient__in=patients),
        ClaimRecord.objects.filter(patient__in=patients),
    ):
        found += rows.values_list("pk", flat=True)
    found += set(ClaimAsSent.objects.filter(claim__patient__in=patients).values_list("batch", flat=True))
    return found


def _search(words: str) -> Sequence[UUID]:
    found = find_patients(words)
    if len(found.patients) > MOST_PATIENTS:
        problem = f'"{words}" begins the name or number of more than {MOST_PATIENTS} patients'
        raise UserError("Patient", problem, "Type more of it, or the whole number.")
    return [one.pk for one in found.patients]
