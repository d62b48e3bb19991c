"""HCPCS Level II: CMS's own codes (G, L, A, ...), the days they hold and how Medicare treats them."""

from datetime import date

from msgspec import Struct

from cleanclaim.reference.files import day, valid_between
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("code", "label", "coverage", "from", "to")


class Hcpcs(Struct, frozen=True):
    """One code. `coverage` is CMS's letter, `label` CMS's own words, empty where the release came without."""

    code: str
    label: str
    coverage: str
    valid_from: date | None
    valid_to: date | None
    release: str
    stale: bool

    def valid_on(self, on: date) -> bool:
        """Whether the code existed on that date of service."""
        return valid_between(self.valid_from, self.valid_to, on)


def hcpcs(code: str, on: date, releases: list[Release]) -> Hcpcs | None:
    """The code, from the first of the releases that lists it, whether or not it holds on the date; None if unlisted."""
    for release in releases:
        for row in load_rows(release.file).of(code):
            first, last = day(row["from"]), day(row["to"])
            return Hcpcs(code, row["label"], row["coverage"], first, last, release.name, release.stale_on(on))
    return None
