"""The national registry of NPIs (NPPES), as far as an extract of it speaks of a practice's people."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from cleanclaim.model.practice import Address


class NppesEntry(Struct, frozen=True, kw_only=True):
    """A row of the registry. `entity` is 1 for a person, 2 for an organization; `taxonomies` are all codes, `primary`
    the one marked so. `other_last` is a former or other name.
    """

    npi: str
    entity: int | None = None
    name: str = ""
    last: str = ""
    first: str = ""
    other_last: str = ""
    mailing: Address | None = None
    location: Address | None = None
    taxonomies: tuple[str, ...] = ()
    primary: str | None = None
    licenses: tuple[tuple[str, str], ...] = ()
    deactivated: date | None = None
    reactivated: date | None = None
    updated: date | None = None
    row: int = 0

    def is_active(self, on: date) -> bool:
        """Whether the number was active on a day."""
        if self.deactivated is None or self.deactivated > on:
            return True
        return self.reactivated is not None and self.deactivated <= self.reactivated <= on


class NppesExtract(Struct, frozen=True, kw_only=True):
    """The rows of an extract that are the practice's, by NPI, with the file's name and its SHA-256."""

    file: str
    sha256: str
    entries: Mapping[str, NppesEntry]
    rows: int
    not_used: tuple[str, ...] = ()
