"""What two fee schedules say differently: codes, statuses, the factor, relative values, and what a unit is worth.

A unit is worth what Medicare pays for it in the office with every cost index 1, before any reduction.
"""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.explanations.releases.tables import (
    CODE,
    MOVE,
    Rows,
    Section,
    format_percent,
    format_yes_no,
    list_changed_values,
    list_one_sided_rows,
    list_quantity_rows,
)
from cleanclaim.model.money import dollars_for_people
from cleanclaim.pricing.rate import Rate, decimal
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.compare import ReleaseComparison
from cleanclaim.reference.compare import percent as change
from cleanclaim.reference.release_entries import RelativeValues, entries
from cleanclaim.reference.releases import Release

PAID = frozenset("ART")
"""The statuses under which the fee schedule's own values are paid."""
PARTS = {
    "work": "work",
    "nonfacility_pe": "practice, office",
    "facility_pe": "practice, facility",
    "malpractice": "malpractice",
    "nonfacility_total": "total, office",
    "facility_total": "total, facility",
}
FACTORS = {
    "all": "everybody",
    "standard": "most clinicians",
    "qualifying": "participants in alternative payment models",
}


class PriceChange(Struct, frozen=True):
    """The price of a unit in the office before and after, in cents, and the change in percent with its sign."""

    code: str
    label: str
    old: int
    new: int
    percent: str


def compare_prices(old: Release, new: Release) -> tuple[PriceChange, ...]:
    """The prices that move, those that move most first. Only codes both schedules pay; none without both factors."""
    before, after = _national(old), _national(new)
    moved = [code for code in before if code in after and before[code] != after[code]]
    found = [
        PriceChange(code, catalogue()[code].label, before[code], after[code], change(before[code], after[code]) or "")
        for code in moved
    ]
    return tuple(sorted(found, key=lambda p: (-abs(p.new - p.old) / p.old, p.code)))


def _national(release: Release) -> dict[str, int]:
    """Cents of one unit, unreduced, by the factor most clinicians are paid by: the one for all, or the standard one."""
    factors = release.conversion_factors
    factor = factors.get("all", factors.get("standard"))
    if factor is None:
        return {}
    worth = {code: value for code, value in entries(release).items() if code in catalogue()}
    priced = {
        code: Rate(work=value.work, pe=value.nonfacility_pe, malpractice=value.malpractice, factor=factor).fee()
        for code, value in worth.items()
        if isinstance(value, RelativeValues) and value.status in PAID
    }
    return {code: cents for code, cents in priced.items() if cents}


def build_fee_sections(found: ReleaseComparison, moved: Sequence[PriceChange]) -> list[Section]:
    """The tables of two fee schedules; `moved` are the prices that they move."""
    alone = (*CODE, "status", "total, office", "total, facility")
    changes = list_changed_values(found.changed, RelativeValues)

    def cells(worth: RelativeValues) -> tuple[str, ...]:
        return worth.status, decimal(worth.nonfacility_total, 2), decimal(worth.facility_total, 2)

    return [
        Section("Codes added", alone, list_one_sided_rows(found.added, RelativeValues, cells), 3),
        Section("Codes deleted", alone, list_one_sided_rows(found.removed, RelativeValues, cells), 3),
        Section(
            "Status",
            (*CODE, "before", "after"),
            tuple((c.key, c.label, a.status, b.status) for c, a, b in changes if a.status != b.status),
            4,
        ),
        Section("Conversion factor", ("for", *MOVE), _factors(found), 1),
        _prices(moved),
        Section("Relative values", (*CODE, "part", *MOVE), list_quantity_rows(found.changed, PARTS, 2), 3),
        Section(
            "Therapy reduction of practice expense",
            (*CODE, "before", "after"),
            tuple(
                (c.key, c.label, format_yes_no(a.reduced), format_yes_no(b.reduced))
                for c, a, b in changes
                if a.reduced != b.reduced
            ),
            4,
        ),
    ]


def _factors(found: ReleaseComparison) -> Rows:
    return tuple(
        (FACTORS[one.name], f"${decimal(one.old, 4)}", f"${decimal(one.new, 4)}", format_percent(one.percent))
        for one in found.factors
        if one.old != one.new
    )


def _prices(moved: Sequence[PriceChange]) -> Section:
    rows = tuple(
        (one.code, one.label, dollars_for_people(one.old), dollars_for_people(one.new), format_percent(one.percent))
        for one in moved
    )
    return Section("One unit in the office at national prices", (*CODE, *MOVE), rows, 2)
