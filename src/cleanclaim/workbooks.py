"""Workbooks (.xlsx), measured before they are opened, whoever made them: clinics' exports, publishers' tables.

A workbook is a zip file whose sheet is taken into memory whole, each cell up to the last one used. So what its parts
unpack to is measured first, and how far its cells reach.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import ZipFile

from cleanclaim.budget import MOST_CELLS, MOST_UNPACKED, check_unpacked
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']([^"']*)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CELL_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and column of a sheet, of any spreadsheet program that writes xlsx."""
_BLOCK = 1_000_000
_AGAIN = "Export it again, or save it as CSV."


def open_workbook(content: bytes, file: str, remedy: str = _AGAIN) -> "CalamineWorkbook":
    """The workbook, measured before it is opened. Raises UserError, with `remedy` for what no workbook has."""
    from python_calamine import CalamineWorkbook

    with damage_refused(file, remedy):
        with ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise UserError(file, "the file is a zip archive, not a workbook.", "Unpack it, or save it as xlsx.")
            check_unpacked(file, sum(part.file_size for part in parts), len(content), MOST_UNPACKED, remedy)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_declarations(packed, part.filename, file, remedy)
                if part.filename.startswith("xl/") and part.filename.endswith(".xml"):
                    _check_reach(packed, part.filename, file, remedy)
        return CalamineWorkbook.from_filelike(io.BytesIO(content))


@contextmanager
def damage_refused(place: str, remedy: str = _AGAIN) -> Iterator[None]:
    """Whatever the reader of workbooks raises becomes a UserError that names the file, or the sheet of it that is read.

    Its errors have a class each and none in common, so that all but our own are taken.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as wrong:
        reason = (str(wrong).splitlines() or ["no reason given"])[0].rstrip(".")
        raise UserError(place, f"this is no whole workbook: {reason}.", remedy) from None


def _check_declarations(packed: ZipFile, part: str, file: str, remedy: str) -> None:
    """Pass if the part declares no document type and no entities: no spreadsheet program writes them."""
    with packed.open(part) as stream:
        head = stream.read(_BLOCK)
    if _DECLARATION.search(head.replace(b"\x00", b"")):
        raise UserError(f"{file}, {part}", "it declares a document type or entities, as no workbook does.", remedy)


def _check_reach(packed: ZipFile, part: str, file: str, remedy: str) -> None:
    """Pass if the cells of a sheet reach no further than is taken into memory."""
    rows = columns = cells = read = 0
    rest = b""
    with packed.open(part) as stream:
        while block := stream.read(_BLOCK):
            read += len(block)
            if read > MOST_UNPACKED:  # whatever the archive says of its parts
                raise UserError(file, f"it unpacks to more than {MOST_UNPACKED:,} bytes.", remedy)
            text = rest + block
            for row in _ROW.findall(text):
                rows = max(rows, _within(row, LAST_ROW, "row", part, file, remedy))
            for reference in _CELL_REFERENCE.findall(text):
                match = _REFERENCE.fullmatch(reference)
                if match is None:
                    raise UserError(f"{file}, {part}", f"{_named(reference)} is no cell of a sheet.", remedy)
                columns = max(
                    columns, _within(column_number(match[1].upper()), LAST_COLUMN, "column", part, file, remedy)
                )
                rows = max(rows, _within(match[2], LAST_ROW, "row", part, file, remedy))
            cells += len(_CELL.findall(block))
            rest = text[-200:]
    if cells > MOST_CELLS:
        raise UserError(f"{file}, {part}", f"the sheet has more than {MOST_CELLS:,} cells.", remedy)
    if rows * columns > MOST_CELLS:
        problem = f"the sheet reaches to row {rows:,} and column {columns:,}, more than {MOST_CELLS:,} cells."
        raise UserError(file, problem, "Delete what lies outside the table, or save it as CSV.")


def _within(number: bytes | int, last: int, what: str, part: str, file: str, remedy: str) -> int:
    """The number of a row or a column. Raises UserError where it is none, or beyond the last that a sheet has."""
    good = isinstance(number, int) or (number.isascii() and number.isdigit() and len(number) <= len(str(last)))
    if not good or not 0 < int(number) <= last:
        named = number if isinstance(number, int) else _named(number)
        raise UserError(f"{file}, {part}", f"{what} {named} is none that a sheet has: the last is {last:,}.", remedy)
    return int(number)


def _named(text: bytes) -> str:
    written = text[:30].decode("utf-8", "replace")
    return '"' + "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in written) + '"'


def column_number(letters: bytes) -> int:
    """The number of a column by its letters: 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
