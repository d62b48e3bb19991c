"""Tasks whose worker is gone are put back, to be done by another one."""

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.tasks.alive import is_alive
from cleanclaim.office.tasks.ending import TRIES, end


class WorkersDied(Exception):  # noqa: N818 - what a task failed of
    """Every worker that tried the task died over it."""


def rescue_tasks() -> int:
    """Put back what workers left running that are gone, and give up what so many of them died over; how many."""
    rescued = 0
    for task in DBTaskResult.objects.running():
        if task.worker_ids and is_alive(task.worker_ids[-1]):
            continue
        if len(task.worker_ids) < TRIES:
            rescued += end(task, TaskResultStatus.READY)
        else:
            rescued += end(task, TaskResultStatus.FAILED, error=WorkersDied())
    return rescued
