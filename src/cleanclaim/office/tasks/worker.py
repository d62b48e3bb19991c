"""The worker: takes one task after the other, and has a lock meanwhile by which others know that it is alive."""

import sys
from contextlib import suppress
from threading import Event, Thread
from traceback import extract_tb
from typing import Any

from django.db import DatabaseError, connections, transaction
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.tasks.alive import remove_dead_signs, sign_of_life
from cleanclaim.office.tasks.ending import TaskLost, end, end_badly
from cleanclaim.office.tasks.recurring import do_recurring

BETWEEN = 0.5
"""Seconds between two looks for a task where none was ready."""
LONGEST_END = 10
"""Seconds that a worker which is stopped waits for what recurs."""
AFTER_TROUBLE = 5
"""Seconds until a worker tries again that could not reach the database."""


class Worker:
    """Does tasks until it is stopped."""

    def __init__(self) -> None:
        self._stopped = Event()

    def stop(self) -> None:
        """Have it end after the task in hand."""
        self._stopped.set()

    def run(self) -> None:
        """Do tasks, and what recurs, until stopped."""
        recurring = Thread(target=do_recurring, args=(self._stopped,), daemon=True, name="recurring")
        recurring.start()
        while not self._stopped.is_set():
            try:
                self._work(new_id().hex)
            except DatabaseError as error:
                _say(f"The worker cannot reach the database: {type(error).__name__}")
                self._stopped.wait(AFTER_TROUBLE)
            finally:
                connections.close_all()
        recurring.join(LONGEST_END)

    def _work(self, name: str) -> None:
        remove_dead_signs()
        with sign_of_life(name) as check:
            while not self._stopped.is_set():
                check()
                if not do_next_task(name):
                    connections.close_all()
                    self._stopped.wait(BETWEEN)


def do_next_task(worker: str) -> bool:
    """Do the task whose turn it is; False where none is ready."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # asked first, as taking one stops other writers on SQLite
        return False
    with transaction.atomic():
        stored = ready.get_locked()
        if stored is None:
            return False
        stored.claim(worker)
    try:
        result: Any = stored.task_result
        more = (TaskContext(task_result=result),) if result.task.takes_context else ()
        result.task.call(*more, *result.args, **result.kwargs)
    except TaskLost:
        _say(f"A task was taken over by another worker: {stored.task_path}")
    except Exception as error:  # whatever a task raises must not end its worker
        place = extract_tb(error.__traceback__)[-1]
        _say(f"{stored.task_path} failed: {type(error).__name__} at {place.name}, line {place.lineno}")
        end_badly(stored, error)
    else:
        end(stored, TaskResultStatus.SUCCESSFUL)
    return True


def _say(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")
