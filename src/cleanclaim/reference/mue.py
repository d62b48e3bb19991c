"""Medically unlikely edits: the most units of a code CMS pays for one patient and provider on one day."""

from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.reference.catalogue import codes_existing_by
from cleanclaim.reference.files import DATA, records
from cleanclaim.reference.releases import Release


class Mue(Struct, frozen=True):
    """The limit of a code.

    `units` a day. `mai` says how it is applied: 1 line by line, 2 to the day and never exceeded, 3 to the day but open
    to appeal with documentation.
    """

    units: int
    mai: int
    release: str
    stale: bool


def limit(code: str, on: date, asked: list[Release]) -> Mue | None:
    """The limit of a code, from the first of the releases that has one; None where none has."""
    for release in asked:
        row = _limits(release.file).get(code)
        if row is not None:
            return Mue(*row, release.name, release.stale_on(on))
    return None


def covers(code: str, asked: list[Release]) -> bool:
    """Whether the releases speak for a code, so that a missing limit means CMS set none."""
    return any(
        code in _limits(release.file)
        or (release.scope == "complete" and code in codes_existing_by(release.effective_to))
        for release in asked
    )


@cache
def _limits(file: str) -> dict[str, tuple[int, int]]:
    return {row["code"]: (int(row["units"]), int(row["mai"])) for row in records(DATA / file)}
