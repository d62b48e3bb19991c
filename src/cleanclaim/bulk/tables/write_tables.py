"""Tables written as Parquet, in the columns that `schemas` describes; a file whole or not at all."""

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleanclaim.atomic_write import write_atomically
from cleanclaim.bulk.tables.schemas import VISITS, ColumnKind, TableSchema
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    import polars


def polars_types() -> "dict[ColumnKind, type[polars.DataType]]":
    """The type of each kind of column."""
    import polars

    return {
        "text": polars.String,
        "integer": polars.Int32,
        "cents": polars.Int64,
        "day": polars.Date,
        "number": polars.Int64,
    }


def build_frame(schema: TableSchema, columns: Mapping[str, Sequence[Any]]) -> "polars.DataFrame":
    """A table of values by column."""
    import polars

    types = polars_types()
    return polars.DataFrame(
        [polars.Series(one.name, columns[one.name], types[one.kind], strict=True) for one in schema.columns]
    )


def write_frame(path: Path, frame: "polars.DataFrame") -> None:
    """Write a table."""
    content = io.BytesIO()
    frame.write_parquet(content, compression="zstd", statistics=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content.getvalue())


def write_table(path: Path, schema: TableSchema, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as a table."""
    listed = list(rows)
    write_frame(path, build_frame(schema, {one.name: [row[one.name] for row in listed] for one in schema.columns}))


ABOUT_VISIT = tuple(column.name for column in VISITS.columns[:7])
"""The columns that say which visit it is."""


def about_visit(visit: Visit) -> dict[str, Any]:
    """Which visit it is, as a part of a row."""
    return {name: getattr(visit, name) for name in ABOUT_VISIT}
