"""Files are put at a real SFTP server once, by a task that goes on where it was cut off; answers come from there."""

import os
import re
import time
from collections.abc import Awaitable, Iterator
from datetime import timedelta
from pathlib import Path

import asyncssh
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cleanclaim.model.errors import UserError
from cleanclaim.office.claims import delivery
from cleanclaim.office.claims.delivery import plan_handover, try_now
from cleanclaim.office.claims.fetching import fetch_answers
from cleanclaim.office.claims.models import AnswerFile, ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders, Handover
from cleanclaim.office.claims.places import check_places
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.worker import do_next_task
from tests.office.stored.made_up import House, here, house, text
from tests.office.stored.test_sending import ready, rejection, send
from tests.sftp_server import SftpServer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def there(tmp_path: Path) -> Iterator[SftpServer]:
    server = SftpServer(tmp_path)
    yield server
    server.stop()


def written(there: SftpServer) -> dict[str, str]:
    address = f"sftp://claims@127.0.0.1:{there.port}"
    return {
        "out": f"{address}/in",
        "answers": f"{address}/out",
        "key": str(there.key),
        "known_hosts": str(there.known),
    }


@pytest.fixture
def office(tmp_path: Path, there: SftpServer, monkeypatch: pytest.MonkeyPatch) -> House:
    """An organization whose server is named, with its keys in the folder of its own."""
    found = house()
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    own = tmp_path / str(found.organization.pk)
    own.mkdir()
    there.key, there.known = there.key.rename(own / "key"), there.known.rename(own / "known_hosts")
    with organization_transaction([found.organization.pk]):
        places = check_places(written(there), found.organization.pk)
        ExchangeFolders.objects.create(organization=found.organization, **places)
    return found


def sent(office: House) -> Batch:
    """A file that was just sent, and is to be handed over."""
    with organization_transaction([office.organization.pk]):
        ready(office, 1)
        (batch,) = send(office.actor)
        plan_handover(batch, office.actor)
    return batch


def again(office: House, batch: Batch) -> Handover:
    """Try once more, though the pause has not passed; how it stands then."""
    with organization_transaction([office.organization.pk]):
        try_now(batch, office.actor)
    assert do_next_task("worker")
    return stands(office, batch)


def stands(office: House, batch: Batch) -> Handover:
    with organization_transaction([office.organization.pk]):
        return Handover.objects.get(batch=batch)


def delivered(office: House, batch: Batch) -> list[str]:
    with organization_transaction([office.organization.pk]):
        return list(batch.deliveries.values_list("path", flat=True))


def test_a_file_is_put_at_the_server_once(office: House, there: SftpServer) -> None:
    batch = sent(office)
    assert do_next_task("worker")
    assert there.names("in") == [batch.name]
    assert (there.folder / "in" / batch.name).read_bytes() == bytes(batch.content)
    assert delivered(office, batch) == [f"sftp://127.0.0.1/in/{batch.name}"]
    (there.folder / "in" / batch.name).unlink()
    with organization_transaction([office.organization.pk]):
        try_now(batch, office.actor)
    assert not do_next_task("worker")
    assert there.names("in") == [], "the receiver took it"


def test_what_failed_says_what_and_when_and_is_tried_again_after_growing_pauses(
    office: House, there: SftpServer
) -> None:
    batch = sent(office)
    (there.folder / "in").rmdir()
    pauses = []
    for tries in (1, 2, 3):
        before = timezone.now()
        if tries > 1:
            again(office, batch)
        else:
            assert do_next_task("worker")
        found = stands(office, batch)
        assert found.tries == tries
        assert "127.0.0.1, /in: cannot be used" in found.problem
        assert found.tried_at
        assert found.tried_at >= before
        assert found.next_at
        pauses.append(round((found.next_at - before) / timedelta(minutes=1)))
        assert not do_next_task("worker"), "not before the pause has passed"
    assert pauses == [1, 5, 15]
    (there.folder / "in").mkdir()
    assert again(office, batch).problem == ""
    assert there.names("in") == [batch.name]
    assert not DBTaskResult.objects.filter(status="READY").exists()


