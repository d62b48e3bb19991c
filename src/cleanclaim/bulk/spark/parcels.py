"""What workers hand on between the two shuffles of a review: rows of one shape, whatever they are of.

kind      name         day   rank   payload
visit     its id                    the visit
day       clinician    day          the bucket's part of that day; after the aggregation the whole day
paper     chart, note
note      patient            rank   its text: what is looked through for boilerplate
aside                               a row that is set aside
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.msgpack import decode, encode

from cleanclaim.bulk.run.clinician_days import NumberedDay, add_days
from cleanclaim.bulk.run.reading import BucketReading
from cleanclaim.bulk.spark.arrow_batches import Batches, as_batches, as_frame
from cleanclaim.law.chart.clinician_day import ClinicianDay
from cleanclaim.law.notes.copies import SAMPLE, SampledNote
from cleanclaim.model.visit import Visit

if TYPE_CHECKING:
    import polars
    from pyspark.sql import DataFrame

PARCELS = "bucket int, kind string, name string, day date, rank bigint, payload binary"
Parcel = tuple[int, str, str | None, date | None, int | None, bytes | None]


def parcels_frame(parcels: Iterable[Parcel]) -> "polars.DataFrame":
    """Parcels as a frame."""
    import polars

    kinds = (polars.Int32, polars.String, polars.String, polars.Date, polars.Int64, polars.Binary)
    names = [column.split()[0] for column in PARCELS.split(", ")]
    columns = list(zip(*parcels, strict=True)) or [()] * len(names)
    return polars.DataFrame(
        [polars.Series(name, found, kind) for name, found, kind in zip(names, columns, kinds, strict=True)]
    )


def pack_reading(
    bucket: int, visits: Iterable[Visit], read: BucketReading, days: Iterable[NumberedDay], aside: Iterable[Any]
) -> Iterator[Parcel]:
    """What came of reading a bucket, as parcels."""
    yield from ((bucket, "visit", visit.visit_id, None, None, encode(visit)) for visit in visits)
    yield from ((bucket, "day", one.npi, one.on, None, encode(one.day)) for one in days)
    yield from ((bucket, "paper", paper, None, None, None) for paper in sorted(read.papers))
    yield from ((bucket, "note", note.patient_id, None, note.rank, note.text.encode()) for note in read.notes)
    yield from ((bucket, "aside", None, None, None, encode(row)) for row in aside)


def whole_days(parcels: "DataFrame") -> "DataFrame":
    """Each clinician's day put together, once for each bucket that has a part of it."""
    from pyspark.sql import functions as sql

    together = (sql.collect_list("payload").alias("parts"), sql.collect_set("bucket").alias("buckets"))
    days = parcels.filter(sql.col("kind") == "day").groupBy("name", "day").agg(*together)
    return days.mapInArrow(_add_parts, PARCELS)


def _add_parts(batches: Batches) -> Batches:
    for batch in batches:
        found: list[Parcel] = []
        for npi, on, parts, buckets in as_frame(batch).select("name", "day", "parts", "buckets").iter_rows():
            whole = encode(add_days(decode(part, type=ClinicianDay) for part in sorted(parts)))
            found += [(bucket, "day", npi, on, None, whole) for bucket in sorted(buckets)]
        yield from as_batches(parcels_frame(found))


def papers_in(parcels: "DataFrame") -> list[str]:
    """Which papers are at hand anywhere in the book."""
    from pyspark.sql import functions as sql

    return [row["name"] for row in parcels.filter(sql.col("kind") == "paper").select("name").distinct().collect()]


def sampled_notes(parcels: "DataFrame") -> list[SampledNote]:
    """The notes of the book that are looked through for boilerplate: of its buckets' samples the lowest ranks."""
    from pyspark.sql import functions as sql

    notes = parcels.filter(sql.col("kind") == "note").orderBy("rank", "name", "payload").limit(SAMPLE)
    return [SampledNote(row["rank"], row["name"], bytes(row["payload"]).decode()) for row in notes.collect()]
