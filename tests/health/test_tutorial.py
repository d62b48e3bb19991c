"""The tutorial, done as it says: its commands are run on the example day, and print what it quotes."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
TUTORIAL = (REPO / "docs" / "tutorial" / "first-claim.md").read_text(encoding="utf-8")
UNDETERMINED = (REPO / "docs" / "explanation" / "undetermined.md").read_text(encoding="utf-8")
REVIEW = "review visits.csv --history history.json --practice practice.toml --filed-on 2026-03-03"


def indented(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("    "):
            yield line.strip()


def commands() -> list[str]:
    return [line.removeprefix("cleanclaim ") for line in indented(TUTORIAL) if line.startswith("cleanclaim ")]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPO / "examples" / "clinic-day", tmp_path / "clinic-day"))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "cleanclaim", *command.split()]
    env = os.environ | {"PYTHONUTF8": "1"}
    return subprocess.run(called, cwd=folder, capture_output=True, encoding="utf-8", env=env, check=False)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_commands_print_what_the_tutorial_quotes(day: Path) -> None:
    assert len(commands()) == 4
    printed = squeezed("".join(run(command, day).stdout for command in commands()))
    quoted = [line for line in indented(TUTORIAL) if not line.startswith(("cleanclaim ", "make ", "cd "))]
    assert quoted
    assert [line for line in quoted if squeezed(line) not in printed] == []
    assert (day / "claims.837").read_text(encoding="ascii").startswith("ISA*")


def test_the_visit_is_clean_once_it_is_mended_as_the_tutorial_says(day: Path) -> None:
    assert "visit 34 " in run(REVIEW, day).stdout
    with (day / "visits.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["visit_id"] == "34":
            row["modifiers"] = "GP CQ"
    with (day / "visits.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert "visit 34 " not in run(REVIEW, day).stdout


def test_what_is_quoted_of_an_undetermined_visit_is_what_the_review_prints(day: Path) -> None:
    printed = squeezed(run(REVIEW, day).stdout)
    assert [line for line in indented(UNDETERMINED) if squeezed(line) not in printed] == []
