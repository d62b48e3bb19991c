"""Answers that lie in the named folder are read by themselves, once, and reopen what was rejected."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from cleanclaim.office.claims.answers import read_folder, take_all, take_answer
from cleanclaim.office.claims.fetching import fetch_answers
from cleanclaim.office.claims.models import AnswerFile, ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch, ExchangeFolders
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import House, house
from tests.office.stored.test_answers_in_any_order import rejected_999
from tests.office.stored.test_sending import ready, rejection, send

pytestmark = pytest.mark.usefixtures("database")


def lies(path: Path, content: bytes, seconds: int) -> None:
    path.write_bytes(content)
    then = time.time() - seconds
    os.utime(path, (then, then))


def states(here: House) -> tuple[list[str], int]:
    with organization_transaction([here.organization.pk]):
        return list(ClaimRecord.objects.values_list("state", flat=True)), AnswerFile.objects.count()


def early(number: int) -> bytes:
    """A 999 that rejects a file that is not sent yet."""
    return rejected_999(ClaimAsSent(batch=Batch(control_number=number)))


def test_what_came_before_its_file_was_sent_counts_after_the_sending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    here = house()
    with organization_transaction([here.organization.pk]):
        ready(here, 1)
        ExchangeFolders.objects.create(organization=here.organization, answers=str(tmp_path))
    lies(tmp_path / "early.999", early(1), 90)
    for _look in range(2):
        fetch_answers()
        assert states(here) == (["ready"], 1)
    with organization_transaction([here.organization.pk]):
        send(here.actor)
    for _look in range(2):
        fetch_answers()
        assert states(here) == (["rejected"], 2)
    with organization_transaction([here.organization.pk]):
        first, then = AnswerFile.objects.order_by("fits_now").values_list("summary", flat=True)
    assert "which was not sent from here" in first
    assert "now it fits" in then


def test_what_fits_nothing_is_read_anew_and_what_counted_is_not(tmp_path: Path) -> None:
    here = house()
    folder = tmp_path / "back"
    folder.mkdir()
    (folder / "a.999").write_bytes(early(1))
    (folder / "b.999").write_bytes(early(2))

    def looked() -> list[tuple[str, str]]:
        found = read_folder(folder, here.organization.pk)
        with organization_transaction([here.organization.pk]):
            return [(one.name, one.summary) for one in take_all(found, here.actor)]

    with organization_transaction([here.organization.pk]):
        ready(here, 1)
        for _time in range(2):
            taken = take_answer("a.999", early(1), here.actor)
            assert not taken.known
            assert "which was not sent from here" in taken.summary
        send(here.actor)
    (b, said_of_b), (a, said_of_a) = looked()
    assert (b, a) == ("b.999", "a.999"), "what is new comes first"
    assert "which was not sent from here" in said_of_b
    assert "1 claim rejected; now it fits" in said_of_a
    assert [name for name, _said in looked()] == ["b.999"]
    with organization_transaction([here.organization.pk]):
        assert take_answer("a.999", early(1), here.actor).known


def test_answers_come_back_by_themselves_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    here = house()
    house("Hillside")
    with organization_transaction([here.organization.pk]):
        ready(here, 1)
        send(here.actor)
        ExchangeFolders.objects.create(organization=here.organization, answers=str(tmp_path))
        content = rejection(ClaimAsSent.objects.get())
    lies(tmp_path / "notes.txt", b"hello", 90)
    lies(tmp_path / "one.277ca", content, 1)
    fetch_answers()
    assert states(here) == (["sent"], 0), "it may be still on its way"
    lies(tmp_path / "one.277ca", content, 90)
    fetch_answers()
    assert states(here) == (["rejected"], 1)
    lies(tmp_path / "again.277ca", content, 90)
    fetch_answers()
    assert states(here) == (["rejected"], 1)
    with organization_transaction([here.organization.pk]):
        ExchangeFolders.objects.update(answers=str(tmp_path / "gone"))
    fetch_answers()
