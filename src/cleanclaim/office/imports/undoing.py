"""An import undone: what it added is withdrawn, what it changed says again what it said before.

What somebody changed since stays, and so do a visit whose claim was sent and a patient who has other visits.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims.refresh import find_sent_visits
from cleanclaim.office.history import changes
from cleanclaim.office.history.models import Act
from cleanclaim.office.imports.models import ImportItem
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import VisitRecord

SENT = "Stay, as their claims were sent"
SIGNED = "Stay, as they were signed here since"
CHANGED = "Stay, as they were changed since"
NEEDED = "Stay, as they have other visits"
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
    needed = set(VisitRecord.objects.filter(patient__in=list(patients)).values_list("patient_id", flat=True))
    sent = find_sent_visits(visits)
    for item in items:
        record: Any = visits.get(item.visit_id) or patients.get(item.patient_id)
        if record is None or _is_back(record, item):  # before this task was stopped
            plan.withdrawn += record is None
            plan.back += record is not None
            continue
        if reason := _why_it_stays(record, item, is_sent=record.pk in sent, is_needed=record.pk in needed):
            plan.stay.setdefault(reason, []).append(record.number)
            plan.added += not item.before
            plan.changed += bool(item.before)
            continue
        if item.before:
            value = record.versions.get(number=item.before).read()
            changes.change(record, value, actor, seen=item.after, act=Act.UNDO, why=f"version {item.before}")
            plan.back += 1
        else:
            changes.withdraw(record, actor)
            plan.withdrawn += 1


def _is_back(record: Any, item: ImportItem) -> bool:
    """Whether a record says again what it said before the import, by this undoing."""
    if not item.before or record.version != item.after + 1:
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
