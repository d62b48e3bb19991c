"""Visits as Parquet: a table with one service a row, its columns typed or text.

It is read by columns: each different service is made once, however many rows have it. A value that is wrong, and rows
of one visit that disagree, are left to the reader of rows, which says where they stand; so are columns of a type whose
text only a look at each value can tell.
"""

import io
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cleanclaim.budget import MOST_ROWS
from cleanclaim.exchange.files.columns import ColumnLayout, build_pick, is_left_out, lay_out, picked
from cleanclaim.exchange.files.fields import LISTS, SERVICE_FIELDS, TRUE_OR_FALSE, VISIT_FIELDS, as_text
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.ndjson_rows import own_cells
from cleanclaim.exchange.files.rows_to_visits import LeftOutRowError, Progress, ServiceReader, Table, visits_of
from cleanclaim.exchange.files.visit_values import UnreadableError, check_payers
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    import polars

_SPARSE = 1_000_000
"""Rows from which a file must have a byte for each two of them: what unpacks further is no file of visits."""


def parquet_visits(stream: io.BufferedReader, intake: Intake, progress: Progress | None = None) -> list[Visit]:
    """The visits of a Parquet file, in the order of their first rows; the services in the order of theirs.

    `progress` is called with the rows read. Raises UserError if the file is none, or takes too much, and for what
    `Intake.finish` says.
    """
    return frame_visits(whole_frame(stream, intake.file), intake, progress)


def frame_visits(frame: "polars.DataFrame", intake: Intake, progress: Progress | None = None) -> list[Visit]:
    """The visits of a table, as `parquet_visits` has them."""
    layout = lay_out(frame.columns, intake, intake.file)
    frame = in_text(frame, layout)
    by_columns = layout.plain and not intake.mapping.always and intake.own_rows is None
    visits = _by_columns(frame, layout, intake) if by_columns else None
    if visits is None:
        return visits_of(_rows(frame, layout, intake), intake, progress)
    if progress:
        progress(frame.height)
    return visits


def _by_columns(frame: "polars.DataFrame", layout: ColumnLayout, intake: Intake) -> list[Visit] | None:
    """The visits of a table whose columns of ours are all text and hold nothing that is wrong; else None."""
    import polars

    named = {field: frame.columns[at[0]] for field, at in layout.sources.items()}
    about_visit = [name for name in VISIT_FIELDS if name in named]
    about_service = [name for name in SERVICE_FIELDS if name in named]
    ours = frame.select(polars.col(named[name]).alias(name) for name in (*about_visit, *about_service))
    if not ours.height or any(kind != polars.String for kind in ours.dtypes) or intake.mapping.left_out:
        return None
    different = ours.select(about_service).unique(maintain_order=True).with_row_index("service")
    rows = ours.join(different, on=about_service, how="left", maintain_order="left")
    by_visit = rows.group_by("visit_id", maintain_order=True).agg(
        *(polars.col(name).first() for name in about_visit if name != "visit_id"), polars.col("service")
    )
    if ours.select(about_visit).n_unique() > by_visit.height:
        return None
    read, reader = intake.field, ServiceReader(intake)
    try:
        services = [reader[cells] for cells in _service_cells(different)]
        columns = [list(map(read(name).__getitem__, by_visit[name].to_list())) for name in about_visit]
        visits = [
            Visit(**dict(zip(about_visit, one, strict=True)), services=tuple([services[place] for place in places]))
            for one, places in zip(zip(*columns, strict=True), by_visit["service"].to_list(), strict=True)
        ]
        for visit in visits:
            check_payers(visit.payer, visit.secondary_payer)
    except UnreadableError:
        return None
    return visits if len({visit.visit_id for visit in visits}) == len(visits) else None


def _service_cells(table: "polars.DataFrame") -> Iterator[tuple[str, ...]]:
    """The texts of a service's fields in each row, in the order of SERVICE_FIELDS."""
    here = set(table.columns)
    columns = [table[name].to_list() if name in here else [""] * table.height for name in SERVICE_FIELDS]
    return zip(*columns, strict=True)


def _rows(frame: "polars.DataFrame", layout: ColumnLayout, intake: Intake) -> Table[tuple[object, ...]]:
    """The rows, the first being row 1."""
    fields = {at: "provider_npi" if name == "clinician" else name for name, one in layout.sources.items() for at in one}
    pick, width, left_out = build_pick(layout, intake), len(frame.columns), is_left_out(frame.columns, intake)

    def cells(row: tuple[object, ...]) -> tuple[str, ...]:
        if left_out and left_out([str(value) for value in row]):
            raise LeftOutRowError
        texts, wrong = [""] * (width + 1), None
        for at, name in fields.items():
            value = row[at]
            try:
                texts[at] = value if type(value) is str else as_text(name, value)
            except UnreadableError as error:
                wrong = wrong or error
        found = picked(pick, texts, wrong)
        if intake.own_rows is not None:
            visit_id = intake.field("visit_id")[found[0]]
            own = own_cells(dict(zip(frame.columns, row, strict=True)), intake)
            intake.own_rows.setdefault(str(visit_id), []).append(own)
        return found

    return Table(enumerate(frame.iter_rows(), 1), cells)


def in_text(frame: "polars.DataFrame", layout: ColumnLayout) -> "polars.DataFrame":
    """The columns whose text is plain from their type, as text; whole columns at once, which is three times faster.

    What else a column may hold is left for `as_text` to take or to refuse, value by value.
    """
    import polars

    plainly = (polars.Null, polars.String, polars.Categorical, polars.Enum, polars.Date, polars.Decimal)
    written = []
    for field, positions in layout.sources.items():
        for name in (frame.columns[at] for at in positions):
            column, kind = polars.col(name), frame.schema[name]
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
    """The table of a Parquet file. Raises UserError if it is none, or has more rows than a file of its size can."""
    import polars

    content = stream if isinstance(stream, io.BytesIO) else io.BytesIO(stream.read())
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    try:
        rows = polars.scan_parquet(content).select(polars.len()).collect().item()
        if rows > MOST_ROWS or (rows > _SPARSE and rows > size * 2):
            raise UserError(file, f"the file has {rows:,} rows in {size:,} bytes.", "Divide it, by month for example.")
        content.seek(0)
        frame = polars.read_parquet(content)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UserError(file, f"this is not a whole Parquet file: {reason}.", "Write or fetch it again.") from None
    return frame
