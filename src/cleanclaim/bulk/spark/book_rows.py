"""The rows of a Spark frame as the text that readers take, each with its bucket, its visit and where it stands.

A frame that was read from Parquet files tells file and row; of any other the order of its rows counts.
"""

from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from msgspec import Struct

from cleanclaim.bulk.run.plan import find_bucket
from cleanclaim.bulk.run.sorting import FILE, ROW, rows_as_text, value_or_text
from cleanclaim.bulk.run.visit_ids import say_why_twice
from cleanclaim.bulk.spark.arrow_batches import Batches, as_batches, as_frame
from cleanclaim.exchange.files.intake import Intake

if TYPE_CHECKING:
    import polars
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

BUCKET, MET_ID, PATIENT, PROBLEM = "_bucket", "_visit", "_patient", "_problem"
"""Columns besides the fields: the bucket, the visit's id and its patient as their readers have them, and of an id that
names no one visit why not.
"""
_NO_FILE = ""


class BookRows(Struct, frozen=True):
    """The rows of a book, and the columns of it that are not used."""

    rows: "DataFrame"
    not_used: tuple[str, ...]


def text_rows(df: "DataFrame", buckets: int) -> BookRows:
    """The rows of a frame, divided into so many buckets by patient.

    Raises UserError where the columns are not those of `cleanclaim columns`.
    """
    import polars

    intake = Intake("the frame", strict=False)
    fields = rows_as_text(polars.DataFrame(schema=dict.fromkeys(df.columns, polars.String)), intake).columns
    placed, begins = _with_places(df)
    work = partial(_text_rows, buckets=buckets, fields=tuple(fields), begins=begins)
    return BookRows(placed.mapInArrow(work, _row_schema(fields)), tuple(sorted(intake.not_used)))


def with_twice(rows: "DataFrame") -> "DataFrame":
    """The rows, and for each bucket a row for each visit's id in it that names no one visit, with why."""
    from pyspark.sql import functions as sql

    met = sql.collect_set(sql.struct(BUCKET, PATIENT, FILE)).alias("met")
    twice = rows.groupBy(MET_ID).agg(met).filter(sql.size("met") > 1)
    marks = twice.mapInArrow(_mark_twice, f"{BUCKET} int, {MET_ID} string, {PROBLEM} string")
    return rows.unionByName(marks, allowMissingColumns=True)


def _with_places(df: "DataFrame") -> tuple["DataFrame", str]:
    """The frame with the columns `FILE` and `ROW`, and how all its files' paths begin."""
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions as sql

    try:
        path, row = sql.col("_metadata.file_path"), sql.col("_metadata.row_index") + 1
        placed = df.select("*", path.alias(FILE), row.alias(ROW))
        _ = placed.schema  # so that a frame which does not tell refuses here
    except AnalysisException:
        placed = df.select("*", sql.lit(_NO_FILE).alias(FILE), sql.monotonically_increasing_id().alias(ROW))
        return placed, _NO_FILE
    first, last = placed.agg(sql.min(FILE), sql.max(FILE)).first() or (None, None)
    folders = zip(_folders(first), _folders(last), strict=False)  # what the first and the last share, all share
    shared = [one for one, _other in takewhile(lambda pair: pair[0] == pair[1], folders)]
    return placed, "".join(f"{folder}/" for folder in shared)


def _folders(path: str | None) -> list[str]:
    return path.split("/")[:-1] if path else []


def _row_schema(fields: Sequence[str]) -> "StructType":
    from pyspark.sql.types import IntegerType, LongType, StringType, StructType

    schema = StructType().add(BUCKET, IntegerType())
    for name in (MET_ID, PATIENT, FILE):
        schema = schema.add(name, StringType())
    schema = schema.add(ROW, LongType())
    for name in (PROBLEM, *fields):
        schema = schema.add(name, StringType())
    return schema


def _text_rows(batches: Batches, *, buckets: int, fields: Sequence[str], begins: str) -> Batches:
    """The rows of some batches. `begins`: how all files' paths do."""
    import polars

    kinds = {BUCKET: polars.Int32, ROW: polars.Int64}
    for batch in batches:
        rows, intake = as_frame(batch), Intake("the frame", strict=False)
        files = {path: unquote(path[len(begins) :]) for path in rows[FILE].unique().to_list()}
        frame = rows_as_text(rows.drop(FILE, ROW), intake)
        names = _values(intake, frame, "visit_id")
        patients = _values(intake, frame, "patient_id") if "patient_id" in frame.columns else [""] * frame.height
        bucket_of = {one: find_bucket(one, buckets) for one in {*patients, *names}}
        about: dict[str, list[Any]] = {
            BUCKET: [bucket_of[patient or name] for name, patient in zip(names, patients, strict=True)],
            MET_ID: names,
            PATIENT: patients,
            FILE: [files[path] for path in rows[FILE].to_list()],
            ROW: rows[ROW].to_list(),
            PROBLEM: [None] * frame.height,
        }
        columns = [polars.Series(name, found, kinds.get(name, polars.String)) for name, found in about.items()]
        yield from as_batches(polars.DataFrame([*columns, *(frame[name] for name in fields)]))


def _values(intake: Intake, frame: "polars.DataFrame", field: str) -> list[str]:
    texts = frame[field].to_list()
    values = {text: value_or_text(intake, field, text) for text in set(texts)}
    return [values[text] for text in texts]


def _mark_twice(batches: Batches) -> Batches:
    import polars

    schema = {BUCKET: polars.Int32, MET_ID: polars.String, PROBLEM: polars.String}
    for batch in batches:
        marks = []
        for row in as_frame(batch).iter_rows(named=True):
            places = row["met"]
            why = say_why_twice({one[FILE] for one in places}, {one[PATIENT] for one in places})
            marks += [(bucket, row[MET_ID], why) for bucket in sorted({one[BUCKET] for one in places})]
        yield from as_batches(polars.DataFrame(marks, schema, orient="row"))
