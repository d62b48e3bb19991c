"""How fast a whole book is reviewed, from Parquet to tables: lines a second, seconds of the processors, memory.

`python -m benchmarks.bulk [LINES ...]`. Machines compare in steps of a plain Python loop: a step is timed before and
after each run, and what a line costs is said in such steps too.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from msgspec import Struct, structs

from benchmarks.book import visits
from cleanclaim.exchange.files.write_visits import encode_visits
from cleanclaim.sandbox.synth.people import npi_of

SIZES = (200_000, 1_000_000)
VISITS_A_FILE = 50_000
VISITS_A_CLINICIAN = 60 * 11
"""The standard book goes around sixty days."""
TARGET_STEP = 35
"""Nanoseconds of a plain step on the machine that targets are named for."""


def write_book(folder: Path, lines: int) -> Path:
    """A book of so many lines, as a folder of Parquet files; a clinician treats eleven patients a day."""
    folder.mkdir()
    stream = (
        structs.replace(visit, history=None, provider_npi=npi_of(number // VISITS_A_CLINICIAN))
        for number, visit in enumerate(visits(lines))
    )
    number = 0
    while part := list(islice(stream, VISITS_A_FILE)):
        (folder / f"{number:04}.parquet").write_bytes(encode_visits("visits.parquet", part))
        number += 1
    return folder


def plain_step() -> float:
    """Nanoseconds of a step of a plain loop."""
    runs = []
    for _ in range(30):
        begun = time.process_time()
        sum(number * number for number in range(100_000))
        runs.append((time.process_time() - begun) / 100_000 * 1e9)
    return statistics.median(runs)


class BulkFigures(Struct, frozen=True):
    """What a run took: seconds, seconds of the processors, megabytes of the largest of its processes, and how many
    nanoseconds a plain step took meanwhile.
    """

    wall: float
    spent: float
    largest: float
    step: float

    def steps(self, count: int) -> float:
        """Plain steps that each of so many things took."""
        return self.spent / count * 1e9 / self.step

    def scaled(self) -> float:
        """Seconds of the processors where a plain step takes `TARGET_STEP`."""
        return self.spent * TARGET_STEP / self.step


def run_program(*words: object) -> BulkFigures:
    """What a command of ours takes, the whole process with those it starts."""
    command = [str(Path(sys.executable).with_name("cleanclaim")), *map(str, words)]
    before, begun = plain_step(), time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    _, status, used = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) in {0, 1, 3}, command
    wall, spent, largest = time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return BulkFigures(wall, spent, largest, (before + plain_step()) / 2)


def review_book(book: Path, out: Path, processes: int = 2) -> BulkFigures:
    """What `bulk review` of a book takes."""
    options = ("--filed-on", "2026-03-20", "--processes", processes, "-q")
    return run_program("bulk", "review", book, "-o", out, *options)


def write_elsewhere(book: Path, lines: int) -> None:
    """Write a book in another process, so that this one stays small."""
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        elsewhere.submit(write_book, book, lines).result()


def measure(lines: int, processes: int) -> str:
    """A row of the table: a book of so many lines."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        write_elsewhere(book, lines)
        found = review_book(book, Path(folder, "out"), processes)
    ten_million = found.scaled() / 2 * 10_000_000 / lines
    return (
        f"{lines:>12,} {processes:>3} {found.wall:>8.1f} {found.spent:>8.1f} {lines / found.wall:>10,.0f} "
        f"{found.step:>6.0f} {found.steps(lines):>8.0f} {ten_million:>10.0f} {found.largest:>8.0f}"
    )


def main() -> None:
    """Print the table."""
    heads = ("lines", "cpu", "wall s", "cpu s", "lines/s", "ns", "steps", "10M on 2", "MB")
    widths = (12, 3, 8, 8, 10, 6, 8, 10, 8)
    sys.stdout.write(" ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True)) + "\n")
    for lines in [int(word) for word in sys.argv[1:]] or SIZES:
        sys.stdout.write(measure(lines, 2) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
