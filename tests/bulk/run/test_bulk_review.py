"""A run over a book finds what a review of the same visits finds, row by row, however the book is cut."""

from datetime import date
from pathlib import Path
from random import Random

import polars
import pytest
from benchmarks.mixed_book import mixed_visits
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.bulk.run import plan as plans
from cleanclaim.bulk.run.bulk_run import BulkRun, run_book
from cleanclaim.bulk.run.judging import review_bucket
from cleanclaim.bulk.run.papers import read_papers
from cleanclaim.bulk.run.settings import BulkSettings
from cleanclaim.cases import read_case
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.law.basis import Basis
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

BASIS = Basis(filed_on=date(2026, 11, 2), today=date(2026, 11, 2))
SETTINGS = BulkSettings(verb="review", basis=BASIS)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many buckets and pieces, so that everything crosses them."""
    monkeypatch.setattr(plans, "ROWS_A_PIECE", 300)
    monkeypatch.setattr(plans, "ROWS_A_BUCKET", 60)


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_practice(tmp_path_factory.mktemp("practice"))


def run(place: Path, out: Path, settings: BulkSettings = SETTINGS, **more: object) -> BulkRun:
    return run_book(place, out, settings, processes=1, **more)  # type: ignore[arg-type]


def test_the_same_as_one_at_a_time(tmp_path: Path) -> None:
    place = write_book(tmp_path / "book.parquet", mixed_visits(600))
    done = run(place, tmp_path / "out")
    case = read_case(place, BASIS)
    assert written_rows(done.folder) == reviewed_rows(case, BASIS)
    rules = set(read_table(done.folder, "findings")["rule"])
    assert {"days.impossible", "days.overlap"} <= rules, "nothing of the book crosses patients"
    assert done.summary["claims"] == len(case.visits)
    assert not (done.folder / ".work").exists()


def test_with_all_papers(tmp_path: Path, practice: Path) -> None:
    known = with_policies(read_practice(practice / "practice.toml"), BASIS)
    visits = [structs.replace(one, history=None) for one in read_case(practice / "visits.json").visits]
    place = write_book(tmp_path / "book.parquet", visits)
    files = {name: practice / f"{name}.ndjson" for name in ("charts", "notes")}
    papers = read_papers(place, files["charts"], files["notes"], known, of_claims=False)
    done = run(place, tmp_path / "out", structs.replace(SETTINGS, practice=known), papers=papers)
    case = read_case(place, BASIS, history=place, practice=known, **files)  # type: ignore[arg-type]
    assert written_rows(done.folder) == reviewed_rows(case, BASIS)
    assert done.summary["not_asked"] == {}
    families = {rule.partition(".")[0] for rule in read_table(done.folder, "findings")["rule"]}
    assert {"copies", "notes"} & families, "no finding hangs on notes"


def test_claims_as_one_file(tmp_path: Path, practice: Path) -> None:
    file = sorted((practice / "claims").glob("*.837"))[0]
    known = with_policies(read_practice(practice / "practice.toml"), BASIS)
    done = run(file, tmp_path / "out", structs.replace(SETTINGS, practice=known))
    assert written_rows(done.folder) == reviewed_rows(read_case(file, BASIS, practice=known), BASIS)


def test_a_folder_of_claims(tmp_path: Path, practice: Path) -> None:
    done = run(practice / "claims", tmp_path / "out", structs.replace(SETTINGS, basis=Basis()))
    files = sorted((practice / "claims").glob("*.837"))
    assert len(files) > 1
    assert done.summary["claims"] == sum(len(read_case(file).visits) for file in files)


def test_a_claim_sent_again_counts_as_sent_last(tmp_path: Path, practice: Path) -> None:
    file = sorted((practice / "claims").glob("*.837"))[0]
    (tmp_path / "claims").mkdir()
    for name in ("first.837", "second.837"):
        (tmp_path / "claims" / name).write_bytes(file.read_bytes())
    (tmp_path / "claims" / "broken.837").write_bytes(file.read_bytes()[:900])
    (tmp_path / "claims" / "letter.txt").write_text("hello", encoding="utf-8")
    done = run(tmp_path / "claims", tmp_path / "out")
    visits = read_case(file).visits
    assert done.summary["claims"] == len(visits)
    assert done.manifest["lines_set_aside"] == sum(len(visit.services) for visit in visits)
    assert done.manifest["files_not_read"] == ["letter.txt"]
    assert done.manifest["files_set_aside"] == 1
    aside = read_table(done.folder, "set_aside")
    assert set(aside["file"]) == {"first.837", "broken.837"}
    assert "The claim was sent again later, in second.837." in set(aside["problem"])


VISITS = mixed_visits(40)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    folder = tmp_path_factory.mktemp("whole")
    return all_tables(run(write_book(folder / "book.parquet", VISITS), folder / "out").folder)


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 2**32), files=st.integers(1, 5), rows=st.integers(5, 200), piece=st.integers(3, 100))
def test_any_cut_gives_the_same_tables(
    whole: dict[str, list[tuple[object, ...]]],
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    files: int,
    rows: int,
    piece: int,
) -> None:
    chance = Random(seed)  # noqa: S311 - an order, no secret
    folder = tmp_path_factory.mktemp("cut")
    shuffled = chance.sample(VISITS, len(VISITS))
    parts: list[list[Visit]] = [[] for _ in range(files)]
    for visit in shuffled:
        chance.choice(parts).append(visit)
    for number, part in enumerate(parts):
        write_book(folder / "book" / f"{number}.parquet", part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "ROWS_A_BUCKET", rows)
        patch.setattr(plans, "ROWS_A_PIECE", piece)
        assert all_tables(run(folder / "book", folder / "out").folder) == whole


def test_the_same_by_several_processes(tmp_path: Path) -> None:
    place = write_book(tmp_path / "book.parquet", VISITS)
    run(place, tmp_path / "one")
    run_book(place, tmp_path / "two", SETTINGS, processes=2)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert [(tmp_path / "two" / file).read_bytes() for file in files] == [
        (tmp_path / "one" / file).read_bytes() for file in files
    ]


def test_rows_set_aside_are_a_table(tmp_path: Path) -> None:
    rows = polars.read_parquet(write_book(tmp_path / "good.parquet", VISITS))
    names = rows["visit_id"].unique(maintain_order=True)
    wrong, moved = names[3], names[5]
    place = tmp_path / "book" / "a.parquet"
    place.parent.mkdir()
    spoilt = rows.with_columns(
        polars.when(polars.col("visit_id") == wrong)
        .then(polars.lit("1.5x"))
        .otherwise(polars.col("minutes"))
        .alias("minutes")
    )
    last = spoilt.filter(polars.col("visit_id") == moved).tail(1).with_columns(patient_id=polars.lit("somebody else"))
    polars.concat([spoilt, last]).write_parquet(place)
    twice = spoilt.filter(polars.col("visit_id") == names[8])
    twice.write_parquet(place.with_name("b.parquet"))
    done = run(place.parent, tmp_path / "out")
    aside = read_table(done.folder, "set_aside")
    assert {wrong, moved, names[8]} <= set(aside["visit_id"])
    assert done.manifest["lines"] == spoilt.height + 1 + twice.height
    assert done.manifest["lines"] == read_lines(done) + aside.height
    assert done.manifest["lines_set_aside"] == aside.height
    problems = {row["visit_id"]: row["problem"] for row in aside.iter_rows(named=True)}
    assert problems[moved] == "Rows with this visit's id name several patients."
    assert problems[names[8]] == "Several files have a visit of this id: a.parquet, b.parquet."
    first = aside.filter(polars.col("column") == "minutes").row(0, named=True)
    assert rows["visit_id"][first["row"] - 1] == wrong


def read_lines(done: BulkRun) -> int:
    """The rows of the book that are in the tables: here each makes a line, but those counted together."""
    kept = set(read_table(done.folder, "visits")["visit_id"])
    files = [polars.read_parquet(path) for path in sorted((done.folder.parent / "book").iterdir())]
    return sum(frame.filter(polars.col("visit_id").is_in(kept)).height for frame in files)


def test_another_run_starts_over_only_by_force(tmp_path: Path) -> None:
    place, out = write_book(tmp_path / "book.parquet", VISITS), tmp_path / "out"
    run(place, out)
    stamp = (out / "manifest.json").stat().st_mtime_ns
    run(place, out)
    assert (out / "manifest.json").stat().st_mtime_ns == stamp, "what is done was done again"
    other = structs.replace(SETTINGS, payer="aetna")
    with pytest.raises(UserError, match="a run over something else; what differs: --payer"):
        run(place, out, other)
    write_book(place, VISITS[:20])
    with pytest.raises(UserError, match="what differs: the visits"):
        run(place, out)
    done = run(place, out, other, force=True)
    assert done.summary["claims"] == 20
    assert set(read_table(out, "visits")["payer"]) == {"aetna"}


def test_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleanclaim.bulk.run.stages import WORKS

    place, out, judged = write_book(tmp_path / "book.parquet", VISITS), tmp_path / "out", []

    def review_some(plan: plans.RunPlan, bucket: int) -> None:
        judged.append(bucket)
        if len(judged) == 3:
            raise KeyboardInterrupt
        review_bucket(plan, bucket)

    monkeypatch.setitem(WORKS, "review", structs.replace(WORKS["review"], task=review_some))
    with pytest.raises(KeyboardInterrupt):
        run(place, out)
    with pytest.raises(UserError, match="what differs: --payer"):
        run(place, out, structs.replace(SETTINGS, payer="aetna"))
    tomorrow = structs.replace(SETTINGS, basis=structs.replace(BASIS, today=date(2026, 11, 3)))
    run(place, out, tomorrow)
    assert sorted(judged) == sorted([*range(max(judged) + 1), judged[2]])
    run(place, tmp_path / "at once")
    assert all_tables(out) == all_tables(tmp_path / "at once")


def test_a_folder_of_somebody_is_left_alone(tmp_path: Path) -> None:
    place, out = write_book(tmp_path / "book.parquet", VISITS[:5]), tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="holds what no run over a book writes"):
        run(place, out, force=True)
    assert (out / "letter.txt").read_text(encoding="utf-8") == "mine"
