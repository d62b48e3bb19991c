"""Workbooks are read like CSV, with their cells' types; one that would take too much is refused before it is opened."""

import io
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.model.errors import UserError
from tests.exchange.files.exports import OWN, ROW, Rows, column_letters, read, workbook

SHEET: Rows = [
    ["visit_id", "patient_id", "service_date", "provider_npi", "place_of_service", "code", "minutes", "separate"],
    [7, "P7", date(2026, 3, 2), 1234567893, 11, 97110, 33.0, True],
    [7, "P7", date(2026, 3, 2), 1234567893, 11, "97140-GP", None, None],
]


def test_cells_have_the_values_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, workbook({"Charges": SHEET}), "v.xlsx")
    assert (visit.visit_id, visit.service_date, visit.provider_npi) == ("7", date(2026, 3, 2), "1234567893")
    assert [(one.code, one.minutes, one.separate) for one in visit.services] == [
        ("97110", 33, True),
        ("97140", None, None),
    ]
    assert (reading.format, reading.left_out) == ("xlsx", {})


def test_titles_and_totals_are_left_out_and_rows_have_the_spreadsheets_numbers(tmp_path: Path) -> None:
    rows: Rows = [["Charges March 2026"], *SHEET, [8, "P8", date(2026, 3, 3), None, None, 97110, "4o", None], ["Total"]]
    for first_row in (1, 4):
        visits, reading = read(tmp_path, workbook({"Charges": rows}, first_row), "v.xlsx")
        assert [visit.visit_id for visit in visits] == ["7"]
        assert reading.left_out == {"title": (first_row,), "total": (first_row + 5,)}
        assert [(fault.rows, fault.column) for fault in reading.faults] == [((first_row + 4,), "minutes")]


def test_the_sheet_of_visits_is_found_and_said(tmp_path: Path) -> None:
    (visit,), reading = read(tmp_path, workbook({"Cover": [["Report"]], "Charges": SHEET, "Notes": [["x"]]}), "v.xlsx")
    assert visit.visit_id == "7"
    assert 'Read is the sheet "Charges"; not Cover, Notes.' in reading.notes


def test_of_two_sheets_of_visits_a_mapping_says_which(tmp_path: Path) -> None:
    content = workbook({"March": SHEET, "April": SHEET})
    with pytest.raises(UserError, match='"March" and "April" have visits'):
        read(tmp_path, content, "v.xlsx")
    assert read(tmp_path, content, "v.xlsx", ColumnMapping(sheet="April"))[0]
    with pytest.raises(UserError, match='no sheet "May"'):
        read(tmp_path, content, "v.xlsx", ColumnMapping(sheet="May"))


def test_a_workbook_is_known_by_its_contents(tmp_path: Path) -> None:
    assert read(tmp_path, workbook({"Charges": SHEET}), "export")[1].format == "xlsx"
    assert read(tmp_path, f"{OWN}\n{ROW}\n", "export.xlsx")[1].format == "csv"


def changed(part: str, content: bytes) -> bytes:
    """A workbook of which one part is another."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(workbook({"Charges": SHEET}))) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one.filename, content if one.filename == part else old.read(one))
    return made.getvalue()


def reason(folder: Path, content: bytes) -> str:
    with pytest.raises(UserError) as refused:
        read(folder, content, "v.xlsx")
    assert refused.value.remedy
    return refused.value.problem


FAR = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def test_a_cell_far_out_is_no_reason_to_fill_the_memory(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    problem = reason(tmp_path, changed("xl/worksheets/sheet1.xml", FAR.format(far).encode()))
    assert "reaches to row 1,048,576 and column 16,384" in problem


def test_a_workbook_that_unpacks_to_much_more_is_refused(tmp_path: Path) -> None:
    assert "times its size" in reason(tmp_path, changed("xl/styles.xml", b" " * 50_000_000))
    assert "more than 250,000,000 bytes" in reason(tmp_path, changed("xl/styles.xml", b" " * 260_000_000))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), workbook({"C": SHEET})[:900]])
def test_a_broken_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "no whole workbook" in reason(tmp_path, content)


def test_another_zip_archive_is_no_workbook(tmp_path: Path) -> None:
    made = io.BytesIO()
    with ZipFile(made, "w") as packed:
        packed.writestr("visits.csv", f"{OWN}\n{ROW}\n")
    assert reason(tmp_path, made.getvalue()) == "the file is a zip archive, not a workbook."


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
