"""Killed at any moment, fifty times: gone on with, a run ends with the same bytes as one that nobody killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from benchmarks.mixed_book import mixed_visits

from tests.bulk.made_books import write_book

pytestmark = [pytest.mark.long, pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")]
TIMES = 50


def begin(book: Path, out: Path, processes: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.bulk.run.small_run", str(book), str(out), str(processes)]
    return subprocess.Popen(command)


def content(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("processes", [1, 2])
def test_fifty_kills(tmp_path: Path, processes: int) -> None:
    book, out, chance = write_book(tmp_path / "book.parquet", mixed_visits(2_000)), tmp_path / "out", Random(processes)  # noqa: S311
    since = time.monotonic()
    assert begin(book, tmp_path / "whole", processes).wait() == 0
    lasts, wanted = time.monotonic() - since, content(tmp_path / "whole")
    killed = ended = 0
    while killed < TIMES:
        child = begin(book, out, processes)
        try:
            code = child.wait(chance.uniform(0, lasts))
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            killed += 1
            continue
        assert code == 0
        assert content(out) == wanted
        ended += 1
        shutil.rmtree(out)
    assert begin(book, out, processes).wait() == 0
    assert content(out) == wanted
    assert ended, "nothing was ever done between two kills"
