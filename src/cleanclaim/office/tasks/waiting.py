"""Which tasks wait for a worker or are being done: what they are to do needs no second one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

WAITING = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def find_waiting(task: UUID | None) -> "QuerySet[DBTaskResult[Any, Any]]":
    """The task, while it waits or is being done; nothing for one that ended, or for none."""
    return DBTaskResult.objects.filter(pk__in=[task] if task else [], status__in=WAITING)


def find_waiting_of(path: str) -> "QuerySet[DBTaskResult[Any, Any]]":
    """The tasks of a kind, by the path of its function, that wait or are being done."""
    return DBTaskResult.objects.filter(task_path=path, status__in=WAITING)


def do_at_once(tasks: "QuerySet[DBTaskResult[Any, Any]]", now: datetime) -> None:
    """Have tasks that wait for their time done now."""
    tasks.filter(status=TaskResultStatus.READY, run_after__gt=now).update(run_after=now)
