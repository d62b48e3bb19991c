"""Medically unlikely edits: the most units of a code CMS pays for one patient and provider on one day."""

from datetime import date

from msgspec import Struct

from cleanclaim.reference.catalogue import codes_existing_by
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("code", "units", "mai")


class Mue(Struct, frozen=True):
    """The limit of a code.

    `units` a day. `mai` says how it is applied: 1 line by line, 2 to the day and never exceeded, 3 to the day but open
    to appeal with documentation.
    """

    units: int
    mai: int
    release: str
    stale: bool


def unit_limit(code: str, on: date, releases: list[Release]) -> Mue | None:
    """The limit of a code, from the first of the releases that has one; None where none has."""
    for release in releases:
        for row in load_rows(release.file).of(code):
            return Mue(int(row["units"]), int(row["mai"]), release.name, release.stale_on(on))
    return None


def covers_code(code: str, releases: list[Release]) -> bool:
    """Whether the releases speak for a code, so that a missing limit means CMS set none."""
    return any(
        code in load_rows(release.file)
        or (release.scope == "complete" and code in codes_existing_by(release.effective_to))
        for release in releases
    )
