"""Add-on codes: codes that are paid only beside a primary one.

CMS sorts them by how much it says of the primary: type 1 names them all, type 2 leaves them to the contractor, type 3
names some. Only for type 1 does the list alone show that an add-on stands without its primary.
"""

from datetime import date

from msgspec import Struct

from cleanclaim.reference.files import day, valid_between
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("code", "primary", "type", "from", "to")

CONTRACTOR_DEFINED = "CCCCC"
"""Stands for a primary code where the contractor says which it is."""


class AddOn(Struct, frozen=True):
    """An add-on code: the primaries it may stand beside, and CMS's type (1, 2 or 3)."""

    code: str
    type: int
    primaries: frozenset[str]
    release: str
    stale: bool


def add_on(code: str, on: date, releases: list[Release]) -> AddOn | None:
    """What is known of an add-on code; None where no release lists it as one."""
    for release in releases:
        found = [row for row in load_rows(release.file).of(code) if valid_between(day(row["from"]), day(row["to"]), on)]
        if found:
            primaries = frozenset(row["primary"] for row in found) - {CONTRACTOR_DEFINED}
            return AddOn(code, int(found[0]["type"]), primaries, release.name, release.stale_on(on))
    return None
