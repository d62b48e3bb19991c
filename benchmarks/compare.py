"""`python -m benchmarks.compare BEFORE AFTER`: two checkouts of this project on the same visits, in turn.

It says how many times as fast AFTER reviews a standard book and visits still to be coded, prints a review, and reads
Parquet, and how much memory each takes for a review of a million lines as JSON. Only what both checkouts have is
called: the library's `read_visits` and `review`, and the command line. Each figure comes from processes of their own,
one checkout after the other, in seconds of the processor; what is told is the median of the ratios, pair by pair.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from msgspec import structs

from benchmarks.book import visits
from benchmarks.year import write_parquet
from cleanclaim.exchange.files.write_visits import encode_visits

LINES = 40_000
"""Lines of the books whose speed is measured."""
MANY_LINES = 1_000_000
"""Lines of the review whose memory is measured."""
PAIRS = 5


def measured(checkout: Path, measure: str, file: Path) -> float:
    """One figure of one checkout, from a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("one_checkout.py").resolve()), measure, str(file)]
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    done = subprocess.run(command, env=environment, cwd=file.parent, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return float(json.loads(done.stdout))


def books(folder: Path) -> None:
    """Write the files: a standard book as CSV and Parquet, the same still to be coded, and one of very many lines."""
    standard = list(visits(LINES))
    write_parquet(standard, folder / "standard.parquet")
    write_parquet(visits(MANY_LINES), folder / "many.parquet")
    uncoded = [
        structs.replace(
            visit, services=tuple([structs.replace(one, units=None, modifiers=()) for one in visit.services])
        )
        for visit in standard
    ]
    for name, book in (("standard", standard), ("uncoded", uncoded), ("many", list(visits(MANY_LINES)))):
        (folder / f"{name}.csv").write_bytes(encode_visits(f"{name}.csv", book))


def row(what: str, unit: str, pairs: Sequence[tuple[float, float]]) -> None:
    """One line of the table: both medians, and the median of the ratios."""
    before, after = (statistics.median(figures) for figures in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    sys.stdout.write(f"{what:<44} {before:>9.2f} {unit:<2} {after:>9.2f} {unit:<2} {ratio:>7.2f}\n")
    sys.stdout.flush()


MEASURED = (
    (f"standard book reviewed, {LINES:,} lines", "s", "reviewing", "standard.csv", PAIRS),
    ("the same, still to be coded", "s", "reviewing", "uncoded.csv", PAIRS),
    ("the same printed", "s", "printing", "standard.csv", PAIRS),
    ("Parquet read", "s", "reading", "standard.parquet", PAIRS),
    (f"{MANY_LINES:,} lines as JSON, CSV", "MB", "memory_of_json", "many.csv", 1),
    (f"{MANY_LINES:,} lines as JSON, Parquet", "MB", "memory_of_json", "many.parquet", 1),
)


def main(before: Path, after: Path) -> None:
    """Print the table."""
    sys.stdout.write(f"{'':<44} {'before':>12} {'after':>12} {'times':>7}\n")
    with tempfile.TemporaryDirectory() as name:
        made = get_context("spawn").Process(target=books, args=(Path(name),))  # our own memory would count as theirs
        made.start()
        made.join()
        for what, unit, measure, file, pairs in MEASURED:
            one, other = partial(measured, before, measure), partial(measured, after, measure)
            row(what, unit, [(one(Path(name, file)), other(Path(name, file))) for _pair in range(pairs)])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m benchmarks.compare BEFORE AFTER, two checkouts of this project")
    main(*(Path(checkout).resolve() for checkout in sys.argv[1:]))
