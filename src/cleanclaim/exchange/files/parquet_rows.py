"""Visits as Parquet: a table with one service a row, its columns typed or text.

It is read by columns: each different service is made once, however many rows have it. A value that is wrong, and rows
of one visit that disagree, are left to the reader of rows, which says where they stand; so are columns of a type whose
text only a look at each value can tell.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cleanclaim.exchange.files.columns import normalized_name, row_reader
from cleanclaim.exchange.files.fields import FIELDS, LISTS, SERVICE_FIELDS, TRUE_OR_FALSE, VISIT_FIELDS, Field, as_text
from cleanclaim.exchange.files.rows_to_visits import Progress, Table, visits_of
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Service, Visit

if TYPE_CHECKING:
    import polars

Pick = Callable[[Sequence[object]], tuple[object, ...]]
"""What picks the cells of FIELDS out of a row."""


def parquet_visits(stream: io.BufferedReader, file: str, progress: Progress | None = None) -> list[Visit]:
    """The visits of a Parquet file, in the order of their first rows; the services in the order of theirs.

    `progress` is told how many rows are read. Raises UserError if the file is none, or anything in it is wrong.
    """
    frame = _in_text(whole_frame(stream, file))
    pick = row_reader(frame.columns, file)
    visits = _by_columns(frame)
    if visits is None:
        return visits_of(_rows(frame, pick, file), progress)
    if progress:
        progress(frame.height)
    return visits


def _by_columns(frame: "polars.DataFrame") -> list[Visit] | None:
    """The visits of a table whose columns of ours are all text and hold nothing that is wrong; else None."""
    import polars

    named = {normalized_name(name): name for name in frame.columns}
    about_visit = [name for name in VISIT_FIELDS if name in named]
    about_service = [name for name in SERVICE_FIELDS if name in named]
    ours = frame.select(polars.col(named[name]).alias(name) for name in (*about_visit, *about_service))
    if not ours.height or any(kind != polars.String for kind in ours.dtypes):
        return None
    different = ours.select(about_service).unique(maintain_order=True).with_row_index("service")
    rows = ours.join(different, on=about_service, how="left", maintain_order="left")
    by_visit = rows.group_by("visit_id", maintain_order=True).agg(
        *(polars.col(name).first() for name in about_visit if name != "visit_id"), polars.col("service")
    )
    if ours.select(about_visit).n_unique() > by_visit.height:
        return None
    try:
        services = [Service(**one) for one in _read(different, about_service)]
        visits = [
            Visit(**one, services=tuple([services[place] for place in places]))
            for one, places in zip(_read(by_visit, about_visit), by_visit["service"].to_list(), strict=True)
        ]
    except UnreadableError:
        return None
    return visits if len({visit.visit_id for visit in visits}) == len(visits) else None


def _read(table: "polars.DataFrame", names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The fields of each row, by name."""
    columns = [list(map(Field(name).__getitem__, table[name].to_list())) for name in names]
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def _rows(frame: "polars.DataFrame", pick: Pick, file: str) -> Table[tuple[object, ...]]:
    """The rows, the first being row 1."""

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

    plainly = (polars.Null, polars.String, polars.Categorical, polars.Enum, polars.Date, polars.Decimal)
    written = []
    for name, kind in frame.schema.items():
        column, field = polars.col(name), normalized_name(name)
        if field not in FIELDS:
            continue
        if kind.is_integer() or kind in plainly or (kind == polars.Boolean and field in TRUE_OR_FALSE):
            written.append(column.cast(polars.String).fill_null(""))
        elif kind.is_float() and _is_whole(frame[name]):
            written.append(column.cast(polars.Int64).cast(polars.String).fill_null(""))
        elif kind == polars.List(polars.String) and field in LISTS:
            written.append(column.list.join(" ", ignore_nulls=True).fill_null(""))
    return frame.with_columns(written)


def _is_whole(column: "polars.Series") -> bool:
    """Whether all its numbers are whole, as where a program without empty whole numbers wrote them."""
    return bool(((column == column.floor()) & (column.abs() < 2**53)).all())


def whole_frame(stream: io.BufferedReader | io.BytesIO, file: str) -> "polars.DataFrame":
    """The table of a Parquet file. Raises UserError if it is none."""
    import polars

    try:
        frame = polars.read_parquet(stream)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UserError(file, f"this is not a whole Parquet file: {reason}.", "Write or fetch it again.") from None
    return frame
