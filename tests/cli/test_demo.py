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
    "A second payer",
    "A batch rejected at its head",
    "A claim taken back and corrected",
    "Everything that was sent, and everything that was paid",
    "The files",
]


def test_the_demo_prints_its_sections_in_order_and_leaves_the_claims(tmp_path: Path) -> None:
    answer = process("demo", "-o", tmp_path)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    places = [lines.index(section) for section in SECTIONS]
    assert places == sorted(places)
    assert str(tmp_path / "claims.837") in answer.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers", "claims.837", "manifest.json", "weeks-after"]
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


def test_the_weeks_after_are_told_by_the_commands_to_the_cent(tmp_path: Path) -> None:
    said = call("demo", "-o", tmp_path).out
    after = tmp_path / "weeks-after"
    second, claims = sorted(after.glob("second.*")), [tmp_path / "claims.837", tmp_path / "answers" / "claims.835"]
    assert "Medicare Part B paid $57.44, $14.65 left" in said

    head = call("match", *second)
    assert head.code == 1
    assert head.out.count("refused before it was decided   $") == 3
    assert "A3:24:41" in head.out
    assert head.out.splitlines()[0] in said

    again = call("match", *second, *sorted(after.glob("second-again.*")))
    assert again.code == 3  # paid, and no price of the second payer is known
    assert "is refused, and its claims were sent again" in again.out
    assert "1 payment of $46.70, every cent of it on these claims" in again.out

    advice = call("read", after / "corrected.835").out
    assert advice in said
    assert "an earlier payment taken back (22)" in advice

    everything = call("match", *claims, *second, *sorted(after.glob("second-again.*")), *after.glob("corrected.*"))
    total = "3 payments of $1,473.93 together, every cent of it on these claims"
    assert total in everything.out
    assert total in said
    assert sum(cents_paid(path) for path in tmp_path.rglob("*.835")) == 147393


def cents_paid(path: Path) -> int:
    """What a remittance pays, by its BPR02."""
    (bpr,) = [one for one in path.read_text(encoding="ascii").split("~\n") if one.startswith("BPR*")]
    return round(float(bpr.split("*")[2]) * 100)


def test_all_that_the_weeks_after_wrote_passes_validation(tmp_path: Path) -> None:
    call("demo", "-o", tmp_path)
    files = sorted((tmp_path / "weeks-after").iterdir())
    assert len(files) == 11
    for file in files:
        if file.name != "second.277ca":  # pyx12 asks for a provider, of which a batch rejected at its head names none
            assert refusal(file.read_text(encoding="ascii")) == "", file.name
        assert call("validate", file).code == 0, file.name
