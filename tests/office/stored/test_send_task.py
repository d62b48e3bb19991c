"""Sending as a task: all of it or nothing, once, also where workers are killed over it or claims change meanwhile."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from msgspec import structs

from cleanclaim.office.claims import acts, delivery, send_task, sending
from cleanclaim.office.claims.confirmed import confirmable, encode
from cleanclaim.office.claims.models import ClaimAsSent, ClaimEvent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders, SendRun
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.tasks.rescue import rescue_tasks
from cleanclaim.office.tasks.worker import do_next_task
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient, visit
from tests.office.stored.killing import forget_connections
from tests.office.stored.made_up import House, house
from tests.office.stored.made_up import here as owner

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def here() -> House:
    return house()


def ready(here: House, number: int = 3) -> list[ClaimRecord]:
    practice(here)
    patient = stored_patient(here)
    return claims_of([signed(here, patient, visit(f"V{at}", ON - timedelta(days=at))) for at in range(number)])


def begin(here: House) -> SendRun:
    until = timezone.now()
    confirmed = encode(confirmable(sending.build_sheet((), until), sending.check_practice()))
    run = SendRun.objects.create(organization=here.organization, user=here.user, until=until, confirmed=confirmed)
    run.task = UUID(send_task.send_claims.enqueue(str(here.organization.pk), str(run.pk)).id)
    run.save(update_fields=["task"])
    return run


def dies(where: str, before: bool) -> None:
    """A worker that does the next task, and is killed before or after a step of it."""
    forget_connections()
    if child := os.fork():
        _pid, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, where
        return
    place, name = next((one, where) for one in (send_task, sending, delivery) if hasattr(one, where))
    step: Callable[..., object] = getattr(place, name)

    def die(*args: object) -> object:
        answer = None if before else step(*args)
        os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(place, name, die)
    try:
        do_next_task(f"dead {where}")
    finally:
        os._exit(1)


@pytest.mark.parametrize(("where", "before"), [
    ("check_once_more", False), ("write_files", False), ("_store_file", False), ("_end", False),
])  # fmt: skip
def test_who_is_killed_while_sending_sent_nothing_and_another_sends_it_once(
    here: House, where: str, before: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    out = tmp_path / "out"
    out.mkdir()
    with organization_transaction([here.organization.pk]):
        ready(here)
        ExchangeFolders.objects.create(organization=here.organization, out=str(out))
        run = begin(here)
    dies(where, before)
    with organization_transaction([here.organization.pk]):
        assert not Batch.objects.exists()
        assert set(ClaimRecord.objects.values_list("state", flat=True)) == {"ready"}
    assert rescue_tasks() == 1
    assert do_next_task("alive")
    dies("_write", True)
    assert not list(out.iterdir())
    assert rescue_tasks() == 1
    assert do_next_task("alive too")
    assert not do_next_task("nothing is left")
    with organization_transaction([here.organization.pk]):
        batch = Batch.objects.get()
        assert (batch.run_id, batch.claims) == (run.pk, 3)
        assert ClaimAsSent.objects.count() == ClaimEvent.objects.filter(kind="sent").count() == 3
        assert set(ClaimRecord.objects.values_list("state", "needs_work")) == {("sent", False)}
        assert [one.read_bytes() for one in out.iterdir()] == [bytes(batch.content)]
        assert batch.deliveries.count() == 1
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_what_changes_while_it_is_sent_stays_and_the_others_go_out(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with organization_transaction([here.organization.pk]):
        records = ready(here)
        run = begin(here)
    write_files = sending.write_files

    def meanwhile(*args: object) -> list[sending.OutgoingFile]:
        files = write_files(*args)  # type: ignore[arg-type]
        with organization_transaction([here.organization.pk]):
            one = ClaimRecord.objects.get(pk=records[0].pk)
            if one.version == 1:
                acts.hold([acts.Seen(one, 1)], here.actor, reason="Wait", until=None)
        return files

    monkeypatch.setattr(sending, "write_files", meanwhile)
    assert do_next_task("worker")
    with organization_transaction([here.organization.pk]):
        assert dict(ClaimRecord.objects.values_list("number", "state")) == {"V0": "hold", "V1": "sent", "V2": "sent"}
        assert Batch.objects.get().claims == 2
        stored = SendRun.objects.get(pk=run.pk)
        assert stored.ended_at is not None
        assert bytes(stored.left).decode() == f'[["{records[0].pk}","It was changed while it was being sent."]]'


def test_a_correction_that_leaves_a_claim_ready_is_never_missed(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its version, state and columns are as before, and its member number is not."""
    with organization_transaction([here.organization.pk]):
        ready(here, 1)
        begin(here)
    write_files = sending.write_files

    def meanwhile(*args: object) -> list[sending.OutgoingFile]:
        with organization_transaction([here.organization.pk]):
            patient = PatientRecord.objects.get()
            value = changes.newest(patient).read()
            coverage = structs.replace(value.coverages["medicare"], member_id="1EG4TE5MK73")
            changes.change(patient, structs.replace(value, coverages={"medicare": coverage}), here.actor, seen=1)
        return write_files(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "write_files", meanwhile)
    assert do_next_task("worker")
    with organization_transaction([here.organization.pk]):
        assert not Batch.objects.exists()
        assert ClaimRecord.objects.get().state == "ready"


def test_what_is_clean_no_more_stays_and_says_why(client: Client) -> None:
    with organization_transaction([owner().organization.pk]):
        ready(owner())
        run = begin(owner())
        patient = PatientRecord.objects.get()
        changes.change(patient, structs.replace(changes.newest(patient).read(), coverages={}), owner().actor, seen=1)
        follow_up()
        ClaimRecord.objects.update(state="ready", changed_at=run.until)  # as before somebody looked at the claims
    assert do_next_task("worker")
    page = client.get(f"/claims/send/{run.pk}/").content.decode()
    assert "Nothing was sent" in page
    assert "V2</a>:" in page
    with organization_transaction([owner().organization.pk]):
        assert set(ClaimRecord.objects.values_list("state", flat=True)) == {"hold"}


def test_a_run_that_could_not_be_done_says_that_nothing_went_out(client: Client) -> None:
    with organization_transaction([owner().organization.pk]):
        ready(owner())
        run = begin(owner())
    DBTaskResult.objects.update(status="FAILED")
    page = client.get(f"/claims/send/{run.pk}/").content.decode()
    assert "none of them went out" in page
    assert "load delay" not in page
    assert "going out" not in client.get("/claims/files/").content.decode()


def test_sending_asks_as_often_for_many_claims_as_for_few(here: House) -> None:
    counts = []
    with organization_transaction([here.organization.pk]):
        practice(here)
        for number in (1, 2, 12):  # the first makes the control number's row
            keys = [f"P{number}-{at}" for at in range(number)]
            claims_of([signed(here, stored_patient(here, one), visit(f"V{one}", patient_id=one)) for one in keys])
            with CaptureQueriesContext(connection) as queries:
                assert sum(one.claims for one in sending.send(here.actor, timezone.now()).batches) == number
            counts.append(len([one for one in queries if "SAVEPOINT" not in one["sql"]]))
    assert counts[1] == counts[2], counts
