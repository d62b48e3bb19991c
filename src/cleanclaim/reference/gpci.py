"""Where a practice lies, for Medicare: the locality of a ZIP code, and what things cost there (GPCI).

A locality is known by its contractor and number together ("10112-00"): numbers repeat from contractor to contractor.
"""

from datetime import date

from msgspec import Struct

from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import load_rows

COLUMNS = ("locality", "state", "name", "work", "pe", "malpractice")
ZIP_COLUMNS = ("zip", "state", "locality", "plus_four")
COUNTY_COLUMNS = ("locality", "state", "area", "counties")


class Gpci(Struct, frozen=True):
    """The cost indices of a locality, in thousandths: 1017 is 1.017. `state` is empty where the release has none."""

    locality: str
    state: str
    name: str
    work: int
    pe: int
    malpractice: int
    release: str
    stale: bool


class Locality(Struct, frozen=True):
    """The locality a ZIP code lies in. `plus_four`: the ZIP is divided, and only its nine digits would be sure."""

    zip: str
    state: str
    locality: str
    plus_four: bool
    release: str
    stale: bool


def gpci(locality: str, on: date, releases: list[Release]) -> Gpci | None:
    """The indices of a locality, from the first of the releases that has it; None where none has."""
    for release in releases:
        for row in load_rows(release.file).of(locality):
            indices = (int(row["work"]), int(row["pe"]), int(row["malpractice"]))
            return Gpci(locality, row["state"], row["name"], *indices, release.name, release.stale_on(on))
    return None


def localities(state: str, on: date, releases: list[Release]) -> list[Gpci]:
    """Every locality of a state ("TX"), from the first of the releases that has any."""
    for release in releases:
        found = [row["locality"] for row in load_rows(release.file) if row["state"] == state]
        if found and state:
            return [one for each in found if (one := gpci(each, on, [release]))]
    return []


def locality(zip_code: str, on: date, releases: list[Release]) -> Locality | None:
    """The locality of a ZIP code, by its first five digits; None where no release answers for the date or has it."""
    for release in releases:
        for row in load_rows(release.file).of(zip_code[:5]):
            divided = row["plus_four"] == "1"
            return Locality(row["zip"], row["state"], row["locality"], divided, release.name, release.stale_on(on))
    return None


def counties(locality: str, releases: list[Release]) -> str | None:
    """The counties of a locality in the publisher's words; None where no release names them."""
    return next((row["counties"] for release in releases for row in load_rows(release.file).of(locality)), None)
