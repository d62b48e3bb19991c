"""What a worker does with a bucket: it is read, and judged as within the whole book, by the code of `bulk review`."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.bucket_cases import AcrossBuckets, make_cases, place_in_book
from cleanclaim.bulk.run.clinician_days import NumberedDay
from cleanclaim.bulk.run.judging import review_cases, words_frames
from cleanclaim.bulk.run.reading import BucketPapers, BucketVisits, note_reading, read_frame
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.run.totals import BucketTotals
from cleanclaim.bulk.spark.arrow_batches import Batches, as_batches, each_bucket
from cleanclaim.bulk.spark.book_rows import BUCKET, MET_ID, PATIENT, PROBLEM
from cleanclaim.bulk.spark.parcels import pack_reading, parcels_frame
from cleanclaim.bulk.spark.spark_settings import SparkSettings
from cleanclaim.bulk.tables.schemas import EVIDENCE, FINDINGS, LINES, SET_ASIDE, VISITS, WORDS, ColumnKind
from cleanclaim.bulk.tables.write_tables import build_frame
from cleanclaim.exchange.files.notes import with_notes
from cleanclaim.law.chart.clinician_day import ClinicianDay
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    import polars

TABLE, TOTALS = "_table", "_totals"
"""Columns of what is judged: which table a row is of; and of a bucket as a whole what it came to."""
JUDGED = (VISITS, LINES, FINDINGS, WORDS, EVIDENCE, SET_ASIDE)
_SPARK_KINDS: dict[ColumnKind, str] = {
    "text": "string",
    "integer": "int",
    "cents": "bigint",
    "day": "date",
    "number": "bigint",
}


def judged_schema() -> str:
    """The columns of all tables, one beside another; a name is of one kind wherever it stands."""
    columns = {column.name: _SPARK_KINDS[column.kind] for schema in JUDGED for column in schema.columns}
    return ", ".join(f"{name} {kind}" for name, kind in {TABLE: "string", TOTALS: "binary", **columns}.items())


class _OnWorker(Struct, frozen=True, dict=True):
    """What a worker has to know, unpacked once for as long as it lives."""

    packed: SparkSettings

    @cached_property
    def settings(self) -> BulkSettings:
        """By what the book is judged, its files on this worker's disk."""
        from pyspark import SparkFiles

        return self.packed.unpack(Path(SparkFiles.getRootDirectory()))

    @cached_property
    def papers(self) -> dict[int, BucketPapers]:
        """The charts and earlier visits by bucket."""
        return self.packed.papers_by_bucket()

    def papers_of(self, bucket: int) -> BucketPapers | None:
        """The charts and earlier visits of a bucket; None where no files of them were named."""
        return self.papers.get(bucket, BucketPapers({}, [])) if self.packed.papers.are_sorted else None


_unpacked: dict[int, _OnWorker] = {}


def _unpack(packed: SparkSettings) -> _OnWorker:
    """What a worker has to know, the same for each of its tasks: what is remembered of the law stays."""
    found = _unpacked.get(id(packed))
    if found is None:
        _unpacked.clear()
        found = _unpacked[id(packed)] = _OnWorker(packed)
    return found


def read_buckets(batches: Batches, *, packed: Any) -> Batches:
    """Read the buckets of a partition: rows of text become parcels. `packed` is a broadcast of `SparkSettings`."""
    here = _unpack(packed.value)
    for bucket, rows in each_bucket(batches, BUCKET):
        yield from as_batches(_read(here, bucket, rows))


def _read(here: _OnWorker, bucket: int, rows: "polars.DataFrame") -> "polars.DataFrame":
    import polars

    is_mark = polars.col(PROBLEM).is_not_null()
    twice = dict(rows.filter(is_mark).select(MET_ID, PROBLEM).iter_rows())
    frame = rows.filter(~is_mark).drop(BUCKET, MET_ID, PATIENT, PROBLEM)
    groups, aside, count = read_frame(frame, twice, here.settings.practice, str)
    notes = here.packed.papers.notes
    groups = [BucketVisits(one.filed_on, with_notes(here.settings.complete(one.visits), notes)) for one in groups]
    read, days = note_reading(groups, aside, count, here.papers_of(bucket))
    visits = [visit for one in groups for visit in one.visits]
    return parcels_frame(pack_reading(bucket, visits, read, days, aside))


def judge_buckets(batches: Batches, *, packed: Any, across: Any) -> Batches:
    """Judge the buckets of a partition: parcels become rows of tables. `packed` and `across` are broadcasts."""
    here, of_book = _unpack(packed.value), decode(across.value, type=AcrossBuckets)
    for _bucket, parcels in each_bucket(batches, "bucket"):
        for frame in _judge(here, of_book, parcels):
            yield from as_batches(frame)


def _judge(here: _OnWorker, across: AcrossBuckets, parcels: "polars.DataFrame") -> "Iterator[polars.DataFrame]":
    """What comes of a bucket, one table after another, each in the columns of all."""
    import polars

    bucket = int(parcels["bucket"][0])
    of_kind = {str(kind): part for (kind,), part in parcels.partition_by("kind", as_dict=True).items()}
    none = parcels.clear()
    visits = [decode(one, type=Visit) for one in of_kind.get("visit", none).sort("name")["payload"].to_list()]
    days = [
        NumberedDay(npi, on, decode(day, type=ClinicianDay))
        for npi, on, day in of_kind.get("day", none).select("name", "day", "payload").iter_rows()
    ]
    cases = make_cases(here.settings, [BucketVisits(None, visits)] if visits else [], here.papers_of(bucket))
    tables, came_to = review_cases(cases, place_in_book(cases, across, days), here.settings.basis)
    frames = {schema: build_frame(schema, columns) for schema, columns in tables.columns.items()}
    frames |= words_frames([tables.words[number] for number in sorted(tables.words)])
    aside = [decode(one) for one in of_kind.get("aside", none)["payload"].to_list()]
    frames[SET_ASIDE] = build_frame(
        SET_ASIDE, {one.name: [row[one.name] for row in aside] for one in SET_ASIDE.columns}
    )
    columns = [column.split()[0] for column in judged_schema().split(", ")]
    all_columns = polars.concat([frame.clear() for frame in (_totals(came_to), *frames.values())], how="diagonal")
    yield polars.concat([all_columns, _totals(came_to)], how="diagonal").select(columns)
    for schema, frame in frames.items():
        named = frame.with_columns(polars.lit(schema.name).alias(TABLE))
        yield polars.concat([all_columns, named], how="diagonal").select(columns)


def _totals(came_to: BucketTotals) -> "polars.DataFrame":
    import polars

    return polars.DataFrame({TABLE: [TOTALS], TOTALS: [encode(came_to)]})
