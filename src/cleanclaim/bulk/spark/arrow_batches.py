"""Arrow's batches, in which Spark hands rows to Python, as frames and back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleanclaim.bulk.run.workers import use_one_thread

if TYPE_CHECKING:
    import polars

Batches = Iterator[Any]
"""Arrow's record batches."""
ROWS_A_BATCH = 10_000
"""Rows that go back to Spark at a time."""


def as_frame(batch: Any) -> "polars.DataFrame":
    """A batch as a frame. A worker is one thread: Spark has as many workers as it may use processors."""
    use_one_thread()
    import polars

    found = polars.from_arrow(batch)
    assert isinstance(found, polars.DataFrame)  # a batch is a table
    return found


def as_batches(frame: "polars.DataFrame") -> Batches:
    """A frame as batches, its texts and bytes as Spark has them."""
    import polars
    import pyarrow

    table = frame.to_arrow(compat_level=polars.CompatLevel.oldest())
    plain = {pyarrow.large_string(): pyarrow.string(), pyarrow.large_binary(): pyarrow.binary()}
    schema = pyarrow.schema([(field.name, plain.get(field.type, field.type)) for field in table.schema])
    yield from table.cast(schema).to_batches(max_chunksize=ROWS_A_BATCH)


def each_bucket(batches: Batches, column: str) -> Iterator[tuple[int, "polars.DataFrame"]]:
    """The rows of each bucket, of batches in which those of one stand together: a bucket at a time is in memory."""
    import polars

    current, parts = -1, list[polars.DataFrame]()
    for batch in batches:
        found = as_frame(batch).partition_by(column, maintain_order=True, as_dict=True)
        for (bucket,), part in found.items():
            if parts and bucket != current:
                yield current, polars.concat(parts)
                parts = []
            current = int(bucket)
            parts.append(part)
    if parts:
        yield current, polars.concat(parts)
