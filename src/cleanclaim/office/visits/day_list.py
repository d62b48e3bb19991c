"""A clinician's day: the appointments and visits in their order, each with how far it is."""

from collections.abc import Collection, Sequence
from datetime import date, time

from msgspec import Struct

from cleanclaim.explanations.marks import Tone
from cleanclaim.office.visits.models import OFF, ScheduleEntry, VisitRecord, VisitState

_STATES = {
    VisitState.OPEN: ("check", "Open"),
    VisitState.SIGNED: ("clean", "Signed"),
    VisitState.BILLED: ("sent", "Billed elsewhere"),
}


class DayRow(Struct, frozen=True, kw_only=True):
    """A row of the day: when, who, how far it is. `visit` or `entry` is None where there is none."""

    at: time | None
    name: str
    tone: Tone | str
    word: str
    entry: ScheduleEntry | None
    visit: VisitRecord | None

    @property
    def is_off(self) -> bool:
        """Whether it is of an appointment that did not take place."""
        return self.visit is None and self.entry is not None and self.entry.is_off


class DayList(Struct, frozen=True):
    """The rows of a day, those of appointments that did not take place, and what the visits come to in words."""

    rows: Sequence[DayRow]
    off: Sequence[DayRow]
    counts: str

    @property
    def has_times(self) -> bool:
        """Whether of any of them it is known when."""
        return any(row.at for row in (*self.rows, *self.off))

    def find_off(self, key: str) -> DayRow | None:
        """The row of an appointment that did not take place, by its key; None where there is none."""
        return next((row for row in self.off if row.entry and str(row.entry.pk) == key), None)


def list_day(on: date, npi: str | None) -> DayList:
    """The appointments and visits of a day, of one clinician; None: of all; empty: those of no known clinician."""
    entries = ScheduleEntry.objects.filter(on=on).select_related("patient", "visit")
    visits = VisitRecord.objects.filter(service_date=on).select_related("patient")
    if npi is not None:
        entries, visits = entries.filter(provider_npi=npi), visits.filter(provider_npi=npi)
    begun = {entry.visit_id for entry in entries if entry.visit_id}
    rows = [_row(entry.at, entry.patient.name, entry, entry.visit) for entry in entries]
    rows += [_row(None, visit.patient.name, None, visit) for visit in visits if visit.pk not in begun]
    rows.sort(key=lambda row: (row.at is None, row.at or time.min, row.name))
    rows, off = [row for row in rows if not row.is_off], [row for row in rows if row.is_off]
    signed = sum(row.tone == "clean" for row in rows)
    still = sum(row.tone == "check" for row in rows)
    coming = sum(row.visit is None for row in rows)
    return DayList(rows, off, f"{signed} signed, {still} open, {coming} to come")


MOST_TO_COSIGN = 20
"""Visits to co-sign that the page of a day lists, the oldest first."""


def list_to_cosign(assistants: Collection[str]) -> list[VisitRecord]:
    """The visits that assistants signed and their supervising therapist, who took part, has not."""
    if not assistants:
        return []
    waiting = VisitRecord.objects.filter(to_cosign=True, state=VisitState.SIGNED, provider_npi__in=assistants)
    return list(waiting.select_related("patient").order_by("service_date", "id")[:MOST_TO_COSIGN])


class SameDayVisit(Struct, frozen=True):
    """Another visit of the patient on a visit's day: which, when it was to be, with whom, and how far it is."""

    visit: VisitRecord
    at: time | None
    provider_npi: str
    word: str


def find_same_day(record: VisitRecord) -> list[SameDayVisit]:
    """The patient's other visits of the day, whoever gave them, the earlier begun first."""
    of_day = VisitRecord.objects.filter(patient=record.patient_id, service_date=record.service_date)
    others = of_day.exclude(pk=record.pk).select_related("appointment").order_by("id")
    return [SameDayVisit(one, time_of(one), one.provider_npi, _STATES[VisitState(one.state)][1]) for one in others]


def time_of(visit: VisitRecord) -> time | None:
    """When a visit was to be, by its appointment; None where that is not known."""
    entry = getattr(visit, "appointment", None)
    return entry.at if entry is not None else None


def _row(at: time | None, name: str, entry: ScheduleEntry | None, visit: VisitRecord | None) -> DayRow:
    if visit is not None:
        tone, word = _STATES[VisitState(visit.state)]
    else:
        tone, word = "none", OFF.get(entry.status, "Not yet") if entry else "Not yet"
    return DayRow(at=at, name=name, tone=tone, word=word, entry=entry, visit=visit)
