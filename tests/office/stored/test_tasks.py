"""Tasks are done once, also where workers are killed over them, and leave nothing of a patient where they wait."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django_tasks.base import TaskContext
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.organizations.ids import new_id
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.alive import is_alive, sign_of_life
from cleanclaim.office.tasks.ending import TRIES, TaskLost, end_badly
from cleanclaim.office.tasks.rescue import rescue_tasks
from cleanclaim.office.tasks.worker import Worker, do_next_task
from tests.office.stored.killed_tasks import fail, slowly
from tests.office.stored.made_up import House, house


def environment() -> dict[str, str]:
    """What has another process work on this test's database."""
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    if connection.vendor == "sqlite":
        return found | {"CLEANCLAIM_DATA": str(Path(settings.DATABASES["default"]["NAME"]).parent)}
    urls = {"CLEANCLAIM_DATABASE_URL": "default", "CLEANCLAIM_OWNER_URL": "owner"}
    for name, alias in urls.items():
        one = settings.DATABASES[alias]
        found[name] = f"postgres://{one['USER']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"
    return found


def enqueue(here: House, number: int = 1) -> None:
    with organization_transaction([here.organization.pk]):
        for _ in range(number):
            slowly.enqueue(str(here.organization.pk), str(new_id()))


def effects(here: House) -> Counter[UUID | None]:
    with organization_transaction([here.organization.pk]):
        return Counter(Event.objects.filter(user=None).values_list("record", flat=True))


def kill_workers(kills: int) -> None:
    here = house()
    tasks = kills * 8
    command = [sys.executable, "-m", "tests.office.stored.killing", str(kills), str(tasks)]
    with subprocess.Popen(command, env=environment(), start_new_session=True) as killer:
        try:
            assert killer.wait(30 + 3 * kills) == 0
        finally:
            with suppress(ProcessLookupError):
                os.killpg(killer.pid, signal.SIGKILL)
    stored = list(DBTaskResult.objects.all())
    assert len(stored) == tasks
    given_up = [one for one in stored if one.status == "FAILED"]
    assert {one.status for one in stored} <= {"SUCCESSFUL", "FAILED"}
    assert all(len(one.worker_ids) == TRIES for one in given_up)
    assert sum(len(one.worker_ids) > 1 for one in stored) > kills / 10, "workers were killed in the middle of a task"
    once = {UUID(one.args_kwargs["args"][1]): 1 for one in stored if one not in given_up}
    assert effects(here) == once


@pytest.mark.usefixtures("database")
def test_of_tasks_whose_workers_are_killed_none_is_lost_and_none_done_twice() -> None:
    kill_workers(8)


@pytest.mark.long
@pytest.mark.usefixtures("database")
def test_so_with_a_hundred_kills() -> None:
    kill_workers(100)


@pytest.mark.usefixtures("database")
def test_a_worker_has_a_sign_of_life_until_it_ends() -> None:
    with sign_of_life("one") as check:
        check()
        assert is_alive("one")
        assert not is_alive("other")
    for _ in range(200):  # PostgreSQL ends a connection after whoever closed it has gone on
        if not is_alive("one"):
            break
        time.sleep(0.05)
    assert not is_alive("one")


@pytest.mark.usefixtures("database")
def test_a_task_that_was_put_back_is_not_done_by_its_first_worker_too() -> None:
    here = house()
    enqueue(here)
    stored = DBTaskResult.objects.get()
    stored.claim("slow")
    assert rescue_tasks() == 1
    assert do_next_task("quick")
    lost: Any = stored.task_result
    first: Any = slowly.func
    with pytest.raises(TaskLost):
        first(TaskContext(task_result=lost), *stored.args_kwargs["args"])
    assert set(effects(here).values()) == {1}


@pytest.mark.usefixtures("database")
def test_what_three_workers_died_over_is_given_up() -> None:
    here = house()
    enqueue(here)
    for number in range(TRIES):
        DBTaskResult.objects.get().claim(f"dead {number}")
        assert rescue_tasks() == 1
    stored = DBTaskResult.objects.get()
    assert stored.status == "FAILED"
    assert stored.exception_class_path.endswith("WorkersDied")
    assert not do_next_task("another")
    assert not effects(here)


@pytest.mark.usefixtures("database")
def test_a_living_workers_task_is_left_to_it() -> None:
    enqueue(house())
    with sign_of_life("busy"):
        DBTaskResult.objects.get().claim("busy")
        assert rescue_tasks() == 0
    assert rescue_tasks() == 1


@pytest.mark.usefixtures("database")
def test_nothing_of_a_patient_waits_with_a_task(capsys: pytest.CaptureFixture[str]) -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        fail.enqueue(str(here.organization.pk))
    with pytest.raises(ValueError, match="takes ids"):
        fail.enqueue("Ada Example")
    assert do_next_task("worker")
    stored = DBTaskResult.objects.get()
    assert stored.status == "FAILED"
    assert stored.exception_class_path == "builtins.ValueError"
    assert "killed_tasks.py" in stored.traceback
    assert "Ada" not in stored.traceback + capsys.readouterr().err


@pytest.mark.usefixtures("database")
def test_a_task_goes_with_the_transaction_that_wants_it() -> None:
    here = house()
    with suppress(ZeroDivisionError), organization_transaction([here.organization.pk]):
        fail.enqueue(str(here.organization.pk))
        assert DBTaskResult.objects.exists()
        raise ZeroDivisionError
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("database")
def test_where_the_database_was_in_the_way_a_task_is_tried_again_three_times() -> None:
    enqueue(house())
    for number in range(1, TRIES + 1):
        stored = DBTaskResult.objects.get()
        stored.claim(f"worker {number}")
        assert end_badly(stored, OperationalError("database is locked"))
        assert DBTaskResult.objects.get().status == ("READY" if number < TRIES else "FAILED")
        assert not do_next_task("too early")


@pytest.mark.usefixtures("database")
def test_a_worker_in_a_thread_does_what_waits_and_stops() -> None:
    here = house()
    enqueue(here, 3)
    worker = Worker()
    thread = Thread(target=worker.run)
    thread.start()
    wait_for_tasks()
    worker.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert len(effects(here)) == 3


@pytest.mark.usefixtures("database")
def test_the_command_works_is_killed_and_another_goes_on() -> None:
    here = house()
    enqueue(here, 40)
    for ended in (signal.SIGKILL, signal.SIGTERM):
        with subprocess.Popen([sys.executable, "-m", "cleanclaim", "worker"], env=environment()) as worker:
            if ended == signal.SIGTERM:
                wait_for_tasks()
            else:
                wait_for_tasks(left=30)
            worker.send_signal(ended)
            assert worker.wait(20) == (0 if ended == signal.SIGTERM else -signal.SIGKILL)
    assert Counter(effects(here).values()) == {1: 40}


def wait_for_tasks(left: int = 0) -> None:
    until = time.monotonic() + 60
    while DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).count() > left:
        assert time.monotonic() < until
        time.sleep(0.05)
