"""NCCI procedure-to-procedure edits: which two codes a payer following CMS will not pay together on one day.

CMS pays column 1 and denies column 2. Indicator 0: never both; 1: both with a modifier that the visit supports;
9: the edit never applied. A row whose first day is its last was withdrawn before it took effect.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from cleanclaim.reference.catalogue import codes_existing_by
from cleanclaim.reference.files import DATA, day, records
from cleanclaim.reference.releases import Release

Answer = Literal["bundled", "bypassable", "separate", "undetermined"]


class Pair(Struct, frozen=True):
    """What holds for two codes on a date. Columns and indicator are None where no edit is in force or none is known."""

    answer: Answer
    column1: str | None = None
    column2: str | None = None
    indicator: int | None = None
    release: str | None = None
    stale: bool = False


class PairRow(Struct, frozen=True, rename={"from_": "from", "indicator": "modifier_indicator"}):
    """One published row of a pair.

    `from_` is None where the release does not print it, `to` None while the edit stands. `active` is None where the
    missing first day leaves it open.
    """

    column1: str
    column2: str
    active: bool | None
    indicator: int
    from_: date | None
    to: date | None
    release: str


class Edit(Struct, frozen=True):
    """One row of the edits file."""

    column1: str
    column2: str
    indicator: int
    first: date | None
    last: date | None

    def in_force(self, on: date, release: Release) -> bool | None:
        """Whether the edit applied on a date; None where its unprinted first day may lie after it.

        A row that prints no first day began before the release that carries it.
        """
        if self.indicator == 9 or (self.first is not None and self.first == self.last):
            return False
        if self.last is not None and on > self.last:
            return False
        if self.first is not None:
            return self.first <= on
        return True if on >= release.effective_from else None


def answer(a: str, b: str, on: date, asked: list[Release]) -> Pair:
    """The answer for two codes, from the first of the releases that speaks for both."""
    release = next(_covering(a, b, asked), None)
    if release is None:
        return Pair("undetermined")
    stale = release.stale_on(on)
    standing = [edit for edit in _edits_of(a, b, release) if edit.in_force(on, release)]
    if not standing:
        return Pair("separate", release=release.name, stale=stale)
    edit = min(standing, key=lambda edit: edit.indicator)
    verdict: Answer = "bundled" if edit.indicator == 0 else "bypassable"
    return Pair(verdict, edit.column1, edit.column2, edit.indicator, release.name, stale)


def history(a: str, b: str, on: date, asked: list[Release]) -> list[PairRow]:
    """Every row of two codes, in either order, newest first. Each release repeats the older rows, so one is enough."""
    release = next(_covering(a, b, asked), None)
    if release is None:
        return []
    edits = sorted(_edits_of(a, b, release), key=lambda e: (e.last or date.max, e.first or date.min), reverse=True)
    return [
        PairRow(e.column1, e.column2, e.in_force(on, release), e.indicator, e.first, e.last, release.name)
        for e in edits
    ]


def spans(held: list[Release]) -> set[tuple[date | None, date | None]]:
    """The first and last days of all edits of some releases."""
    return {(e.first, e.last) for release in held for edits in _edits(release.file).values() for e in edits}


def _covering(a: str, b: str, asked: list[Release]) -> Iterator[Release]:
    for release in asked:
        covered = _covered(release)
        if a in covered and b in covered:
            yield release


def _edits_of(a: str, b: str, release: Release) -> list[Edit]:
    return _edits(release.file).get((min(a, b), max(a, b)), [])


@cache
def _covered(release: Release) -> frozenset[str]:
    listed = frozenset(code for pair in _edits(release.file) for code in pair)
    return listed | codes_existing_by(release.effective_to) if release.scope == "complete" else listed


@cache
def _edits(file: str) -> dict[tuple[str, str], list[Edit]]:
    edits: dict[tuple[str, str], list[Edit]] = {}
    for row in records(DATA / file):
        a, b = row["column1"], row["column2"]
        edit = Edit(a, b, int(row["indicator"]), day(row["from"]), day(row["to"]))
        edits.setdefault((min(a, b), max(a, b)), []).append(edit)
    return edits
