"""A clinician's day: the appointments and visits in their order, each with how far it is."""

from collections.abc import Sequence
from datetime import date, time

from msgspec import Struct

from cleanclaim.explanations.marks import Tone
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord, VisitState

_STATES = {
    VisitState.OPEN: ("check", "Open"),
    VisitState.SIGNED: ("clean", "Signed"),
    VisitState.BILLED: ("sent", "Billed elsewhere"),
}
_BECAME = {"canceled": "Canceled", "no_show": "Did not come"}


class DayRow(Struct, frozen=True, kw_only=True):
    """A row of the day: when, who, how far it is. `visit` or `entry` is None where there is none."""

    at: time | None
    name: str
    tone: Tone | str
    word: str
    off: bool
    entry: ScheduleEntry | None
    visit: VisitRecord | None


class DayList(Struct, frozen=True):
    """The rows of a day, and what the day's visits come to in words."""

    rows: Sequence[DayRow]
    counts: str


def list_day(on: date, npi: str) -> DayList:
    """The appointments and visits of a day, of one clinician or of all where none is named."""
    entries = ScheduleEntry.objects.filter(on=on).select_related("patient", "visit")
    visits = VisitRecord.objects.filter(service_date=on).select_related("patient")
    if npi:
        entries, visits = entries.filter(provider_npi=npi), visits.filter(provider_npi=npi)
    begun = {entry.visit_id for entry in entries if entry.visit_id}
    rows = [_row(entry.at, entry.patient.name, entry, entry.visit) for entry in entries]
    rows += [_row(None, visit.patient.name, None, visit) for visit in visits if visit.pk not in begun]
    rows.sort(key=lambda row: (row.at is None, row.at or time.min, row.name))
    signed = sum(row.tone == "clean" for row in rows)
    still = sum(row.tone == "check" for row in rows)
    coming = sum(row.visit is None and not row.off for row in rows)
    return DayList(rows, f"{signed} signed, {still} open, {coming} to come")


def _row(at: time | None, name: str, entry: ScheduleEntry | None, visit: VisitRecord | None) -> DayRow:
    became = _BECAME.get(entry.status, "") if entry else ""
    if visit is not None:
        tone, word = _STATES[VisitState(visit.state)]
    else:
        tone, word = "none", became or "Not yet"
    return DayRow(at=at, name=name, tone=tone, word=word, off=bool(became), entry=entry, visit=visit)
