"""Stored visits as the library's case, with all that is known around them: who bills, the patients, their charts and
the visits before.

stored visits ─┐
their patients │
their charts   ├─ build_case ─▶ Case ─▶ review · claim · price · explain
visits before  │
the practice  ─┘
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from cleanclaim.law.case import Case, VisitFiles
from cleanclaim.law.practice_payers import with_insurers, with_policies
from cleanclaim.model.practice import Patient, Practice
from cleanclaim.model.visit import Discipline, History, Visit
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.history.models import Record, Version, WithdrawableRecord
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.stored import read_practice_of, with_patients
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.models import VisitRecord, VisitState
from cleanclaim.pricing.allowed import prepare_case

AT_ONCE = 500
"""Rows that one query asks for by their ids; SQLite bounds how many there may be."""


def read_values(records: Iterable[Record]) -> list[Any]:
    """The newest values of records of one kind, in their order."""
    rows = list(records)
    found: dict[Any, Any] = {}
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        versions = part[0].versions.model.objects.filter(record__in=part, number=F("record__version"))
        found.update((version.record_id, version.read()) for version in versions)
    return [found[row.pk] for row in rows]


def find_newest(kind: type[Record], **where: object) -> "QuerySet[Any]":
    """The newest versions of the records of a kind that stand, and of which this holds."""
    stands = {"record__withdrawn": False} if issubclass(kind, WithdrawableRecord) else {}
    versions: Any = kind.versions.rel.related_model
    about = {f"record__{name}": value for name, value in where.items()}
    found: QuerySet[Any] = versions.objects.filter(number=F("record__version"), **stands, **about)
    return found


def build_case(
    records: Sequence[VisitRecord],
    values: Sequence[Visit] | None = None,
    practice: Practice | None = None,
    *,
    open_too: bool = False,
) -> Case:
    """The case of stored visits, in their order. `values` are what the visits say where that is not stored yet.

    It has these visits alone: whoever asks what hangs on a clinician's or a patient's day adds `find_same_days`.
    History of a visit are the signed ones; `open_too`, those that may still change as well, for a page that bills
    nothing. Where a chart names a later day on which care ended, the visits until then belong to it too, open or not:
    which visit was the last hangs on them. `practice` is read where it is not given.
    """
    visits: Sequence[Visit] = values if values is not None else read_values(records)
    keys = list(dict.fromkeys(record.patient_id for record in records))
    patients: list[Patient] = []
    charts: dict[str, History] = {}
    earlier: list[Visit] = []
    last = max((visit.service_date for visit in visits if visit.service_date), default=date.max)
    here = {record.pk for record in records}
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        of_part: dict[UUID, Patient] = {one.record_id: one.read() for one in find_newest(PatientRecord, pk__in=part)}
        patients += of_part.values()
        ended: dict[UUID, date] = {}
        for chart in find_newest(ChartRecord, patient__in=part).select_related("record"):
            read = charts[of_part[chart.record.patient_id].patient_id] = chart.read()
            ended |= {chart.record.patient_id: max(read.discharged_on)} if read.discharged_on else {}
        before = [*_visits_until(part, last, open_too=open_too), *_visits_until_discharge(ended, last)]
        earlier += [one.read() for one in before if one.record_id not in here]
    practice = read_practice_of(patients) if practice is None else with_patients(practice, patients)
    if practice is not None:
        practice = with_policies(practice, build_basis())
    before_these: Sequence[Visit] = earlier
    if practice is not None:
        visits, before_these = with_insurers(visits, practice), with_insurers(earlier, practice)
    files = VisitFiles(visits=tuple(visits), earlier=tuple(before_these), charts=charts)
    case = Case(visits=files.visits, practice=practice, visit_files=files)
    return prepare_case(case, build_basis())


def find_same_days(records: Sequence[VisitRecord]) -> list[VisitRecord]:
    """The other visits of the same days that bear on these: those of the same clinicians, and of the same patients
    whoever treated them, such as two disciplines at once.
    """
    clinicians: dict[date, set[str]] = {}
    patients: dict[date, set[UUID]] = {}
    for record in records:
        clinicians.setdefault(record.service_date, set()).add(record.provider_npi)
        patients.setdefault(record.service_date, set()).add(record.patient_id)
    here = {record.pk for record in records}
    found: dict[UUID, VisitRecord] = {}
    for day in sorted(clinicians):
        of_day = VisitRecord.objects.filter(service_date=day)
        mine = sorted(patients[day])
        parts = [mine[start : start + AT_ONCE] for start in range(0, len(mine), AT_ONCE)]
        about = [Q(provider_npi__in=clinicians[day] - {""}), *(Q(patient__in=part) for part in parts)]
        found |= {row.pk: row for one in about for row in of_day.filter(one).order_by("id") if row.pk not in here}
    return list(found.values())


def usual_discipline(patient: PatientRecord, on: date, last: Discipline | None) -> Discipline | None:
    """That of the last visit where a plan is for it, or no plan says another; else the plans', if it is one."""
    chart: History = next(iter(read_values(ChartRecord.objects.filter(patient=patient))), History())
    begun = {plan.discipline for plan in chart.plan_of_care or () if plan.begins <= on}
    if not begun or last in begun or None in begun:
        return last
    return begun.pop() if len(begun) == 1 else None


def _visits_until(patients: Sequence[UUID], last: date, *, open_too: bool) -> Iterable[Version]:
    found = find_newest(VisitRecord, patient__in=patients, service_date__lte=last)
    in_order = found.order_by("record__service_date", "record__id")
    return in_order if open_too else in_order.exclude(record__state=VisitState.OPEN)


def _visits_until_discharge(ended: Mapping[UUID, date], after: date) -> list[Version]:
    """The visits of patients after a day, until that on which the care of each ended."""
    later = {patient: until for patient, until in ended.items() if until > after}
    if not later:
        return []
    found = find_newest(
        VisitRecord, patient__in=list(later), service_date__gt=after, service_date__lte=max(later.values())
    )
    in_order = found.select_related("record").order_by("record__service_date", "record__id")
    return [one for one in in_order if one.record.service_date <= later[one.record.patient_id]]
