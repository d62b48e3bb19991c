"""What is printed of the example day, word for word, beside the code.

A change of wording shows here as a difference to read. If it is meant, `UPDATE_GOLDEN=1 make test` writes the files
anew. How many rules found nothing is left out: that number changes with every rule that is added.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, FILED, REPO, call

GOLDEN = REPO / "tests" / "golden"
COUNTS = re.compile(r"\d+ (more checks passed; )\d+ (do not arise)")


def assert_golden(name: str, printed: str) -> None:
    path = GOLDEN / name
    printed = COUNTS.sub(r"N \1N \2", printed)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(printed, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(kept.splitlines(), printed.splitlines(), str(path.name), "printed", lineterm="")
    assert kept == printed, "\n" + "\n".join(difference)


@pytest.fixture(autouse=True)
def in_the_examples_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no folder's name stands in what is printed."""
    monkeypatch.chdir(CLINIC_DAY)


def test_the_review_of_the_example_day() -> None:
    answer = call("review", "visits.csv", "--history", "history.json", "--practice", "practice.toml", *FILED)
    assert answer.code == 1
    assert_golden("clinic_day_review.txt", answer.out)


def test_the_proof_of_visit_17(tmp_path: Path) -> None:
    head, *rows = Path("visits.csv").read_text(encoding="utf-8").splitlines()
    visit = tmp_path / "visit_17.csv"
    visit.write_text("\n".join([head, *(line for line in rows if line.startswith("17,"))]) + "\n", encoding="utf-8")
    answer = call("code", visit, "--history", "history.json")
    assert answer.code == 0
    assert_golden("clinic_day_code_visit_17.txt", answer.out)


@pytest.mark.parametrize("visit_id", ["12", "17", "30"])
def test_a_visit_explained(visit_id: str) -> None:
    answer = call("explain", "visits.csv", visit_id, "--history", "history.json", "--practice", "practice.toml", *FILED)
    assert_golden(f"clinic_day_explain_visit_{visit_id}.txt", answer.out)
