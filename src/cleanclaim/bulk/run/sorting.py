"""The first stage: a piece of the book is taken apart by patient, and its visits' ids by themselves.

Rows stay rows of text until all of a visit's are together: they may lie in several pieces.
"""

import io
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.msgpack import encode

from cleanclaim.bulk.run.packed_files import write_parts
from cleanclaim.bulk.run.plan import Piece, RunPlan
from cleanclaim.claims.visits_from_837p import file_date, visits_from_837p
from cleanclaim.exchange.files.columns import lay_out
from cleanclaim.exchange.files.fields import FIELDS, as_text
from cleanclaim.exchange.files.intake import Intake
from cleanclaim.exchange.files.parquet_rows import in_text
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    import polars

ROW, FILE = "_row", "_file"
"""Columns of sorted rows besides the fields: the row of the file, and which file."""


class VisitPlace(Struct, frozen=True, array_like=True):
    """Where a visit was met: its id, the bucket of its patient, the patient, the file and the day on which it was made,
    where that is known.
    """

    visit_id: str
    bucket: int
    patient: str
    file: int
    made_on: date = date.min


class ClaimsOfFile(Struct, frozen=True, array_like=True):
    """The visits of one file of claims in a bucket, with the day on which the file was made."""

    file: int
    filed_on: date | None
    visits: list[Visit]


class UnreadFile(Struct, frozen=True, array_like=True):
    """A file of claims that cannot be read, and why not."""

    file: int
    problem: str


class SortedPiece(Struct, frozen=True, kw_only=True):
    """What came of sorting a piece, besides its parts: columns that are not used, voids, files that cannot be read."""

    not_used: tuple[str, ...] = ()
    voids: int = 0
    unread: tuple[UnreadFile, ...] = ()


def sort_piece(plan: RunPlan, number: int) -> None:
    """Sort a piece: a part for each bucket, then one for each group of visits' ids, then what came of it.

    Raises UserError for a table that is not in the columns of `cleanclaim columns`.
    """
    piece = plan.pieces[number]
    if plan.of_claims:
        buckets, places, found = _sort_claims(plan, piece)
    else:
        buckets, places, found = _sort_rows(plan, piece)
    ids: list[list[VisitPlace]] = [[] for _ in range(plan.groups)]
    for place in places:
        ids[plan.group_of(place.visit_id)].append(place)
    write_parts(plan.work("pieces", number), [*buckets, *map(encode, ids), encode(found)])


def _sort_rows(plan: RunPlan, piece: Piece) -> tuple[list[bytes], Sequence[VisitPlace], SortedPiece]:
    import polars

    file = plan.files[piece.file]
    rows = polars.scan_parquet(file.path).slice(piece.first, piece.rows).collect()
    intake = Intake(file.name, strict=False)
    frame = rows_as_text(rows, intake)
    names = frame["visit_id"].to_list()
    whose = frame["patient_id"].to_list() if "patient_id" in frame.columns else [""] * len(names)
    placed = {met: _place(plan, intake, piece, *met) for met in dict.fromkeys(zip(names, whose, strict=True))}
    buckets = [placed[met].bucket for met in zip(names, whose, strict=True)]
    empty = [name for name in frame.columns if name != "visit_id" and (frame[name] == "").all()]
    numbered = frame.drop(empty).with_columns(
        polars.Series(ROW, range(piece.first + 1, piece.first + 1 + len(names)), polars.Int64),
        polars.lit(piece.file, polars.Int32).alias(FILE),
        polars.Series("_bucket", buckets, polars.Int32),
    )
    parts = [b""] * plan.buckets
    for (bucket,), part in numbered.partition_by("_bucket", as_dict=True, include_key=False).items():
        content = io.BytesIO()
        part.write_ipc(content, compression="lz4")
        parts[int(bucket)] = content.getvalue()
    return parts, list(placed.values()), SortedPiece(not_used=tuple(intake.not_used))


def _place(plan: RunPlan, intake: Intake, piece: Piece, visit_id: str, patient: str) -> VisitPlace:
    """Where a visit is met, its id and patient as their readers have them."""
    name, person = value_or_text(intake, "visit_id", visit_id), value_or_text(intake, "patient_id", patient)
    return VisitPlace(name, plan.bucket_of(person or name), person, piece.file)


def value_or_text(intake: Intake, field: str, text: str) -> str:
    """The value of an identifying field; the text itself where that is none."""
    try:
        return str(intake.field(field)[text] or "")
    except UnreadableError:
        return text.strip()


def rows_as_text(rows: "polars.DataFrame", intake: Intake) -> "polars.DataFrame":
    """The columns of a table that are fields of ours, under our names and as text.

    Raises UserError where a visit has no number of its own, or a field stands in several columns.
    """
    import polars

    layout = lay_out(rows.columns, intake, intake.file)
    if not layout.plain:
        remedy = "Write one column for each field, visit_id among them: `cleanclaim columns` lists them."
        raise UserError(intake.file, "its columns are not those of `cleanclaim columns`.", remedy)
    rows = in_text(rows, layout)
    columns = {name: rows[rows.columns[at[0]]] for name, at in layout.sources.items()}
    in_order = [name for name in FIELDS if name in columns]
    return polars.DataFrame([_text_column(name, columns[name]) for name in in_order])


def _text_column(name: str, column: "polars.Series") -> "polars.Series":
    """A column as text; a value that can be none of the field is left for the reader to refuse."""
    import polars

    if column.dtype == polars.String:
        return column.fill_null("").alias(name)
    return polars.Series(name, [_written(name, value) for value in column.to_list()], polars.String)


def _written(name: str, value: object) -> str:
    try:
        return as_text(name, value)
    except UnreadableError:
        return repr(value)


def _sort_claims(plan: RunPlan, piece: Piece) -> tuple[list[bytes], Sequence[VisitPlace], SortedPiece]:
    """The visits of a file of claims. One that cannot be read is set aside as a whole."""
    file = plan.files[piece.file]
    try:
        claims = visits_from_837p(file.path, plan.settings.practice)
        filed_on = file_date(file.path)
    except UserError as wrong:
        unread = UnreadFile(piece.file, f"{wrong.problem}. {wrong.remedy}")
        return [b""] * plan.buckets, (), SortedPiece(unread=(unread,))
    by_bucket: dict[int, list[Visit]] = {}
    places = []
    for visit in claims.visits:
        bucket = plan.bucket_of(visit.patient_id or visit.visit_id)
        by_bucket.setdefault(bucket, []).append(visit)
        places.append(VisitPlace(visit.visit_id, bucket, visit.patient_id or "", piece.file, filed_on or date.min))
    parts = [b""] * plan.buckets
    for bucket, visits in by_bucket.items():
        parts[bucket] = encode(ClaimsOfFile(piece.file, filed_on, visits))
    return parts, places, SortedPiece(voids=claims.voids)
