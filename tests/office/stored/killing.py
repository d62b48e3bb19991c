"""Workers that are killed over tasks, on the database of the environment: `python -m ... KILLS TASKS`."""

import os
import signal
import sys
import time
from pathlib import Path

from django.db import connections


def fork_worker() -> int:
    """A worker in a process of its own; its id."""
    from cleanclaim.office.tasks.worker import Worker

    if child := os.fork():
        return child
    try:
        Worker().run()
    finally:
        os._exit(0)


def forget_connections() -> None:
    """So that a worker that is forked has its own."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def main(kills: int, tasks: int) -> None:
    from django_tasks_db.models import DBTaskResult

    from cleanclaim.office.organizations.ids import new_id
    from cleanclaim.office.organizations.models import Organization
    from cleanclaim.office.organizations.scope import organization_transaction
    from cleanclaim.office.tasks.rescue import rescue_tasks
    from tests.office.stored.killed_tasks import CHANCE, slowly

    organization = Organization.objects.get()
    with organization_transaction([organization.pk]):
        for _ in range(tasks):
            slowly.enqueue(str(organization.pk), str(new_id()))
    forget_connections()
    workers = [fork_worker(), fork_worker()]
    for number in range(kills):
        time.sleep(CHANCE.uniform(0.02, 0.25))
        kill(workers[number % 2])
        rescue_tasks()
        forget_connections()
        workers[number % 2] = fork_worker()
    until = time.monotonic() + 120
    while DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists() and time.monotonic() < until:
        connections.close_all()
        time.sleep(0.2)
    for worker in workers:
        kill(worker)


if __name__ == "__main__":
    from cleanclaim.office.commands import set_up

    set_up(Path(folder) if (folder := os.environ.get("CLEANCLAIM_DATA")) else None)
    main(int(sys.argv[1]), int(sys.argv[2]))
