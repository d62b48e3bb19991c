"""Where the published tables lie, and how their cells are read."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"


def records(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by column name; every cell is text, an empty cell is unknown or not applicable."""
    return csv.DictReader(path.read_text(encoding="utf-8").splitlines())


def day(cell: str) -> date | None:
    """The date in a cell, None where it is empty. Raises ValueError for anything but YYYY-MM-DD."""
    return date.fromisoformat(cell) if cell else None


def number(cell: str) -> int | None:
    """The whole number in a cell, None where it is empty. Raises ValueError for anything else."""
    return int(cell) if cell else None


def valid_between(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether `on` lies in a span whose first and last day are included; an empty end is open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)
