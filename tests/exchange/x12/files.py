"""Files to read: a small 837P and 835 of our own, and third-party samples where they are at hand."""

import csv
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.exchange.x12.checks.examples import example_file
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.items import Item
from cleanclaim.exchange.x12.stream import read_stream

REPO = Path(__file__).parents[3]
SHARED_X12 = REPO.parent / "shared" / "x12"
ABSENT = "the sample files are other people's, stay outside the repository and are not beside it"


def _segments(name: str) -> list[str]:
    return [one.removesuffix("~") for one in example_file(name)]


CLAIM_837P = _segments("837p")
SECONDARY_837P = _segments("837p-secondary")
"""The same claim to the second payer, with what the first one paid. The line's control number is left out."""
REMITTANCE_835 = _segments("835")
ANSWERS_277CA = _segments("277ca")
ISA = CLAIM_837P[0]


def written(lines: list[str], end: str = "~\n") -> bytes:
    return "".join(line + end for line in lines).encode()


def items(lines: list[str], end: str = "~\n") -> list[Item]:
    return list(read_stream(BytesIO(written(lines, end))))


def diagnostics(lines: list[str]) -> list[Diagnostic]:
    return [item for item in items(lines) if isinstance(item, Diagnostic)]


def changed(lines: list[str], old: str, *new: str) -> list[str]:
    """The lines with the first line that begins with `old` replaced by `new`."""
    at = next(at for at, line in enumerate(lines) if line.startswith(old))
    return [*lines[:at], *new, *lines[at + 1 :]]


def recounted(lines: list[str]) -> list[str]:
    """The lines with the count of the only transaction put right."""
    begin = next(at for at, line in enumerate(lines) if line.startswith("ST*"))
    end = next(at for at, line in enumerate(lines) if line.startswith("SE*"))
    return [*lines[:end], f"SE*{end - begin + 1}*0001", *lines[end + 1 :]]


def samples() -> list[Any]:
    """The rows of the samples' manifest as parameters; where the samples are not at hand, one that skips."""
    rows = [pytest.param(row, id=row["file"]) for row in manifest_rows()]
    return rows or [pytest.param({}, id="samples", marks=pytest.mark.skip(reason=ABSENT))]


def manifest_rows() -> list[dict[str, str]]:
    """The rows of the samples' manifest; none where the samples are not at hand."""
    manifest = SHARED_X12 / "MANIFEST.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def sample(name: str) -> Path:
    path = SHARED_X12 / "samples" / name
    if not path.exists():
        pytest.skip(ABSENT)
    return path
