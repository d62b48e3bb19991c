"""The schedule comes in: what became of each appointment, in either spelling."""

from pathlib import Path

import pytest

from cleanclaim.exchange.files.schedule import read_schedule

HEAD = "patient_id,date,provider_npi,status\n"


@pytest.mark.parametrize("spelling", ["canceled", "cancelled"])
def test_a_canceled_appointment_may_be_spelled_either_way(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "schedule.csv"
    path.write_text(
        f"{HEAD}P01,2026-03-02,1000000012,{spelling}\nP02,2026-03-02,1000000012,no_show\n", encoding="utf-8"
    )
    assert [appointment.status for appointment in read_schedule(path)] == ["canceled", "no_show"]
