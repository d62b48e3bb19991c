"""The test payer changes on a day: it denies a share of lines and allows less from then on, and not before."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.sandbox.payer.behavior import Behavior, Drift, read_behavior
from tests.sandbox.payer.post import MEDICARE, Post, paid, reasons

CHANGES = Drift(begins=date(2026, 4, 1), denials={"197": 1.0}, codes=["97140"], pays_percent=90)


def outcome(tmp_path: Path, drift: Drift, on: date) -> tuple[list[int | None], list[list[tuple[str, str, int | None]]]]:
    tmp_path.mkdir(exist_ok=True)
    _taken, done = Post(tmp_path, Behavior(drifts=[drift])).one(MEDICARE, on=on)
    (one,) = paid(done)
    return [line.allowed for line in one.lines], [list(found) for found in reasons(one)]


def test_from_the_day_on_lines_are_denied_and_less_is_allowed(tmp_path: Path) -> None:
    allowed, _ = outcome(tmp_path / "before", CHANGES, date(2026, 3, 31))
    assert allowed == [5245, 2158]
    after, why = outcome(tmp_path / "after", CHANGES, date(2026, 4, 1))
    assert after == [5245, None]
    assert [found[0][1] for found in why][1] == "197"
    less, _ = outcome(tmp_path / "less", Drift(begins=date(2026, 4, 1), pays_percent=90), date(2026, 4, 1))
    assert less == [4721, 1942]  # 90 % of 52.45 and of 21.58


def test_only_the_payers_that_are_named_change(tmp_path: Path) -> None:
    other = Drift(begins=date(2026, 1, 1), payers=["SOMEBODY ELSE"], pays_percent=50)
    assert outcome(tmp_path, other, date(2026, 4, 1))[0] == [5245, 2158]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pays_percent = 101", "is no percentage"),
        ("denials = { 197 = 1.5 }", "is no share"),
        ('denials = { "XX" = 0.5 }', "is no adjustment reason"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "payer.toml"
    path.write_text(f"[[drifts]]\nfrom = 2026-03-01\n{text}\n", encoding="utf-8")
    with pytest.raises(UserError, match=problem):
        read_behavior(path)
