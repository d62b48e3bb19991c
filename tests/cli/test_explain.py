"""`cleanclaim explain`: in plain words, for programs, and against another date."""

from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, FILED, call, refused, row, visits_file

DAY = str(CLINIC_DAY / "visits.csv")
HISTORY = ("--history", str(CLINIC_DAY / "history.json"))


def test_a_visit_in_plain_words() -> None:
    said = call("explain", DAY, "17", *HISTORY, *FILED, "--zip", "78701").out
    for part in (
        "97112 (Balance and movement retraining): 20 minutes one on one by PT.",
        "All timed minutes of the day count together: 55. 53 to 67 minutes earn 4 units.",
        "The choice is the clinician's.",
        "CQ on 97110: an assistant gave these units",
        "since Jan 1, 2020",
        "No KX: $604.50 were allowed before the visit this year",
        "97112 × 2 should be allowed $58.97.",
        "stale for this day: NCCI 2024Q3",
    ):
        assert " ".join(part.split()) in " ".join(said.split()), part


def test_all_that_was_asked_can_be_listed() -> None:
    said = " ".join(call("explain", DAY, "3", *HISTORY, *FILED, "--all").out.split())
    asked, arose = said.split("Checked and passed")[1].split("Does not arise here")
    assert "Units beyond the minutes documented, on 1 of 2 lines: no. minutes.overbilled" in asked
    assert "No diagnosis: no. diagnoses.missing" in asked
    assert "The amount past which PT and SLP lines need KX: $2,480.00" in asked
    assert "Telehealth not covered. telehealth.not_covered" in arose


def test_a_change_names_findings_alone_whether_or_not_every_question_is_listed() -> None:
    asked = ("explain", DAY, "17", *HISTORY, *FILED, "--diff-as-of", "2024-12-02")
    assert call(*asked, "--all").out == call(*asked).out


def test_the_same_for_programs() -> None:
    told = call("explain", DAY, "17", *HISTORY, *FILED, "--format", "json").json
    assert told["status"] == "failed"
    assert [step["topic"] for step in told["told"]] == sorted(
        (step["topic"] for step in told["told"]), key=["recorded", "units", "modifiers", "price", "questions"].index
    )
    method = next(ground for step in told["told"] for ground in step["grounds"] if ground["key"] == "unit_method")
    assert method["since"] == "2020-01-01"
    assert method["verified"] is True
    assert method["cite"]["id"]


def test_many_visits_and_none_named() -> None:
    refused(call("explain", DAY, *FILED), "there are 44", "visit_id")
    refused(call("explain", DAY, "99", *FILED), "visit 99")


def test_one_visit_needs_no_name(tmp_path: Path) -> None:
    assert (
        call("explain", visits_file(tmp_path, row()), *FILED).code
        == call("review", visits_file(tmp_path, row()), *FILED).code
    )


def test_minutes_nobody_recorded_are_said_to_be_missing(tmp_path: Path) -> None:
    answer = call("explain", visits_file(tmp_path, row(minutes="")), *FILED)
    assert "minutes not recorded" in answer.out
    assert "info missing" in answer.out
    assert answer.code == 3


def test_another_year_has_another_threshold() -> None:
    said = call("explain", DAY, "13", *HISTORY, *FILED, "--zip", "78701", "--diff-as-of", "2024-12-02").out
    assert "$81.42  ->  $82.78" in said
    assert "$2,480.00" in said
    assert "$2,330.00" in said


def test_a_date_against_itself_changes_nothing() -> None:
    answer = call("explain", DAY, "17", *HISTORY, *FILED, "--diff-as-of", "2026-03-02")
    assert "Nothing: the same" in answer.out


@pytest.mark.parametrize("visit_id", ["12", "30"])
def test_marks_that_we_put_are_accounted_for(visit_id: str) -> None:
    told = call("explain", DAY, visit_id, *HISTORY, *FILED, "--format", "json").json
    billed = {(line["line"], mark) for line in told["lines"] if line["units"] for mark in line["modifiers"]}
    said = {(step["line"], step["said"].split()[0]) for step in told["told"] if step["topic"] == "modifiers"}
    assert billed <= said
