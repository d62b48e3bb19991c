"""One defect at a time in files that are right, with the level and the place at which each is to be found."""

import json
from collections.abc import Iterator
from importlib.resources import files

from tests.exchange.x12.files import CLAIM_837P, REMITTANCE_835, SECONDARY_837P, changed, recounted

Defect = tuple[str, list[str], int, tuple[str, int | None]]
"""The line that is changed, what it becomes, then the level and the place (segment, element) of the diagnostic."""

CASES = files("cleanclaim.compliance.conformance").joinpath("cases", "x12_defects.json")
DEFECTS = json.loads(CASES.read_text("utf-8"))


def _defects(name: str) -> list[Defect]:
    rows = [row for row in DEFECTS["defects"] if row["file"] == name]
    return [(row["line"], row["becomes"], row["level"], (row["segment"], row["element"])) for row in rows]


FILES = (
    (CLAIM_837P, _defects("837p")),
    (SECONDARY_837P, _defects("837p-secondary")),
    (REMITTANCE_835, _defects("835")),
)
"""Each file that is right, and its defects."""


def mutant(lines: list[str], old: str, new: list[str]) -> list[str]:
    """The file with the defect; its count of segments is right, unless that is the defect."""
    made = changed(lines, old, *new)
    return made if old.startswith("SE*") else recounted(made)


def mutants() -> Iterator[tuple[str, int, str, list[str]]]:
    """What is changed, at which level and place it is found, and the lines of the file."""
    for lines, defects in FILES:
        for old, new, level, (segment, element) in defects:
            change = " and ".join(f"`{line}`" for line in new) or f"`{old}` left out"
            place = segment + (f"{element:02d}" if element else "")
            yield change, level, place, mutant(lines, old, new)
