"""`cleanclaim demo`: the whole main job on the example day, told in sections, the claims left where it says."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calling import THE_DAY, call, process, refused
from tests.cli.oracle import refusal

SECTIONS = [
    "From minutes to units: one visit in full",
    "The review: what is on hold, and why",
    "The claims",
    "The answers of a test payer",
    "The files",
]


def test_the_demo_prints_its_sections_in_order_and_leaves_the_claims(tmp_path: Path) -> None:
    answer = process("demo", "-o", tmp_path)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    places = [lines.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert str(tmp_path / "claims.837") in answer.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers", "claims.837", "manifest.json"]
    assert refusal((tmp_path / "claims.837").read_text(encoding="ascii")) == ""


def test_the_claims_are_answered_and_matched_to_the_cent(tmp_path: Path) -> None:
    answer = call("demo", "-o", tmp_path)
    answers = sorted((tmp_path / "answers").iterdir())
    assert [path.name for path in answers] == ["claims.277ca", "claims.835", "claims.999"]
    assert all(refusal(path.read_text(encoding="ascii")) == "" for path in answers)
    assert "11 claims    $1,502.00 billed      $609.31 paid   paid to the cent as expected" in answer.out
    assert "1 payment of $1,405.15, every cent of it on these claims" in answer.out


def test_the_demo_writes_what_the_commands_write(tmp_path: Path) -> None:
    call("demo", "-o", tmp_path)
    call("claim", *THE_DAY, "-o", tmp_path / "by-hand.837")
    assert (tmp_path / "claims.837").read_bytes() == (tmp_path / "by-hand.837").read_bytes()


def test_the_demo_says_the_same_twice(tmp_path: Path) -> None:
    assert call("demo", "-o", tmp_path) == call("demo", "-o", tmp_path)


@pytest.mark.parametrize("name", ["claims.837", "answers/claims.835", "answers/claims.999"])
def test_a_file_that_was_changed_is_not_written_over(tmp_path: Path, name: str) -> None:
    assert call("demo", "-o", tmp_path).code == 0
    theirs = (tmp_path / name).read_bytes().replace(b"~", b"\n~")
    (tmp_path / name).write_bytes(theirs)
    refused(call("demo", "-o", tmp_path), name, "was not written by `cleanclaim demo`, or was changed since")
    assert (tmp_path / name).read_bytes() == theirs


def test_nor_is_what_another_wrote_under_the_same_names(tmp_path: Path) -> None:
    claims = call("claim", *THE_DAY, "-o", tmp_path / "claims.837")
    before = (tmp_path / "claims.837").read_bytes()
    assert claims.out
    refused(call("demo", "-o", tmp_path), "nothing says that `cleanclaim demo` wrote what lies in it")
    assert [path.name for path in tmp_path.iterdir()] == ["claims.837"]
    assert (tmp_path / "claims.837").read_bytes() == before


@pytest.mark.parametrize("name", ["claims.837", "answers/claims.835"])
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_nothing_is_written_where_one_of_the_names_is_no_file(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    assert call("demo", "-o", tmp_path).code == 0
    (tmp_path / name).unlink()
    make(tmp_path / name)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    refused(call("demo", "-o", tmp_path), name, "was not written by `cleanclaim demo`")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_the_demo_writes_below_out_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("demo").code == 0
    assert (tmp_path / "out" / "demo" / "claims.837").is_file()
