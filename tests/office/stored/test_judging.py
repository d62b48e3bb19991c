"""Claims follow what they rest on: every kind of record, at once or by a task that may be killed; sent ones stay."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from msgspec import structs

from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Patient
from cleanclaim.model.visit import History
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims import acts, judging
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.refresh import rejudge
from cleanclaim.office.day import today
from cleanclaim.office.history import changes, following
from cleanclaim.office.history.models import Record, Version
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.tasks.rescue import rescue_tasks
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import VisitRecord, VisitState
from tests.office.stored.claims_made_up import ON, claims_of, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.killing import forget_connections
from tests.office.stored.made_up import House, house
from tests.office.stored.made_up import here as owner

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def here() -> House:
    return house()


def ready(here: House, number: int = 1) -> list[ClaimRecord]:
    practice(here)
    patient = stored_patient(here)
    return claims_of([signed(here, patient, visit(f"V{at}", ON - timedelta(days=at))) for at in range(number)])


def states(here: House) -> list[str]:
    with organization_transaction([here.organization.pk]):
        return list(ClaimRecord.objects.order_by("number").values_list("state", flat=True))


def uncovered(patient: PatientRecord) -> Patient:
    value: Patient = structs.replace(changes.newest(patient).read(), coverages={})
    return value


def test_a_claim_that_was_sent_meanwhile_is_left_as_it_went_out(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        (stale,) = ready(here)
        before = stale.judged_at
        changes.change(patient := PatientRecord.objects.get(), uncovered(patient), here.actor, seen=1)
        ClaimRecord.objects.update(state=ClaimState.SENT, needs_work=False)
        assert stale.state == "ready"
        assert rejudge([stale]) == []
        assert stale.state == "sent"
        following.follow_up()
        stored = ClaimRecord.objects.get()
        assert (stored.state, stored.cause, stored.judged_at) == ("sent", "", before)


def test_who_judges_reads_what_was_decided_until_then(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        (stale,) = ready(here)
        acts.hold([acts.Seen(ClaimRecord.objects.get(), 1)], here.actor, reason="Ask first", until=None)
        assert (stale.state, stale.version) == ("ready", 1)
        rejudge([stale])
        assert (stale.state, stale.cause, stale.version) == ("hold", "by hand", 2)


def test_of_every_kind_of_record_it_is_said_what_follows() -> None:
    kinds = {model for model in apps.get_models() if issubclass(model, Record)}
    assert kinds == set(judging.FELT), "say in judging.FELT which claims feel a change of it"
    with pytest.raises(LookupError, match="subscribe to it"):
        following.announce(Record, [], house().actor)  # type: ignore[type-abstract]


def change_chart(here: House) -> None:
    chart = changes.add(ChartRecord(patient=PatientRecord.objects.get()), History(), here.actor)
    changes.change(chart, History(authorizations=()), here.actor, seen=1)


def change_practice(here: House) -> None:
    record = PracticeRecord.objects.get()
    changes.change(record, PracticeFile(changes.newest(record).read().text + "\n"), here.actor, seen=1)


CHANGES: dict[type[Record], Callable[[House], object]] = {
    PatientRecord: lambda here: changes.change(
        one := PatientRecord.objects.get(), uncovered(one), here.actor, seen=1
    ),
    VisitRecord: lambda here: changes.change(VisitRecord.objects.get(), overbilled("V0"), here.actor, seen=1),
    ChartRecord: change_chart,
    PracticeRecord: change_practice,
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
def test_a_change_has_the_claims_judged_anew(
    here: House, kind: type[Record], many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(CHANGES) == {one for one, felt in judging.FELT.items() if one is not ClaimRecord}
    with organization_transaction([here.organization.pk]):
        (before,) = ready(here)
    if many:
        monkeypatch.setattr(judging, "MOST_AT_ONCE", 0)
    with organization_transaction([here.organization.pk]):
        CHANGES[kind](here)
    with organization_transaction([here.organization.pk]):
        after = ClaimRecord.objects.get()
        if many:
            assert after.judged_at is None
        else:
            assert after.judged_at > before.judged_at  # type: ignore[operator]
    if many:
        assert do_next_task("worker")
    with organization_transaction([here.organization.pk]):
        (judged,) = judge([after := ClaimRecord.objects.get()])
        assert after.judged_at is not None
        assert after.state == ("hold" if kind in (PatientRecord, VisitRecord) else "ready")
        assert after.cents == judged.cents


def test_an_open_visit_is_felt_by_later_claims_alone(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        first, second = ready(here, 2)
    with organization_transaction([here.organization.pk]):
        row = VisitRecord(patient=PatientRecord.objects.get(), state=VisitState.OPEN)
        changes.add(row, visit("O1", ON), here.actor)
    with organization_transaction([here.organization.pk]):
        later, earlier = ClaimRecord.objects.get(pk=first.pk), ClaimRecord.objects.get(pk=second.pk)
        assert later.judged_at > first.judged_at  # type: ignore[operator]
        assert earlier.judged_at == second.judged_at


def test_a_visit_that_is_withdrawn_leaves_its_claim_without_one(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        ready(here)
    with organization_transaction([here.organization.pk]):
        changes.withdraw(VisitRecord.objects.get(), here.actor)
    assert states(here) == ["empty"]


def test_what_is_held_until_today_comes_back_however_many_they_are(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with organization_transaction([here.organization.pk]):
        records = ready(here, 3)
        acts.hold([acts.Seen(one, 1) for one in records], here.actor, reason="Wait", until=today() + timedelta(days=1))
    judging.mark_due()
    assert not do_next_task("worker")
    with organization_transaction([here.organization.pk]):
        ClaimRecord.objects.update(hold_until=today())
        for one in records:
            until = structs.replace(changes.newest(one).read(), hold=None)
            changes.change(one, until, here.actor, seen=2)
            ClaimRecord.objects.filter(pk=one.pk).update(hold_until=today())
    monkeypatch.setattr(judging, "PART", 2)
    judging.mark_due()
    assert do_next_task("worker")
    assert states(here) == ["ready"] * 3


def test_what_older_rules_judged_is_judged_anew(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        ready(here)
        ClaimRecord.objects.update(law="2020.1", state="hold", cause="old.rule")
    judging.mark_due()
    assert do_next_task("worker")
    assert states(here) == ["ready"]
    judging.mark_due()
    assert not do_next_task("worker")


def test_what_a_task_that_failed_left_marked_is_judged_by_another(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        ready(here)
        ClaimRecord.objects.update(judged_at=None)
    for _twice in range(2):
        judging.mark_due()
        assert DBTaskResult.objects.count() == 1, "one waits already"
    DBTaskResult.objects.update(status="FAILED")
    judging.mark_due()
    assert do_next_task("worker")
    with organization_transaction([here.organization.pk]):
        assert not judging.find_marked().exists()


def killed(times: int) -> None:
    """A worker that does the next task, and is killed when it has judged so many claims."""
    forget_connections()
    if child := os.fork():
        _pid, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        return
    done = [0]
    judge_part = judging.judge_part

    def then_die(organization: object) -> int:
        if done[0] == times:
            os.kill(os.getpid(), signal.SIGKILL)
        done[0] += 1
        return judge_part(organization)  # type: ignore[arg-type]

    judging.judge_part = then_die
    try:
        do_next_task(f"dead {times}")
    finally:
        os._exit(1)


def test_a_task_that_is_killed_leaves_the_rest_marked_and_another_goes_on(
    here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with organization_transaction([here.organization.pk]):
        ready(here, 5)
    monkeypatch.setattr(judging, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(judging, "PART", 2)
    with organization_transaction([here.organization.pk]):
        change_practice(here)
    for times, left in ((0, 5), (1, 3)):
        killed(times)
        with organization_transaction([here.organization.pk]):
            assert judging.find_marked().count() == left
        assert rescue_tasks() == 1
    assert do_next_task("alive")
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    with organization_transaction([here.organization.pk]):
        assert not judging.find_marked().exists()
    assert states(here) == ["ready"] * 5


def test_pages_say_what_is_judged_anew_and_it_is_not_sent(client: Client) -> None:
    with organization_transaction([owner().organization.pk]):
        ready(owner(), 2)
        ClaimRecord.objects.filter(number="V0").update(judged_at=None)
    for address in ("/claims/", "/claims/send", "/practices/"):
        assert "1 claim is being judged anew" in client.get(address).content.decode(), address
    assert "Send 1 claim" in client.get("/claims/send").content.decode()
    with organization_transaction([owner().organization.pk]):
        rejudge(judging.find_marked())
    assert "judged anew" not in client.get("/claims/").content.decode()


def test_looking_at_the_queue_writes_nothing_of_claims(client: Client) -> None:
    with organization_transaction([owner().organization.pk]):
        records = ready(owner(), 1)
        acts.hold([acts.Seen(records[0], 1)], owner().actor, reason="Wait", until=today() + timedelta(days=1))
        ClaimRecord.objects.update(hold_until=today())
    with CaptureQueriesContext(connection) as queries:
        client.get("/claims/")
    written = [one["sql"] for one in queries if not one["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not [sql for sql in written if "claims_" in sql], written


def test_the_queue_asks_as_often_for_fifty_rows_as_for_five(client: Client) -> None:
    counts = []
    for number in (5, 50):
        with organization_transaction([owner().organization.pk]):
            patients = [stored_patient(owner(), f"P{number}-{at}", f"Example{at}") for at in range(number)]
        with organization_transaction([owner().organization.pk]):
            ClaimRecord.objects.bulk_create(
                ClaimRecord(
                    organization=owner().organization, number=f"C{number}-{at}", patient=one, sorted_name="example",
                    payer="medicare", day=ON, cents=100, state="hold", cause="rule.one", cause_title="Rule",
                )
                for at, one in enumerate(patients)
            )  # fmt: skip
        for address in ("/claims/?by=none", "/claims/"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address, HTTP_HX_REQUEST="true")
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_two_visits_of_a_day_signed_at_once_come_to_one_claim(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        practice(here)
        stored_patient(here)
    both, wrong = Barrier(2), list[BaseException]()

    def sign(number: str) -> None:
        try:
            with organization_transaction([here.organization.pk]):
                if connection.vendor == "postgresql":  # on SQLite one waits for the other from the beginning
                    both.wait(10)
                signed(here, PatientRecord.objects.get(), visit(number))
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=sign, args=(number,)) for number in ("V1", "V2")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert wrong == []
    with organization_transaction([here.organization.pk]):
        claim = ClaimRecord.objects.get()
        assert (claim.claim_visits.count(), claim.cents) == (2, 27200)


def test_what_is_written_of_a_decision_has_room_for_the_longest_reason_and_rule(here: House) -> None:
    longest = max(rule_set().rules, key=len)
    room = Version._meta.get_field("why").max_length
    assert room
    assert len(f"override {longest}: {'x' * acts.LONGEST_REASON}") <= room
    reason = "x" * acts.LONGEST_REASON
    with organization_transaction([here.organization.pk]):
        (record,) = ready(here)
        acts.hold([acts.Seen(record, 1)], here.actor, reason=reason, until=None)
        assert changes.newest(record).why == f"hold: {reason}"
        with pytest.raises(UserError, match="has more than"):
            acts.hold([acts.Seen(record, 2)], here.actor, reason=f"{reason}x", until=None)
