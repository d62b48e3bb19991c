"""The schedule comes in: what became of each appointment, in either spelling."""

from datetime import time
from pathlib import Path

import pytest

from cleanclaim.exchange.files.schedule import read_schedule
from cleanclaim.model.errors import UserError

HEAD = "patient_id,date,provider_npi,status\n"


@pytest.mark.parametrize("spelling", ["canceled", "cancelled"])
def test_a_canceled_appointment_may_be_spelled_either_way(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text(
        f"{HEAD}P01,2026-03-02,1000000012,{spelling}\nP02,2026-03-02,1000000012,no_show\n", encoding="utf-8"
    )
    assert [appointment.status for appointment in read_schedule(path)] == ["canceled", "no_show"]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Scheduled", ""), ("confirmed", ""), ("", ""), ("Checked In", "kept"), ("COMPLETED", "kept"),
        ("No-Show", "no_show"), ("No Show", "no_show"), ("Late Cancel", "canceled"),
    ],
)  # fmt: skip
def test_a_status_is_read_in_the_words_of_schedules(tmp_path: Path, word: str, status: str) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text(f"{HEAD}P01,2026-03-02,1000000012,{word}\n", encoding="utf-8")
    assert [one.status for one in read_schedule(path)] == [status]


def test_a_word_that_is_no_status_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text(f"{HEAD}P01,2026-03-02,1000000012,perhaps\n", encoding="utf-8")
    with pytest.raises(UserError, match="'perhaps' is no status"):
        read_schedule(path)


def test_a_schedule_may_say_the_time_of_day(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    rows = "".join(f"P01,2026-03-02,1000000012,kept,{at}\n" for at in ("9:30", "1:45 pm", ""))
    path.write_text(HEAD.replace("status", "status,time") + rows, encoding="utf-8")
    assert [appointment.at for appointment in read_schedule(path)] == [time(9, 30), time(13, 45), None]
    path.write_text(HEAD.replace("status", "status,time") + "P01,2026-03-02,1000000012,kept,noon\n", encoding="utf-8")
    with pytest.raises(UserError, match="no time of day"):
        read_schedule(path)
