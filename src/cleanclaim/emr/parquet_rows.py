"""Visits as Parquet: a table with one service a row, its columns typed or text."""

import io
from typing import TYPE_CHECKING

from cleanclaim.emr.columns import row_reader
from cleanclaim.emr.fields import FIELDS, as_text
from cleanclaim.emr.rows import Table
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    import polars


def parquet_table(stream: io.BufferedReader, file: str) -> Table[tuple[object, ...]]:
    """The rows of a Parquet file, the first being row 1. Raises UserError if it is none, or its columns are wrong."""
    frame = _frame(stream, file)
    pick = row_reader(frame.columns, file)

    def cells(row: tuple[object, ...]) -> tuple[str, ...]:
        return tuple([as_text(name, value) for name, value in zip(FIELDS, pick((*row, None)), strict=True)])

    return Table(file, enumerate(frame.iter_rows(), 1), cells)


def _frame(stream: io.BufferedReader, file: str) -> "polars.DataFrame":
    import polars

    try:
        frame = polars.read_parquet(stream)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UserError(file, f"this is not a whole Parquet file: {reason}.", "Write or fetch it again.") from None
    return frame
