"""A visit never goes out without one of its services: what a bad row tells of its visit, in every format."""

import json
from pathlib import Path

import pytest

from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.file_reading import FileReading
from tests.exchange.files.exports import OWN, ROW, read

GOOD = dict(zip(OWN.split(","), ROW.split(","), strict=True)) | {"visit_id": "V1", "patient_id": "P1"}
OTHER = GOOD | {"visit_id": "V2", "patient_id": "P2"}


def row(cells: dict[str, str]) -> str:
    return ",".join(cells.values())


def lines(tmp_path: Path, *rows: object) -> tuple[list[str], FileReading]:
    path = tmp_path / "v.ndjson"
    path.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in rows))
    visits, reading = read_visits_file(path, strict=False)
    return [visit.visit_id for visit in visits], reading


@pytest.mark.parametrize("services", [False, True])
def test_a_value_that_is_an_object_spoils_its_visit(tmp_path: Path, services: bool) -> None:
    rows = [GOOD, GOOD | {"code": "97140", "minutes": {"value": 7}}, OTHER]
    if services:
        path = tmp_path / "v.json"
        path.write_text(json.dumps(rows))
        visits, reading = read_visits_file(path, strict=False)
        left = [visit.visit_id for visit in visits]
    else:
        left, reading = lines(tmp_path, *rows)
    assert left == ["V2"]
    assert (reading.rows_set_aside, reading.visits_set_aside) == (2, ("V1",))
    assert [(fault.rows, fault.column, fault.visit_id) for fault in reading.faults] == [((2,), "minutes", "V1")]


def test_a_broken_line_spoils_the_visit_that_it_still_names(tmp_path: Path) -> None:
    cut = json.dumps(GOOD | {"code": "97140"})[:-20]
    left, reading = lines(tmp_path, GOOD, OTHER, cut)
    assert (left, reading.visits_set_aside) == (["V2"], ("V1",))


def test_a_key_given_twice_spoils_its_visit(tmp_path: Path) -> None:
    twice = json.dumps(GOOD | {"code": "97140"}).replace('"minutes"', '"minutes": 9, "minutes"')
    left, reading = lines(tmp_path, OTHER, GOOD, twice)
    assert (left, reading.visits_set_aside) == (["V2"], ("V1",))


def test_a_broken_line_that_names_no_visit_spoils_those_next_to_it(tmp_path: Path) -> None:
    far = GOOD | {"visit_id": "V9", "patient_id": "P9"}
    left, reading = lines(tmp_path, far, GOOD, '"code": "97140", "minutes": 7}', OTHER)
    assert left == ["V9"]
    assert set(reading.visits_set_aside) == {"V1", "V2"}


def test_an_id_whose_only_row_is_bad_spoils_the_patients_day(tmp_path: Path) -> None:
    bad = GOOD | {"visit_id": "x", "minutes": "7 o"}
    visits, reading = read(tmp_path, "\n".join((OWN, row(GOOD), row(OTHER), row(bad))))
    assert [visit.visit_id for visit in visits] == ["V2"]
    assert set(reading.visits_set_aside) == {"x", "V1"}


def test_an_id_whose_only_row_lacks_its_day_spoils_the_patients_visits(tmp_path: Path) -> None:
    bad = GOOD | {"visit_id": "x", "service_date": "2026-02-31"}
    visits, _ = read(tmp_path, "\n".join((OWN, row(GOOD), row(OTHER), row(bad))))
    assert [visit.visit_id for visit in visits] == ["V2"]


def test_a_row_that_lost_its_first_cell_spoils_the_patients_day(tmp_path: Path) -> None:
    torn = row(GOOD).split(",", 1)[1]
    visits, reading = read(tmp_path, "\n".join((OWN, row(GOOD), row(OTHER), torn)))
    assert [visit.visit_id for visit in visits] == ["V2"]
    assert reading.visits_set_aside == ("V1",)


def test_a_torn_row_that_names_nobody_spoils_those_next_to_it(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, "\n".join((OWN, row(GOOD), "97140,7", row(OTHER), row(OTHER | {"visit_id": "V3", "patient_id": "P3"}))))
    assert [visit.visit_id for visit in visits] == ["V3"]
    assert set(reading.visits_set_aside) == {"V1", "V2"}


def test_a_json_visit_that_is_wrong_spoils_the_patients_day(tmp_path: Path) -> None:
    def visit(number: str, patient: str, minutes: object) -> dict[str, object]:
        about = {"visit_id": number, "patient_id": patient, "service_date": "2026-03-02", "payer": "medicare"}
        return about | {"services": [{"code": "97110", "minutes": minutes}]}

    path = tmp_path / "v.json"
    strange = visit("V4", "P4", 20) | {"code": "97110"}
    all_of_them = [visit("V1", "P1", 20), visit("V2", "P2", 20), visit("V3", "P1", "x"), visit("V5", "P4", 20), strange]
    path.write_text(json.dumps(all_of_them))
    visits, _ = read_visits_file(path, strict=False)
    assert [one.visit_id for one in visits] == ["V2"]