@pytest.mark.parametrize("taken", [False, True])
def test_a_renaming_whose_answer_is_lost_doubles_nothing(office: House, there: SftpServer, taken: bool) -> None:
    """Whether the receiver took the file meanwhile or not."""

    class Lost(asyncssh.SFTPServer):
        def rename(self, oldpath: bytes, newpath: bytes) -> None:
            super().rename(oldpath, newpath)
            self.connection.abort()

    there.serves = Lost
    batch = sent(office)
    assert do_next_task("worker")
    assert "cannot be reached" in stands(office, batch).problem or "cannot be used" in stands(office, batch).problem
    assert there.names("in") == [batch.name]
    assert delivered(office, batch) == []
    if taken:
        (there.folder / "in" / batch.name).unlink()
    there.serves = asyncssh.SFTPServer
    assert again(office, batch).problem == ""
    assert there.names("in") == ([] if taken else [batch.name])
    assert len(delivered(office, batch)) == 1


def test_who_is_cut_off_while_it_is_put_there_leaves_no_half_file(office: House, there: SftpServer) -> None:
    class Lost(asyncssh.SFTPServer):
        def write(self, file_obj: object, offset: int, data: bytes) -> int | Awaitable[int]:
            self.connection.abort()
            return super().write(file_obj, offset, data[:100])

    there.serves = Lost
    batch = sent(office)
    assert do_next_task("worker")
    assert stands(office, batch).problem
    assert not [name for name in there.names("in") if not name.startswith(".")]
    there.serves = asyncssh.SFTPServer
    assert again(office, batch).problem == ""
    assert there.names("in") == [batch.name]
    assert (there.folder / "in" / batch.name).read_bytes() == bytes(batch.content)


def test_another_file_of_that_name_is_left_as_it_is(office: House, there: SftpServer) -> None:
    batch = sent(office)
    (there.folder / "in" / batch.name).write_bytes(b"theirs")
    assert do_next_task("worker")
    assert "is there already, and is another file" in stands(office, batch).problem
    assert (there.folder / "in" / batch.name).read_bytes() == b"theirs"


