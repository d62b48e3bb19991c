"""Audits to be tried: a frame of 120 claims, and what was found in a sample of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.cli.calling import call


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """The rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def frame_file(folder: Path, count: int = 120) -> Path:
    """A frame: claims of $30 to $149, two clinicians."""
    rows = [
        {
            "item": f"C{number:04}",
            "paid": f"{30 + number % 120}.00",
            "clinician": ("1000000012", "1000000020")[number % 2],
            "risk": number % 10,
        }
        for number in range(count)
    ]
    return write_rows(folder / "frame.csv", rows)


def drawn(folder: Path, *options: str) -> Path:
    """The folder of an audit of 30 of those claims."""
    audit = folder / "audit"
    done = call("audit", "sample", frame_file(folder), "--size", "30", "--seed", "7", *options, "-o", audit)
    assert done.code == 0, done
    return audit


def audited(folder: Path, *options: str, every: int = 3) -> Path:
    """The same with its worksheet filled: of every third item half was paid too much, of one too little."""
    audit = drawn(folder, *options)
    rows = []
    for number, one in enumerate(read_rows(audit / "sample.csv")):
        paid = float(one["paid"])
        should = paid + 10 if number == 1 else paid / 2 if number % every == 0 else paid
        rows.append({"item": one["item"], "paid": one["paid"], "should_have_paid": f"{should:.2f}"})
    write_rows(audit / "worksheet.csv", rows)
    return audit
