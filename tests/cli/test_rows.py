"""Answers as CSV: the same facts as the JSON, a row each; and claims that are only tried."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, FILED, PRACTICE, THE_DAY, call, one_of, refused, row, visits_file

VISITS = str(CLINIC_DAY / "visits.csv")


def rows(*words: str | Path) -> list[dict[str, str]]:
    answer = call(*words, "--format", "csv")
    assert answer.code in {0, 1, 3}, answer.err
    return list(csv.DictReader(io.StringIO(answer.out)))


def test_coded_lines() -> None:
    whole = call("code", VISITS, "--format", "json").json["visits"]
    found = rows("code", VISITS)
    assert len(found) == sum(len(visit["lines"]) for visit in whole)
    line = one_of(found, visit_id="1", line="1")
    assert (line["code"], line["units"], line["modifiers"], line["minutes"]) == ("97112", "2", "GP", "24")


def test_priced_lines() -> None:
    found = rows("price", VISITS, "--practice", PRACTICE)
    whole = call("price", VISITS, "--practice", PRACTICE, "--format", "json").json["visits"]
    first, line = whole[0], one_of(found, visit_id=whole[0]["visit_id"], line="1")
    assert line["allowed"] == first["lines"][0]["allowed"]
    assert line["visit_payer_pays"] == first["payer_pays"]


def test_claimed_visits(tmp_path: Path) -> None:
    found = rows("claim", *THE_DAY, "-o", tmp_path / "a.837")
    whole = call("claim", *THE_DAY, "-o", tmp_path / "b.837", "--format", "json").json
    assert len(found) == 44
    claimed: dict[str, str] = {one["visit_id"]: one["claim_id"] for one in found if one["status"] == "claimed"}
    assert claimed == {visit: one["claim_id"] for one in whole["claims"] for visit in one["visits"]}
    on_hold = {one["visit_id"] for one in found if one["status"] == "on hold"}
    assert on_hold == {one["visit_id"] for one in whole["held"]}
    assert all(one["reason"] for one in found if one["status"] == "on hold")


def test_rules_and_problems_and_matched_claims(tmp_path: Path) -> None:
    assert {one["rule"] for one in rows("rules", "list")} == {
        str(one["id"]) for one in json.loads(call("rules", "list", "--format", "json").out)
    }
    sent = tmp_path / "sent.837"
    call("claim", *THE_DAY, "-o", sent)
    assert {one["outcome"] for one in rows("match", sent)} == {"not answered"}
    broken = tmp_path / "broken.837"
    broken.write_bytes(sent.read_bytes().replace(b"CLM*", b"CLM**"))
    found = rows("validate", broken)
    answer = call("validate", broken, "--format", "json").json["files"][0]
    assert len(found) == len(answer["diagnostics"]) > 0
    assert {one["check"] for one in found} == {one["check"] for one in answer["diagnostics"]}
    marked = call("validate", broken, "--format", "github")
    assert marked.code == 1
    assert all(line.startswith(f"::error file={broken},title=") for line in marked.out.splitlines())


def test_a_table_side_by_side_is_no_row() -> None:
    answer = call("code", VISITS, "--payer", "aetna", "--payer", "cigna", "--format", "csv")
    refused(answer, "does not put payers side by side")


def test_the_claims_are_listed_with_their_visits(tmp_path: Path) -> None:
    answer = call("claim", *THE_DAY, "-o", tmp_path / "a.837")
    whole = call("claim", *THE_DAY, "-o", tmp_path / "b.837", "--format", "json").json
    lines = [line.split() for line in answer.out.splitlines()]
    for one in whole["claims"]:
        (line,) = [words for words in lines if words[:1] == [one["claim_id"]]]
        assert line[-1].split(",")[-1] == one["visits"][-1]


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tried, done = call("claim", *THE_DAY, "--dry-run"), call("claim", *THE_DAY, "-o", "out.837")
    assert tried.code == done.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.837"]
    assert tried.out == done.out.replace("out.837   ", "Not written, a dry run   ")
    call("claim", *THE_DAY, "--dry-run", "-o", "other.837")
    assert not Path("other.837").exists()
    assert call("claim", *THE_DAY, "--dry-run", "--format", "json").json["written"] is None


def test_without_a_dry_run_the_claims_want_a_file(tmp_path: Path) -> None:
    answer = call("claim", visits_file(tmp_path, row()), "--practice", PRACTICE, *FILED)
    refused(answer, "--output / -o: is missing", "--dry-run")


def test_with_nothing_left_to_ask_the_status_is_said_in_words(tmp_path: Path) -> None:
    assert call("demo", "-o", tmp_path / "demo").code == 0
    sent, (paid,) = tmp_path / "demo" / "claims.837", (tmp_path / "demo" / "answers").glob("*.835")
    words = ("ask", "status", sent, "--paid", paid, "--practice", PRACTICE, "-o", tmp_path / "s.276")
    answer = call(*words)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Every claim of {sent} has been decided; nothing was written.\n")
    assert call(*words, "--format", "json").json == {"written": None, "files": [], "asked": []}
    assert not (tmp_path / "s.276").exists()
