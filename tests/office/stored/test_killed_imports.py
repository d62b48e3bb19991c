"""Workers killed over an import, inside of its transactions and between them: nothing is half, nothing is double."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.history import changes
from cleanclaim.office.imports import taking, tasks, undoing
from cleanclaim.office.imports.models import ImportItem
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord
from tests.office.stored.killing import forget_connections
from tests.office.stored.made_up import here, text
from tests.office.stored.test_imported_claims import VISITS, claims, office, rows
from tests.office.stored.test_imports import batch, drop, work

__all__ = ["claims", "office"]
KINDS: dict[str, Any] = {"visit_id": VisitRecord, "patient_id": PatientRecord, "appointment_id": ScheduleEntry}
APPOINTMENTS = "MRN,Date,Time,Provider,Status\n" + "".join(
    f"P01,3/2/2026,{at},1000000012,kept\n" for at in ("9:30", "10:30", "", "9:30")
)
"""Two appointments, one of them twice, and a row that may be either."""
NEW_PATIENTS = "\n".join(rows("patients.csv", "patient_id", {"P03", "P04", "P05"})) + "\n"


def kill_at(call: int, owner: Any, name: str) -> None:
    """Do the task that waits in a process that is killed at a call of a function; and put the task back."""
    (task,) = DBTaskResult.objects.filter(status="READY", task_path__contains="imports")
    DBTaskResult.objects.filter(status="READY").exclude(pk=task.pk).delete()
    forget_connections()
    child = os.fork()
    if not child:
        calls = 0
        do: Callable[..., Any] = getattr(owner, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return do(*arguments, **named)

        setattr(owner, name, counted)
        do_next_task("killed")
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "the process ended before it was killed"
    DBTaskResult.objects.filter(pk=task.pk).update(status="READY")


def give_up() -> None:
    """End the task that waits as one that too many workers died over."""
    assert DBTaskResult.objects.filter(status="READY", task_path__contains="imports").update(status="FAILED") == 1


def work_on() -> None:
    while do_next_task("worker"):
        pass


def records_and_items() -> tuple[int, int]:
    """How many records the import has, and how many it says that it has."""
    with organization_transaction([here().organization.pk]):
        items = ImportItem.objects.filter(batch=batch_id())
        found = sum(
            model.objects.filter(pk__in=[key for key in items.values_list(field, flat=True) if key]).count()
            for field, model in KINDS.items()
        )
        return found, items.count()


def batch_id() -> Any:
    from cleanclaim.office.imports.models import ImportBatch

    return ImportBatch.objects.order_by("-id")[0].pk


def everything() -> int:
    with organization_transaction([here().organization.pk]):
        return sum(model.objects.count() for model in KINDS.values())


@pytest.mark.parametrize("kind", ["patients", "visits", "claims"])
def test_an_import_that_is_killed_is_whole_in_the_end(
    office: Client, claims: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    file = {"patients": NEW_PATIENTS.encode(), "visits": VISITS.encode(), "claims": claims}[kind]
    before = everything()
    address = drop(office, file, "day.837" if kind == "claims" else f"{kind}.csv")
    assert office.post(f"{address}take", {"reads": batch().reads}).status_code == 302
    for call in (1, 2, 3):
        kill_at(call, ImportItem.objects, "bulk_create")
        assert records_and_items() == (call - 1, call - 1)
        assert everything() == before + call - 1
    work()
    assert records_and_items() == (3, 3)
    found = batch()
    assert (found.state, found.added, found.changed, found.as_before) == ("taken", 3, 0, 0)
    assert "Already here" not in found.notes
    assert office.post(f"{address}undo").status_code == 302
    for call in (1, 2):
        kill_at(call, changes, "withdraw")
    work()
    assert everything() == before
    found = batch()
    assert (found.state, found.added, found.notes.splitlines()) == (
        "undone", 0, ["3 taken out again, 0 brought back to what they said before."],
    )  # fmt: skip


def test_a_schedule_that_is_killed_is_whole_in_the_end(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    before = everything()
    address = drop(office, APPOINTMENTS.encode(), "schedule.csv")
    assert office.post(f"{address}take", {"reads": batch().reads}).status_code == 302
    for call in (1, 2):
        kill_at(call, taking, "state_of")
        assert records_and_items() == (call - 1, call - 1)
        assert everything() == before + call - 1
    work()
    assert records_and_items() == (2, 2)
    found = batch()
    assert (found.state, found.added, found.changed, found.as_before, found.set_aside) == ("taken", 2, 0, 1, 1)
    assert office.post(f"{address}undo").status_code == 302
    for call in (1, 2):
        kill_at(call, undoing, "undo_entry")
    work()
    assert everything() == before
    assert batch().notes.splitlines() == ["2 taken out again, 0 brought back to what they said before."]


def test_what_too_many_workers_died_over_is_taken_in_and_undone_from_its_page(office: Client) -> None:
    before = everything()
    address = drop(office, NEW_PATIENTS.encode(), "patients.csv")
    assert office.post(f"{address}take", {"reads": batch().reads}).status_code == 302
    give_up()
    shown = text(office.get(address))
    assert "a fault of ours" in shown
    assert "Take 3" in shown
    assert office.post(f"{address}take", {"reads": batch().reads}).status_code == 302
    work_on()
    assert (batch().state, batch().added, everything()) == ("taken", 3, before + 3)
    assert office.post(f"{address}undo").status_code == 302
    give_up()
    assert "Undo this import" in text(office.get(address))
    assert office.post(f"{address}undo").status_code == 302
    work_on()
    assert (batch().state, everything()) == ("undone", before)
