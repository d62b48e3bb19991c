"""Visits as CSV: the first row names the columns, each further row is a service.

The separator is the comma, semicolon or tab that the first row uses.
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from cleanclaim.exchange.files.columns import row_reader
from cleanclaim.exchange.files.rows_to_visits import Table
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.errors import UserError


def csv_table(lines: Iterable[str], file: str) -> Table[list[str]]:
    """The rows of a CSV file, numbered by the line they begin on, the heading being row 1 as a rule.

    Raises UserError if the heading is missing or wrong, and, while the rows are read, for broken quoting.
    """
    rows = _numbered(iter(lines), file)
    number, heading = next(rows, (0, []))
    if not heading:
        raise UserError(file, "the file is empty.", "It needs a first row that names the columns, then the services.")
    pick = row_reader(heading, f"{file}, row {number}")

    def cells(row: list[str]) -> tuple[str, ...]:
        if len(row) != len(heading):
            raise UnreadableError(
                f"the row has {len(row)} cells, but the first row names {len(heading)} columns.",
                "Look for a missing or an extra separator; put a text that holds one in quotes.",
            )
        row.append("")
        return pick(row)

    return Table(file, rows, cells)


def _numbered(lines: Iterator[str], file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on; empty rows are left out."""
    blank = 0
    for first in lines:
        if first.strip():
            break
        blank += 1
    else:
        return
    separator = max(",;\t", key=first.count)
    reader = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    number = blank + 1
    try:
        for row in reader:
            if any(row):
                yield number, row
            number = blank + reader.line_num + 1
    except csv.Error as error:
        raise UserError(
            f"{file}, row {number}", f"the row is not CSV: {error}.", "Look for a quote mark that is not closed."
        ) from None
