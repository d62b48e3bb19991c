"""The pages on audits are gone through as they stand: thirty charts of a made-up practice, and a made-up demand."""

import re
import shlex
from pathlib import Path

import pytest
from examples.make_auditor import FOLDER, make

from tests.cli.audits import read_rows, write_rows
from tests.cli.calling import Answer, call, refused

REPO = Path(__file__).parents[2]
HOW_TO = REPO / "docs" / "how-to"


def commands(page: str) -> list[list[str]]:
    """The calls that a page shows, in its order."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^    (cleanclaim .+)$", text, re.MULTILINE)]


def fill(audit: Path) -> None:
    """What the officer enters: every third item half as much, the others as paid; yes where nothing was answered."""
    rows = read_rows(audit / "worksheet.csv")
    before, after = ("paid", "should_have_paid") if "paid" in rows[0] else ("allowed", "should_have_been_allowed")
    for number, one in enumerate(rows):
        half = f"{float(one[before]) / 2:.2f}"
        one[after] = half if number % 3 == 0 else one[before]
        one["error_type"] = "units" if number % 3 == 0 else ""
    write_rows(audit / "worksheet.csv", rows)
    answers = read_rows(audit / "checklist.csv")
    write_rows(audit / "checklist.csv", [one | {"answer": one["answer"] or "yes"} for one in answers])


def test_an_officer_audits_thirty_charts_by_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answers: dict[str, Answer] = {}
    for _, *words in commands("audit-your-charts.md"):
        name = words[1] if words[0] == "audit" else words[0]
        answers[name] = call(*words)
        assert answers[name].code in {0, 1, 3}, (words, answers[name])
        if name == "worksheet":
            fill(tmp_path / words[2])
        if " ".join(words[:2]) in {"audit sample", "audit estimate"}:
            assert ("allowed, not paid" in answers[name].out) == ("audit-paid" not in words), words
    assert "30 items drawn" in answers["sample"].out
    assert "answers are yes" in answers["worksheet"].out
    assert "what each would demand" in answers["estimate"].out
    assert "charts pass" in answers["score"].out
    assert "signed notes" in answers["nightly"].out
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    found = [one for one in read_rows(tmp_path / "audit-paid" / "worksheet.csv") if one["billed"]]
    assert len(found) == 30
    written = call("audit", "disclose", "audit-2026q4", "--identified", "2026-11-30", "-o", "other.pdf")
    refused(written, "its amounts are what was allowed", "Make a frame of what the remittances paid")
    assert not (tmp_path / "other.pdf").exists()


def test_an_officer_answers_a_demand_by_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPO)
    plain, ours = (call(*words) for _, *words in commands("answer-an-audit.md"))
    assert plain.code == 1
    for words in (
        "T0999",
        "T0112",
        "$9,837.69",
        "$1,366.81 too much",
        "T0042",
        "$718.92",
        "26 of 58 items are overpaid, less than 50 %",
    ):
        assert words in plain.out, words
    assert plain.out.count(" in the frame   examples") == 4  # three of the frame, and an item that is not in it
    assert "demand by what you say" in ours.out


def test_the_made_up_audit_is_what_its_script_makes() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.csv")} == make()
