"""Workbooks that no spreadsheet program writes: refused at once, with the part in which it stands."""

import io
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from cleanclaim.model.errors import UserError
from tests.exchange.files.exports import Rows, read, workbook

ROWS: Rows = [["visit_id", "patient_id", "service_date", "code", "minutes"], [7, "P7", "2026-03-02", 97110, 33]]
SHEET = "xl/worksheets/sheet1.xml"


def changed(part: str, old: str, new: str) -> bytes:
    """A small workbook with a text of one part changed."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(workbook({"Charges": ROWS}))) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name == part:
                assert old in text
                text = text.replace(old, new, 1)
            after.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize("number", ["4294967295", "999999999999", "1048577", "0", "-1", "x", "9" * 400])
def test_a_row_that_no_sheet_has(tmp_path: Path, number: str) -> None:
    begun = time.monotonic()
    with pytest.raises(UserError, match=r"row .* is none that a sheet has"):
        read(tmp_path, changed(SHEET, '<row r="2"', f'<row r="{number}"'), "v.xlsx")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("cell", ["XFE2", "ZZZ2", "A1048577", "A9999999", "A99999999999", "AAAAAA2", "2", ""])
def test_a_cell_that_no_sheet_has(tmp_path: Path, cell: str) -> None:
    with pytest.raises(UserError, match=r"none that a sheet has|no cell of a sheet"):
        read(tmp_path, changed(SHEET, 'r="A2"', f'r="{cell}"'), "v.xlsx")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_document_types_and_entities(tmp_path: Path, part: str) -> None:
    root = "<worksheet" if part == SHEET else "<workbook"
    declared = f'<!DOCTYPE x [<!ENTITY a "b">]>{root}'
    with pytest.raises(UserError, match="document type or entities"):
        read(tmp_path, changed(part, root, declared), "v.xlsx")


def test_a_sheet_that_is_outside_the_file(tmp_path: Path) -> None:
    content = changed("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "../../../../etc/passwd")
    with pytest.raises(UserError, match="no whole workbook"):
        read(tmp_path, content, "v.xlsx")
