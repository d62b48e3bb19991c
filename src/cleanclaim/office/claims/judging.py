"""Claims judged anew whenever something that they rest on changes: at once where they are few, else by a task.

    a visit, patient, chart or the practice's file is changed ──▶ the claims that may feel it
         few    judged in the same transaction
         many   marked in it (`judged_at` is empty), and judged by a task, a part at a time

Marks stay until a claim is judged: a worker that is killed leaves them, and the next one goes on. What is marked is not
sent, and the pages say how many are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskContext

from cleanclaim.law.policies.policy import law_version
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.models import ClaimRecord, ClaimState, ClaimVisit
from cleanclaim.office.claims.refresh import REFRESHED, place_visits, rejudge
from cleanclaim.office.claims.standing import BY_HAND
from cleanclaim.office.day import today
from cleanclaim.office.history.following import Changed
from cleanclaim.office.history.models import Record
from cleanclaim.office.organizations.models import Organization
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeRecord
from cleanclaim.office.tasks.ending import task_transaction
from cleanclaim.office.tasks.waiting import find_waiting_of
from cleanclaim.office.visits.case import find_newest
from cleanclaim.office.visits.models import VisitRecord, VisitState

MOST_AT_ONCE = 60
"""Claims that are judged in the transaction of the change itself."""
PART = 60
"""Claims that the task judges in a transaction, which has other writers wait on SQLite."""


def follow_changes(changed: Changed, actor: Actor) -> None:
    """Bring the claims up to date with records that were changed."""
    felt = [one for kind, keys in changed.items() if (one := FELT[kind](keys, actor)) is not None]
    if felt:
        judge_soon(reduce(or_, felt), actor.organization)


def judge_soon(felt: Q, organization: UUID) -> None:
    """Judge the claims that were not sent of those that are meant: at once where they are few, else by a task."""
    found = ClaimRecord.objects.filter(felt, state__in=REFRESHED)
    few = list(found.order_by("pk")[: MOST_AT_ONCE + 1])
    if len(few) > MOST_AT_ONCE:
        list(found.select_for_update().order_by("pk").values_list("pk"))  # in their order, as who judges locks them
        found.update(judged_at=None)
        judge_marked.enqueue(str(organization))
    else:
        rejudge(few)


@task(takes_context=True)
def judge_marked(context: TaskContext, organization: str) -> None:
    """Judge the claims that are marked, a part at a time."""
    key = UUID(organization)
    while judge_part(key):
        pass
    with task_transaction(context, key):
        pass


def judge_part(organization: UUID) -> int:
    """Judge some of the claims that are marked; how many."""
    with organization_transaction([organization]):
        return len(rejudge(find_marked().order_by("pk")[:PART]))


def find_marked() -> "QuerySet[ClaimRecord]":
    """The claims that are to be judged anew."""
    return ClaimRecord.objects.filter(judged_at__isnull=True, state__in=REFRESHED)


def mark_due() -> None:
    """Have judged in every organization what was kept back until today, what an override or the payer's limit may have
    run out of since, and what other rules judged than today's.

    So is what is marked where the task that was to judge it failed.
    """
    at_work = find_waiting_of(judge_marked.module_path).exists()
    for organization in Organization.objects.values_list("pk", flat=True):
        with organization_transaction([organization], writes=False):
            due = _due().exists() or (not at_work and find_marked().exists())
        if due:
            with organization_transaction([organization]):
                _due().update(judged_at=None)
                judge_marked.enqueue(str(organization))


def _due() -> "QuerySet[ClaimRecord]":
    over = Q(state=ClaimState.HOLD, hold_until__lte=today(), cause=BY_HAND)
    later = Q(state=ClaimState.HOLD, hold_until__gt=today(), cause=BY_HAND, needs_work=True)
    later &= Q(deadline=None) | Q(deadline__gt=F("hold_until"))  # judged by a version that left them in the work
    judged = ClaimRecord.objects.filter(judged_at__isnull=False, state__in=REFRESHED)
    past = Q(overridden=True) | Q(state=ClaimState.READY, deadline__lt=today())
    past &= Q(judged_at__lt=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))
    return judged.filter(over | later | past | ~Q(law=law_version()))


def _felt_by_visits(keys: Sequence[UUID], actor: Actor) -> Q:
    """Claims that change with visits: their own, later ones of the patients, those of the clinicians' days.

    Of a visit that is open only the later claims of its patient: it is on none itself, and on nobody's day. Where the
    chart says that care ended after it, those before it too: it may have been the last visit.
    """
    visits = list(VisitRecord.everything.filter(pk__in=keys))
    still_open = [one for one in visits if one.state == VisitState.OPEN]
    settled = [one for one in visits if one.state != VisitState.OPEN]
    touched = {record.pk for record in place_visits(settled, actor)} if settled else set()
    touched |= set(ClaimVisit.objects.filter(visit__in=keys).values_list("claim", flat=True))
    felt = Q(pk__in=touched)
    if still_open:
        first = min(one.service_date for one in still_open)
        patients = {one.patient_id for one in still_open}
        felt |= Q(patient__in=patients, day__gte=first) | Q(patient__in=_find_discharged(patients, first))
    if settled:
        felt |= Q(patient__in={one.patient_id for one in settled})
        clinicians = {one.provider_npi for one in settled} - {""}
        felt |= Q(day__in={one.service_date for one in settled}, clinician__in=clinicians)
    return felt


def _find_discharged(patients: set[UUID], since: date) -> list[UUID]:
    """The patients whose care ended on a day or later."""
    charts = find_newest(ChartRecord, patient__in=patients).select_related("record")
    days = ((chart.record.patient_id, chart.read().discharged_on) for chart in charts)
    return [patient for patient, ended in days if ended and max(ended) >= since]


def _felt_by_charts(keys: Sequence[UUID], _actor: Actor) -> Q:
    return Q(patient__in=ChartRecord.objects.filter(pk__in=keys).values("patient"))


FELT: Mapping[type[Record], Callable[[Sequence[UUID], Actor], Q | None]] = {
    VisitRecord: _felt_by_visits,
    PatientRecord: lambda keys, _actor: Q(patient__in=keys),
    ChartRecord: _felt_by_charts,
    PracticeRecord: lambda _keys, _actor: Q(judged_at__isnull=False),
    ClaimRecord: lambda _keys, _actor: (
        None
    ),  # who decides has it and the others of its day judged, and answers with how it stands
}
"""Which claims may feel the change of a record, by its kind."""
