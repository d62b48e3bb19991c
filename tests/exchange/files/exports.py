"""Exports as record systems write them, made for tests: text in any encoding, and small workbooks."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.visit import Service, Visit

OWN = (
    "visit_id,patient_id,payer,service_date,discipline,provider_npi,place_of_service,"
    "code,minutes,performed_by,diagnoses"
)
ROW = "V7,P7,medicare,2026-03-02,PT,1234567893,11,97110,33,PT,M54.50"

Cell = str | int | float | bool | date | None
Rows = Sequence[Sequence[Cell]]


def read(
    folder: Path, content: str | bytes, name: str = "export.csv", mapping: ColumnMapping | None = None
) -> tuple[list[Visit], FileReading]:
    """The visits of a file of this content, and what came of reading it; bad rows are set aside."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_visits_file(path, mapping=mapping, strict=False)


def service(folder: Path, **cells: str) -> Service:
    """The service of one row with these cells, one of them quoted if need be."""
    row = {"visit_id": "1", "code": "97110"} | cells
    content = ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"
    ((visit,), _) = read(folder, content)
    return visit.services[0]


def workbook(sheets: dict[str, Rows], first_row: int = 1) -> bytes:
    """A workbook with these sheets; days are cells of days, everything else as it is."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES.format("".join(map(_PART.format, range(1, len(sheets) + 1)))))
        packed.writestr("_rels/.rels", _RELATIONS.format(_RELATION.format(1, "officeDocument", "xl/workbook.xml")))
        listed = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1))
        packed.writestr("xl/workbook.xml", _WORKBOOK.format(listed))
        sources = (_RELATION.format(at, "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1))
        styles = _RELATION.format(len(sheets) + 1, "styles", "styles.xml")
        packed.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format("".join(sources) + styles))
        packed.writestr("xl/styles.xml", _STYLES)
        for at, rows in enumerate(sheets.values(), 1):
            packed.writestr(f"xl/worksheets/sheet{at}.xml", _sheet(rows, first_row))
    return file.getvalue()


def _sheet(rows: Rows, first_row: int) -> str:
    written = []
    for number, row in enumerate(rows, first_row):
        cells = [_cell(f"{column_letters(at)}{number}", value) for at, value in enumerate(row) if value is not None]
        written.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def column_letters(at: int) -> str:
    """`A` for the first column, `AA` for the 27th."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PART = f'<Override PartName="/xl/worksheets/sheet{{}}.xml" ContentType="{_SHEET}.worksheet+xml"/>'
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>{{}}</Types>'
)
_RELATION = f'<Relationship Id="rId{{}}" Type="{_OFFICE}/{{}}" Target="{{}}"/>'
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_WORKBOOK = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{{}}</sheets></workbook>'
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
