"""How far long work is: said to a person, and to nobody else, and gone once it is done."""

import io
import sys
from typing import Any
from unittest.mock import patch

import pytest

from cleanclaim.cli import progress as module
from cleanclaim.cli.progress import describe_progress, progress, show_stages


@pytest.mark.parametrize(
    ("done", "total", "what", "seconds", "said"),
    [
        (3_584, 7_795, "visits", 5.0, "Reviewing   3,584 of 7,795 visits · 717 a second · 6 s left"),
        (2_500_000, 10_000_000, "bytes", 2.0, "Reviewing   2.5 of 10.0 MB · 1.2 a second · 6 s left"),
        (100, 100_000, "visits", 1.0, "Reviewing   100 of 100,000 visits · 100 a second · 16 min 39 s left"),
        (12_000, None, "services", 4.0, "Reviewing   12,000 services · 3,000 services a second"),
        (0, 10, "visits", 1.0, "Reviewing   0 of 10 visits · 0 a second"),
    ],
)
def test_the_line_says_how_much_how_fast_and_how_long(
    done: int, total: int | None, what: str, seconds: float, said: str
) -> None:
    assert describe_progress("Reviewing", done, total, what, seconds) == said


class Watched(io.StringIO):
    """Standard error with a person before it."""

    def isatty(self) -> bool:
        return True


def work(errors: io.StringIO, **module_values: Any) -> str:
    """What stands on standard error after some work."""
    with (
        patch.object(sys, "stderr", errors),
        patch.multiple(module, **{"PAUSE": 0.1} | module_values),
        progress("Coding", 4) as report,
    ):
        for done in range(1, 5):
            if report:
                report(done)
    return errors.getvalue()


def test_long_work_is_shown_and_wiped() -> None:
    seen = work(Watched(), PATIENCE=0.0, PAUSE=0.0)
    assert "\rCoding   4 of 4 visits" in seen
    assert seen.endswith("\r")
    assert seen.rstrip("\r").rpartition("\r")[2].strip() == ""


def test_short_work_and_work_that_nobody_watches_say_nothing() -> None:
    assert work(Watched()) == ""
    assert work(io.StringIO(), PATIENCE=0.0, PAUSE=0.0) == ""


def test_stages_are_named_with_the_time_gone_by() -> None:
    errors = Watched()
    with patch.object(sys, "stderr", errors), patch.multiple(module, PATIENCE=0.01, PAUSE=0.0), show_stages() as say:
        say("Treating patients")
        while "Treating" not in errors.getvalue():
            pass
    assert "Treating patients ... 0 s" in errors.getvalue()
