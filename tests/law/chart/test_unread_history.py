"""A visit of the history that cannot be read does not lower the year in silence: what was spent stays open."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.visits import read_visits_file

HEADING = "visit_id,patient_id,payer,service_date,discipline,code,minutes,units,modifiers,charge\n"
ROW = "{number},{patient},medicare,2026-01-12,PT,97110,{minutes},1,GP,60.00\n"


def entry(number: str, day: str, patient: str = "P1", minutes: Any = 15, spent: str | None = None) -> dict[str, Any]:
    """A visit of one service of 30 dollars, as JSON."""
    service = {"code": "97110", "minutes": minutes, "units": 1, "modifiers": ["GP"], "allowed": "30.00"}
    about = {"visit_id": number, "patient_id": patient, "payer": "medicare", "service_date": day, "discipline": "PT"}
    return {**about, "services": [service], **({"history": {"spent": spent}} if spent else {})}


def spent(folder: Path, *, minutes: Any, patient: str = "P1", stated: str | None = None) -> int | None:
    """What is known to be spent before a visit of March, where an earlier one of January has these minutes."""
    history = [
        entry("first", "2026-01-05", spent="0.00"),
        entry("second", "2026-01-12", minutes=minutes),
        entry("last", "2026-02-02", spent=stated),
        entry("other", "2026-01-05", "P2", spent="100.00"),
    ]
    (folder / "visits.json").write_text(json.dumps([entry("now", "2026-03-02", patient)]), encoding="utf-8")
    (folder / "history.json").write_text(json.dumps(history), encoding="utf-8")
    case = read_case(folder / "visits.json", history=folder / "history.json", strict=False)
    known = case.visits[0].history
    return known.spent if known else None


def test_what_was_read_whole_is_added_up(tmp_path: Path) -> None:
    assert spent(tmp_path, minutes=15) == 9_000


def test_a_visit_that_could_not_be_read_leaves_the_year_open(tmp_path: Path) -> None:
    assert spent(tmp_path, minutes="fifteen or so") is None


def test_it_is_known_again_from_where_something_states_it(tmp_path: Path) -> None:
    assert spent(tmp_path, minutes="fifteen or so", stated="75.00") == 10_500


def test_another_patients_year_stays_known(tmp_path: Path) -> None:
    assert spent(tmp_path, minutes="fifteen or so", patient="P2") == 13_000


@pytest.mark.parametrize(
    ("row", "day"),
    [
        (ROW.format(number="2", patient="P1", minutes="fifteen or so"), ("P1", date(2026, 1, 12))),
        ("torn row\n", (None, None)),
    ],
)
def test_rows_note_whose_day_is_not_whole(tmp_path: Path, row: str, day: tuple[str | None, date | None]) -> None:
    good = ROW.format(number="1", patient="P2", minutes=15) + ROW.format(number="3", patient="P3", minutes=15)
    (tmp_path / "history.csv").write_text(HEADING + good + row, encoding="utf-8")
    _visits, reading = read_visits_file(tmp_path / "history.csv", strict=False)
    assert day in reading.days_set_aside
    assert day == (None, None) or ("P2", date(2026, 1, 12)) not in reading.days_set_aside
