"""What each code of a day earned: which minutes count, by which rule, and how many units that makes."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from msgspec import Struct

from cleanclaim.law.coding.allocation import (
    EITHER,
    QUARTER,
    Allocation,
    allocate,
    allocate_either,
    count_full_time_units,
    count_midpoint_units,
)
from cleanclaim.model.visit import ASSISTANTS, HELPERS
from cleanclaim.reference.catalogue import Code
from cleanclaim.reference.fee_status import treatment
from cleanclaim.reference.tables import Tables


class Countable(Protocol):
    """What a service and a claim line have in common."""

    @property
    def code(self) -> str:
        """The procedure code."""

    @property
    def minutes(self) -> int | None:
        """Whole minutes, None where not recorded."""

    @property
    def performed_by(self) -> str | None:
        """PT, PTA, OT, OTA or SLP."""

    @property
    def wound_area(self) -> int | None:
        """Hundredths of a square centimeter, None where not recorded."""

    @property
    def mode(self) -> str:
        """Given to one patient (`individual`), a `group`, or by two clinicians `together`."""


Item = TypeVar("Item", bound=Countable)


class UnitsEarned(Struct, frozen=True, gc=False):
    """Units one code earned on the day.

    `minutes` are those that count, None where one of them was not recorded. `units` is the choice shown,
    `most` and `least` the bounds over all lawful allocations; None where they cannot be known. `because`
    says why minutes do not decide: the code earns nothing although time was spent (`group`, `assistant`,
    `bundled`, `not_valid` to this payer, an earlier `session` of the day has its units), or its units are counted by
    the `area` recorded or by something else (`counted`).
    `over_cap` units were earned and go unbilled, for the payer caps the day.
    """

    minutes: int | None
    units: int | None
    most: int | None
    least: int | None
    because: str | None = None
    over_cap: int = 0


class DayCount(Struct, frozen=True, gc=False):
    """The units of a day: by code, and the allocation of the 15-minute codes (None where it is unknown).

    `further` are codes nobody recorded, earned by minutes beyond what a first code stands for: 97130 by 97129's.
    `counted_apart`: units of the allocation's codes if first and further codes were counted each alone and not with the
    day's other 15-minute codes, where that makes another number; else None.
    """

    codes: dict[str, UnitsEarned]
    allocation: Allocation | None
    further: dict[str, UnitsEarned] = {}
    counted_apart: int | None = None

    def __hash__(self) -> int:
        """Of what the codes earned: findings of many visits are remembered by it."""
        return hash(tuple(self.codes.items()))


UNKNOWN = UnitsEarned(None, None, None, None)


def unpaid_codes(bundled: Collection[str] | None, schedule: str | None, tables: Tables) -> Mapping[str, str] | None:
    """The codes that earn nothing from this payer, each with the reason; None where its list is unknown.

    `bundled` are the codes it says it never pays apart. A payer of Medicare's fee schedule (`schedule` is `mpfs`) pays
    none apart that the schedule bundles, and counts no minutes of a timed code that is no code of Medicare's.
    """
    return None if bundled is None else _unpaid(tuple(bundled), schedule, tables)


@lru_cache(maxsize=1024)
def _unpaid(bundled: tuple[str, ...], schedule: str | None, tables: Tables) -> Mapping[str, str]:
    listed = dict.fromkeys(bundled, "bundled")
    return {**_unpaid_by_schedule(tables), **listed} if schedule == "mpfs" else listed


@lru_cache(maxsize=512)
def _unpaid_by_schedule(tables: Tables) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entry in tables.codes.items():
        treated = treatment(tables.status(code)) if entry.valid_on(tables.on) else None
        if treated == "bundled" or (treated == "not_valid" and entry.unit_rule == "pooled"):
            found[code] = treated
    return found


def count(
    services: Sequence[Countable], method: str | None, unpaid: Mapping[str, str] | None, tables: Tables
) -> DayCount:
    """Units every code of the day earned.

    `services` are all of one patient, day and discipline. `method` is the payer's unit method and `unpaid` the codes
    that earn nothing from it (`unpaid_codes`); None where unknown, and then what depends on them is unknown. The method
    `either` is that of a payer whose own was looked for in vain: what both methods earn alike is earned.
    """
    plain = _plain(services, unpaid, tables)
    if plain is not None:
        return _count_plain(tuple(plain), tuple(plain.values()), method)
    groups = _by_code(services)
    codes = {code: _without_minutes(code, group, services, unpaid, tables) for code, group in groups.items()}
    by_time = [code for code, earned in codes.items() if earned is None]
    minutes = _along_chains({code: _counting_minutes(groups[code], tables) for code in by_time}, tables)
    pooled: dict[str, int | None] = {}
    for code, spent in minutes.items():
        entry = tables.codes[code]
        if entry.unit_rule == "pooled":
            pooled[code] = spent
        else:
            codes[code] = _alone(entry, spent)
    counted, allocation = _in_pool(pooled, method)
    apart = _counted_apart(pooled, tables) if allocation is not None and method == "cms" else {}
    for code, earned in counted.items():
        codes[code] = _with_bounds_of(apart[code], earned) if code in apart else earned
    # No code is left without an answer: those without minutes have theirs, the others were counted.
    earned_by = {code: earned or UNKNOWN for code, earned in codes.items()}
    total = sum(earned.units or 0 for earned in apart.values())
    return DayCount(
        {code: earned for code, earned in earned_by.items() if code in groups},
        allocation,
        {code: earned for code, earned in earned_by.items() if code not in groups and earned.units},
        total if apart and allocation is not None and total != allocation.total_units else None,
    )


def _without_minutes(
    code: str,
    group: Sequence[Countable],
    services: Sequence[Countable],
    unpaid: Mapping[str, str] | None,
    tables: Tables,
) -> UnitsEarned | None:
    """What the code, given as `group` among the day's `services`, earned where minutes do not decide it; else None."""
    entry = tables.code(code)
    if all(item.performed_by in HELPERS for item in group):
        return UnitsEarned(_sum(group), 0, 0, 0, "helper")
    group = [item for item in group if item.performed_by not in HELPERS]
    if unpaid is not None and code in unpaid:
        return UnitsEarned(_sum(group), 0, 0, 0, unpaid[code])
    if entry is None:
        return UNKNOWN
    if entry.takes_a_therapist and all(is_assistants(item) for item in group):
        return UnitsEarned(_sum(group), 0, 0, 0, "assistant")
    if entry.unit_rule == "pooled" and all(item.mode == "group" for item in group):
        return UnitsEarned(0, 0, 0, 0, "group")
    return _without_time(entry, group, services)


