"""The tutorial of a month of money, done as it says: every command runs, and prints what is quoted under it."""

import re
from pathlib import Path

import pytest
from msgspec import Struct, field

from tests.cli.calling import call

REPO = Path(__file__).parents[2]
TUTORIAL = (REPO / "docs" / "tutorial" / "a-month-of-money.md").read_text(encoding="utf-8")
WAITS = {"book", "balances", "denials", "appeal", "variance", "second-opinion", "statements", "estimate"}
"""What may end with 1, since something waits: those that wait for a person say so."""
VERBS = {"post", "aging", "kpi", "trend", "synth", "payer"} | WAITS


class Step(Struct):
    """A command with the lines that are quoted under it, or a text that is put into a file."""

    command: str = ""
    quoted: list[str] = field(default_factory=list)
    file: str = ""
    text: str = ""


def steps() -> list[Step]:
    found: list[Step] = []
    file = ""
    for part in re.split(r"(```toml\n.*?```)", TUTORIAL, flags=re.DOTALL):
        if part.startswith("```toml"):
            found.append(Step(file=file, text=part.removeprefix("```toml\n").removesuffix("```")))
            continue
        names = re.findall(r"`([\w/-]+\.toml)`", part)
        file = names[-1] if names else ""
        for line in part.splitlines():
            if line.startswith("    cleanclaim "):
                found.append(Step(command=line.strip().removeprefix("cleanclaim ")))
            elif line.startswith("    "):
                found[-1].quoted.append(" ".join(line.split()))
    return found


def test_a_month_is_worked_through_as_the_tutorial_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("reportlab")
    monkeypatch.chdir(tmp_path)
    for step in steps():
        if step.file:
            path = tmp_path / step.file
            before = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
            path.write_text(before + step.text, encoding="utf-8")
            continue
        done = call(*step.command.split())
        verb = step.command.split()[0]
        assert done.code in ({0, 1} if verb in WAITS else {0}), (step.command, done.err)
        printed = " ".join(done.out.split())
        assert [line for line in step.quoted if line not in printed] == [], step.command
    assert (tmp_path / "opinion.csv").is_file()
    assert len(list((tmp_path / "letters").iterdir())) == 34


def test_every_verb_of_a_book_has_its_turn() -> None:
    assert {one.command.split()[0] for one in steps() if one.command} == VERBS
