"""Visits in a workbook (.xlsx): the sheet whose first rows name the columns of visits.

A workbook is a zip file whose sheet is taken into memory whole, each cell up to the last one used. So it is measured
before it is opened: what its parts unpack to, and how far its cells reach.
"""

import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from cleanclaim.exchange.files.budget import MOST_CELLS, MOST_UNPACKED, check_unpacked
from cleanclaim.exchange.files.headings import FIRST_ROWS, Numbered, names_columns
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.visit_values import quoted
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_BLOCK = 1_000_000
_DAMAGED = (
    BadZipFile,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)
_AGAIN = "Export it again, or save it as CSV."


def sheet_rows(content: bytes, intake: Intake) -> Iterator[Numbered]:
    """The rows of the sheet of visits, as text, with the numbers that the spreadsheet shows. Empty rows are left out.

    Raises UserError where it is no whole workbook, takes too much, or has no sheet of visits or several.
    """
    workbook = open_workbook(content, intake.file)
    names = workbook.sheet_names
    chosen = _chosen_sheet(workbook, names, intake)
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        intake.notes[f'Read is the sheet "{chosen}"; not {others}.'] = None
    yield from rows_of_sheet(workbook, chosen)


def rows_of_sheet(workbook: "CalamineWorkbook", name: str) -> Iterator[Numbered]:
    """The rows of a sheet that have anything in them."""
    for number, row in enumerate(workbook.get_sheet_by_name(name).iter_rows(), 1):
        cells = [cell_text(value) for value in row]
        if any(cells):
            yield number, cells


def open_workbook(content: bytes, file: str) -> "CalamineWorkbook":
    """The workbook, measured before it is opened. Raises UserError."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise UserError(file, "the file is a zip archive, not a workbook.", "Unpack it, or save it as xlsx.")
            check_unpacked(file, sum(part.file_size for part in parts), len(content), MOST_UNPACKED)
            for part in parts:
                if _SHEET.fullmatch(part.filename):
                    _check_reach(packed, part.filename, file)
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, *_DAMAGED) as wrong:
        reason = (str(wrong).splitlines() or ["no reason given"])[0]
        raise UserError(file, f"this is no whole workbook: {reason}.", _AGAIN) from None


def _check_reach(packed: ZipFile, part: str, file: str) -> None:
    """Pass if the cells of a sheet reach no further than is taken into memory."""
    rows = columns = read = 0
    rest = b""
    with packed.open(part) as stream:
        while block := stream.read(_BLOCK):
            read += len(block)
            if read > MOST_UNPACKED:  # whatever the archive says of its parts
                raise UserError(file, f"it unpacks to more than {MOST_UNPACKED:,} bytes.", _AGAIN)
            for column, row in _CELL.findall(rest + block):
                rows, columns = max(rows, int(row)), max(columns, _column_number(column))
            rest = block[-200:]
    if rows * columns > MOST_CELLS:
        problem = f"the sheet reaches to row {rows:,} and column {columns:,}, more than {MOST_CELLS:,} cells."
        raise UserError(file, problem, "Delete what lies outside the table, or save it as CSV.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _chosen_sheet(workbook: "CalamineWorkbook", names: list[str], intake: Intake) -> str:
    """The sheet that the mapping names, else the one whose first rows name the columns of visits, else the first."""
    wanted = intake.mapping.sheet
    if wanted is not None:
        if wanted not in names:
            found = ", ".join(names)
            raise UserError(intake.file, f"there is no sheet {quoted(wanted)}.", f"Its sheets are {found}.")
        return wanted
    if len(names) == 1:
        return names[0]
    good = [name for name in names if _names_columns(workbook, name, intake)]
    if len(good) > 1:
        problem = f"the sheets {' and '.join(map(quoted, good))} have visits."
        raise UserError(intake.file, problem, 'Say which one in a mapping (--map): sheet = "...".')
    return good[0] if good else names[0]


def _names_columns(workbook: "CalamineWorkbook", name: str, intake: Intake) -> bool:
    first = workbook.get_sheet_by_name(name).to_python(nrows=FIRST_ROWS)
    return any(names_columns([cell_text(value) for value in row], intake) for row in first)


def cell_text(value: object) -> str:
    """A cell as a person would have typed it: whole numbers without a point, days and times of day in digits."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return "" if value is None else str(value)
