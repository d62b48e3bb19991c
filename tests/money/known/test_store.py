"""The store of a book: its owner's alone, given up where it cannot be used, and one transaction a run."""

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cleanclaim.money.known import known_book as known
from cleanclaim.money.known.post import find_touched
from cleanclaim.money.known.store import NAME
from tests.claims.stories import AETNA, decision, remittance
from tests.cli.calling import call
from tests.cli.forks import forked
from tests.money.book.folders import claim_file, fill
from tests.money.known.comparing import TODAY, assert_same, from_nothing, remembered

PAID = decision({0: 4500, 1: 2500, 2: 2000}, "ICN1")


def book_in(folder: Path) -> Path:
    made = [remittance(day, f"Q{day}", decision({0: 100 * day}, f"N{day}", claim_id=f"X{day}")) for day in range(5)]
    fill(folder, [remittance(0, "Q", PAID), *made])
    (folder / "more.837").write_bytes(b"".join(claim_file(f"X{at}") for at in range(4)))
    return folder


def add_a_file(folder: Path) -> None:
    fill(folder / "later", [remittance(9, "Q9", decision({1: 900}, "N9", claim_id="X3"), payer=AETNA)])


def posted(monkeypatch: pytest.MonkeyPatch, folder: Path) -> int:
    """How many families the next run posts."""
    counts = []

    def counting(*arguments: Any) -> dict[int, None]:
        found = find_touched(*arguments)
        counts.append(len(found))
        return found

    with monkeypatch.context() as patched:
        patched.setattr(known, "find_touched", counting)
        remembered(folder)
    return counts[0]


def test_what_a_file_does_not_touch_is_not_posted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = book_in(tmp_path)
    assert posted(monkeypatch, folder) == 6
    assert posted(monkeypatch, folder) == 0
    add_a_file(folder)
    (folder / "later" / "claims.837").unlink()
    assert posted(monkeypatch, folder) == 1
    assert_same(folder)
    monkeypatch.setattr(known, "version_of_the_program", lambda: "another")
    assert posted(monkeypatch, folder) == 6


def test_its_owner_alone_may_read_it_and_it_may_be_deleted(tmp_path: Path) -> None:
    folder = book_in(tmp_path)
    assert_same(folder)
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    (folder / NAME).unlink()
    assert_same(folder)
    assert (folder / NAME).is_file()


@pytest.mark.parametrize(
    "content", [b"", b"no database at all, but a text of some length" * 50, b"SQLite format 3\0" * 99]
)
def test_a_damaged_one_is_made_anew(tmp_path: Path, content: bytes) -> None:
    folder = book_in(tmp_path)
    assert_same(folder)
    (folder / NAME).write_bytes(content)
    assert_same(folder)
    assert_same(folder)


def test_where_it_cannot_be_written_the_answer_is_whole_and_it_is_said(tmp_path: Path) -> None:
    folder = book_in(tmp_path)
    (folder / NAME).mkdir()
    assert remembered(folder) == from_nothing(folder)
    answer = call("book", folder)
    assert f"{NAME}: " in answer.err
    assert "The answer is whole" in answer.err
    (folder / NAME).rmdir()
    assert call("book", folder, "--no-cache").out == answer.out
    assert not (folder / NAME).exists()
    assert call("book", folder).out == answer.out
    assert call("book", folder).err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_two_processes_at_once_do_no_harm(tmp_path: Path) -> None:
    folder = book_in(tmp_path)
    wanted = from_nothing(folder)
    store = sqlite3.connect(folder / NAME, isolation_level=None)
    with closing(store):
        store.execute("BEGIN IMMEDIATE")
        ended = forked(lambda: _wait_less(folder, wanted))
        assert ended.code == 0
    assert_same(folder)


def _wait_less(folder: Path, wanted: object) -> None:
    from cleanclaim.money.known import store

    store.WAIT = 0.1
    assert remembered(folder) == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="no fork and no SIGKILL there")
@pytest.mark.parametrize("times", [5, pytest.param(200, marks=pytest.mark.long)])
def test_killed_at_any_moment_it_comes_to_the_same(tmp_path: Path, times: int) -> None:
    folder = book_in(tmp_path)
    whole = forked(lambda: known.known_book(folder, TODAY))
    assert whole.code == 0
    chance, killed = Random(times), 0  # noqa: S311 - moments, no secret
    wanted = dict.fromkeys((False, True))
    for number in range(times * 20):  # some end before they are killed
        later = folder / "later"
        if number % 2:
            add_a_file(folder)
        else:
            for path in later.glob("*"):
                path.unlink()
        if number % 3 == 0:
            (folder / NAME).unlink(missing_ok=True)
        after = chance.uniform(0, whole.seconds)
        killed += forked(lambda: known.known_book(folder, TODAY), kill_after=after).code < 0
        if number < 2:
            wanted[bool(number % 2)] = from_nothing(folder)
        assert remembered(folder) == wanted[bool(number % 2)]
        if killed == times:
            return
    raise AssertionError(f"only {killed} of {times} were killed")


def test_many_processes_come_to_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = book_in(tmp_path)
    wanted = remembered(folder, remember=False)
    monkeypatch.setattr(known, "WORTH_IT", 0)
    assert remembered(folder) == wanted
    assert remembered(folder) == wanted
