"""Sending as a task: however many claims there are, nobody else waits, and a kill loses and doubles nothing.

judge, a part at a time (nothing is locked) ─▶ write the files ─▶ one transaction: as confirmed and judged? store, end
└─ progress, for the page                      ▲                        └─ no: those stay, the others again
└────────────────────────────┘
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskContext

from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.claims import sending
from cleanclaim.office.claims.confirmed import CHANGED, is_as_confirmed
from cleanclaim.office.claims.delivery import plan_handover
from cleanclaim.office.claims.judge import JudgedClaim
from cleanclaim.office.claims.judging import judge_soon
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.outbox import SendRun
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.ending import task_transaction

PART = 200
"""Claims that are judged between two looks of the page."""
Left = list[tuple[ClaimRecord, str]]


@task(takes_context=True)
def send_claims(context: TaskContext, organization: str, run: str) -> None:
    """Send what a run is of."""
    key = UUID(organization)
    with organization_transaction([key], writes=False):
        found = SendRun.objects.get(pk=UUID(run))
        going, left = sending.find_going(found.until, found.chosen_claims)
    actor = Actor(found.user_id, key)
    clean = _judge(found, going, left)
    while True:
        with organization_transaction([key]):
            outgoing = sending.give_ids(clean)
            numbers = sending.reserve_for(outgoing, actor)
        files = sending.write_files(outgoing, numbers)
        try:
            with task_transaction(context, key):
                if not is_as_confirmed(found):
                    _end(found, [], CHANGED)
                    return
                for batch in sending.store_files(files, actor, found):
                    plan_handover(batch, actor)
                _end(found, left)
        except sending.ChangedSinceError as changed:
            left += [
                (one.record, "It was changed while it was being sent.")
                for one in clean
                if one.record.pk in changed.claims
            ]
            clean = [one for one in clean if one.record.pk not in changed.claims]
        else:
            return


def _judge(run: SendRun, going: Sequence[ClaimRecord], left: Left) -> list[JudgedClaim]:
    """The claims that are clean still; the others are judged anew here, and stay."""
    clean: list[JudgedClaim] = []
    stay: Left = []
    _note_progress(run, 0, len(going))
    for start in range(0, len(going), PART):
        with organization_transaction([run.organization_id], writes=False):
            more, others = sending.check_once_more(going[start : start + PART])
        clean += more
        stay += others
        _note_progress(run, min(start + PART, len(going)), len(going))
    if stay:
        with organization_transaction([run.organization_id]):
            judge_soon(Q(pk__in=[record.pk for record, _why in stay]), run.organization_id)
    left += stay
    return clean


def _note_progress(run: SendRun, judged: int, claims: int) -> None:
    with organization_transaction([run.organization_id]):
        SendRun.objects.filter(pk=run.pk).update(judged=judged, claims=claims)


def _end(run: SendRun, left: Left, stopped: str = "") -> None:
    reasons = msgspec.json.encode([(record.pk, why) for record, why in left])
    SendRun.objects.filter(pk=run.pk).update(ended_at=timezone.now(), left=reasons, stopped=stopped)
