"""A table in CSV or a workbook whose columns are known by name, in any order: frames, worksheets, auditors' lists.

    Claim No   Amount Paid   Patient
    C0001      58.97         P07

Every row that cannot be read is a fault with its row and column; all of a file are raised together.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

from msgspec import Struct

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.date_values import has_two_orders, is_day_first, month_first
from cleanclaim.exchange.files.headings import Numbered, find_heading, kind_of_row
from cleanclaim.exchange.files.intake import MOST_FAULTS, Intake, SeveralFaultsError
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines
from cleanclaim.exchange.files.sheet_rows import sheet_rows
from cleanclaim.exchange.files.visit_values import UnreadableError, check_formula, quoted, recent_date
from cleanclaim.model.errors import UserError
from cleanclaim.model.money import cents
from cleanclaim.whole_file import read_whole_bytes

WORKBOOK = b"PK\x03\x04"
"""The first bytes of a workbook (.xlsx)."""
LONGEST = 500
"""Characters of a cell."""


Value = TypeVar("Value")
Default = TypeVar("Default")


class TableRow(Struct, frozen=True):
    """A row: its number as a spreadsheet shows it, and its cells by field; an empty cell is an empty text."""

    number: int
    cells: Mapping[str, str]


class NamedTable(Struct, frozen=True):
    """The rows of a table, which fields have a column, and the columns that are not read."""

    file: str
    rows: tuple[TableRow, ...]
    fields: frozenset[str]
    not_used: tuple[str, ...]


def read_named_table(
    path: Path, names: Mapping[str, Sequence[str]], needs: Sequence[str], word: str, remedy: str
) -> NamedTable:
    """The rows of a table. `names`: what the column of each field may be called, besides the field's own name; `needs`:
    the fields without which it is no such table; `word`: what its rows are.

    Raises UserError where it cannot be read, lacks a column, or has two that may be the same field; `remedy` then says
    how such a table begins.
    """
    keys = {field: tuple(map(name_key, (field, *more))) for field, more in names.items()}

    def columns(row: Sequence[str]) -> dict[str, int]:
        at = {name_key(cell): place for place, cell in reversed(list(enumerate(row[:1_000]))) if len(cell) < 60}
        found = {field: next((at[key] for key in each if key in at), -1) for field, each in keys.items()}
        return {field: place for field, place in found.items() if place >= 0}

    def is_heading(row: Sequence[str]) -> bool:
        return set(needs) <= columns(row).keys()

    content = read_whole_bytes(path, pipe=False, most=MOST_UNPACKED)
    intake = Intake(str(path))
    if content.startswith(WORKBOOK):
        rows = list(sheet_rows(content, intake, is_heading, word))
    else:
        stream: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)))
        with as_text(stream, intake) as text:
            rows = list(csv_rows(lines(text, intake), intake, lambda row: len(columns(row))))
    (number, heading), rest = find_heading(rows, intake, lambda row: len(columns(row)), is_heading)
    found = columns(heading)
    missing = [field for field in needs if field not in found]
    if missing:
        place = f"{path}, row {number}" if number else str(path)
        raise UserError(place, f"no column is {' or '.join(missing)}", remedy)
    _check_that_one_is_meant(heading, keys, f"{path}, row {number}")
    used = set(found.values())
    unused = tuple(cell for at, cell in enumerate(heading) if at not in used and cell.strip())
    table = _rows(rest, found, len(heading), str(path))
    if not table:
        raise UserError(str(path), f"the table has no {word}", remedy)
    return NamedTable(str(path), table, frozenset(found), unused)


def _check_that_one_is_meant(heading: Sequence[str], keys: Mapping[str, Sequence[str]], place: str) -> None:
    """Raise UserError for every field that two columns may be, neither of which, or both, has the field's own name."""
    faults: list[UserError] = []
    for field, each in keys.items():
        meant = [cell for cell in heading if name_key(cell) in each]
        own = [cell for cell in meant if name_key(cell) == each[0]]
        if len(meant) > 1 and len(own) != 1:
            problem = f"{' and '.join(map(quoted, meant))} may both be {field}"
            faults.append(UserError(place, problem, f'Call the one that is meant "{field}", or take the other out.'))
    raise_all(faults)


