"""Server and worker are killed at random moments while people save, sign, import and send: nothing is lost or doubled.

The processes are those of `cleanclaim serve` and `cleanclaim worker`. On SQLite the server's worker is a thread of it.
"""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event as ThreadEvent
from threading import Thread

import pytest
from django.db import connections
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.claims.models import ClaimAsSent, ClaimEvent, ClaimRecord, ClaimVisit
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders, SendRun
from cleanclaim.office.files.models import StoredFile
from cleanclaim.office.history import changes
from cleanclaim.office.imports.models import ImportBatch
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.settings import PASSWORD_HASHERS
from cleanclaim.office.visits.models import VisitRecord, VisitVersion
from tests.office.stored.claims_made_up import practice, stored_patient, visit
from tests.office.stored.killed_office import PATIENCE, PatientBrowser, RunningOffice, running
from tests.office.stored.killed_people import ROWS, Biller, Therapist, day_of, minutes_of, note_of
from tests.office.stored.killed_tasks import CHANCE
from tests.office.stored.made_up import House, here, house
from tests.office.stored.signing_in import with_password
from tests.office.stored.test_hostile import assert_whole
from tests.office.stored.test_tasks import environment
from tests.office.stored.visits_made_up import THERAPIST, link

VISITS_A_KILL = 6
VISITS_A_PATIENT = 8
EARLY = 7
"""Of so many kills one comes while a process starts."""


def test_kills_lose_and_double_nothing(database: str, tmp_path: Path) -> None:
    work_and_kill(database, tmp_path, 1 if database == "sqlite" else 2)


@pytest.mark.long
def test_a_hundred_kills_lose_and_double_nothing(database: str, tmp_path: Path) -> None:
    work_and_kill(database, tmp_path, 100)


