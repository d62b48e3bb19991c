"""What cannot be read is named with row, column and remedy, all at once; its visits go aside, the rest goes on."""

from pathlib import Path

import pytest

from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from tests.exchange.files.exports import OWN, ROW, read


def row(**changes: str) -> str:
    cells = dict(zip(OWN.split(","), ROW.split(","), strict=True)) | changes
    return ",".join(cells.values())


def table(*rows: str) -> str:
    return "\n".join((OWN, *rows)) + "\n"


GOOD = row(visit_id="V1", patient_id="P1")


def places(reading: FileReading) -> list[tuple[tuple[int, ...], str]]:
    return [(fault.rows, fault.column) for fault in reading.faults]


def test_every_bad_cell_is_named_and_the_good_rows_go_on(tmp_path: Path) -> None:
    bad = row(service_date="2026-13-02", minutes="x", performed_by="nurse")
    visits, reading = read(tmp_path, table(GOOD, bad, row(visit_id="V9", patient_id="P9", minutes="y")))
    assert [visit.visit_id for visit in visits] == ["V1"]
    assert places(reading) == [((3,), "service_date"), ((3,), "minutes"), ((3,), "performed_by"), ((4,), "minutes")]
    assert (reading.rows_set_aside, reading.visits_set_aside, reading.faults_counted) == (2, ("V7", "V9"), 4)
    assert [fault.visit_id for fault in reading.faults] == ["V7", "V7", "V7", "V9"]
    assert all(fault.remedy for fault in reading.faults)


