"""Visits as Parquet: a table with one service a row, its columns typed or text."""

import io
from typing import TYPE_CHECKING

from cleanclaim.exchange.files.columns import plain, row_reader
from cleanclaim.exchange.files.fields import FIELDS, LISTS, as_text
from cleanclaim.exchange.files.rows_to_visits import Table
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    import polars


def parquet_table(stream: io.BufferedReader, file: str) -> Table[tuple[object, ...]]:
    """The rows of a Parquet file, the first being row 1. Raises UserError if it is none, or its columns are wrong."""
    frame = _in_text(whole_frame(stream, file))
    pick = row_reader(frame.columns, file)

    def cells(row: tuple[object, ...]) -> tuple[str, ...]:
        return tuple(
            [
                value if type(value) is str else as_text(name, value)
                for name, value in zip(FIELDS, pick((*row, "")), strict=True)
            ]
        )

    return Table(file, enumerate(frame.iter_rows(), 1), cells)


def _in_text(frame: "polars.DataFrame") -> "polars.DataFrame":
    """The columns whose text is plain from their type, as text; whole columns at once, which is three times faster.

    What else a column may hold is left for `as_text` to take or to refuse, value by value.
    """
    import polars

    written = []
    for name, kind in frame.schema.items():
        column = polars.col(name)
        if kind.is_integer() or kind in (polars.String, polars.Date):
            written.append(column.cast(polars.String).fill_null(""))
        elif kind == polars.List(polars.String) and plain(name) in LISTS:
            written.append(column.list.join(" ", ignore_nulls=True).fill_null(""))
    return frame.with_columns(written)


def whole_frame(stream: io.BufferedReader | io.BytesIO, file: str) -> "polars.DataFrame":
    """The table of a Parquet file. Raises UserError if it is none."""
    import polars

    try:
        frame = polars.read_parquet(stream)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UserError(file, f"this is not a whole Parquet file: {reason}.", "Write or fetch it again.") from None
    return frame
