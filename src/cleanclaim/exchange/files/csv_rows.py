"""Visits as CSV: a row names the columns, each further row is a service.

The separator is the one by which the first rows name most columns; the row above the heading may be `sep=;`, as
spreadsheets write it.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from cleanclaim.exchange.files.headings import FIRST_ROWS, Numbered, fields_named
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.model.errors import UserError

SEPARATORS = ",;\t|^~"
_SAYS_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def csv_rows(
    lines: Iterable[str], intake: Intake, named: Callable[[Sequence[str]], int] | None = None
) -> Iterator[Numbered]:
    """Each row of a CSV file with the line it begins on; empty rows are left out.

    `named` counts the columns that a heading names; those of visits, unless another is handed in.

    Raises UserError, while the rows are read, for broken quoting.
    """
    rest = iter(lines)
    blank, first = 0, []
    for line in rest:
        if line.strip():
            first.append(line)
            break
        blank += 1
    else:
        return
    if (says := _SAYS_SEPARATOR.fullmatch(first[0])) is not None:
        intake.note_left_out("title", blank + 1)
        blank, first, separator = blank + 1, [], says[1]
    else:
        first += [line for _, line in zip(range(FIRST_ROWS - 1), rest, strict=False)]
        separator = _separator(first, named or (lambda row: len(fields_named(row, intake))))
    reader = csv.reader(chain(first, rest), delimiter=separator, strict=True)
    number = blank + 1
    try:
        for row in reader:
            if any(row):
                yield number, row
            number = blank + reader.line_num + 1
    except csv.Error as error:
        raise UserError(
            f"{intake.file}, row {number}", f"the row is not CSV: {error}.", "Look for a quote mark that is not closed."
        ) from None


def _separator(first: Sequence[str], named: Callable[[Sequence[str]], int]) -> str:
    """The separator by which a line names most columns; where none names any, the one that the first line uses most."""
    lines = [line for line in first if len(line) < 20_000]
    best = max(
        ((named(_cells(line, sign)), sign) for line in lines for sign in SEPARATORS if sign in line),
        key=lambda found: found[0],
        default=(0, ""),
    )
    return best[1] if best[0] > 1 else max(SEPARATORS, key=first[0].count)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
