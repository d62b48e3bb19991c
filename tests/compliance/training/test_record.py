"""The training record: added to and never changed, whole or not at all, and refused where it is none."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from cleanclaim.compliance.training.record import (
    Attestation,
    TrainingAnswer,
    TrainingRecord,
    add_to_record,
    read_record,
)
from cleanclaim.file_lock import locked
from cleanclaim.model.errors import UserError

ANSWER = TrainingAnswer(
    who="kim",
    on=date(2026, 12, 1),
    kind="units.total",
    competency="T1",
    item="units.total:1",
    reply="b",
    right=True,
    rating=3,
    versions={"policy:medicare.unit_method": "0"},
)
TAUGHT = Attestation(who="lee", on=date(2026, 1, 5), competency="P1", taught_by="M. Owner", material="handbook 4")


def test_a_record_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_record(tmp_path / "training.json") == TrainingRecord()


def test_what_is_added_stands_behind_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "training.json"
    add_to_record(path, answers=[ANSWER])
    add_to_record(path, attestations=[TAUGHT])
    found = add_to_record(path, answers=[structs.replace(ANSWER, right=False, rating=1)])
    assert found == read_record(path)
    assert [one.right for one in found.answers] == [True, False]
    assert found.attestations == (TAUGHT,)
    assert found.people == ("kim", "lee")


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "training.json"
    add_to_record(path, answers=[ANSWER])
    assert os.stat(path).st_mode & 0o077 == 0  # noqa: PTH116 - the mode as the system has it


def test_two_may_train_at_once(tmp_path: Path) -> None:
    path = tmp_path / "training.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: add_to_record(path, [structs.replace(ANSWER, item=str(number))]), range(40)))
    assert {one.item for one in read_record(path).answers} == {str(number) for number in range(40)}
    assert [one.name for one in tmp_path.iterdir()] == ["training.json"]


def test_who_keeps_it_locked_is_waited_for_and_then_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.compliance.training.record.LOCK_SECONDS", 0.0)
    path = tmp_path / "training.json"
    with locked(tmp_path / ".training.json.lock"), pytest.raises(UserError, match="another process"):
        add_to_record(path, answers=[ANSWER])


@pytest.mark.parametrize("content", [b"", b"[]", b'{"answers": 1}', b'{"formats": 1}', b"\xff", b'{"format": 2}'])
def test_what_is_no_record_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "training.json"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"training\.json: is "):
        add_to_record(path, answers=[ANSWER])
    assert path.read_bytes() == content
