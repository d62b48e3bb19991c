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


class UndoPlan(Struct, kw_only=True):
    """What undoing did: how many records were withdrawn and brought back, and the numbers of those that stay."""

    withdrawn: int = 0
    back: int = 0
    stay: list[str] = []


def undo_items(items: Sequence[ImportItem], plan: UndoPlan, actor: Actor) -> None:
    """Undo what an import did to some records."""
    visits = {row.pk: row for row in VisitRecord.objects.filter(pk__in=[one.visit_id for one in items])}
    patients = {row.pk: row for row in PatientRecord.objects.filter(pk__in=[one.patient_id for one in items])}
    needed = set(VisitRecord.objects.filter(patient__in=list(patients)).values_list("patient_id", flat=True))
    sent = find_sent_visits(visits)
    for item in items:
        record: Any = visits.get(item.visit_id) or patients.get(item.patient_id)
        if record is None:  # withdrawn before
            continue
        if record.version != item.after or record.pk in sent or (not item.before and record.pk in needed):
            plan.stay.append(record.number)
            continue
        if item.before:
            value = record.versions.get(number=item.before).read()
            changes.change(record, value, actor, seen=item.after, act=Act.UNDO, why=f"version {item.before}")
            plan.back += 1
        else:
            changes.withdraw(record, actor)
            plan.withdrawn += 1