def work_and_kill(database: str, folder: Path, kills: int) -> None:
    team = database == "postgresql"
    out = folder / "out"
    out.mkdir()
    one = fill(team, out, kills)
    with organization_transaction([one.organization.pk]):
        visits = list(VisitRecord.objects.order_by("id").values_list("pk", flat=True))
    connections.close_all()
    more = {"CLEANCLAIM_DATA": str(folder), "CLEANCLAIM_EXCHANGE": str(folder)}
    with running(folder, environment() | more, team=team) as office:
        therapist = Therapist(PatientBrowser(office, one.user.email), iter(visits))
        biller = Biller(PatientBrowser(office, one.user.email))
        over = ThreadEvent()
        wrong: list[str] = []
        people = [Thread(target=keep_on, args=(each.work, over, wrong), daemon=True) for each in (therapist, biller)]
        for each in people:
            each.start()
        kill_at_random(office, kills, wrong)
        over.set()
        for each in people:
            each.join(2 * PATIENCE)
            assert not each.is_alive(), "somebody waits for ever"
        assert not wrong, "\n".join([*wrong, office.errors.read_text()[-3000:]])
        wait_for_tasks()
    assert not (therapist.browser.faults + biller.browser.faults)
    assert "django" not in office.errors.read_text()
    if kills > 50:
        assert therapist.browser.unanswered > kills / 10
        assert biller.browser.unanswered
    check(one, therapist, biller, out)
    command = [sys.executable, "-m", "cleanclaim", "office", "check"]
    found = subprocess.run(command, env=office.environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def fill(team: bool, out: Path, kills: int) -> House:
    """A practice with patients, and visits that are begun."""
    if team:
        one = house()
        with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):  # those that the running office has
            with_password(one.user)
    else:
        make_owner()
        one = here()
    number = (kills + 3) * VISITS_A_KILL
    with organization_transaction([one.organization.pk]):
        practice(one)
        link(THERAPIST)
        ExchangeFolders.objects.create(organization=one.organization, out=str(out))
        for at in range(ROWS * (kills + 3)):  # fifteen files are of the same ones
            stored_patient(one, f"Q{at}")
        patients = [stored_patient(one, f"P{at}") for at in range(number // VISITS_A_PATIENT + 1)]
        for at in range(number):
            patient = patients[at // VISITS_A_PATIENT]
            value = visit(f"V{at}", day_of(at), patient.number, services=())
            changes.add(VisitRecord(patient=patient), value, one.actor)
    return one


def keep_on(work: Callable[[], None], over: ThreadEvent, wrong: list[str]) -> None:
    """Work until it is over."""
    try:
        while not over.is_set():
            work()
    except Exception as error:
        wrong.append(f"{type(error).__name__}: {error}")


def kill_at_random(office: RunningOffice, kills: int, wrong: list[str]) -> None:
    """Kill the server or the worker, and start it again, so many times: at work, or while it starts."""
    for number in range(1, kills + 1):
        kind = CHANCE.choice(office.kinds)
        if number % EARLY:
            wait_until_at_work(office, kind, wrong)
        time.sleep(CHANCE.uniform(0.05, 2 if number % EARLY else 1))
        if wrong:
            return
        office.kill(kind)
        office.start(kind)
    for kind in office.kinds:
        wait_until_at_work(office, kind, wrong)


def wait_until_at_work(office: RunningOffice, kind: str, wrong: list[str]) -> None:
    """Wait until a process works; where it is the server, until both people had an answer."""
    until = time.monotonic() + PATIENCE
    assert office.ready[kind].wait(PATIENCE), f"{kind} did not start: {office.errors.read_text()[-1500:]}"
    while kind == "serve" and len(office.answered) < 2 and not wrong:
        assert time.monotonic() < until, "the office does not answer everybody"
        time.sleep(0.05)


def wait_for_tasks() -> None:
    until = time.monotonic() + PATIENCE
    while DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists():
        connections.close_all()
        assert time.monotonic() < until, "tasks wait for ever"
        time.sleep(0.2)


def check(one: House, therapist: Therapist, biller: Biller, out: Path) -> None:
    """Compare what is stored with what was answered."""
    tasks = DBTaskResult.objects.exclude(status="SUCCESSFUL")
    assert {task.exception_class_path.rpartition(".")[2] for task in tasks} <= {"WorkersDied"}
    with organization_transaction([one.organization.pk]):
        check_visits(therapist)
        check_imports(biller)
        check_sent(biller, out)
    assert_whole()


def check_visits(therapist: Therapist) -> None:
    """Every answered save is a version, whole; none is there twice; a signature is whole or not at all."""
    for key, saved in therapist.saved.items():
        versions = list(VisitVersion.objects.filter(record=key).order_by("number"))
        record = VisitRecord.objects.get(pk=key)
        values: list[Visit] = [version.read() for version in versions]
        saves = [save_of(value) for value, version in zip(values, versions, strict=True) if version.why != "signed"]
        assert saves[0] is None
        stored = saves[1:]
        assert len(set(stored)) == len(stored)
        assert set(saved) <= set(stored) <= therapist.tried
        signatures = [version.number for version in versions if version.why == "signed"]
        assert signatures == ([record.version] if record.state == "signed" else [])
        assert (values[-1].note is not None and values[-1].note.signed_on is not None) == bool(signatures)
        assert Event.objects.filter(type="visit.signed", record=key).count() == len(signatures)
        assert ClaimVisit.objects.filter(visit=key).count() == len(signatures)
        assert key not in therapist.signed or signatures
    assert therapist.signed


def save_of(value: Visit) -> int | None:
    """Which save a value is of, all of it."""
    if value.note is None:
        assert not value.services
        return None
    number = int(re.findall(r"save (\d+)", value.note.text)[0])
    assert value.note.text == note_of(number)
    assert [line.minutes for line in value.services] == [minutes_of(number)]
    return number


def check_imports(biller: Biller) -> None:
    """Each file is there once, and each of its visits once."""
    names = Counter(ImportBatch.objects.values_list("name", flat=True))
    assert set(names.values()) == {1}
    assert set(biller.dropped) <= set(names)
    assert StoredFile.objects.filter(kind="import").count() == len(names)
    for name in biller.taken:
        batch = ImportBatch.objects.get(name=name)
        number = re.findall(r"\d+", name)[0]
        assert (batch.state, batch.items.count(), batch.added + batch.changed + batch.as_before) == (
            "taken",
            ROWS,
            ROWS,
        )
        rows = VisitRecord.everything.filter(number__startswith=f"I{number}-")
        assert sorted(rows.values_list("number", "version", "state")) == [
            (f"I{number}-{row}", 1, "signed") for row in range(ROWS)
        ]
        assert ClaimVisit.objects.filter(visit__in=rows).count() == ROWS
    assert biller.taken


def check_sent(biller: Biller, out: Path) -> None:
    """No claim went out twice, each that is sent did, and each file lies in the folder as it was stored."""
    runs = {f"/claims/send/{run.pk}/": run for run in SendRun.objects.all()}
    assert biller.sent <= set(runs)
    for run in runs.values():
        died = run.task is not None and DBTaskResult.objects.filter(pk=run.task, status="FAILED").exists()
        assert (run.ended_at is None) == died
        assert not (died and run.batches.exists())
    sent = Counter(ClaimAsSent.objects.values_list("claim", flat=True))
    assert set(sent.values()) == {1}, "a claim went out twice"
    assert set(ClaimRecord.objects.filter(state="sent").values_list("pk", flat=True)) == set(sent)
    assert Counter(ClaimEvent.objects.filter(kind="sent").values_list("claim", flat=True)) == sent
    batches = {batch.name: batch for batch in Batch.objects.all()}
    lying = {file.name: file.read_bytes() for file in out.iterdir()}
    assert lying == {name: bytes(batch.content) for name, batch in batches.items()}
    ids = Counter(re.findall(r"CLM\*([^*]+)", "".join(content.decode() for content in lying.values())))
    assert ids == Counter(ClaimAsSent.objects.values_list("sent_id", flat=True))
    assert all(batch.deliveries.count() == 1 for batch in batches.values())
    assert len({batch.control_number for batch in batches.values()}) == len(batches)
