"""`cleanclaim patterns` as a user calls it."""

from pathlib import Path

import pytest

from tests.cli.calling import CLINIC_DAY, call, refused

DAY = str(CLINIC_DAY / "visits.csv")
HEAD = "patient_id,date,provider_npi,status\n"


def test_a_quiet_day_has_no_signal_and_exits_with_0() -> None:
    done = call("patterns", DAY)
    assert done.code == 0
    assert "0 signals to look at" in done.out
    assert "44 visits · 5 clinicians" in done.out  # four, and a mistyped number


def test_a_schedule_is_held_against_the_visits(tmp_path: Path) -> None:
    schedule = tmp_path / "schedule.csv"
    schedule.write_text(HEAD + "P01,2026-03-02,1000000012,kept\nP99,2026-03-02,1000000012,kept\n", encoding="utf-8")
    done = call("patterns", DAY, "--schedule", str(schedule), "--format", "json")
    missed = {one["patient_id"] for one in done.json["unmatched"] if one["what"] == "kept and not billed"}
    assert missed == {"P99"}


def test_a_wrong_schedule_says_which_row_and_what_to_write(tmp_path: Path) -> None:
    schedule = tmp_path / "schedule.csv"
    schedule.write_text(HEAD + "P01,2026-03-02,1000000012,came\n", encoding="utf-8")
    done = call("patterns", DAY, "--schedule", str(schedule))
    assert done.code == 2
    assert "row 2, column status" in done.err
    assert "kept, canceled, no_show" in done.err
    schedule.write_text("patient_id,date\n", encoding="utf-8")
    assert "no column is the clinician" in call("patterns", DAY, "--schedule", str(schedule)).err


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_schedule(name: str) -> None:
    refused(call("patterns", DAY, "--schedule", name), "is a device, not a file")
