"""Whether a book comes to the same findings one visit at a time, by `bulk review` and on Spark: row by row.

`python -m benchmarks.same_findings [VISITS]`: 200,000 unless given, of many kinds, half of them on the clock, so that
clinicians' days clash across patients. Spark takes part where `cleanclaim[spark]` and Java are. Takes some minutes.
"""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import polars

from benchmarks.mixed_book import write_mixed
from cleanclaim.bulk.run.bulk_run import run_book
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.bulk.tables.words import word_finding
from cleanclaim.cases import read_case
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import ClaimReview, review

VISITS = 200_000
TODAY = date(2026, 11, 2)
BASIS = Basis(filed_on=TODAY, today=TODAY)
COLUMNS = ("visit_id", "number", "line", "code", "rule", "outcome", "severity", "words")
_COUNTS = """
    SELECT count(*) FROM one UNION ALL
    SELECT count(*) FROM ((FROM one EXCEPT ALL FROM other) UNION ALL (FROM other EXCEPT ALL FROM one))
"""
_TABLES = ("visits", "lines", "findings", "words", "evidence", "set_aside")


def review_singly(book: Path, out: Path) -> int:
    """Review a book as one case, and write its findings in the columns of `bulk review`; returns the claims."""
    visits = [visit for path in sorted(book.iterdir()) for visit in read_case(path, BASIS).visits]
    claims = review(visits, BASIS).claims
    (out / "findings").mkdir(parents=True)
    rows = _rows(claims)
    for number, part in enumerate(iter(lambda: list(islice(rows, 200_000)), [])):
        frame = polars.DataFrame(part, COLUMNS, orient="row", infer_schema_length=None)
        frame.write_parquet(out / "findings" / f"{number:05}.parquet")
    return len(claims)


def _rows(claims: Sequence[ClaimReview]) -> Iterator[tuple[object, ...]]:
    for claim in claims:
        for number, one in enumerate(claim.findings, 1):
            code = claim.lines[one.line - 1].code if one.line else None
            words = word_finding(one).number
            yield claim.visit_id, number, one.line, code, one.rule, one.outcome, one.severity, words


def count_differences(one: Path, other: Path, table: str = "findings") -> tuple[int, int]:
    """The rows of a table of two runs, and how many of them only one of the runs has."""
    with duckdb.connect() as connection:
        for name, folder in (("one", one), ("other", other)):
            connection.read_parquet(f"{folder / table}/*.parquet").create_view(name)
        rows, apart = (row[0] for row in connection.sql(_COUNTS).fetchall())
    return rows, apart


def review_on_spark(book: Path, out: Path) -> None:
    """Review a book on Spark with two processors."""
    from cleanclaim.bulk import spark

    session = begin_spark()
    spark.review(session.read.parquet(str(book)), BASIS).write(str(out))
    session.stop()


def begin_spark(disk: Path | None = None) -> Any:
    """A session on two processors of this machine. `disk`: where it stores what is on the way."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    if disk:
        builder = builder.config("spark.local.dir", str(disk))
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line)
    sys.stdout.flush()


def has_spark() -> bool:
    """Whether Spark can run here."""
    from importlib.util import find_spec

    return find_spec("pyspark") is not None and shutil.which("java") is not None


def main(count: int) -> None:
    """Print what was compared, and how many rows differ."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        services = write_mixed(folder / "book", count)
        say(f"{services:,} services\n")
        begun = time.perf_counter()
        claims = review_singly(folder / "book", folder / "single")
        gc.collect()
        say(f"one at a time: {claims:,} claims, {time.perf_counter() - begun:,.0f} s\n")
        begun = time.perf_counter()
        run_book(folder / "book", folder / "bulk", BulkSettings(verb="review", basis=BASIS), processes=2)
        say(f"bulk review: {time.perf_counter() - begun:,.0f} s\n")
        rules = dict(polars.read_parquet(folder / "bulk/findings/*.parquet")["rule"].value_counts().iter_rows())
        across = {rule: found for rule, found in sorted(rules.items()) if rule.startswith("days.")}
        say(f"rules: {len(rules)}; across patients: {across}\n")
        rows, apart = count_differences(folder / "single", folder / "bulk")
        say(f"findings {rows:,}: one at a time and bulk differ in {apart:,} rows\n")
        if not has_spark():
            say("Spark is not installed here: not compared.\n")
            return
        begun = time.perf_counter()
        review_on_spark(folder / "book", folder / "spark")
        say(f"Spark: {time.perf_counter() - begun:,.0f} s\n")
        for table in _TABLES:
            rows, apart = count_differences(folder / "bulk", folder / "spark", table)
            say(f"{table} {rows:,}: bulk and Spark differ in {apart:,} rows\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else VISITS)
