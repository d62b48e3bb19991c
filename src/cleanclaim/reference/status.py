"""The releases of each table, which of them are stale on a day, and which release that day needs."""

from datetime import date
from typing import Literal

from msgspec import Struct

from cleanclaim.reference.cadence import Cadence, cadences
from cleanclaim.reference.library import Library
from cleanclaim.reference.releases import NAMES, Kind, Release

State = Literal["current", "stale", "excerpt", "none"]


class WantedRelease(Struct, frozen=True):
    """A release to import: its period, the name of the file to look for, and where."""

    period: str
    file: str
    where: str


class ReleaseStatus(Struct, frozen=True):
    """A release of the library. `imported`: the day it was, None where it ships; `stale`: the day is past its last."""

    name: str
    effective_from: date
    effective_to: date | None
    answers_from: date
    published: date
    rows: int
    scope: str
    imported: date | None
    stale: bool
    note: str


class TableStatus(Struct, frozen=True):
    """One table on a day.

    `state`: `current`, a whole release is in force; `stale`, the newest whole one has passed its last day; `excerpt`,
    what is in force lists only some codes; `none`, there is no release. `missing` is what to import, if anything.
    """

    kind: Kind
    what: str
    every: str
    state: State
    missing: WantedRelease | None
    releases: tuple[ReleaseStatus, ...]


def table_statuses(library: Library, on: date) -> list[TableStatus]:
    """Every table that is imported, as it stands on a day, its releases newest first."""
    return [_status(kind, cadence, library.known(kind), on) for kind, cadence in cadences().items()]


def _status(kind: Kind, cadence: Cadence, releases: list[Release], on: date) -> TableStatus:
    first = cadence.first_day(on)
    begun = [release for release in releases if release.effective_from <= on]
    whole = any(release.scope == "complete" and release.effective_from >= first for release in begun)
    some = any(not release.stale_on(on) for release in begun)
    state: State = "current" if whole else "excerpt" if some else "stale" if begun else "none"
    return TableStatus(
        kind=kind,
        what=NAMES[kind],
        every=cadence.every,
        state=state,
        missing=None if whole else WantedRelease(cadence.period(on), cadence.file_for(on), cadence.where),
        releases=tuple(_release_status(release, on) for release in releases),
    )


def _release_status(release: Release, on: date) -> ReleaseStatus:
    return ReleaseStatus(
        name=release.name,
        effective_from=release.effective_from,
        effective_to=release.effective_to,
        answers_from=release.answers_from,
        published=release.published,
        rows=release.rows,
        scope=release.scope,
        imported=release.retrieved,
        stale=release.stale_on(on),
        note=release.note,
    )
