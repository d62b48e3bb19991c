"""What a line costs in books of 10,000 lines and more, and its picture: `python -m benchmarks.growth [LINES ...]`.

A run begins with reading the law in each process and with meeting each payer and pattern once, which costs the same
however large the book is. So the picture has two lines: the whole run, and what the lines cost by which a book is
larger than the one before. Costs are in steps of a plain loop, so that a busy machine and a quiet one say the same.
"""

import sys
import tempfile
from pathlib import Path

import altair
import polars

from benchmarks.bulk import review_book, write_elsewhere

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "cost-per-line.svg"
_ALL, _MORE = "the whole run", "each further line"


def measure(lines: int) -> tuple[float, float, float]:
    """Steps and seconds of the processors that a book of so many lines takes, and megabytes of a worker."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        write_elsewhere(book, lines)
        found = review_book(book, Path(folder, "out"))
    return found.steps(1), found.spent, found.largest


def draw(rows: list[tuple[int, float, str]]) -> None:
    """Draw the costs: one point for each size."""
    frame = polars.DataFrame(rows, ["lines", "steps", "cost of a line"], orient="row")
    base = altair.Chart(frame, width=520, height=260, title="What a line of a book costs").encode(
        x=altair.X("lines", scale=altair.Scale(type="log"), title="lines of the book"),
        y=altair.Y("steps", scale=altair.Scale(domainMin=0), title="steps of a plain loop"),
        color=altair.Color("cost of a line", legend=altair.Legend(orient="bottom")),
    )
    (base.mark_line() + base.mark_point(filled=True)).save(str(PICTURE))


def main(sizes: tuple[int, ...]) -> None:
    """Print the table, and draw it."""
    sys.stdout.write(f"{'lines':>12} {'cpu s':>8} {'steps a line':>14} {'each further line':>18} {'MB':>6}\n")
    rows: list[tuple[int, float, str]] = []
    before, all_before = 0, 0.0
    for lines in sizes:
        steps, spent, largest = measure(lines)
        rows.append((lines, steps / lines, _ALL))
        further = (steps - all_before) / (lines - before)
        if before:
            rows.append((lines, further, _MORE))
        before, all_before = lines, steps
        sys.stdout.write(f"{lines:>12,} {spent:>8.1f} {steps / lines:>14.0f} {further:>18.0f} {largest:>6.0f}\n")
        sys.stdout.flush()
    draw(rows)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
