"""The rows of a folder's tables of credentials: CSV files, workbooks, and tables of TOML, read alike.

    credentials/
      practice.toml       or a table `practice`
      clinicians.csv      a table by its own name
      enrollments.xlsx    the same as a workbook
      credentialing.xlsx  several tables, each a sheet of its name
      credentialing.toml  the same as [[licenses]], [[expirables]] ...

A table stands in one place alone. Columns and files that are not used are named.
"""

import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from cleanclaim.budget import MOST_UNPACKED
from cleanclaim.exchange.files.credential_entries import (
    CREDENTIAL_TABLES,
    DOCUMENT,
    LISTS,
    PRACTICE_FILE,
    WORKBOOK,
)
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.headings import Numbered, check_cells, find_heading, fit, kind_of_row
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.name_keys import name_key
from cleanclaim.exchange.files.open_file import as_text, lines
from cleanclaim.exchange.files.toml_entries import Entries, LinesOfFile
from cleanclaim.exchange.files.visit_values import UnreadableError, quoted
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.whole_file import MOST_OF_TOML, list_toml_lines, parse_toml, read_whole_bytes, read_whole_text

_ENDINGS = (".csv", ".xlsx")
_READ_ELSEWHERE = frozenset({".csv", ".xlsx", ".toml", ".tsv", ".json", ".ndjson", ".parquet"})
"""How files end that may have been meant to be read."""


class CredentialRows(Struct, frozen=True):
    """The rows of each table that the folder has, what came of reading its files, and the names of its other files."""

    tables: dict[str, list[Entries]]
    readings: tuple[FileReading, ...]
    not_read: tuple[str, ...]


def read_credential_rows(folder: Path, faults: list[UserError]) -> CredentialRows:
    """The rows of a folder. What is wrong in a file is put with the `faults`.

    Raises UserError where there is no such folder.
    """
    if not folder.is_dir():
        remedy = f"Name the folder with {PRACTICE_FILE} or practice.csv, clinicians.csv, enrollments.csv, ..."
        raise UserError(str(folder), "is no folder", remedy)
    found: dict[str, list[Entries]] = {}
    places: dict[str, str] = {}
    readings: list[FileReading] = []
    used = {PRACTICE_FILE}
    for path in sorted(folder.iterdir()):
        tables = _tables_of(path)
        if not tables:
            continue
        used.add(path.name)
        for table, rows in tables(readings, faults):
            if table in found:
                problem = f"{places[table]} has the {table} too"
                faults.append(
                    UserError(str(path), problem, "Keep each table in one place, and delete it in the other.")
                )
                continue
            found[table], places[table] = rows, path.name
    files = (path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix.lower() in _READ_ELSEWHERE)
    return CredentialRows(found, tuple(readings), tuple(path.name for path in files if path.name not in used))


_TableRows = Callable[[list[FileReading], list[UserError]], Iterator[tuple[str, list[Entries]]]]


def _tables_of(path: Path) -> _TableRows | None:
    """What reads the tables of a file; None where it is none of ours."""
    if not path.is_file():
        return None
    if path.name == DOCUMENT:
        return partial(_document, path)
    if path.name == WORKBOOK:
        return partial(_workbook, path)
    if path.stem in CREDENTIAL_TABLES and path.suffix.lower() in _ENDINGS:
        return partial(_file, path)
    return None


def _document(path: Path, _readings: list[FileReading], faults: list[UserError]) -> Iterator[tuple[str, list[Entries]]]:
    """The tables of the TOML file."""
    try:
        text = read_whole_text(path, most=MOST_OF_TOML)
        document = Entries(str(path), parse_toml(text, str(path)), lines=LinesOfFile(str(path), list_toml_lines(text)))
    except UserError as wrong:
        faults.append(wrong)
        return
    document.collect(faults)
    document.only(list(CREDENTIAL_TABLES))
    for table, known in CREDENTIAL_TABLES.items():
        if table in document:
            yield table, document.attempt(partial(document.numbered, table, known)) or []


def _workbook(path: Path, readings: list[FileReading], faults: list[UserError]) -> Iterator[tuple[str, list[Entries]]]:
    """The sheets of the workbook that are called as tables are; the others are named."""
    from cleanclaim.exchange.files.sheet_rows import faulty_cells, rows_of_sheet
    from cleanclaim.workbooks import open_workbook

    try:
        content = read_whole_bytes(path, pipe=False, most=MOST_UNPACKED)
        workbook = open_workbook(content, str(path))
    except UserError as wrong:
        faults.append(wrong)
        return
    for name in workbook.sheet_names:
        intake = Intake(f"{path}, sheet {name}", strict=False)
        intake.format = "xlsx"
        table = name_key(name)
        if table not in CREDENTIAL_TABLES:
            intake.notes[f"The sheet {name} is no table of credentials, and is not read."] = None
            readings.append(intake.reading())
            continue
        numbered = rows_of_sheet(workbook, name, faulty_cells(content, name), str(path))
        yield table, _rows(table, numbered, intake, readings, faults)


