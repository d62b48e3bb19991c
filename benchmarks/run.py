"""`make bench`: how fast the review is on this machine, and how long the command line takes from a cold start.

Shared machines are noisy, so every figure is a median of many short runs in seconds of the processor, with the best
beside it, and the first line says how fast plain Python ran meanwhile. What a person waits for, a whole process, is
told by the clock on the wall.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

from msgspec import structs

from benchmarks import library, synthetic
from benchmarks.book import visits, with_a_year
from benchmarks.year import book, write_parquet
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import reviewed

LINES = 1_000_000
YEAR = 100_000
CHUNK = 1_000
CLOCKS = Basis(filed_on=date(2026, 3, 20))


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor that one call takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def waited(work: Callable[[], object]) -> float:
    """Seconds by the clock on the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(what: str, median: str, best: str) -> None:
    """One line of the table."""
    sys.stdout.write(f"{what:<58} {median:>14} {best:>14}\n")


def python_itself() -> None:
    """A plain loop, to tell a slow machine from slow code."""
    runs = [timed(lambda: sum(number * number for number in range(100_000))) / 100_000 * 1e9 for _ in range(50)]
    row("plain Python: a step of a loop", f"{statistics.median(runs):.0f} ns", f"{min(runs):.0f} ns")


def one_visit() -> None:
    """One visit of four lines reviewed with all rules, findings included; 2,000 different visits, one at a time."""
    held = list(islice(visits(8_000, seed=2), 2_000))
    for visit in held:
        list(reviewed([visit], CLOCKS))
    runs = [timed(lambda visit=visit: list(reviewed([visit], CLOCKS))) * 1e3 for visit in held]  # type: ignore[misc]
    row("one visit reviewed with all rules (4 lines)", f"{statistics.median(runs):.3f} ms", f"{min(runs):.3f} ms")


def one_visit_with_a_year() -> None:
    """The same with a year of visits, plans and reports before each; 500 different visits, met once and then again."""
    held = [with_a_year(visit) for visit in islice(visits(2_400, seed=3), 600)]
    for visit in [
        *held[:100],
        *(structs.replace(visit, history=None) for visit in held),
    ]:  # read the law
        list(reviewed([visit], CLOCKS))
    for what in ("one visit with a year of history, met for the first time", "  the same, asked again"):
        runs = [timed(lambda visit=visit: list(reviewed([visit], CLOCKS))) * 1e3 for visit in held[100:]]  # type: ignore[misc]
        row(what, f"{statistics.median(runs):.3f} ms", f"{min(runs):.3f} ms")


def a_million_lines() -> None:
    """A million different generated lines on one core, visits in memory, a thousand at a time."""
    stream = visits(LINES)
    rates = []
    total = 0.0
    while chunk := list(islice(stream, CHUNK)):
        spent = timed(lambda chunk=chunk: sum(1 for _ in reviewed(chunk, CLOCKS)))  # type: ignore[misc]
        total += spent
        rates.append(4 * len(chunk) / spent)
    row(
        f"lines a second over {LINES:,} lines, one core", f"{statistics.median(rates):,.0f} /s", f"{max(rates):,.0f} /s"
    )
    row("  the same, all together", f"{LINES / total:,.0f} /s", "")


def cold_start() -> None:
    """`cleanclaim code` on one visit, the whole process from start to exit."""
    visit = {
        "visit_id": "1",
        "patient_id": "p1",
        "payer": "medicare",
        "service_date": "2026-03-02",
        "discipline": "PT",
        "services": [
            {"code": "97112", "minutes": 24, "performed_by": "PT"},
            {"code": "97110", "minutes": 23, "performed_by": "PT"},
        ],
    }
    program = Path(sys.executable).with_name("cleanclaim")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "visit.json")
        file.write_text(json.dumps([visit]), encoding="utf-8")
        command = [str(program), "code", str(file), "--format", "json"]
        runs = [waited(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(15)]  # noqa: S603
    row("`cleanclaim code` on one visit, whole process", f"{statistics.median(runs):.2f} s", f"{min(runs):.2f} s")


def a_year_compared() -> None:
    """`cleanclaim reference simulate` with a fee schedule on 100,000 visits of some three services, reading and all."""
    program = Path(sys.executable).with_name("cleanclaim")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "visits.parquet")
        write_parquet(book(YEAR), file)
        command = [str(program), "reference", "simulate", "MPFS RVU26C", "--on", str(file), "--zip", "60601"]
        spent = waited(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603
    row(f"{YEAR:,} visits under two fee schedules, whole process", f"{spent:.0f} s", "")


def main() -> None:
    """Print the table."""
    row("", "median", "best")
    python_itself()
    one_visit()
    one_visit_with_a_year()
    a_million_lines()
    python_itself()
    cold_start()
    a_year_compared()
    library.main()
    synthetic.main()
    from benchmarks import ratios  # which takes its clock from here

    ratios.main()


if __name__ == "__main__":
    main()
