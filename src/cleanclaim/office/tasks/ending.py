"""How a task ends: with its effects in one transaction, or not at all.

    worker   marks a task as running, with its own name        (a transaction)
    task     reads and works                                    (no transaction, however long)
             writes, and ends within `task_transaction`         (a transaction)
    killed   before that transaction: nothing was written, the rescuer has the task done again
             after it: the task has ended

A task that was put back meanwhile, as its worker was taken for dead, belongs to another worker: its transaction then
raises `TaskLost` and is rolled back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from traceback import extract_tb
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.organizations.scope import organization_transaction

TRIES = 3
"""Workers that may try a task before it has failed."""
PAUSE = timedelta(seconds=5)
"""Between two tries where the database could not be used."""


class TaskLost(Exception):  # noqa: N818 - it is no error of anybody's
    """The task is another worker's now."""


@contextmanager
def task_transaction(context: TaskContext, organization: UUID) -> Iterator[None]:
    """The transaction of a task's effects, in which it also ends. Raises TaskLost where it is another worker's."""
    with organization_transaction([organization]):
        yield
        if not end(context.task_result, TaskResultStatus.SUCCESSFUL):
            raise TaskLost


def end(result: Any, status: TaskResultStatus, *, error: BaseException | None = None, **more: Any) -> bool:
    """Mark a running task as ended, or as ready once more; False where another worker has it.

    Of an error stays its class and where it was raised: what it says may have a patient's data in it.
    """
    running = DBTaskResult.objects.filter(pk=result.id, status=TaskResultStatus.RUNNING, worker_ids=result.worker_ids)
    return bool(
        running.update(
            status=status,
            finished_at=timezone.now(),
            exception_class_path=_name(error) if error else "",
            traceback=_places(error) if error else "",
            **more,
        )
    )


def end_badly(result: Any, error: BaseException) -> bool:
    """Mark a task as failed; as ready once more where the database was in the way, three times at most."""
    again = isinstance(error, OperationalError) and len(result.worker_ids) < TRIES
    if again:
        return end(result, TaskResultStatus.READY, error=error, run_after=timezone.now() + PAUSE)
    return end(result, TaskResultStatus.FAILED, error=error)


def _name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _places(error: BaseException) -> str:
    return "\n".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__))
