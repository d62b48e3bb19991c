"""What a code outside the catalogue is by its number: a supply, a brace, a physician's visit, an ended report.

A practice bills more than therapy: a splint, electrodes, a needle test. The catalogue counts minutes and knows who may
do what; of these codes only the kind is known, and their units are those that are entered.
"""

from bisect import bisect_right
from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.reference.files import DATA, day, records

ITEMS = frozenset({"supply", "equipment", "orthosis", "prosthesis"})
"""The kinds of what is handed out rather than done."""
EQUIPMENT = frozenset({"equipment", "orthosis", "prosthesis"})


class CodeFamily(Struct, frozen=True):
    """The codes from `first` to `last`: what they are in our words, and the last day of their use, if it ended."""

    first: str
    last: str
    kind: str
    label: str
    valid_to: date | None
    source: str


@cache
def _families() -> tuple[CodeFamily, ...]:
    return tuple(
        CodeFamily(row["first"], row["last"], row["kind"], row["label"], day(row["to"]), row["source"])
        for row in records(DATA / "code-families.csv")
    )


@cache
def _firsts() -> tuple[str, ...]:
    return tuple(family.first for family in _families())


def code_family(code: str) -> CodeFamily | None:
    """The family a code's number lies in; None where it lies in none."""
    place = bisect_right(_firsts(), code)
    family = _families()[place - 1] if place else None
    return family if family is not None and code <= family.last and len(code) == len(family.last) else None


def last_days() -> set[date]:
    """The last days of the families whose use has ended."""
    return {family.valid_to for family in _families() if family.valid_to is not None}
