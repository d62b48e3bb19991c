"""What a line costs in books of 10,000 lines and more, and its picture: `python -m benchmarks.growth [LINES ...]`.

A run begins with reading the law in each process and with meeting each payer and pattern once, which costs the same
however large the book is. So the picture has two lines: the whole run, and what the lines cost by which a book is
larger than the one before. Costs are in steps of a plain loop, so that a busy machine and a quiet one say the same.
"""

import statistics
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import altair
import polars

from benchmarks.bulk import BulkFigures, review_book, write_elsewhere

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "cost-per-line.svg"
_ALL, _MORE = "the whole run", "each further line"


def measure(lines: int) -> BulkFigures:
    """What a book of so many lines takes."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        write_elsewhere(book, lines)
        return review_book(book, Path(folder, "out"))


def draw(rows: list[tuple[int, float, str]]) -> None:
    """Draw the costs: one point for each size."""
    frame = polars.DataFrame(rows, ["lines", "steps", "cost of a line"], orient="row")
    base = altair.Chart(frame, width=520, height=260, title="What a line of a book costs").encode(
        x=altair.X("lines", scale=altair.Scale(type="log"), title="lines of the book"),
        y=altair.Y("steps", scale=altair.Scale(domainMin=0), title="steps of a plain loop"),
        color=altair.Color("cost of a line", legend=altair.Legend(orient="bottom")),
    )
    (base.mark_line() + base.mark_point(filled=True)).save(str(PICTURE))


def costs(found: list[tuple[int, float]], step: float) -> list[tuple[int, float, str]]:
    """What a line costs, from the lines and the seconds of each book, the smallest first, and a plain step."""
    rows = [(lines, spent / lines / step, _ALL) for lines, spent in found]
    for (lines, spent), (more_lines, more_spent) in pairwise(found):
        rows.append((more_lines, (more_spent - spent) / (more_lines - lines) / step, _MORE))
    return rows


def main(sizes: tuple[int, ...]) -> None:
    """Print the table, and draw it. One step is taken for all, the median of those timed around the runs."""
    found = []
    for lines in sizes:
        found.append(measure(lines))
        sys.stdout.write(f"{lines:>12,} lines {found[-1].spent:>8.1f} s {found[-1].largest:>6.0f} MB a worker\n")
        sys.stdout.flush()
    step = statistics.median(one.step for one in found)
    rows = costs([(lines, one.spent) for lines, one in zip(sizes, found, strict=True)], step / 1e9)
    for lines, steps, what in rows:
        sys.stdout.write(f"{lines:>12,} lines {steps:>8.0f} steps of {step:.0f} ns a line, {what}\n")
    draw(rows)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
