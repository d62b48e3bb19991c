"""A visit never goes out without one of its services: what a bad row tells of its visit, in every format."""

import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from tests.exchange.files.exports import OWN, ROW, read, workbook

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


@pytest.mark.parametrize("fault", [{"service_date": "2026-02-31"}, {"patient_id": "", "minutes": "7 o"}])
def test_an_id_of_its_own_whose_day_or_patient_cannot_be_read_goes_alone(tmp_path: Path, fault: dict[str, str]) -> None:
    bad = GOOD | {"visit_id": "x"} | fault
    visits, reading = read(tmp_path, "\n".join((OWN, row(GOOD), row(OTHER), row(bad))))
    assert [visit.visit_id for visit in visits] == ["V1", "V2"]
    assert (reading.visits_set_aside, reading.taken_along) == (("x",), {})
    assert reading.days_set_aside, "what the patient had is not known whole"


def test_a_visit_that_goes_with_another_says_why(tmp_path: Path) -> None:
    bad = GOOD | {"visit_id": "x", "minutes": "7 o"}
    _, reading = read(tmp_path, "\n".join((OWN, row(GOOD), row(OTHER), row(bad))))
    assert reading.taken_along == {
        "V1": "of the same patient and day as visit x, which is not whole: their minutes are counted together"
    }
    far = row(OTHER | {"visit_id": "V4", "patient_id": "P4"})
    rows = (OWN, row(GOOD), "97140,7", row(OTHER), row(OTHER | {"visit_id": "V3"}), far)
    _, reading = read(tmp_path, "\n".join(rows))
    assert set(reading.taken_along) == {"V1", "V2", "V3"}
    assert "row next to it" in reading.taken_along["V1"]
    assert "same patient and day as visit V2" in reading.taken_along["V3"]


def test_a_row_that_lost_its_first_cell_spoils_the_patients_day(tmp_path: Path) -> None:
    torn = row(GOOD).split(",", 1)[1]
    visits, reading = read(tmp_path, "\n".join((OWN, row(GOOD), row(OTHER), torn)))
    assert [visit.visit_id for visit in visits] == ["V2"]
    assert reading.visits_set_aside == ("V1",)


def test_a_torn_row_that_names_nobody_spoils_those_next_to_it(tmp_path: Path) -> None:
    visits, reading = read(
        tmp_path,
        "\n".join((OWN, row(GOOD), "97140,7", row(OTHER), row(OTHER | {"visit_id": "V3", "patient_id": "P3"}))),
    )
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


def test_a_heading_again_in_other_letters_is_left_out(tmp_path: Path) -> None:
    again = OWN.title().replace("_", " ")
    visits, reading = read(tmp_path, "\n".join((OWN, row(GOOD), again, row(OTHER))))
    assert [visit.visit_id for visit in visits] == ["V1", "V2"]
    assert reading.left_out == {"heading": (3,)}


def test_a_heading_further_down_in_another_order_is_refused(tmp_path: Path) -> None:
    other = ",".join(reversed(OWN.split(",")))
    with pytest.raises(UserError, match="row 3: this is another heading"):
        read(tmp_path, "\n".join((OWN, row(GOOD), other, row(OTHER))))


def sheet_with(cell: str) -> bytes:
    """A workbook whose first service has this cell as its minutes, in a sheet that begins at B4."""
    rows = [[None, *OWN.split(",")], [None, *GOOD.values()], [None, *OTHER.values()]]
    content, out = workbook({"S": rows}, first_row=4), io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w") as target:
        for part in source.namelist():
            text = source.read(part).decode()
            if part.endswith("sheet1.xml"):
                text, count = re.subn(r'<c r="J5"[^>]*>.*?</c>', cell, text)
                assert count == 1
            target.writestr(part, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ('<c r="J5" t="e"><v>#N/A</v></c>', '"#N/A" is a spreadsheet\'s error, not a value.'),
        ('<c r="J5" t="e"><f>1/0</f><v>#DIV/0!</v></c>', '"#DIV/0!" is a spreadsheet\'s error, not a value.'),
        ('<c r="J5"><f>A1+1</f></c>', "the formula here has no value."),
        ('<c r="J5"><f t="shared" si="0"/></c>', "the formula here has no value."),
    ],
)
def test_a_formula_that_came_to_nothing_is_a_fault(tmp_path: Path, cell: str, problem: str) -> None:
    visits, reading = read(tmp_path, sheet_with(cell), "v.xlsx")
    assert [visit.visit_id for visit in visits] == ["V2"]
    assert [(fault.rows, fault.column, fault.problem) for fault in reading.faults] == [((5,), "minutes", problem)]


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, sheet_with('<c r="J5"><f>30+3</f><v>33</v></c>'), "v.xlsx")
    assert (visits[0].services[0].minutes, reading.faults) == (33, ())
