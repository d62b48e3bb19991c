"""NCCI procedure-to-procedure edits: which two codes a payer following CMS will not pay together on one day.

CMS pays column 1 and denies column 2. Indicator 0: never both; 1: both with a modifier that the visit supports;
9: the edit never applied. A row whose first day is its last was withdrawn before it took effect.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.reference.catalogue import codes_existing_by
from cleanclaim.reference.pairs import Edit, Pairs, load_pairs
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
    missing first day leaves it open. `reason` is CMS's own word for why, empty where the release gives none.
    """

    column1: str
    column2: str
    active: bool | None
    indicator: int
    from_: date | None
    to: date | None
    release: str
    reason: str


def in_force(edit: Edit, on: date, release: Release) -> bool | None:
    """Whether an edit applied on a date; None where its unprinted first day may lie after it.

    A row that prints no first day began before the release that carries it.
    """
    if edit.indicator == 9 or (edit.first is not None and edit.first == edit.last):
        return False
    if edit.last is not None and on > edit.last:
        return False
    if edit.first is not None:
        return edit.first <= on
    return True if on >= release.effective_from else None


def pair_answer(a: str, b: str, on: date, releases: list[Release]) -> Pair:
    """The answer for two codes, from the first of the releases that speaks for both."""
    release = next(_speaking(a, b, releases), None)
    if release is None:
        return Pair("undetermined")
    stale = release.stale_on(on)
    standing = [found for found in _rows(a, b, release) if in_force(found[2], on, release)]
    if not standing:
        return Pair("separate", release=release.name, stale=stale)
    one, two, edit = min(standing, key=lambda found: found[2].indicator)
    verdict: Answer = "bundled" if edit.indicator == 0 else "bypassable"
    return Pair(verdict, one, two, edit.indicator, release.name, stale)


def pair_history(a: str, b: str, on: date, releases: list[Release]) -> list[PairRow]:
    """Every row of two codes, in either order, newest first. Each release repeats the older rows, so one is enough."""
    release = next(_speaking(a, b, releases), None)
    if release is None:
        return []
    found = sorted(_rows(a, b, release), key=lambda r: (r[2].last or date.max, r[2].first or date.min), reverse=True)
    return [
        PairRow(one, two, in_force(e, on, release), e.indicator, e.first, e.last, release.name, e.reason)
        for one, two, e in found
    ]


def spans(releases: list[Release]) -> set[tuple[date | None, date | None]]:
    """The first and last days of all edits of some releases."""
    return {(edit.first, edit.last) for release in releases for edit in load_pairs(release.file).edits}


def _speaking(a: str, b: str, releases: list[Release]) -> Iterator[Release]:
    """The releases that know two codes. One `part` of a release knows a pair only by having a row of it."""
    for release in releases:
        if release.scope == "part":
            if _rows(a, b, release):
                yield release
        elif _covered(a, release) and _covered(b, release):
            yield release


def _rows(a: str, b: str, release: Release) -> list[tuple[str, str, Edit]]:
    known_pairs = load_pairs(release.file)
    return [(a, b, edit) for edit in known_pairs.of(a, b)] + [(b, a, edit) for edit in known_pairs.of(b, a)]


def _covered(code: str, release: Release) -> bool:
    known_pairs: Pairs = load_pairs(release.file)
    return code in known_pairs or (release.scope == "complete" and code in codes_existing_by(release.effective_to))
