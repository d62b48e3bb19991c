"""A backup that was brought back bills nothing twice: somebody says first what went out since."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from msgspec import structs

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import acts, after_restore
from cleanclaim.office.claims.after_restore import AHEAD, mark_restored
from cleanclaim.office.claims.control_numbers import reserve_numbers
from cleanclaim.office.claims.delivery import THERE_ALREADY, plan_handover, try_now
from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch, ControlNumber, ExchangeFolders, Handover, SharedControlNumber
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.stored import read_practice_of
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.claims_made_up import (
    DAY,
    ON,
    claims_of,
    line,
    overbilled,
    practice,
    signed,
    stored_patient,
    visit,
)
from tests.office.stored.confirming import send_sheet
from tests.office.stored.made_up import events, here, house, text
from tests.office.stored.test_sending import ready, send


@pytest.fixture
def later(client: Client) -> bytes:
    """An office with two ready claims and one to fix, brought back as it was before it sent the two; what it sent."""
    assert client
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
        patient = stored_patient(one)
        claims_of([signed(one, patient, visit(f"V{at}", ON - timedelta(days=at))) for at in range(2)])
        claims_of([signed(one, patient, overbilled("V9", ON - timedelta(days=9)))])
    sent = []
    with suppress(InterruptedError), organization_transaction([one.organization.pk]):
        sent += [bytes(batch.content) for batch in send(one.actor)]
        raise InterruptedError
    assert mark_restored() == 1
    return sent[0]


def states() -> dict[str, str]:
    with organization_transaction([here().organization.pk]):
        return dict(ClaimRecord.objects.order_by("number").values_list("number", "state"))


def numbered(sent: bytes, number: int) -> bytes:
    """The file under another number."""
    return sent.replace(b"*000000001", f"*{number:09d}".encode())


def confirm(client: Client, last: int | str, *files: bytes, **more: str) -> Any:
    return confirm_each(client, [last], *files, **more)


def confirm_each(client: Client, lasts: list[int | str], *files: bytes, **more: str) -> Any:
    """Answer the page, receiver by receiver."""
    page = text(client.get("/claims/send"))
    receivers, names = (re.findall(f'name="{name}" value="([^"]*)"', page) for name in ("receiver", "name"))
    uploads = [SimpleUploadedFile(f"{at}.837", content) for at, content in enumerate(files)]
    sent = {"receiver": receivers, "name": names, "last": lasts, "file": uploads, **more}
    return client.post("/claims/send/since-backup", sent, follow=True)


def test_nothing_is_sent_until_somebody_said_what_went_out(client: Client, later: bytes) -> None:
    assert later
    page = text(client.get("/claims/send"))
    assert "What went out since the backup?" in page
    assert "No file to Example Clearinghouse is known here" in page
    assert "data-send" not in page
    assert client.post("/claims/send", {"looked": "on"}).status_code == 400
    one = here()
    with pytest.raises(UserError, match="what went out since"), organization_transaction([one.organization.pk]):
        send(one.actor)
    assert "office.restored" in events()
    assert states() == {"V0": "ready", "V1": "ready", "V9": "hold"}


def test_where_nothing_went_out_since_all_is_as_before_and_numbers_go_on_far_above(
    client: Client, later: bytes
) -> None:
    assert later
    for wrong in ("", "x", "1234567890", "999999999"):
        assert confirm(client, wrong).status_code == 400
    page = text(confirm(client, 0))
    assert "It is noted." in page
    assert "What went out since" not in page
    assert "office.sent_confirmed" in events()
    assert confirm(client, 0).status_code == 400, "it is said already"
    send_sheet(client)
    one = here()
    with organization_transaction([one.organization.pk]):
        before = ControlNumber.objects.get().last
        (batch,) = send(one.actor)
        assert batch.control_number == before + 1 > AHEAD


def test_the_claims_of_a_file_that_went_out_are_sent_by_it(client: Client, later: bytes) -> None:
    page = text(confirm(client, 1, later, whole="yes"))
    assert "2 claims went out by these files." in page
    assert "held" not in page
    assert states() == {"V0": "sent", "V1": "sent", "V9": "hold"}
    with organization_transaction([here().organization.pk]):
        batch = Batch.objects.get()
        assert (batch.control_number, bytes(batch.content)) == (1, later)
        assert ClaimAsSent.objects.count() == 2
        assert ControlNumber.objects.get().last >= AHEAD
    page = text(client.get(f"/claims/files/{batch.pk}/"))
    assert ">V0</a>" in page
    assert ">V1</a>" in page


def test_where_files_are_not_at_hand_all_that_was_not_sent_is_held(client: Client, later: bytes) -> None:
    assert later
    page = text(confirm(client, 1))
    assert "3 claims held" in page
    assert states() == {"V0": "hold", "V1": "hold", "V9": "hold"}
    with organization_transaction([here().organization.pk]):
        record = ClaimRecord.objects.get(number="V0")
        assert "Ask the receiver first" in record.worst
        acts.release([acts.Seen(record, record.version)], here().actor)
    assert states()["V0"] == "ready"


def test_a_claim_of_the_file_that_stands_otherwise_here_has_the_others_held(client: Client, later: bytes) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        row = VisitRecord.objects.get(number="V1")
        shorter = structs.replace(changes.newest(row).read(), services=(line(units=1, minutes=15),))
        changes.change(row, shorter, one.actor, seen=row.version)
        follow_up()
    page = text(confirm(client, 1, later, whole="yes"))
    assert "1 claim went out by these files. 2 claims held" in page
    assert states() == {"V0": "sent", "V1": "hold", "V9": "hold"}


def test_files_that_cannot_be_are_refused_and_nothing_is_noted(client: Client, later: bytes) -> None:
    other = later.replace(
        b"ISA*00*          *00*          *ZZ*EXAMPLEPT      ", b"ISA*00*          *00*          *ZZ*SOMEBODY       "
    )
    for files in ([b"no file of claims"], [other] if other != later else [b""], [later, later]):
        answer = confirm(client, 1, *files, whole="yes")
        assert answer.status_code == 400
        assert states()["V0"] == "ready"
    assert "number 2 is not among them" in text(confirm(client, 2, later, whole="yes"))
    assert "number 2 is not among them" in text(confirm(client, 3, numbered(later, 3), later, whole="yes"))
    some = [numbered(later, at) for at in (4, 6)]
    assert "numbers 1 to 3 and 5 are not" in text(confirm(client, 6, *some, whole="yes"))
    for low in (0, 1):
        assert f"its number 2 is above {low}" in text(confirm(client, low, numbered(later, 2)))
    with organization_transaction([here().organization.pk]):
        assert ControlNumber.objects.get().to_confirm


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sent: sent[: sent.rindex(b"IEA*")], "is not whole"),
        (lambda sent: sent[: sent.rindex(b"GE*")], "is not whole"),
        (lambda sent: sent[: sent.rindex(b"SE*")], "is not whole"),
        (lambda sent: sent[: sent.rindex(b"HL*")], "is not whole"),
        (lambda sent: sent[:-5], "is not whole"),
        (lambda sent: sent.replace(b"~SE*", b"~SE*9").replace(b"\nSE*", b"\nSE*9"), "is not whole"),
        (lambda sent: sent.replace(b"GE*1*", b"GE*2*"), "is not whole"),
        (lambda sent: sent.replace(b"IEA*1*000000001", b"IEA*1*000000002"), "is not whole"),
        (lambda sent: numbered(sent, 0), "which no file has"),
        (lambda sent: sent + sent, "several files"),
        (lambda sent: sent + numbered(sent, 2), "several files"),
    ],
)
def test_a_file_that_is_not_whole_is_not_believed(
    client: Client, later: bytes, change: Callable[[bytes], bytes], words: str
) -> None:
    changed = change(later)
    assert changed != later
    for last in (0, 1, 2):
        answer = confirm(client, last, changed)
        assert answer.status_code == 400
        assert words in text(answer)
    assert states()["V0"] == "ready"


def test_what_the_office_sent_itself_is_not_said_away(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        ready(one, 1)
        (batch,) = send(one.actor)
        content = bytes(batch.content)
    mark_restored()
    assert "this office itself sent 1" in text(confirm(client, 0))
    assert "known here already" in text(confirm(client, 1, content))
    assert confirm(client, 1).status_code == 200


def test_all_who_send_under_the_id_go_on_above_the_last_number(client: Client, later: bytes) -> None:
    assert later
    one, other = here(), house("Hillside")
    with organization_transaction([one.organization.pk]):
        last = ControlNumber.objects.get().last + 5
        known = read_practice_of()
    assert known
    assert confirm(client, last).status_code == 200
    for organization in (other, one):
        with organization_transaction([organization.organization.pk]):
            assert min(reserve_numbers([known], organization.actor)) > last


def test_what_waited_is_handed_over_only_when_it_is_said_and_not_what_a_receiver_has(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = here()
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    folder = tmp_path / str(one.organization.pk)
    folder.mkdir()
    sent = []
    with organization_transaction([one.organization.pk]):
        ExchangeFolders.objects.create(organization=one.organization, out=str(folder))
        practice(one)
        patient = stored_patient(one)
        for at in range(3):
            claims_of([signed(one, patient, visit(f"V{at}", ON - timedelta(days=at)))])
            sent += send(one.actor)
        for batch in sent[:2]:
            plan_handover(batch, one.actor)
    mark_restored()
    do_all()
    assert not list(folder.iterdir())
    with organization_transaction([one.organization.pk]):
        plan_handover(sent[2], one.actor)
        assert "which file each receiver got last" in Handover.objects.get(batch=sent[0]).problem
        with pytest.raises(UserError, match="went out since"):
            try_now(sent[0], one.actor)
    assert confirm(client, 1).status_code == 200
    do_all()
    assert sorted(path.name for path in folder.iterdir()) == [batch.name for batch in sent[1:]]
    with organization_transaction([one.organization.pk]):
        assert [there.path for there in sent[0].deliveries.all()] == [THERE_ALREADY]


def do_all() -> None:
    while do_next_task("worker"):
        pass


def test_each_receiver_is_asked_for_itself(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = here()
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    folder = tmp_path / str(one.organization.pk)
    folder.mkdir()
    known = read_practice(DAY / "practice.toml").patients
    with organization_transaction([one.organization.pk]):
        ExchangeFolders.objects.create(organization=one.organization, out=str(folder))
        practice(one, more='[payers.aetna.receiver]\nname = "Other House"\nid = "OTHER"\n')
        for patient, payer in (("P01", "medicare"), ("P05", "aetna")):
            record = changes.add(PatientRecord(), known[patient], one.actor)
            claims_of([signed(one, record, visit(f"V-{payer}", ON, patient, payer=payer))])
        sent = {batch.receiver: batch for batch in send(one.actor)}
        assert set(sent) == {"Example Clearinghouse", "Other House"}
        for batch in sent.values():
            plan_handover(batch, one.actor)
    mark_restored()
    page = text(client.get("/claims/send"))
    assert "last file that Other House got" in page
    numbers = {name: batch.control_number for name, batch in sent.items()}
    last_of = dict(zip(re.findall('name="name" value="([^"]*)"', page), range(2), strict=True))
    lasts: list[int | str] = [0, 0]
    first, second = sorted(numbers, key=numbers.__getitem__)
    lasts[last_of[second]] = numbers[second]
    assert confirm_each(client, lasts).status_code == 200
    do_all()
    with organization_transaction([one.organization.pk]):
        assert [there.path for there in sent[second].deliveries.all()] == [THERE_ALREADY]
        assert [Path(there.path).name for there in sent[first].deliveries.all()] == [sent[first].name]
    assert [path.name for path in folder.iterdir()] == [sent[first].name]


def test_every_organization_is_asked_for_itself(client: Client, later: bytes) -> None:
    assert later
    organization = here().organization
    other = house("Hillside")
    assert mark_restored() == 2
    assert confirm(client, 0).status_code == 200
    for one, asked in ((organization, False), (other.organization, True)):
        with organization_transaction([one.pk]):
            assert ControlNumber.objects.get().to_confirm is asked


def test_the_same_backup_brought_back_again_uses_no_number_again(
    client: Client, later: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert later
    assert client
    one, last = here(), []
    for minutes in range(3):
        now = datetime(2026, 3, 2, 12, minutes, tzinfo=UTC)
        monkeypatch.setattr(after_restore, "timezone", SimpleNamespace(now=lambda now=now: now))
        with organization_transaction([one.organization.pk]):
            ControlNumber.objects.update(last=7)
            SharedControlNumber.objects.update(last=7)
        mark_restored()
        with organization_transaction([one.organization.pk]):
            last.append(ControlNumber.objects.get().last)
        assert set(SharedControlNumber.objects.values_list("last", flat=True)) <= {last[-1]}
    assert last[0] + 5 < last[1] < last[2] - 5
    with organization_transaction([one.organization.pk]):
        ControlNumber.objects.update(last=500_000_000)
    mark_restored()
    with organization_transaction([one.organization.pk]):
        assert ControlNumber.objects.get().last == 500_000_000 + AHEAD


def test_every_organization_is_marked_or_none(client: Client, later: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert later
    assert client
    houses = [here().organization, house("Hillside").organization]
    for one in houses:
        with organization_transaction([one.pk]):
            ControlNumber.objects.update(to_confirm=False)
    seen: list[object] = []

    def interrupted(*words: object) -> None:
        seen.append(words)
        if len(seen) == 2:
            raise InterruptedError

    monkeypatch.setattr(after_restore, "log", interrupted)
    with pytest.raises(InterruptedError):
        mark_restored()
    for one in houses:
        with organization_transaction([one.pk]):
            assert not ControlNumber.objects.filter(to_confirm=True).exists()