def test_strict_lists_them_all_and_refuses(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(table(GOOD, row(minutes="x"), row(visit_id="V8", minutes="y")[: -len(",M54.50")]))
    with pytest.raises(UserError) as refused:
        read_visits(path)
    told = str(refused.value)
    assert f'{path}, row 3, column minutes: "x" is not a number of minutes.' in told
    assert f"{path}, row 4: the row has 10 cells, but the heading names 11 columns." in told


def test_a_visit_goes_aside_whole(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, table(GOOD, row(), row(code="97140", minutes="x"), row(code="97530")))
    assert [visit.visit_id for visit in visits] == ["V1"]
    assert (reading.rows_set_aside, reading.visits_set_aside) == (3, ("V7",))


def test_so_do_the_patients_other_visits_of_that_day(tmp_path: Path) -> None:
    other = row(visit_id="V8", discipline="OT")
    next_day = row(visit_id="V10", service_date="2026-03-03")
    visits, reading = read(tmp_path, table(row(), row(minutes="x"), other, next_day))
    assert [visit.visit_id for visit in visits] == ["V10"]
    assert reading.visits_set_aside == ("V7", "V8")


def test_a_row_without_its_number_spoils_what_it_may_belong_to(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, table(GOOD, row(), row(visit_id="", code="97140")))
    assert [visit.visit_id for visit in visits] == ["V1"]
    assert places(reading) == [((4,), "visit_id")]
    assert reading.visits_set_aside == ("V7",)


def test_a_row_that_tells_nothing_spoils_the_visit_above_it(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, table(row(), ",,,,,,,97140,7,PT,", GOOD))
    assert [visit.visit_id for visit in visits] == ["V1"]
    assert reading.visits_set_aside == ("V7",)


def test_a_row_that_tells_its_day_alone_spoils_the_visit_above_it_or_the_day(tmp_path: Path) -> None:
    other = row(visit_id="V8", patient_id="P8")
    visits, reading = read(tmp_path, table(other, row(), ",,,2026-03-02,,,,97140,7,PT,"))
    assert [visit.visit_id for visit in visits] == ["V8"]
    assert reading.visits_set_aside == ("V7",)
    later = row(visit_id="V9", patient_id="P9", service_date="2026-03-05")
    visits, reading = read(tmp_path, table(other, row(), later, ",,,2026-03-02,,,,97140,7,PT,"))
    assert [visit.visit_id for visit in visits] == ["V9"]


def test_a_ragged_row_spoils_the_visit_that_it_names(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, table(GOOD, row(), "V7,P7,97140"))
    assert [visit.visit_id for visit in visits] == ["V1"]
    assert places(reading) == [((4,), "")]


def test_rows_that_disagree_spoil_their_visit(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, table(row(), GOOD, row(payer="aetna")))
    assert [visit.visit_id for visit in visits] == ["V1"]
    assert places(reading) == [((2, 4), "payer")]
    assert reading.rows_set_aside == 2


def test_where_patient_and_day_make_the_visit_a_bad_day_spoils_the_patients_visits(tmp_path: Path) -> None:
    heading = "MRN,DOS,NPI,CPT,Mins"
    rows = ["P1,3/2/2026,1,97110,15", "P1,3/44/2026,1,97140,8", "P1,3/5/2026,1,97110,15", "P2,3/2/2026,1,97110,15"]
    visits, reading = read(tmp_path, "\n".join((heading, *rows)))
    assert [visit.patient_id for visit in visits] == ["P2"]
    assert places(reading) == [((3,), "DOS")]
    visits, reading = read(tmp_path, "\n".join((heading, *rows[2:], ",3/5/2026,1,97140,8")))
    assert [visit.patient_id for visit in visits] == ["P2"]
    assert places(reading) == [((4,), "MRN")]


def test_where_nothing_is_left_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a number of minutes"):
        read(tmp_path, table(row(minutes="x")))


def test_headings_are_named_as_the_file_has_them(tmp_path: Path) -> None:
    _, reading = read(tmp_path, "Visit #,CPT,Mins\n1,97110,15\n2,97110,x\n")
    assert places(reading) == [((3,), "Mins")]
    assert reading.faults[0].place.endswith("export.csv, row 3, column Mins")


def test_a_thousand_faults_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    rows = [row(visit_id=f"B{n}", patient_id=f"B{n}", minutes="x") for n in range(3_000)]
    visits, reading = read(tmp_path, table(GOOD, *rows))
    assert len(visits) == 1
    assert (len(reading.faults), reading.faults_counted, reading.rows_set_aside) == (1_000, 3_000, 3_000)
    assert len(reading.visits_set_aside) == 3_000


def test_json_visits_are_set_aside_with_all_that_is_wrong_in_them(tmp_path: Path) -> None:
    good = '{"visit_id": "1", "patient_id": "P1", "service_date": "2026-03-02", "services": [{"code": "97110"}]}'
    bad = (
        '{"visit_id": "2", "patient_id": "P2", "service_date": "soon", "services": [{"code": "97110", "minutes": "x",'
        ' "units": "y"}, 4], "history": {"spent": "lots"}}'
    )
    visits, reading = read(tmp_path, f"[{good}, {bad}]", "v.json")
    assert [visit.visit_id for visit in visits] == ["1"]
    assert reading.visits_set_aside == ("2",)
    wrong = [fault.place.rpartition("v.json, ")[2] for fault in reading.faults]
    assert wrong == [
        "visit 2, field service_date",
        "visit 2, service 1, field minutes",
        "visit 2, service 1, field units",
        "visit 2, service 2",
        "visit 2, history, field spent",
    ]


def test_dates_written_day_first_are_refused_for_the_whole_file(tmp_path: Path) -> None:
    days = table(row(service_date="02/03/2026"), row(visit_id="V8", service_date="13/03/2026"))
    with pytest.raises(UserError, match="seem to be written day first"):
        read(tmp_path, days)
    visits, _ = read(tmp_path, days, mapping=ColumnMapping(day_first=True))
    assert [str(visit.service_date) for visit in visits] == ["2026-03-02", "2026-03-13"]


def test_one_slip_among_dates_written_month_first_is_a_bad_cell(tmp_path: Path) -> None:
    visits, reading = read(
        tmp_path,
        table(row(service_date="03/13/2026"), row(visit_id="V8", patient_id="P8", service_date="13/03/2026")),
    )
    assert [visit.visit_id for visit in visits] == ["V7"]
    assert places(reading) == [((3,), "service_date")]
