"""Killed at any moment, 40 times a command: nothing is lost, nothing is answered or billed twice, nothing is half."""

import contextlib
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from cleanclaim.claims.sent_log import read_sent_log
from cleanclaim.cli.output_folder import MANIFEST
from cleanclaim.exchange.x12.claim_files import read_claims
from cleanclaim.reference.library import library
from tests.cli.calling import CLINIC_DAY, THE_DAY, Answer, call
from tests.cli.forks import forked, in_folder
from tests.reference import published as made

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="no fork and no SIGKILL there"),
]
TIMES = 40
MOST_TRIES = 5
"""Some end before they are killed: then it is tried again."""

PROJECT = f"""
practice = "{CLINIC_DAY / "practice.toml"}"
visits = "{CLINIC_DAY / "visits.csv"}"
history = "{CLINIC_DAY / "history.json"}"
filed_on = "2026-03-03"
"""


def killed_at_random(
    folder: Path, prepare: Callable[[Path], object], arguments: tuple[str, ...], check: Callable[[Path], object]
) -> None:
    """Prepare a folder, kill the command in it between its first and its last moment, and check what is left."""
    first, whole = folder / "first", folder / "whole"
    for place in (first, whole):
        place.mkdir()
        prepare(place)
    with contextlib.chdir(first):  # in this process, so that every child has it imported
        call(*arguments)
    ended = forked(in_folder(whole, *arguments))
    assert ended.code in (0, 1, 3), ended
    chance, killed = Random(" ".join(arguments)), 0  # noqa: S311 - moments, no secret
    for number in range(TIMES * MOST_TRIES):
        place = folder / str(number)
        place.mkdir()
        prepare(place)
        killed += forked(in_folder(place, *arguments), kill_after=chance.uniform(0, ended.seconds)).code < 0
        check(place)
        shutil.rmtree(place)
        if killed == TIMES:
            return
    raise AssertionError(f"only {killed} of {TIMES} were killed")


def run_in(place: Path, *arguments: str) -> int:
    return forked(in_folder(place, *arguments)).code


def test_claim(tmp_path: Path) -> None:
    wanted: set[str] = set()

    def check(place: Path) -> None:
        assert run_in(place, "claim", "-o", "again.837") in (0, 1)
        log = read_sent_log(place / "sent")
        claims = [claim.claim_id for file in log.files for claim in read_claims(log.path(file))]
        assert max(Counter(claims).values()) == 1, "billed twice"
        wanted.update(claims)
        assert set(claims) == wanted, "a claim was lost"
        for file in place.glob("*.837"):
            copies = [log.path(one).read_bytes() for one in log.files]
            assert file.read_bytes() in copies, "a file that the log does not have"
        numbers = [number for file in log.files for number in file.control_numbers]
        assert len(numbers) == len(set(numbers))

    def prepare(place: Path) -> None:
        (place / "cleanclaim.toml").write_text(PROJECT)

    killed_at_random(tmp_path, prepare, ("claim", "-o", "claims.837"), check)


def test_fix(tmp_path: Path) -> None:
    day, old = ("fix", *THE_DAY), b"the old file\n"
    assert call(*day, "-o", tmp_path / "new.csv").code in (0, 1)
    new = (tmp_path / "new.csv").read_bytes()

    def prepare(place: Path) -> None:
        (place / "fixed.csv").write_bytes(old)

    def check(place: Path) -> None:
        assert (place / "fixed.csv").read_bytes() in (old, new)

    killed_at_random(tmp_path, prepare, (*day, "-o", "fixed.csv", "--force"), check)


def test_import(tmp_path: Path) -> None:
    def prepare(place: Path) -> None:
        (place / "MUE_Eff_10-01-2026.csv").write_bytes(made.quoted(made.limits()))

    arguments = ("reference", "import", "MUE_Eff_10-01-2026.csv", "--library", "library")

    def check(place: Path) -> None:
        assert library(place / "library").releases
        assert run_in(place, *arguments) == 0
        assert any(release.name == "MUE 2026Q4" for release in library(place / "library").releases)

    killed_at_random(tmp_path, prepare, arguments, check)


def test_payer(tmp_path: Path) -> None:
    sent = tmp_path / "sent.837"
    answer: Answer = call("claim", *THE_DAY, "-o", sent)
    assert answer.code == 1
    arguments = ("payer", "--inbox", "in", "--outbox", "out", "--on", "2026-03-20")

    def prepare(place: Path) -> None:
        (place / "in").mkdir()
        shutil.copy(sent, place / "in" / "day.837")

    def check(place: Path) -> None:
        assert run_in(place, *arguments) == 0
        answers = {one.name: one.read_bytes() for one in (place / "out").iterdir() if one.suffix != ".json"}
        assert sorted(answers) == ["day.277ca", "day.835", "day.999"]
        assert all(text.rstrip().endswith(b"~") and b"IEA*" in text for text in answers.values())
        assert run_in(place, *arguments) == 0
        assert {one.name: one.read_bytes() for one in (place / "out").iterdir() if one.suffix != ".json"} == answers

    killed_at_random(tmp_path, prepare, arguments, check)


def test_synth(tmp_path: Path) -> None:
    arguments = ("synth", "--years", "0.1", "--clinicians", "1", "--from", "2026-01-05", "-o", "made", "--force")

    def prepare(place: Path) -> None:
        (place / "mine.txt").write_text("mine")

    def check(place: Path) -> None:
        assert (place / "mine.txt").read_text() == "mine"
        if (place / "made").exists():
            assert (place / "made" / MANIFEST).is_file()
        assert run_in(place, *arguments) == 0
        assert (place / "made" / "README.txt").is_file()

    killed_at_random(tmp_path, prepare, arguments, check)
