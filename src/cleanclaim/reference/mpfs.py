"""The Medicare physician fee schedule: a code's status and relative values, and the dollars of one unit of value."""

from datetime import date

from msgspec import Struct

from cleanclaim.reference.releases import Release
from cleanclaim.reference.rows import Row, load_rows

COLUMNS = ("code", "status", "work", "nonfacility_pe", "facility_pe", "malpractice", "pctc", "mult_proc")


class Fee(Struct, frozen=True, kw_only=True):
    """A code's row in the fee schedule.

    The four relative values are in hundredths: 45 is 0.45. `status` is CMS's letter (A paid, B bundled, C priced by
    the contractor, I another code is used, N not covered, R restricted, X excluded by statute). `mult_proc` "5" means
    the therapy reduction on practice expense applies. `year` is the calendar year the values were set for.
    """

    status: str
    work: int
    nonfacility_pe: int
    facility_pe: int
    malpractice: int
    pctc: str
    mult_proc: str
    year: int
    release: str
    stale: bool


class ConversionFactor(Struct, frozen=True):
    """Dollars of one relative value unit, in ten-thousandths: 334009 is $33.4009. `year` is the year it was set for."""

    value: int
    year: int
    release: str
    stale: bool


def fee(code: str, on: date, releases: list[Release]) -> Fee | None:
    """The row of a code, from the first of the releases that speaks for it; None where none does."""
    for release in releases:
        for row in load_rows(release.file).of(code):
            return _fee(row, release, on)
    return None


def conversion_factor(on: date, releases: list[Release], *, qualifying: bool) -> ConversionFactor | None:
    """The factor printed by the first release that prints any; None where that one lacks the kind asked for.

    Until 2025 there was one factor for everybody ("all"). Since then participants in alternative payment models have
    their own ("qualifying"), and the others theirs ("standard").
    """
    for release in releases:
        if release.conversion_factors:
            factors = release.conversion_factors
            value = factors.get("qualifying" if qualifying else "standard", factors.get("all"))
            if value is None:
                return None
            return ConversionFactor(value, release.effective_from.year, release.name, release.stale_on(on))
    return None


def _fee(row: Row, release: Release, on: date) -> Fee:
    return Fee(
        status=row["status"],
        work=int(row["work"]),
        nonfacility_pe=int(row["nonfacility_pe"]),
        facility_pe=int(row["facility_pe"]),
        malpractice=int(row["malpractice"]),
        pctc=row["pctc"],
        mult_proc=row["mult_proc"],
        year=release.effective_from.year,
        release=release.name,
        stale=release.stale_on(on),
    )
