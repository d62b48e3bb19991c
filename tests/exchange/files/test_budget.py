"""No file takes more time or memory than a clinic's own: newlines without end, bombs, devices, depth, a long day."""

import gzip
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import polars
import pytest

from cleanclaim import budget
from cleanclaim.model.errors import UserError
from tests.exchange.files.exports import OWN, ROW, read


def reason(folder: Path, content: bytes, name: str) -> str:
    with pytest.raises(UserError) as refused:
        read(folder, content, name)
    assert refused.value.remedy
    return refused.value.problem


def seconds(folder: Path, content: bytes, name: str) -> float:
    """How long the refusal of a file takes the processor."""
    begun = time.process_time()
    with pytest.raises(UserError):
        read(folder, content, name)
    return time.process_time() - begun


@pytest.mark.parametrize("name", ["v.csv", "v.json", "v.ndjson", "v"])
def test_a_megabyte_of_newlines_takes_a_moment(tmp_path: Path, name: str) -> None:
    assert seconds(tmp_path, b"\n" * 1_000_000, name) < 2
    assert seconds(tmp_path, b" \r\n" * 300_000, name) < 2


@pytest.mark.parametrize("size", [10_000, 20_000])
def test_bad_rows_take_no_longer_each_the_more_there_are(tmp_path: Path, size: int) -> None:
    rows = (f"B{n},Q{n},medicare,2026-03-02,PT,1234567893,11,97110,x,PT,M54.50" for n in range(size // 2))
    ragged = (f"C{n},R{n}" for n in range(size // 2))
    begun = time.process_time()
    visits, reading = read(tmp_path, "\n".join((OWN, ROW, *rows, *ragged)))
    assert len(visits) == 1
    assert reading.faults_counted == size
    assert time.process_time() - begun < size / 4_000


def test_a_packed_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.budget.RATIO_COUNTS_FROM", 1_000_000)
    line = f"{ROW}\n".encode() * 20_000
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(f"{OWN}\n".encode())
        for _ in range(4):
            file.write(line)
    assert reason(tmp_path, packed.getvalue(), "v.csv.gz") == "it unpacks to more than 200 times its size."


def test_a_parquet_file_of_nothing_but_rows_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    polars.select(visit_id=polars.repeat("1", 3_000_000), code=polars.repeat("97110", 3_000_000)).write_parquet(packed)
    assert "the file has 3,000,000 rows in" in reason(tmp_path, packed.getvalue(), "v.parquet")


def test_more_rows_than_a_table_may_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.exchange.files.rows_to_visits.MOST_ROWS", 15_000)
    content = f"{OWN}\n".encode() + f"{ROW}\n".encode() * 20_000
    assert reason(tmp_path, content, "v.csv") == "the file has more than 15,000 rows."


def test_a_text_longer_than_a_file_may_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanclaim.exchange.files.open_file.MOST_BYTES", 10_000)
    assert "more than 10,000 characters" in reason(tmp_path, b"\n" * 20_000, "v.csv")
    assert "more than 10,000 characters" in reason(tmp_path, f"{OWN}\n".encode() + f"{ROW}\n".encode() * 200, "v.csv")


@pytest.mark.parametrize("depth", [2_000, 200_000])
def test_deep_json_is_refused(tmp_path: Path, depth: int) -> None:
    for text in ("[" * depth, '{"a":' * depth, "[" * depth + "]" * depth):
        assert reason(tmp_path, text.encode(), "v.json")
        assert reason(tmp_path, text.encode(), "v.ndjson")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no such device")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/full"])
def test_a_device_is_no_file(device: str) -> None:
    from cleanclaim.exchange.files.visits import read_visits

    with pytest.raises(UserError, match="is a device"):
        read_visits(device)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_named_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    program = (
        "import sys; from cleanclaim.exchange.files.visits import read_visits; print(len(read_visits(sys.argv[1])))"
    )
    with subprocess.Popen([sys.executable, "-c", program, pipe], stdout=subprocess.PIPE, text=True) as reading:
        pipe.write_text(f"{OWN}\n{ROW}\n", encoding="utf-8")
        out, _ = reading.communicate(timeout=60)
    assert out.strip() == "1"


def test_a_thousand_visits_of_one_patients_day_take_a_moment(tmp_path: Path) -> None:
    rows = "\n".join(ROW.replace("V7", f"V{n}") for n in range(1_000))
    begun = time.process_time()
    visits, _ = read(tmp_path, f"{OWN}\n{rows}\n")
    assert len(visits) == 1_000
    assert time.process_time() - begun < 1


def test_the_limits_lie_far_above_what_a_practice_exports() -> None:
    a_year_of_a_large_practice = 40 * 250 * 60 * 4  # clinicians, days, visits a day of each, services of each
    assert a_year_of_a_large_practice < budget.MOST_ROWS
    row = len(json.dumps(dict(zip(OWN.split(","), ROW.split(","), strict=True))))
    assert a_year_of_a_large_practice * row < budget.MOST_BYTES