def test_a_file_that_was_sent_before_a_place_was_named_waits_for_somebody(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    one, out = here(), tmp_path / "out"
    out.mkdir()
    with organization_transaction([one.organization.pk]):
        ready(one, 1)
        (batch,) = send(one.actor)
        plan_handover(batch, one.actor)
        assert not Handover.objects.exists()
        ExchangeFolders.objects.create(organization=one.organization, out=str(out / "gone"))
    assert not do_next_task("worker")
    address = f"/claims/files/{batch.pk}/"
    assert "no place was named when it was sent" in text(client.get(address))
    client.post(f"{address}deliver")
    assert "It is being handed over" in text(client.get(address))
    assert do_next_task("worker")
    page = text(client.get(address))
    assert "It could not be handed over" in page
    assert "The folder: is not there." in page
    assert "tried 1 time" in page
    assert "The next try is" in page
    assert "Try now" in page
    listed = text(client.get("/claims/files/"))
    assert ">Failed<" in listed
    assert "next try <time" in listed
    assert re.search(r'<button aria-label="Try [^"]+ now">Try now</button>', listed)
    with organization_transaction([one.organization.pk]):
        ExchangeFolders.objects.update(out=str(out))
    client.post(f"{address}deliver")
    assert do_next_task("worker")
    assert f"Handed over: {out / batch.name}" in text(client.get(address))
    assert "Try now" not in text(client.get(address))


def test_answers_are_fetched_from_the_server_once(office: House, there: SftpServer) -> None:
    sent(office)
    assert do_next_task("worker")
    with organization_transaction([office.organization.pk]):
        content = rejection(ClaimAsSent.objects.get())
    for name, seconds in (("one.277ca", 90), ("again.277ca", 90), ("late.277ca", 1)):
        path = there.folder / "out" / name
        path.write_bytes(content if name != "late.277ca" else content.replace(b"000000077", b"000000078"))
        then = time.time() - seconds
        os.utime(path, (then, then))
    (there.folder / "out" / "notes.txt").write_bytes(b"hello")
    fetch_answers()
    fetch_answers()
    assert do_next_task("worker")
    assert not do_next_task("worker"), "one look at a time"
    with organization_transaction([office.organization.pk]):
        assert list(ClaimRecord.objects.values_list("state", flat=True)) == ["rejected"]
        assert AnswerFile.objects.count() == 1
        found = ExchangeFolders.objects.get()
        assert (found.look_problem, found.looked_at is not None) == ("", True)
    fetch_answers()
    assert not do_next_task("worker"), "not every minute"
    assert there.names("out") == ["again.277ca", "late.277ca", "notes.txt", "one.277ca"]
    (there.folder / "out").rename(there.folder / "gone")
    with organization_transaction([office.organization.pk]):
        ExchangeFolders.objects.update(looked_at=timezone.now() - timedelta(minutes=6))
    fetch_answers()
    assert do_next_task("worker")
    with organization_transaction([office.organization.pk]):
        assert "127.0.0.1, /out: cannot be used" in ExchangeFolders.objects.get().look_problem


def test_a_file_that_cannot_be_read_keeps_no_other_back(office: House, there: SftpServer) -> None:
    class Picky(asyncssh.SFTPServer):
        def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
            if b"a.999" in path:
                raise asyncssh.SFTPPermissionDenied("not yours")
            return super().open(path, pflags, attrs)

    sent(office)
    assert do_next_task("worker")
    with organization_transaction([office.organization.pk]):
        content = rejection(ClaimAsSent.objects.get())
    for name in ("a.999", "one.277ca"):
        (there.folder / "out" / name).write_bytes(content)
        os.utime(there.folder / "out" / name, (1, 1))
    there.serves = Picky
    fetch_answers()
    assert do_next_task("worker")
    with organization_transaction([office.organization.pk]):
        assert list(AnswerFile.objects.values_list("name", flat=True)) == ["one.277ca"]
        assert ExchangeFolders.objects.get().look_problem == ""


@pytest.mark.parametrize(("name", "value", "says"), [
    ("out", "sftp://claims:secret@127.0.0.1/in", "is no address"),
    ("out", "sftp://127.0.0.1/in", "is no address"),
    ("out", "sftp://claims@127.0.0.1:99999/in", "is no address"),
    ("out", "sftp://claims@127.0.0.1:1/in", "its host key is not among those in"),
    ("answers", "sftp://claims@elsewhere.example/in", "its host key is not among those in"),
    ("key", "", "is of use only with a private key"),
    ("key", "/etc/hostname", "does not lie under"),
    ("key", "{own}/../authorized", "does not lie under"),
    ("known_hosts", "{own}/nothing", "is not there"),
])  # fmt: skip
def test_a_place_that_may_not_be_used_is_refused_without_going_there(
    office: House, there: SftpServer, name: str, value: str, says: str
) -> None:
    value = value.replace("{own}", str(there.key.parent))
    with organization_transaction([office.organization.pk]), pytest.raises(UserError, match=says) as refused:
        check_places({**written(there), name: value}, office.organization.pk)
    assert "secret" not in str(refused.value)


def test_nobody_names_another_organizations_keys(office: House, there: SftpServer) -> None:
    other = house("Hillside")
    assert office.organization.pk != other.organization.pk
    with organization_transaction([other.organization.pk]), pytest.raises(UserError, match="does not lie under"):
        check_places(written(there), other.organization.pk)


def test_without_the_library_it_is_said_how_to_get_it(
    office: House, there: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_at: object) -> None:
        raise ModuleNotFoundError("No module named 'asyncssh'", name="asyncssh")

    monkeypatch.setattr("cleanclaim.office.claims.places.check_known", missing)
    with organization_transaction([office.organization.pk]), pytest.raises(UserError, match="is not installed") as said:
        check_places(written(there), office.organization.pk)
    assert "cleanclaim[sftp]" in said.value.remedy


def test_the_pauses_grow() -> None:
    assert list(delivery.PAUSES) == sorted(set(delivery.PAUSES))
