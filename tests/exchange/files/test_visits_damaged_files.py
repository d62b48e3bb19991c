"""Files that cannot be opened or are damaged: what a reader says, and that no bytes at all end in a traceback."""

import gzip
import io
import subprocess
import sys
from pathlib import Path

import polars
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.model.errors import UserError
from tests.exchange.files.test_visits_bad_input import GOOD, HEAD, error


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(200) + b"PAR1", GOOD.encode()])
def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    said = error(tmp_path, content, "visits.parquet")
    assert said.place == "visits.parquet"
    assert said.problem.startswith("this is not a whole Parquet file")


def test_a_wrong_parquet_table_is_named(tmp_path: Path) -> None:
    def parquet(**columns: list[object]) -> bytes:
        file = io.BytesIO()
        polars.DataFrame(columns, strict=False).write_parquet(file)
        return file.getvalue()

    no_code = error(tmp_path, parquet(visit_id=["1"]), "v.parquet")
    assert (no_code.place, no_code.problem) == ("v.parquet", "there is no column code.")
    no_number = error(
        tmp_path, parquet(visit_id=["1", "2"], code=["97110"] * 2, minutes=[5.0, float("nan")]), "v.parquet"
    )
    assert (no_number.place, no_number.problem) == (
        "v.parquet, row 2, column minutes",
        '"nan" is not a number of minutes.',
    )
    no_text = error(tmp_path, parquet(visit_id=[b"1"], code=["97110"]), "v.parquet")
    assert no_text.place == "v.parquet, row 1, column visit_id"
    no_rows = error(tmp_path, parquet(visit_id=[], code=[]), "v.parquet")
    assert no_rows.problem == "the file has no visits."


def test_a_file_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        read_visits(tmp_path / "none.csv")
    with pytest.raises(UserError, match="is a directory"):
        read_visits(tmp_path)
    with pytest.raises(UserError, match="cannot be read"):
        read_visits(tmp_path / ("x" * 5000))


def test_a_file_you_may_not_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError  # as root, who runs tests in many a container, may read everything

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match="you may not read this file"):
        read_visits(tmp_path / "visits.csv")


def test_a_damaged_gzip_file_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(HEAD.encode() + b"".join(b"%d,97110,15\n" % n for n in range(5000)))
    assert "gzip" in error(tmp_path, packed[: len(packed) // 2], "visits.csv.gz").problem
    said = error(tmp_path, packed[:20] + b"\xff" * 50 + packed[70:], "visits.csv.gz")
    assert "gzip" in said.problem or "cannot be read" in said.problem


def test_a_json_document_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.exchange.files.visits.MOST_IN_PIECE", 1000)
    said = error(tmp_path, "[" + " " * 1000 + "]", "visits.json")
    assert said.problem == "the JSON document is longer than 1,000 characters."


@pytest.mark.parametrize("name", ["visits.csv", "visits.ndjson", "visits"])
def test_one_endless_line_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    size = 64_000_000
    path = tmp_path / name
    with path.open("wb") as file:
        for _ in range(64):
            file.write(b"x" * (size // 64))
    program = (
        "import sys, tracemalloc\n"
        "from cleanclaim.exchange.files.visits import read_visits\n"
        "from cleanclaim.model.errors import UserError\n"
        "tracemalloc.start()\n"
        "try:\n"
        "    read_visits(sys.argv[1])\n"
        "except UserError as error:\n"
        "    print(error.problem, tracemalloc.get_traced_memory()[1], sep='|')\n"
    )
    said = subprocess.run([sys.executable, "-c", program, path], check=True, capture_output=True, text=True)
    problem, peak = said.stdout.split("|")
    assert problem == "the row is longer than 1,000,000 characters."
    assert int(peak) < size / 4


@given(some.binary(max_size=300), some.sampled_from(["csv", "json", "ndjson", "parquet", "dat", "csv.gz", "xlsx"]))
@example(b"\x1f\x8b", "csv.gz")
@example(b"{}", "json")
@example(b'{"visits": {}}', "dat")
def test_no_bytes_end_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    path.write_bytes(content)
    with pytest.raises(UserError):
        read_visits(path)


def test_a_parquet_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    polars.DataFrame({"visit_id": ["1", "2"], "code": ["97110", "97140"], "minutes": [15, 20]}).write_parquet(file)
    for size in range(0, len(file.getvalue()), 50):
        said = error(tmp_path, file.getvalue()[:size], "visits.parquet")
        assert said.problem.startswith("this is not a whole Parquet file")
