"""Answers that lie in the named folder are read by themselves, once, and reopen what was rejected."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from cleanclaim.office.claims.fetching import fetch_answers
from cleanclaim.office.claims.models import AnswerFile, ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import ExchangeFolders
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import House, house
from tests.office.stored.test_sending import ready, rejection, send

pytestmark = pytest.mark.usefixtures("database")


def lies(path: Path, content: bytes, seconds: int) -> None:
    path.write_bytes(content)
    then = time.time() - seconds
    os.utime(path, (then, then))


def states(here: House) -> tuple[list[str], int]:
    with organization_transaction([here.organization.pk]):
        return list(ClaimRecord.objects.values_list("state", flat=True)), AnswerFile.objects.count()


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
