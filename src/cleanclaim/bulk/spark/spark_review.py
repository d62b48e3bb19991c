"""`review`: a frame of visits on Spark into the tables that `cleanclaim bulk review` writes, the same row by row.

    rows as text ──by patient──▶ read ──┬─ visits ────────────────────┬──by patient──▶ judged ──▶ tables
                  ids met twice         ├─ clinicians' days, added up ┘
                                        └─ papers, form of notes ──broadcast──▶

The two arrows named "by patient" are the shuffles of all rows. Buckets are those of `bulk review`: a worker has one of
them in memory at a time.
"""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run import plan
from cleanclaim.bulk.run.bucket_cases import AcrossBuckets
from cleanclaim.bulk.run.manifest import list_versions, sum_up
from cleanclaim.bulk.run.papers import BookPapers
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.run.totals import BucketTotals, add_totals
from cleanclaim.bulk.spark.book_rows import BUCKET, text_rows, with_twice
from cleanclaim.bulk.spark.bucket_work import JUDGED, TABLE, TOTALS, judge_buckets, judged_schema, read_buckets
from cleanclaim.bulk.spark.parcels import PARCELS, papers_in, sampled_notes, whole_days
from cleanclaim.bulk.spark.spark_settings import pack_settings
from cleanclaim.bulk.tables.schemas import EVIDENCE, VERSIONS, WORDS
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.notes.copies import find_boilerplate
from cleanclaim.model.errors import UserError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_EACH_WORDING = {WORDS.name: ["words"], EVIDENCE.name: ["words", "name", "place"]}
"""What tells the rows apart of tables in which every wording stands once."""
_TASKS_A_CORE = 4


class SparkReview(Struct, frozen=True, kw_only=True, dict=True):
    """A book that was reviewed: its tables as frames of Spark, which are worked out when they are first asked.

    `not_used`: the columns of the book that are not used. `release` when the tables are written.
    """

    judged: "DataFrame"
    read: "DataFrame"
    settings: BulkSettings
    across: AcrossBuckets
    not_used: tuple[str, ...]

    @cached_property
    def tables(self) -> Mapping[str, "DataFrame"]:
        """The tables by name: `visits`, `lines`, `findings`, `words`, `evidence`, `set_aside`."""
        found = {}
        for schema in JUDGED:
            rows = self.judged.filter(self.judged[TABLE] == schema.name)
            table = rows.select(*(column.name for column in schema.columns))
            once = _EACH_WORDING.get(schema.name)
            found[schema.name] = table.dropDuplicates(once) if once else table
        return found

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What the book came to, as `cleanclaim review` says it of a file."""
        totals = BucketTotals()
        for row in self.judged.filter(self.judged[TABLE] == TOTALS).select(TOTALS).toLocalIterator():
            totals = add_totals([totals, decode(bytes(row[TOTALS]), type=BucketTotals)])
        return sum_up(self.settings, totals, self.across.papers)

    def write(self, place: str) -> None:
        """Write the tables as Parquet into a folder for each, under a place that Spark can write to.

        They are those of `bulk review`, `versions` among them. Raises what Spark does where one of them is there.
        """
        from pyspark.sql.types import IntegerType, StringType, StructType

        for name, table in self.tables.items():
            table.write.parquet(f"{place}/{name}")
        kinds = {"text": StringType(), "integer": IntegerType()}
        schema = StructType()
        for column in VERSIONS.columns:
            schema = schema.add(column.name, kinds[column.kind])
        rows = [tuple(row[column.name] for column in VERSIONS.columns) for row in list_versions(self.summary)]
        versions = self.judged.sparkSession.createDataFrame(rows, schema)
        versions.coalesce(1).write.parquet(f"{place}/{VERSIONS.name}")

    def release(self) -> None:
        """Let Spark forget what it stored on the way."""
        self.judged.unpersist()
        self.read.unpersist()


def review(
    df: "DataFrame",
    basis: Basis,
    *,
    shared: Case | None = None,
    payer: str | None = None,
    papers: BookPapers | None = None,
    partitions: int | None = None,
) -> SparkReview:
    """Review a frame of visits, a service a row, in the columns of `cleanclaim columns`, typed or text.

    `shared`: a case without visits, for the practice, place and overrides that all visits share. `payer`: take all
    visits as if this payer paid them. `papers`: charts, notes and earlier visits, which every worker gets whole.
    `partitions`: into how many parts Spark divides the work; None: by its own settings and the size of the book.

    Raises UserError where the columns are no visits', or the case has visits of its own.
    """
    from pyspark import StorageLevel

    settings = _settings(basis, shared or Case(visits=()), payer)
    context = df.sparkSession.sparkContext
    buckets = plan.count_buckets(df.count())
    packed = pack_settings(settings, papers or BookPapers(), buckets)
    sent = context.broadcast(packed)
    book = text_rows(df, buckets)
    parts = partitions or _partitions(df, buckets)
    rows = with_twice(book.rows).repartition(parts, BUCKET).sortWithinPartitions(BUCKET)
    read = rows.mapInArrow(partial(read_buckets, packed=sent), PARCELS).persist(StorageLevel.DISK_ONLY)
    across = AcrossBuckets(frozenset(papers_in(read)), find_boilerplate(sampled_notes(read)))  # type: ignore[arg-type]
    left = read.filter(read.kind.isin("visit", "aside")).unionByName(whole_days(read))
    placed = left.repartition(parts, "bucket").sortWithinPartitions("bucket")
    work = partial(judge_buckets, packed=sent, across=context.broadcast(encode(across)))
    judged = placed.mapInArrow(work, judged_schema()).persist(StorageLevel.DISK_ONLY)
    return SparkReview(judged=judged, read=read, settings=settings, across=across, not_used=book.not_used)


def _settings(basis: Basis, shared: Case, payer: str | None) -> BulkSettings:
    if shared.visits:
        raise UserError("shared", "the case has visits of its own", "Give what all visits share; visits come as rows.")
    return BulkSettings(
        verb="review",
        basis=basis,
        practice=shared.practice,
        zip_code=shared.zip_code,
        locality=shared.locality,
        qualifying=shared.qualifying,
        overrides=shared.overrides,
        payer=payer,
    )


def _partitions(df: "DataFrame", buckets: int) -> int:
    """As many as Spark would shuffle into, or some for each of its cores; a bucket is never divided."""
    spark = df.sparkSession
    shuffled = int(spark.conf.get("spark.sql.shuffle.partitions") or 0)
    cores = int(spark.sparkContext.defaultParallelism)
    return min(buckets, max(shuffled, _TASKS_A_CORE * cores))
