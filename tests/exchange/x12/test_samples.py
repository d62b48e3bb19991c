"""Every diagnostic on the third-party samples, as a person has reviewed it: where, which check, at which level,
which 999 code.

The golden file names places only and holds nothing of the samples. After a change of the guides, look at each line that
differs before writing it anew: `python -m tests.exchange.x12.test_samples`.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.read import read
from tests.exchange.x12.files import ABSENT, manifest_rows, sample, samples

GOLDEN = Path(__file__).parents[2] / "golden" / "x12_samples.csv"
COLUMNS = ("file", "number", "segment", "element", "component", "loop", "check", "level", "code", "severity")


def found(name: str) -> Iterator[tuple[str, ...]]:
    """The diagnostics of a sample as rows of the golden file."""
    for one in read(sample(name)):
        if isinstance(one, Diagnostic):
            place = one.place
            cells = (
                name,
                place.number,
                place.segment,
                place.element,
                place.component,
                place.loop,
                one.check,
                one.level,
            )
            yield (*("" if cell is None else str(cell) for cell in cells), one.code, one.severity)


def golden() -> dict[str, list[tuple[str, ...]]]:
    """The rows of the golden file by sample."""
    rows: dict[str, list[tuple[str, ...]]] = {}
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file):
            rows.setdefault(cells[0], []).append(tuple(cells))
    return rows


@pytest.mark.parametrize("row", samples())
def test_the_diagnostics_on_a_sample_are_those_that_were_reviewed(row: dict[str, str]) -> None:
    assert list(found(row["file"])) == golden().get(row["file"], [])


def test_the_golden_file_speaks_of_samples_that_exist() -> None:
    names = {row["file"] for row in manifest_rows()}
    if not names:
        pytest.skip(ABSENT)
    assert set(golden()) - {"file"} <= names


if __name__ == "__main__":
    with GOLDEN.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [COLUMNS, *(line for row in manifest_rows() for line in found(row["file"]))]
        )
