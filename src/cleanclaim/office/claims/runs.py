"""Sendings under way: two people who press send at one moment send once, and the second sees what the first is sending.

first   presses send ──▶ run ──▶ files
second  presses send ──▶ the same run, where it sends any of the claims of the second's sheet
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django_tasks_db.models import DBTaskResult

from cleanclaim.office.claims.outbox import SendRun
from cleanclaim.office.practices.models import PracticeRecord

NAMED_AT_MOST = 3


def has_failed(run: SendRun) -> bool:
    """Whether the task at it could not be done: a fault of ours. Nothing went out then."""
    return run.task is not None and DBTaskResult.objects.filter(pk=run.task, status="FAILED").exists()


def list_under_way() -> list[SendRun]:
    """The sendings that did not end yet, the latest first."""
    runs = SendRun.objects.filter(ended_at=None).select_related("user").order_by("-id")
    return [one for one in runs if not has_failed(one)]


def find_run_under_way(chosen: Sequence[UUID]) -> SendRun | None:
    """A sending under way that takes any of these claims (none: all that are ready). Whoever asks is alone until the
    transaction ends, so that of two who press at once the second finds the run of the first.
    """
    list(PracticeRecord.objects.select_for_update().values_list("pk"))
    wanted = set(chosen)
    for run in list_under_way():
        taken = set(run.chosen_claims)
        if not wanted or not taken or wanted & taken:
            return run
    return None


def list_meanwhile(since: datetime | None) -> list[SendRun]:
    """The sendings under way, and those that ended after a sheet was made: why it is another one by now."""
    ended = SendRun.objects.filter(ended_at__gt=since).select_related("user").order_by("-id") if since else ()
    return [*list_under_way(), *ended[:NAMED_AT_MOST]]