def _rows(rest: Iterable[Numbered], found: Mapping[str, int], width: int, file: str) -> tuple[TableRow, ...]:
    read: list[TableRow] = []
    faults: list[UserError] = []
    for number, row in rest:
        cells = [*row, *[""] * (width - len(row))]
        texts = {field: _as_written(" ".join(cells[at].split())) for field, at in found.items()}
        if not any(texts.values()) or kind_of_row(row):
            continue
        for field, cell in texts.items():
            try:
                check_formula(cell)
                if len(cell) > LONGEST:
                    raise UnreadableError("the cell is too long.", "Look for a quote mark left open before it.")
            except UnreadableError as error:
                faults.append(UserError(f"{file}, row {number}, column {field}", error.problem, error.remedy))
        read.append(TableRow(number, texts))
    raise_all(faults)
    return tuple(read)


def _as_written(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from taking it for a formula, as our own tables have
    it.
    """
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


class Cells:
    """Reads the cells of one table, and collects what is wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[UserError] = []

    def read(self, row: TableRow, field: str, parse: Callable[[str], Value], fallback: Default) -> Value | Default:
        """The cell of a field; `fallback` where it is empty, or wrong, which is a fault."""
        text = row.cells.get(field, "")
        if not text:
            return fallback
        try:
            return parse(text)
        except UnreadableError as error:
            self.fault(row, field, error.problem, error.remedy)
        except ValueError:
            self.fault(row, field, f"{quoted(text)} is not an amount in dollars", "Write dollars, such as 45.10.")
        return fallback

    def fault(self, row: TableRow, field: str, problem: str, remedy: str) -> None:
        """Note what is wrong with a row."""
        column = f", column {field}" if field else ""
        self.faults.append(UserError(f"{self.file}, row {row.number}{column}", problem, remedy))


def day_reader(table: NamedTable, field: str) -> Callable[[str], date]:
    """Reads the days of a column, the day or the month first as its days show: where one is past 12. Where none shows
    it, a day with slashes has the month first, and one with dots is not read, as either may be meant.
    """
    texts = [row.cells.get(field, "") for row in table.rows]
    orders = {order for text in texts if (order := is_day_first(text)) is not None}

    def read(text: str) -> date:
        day_first = is_day_first(text)
        if day_first is not None or not has_two_orders(text):
            return recent_date(month_first(text) if day_first else text)
        one, other = recent_date(text), recent_date(month_first(text))
        if one != other and (len(orders) > 1 or (not orders and "." in text)):
            problem = f"{quoted(text)} may be {one:%B} {one.day} or {other:%B} {other.day}"
            raise UnreadableError(problem, f"Write {one} or {other}.")
        return other if orders == {True} else one

    return read


def signed_cents(text: str) -> int:
    """Cents of an amount that may be below 0: `-12.50`, `(12.50)`, `$1,200.00`. Raises ValueError."""
    plain = text.replace(" ", "")
    if plain.startswith("(") and plain.endswith(")"):
        return -cents(plain[1:-1].lstrip("$"))
    if plain.startswith(("-", "$-")):
        return -cents(plain.replace("-", "", 1).lstrip("$"))
    return cents(plain)


def whole_number(text: str) -> int:
    """A whole number of nine digits at most, commas between thousands."""
    plain = text.replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise UnreadableError(f"{quoted(text)} is not a whole number.", "Write it in digits, such as 12.")
    return int(plain)


def raise_all(faults: Sequence[UserError]) -> None:
    """Raise one error for all faults of a file, if there are any; the first ones are written out, all are counted."""
    if faults:
        count = len(faults)
        raise faults[0] if count == 1 else SeveralFaultsError(list(faults[:MOST_FAULTS]), count, count, "place")
