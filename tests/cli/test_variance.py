"""The verb variance: what it prints, as table, CSV and JSON, and how it exits."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.claims.stories import decision, remittance
from tests.cli.calling import call
from tests.money.book.folders import fill

NATIONAL = ("--locality", "national")
SHORT = decision({0: 2000, 1: 2221, 2: 2221}, "ICN1")
"""Three lines of 97110 × 1: Medicare allows 29.06, 22.21 and 22.21; it owes all of that, as nothing is left to a
patient here and 2 % are withheld.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "march", [remittance(0, "Q1", SHORT)])


def test_what_is_underpaid_is_said_with_its_cause(folder: Path) -> None:
    done = call("variance", str(folder), *NATIONAL)
    assert done.code == 1
    for part in ("underpaid", "MEDICARE PART B", "97110", "unexplained", "Ask the payer how it came to the amount"):
        assert part in done.out
    assert "3 amounts compared" in done.out


def test_rows_and_objects_agree(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call("variance", str(folder), *NATIONAL, "--format", "csv").out)))
    document = json.loads(call("variance", str(folder), *NATIONAL, "--format", "json").out)
    assert [row["expected"] for row in rows] == ["29.06", "22.21", "22.21"]
    working = [one.pop("working") for one in document["lines"]]
    assert rows == [{name: "" if value is None else value for name, value in one.items()} for one in document["lines"]]
    assert working[0][0] == "MPFS RVU26C, locality national."
    assert document["underpaid"] == document["groups"][0]["underpaid"]
    assert (document["runs"], document["not_compared"]) == ([], [])


def test_one_claim_with_its_working(folder: Path) -> None:
    done = call("variance", str(folder), *NATIONAL, "--claim", "PT1")
    words = " ".join(done.out.split())
    assert "Expected $29.06, allowed" in words
    assert "(0.45 × 1.000 + 0.41 × 1.000 + 0.01 × 1.000) × $33.4009 = $29.06" in words
    assert "Unexplained. Ask the payer" in words
    assert "is not in the folder" in call("variance", str(folder), *NATIONAL, "--claim", "PT9").out


def test_without_a_place_nothing_is_compared_and_the_screen_says_what_to_do(folder: Path) -> None:
    done = call("variance", str(folder))
    assert done.code == 3
    assert "3 lines" in done.out
    assert "Where the visit took place is not known" in done.out
    assert "--practice, --zip or --locality" in done.out


@pytest.mark.parametrize("named", [True, False])
def test_contracts_stand_in_the_folder_or_where_they_are_named(folder: Path, tmp_path: Path, named: bool) -> None:
    text = '[[contracts]]\nname = "B"\npayers = ["Medicare Part B"]\nfrom = 2026-01-01\nper_visit = "64.42"\n'
    path = (tmp_path if named else folder) / "contracts.toml"
    path.write_text(text + "lesser_of_charge = true\n", encoding="utf-8")
    done = call("variance", str(folder), *(("--contracts", str(path)) if named else ()))
    assert (done.code, "1 amount compared: 1 as expected" in done.out) == (0, True)
    assert ("compares with its contracts" in done.out) is not named


def test_wrong_contracts_end_the_call_with_everything_that_is_wrong(folder: Path) -> None:
    (folder / "contracts.toml").write_text('[[contracts]]\nname = "B"\n', encoding="utf-8")
    done = call("variance", str(folder), *NATIONAL)
    assert done.code == 2
    for part in ("payers: is missing", "from: is missing", "does not say how the payer pays"):
        assert part in done.err
