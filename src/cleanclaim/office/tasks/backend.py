"""Where tasks wait: django-tasks' table, with ids alone as arguments, so that nothing of a patient stands in it."""

from datetime import date
from typing import Any
from uuid import UUID

from django_tasks_db.backend import DatabaseBackend


class OfficeBackend(DatabaseBackend):
    """Stores a task in the transaction that wants it, so that neither stands alone."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Have a task done. Raises ValueError for an argument that is no id, number or day."""
        for argument in (*args, *kwargs.values()):
            if not _is_id(argument):
                raise ValueError(f"{task.name} takes ids, numbers and days, and was called with something else")
        return super().enqueue(task, args, kwargs)


def _is_id(argument: object) -> bool:
    if isinstance(argument, int):
        return True
    if not isinstance(argument, str):
        return False
    for read in (UUID, date.fromisoformat):
        try:
            read(argument)
        except ValueError:
            continue
        return True
    return False