def _without_time(entry: Code, group: Sequence[Countable], services: Sequence[Countable]) -> UnitsEarned | None:
    """What a code earned that counts as one service, by area or by what its text says; None where it counts by time."""
    if entry.unit_rule == "area":
        return _by_area(entry, services)
    if entry.unit_rule == "service":
        return UnitsEarned(_sum(group), 1, 1, 1)
    return UnitsEarned(_sum(group), None, None, None, "counted") if entry.unit_rule == "counted" else None


def _by_area(entry: Code, services: Sequence[Countable]) -> UnitsEarned:
    """Units of the area recorded of the code or of the one it goes on with; not known where none is, or two are."""
    codes = {entry.code, entry.continues}
    areas = {item.wound_area for item in services if item.code in codes and item.wound_area is not None}
    if len(areas) != 1:
        return UnitsEarned(None, None, None, None, "counted")
    units = units_of_area(areas.pop(), entry)
    return UnitsEarned(None, units, units, units, "area")


def units_of_area(area: int, entry: Code) -> int:
    """Units of a code by `area`, in hundredths of a square centimeter: a part of a further one counts as one."""
    assert entry.first is not None
    assert entry.each is not None
    return max(0, -(-(area - 100 * entry.first) // (100 * entry.each)))


def _counting_minutes(group: Sequence[Countable], tables: Tables) -> int | None:
    return _sum(counting_services(group, tables))


def _along_chains(minutes: Mapping[str, int | None], tables: Tables) -> dict[str, int | None]:
    """Minutes by code, those of a first code beyond what it stands for counted for the code that goes on with it.

    97129 with 30 minutes is 15 and 15 of 97130, whether or not anybody recorded 97130.
    """
    along = dict(minutes)
    for code, first_minutes in minutes.items():
        first = tables.codes[code]
        further = tables.codes[first.continued_by] if first.continued_by else None
        if further is None or first.full is None or not further.valid_on(tables.on):
            continue
        further_minutes = minutes.get(further.code, 0)
        if first_minutes is not None and further_minutes is not None:
            total = first_minutes + further_minutes
            along[code] = min(total, first.full)
            if total > first.full or further.code in minutes:
                along[further.code] = total - min(total, first.full)
    return along


def is_assistants(item: Countable) -> bool:
    """Whether an assistant gave it alone; minutes given together count as the therapist's."""
    return item.performed_by in ASSISTANTS and item.mode != "together"


def counting_services(group: Sequence[Item], tables: Tables) -> Sequence[Item]:
    """Of the services of one code, those whose minutes count: of a 15-minute code only those given one on one.

    An aide's never do. Where none was, all of them, so that there is something to say of.
    """
    entry = tables.code(group[0].code)
    group = [item for item in group if item.performed_by not in HELPERS] or group
    if entry is None or entry.unit_rule != "pooled":
        return group
    return [item for item in group if item.mode != "group"] or group


def _plain(services: Sequence[Countable], unpaid: Mapping[str, str] | None, tables: Tables) -> dict[str, int] | None:
    """The minutes by code where the day is as most are: different 15-minute codes, one on one, all minutes known."""
    plain = _plain_codes(tables)
    minutes: dict[str, int] = {}
    for item in services:
        spent = item.minutes
        if spent is None or item.code not in plain or item.mode == "group" or item.performed_by in HELPERS:
            return None
        minutes[item.code] = spent
    if len(minutes) != len(services):
        return None
    return minutes if unpaid is None or minutes.keys().isdisjoint(unpaid) else None


@lru_cache(maxsize=512)
def _plain_codes(tables: Tables) -> frozenset[str]:
    return frozenset([code for code, entry in tables.codes.items() if entry.plain_quarters])


def _allocated(minutes: dict[str, int], method: str | None) -> Allocation | None:
    """The units by a method; None where there is none, or where both have to agree and differ."""
    if method is None:
        return None
    return allocate_either(minutes) if method == EITHER else allocate(method, minutes)


@lru_cache(maxsize=4_096)
def _count_plain(codes: tuple[str, ...], spent: tuple[int, ...], method: str | None) -> DayCount:
    """The units of 15-minute codes whose minutes are known; unknown where no method says how to count them. Remembered,
    since a visit still to be coded is counted for its lines and for its review.
    """
    minutes = dict(zip(codes, spent, strict=True))
    allocation = _allocated(minutes, method)
    if allocation is None:
        return DayCount({code: UnitsEarned(minutes[code], None, None, None) for code in codes}, None)
    if allocation.tied:
        most, least = allocation.most, allocation.least
        earned = {
            code: UnitsEarned(minutes[code], units, most(code), least(code)) for code, units in allocation.units.items()
        }
    else:
        earned = {code: UnitsEarned(minutes[code], units, units, units) for code, units in allocation.units.items()}
    return DayCount(earned, allocation)


def _in_pool(pooled: Mapping[str, int | None], method: str | None) -> tuple[dict[str, UnitsEarned], Allocation | None]:
    """What the 15-minute codes earned, and the allocation where all their minutes are known."""
    known = {code: minutes for code, minutes in pooled.items() if minutes is not None}
    complete = len(known) == len(pooled)
    if not complete and method != "cpt":
        return {code: UnitsEarned(minutes, None, None, None) for code, minutes in pooled.items()}, None
    counted = _count_plain(tuple(known), tuple(known.values()), method)
    codes = {code: counted.codes.get(code, UNKNOWN) for code in pooled}
    return codes, counted.allocation if complete else None


def _counted_apart(pooled: Mapping[str, int | None], tables: Tables) -> dict[str, UnitsEarned]:
    """What each code of the day would earn if first and further codes were counted each alone; empty without such.

    Medicare's manual counts all 15-minute codes together and does not name 97129, 97130, 90912 and 90913.
    """
    chained = {code for code in pooled if tables.codes[code].continues or tables.codes[code].continued_by}
    if not chained:
        return {}
    minutes = {code: spent for code, spent in pooled.items() if spent is not None}
    alone = {code: count_midpoint_units(minutes[code], QUARTER) for code in chained}
    others = {code: spent for code, spent in minutes.items() if code not in chained}
    rest = _count_plain(tuple(others), tuple(others.values()), "cms").codes
    return {**{code: UnitsEarned(minutes[code], units, units, units) for code, units in alone.items()}, **rest}


def _with_bounds_of(apart: UnitsEarned, earned: UnitsEarned) -> UnitsEarned:
    """The units earned, with bounds that hold in either reading."""
    most = max(earned.most or 0, apart.most or 0)
    return UnitsEarned(earned.minutes, earned.units, most, min(earned.least or 0, apart.least or 0))


def _by_code(services: Sequence[Countable]) -> dict[str, list[Countable]]:
    groups: dict[str, list[Countable]] = {}
    for item in services:
        if item.code in groups:
            groups[item.code].append(item)
        else:
            groups[item.code] = [item]
    return groups


def _sum(group: Sequence[Countable]) -> int | None:
    """Minutes of some services; None where those of one are not recorded."""
    total = 0
    for item in group:
        if item.minutes is None:
            return None
        total += item.minutes
    return total


def _alone(entry: Code, minutes: int | None) -> UnitsEarned:
    """What a code earned by its own minutes, counted for it alone."""
    if minutes is None:
        return UNKNOWN
    if entry.unit_rule == "month":
        assert entry.first is not None
        units = count_full_time_units(minutes, entry.first, entry.each, entry.until)
    else:
        assert entry.unit_minutes is not None
        units = count_midpoint_units(minutes, entry.unit_minutes)
    if entry.max_units is not None:
        units = min(units, entry.max_units)
    return UnitsEarned(minutes, units, units, units)
