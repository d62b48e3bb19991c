"""Answers as rows: CSV for spreadsheets, Parquet for analytics, and the annotations by which GitHub marks a file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Literal

from msgspec import Struct

from cleanclaim.cli.screen import write_for_a_file, write_json

Level = Literal["error", "warning", "notice"]
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


class Annotation(Struct, frozen=True):
    """What is to be marked in a file: how grave, under which title, in which words."""

    level: Level
    file: str
    title: str
    text: str


def say_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Rows as CSV on standard output, UTF-8."""
    for line in csv_lines(columns, rows):
        write_json(line.encode())


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as CSV, under the names of their columns; what is not known is empty.

    Dates are ISO dates. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in chain([columns], rows):
        writer.writerow(map(_cell, row))
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def say_parquet(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """The same as a Parquet file on standard output; a column with nothing in it is of text.

    Raises UserError where that is a terminal.
    """
    import polars

    def series(at: int) -> polars.Series:
        values = [row[at] for row in rows]
        empty = all(value is None for value in values)
        return polars.Series(columns[at], values, polars.String if empty else None)

    content = io.BytesIO()
    polars.DataFrame([series(at) for at in range(len(columns))]).write_parquet(content)
    write_for_a_file(content.getvalue())


def csv_bytes(rows: Sequence[Sequence[object]]) -> bytes:
    """The same as a file, its first row the names of the columns."""
    columns, *rest = rows
    return "".join(csv_lines([str(one) for one in columns], rest)).encode()


def _cell(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS) and not _is_number(value):
        return f"'{value}"
    return "" if value is None else value


def _is_number(text: str) -> bool:
    return text.isascii() and text[1:].replace(".", "", 1).isdecimal()


def say_annotations(annotations: Iterable[Annotation]) -> None:
    """Each as a workflow command: `::error file=visits.csv,title=pairs.bundled::...`."""
    for one in annotations:
        places = f"file={_escaped(one.file, of_property=True)},title={_escaped(one.title, of_property=True)}"
        write_json(f"::{one.level} {places}::{_escaped(one.text)}\n".encode())


def _escaped(text: str, *, of_property: bool = False) -> str:
    """A text as workflow commands want it."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if of_property else text
