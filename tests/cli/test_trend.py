"""The verb trend: what it prints of payers that changed and of those that did not, as table, CSV and JSON."""

import csv
import io
import json
from pathlib import Path

import pytest

from cleanclaim.model.remittance import PaidClaim, Remittance
from tests.claims.stories import decision, remittance
from tests.cli.calling import call
from tests.money.book.folders import claim_file, fill


def week(number: int) -> Remittance:
    """Eight claims of eight patients; from the fifteenth week on, five of them are denied."""
    claims: list[PaidClaim] = []
    for at in range(8):
        name, is_denied = f"W{number}C{at}", number >= 15 and at < 5
        paid = dict.fromkeys(range(3), 0) if is_denied else {0: 4500, 1: 2500, 2: 2000}
        claims.append(decision(paid, name, "4" if is_denied else "1", "197" if is_denied else "45", name))
    return remittance(number * 7, f"Q{number}", *claims)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Claims that only remittances speak of; of each week the patients are others."""
    return fill(tmp_path_factory.mktemp("book"), [week(number) for number in range(30)])


def test_a_change_is_said_with_its_days_and_how_sure_it_is(folder: Path) -> None:
    done = call("trend", str(folder))
    assert done.code == 1
    words = " ".join(done.out.split())
    for part in (
        "MEDICARE PART B denied for 197",
        "no authorization is on file",
        "remittances of Jul 16, 2026",
        "0.0 % of 120 claims before",
        "97110 (",
        "a CUSUM would have alarmed on Jul",
        "once in 5,000 times",
        "denied for any reason: it changed too",
    ):
        assert part in words, part


def test_rows_and_objects_agree(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(call("trend", str(folder), "--format", "csv").out)))
    document = json.loads(call("trend", str(folder), "--format", "json").out)
    months = [one.pop("months") for one in document["rows"]]
    assert rows == [
        {name: "" if value is None else str(value) for name, value in one.items()} for one in document["rows"]
    ]
    changed = next(one for one in rows if one["reason"] == "197")
    assert (changed["verdict"], changed["changed_on"], changed["before"]) == ("changed", "2026-07-16", "0.0")
    assert months[0][0]["month"] == "2026-04"
    assert sum(one["claims"] for one in months[-1]) > 100


def test_thirty_claims_are_too_few_to_tell(tmp_path: Path) -> None:
    done = call("trend", str(fill(tmp_path, [week(number) for number in (13, 14, 15)])))
    assert done.code == 0
    assert "24 claims; it takes 60" in " ".join(done.out.split())
    assert "0 changed for the worse" in done.out


def test_a_folder_without_decisions_has_nothing_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "claims.837").write_bytes(claim_file())
    done = call("trend", str(tmp_path))
    assert (done.code, "No payer has decided a claim" in done.out) == (0, True)
