"""Which published releases are held, and which of them answer for a date of service.

A release is one publication of one table ("NCCI 2024Q3"). A `complete` one speaks for every therapy code, an `excerpt`
only for the codes it lists. A date after the newest release is answered from it and marked stale; a date before the
oldest has no answer.
"""

from datetime import date
from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.reference.files import DATA

Kind = Literal["ncci", "mue", "mpfs", "icd10", "icd10_history", "pos", "taxonomy"]
DATED: tuple[Kind, ...] = ("ncci", "mue", "mpfs", "icd10", "icd10_history")


class Release(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One publication of one table.

    `effective_from` and `effective_to` are the publisher's own span, `effective_to` None where the list stands until
    it is replaced. `answers_from` is the first date of service it may answer, earlier than `effective_from` where
    `note` says why. `rows` counts what was kept of it; `sha256` is that of the data file before packing.
    """

    kind: Kind
    name: str
    publisher: str
    effective_from: date
    effective_to: date | None = None
    answers_from: date
    published: date
    scope: Literal["complete", "excerpt"]
    source: str
    note: str = ""
    file: str
    rows: int
    sha256: str

    def stale_on(self, on: date) -> bool:
        """Whether `on` lies after the last day the publisher meant this release for."""
        return self.effective_to is not None and on > self.effective_to


class ReleaseUse(Struct, frozen=True):
    """A release that answers for a date, and whether it is stale for it."""

    name: str
    kind: Kind
    stale: bool


@cache
def held() -> tuple[Release, ...]:
    """Every release held, newest first."""
    manifest = msgspec.json.decode((DATA / "releases.json").read_bytes(), type=list[Release])
    return tuple(sorted(manifest, key=lambda release: release.effective_from, reverse=True))


def known(kind: Kind, known_on: date | None) -> list[Release]:
    """The releases of a table, newest first; with `known_on` only those published by that day."""
    return [r for r in held() if r.kind == kind and (known_on is None or r.published <= known_on)]


def in_use(kind: Kind, on: date, known_on: date | None) -> list[Release]:
    """The releases that answer for `on`, in the order to ask them: newest first, the first complete one last."""
    asked = []
    for release in known(kind, known_on):
        if release.answers_from <= on:
            asked.append(release)
            if release.scope == "complete":
                break
    return asked
