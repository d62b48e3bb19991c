"""HCPCS Level II: CMS's own codes (G, L, A, ...), the days they hold and how Medicare treats them."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct

from cleanclaim.reference.files import day, valid_between
from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("code", "label", "coverage", "from", "to")
_SPAN = re.compile(rb",(\d{4}-\d\d-\d\d)?,(\d{4}-\d\d-\d\d)?\r?$", re.MULTILINE)


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


def spans(releases: Iterable[Release]) -> set[tuple[date | None, date | None]]:
    """The first and last days of all codes of some releases, read off the ends of the rows: there are thousands."""
    found = {cells for release in releases for cells in _SPAN.findall(Path(release.file).read_bytes())}
    return {(day(first.decode()), day(last.decode())) for first, last in found}
