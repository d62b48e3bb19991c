"""A book on Spark beside the same book by `bulk review`: what each takes, and whether their findings are the same.

`python -m benchmarks.spark_book [LINES]` needs `cleanclaim[spark]`, Java 17 and Linux. Both use two processors. The
time is also in seconds of the processors, Spark's own process and its workers together, since machines are shared.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.bulk import plain_step, review_book, write_elsewhere
from benchmarks.same_findings import begin_spark, count_differences

LINES = 200_000
FILED_ON = date(2026, 3, 20)


def on_spark(book: str, out: str) -> None:
    """Review a book on two processors, and print what it took: `python -m benchmarks.spark_book BOOK OUT`."""
    from cleanclaim.bulk import spark
    from cleanclaim.law.basis import Basis

    disk = Path(f"{out}-disk")
    session = begin_spark(disk)
    ready = time.perf_counter()
    spark.review(session.read.parquet(book), Basis(filed_on=FILED_ON)).write(out)
    wall = time.perf_counter() - ready
    java, workers, largest = _used()
    stored = sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())
    sys.stdout.write(f"{wall} {java} {workers} {largest} {stored}\n")
    sys.stdout.flush()
    session.stop()


def _used() -> tuple[float, float, float]:
    """Seconds of the processors of Spark itself and of its Python workers, and the most megabytes of one of these."""
    ticks, java, workers, largest = os.sysconf("SC_CLK_TCK"), 0.0, 0.0, 0.0
    for process in _descendants(os.getpid()):
        name = Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip()
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        own, of_ended = sum(map(int, fields[11:13])) / ticks, sum(map(int, fields[13:15])) / ticks
        if name == "java":
            java += own
            continue
        workers += own + of_ended
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        largest = max(largest, *(int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line))
    return java, workers, largest


def _descendants(process: int) -> list[int]:
    """All processes that a process began, and those that they did."""
    found = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text(encoding="utf-8").split()):
            found += [child, *_descendants(child)]
    return found


def review_elsewhere(book: Path, out: Path) -> tuple[float, ...]:
    """What Spark takes in a process of its own: seconds; of processors, by Java and workers; MB a worker; bytes."""
    command = [sys.executable, "-m", "benchmarks.spark_book", str(book), str(out)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return tuple(map(float, done.stdout.split()))


def row(what: str, wall: float, spent: float, java: str, megabytes: float) -> None:
    """A line of the table."""
    sys.stdout.write(f"{what:<28} {wall:>8.1f} {spent:>8.1f} {java:>10} {megabytes:>12.0f}\n")
    sys.stdout.flush()


def main(lines: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as place:
        book, bulk, spark = (Path(place, name) for name in ("book", "bulk", "spark"))
        write_elsewhere(book, lines)
        sys.stdout.write(f"{lines:,} lines; a plain step takes {plain_step():.0f} ns\n")
        sys.stdout.write(f"{'':<28} {'wall s':>8} {'cpu s':>8} {'of it Java':>10} {'MB a worker':>12}\n")
        found = review_book(book, bulk)
        row("bulk review, 2 processes", found.wall, found.spent, "", found.largest)
        wall, java, workers, largest, stored = review_elsewhere(book, spark)
        row("Spark, local[2]", wall, java + workers, f"{java:.1f}", largest)
        written = sum(path.stat().st_size for path in spark.rglob("*.parquet"))
        each = f"{stored / lines:.0f} bytes on the way, {written / lines:.0f} in the tables"
        sys.stdout.write(f"on the workers' disks, a line: {each}\n")
        sys.stdout.write(f"a plain step takes {plain_step():.0f} ns\n")
        rows, differences = count_differences(bulk, spark)
        sys.stdout.write(f"findings: {rows:,}; rows that only one of them has: {differences:,}\n")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        on_spark(*sys.argv[1:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else LINES)
