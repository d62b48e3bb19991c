"""The schedule comes in: what became of each appointment, in the columns and words of systems."""

from datetime import time
from pathlib import Path

import pytest

from cleanclaim.exchange.files.file_kinds import file_kind
from cleanclaim.exchange.files.schedule import read_schedule, read_schedule_file
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
    with pytest.raises(UserError, match='"perhaps" is no status'):
        read_schedule(path)


def test_a_schedule_may_say_the_time_of_day(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    rows = "".join(f"P01,2026-03-02,1000000012,kept,{at}\n" for at in ("9:30", "1:45 pm", ""))
    path.write_text(HEAD.replace("status", "status,time") + rows, encoding="utf-8")
    assert [appointment.at for appointment in read_schedule(path)] == [time(9, 30), time(13, 45), None]
    path.write_text(HEAD.replace("status", "status,time") + "P01,2026-03-02,1000000012,kept,noon\n", encoding="utf-8")
    with pytest.raises(UserError, match="no time of day"):
        read_schedule(path)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("9:30 AM - 10:15 AM", time(9, 30)), ("1:45p", time(13, 45)), ("12:05 am", time(0, 5)), ("9 PM", time(21)),
        ("13:45:00", time(13, 45)), ("0.395833", time(9, 30)), ("1899-12-31 09:30:00", time(9, 30)), ("9", None),
        ("25:00", None), ("13:45 pm", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_systems_write_it(tmp_path: Path, written: str, at: time | None) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text(f"Appt Date,Start Time,Provider,MRN\n3/2/2026,{written},1000000012,P01\n", encoding="utf-8")
    read = read_schedule_file(path)
    assert [one.appointment.at for one in read.rows] == ([at] if at else [])
    assert len(read.reading.faults) == (at is None)


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("2026-03-02T13:45:00", time(13, 45)), ("3/2/2026 1:45 PM", time(13, 45)), ("Mon 3/2/2026", None),
        ("2026-03-02 00:00:00", None), ("March 2, 2026 9:30 AM", time(9, 30)), ("46083", None),
    ],
)  # fmt: skip
def test_one_column_may_have_the_day_and_the_time(tmp_path: Path, start: str, at: time | None) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text(f"Start|Provider|MRN|Status\n{start}|1000000012|P01|kept\n", encoding="utf-8")
    (found,) = read_schedule(path)
    assert (found.on.isoformat(), found.at) == ("2026-03-02", at)


def test_a_time_with_a_zone_is_no_time_here(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text("Start,Provider,MRN,Status\n2026-03-02T13:45:00Z,1000000012,P01,kept\n", encoding="utf-8")
    assert not read_schedule_file(path).rows


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Appt Date,Start Time,Provider,Patient ID,Status", "appointments"),
        ("Date,Start,Therapist,Patient Name,DOB,Status", "appointments"),
        ("patient_id,date,provider_npi,status", "appointments"),
        ("Pt ID,DOS,Provider,Status,CPT,Mins", "visits"),
        ("Patient ID,Start Date,End Date,Status,Visits Approved,Auth #,Payer", "charts"),
        ("MRN,Last Name,First Name,DOB,Gender,Provider,Status,Date", "patients"),
        ("Pt ID,DOS,Provider,Status,Mins", None),
    ],
)
def test_a_schedule_is_known_by_its_columns(tmp_path: Path, heading: str, kind: str | None) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{heading}\n{',1' * heading.count(',')}\n", encoding="utf-8")
    assert file_kind(path) == kind


def test_a_row_that_cannot_be_read_goes_alone_and_a_word_that_is_not_known_waits(tmp_path: Path) -> None:
    path = tmp_path / "schedule.csv"
    rows = (
        "3/2/2026,1000000012,P01,kept", "3/2/2026,Ada Bell,P01,kept", "3/2/2026,10000,P01,kept",
        "3/2/2026,1000000012,P01,perhaps", "3/2/2026,1000000012,,kept", "3/2/2026,1000000012,P01",
        "Appt Date,Provider,MRN,Status", "Total,6,,", f"3/2/2026{' ' * 50_000}x,1000000012,P01,kept",
        f"{'9' * 50_000},1000000012,P01,kept",
    )  # fmt: skip
    path.write_text("\n".join(("Appt Date,Provider,MRN,Status", *rows)) + "\n", encoding="utf-8")
    read = read_schedule_file(path)
    assert [one.row for one in read.rows] == [2]
    assert read.waiting == {"provider_npi": {"Ada Bell": (3,)}, "status": {"perhaps": (5,)}}
    assert [(one.rows, one.column) for one in read.reading.faults] == [
        ((4,), "Provider"), ((6,), "MRN"), ((7,), ""),
        ((10,), "Appt Date"), ((11,), "Appt Date"),
    ]  # fmt: skip
    assert read.reading.left_out == {"heading": (8,), "total": (9,)}
    assert read.reading.rows_set_aside == 7