def _file(path: Path, readings: list[FileReading], faults: list[UserError]) -> Iterator[tuple[str, list[Entries]]]:
    """The table of a file."""
    intake = Intake(str(path), strict=False)
    table = path.stem
    named = partial(_count, table)
    try:
        content = read_whole_bytes(path, pipe=False, most=MOST_UNPACKED)
    except UserError as wrong:
        faults.append(wrong)
        return
    if path.suffix.lower() == ".xlsx":
        from cleanclaim.exchange.files.sheet_rows import sheet_rows

        intake.format = "xlsx"
        numbered = sheet_rows(content, intake, lambda row: named(row) > 1, table)
        yield table, _rows(table, numbered, intake, readings, faults)
        return
    intake.format = "csv"
    stream: io.BufferedReader = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(content)))
    try:
        with as_text(stream, intake) as text:
            yield table, _rows(table, csv_rows(lines(text, intake), intake, named), intake, readings, faults)
    except UserError as wrong:
        faults.append(wrong)


def _columns(table: str) -> dict[str, str]:
    """The columns of a table by the letters of their names, and of their other spellings."""
    known = CREDENTIAL_TABLES[table]
    spelled = {name_key(other): name for name, others in _other_names().get(table, {}).items() for other in others}
    spelled |= {name_key(entry.alias): name for name, entry in known.items() if entry.alias}
    return spelled | {name_key(name): name for name in known}


@cache
def _other_names() -> dict[str, dict[str, list[str]]]:
    """What the columns of each table are called otherwise."""
    text = Path(__file__).with_name("credential_names.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, dict[str, list[str]]])


def _count(table: str, row: Sequence[str]) -> int:
    known = _columns(table)
    return sum(name_key(cell) in known for cell in row[:1_000] if len(cell) < 60)


def _rows(
    table: str,
    numbered: Iterable[Numbered],
    intake: Intake,
    readings: list[FileReading],
    faults: list[UserError],
) -> list[Entries]:
    """The rows under the heading; faults of rows, and of the table as a whole, are put with the others."""
    try:
        return list(_entries(table, numbered, intake, faults))
    except UserError as wrong:
        faults.append(wrong)
        return []
    finally:
        readings.append(intake.reading())


def _entries(table: str, numbered: Iterable[Numbered], intake: Intake, faults: list[UserError]) -> Iterator[Entries]:
    (row_number, heading), rest = find_heading(numbered, intake, partial(_count, table))
    if not heading:
        remedy = f"Its first row names the columns: {', '.join(CREDENTIAL_TABLES[table])}. Or delete the file."
        raise UserError(intake.file, "the file is empty", remedy)
    known = _columns(table)
    columns = [known.get(name_key(cell), "") if len(cell) < 60 else "" for cell in heading]
    for at, column in enumerate(columns):
        own = [name_key(cell) == name_key(column) for cell in heading]
        if column and any(own) and not own[at]:
            columns[at] = ""  # the column that has our name for it is meant
    _note_columns(heading, columns, intake)
    for at, column in enumerate(columns):
        if column and column in columns[:at]:
            place = f"{intake.file}, row {row_number}"
            both = f"{quoted(heading[columns.index(column)])} and {quoted(heading[at])}"
            raise UserError(place, f"two columns are {column}: {both}", "Keep one of them.")
    for number, cells in rest:
        if kind := kind_of_row(cells):
            intake.note_left_out(kind, number)
            continue
        place = f"{intake.file}, row {number}"
        try:
            row = check_cells(dict(zip(columns, fit(cells, len(columns)), strict=True)), CREDENTIAL_TABLES[table])
        except UnreadableError as error:
            faults.append(error.at(place, "column"))
            continue
        row.pop("", None)
        entries = Entries(place, {name: _cell(name, text) for name, text in row.items()}, kind="column ")
        entries.describe(CREDENTIAL_TABLES[table])
        yield entries


def _note_columns(heading: Sequence[str], columns: Sequence[str], intake: Intake) -> None:
    for cell, column in zip(heading, columns, strict=True):
        if column:
            intake.used[cell] = column
        elif cell.strip():
            intake.not_used[cell] = None


def _cell(column: str, text: str) -> object:
    """A cell as an entry has it: of a list of values, one by one."""
    return [part.strip() for part in text.split(";") if part.strip()] if column in LISTS else text
