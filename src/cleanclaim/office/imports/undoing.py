"""An import undone: what it added is withdrawn, what it changed says again what it said before.

An appointment that it added is removed, a chart emptied. What somebody changed since stays, and so do a visit whose
claim was sent, a patient who has other visits or appointments, and an appointment that was marked or whose visit was
begun since.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from cleanclaim.model.days import day_for_people
from cleanclaim.model.visit import History
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.refresh import find_sent_visits
from cleanclaim.office.history import changes
from cleanclaim.office.history.models import Act
from cleanclaim.office.imports.models import ImportItem
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord
from cleanclaim.office.visits.schedule import EntryState, state_of, undo_entry

SENT = "Stay, as their claims were sent"
SIGNED = "Stay, as they were signed here since"
CHANGED = "Stay, as they were changed since"
NEEDED = "Stay, as they have other visits or appointments"
BEGUN = "Stay, as their visits were begun since"
MARKED = "Stay, as they were marked or changed since"
"""Why a record is not taken back."""


class UndoPlan(Struct, kw_only=True):
    """What undoing did: how many records were withdrawn and brought back, and by the reason the numbers of those that
    stay, of which `added` came with the import and `changed` were here before.
    """

    withdrawn: int = 0
    back: int = 0
    added: int = 0
    changed: int = 0
    stay: dict[str, list[str]] = {}


def undo_items(items: Sequence[ImportItem], plan: UndoPlan, actor: Actor) -> None:
    """Undo what an import did to some records."""
    visits = {row.pk: row for row in VisitRecord.objects.filter(pk__in=[one.visit_id for one in items])}
    patients = {row.pk: row for row in PatientRecord.objects.filter(pk__in=[one.patient_id for one in items])}
    needed = {
        key
        for model in (VisitRecord, ScheduleEntry)
        for key in model.objects.filter(patient__in=list(patients)).values_list("patient_id", flat=True)
    }
    charts: dict[UUID | None, ChartRecord] = {
        row.pk: row for row in ChartRecord.objects.filter(pk__in=[one.chart_id for one in items if one.chart_id])
    }
    entries = _entries(items)
    sent = find_sent_visits(visits)
    for item in items:
        if item.appointment_id in entries:
            _undo_appointment(item, entries[item.appointment_id], plan, actor)
            continue
        record: Any = visits.get(item.visit_id) or patients.get(item.patient_id) or charts.get(item.chart_id)
        if record is None or _is_back(record, item):  # before this task was stopped
            plan.withdrawn += record is None
            plan.back += record is not None
            continue
        if reason := _why_it_stays(record, item, is_sent=record.pk in sent, is_needed=record.pk in needed):
            number = record.patient.number if isinstance(record, ChartRecord) else record.number
            plan.stay.setdefault(reason, []).append(number)
            plan.added += not item.before
            plan.changed += bool(item.before)
            continue
        if isinstance(record, ChartRecord) and not item.before:
            changes.change(record, History(), actor, seen=item.after, act=Act.UNDO, why=f"version {item.before}")
            plan.withdrawn += 1
        elif item.before:
            value = record.versions.get(number=item.before).read()
            changes.change(record, value, actor, seen=item.after, act=Act.UNDO, why=f"version {item.before}")
            plan.back += 1
        else:
            changes.withdraw(record, actor)
            plan.withdrawn += 1


def _entries(items: Sequence[ImportItem]) -> dict[UUID | None, ScheduleEntry]:
    """The appointments of an import, which nobody else changes meanwhile."""
    locked = ScheduleEntry.objects.select_for_update(of=("self",)).select_related("patient")
    return {row.pk: row for row in locked.filter(pk__in=[one.appointment_id for one in items if one.appointment_id])}


def _undo_appointment(item: ImportItem, entry: ScheduleEntry, plan: UndoPlan, actor: Actor) -> None:
    was = msgspec.json.decode(item.was, type=EntryState) if item.was else None
    became, now = msgspec.json.decode(item.became, type=EntryState), state_of(entry)
    if now == was:  # before this task was stopped
        plan.back += 1
    elif now != became:
        reason = BEGUN if now.begun and not became.begun else MARKED
        plan.stay.setdefault(reason, []).append(f"{entry.patient.number} on {day_for_people(entry.on)}")
        plan.added += was is None
        plan.changed += was is not None
    else:
        undo_entry(entry, was, actor)
        plan.withdrawn += was is None
        plan.back += was is not None


def _is_back(record: Any, item: ImportItem) -> bool:
    """Whether a record says again what it said before the import, by this undoing."""
    is_chart = isinstance(record, ChartRecord)  # of which an empty one stays
    if not (item.before or is_chart) or record.version != item.after + 1:
        return False
    newest = changes.newest(record)
    return newest.act == Act.UNDO and newest.why == f"version {item.before}"


def _why_it_stays(record: Any, item: ImportItem, *, is_sent: bool, is_needed: bool) -> str:
    """Why a record is not taken back; empty where it is."""
    if is_sent:
        return SENT
    if record.version != item.after:
        return SIGNED if isinstance(record, VisitRecord) and record.signed_at else CHANGED
    return NEEDED if is_needed and not item.before else ""
