"""A log of what was sent that lost something bills nothing again, and no control number comes twice."""

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanclaim.atomic_write import write_unfinished
from cleanclaim.claims.sent_log import LOG, adding_to_sent_log, read_sent_log
from tests.cli.calling import refused
from tests.cli.test_sent import PROJECT, VISIT, bill, numbers

OTHERS = [VISIT | {"service_date": day} for day in ("2026-02-25", "2026-02-26", "2026-02-27")]


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project that sent three files."""
    (tmp_path / "cleanclaim.toml").write_text(PROJECT)
    monkeypatch.chdir(tmp_path)
    for name, visit in zip("abc", OTHERS, strict=True):
        assert bill(f"{name}.837", visit).code == 0
    return tmp_path / "sent"


def test_a_last_line_without_its_newline_counts(sent: Path) -> None:
    log = sent / LOG
    whole = log.read_bytes()
    log.write_bytes(whole[:-1])
    assert bill("d.837", OTHERS[2]).json["held"]
    assert bill("d.837").code == 0
    assert log.read_bytes().startswith(whole)
    assert numbers(*sorted(sent.glob("*.837"))) == [f"{number:09d}" for number in range(1, 5)]


LOSSES: dict[str, Callable[[list[bytes]], bytes | None]] = {
    "the log is gone": lambda _lines: None,
    "it is empty": lambda _lines: b"",
    "its last line is cut": lambda lines: b"".join(lines)[:-9],
    "its last line is gone": lambda lines: b"".join(lines[:-1]),
    "its first line is gone": lambda lines: b"".join(lines[1:]),
    "a line between is gone": lambda lines: lines[0] + lines[2],
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_log_that_lost_a_line_bills_nothing(sent: Path, loss: str) -> None:
    log = sent / LOG
    left = LOSSES[loss](log.read_bytes().splitlines(keepends=True))
    log.unlink() if left is None else log.write_bytes(left)
    for more in ((), ("--force",), ("--dry-run",)):
        refused(bill("d.837", *OTHERS, more=more), LOG, "Restore it from a backup")
    assert not Path("d.837").exists()


@pytest.mark.parametrize("lost", [0, 1])
def test_a_line_is_missed_without_the_copy_too(sent: Path, lost: int) -> None:
    lines = (sent / LOG).read_bytes().splitlines(keepends=True)
    (sent / LOG).write_bytes(b"".join(line for number, line in enumerate(lines) if number != lost))
    next(sent.glob(f"*-{lost + 1:09d}-*")).unlink()
    refused(bill("d.837"), "a line is missing", f"after control number {lost + 1}, and control number {lost} ")


def test_a_strangers_file_has_to_go_elsewhere(sent: Path) -> None:
    (sent / "notes.txt").write_text("mine")
    (sent / ".hidden").touch()
    refused(bill("d.837"), "notes.txt: is none of the files that were sent", "Move it")
    (sent / "notes.txt").unlink()
    assert bill("d.837").code == 0


@pytest.mark.parametrize("number", ["0", "-5", "1000000000"])
def test_a_number_that_is_none_is_refused(sent: Path, number: str) -> None:
    log = sent / LOG
    log.write_text(log.read_text().replace('"control_numbers":[3]', f'"control_numbers":[{number}]'))
    refused(bill("d.837"), f"line 3 has {number}, which is no control number")


def test_numbers_that_were_used_are_skipped_after_the_largest(sent: Path) -> None:
    log = sent / LOG
    log.write_text(log.read_text().replace('"control_numbers":[3]', '"control_numbers":[999999999]'))
    assert bill("d.837").code == 0
    assert bill("e.837", VISIT | {"service_date": "2026-02-24"}).code == 0
    assert numbers(Path("d.837"), Path("e.837")) == ["000000003", "000000004"]


def test_a_copy_whose_line_is_there_gets_its_name(sent: Path) -> None:
    """As where the power fails between the two."""
    copy = next(sent.glob("*-c.837"))
    content = copy.read_bytes()
    copy.unlink()
    write_unfinished(sent, content)
    write_unfinished(sent, b"of no line")
    with adding_to_sent_log(sent):
        assert copy.read_bytes() == content
        assert len(list(sent.iterdir())) == len(["a", "b", "c", LOG, ".lock"])


@pytest.mark.parametrize("room", [0, 40])
def test_nothing_of_a_file_stays_that_a_full_disk_has_no_room_for(
    sent: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    before = {path: path.read_bytes() for path in sent.iterdir()}
    write, left = os.write, [room] if room else []

    def full(file: int, content: bytes) -> int:
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, content[: left.pop()])

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        refused(bill("d.837"), "cannot be written: No space left on device", "nothing was written")
    assert {path: path.read_bytes() for path in sent.iterdir()} == before
    assert not Path("d.837").exists()
    assert bill("d.837").code == 0
    assert numbers(Path("d.837")) == ["000000004"]


def test_nothing_of_a_file_stays_that_cannot_be_where_it_is_wanted(sent: Path) -> None:
    Path("folder").touch()
    refused(bill("folder/d.837"), "cannot be written")
    assert not list(sent.glob("*d.837"))
    assert re.search(r'"kind":"not written"', (sent / LOG).read_text())
    assert len(read_sent_log(sent).files) == len(OTHERS)
    assert bill("d.837").code == 0
    assert numbers(Path("d.837")) == ["000000005"]
