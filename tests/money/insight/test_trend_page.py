"""What docs/explanation/trends.md says of false alarms and delays is what `benchmarks.trends` simulates."""

import re
from pathlib import Path

import pytest
from benchmarks.trends import A_WEEK, CHANGES_IN, REASONS, SEED, cusum

from cleanclaim.money.insight.trend_settings import trend_settings

PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "trends.md").read_text(encoding="utf-8")


def test_the_page_says_what_was_simulated() -> None:
    *most, last = A_WEEK
    assert f"seed {SEED}; six payers that decide {', '.join(map(str, most))} and {last} claims a week" in PAGE
    assert f"{len(A_WEEK) * len(REASONS)} rows" in PAGE
    assert f"A payer changes in week {CHANGES_IN}" in PAGE
    assert re.search(r"Of 300 practices in which nothing changes, \d+ show a change", PAGE)


@pytest.mark.parametrize("height", [3.0, 4.0])
def test_the_cusum_alarms_as_often_and_as_soon_as_the_page_says(height: float) -> None:
    row = re.search(rf"^\| {height}(?: \(in use\))? \| ([\d,]+) claims \| (\d+) claims \|$", PAGE, re.MULTILINE)
    assert row
    found = f"height {height}: one false alarm in {row[1]} claims, and {row[2]} claims after 8 % became 16 %"
    assert cusum(height, 1000) == found


def test_the_height_in_use_is_marked() -> None:
    assert f"| {trend_settings().cusum_height:.1f} (in use) |" in PAGE
