"""A review as one wants to see it: grouped, in sum, in part, as rows; what it comes to never changes by that."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.calling import FILED, THE_DAY, Answer, call, one_of, refused, row, visits_file


def review(*more: str | Path) -> Answer:
    return call("review", *THE_DAY, *more)


def rows_of(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


def test_visits_with_the_same_findings_stand_once(tmp_path: Path) -> None:
    days = ["2026-02-02", "2026-02-04", "2026-02-06"]
    alike = [
        row(visit_id=str(number), service_date=day, modifiers="5", units="2") for number, day in enumerate(days, 1)
    ]
    other = row(visit_id="9", patient_id="P08", service_date="2026-02-09", modifiers="5", units="2", code="97140")
    said = call("review", visits_file(tmp_path, *alike, other), *FILED).out
    assert "3 visits · Aetna · Feb 2, 2026 to Feb 6, 2026 · PT   on hold\n  visits  1, 2, 3\n" in said
    assert said.count("modifiers.malformed") == 3  # of the three, of the fourth, and in the last line
    assert "visit 9 · Aetna" in said


def test_lines_with_the_same_finding_stand_once() -> None:
    said = review().out
    assert "  lines 1, 2       on hold      The same line twice" in said
    assert said.count("The same line twice") == 1


@pytest.mark.parametrize("view", [("--summary",), ("--group-by", "rule"), ("--group-by", "payer", "--summary")])
def test_however_it_is_seen_it_comes_to_the_same(view: tuple[str, ...]) -> None:
    plain, seen = review(), review(*view)
    assert seen.code == plain.code == 1
    totals = plain.out[plain.out.index("22 clean") :]
    assert seen.out.endswith(totals)
    assert seen.out != plain.out


def test_groups_have_their_totals() -> None:
    by_payer = review("--group-by", "payer", "--summary").out
    assert "visits  clean  on hold  info missing      ready  not ready  payer" in by_payer
    counted = [line.split()[0] for line in by_payer.splitlines() if line.endswith(("Medicare", "Aetna", "Cigna"))]
    assert counted == ["24", "5", "3"]
    by_clinician = review("--group-by", "clinician").out
    assert "clinician 1000000012   10 clean   4 on hold" in by_clinician
    by_rule = review("--group-by", "rule").out
    assert "  2 visits   on hold" in by_rule
    assert "      visit 15 (lines 1, 2)" in by_rule


def test_a_rule_or_family_may_be_seen_alone_or_not_at_all() -> None:
    only = review("--select", "pairs").out
    assert "pairs.bundled" in only
    assert "minutes.overbilled      " not in only
    assert "minutes." not in only[: only.index("22 clean")]
    without = review("--ignore", "pairs", "--ignore", "minutes.overbilled").out
    shown = without[: without.index("22 clean")]
    assert "pairs." not in shown
    assert "minutes.overbilled" not in shown
    assert "minutes.tie_overbilled" in shown


def test_what_is_not_shown_is_said_and_clears_nothing(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(modifiers="5", units="2"))
    answer = call("review", file, *FILED, "--ignore", "modifiers")
    assert answer.code == 1
    assert "0 clean   1 on hold" in answer.out
    assert "Not shown (--ignore modifiers): 2 findings of 2 rules; they count all the same." in answer.out
    assert "1 claim not clean for what is not shown." in answer.out
    in_json = call("review", file, *FILED, "--ignore", "modifiers", "--format", "json")
    assert in_json.code == 1
    assert in_json.json["summary"]["not_shown"] == {"modifiers.malformed": 1, "modifiers.discipline_missing": 1}
    assert in_json.json["summary"]["rules"]["modifiers.malformed"]["fail"] == 1
    (claim,) = in_json.json["claims"]
    assert claim["status"] == "failed"
    assert "modifiers.malformed" not in {finding["rule"] for finding in claim["findings"]}


@pytest.mark.parametrize(("name", "nearest"), [("pairs.bundeld", "pairs.bundled"), ("minuts", "minutes")])
def test_a_rule_that_there_is_not_is_refused(tmp_path: Path, name: str, nearest: str) -> None:
    answer = call("review", visits_file(tmp_path), "--ignore", name)
    refused(answer, f"--ignore {name}", f"Did you mean '{nearest}'?")


def test_json_may_be_the_summary_alone() -> None:
    whole, summary = review("--format", "json"), review("--format", "json", "--summary")
    assert summary.code == whole.code
    assert "claims" not in summary.json
    assert summary.json["summary"] == whole.json["summary"]


def test_rows_for_a_spreadsheet_have_every_visit_and_every_finding() -> None:
    answer = review("--format", "csv")
    assert answer.code == 1
    rows, whole = rows_of(answer), review("--format", "json").json["claims"]
    assert {one["visit_id"] for one in rows} == {claim["visit_id"] for claim in whole}
    assert one_of(rows, visit_id="1")["rule"] == ""
    found = one_of(rows, visit_id="18")
    assert (found["line"], found["code"], found["rule"], found["severity"]) == ("2", "97124", "pairs.bundled", "stop")
    assert found["service_date"] == "2026-03-02"


def test_a_spreadsheet_never_takes_a_cell_for_a_formula(tmp_path: Path) -> None:
    rows = rows_of(call("review", visits_file(tmp_path, row(visit_id="=1+1")), *FILED, "--format", "csv"))
    assert rows[0]["visit_id"] == "'=1+1"


def test_github_marks_the_file(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(modifiers="5", units="2"))
    answer = call("review", file, *FILED, "--format", "github")
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
    assert any(line.startswith(f"::error file={file},title=modifiers.malformed::visit 1, line 1: ") for line in lines)


def test_quiet_says_nothing_but_the_exit_code(tmp_path: Path) -> None:
    assert call("review", *THE_DAY, "--quiet") == (1, "", "")
    assert call("rules", "list", "-q") == (0, "", "")
    refused(call("review", tmp_path / "none.csv", "-q"), "none.csv")
    assert call("review", *THE_DAY, "-q", "--format", "json").json["claims"]


@pytest.mark.parametrize("day", ["2026-03-03", "03/03/2026", "3/3/2026"])
def test_a_date_may_be_written_as_americans_do(day: str) -> None:
    assert call("review", *THE_DAY[:-2], "--filed-on", day) == review()


def test_a_date_that_is_none_is_refused_as_before(tmp_path: Path) -> None:
    answer = call("review", visits_file(tmp_path), "--filed-on", "13/45/2026")
    assert answer.code == 2
    assert "Write it like 2026-03-02 or 03/02/2026." in answer.err
