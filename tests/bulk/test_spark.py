"""A book on Spark comes to the tables of `bulk review`, and to what a review finds one at a time, row by row."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import polars
import pytest
from benchmarks.mixed_book import mixed_visits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.bulk.run import plan as plans
from cleanclaim.bulk.run.bulk_run import run_book
from cleanclaim.bulk.run.papers import BookPapers, read_papers
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.cases import read_case
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.practice_payers import with_policies
from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from tests.bulk.made_books import (
    all_tables,
    made_practice,
    read_table,
    reviewed_rows,
    write_book,
    written_rows,
)

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'cleanclaim[spark]'")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java 17 or newer, and there is none", allow_module_level=True)

from cleanclaim.bulk import spark as on_spark

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.xdist_group("spark")]

TODAY = date(2026, 11, 2)
BASIS = Basis(filed_on=TODAY, today=TODAY)
SETTINGS = BulkSettings(verb="review", basis=BASIS)
SMALL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "3",
    "spark.ui.enabled": "false",
}
"""A session that is soon there: books of tests are small."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in SMALL.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several buckets, so that everything crosses them."""
    monkeypatch.setattr(plans, "ROWS_A_BUCKET", 300)


def on_cluster(df: Any, out: Path, basis: Basis = BASIS, **more: Any) -> on_spark.SparkReview:
    found = on_spark.review(df, basis, **more)
    found.write(str(out))
    return found


def test_the_same_as_bulk_and_as_one_at_a_time(spark: Any, tmp_path: Path) -> None:
    place = write_book(tmp_path / "a book" / "one.parquet", mixed_visits(400))
    out = tmp_path / "out"
    found = on_cluster(spark.read.parquet(str(place.parent)), out)
    case = read_case(place, BASIS)
    assert written_rows(out) == reviewed_rows(case, BASIS)
    rules = set(read_table(out, "findings")["rule"])
    assert {"days.impossible", "days.overlap"} <= rules, "nothing of the book crosses patients"
    done = run_book(place.parent, tmp_path / "bulk", SETTINGS, processes=1)
    assert all_tables(out) == all_tables(done.folder)
    assert found.summary == done.summary
    found.release()


def test_with_all_papers_and_own_files(spark: Any, tmp_path: Path) -> None:
    made = made_practice(tmp_path / "practice")
    (tmp_path / "payers").mkdir()
    own = 'name = "Our own"\nextends = "commercial"\nkind = "commercial"\nabout = "A plan of our own."\n'
    (tmp_path / "payers" / "our_own.toml").write_text(own, encoding="utf-8")
    basis = structs.replace(BASIS, payers=tmp_path / "payers")
    known = with_policies(read_practice(made / "practice.toml"), basis)
    visits = [structs.replace(one, history=None) for one in read_case(made / "visits.json").visits]
    visits = [structs.replace(one, payer="our_own") if at % 5 == 0 else one for at, one in enumerate(visits)]
    place = write_book(tmp_path / "book" / "one.parquet", visits)
    files = {name: made / f"{name}.ndjson" for name in ("charts", "notes")}
    papers = read_papers(place, files["charts"], files["notes"], known, of_claims=False)
    found = on_cluster(
        spark.read.parquet(str(place)),
        tmp_path / "out",
        basis,
        shared=Case(visits=(), practice=known),
        papers=papers,
    )
    case = read_case(place, basis, history=place, practice=known, **files)  # type: ignore[arg-type]
    assert written_rows(tmp_path / "out") == reviewed_rows(case, basis)
    assert found.summary["not_asked"] == {}
    families = {rule.partition(".")[0] for rule in read_table(tmp_path / "out", "findings")["rule"]}
    assert {"copies", "notes"} & families, "no finding hangs on notes"
    found.release()


VISITS = mixed_visits(40)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    folder = tmp_path_factory.mktemp("whole")
    done = run_book(write_book(folder / "book.parquet", VISITS), folder / "out", SETTINGS, processes=1)
    return all_tables(done.folder)


@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), files=st.integers(1, 4), rows=st.integers(10, 200), parts=st.integers(1, 6))
def test_any_division_gives_the_same_tables(
    spark: Any,
    whole: dict[str, list[tuple[object, ...]]],
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    files: int,
    rows: int,
    parts: int,
) -> None:
    chance, folder = Random(seed), tmp_path_factory.mktemp("divided")  # noqa: S311 - an order, no secret
    cut: list[list[Visit]] = [[] for _ in range(files)]
    for visit in chance.sample(VISITS, len(VISITS)):
        chance.choice(cut).append(visit)
    for number, part in enumerate(cut):
        write_book(folder / "book" / f"{number}.parquet", part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "ROWS_A_BUCKET", rows)
        df = spark.read.parquet(str(folder / "book")).repartition(chance.randint(1, 5))
        found = on_cluster(df, folder / "out", partitions=parts)
        found.release()
    assert all_tables(folder / "out") == whole


def test_what_cannot_be_read_is_set_aside_as_by_bulk(spark: Any, tmp_path: Path) -> None:
    place = write_book(tmp_path / "book" / "a.parquet", mixed_visits(60))
    rows = polars.read_parquet(place).with_columns(polars.col("minutes").cast(polars.String))
    names = rows["visit_id"].unique(maintain_order=True).to_list()
    wrong, moved = names[3], names[5]
    worded = polars.when(polars.col("visit_id") == wrong).then(polars.lit("1.5x")).otherwise(polars.col("minutes"))
    spoilt = rows.with_columns(worded.alias("minutes"), polars.lit("x").alias("colour"))
    last = spoilt.filter(polars.col("visit_id") == moved).tail(1).with_columns(patient_id=polars.lit("somebody else"))
    polars.concat([spoilt, last]).write_parquet(place)
    spoilt.filter(polars.col("visit_id") == names[8]).write_parquet(place.with_name("b.parquet"))
    done = run_book(place.parent, tmp_path / "bulk", SETTINGS, processes=1)
    found = on_cluster(spark.read.parquet(str(place.parent)), tmp_path / "out")
    assert all_tables(tmp_path / "out") == all_tables(done.folder)
    assert {wrong, moved, names[8]} <= set(read_table(tmp_path / "out", "set_aside")["visit_id"])
    assert list(found.not_used) == done.manifest["columns_not_used"] == ["colour"]
    found.release()


def test_a_frame_of_no_files_is_taken_in_its_order(
    spark: Any, tmp_path: Path, whole: dict[str, list[tuple[object, ...]]]
) -> None:
    place = write_book(tmp_path / "one.parquet", VISITS)
    rows = polars.read_parquet(place)
    df = spark.createDataFrame(rows.rows(), schema=spark.read.parquet(str(place)).schema)
    found = on_cluster(df, tmp_path / "out")
    assert all_tables(tmp_path / "out") == whole
    found.release()


def test_a_frame_of_something_else_is_refused(spark: Any) -> None:
    df = spark.createDataFrame([("a", 1)], schema="name string, amount int")
    with pytest.raises(UserError, match="there is no column"):
        on_spark.review(df, BASIS)
    visits = spark.createDataFrame([("1", "p", "97110")], schema="visit_id string, patient_id string, code string")
    with pytest.raises(UserError, match="has visits of its own"):
        on_spark.review(visits, BASIS, shared=Case(visits=VISITS[:1]))
    with pytest.raises(UserError, match="is no folder"):
        on_spark.review(visits, structs.replace(BASIS, payers="cleanclaim.toml"), papers=BookPapers())
