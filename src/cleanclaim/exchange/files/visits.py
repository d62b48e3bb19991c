"""Read visits: CSV in any delimiter, xlsx, JSON, NDJSON or Parquet, from a file or from standard input.

The format is recognized by the file's name, else by how its contents begin. One reader stands behind every door.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from msgspec import structs

from cleanclaim.budget import MOST_IN_PIECE, MOST_UNPACKED
from cleanclaim.exchange.files.csv_rows import csv_rows
from cleanclaim.exchange.files.exact_json import decode
from cleanclaim.exchange.files.headings import names_columns
from cleanclaim.exchange.files.intake import NO_NAMES, Corrections, Intake, PracticeNames
from cleanclaim.exchange.files.json_visits import json_visits
from cleanclaim.exchange.files.mapping import ColumnMapping
from cleanclaim.exchange.files.ndjson_rows import ndjson_table
from cleanclaim.exchange.files.open_file import (
    LONGEST_LINE,
    as_text,
    in_an_alphabet,
    lines,
    name_of,
    open_text,
    whole_bytes,
)
from cleanclaim.exchange.files.parquet_rows import parquet_visits
from cleanclaim.exchange.files.rows_to_visits import Progress, visits_of
from cleanclaim.exchange.files.table_rows import table_of
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.errors import UserError
from cleanclaim.model.file_reading import FileReading
from cleanclaim.model.visit import Visit

_FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}
FILE_ENDINGS = (*_FORMATS, ".837")
"""How the names of files with visits end."""
_MARKS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx"}


def read_visits(path: str | Path | BinaryIO, *, progress: Progress | None = None) -> list[Visit]:
    """The visits in the file at `path` (`-`: standard input; or opened already, in binary), in their order there.

    `progress` is called now and then with the number of services read so far. Raises UserError, naming the file, the
    row or visit and the field, if the file or anything in it cannot be read; then no visit is returned.

        >>> import cleanclaim
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> visits[0].payer, [(service.code, service.minutes) for service in visits[0].services]
        ('medicare', [('97112', 24), ('97110', 23)])
    """
    visits, _ = read_visits_file(path, progress=progress)
    return visits


def read_visits_file(
    path: str | Path | BinaryIO,
    *,
    mapping: ColumnMapping | None = None,
    names: PracticeNames = NO_NAMES,
    corrections: Corrections | None = None,
    checks: Mapping[str, Callable[[Any], None]] | None = None,
    strict: bool = True,
    progress: Progress | None = None,
) -> tuple[list[Visit], FileReading]:
    """The visits in a file, and what came of reading it.

    `mapping` says what its columns and words stand for, `names` whom the practice calls what, `corrections` what cells
    of a table should say, `checks` what of a value that can be read cannot be right. Unless `strict`, visits
    that cannot be read whole are set aside, named in the reading. Raises UserError where the file cannot be read or
    nothing of it is left, and where it is `strict` for anything that cannot be read, all of it named.
    """
    intake = Intake(name_of(path), mapping, names, strict=strict)
    intake.corrections = corrections or {}
    intake.checks = checks or {}
    with open_text(path) as stream:
        visits = _visits(stream, intake, progress)
    return visits, structs.replace(intake.reading(), of_visits=True)


def read_own_columns(
    path: str | Path, *, mapping: ColumnMapping | None = None, names: PracticeNames = NO_NAMES
) -> dict[str, list[dict[str, str]]]:
    """The cells of a file's columns that are not used: by visit id, of each service in its order.

    What stands in a whole visit of JSON is each of its services'. Raises UserError as `read_visits_file`.
    """
    intake = Intake(name_of(path), mapping, names, strict=False)
    intake.own_rows = {}
    with open_text(path) as stream:
        _visits(stream, intake, None)
    return intake.own_rows


def _visits(stream: io.BufferedReader, intake: Intake, progress: Progress | None) -> list[Visit]:
    intake.format = format_by_name(stream, intake.file)
    if intake.format == "parquet":
        return parquet_visits(stream, intake, progress)
    if intake.format == "xlsx":
        from cleanclaim.exchange.files.sheet_rows import sheet_rows

        content = whole_bytes(stream, intake.file, MOST_UNPACKED)
        rows = sheet_rows(content, intake, lambda row: names_columns(row, intake), "visits")
        return visits_of(table_of(rows, intake), intake, progress)
    with as_text(stream, intake) as text:
        start, intake.format = format_of_text(text, intake.format)
        if intake.format == "json":
            return json_visits(_document(start, text, intake), intake, progress)
        rest: Iterator[str] = lines(text, intake, start)
        if intake.format == "ndjson":
            return visits_of(ndjson_table(rest, intake), intake, progress)
        return visits_of(table_of(csv_rows(rest, intake), intake), intake, progress)


def format_by_name(stream: io.BufferedReader, file: str) -> str:
    """The format as the first bytes say it, where they do, else as the name does; empty where neither does."""
    head = stream.peek(4)
    marked = next((form for mark, form in _MARKS.items() if head.startswith(mark)), None)
    named = _FORMATS.get(PurePath(file.lower().removesuffix(".gz")).suffix, "")
    if named == "xlsx" and marked is None:
        return ""  # as where a program calls its CSV a workbook
    return marked or named


def format_of_text(text: io.TextIOBase, named: str) -> tuple[str, str]:
    """The start of a text, up to the end of its first line that is not blank, and its format; `named`: by its name."""
    start = _start(text)
    return start, _format_of(start, otherwise=named or "csv") if named in ("", "json") else named


def _start(text: io.TextIOBase) -> str:
    """The text up to the end of its first line that is not blank, but no more than a line may hold."""
    read: list[str] = []
    size = 0
    while line := text.readline(LONGEST_LINE + 1):
        read.append(line)
        size += len(line)
        if not line.isspace() or size >= LONGEST_LINE:
            break
    return "".join(read)


def _format_of(start: str, otherwise: str) -> str:
    """The format of a text that begins with `start`, where the name does not tell, or says only that it is JSON."""
    match start.lstrip()[:1]:
        case "[":
            return "json"
        case "{":
            return "ndjson" if _is_row(start) else "json"
        case _:
            return otherwise


def _is_row(line: str) -> bool:
    """Whether `line` alone is an object, and no visit with its services."""
    try:
        row = decode(line)
    except UnreadableError:
        return False
    return isinstance(row, dict) and not {"visits", "services"} & row.keys()


def _document(start: str, text: io.TextIOBase, intake: Intake) -> str:
    document = start + text.read(MOST_IN_PIECE)
    if len(document) > MOST_IN_PIECE:
        raise UserError(
            intake.file,
            f"the JSON document is longer than {MOST_IN_PIECE:,} characters.",
            "Give so many visits as NDJSON or CSV, which are read row by row.",
        )
    return in_an_alphabet(document, intake.file, intake)
