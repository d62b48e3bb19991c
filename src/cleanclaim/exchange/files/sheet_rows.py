"""Tables in a workbook (.xlsx): the sheet whose first rows name the columns of visits, or of patients.

It is measured before it is opened, by `cleanclaim.workbooks`.
"""

import html
import io
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zipfile import ZipFile

from cleanclaim.exchange.files.headings import FIRST_ROWS, Numbered
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.visit_values import FORMULA_ERRORS, NO_VALUE, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.workbooks import column_number, damage_refused, open_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_CELL_WITH_BODY = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
_INLINE = re.compile(rb"<(?:\w+:)?is[\s>]")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def sheet_rows(
    content: bytes, intake: Intake, is_heading: Callable[[Sequence[str]], bool], word: str
) -> Iterator[Numbered]:
    """The rows of the sheet that has a heading, as text, with the numbers that the spreadsheet shows; `word`: of what.

    Empty rows are left out. Raises UserError where it is no whole workbook, takes too much, or several sheets have one.
    """
    workbook = open_workbook(content, intake.file)
    names = workbook.sheet_names
    chosen = _chosen_sheet(workbook, intake, is_heading, word)
    if len(names) > 1:
        others = ", ".join(name for name in names if name != chosen)
        intake.notes[f'Read is the sheet "{chosen}"; not {others}.'] = None
    with damage_refused(intake.file):
        faulty = faulty_cells(content, chosen)
    yield from rows_of_sheet(workbook, chosen, faulty, intake.file)


def rows_of_sheet(
    workbook: "CalamineWorkbook", name: str, faulty: Mapping[tuple[int, int], str], file: str
) -> Iterator[Numbered]:
    """The rows of a sheet that have anything in them; `faulty`: what its cells without a value hold instead.

    Raises UserError, naming the `file`, where the sheet cannot be read.
    """
    by_row = dict[int, dict[int, str]]()
    with damage_refused(_place(file, name)):
        sheet = workbook.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0  # cells are counted from the first column that has any
    for (row_number, column), text in faulty.items():
        by_row.setdefault(row_number, {})[column - 1 - left] = text
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [cell_text(value) for value in row]
        for at, text in by_row.pop(number, {}).items():
            if at >= 0:
                cells += [""] * (at + 1 - len(cells))
                cells[at] = text
        if any(cells):
            yield number, cells
    for number, texts in sorted(by_row.items()):
        yield number, [texts.get(at, "") for at in range(max(texts) + 1)]


def _place(file: str, sheet: str) -> str:
    return f"{file}, sheet {quoted(sheet)}"


def faulty_cells(content: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """The cells of a sheet, by row and column, that hold an error, or a formula without its value."""
    found: dict[tuple[int, int], str] = {}
    with ZipFile(io.BytesIO(content)) as packed:
        part = _part_of(packed, sheet)
        text = packed.read(part) if part else b""
    if b't="e"' not in text and b"f>" not in text and b"<f" not in text:
        return found
    for about, body in _CELL_WITH_BODY.findall(text):
        at = _PLACE.search(about)
        if at is None or not (b't="e"' in about or _FORMULA.search(body)):
            continue
        value = _VALUE.search(body)
        if b't="e"' in about:
            error = value[1].decode("utf-8", "replace") if value else ""
            found[int(at[2]), column_number(at[1])] = error if error in FORMULA_ERRORS else FORMULA_ERRORS[0]
        elif value is None and not _INLINE.search(body):
            found[int(at[2]), column_number(at[1])] = NO_VALUE
    return found


def _part_of(packed: ZipFile, sheet: str) -> str:
    """The part of a workbook in which a sheet stands; empty where it is not found."""
    relations = {
        html.unescape(one["Id"]): one["Target"]
        for one in _tags(packed.read("xl/_rels/workbook.xml.rels"), b"Relationship")
        if {"Id", "Target"} <= one.keys()
    }
    for one in _tags(packed.read("xl/workbook.xml"), b"sheet"):
        if one.get("name") == sheet:
            target = relations.get(next((text for name, text in one.items() if name.endswith(":id")), ""), "")
            part = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return part if part in packed.namelist() else ""
    return ""


def _tags(text: bytes, name: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each tag of a name."""
    for attributes in re.findall(rb"<(?:\w+:)?" + name + rb"\s([^>]*)>", text):
        yield {
            key.decode(): html.unescape((double or single).decode("utf-8", "replace"))
            for key, double, single in _ATTRIBUTE.findall(attributes)
        }


def _chosen_sheet(
    workbook: "CalamineWorkbook", intake: Intake, is_heading: Callable[[Sequence[str]], bool], word: str
) -> str:
    """The sheet that the mapping names, else the one among whose first rows is a heading, else the first."""
    names, wanted = workbook.sheet_names, intake.mapping.sheet
    if wanted is not None:
        if wanted not in names:
            found = ", ".join(names)
            raise UserError(intake.file, f"there is no sheet {quoted(wanted)}.", f"Its sheets are {found}.")
        return wanted
    if len(names) == 1:
        return names[0]
    good = [name for name in names if _has_heading(workbook, name, is_heading, intake.file)]
    if len(good) > 1:
        problem = f"the sheets {' and '.join(map(quoted, good))} have {word}."
        by_mapping = 'Say which one in a mapping (--map): sheet = "...".'
        remedy = by_mapping if word == "visits" else "Keep one of them in the file."
        raise UserError(intake.file, problem, remedy)
    return good[0] if good else names[0]


def _has_heading(
    workbook: "CalamineWorkbook", name: str, is_heading: Callable[[Sequence[str]], bool], file: str
) -> bool:
    with damage_refused(_place(file, name)):
        first = workbook.get_sheet_by_name(name).to_python(nrows=FIRST_ROWS)
    return any(is_heading([cell_text(value) for value in row]) for row in first)


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
