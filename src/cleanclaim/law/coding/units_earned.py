"""What each code of a day earned: which minutes count, by which rule, and how many units that makes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct

from cleanclaim.law.coding.allocation import (
    EITHER,
    Allocation,
    allocate,
    allocate_either,
    count_full_time_units,
    count_midpoint_units,
)
from cleanclaim.model.visit import ASSISTANTS
from cleanclaim.reference.catalogue import Code
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
    def mode(self) -> str:
        """Given to one patient (`individual`), a `group`, or by two clinicians `together`."""


Item = TypeVar("Item", bound=Countable)


class UnitsEarned(Struct, frozen=True, gc=False):
    """Units one code earned on the day.

    `minutes` are those that count, None where one of them was not recorded. `units` is the choice shown,
    `most` and `least` the bounds over all lawful allocations; None where they cannot be known. `because`
    says why minutes do not decide: the code earns nothing although time was spent (`group`, `assistant`,
    `bundled`, an earlier `session` of the day has its units), or its units are counted by something else, such as
    area (`counted`).
    `over_cap` units were earned and go unbilled, for the payer caps the day.
    """

    minutes: int | None
    units: int | None
    most: int | None
    least: int | None
    because: str | None = None
    over_cap: int = 0


class DayCount(Struct, frozen=True, gc=False):
    """The units of a day: by code, and the allocation of the 15-minute codes (None where it is unknown)."""

    codes: dict[str, UnitsEarned]
    allocation: Allocation | None


UNKNOWN = UnitsEarned(None, None, None, None)


def count(
    services: Sequence[Countable], method: str | None, bundled: Collection[str] | None, tables: Tables
) -> DayCount:
    """Units every code of the day earned.

    `services` are all services of one patient, day and discipline. `method` is the payer's unit method and
    `bundled` the codes it never pays apart; None where unknown, and then what depends on them is unknown. The method
    `either` is that of a payer whose own was looked for in vain: what both methods earn alike is earned.
    """
    plain = _plain(services, bundled, tables)
    allocation = None if plain is None else _allocated(plain, method)
    if allocation is not None:
        return _count_plain(allocation)
    codes: dict[str, UnitsEarned] = {}
    pooled: dict[str, int | None] = {}
    for code, group in _by_code(services).items():
        entry = tables.code(code)
        if bundled is not None and code in bundled:
            codes[code] = UnitsEarned(_sum(group), 0, 0, 0, "bundled")
        elif entry is None:
            codes[code] = UNKNOWN
        elif entry.unit_rule != "pooled":
            codes[code] = _alone(entry, group)
        else:
            counting = counting_services(group, tables)
            in_group = all(item.mode == "group" for item in counting)
            codes[code] = UnitsEarned(0, 0, 0, 0, "group") if in_group else UNKNOWN
            if not in_group:
                pooled[code] = _sum(counting)
    return DayCount(codes, _add_pooled(codes, pooled, method))


def is_assistants(item: Countable) -> bool:
    """Whether an assistant gave it alone; minutes given together count as the therapist's."""
    return item.performed_by in ASSISTANTS and item.mode != "together"


def counting_services(group: Sequence[Item], tables: Tables) -> Sequence[Item]:
    """Of the services of one code, those whose minutes count: of a 15-minute code only those given one on one.

    Where none was, all of them, so that there is something to say of.
    """
    entry = tables.code(group[0].code)
    if entry is None or entry.unit_rule != "pooled":
        return group
    return [item for item in group if item.mode != "group"] or group


def _plain(services: Sequence[Countable], bundled: Collection[str] | None, tables: Tables) -> dict[str, int] | None:
    """The minutes by code where the day is as most are: different 15-minute codes, one on one, all minutes known."""
    minutes: dict[str, int] = {}
    catalogue = tables.codes
    for item in services:
        code, spent = item.code, item.minutes
        entry = catalogue.get(code)
        if entry is None or entry.unit_rule != "pooled" or spent is None or item.mode == "group" or code in minutes:
            return None
        minutes[code] = spent
    return minutes if bundled is None or minutes.keys().isdisjoint(bundled) else None


def _allocated(minutes: dict[str, int], method: str | None) -> Allocation | None:
    """The units by a method; None where there is none, or where both have to agree and differ."""
    if method is None:
        return None
    return allocate_either(minutes) if method == EITHER else allocate(method, minutes)


def _count_plain(allocation: Allocation) -> DayCount:
    minutes = allocation.minutes
    if allocation.tied:
        most, least = allocation.most, allocation.least
        codes = {
            code: UnitsEarned(minutes[code], units, most(code), least(code)) for code, units in allocation.units.items()
        }
    else:
        codes = {code: UnitsEarned(minutes[code], units, units, units) for code, units in allocation.units.items()}
    return DayCount(codes, allocation)


def _add_pooled(
    codes: dict[str, UnitsEarned], pooled: Mapping[str, int | None], method: str | None
) -> Allocation | None:
    """Count the 15-minute codes, and put what they earned into `codes`."""
    known = {code: minutes for code, minutes in pooled.items() if minutes is not None}
    complete = len(known) == len(pooled)
    allocation = _allocated(known, method) if complete or method == "cpt" else None
    if allocation is None:
        for code, minutes in pooled.items():
            codes[code] = UnitsEarned(minutes, None, None, None)
        return None
    codes.update(_count_plain(allocation).codes)
    return allocation if complete else None


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


def _alone(entry: Code, group: Sequence[Countable]) -> UnitsEarned:
    minutes = _sum(group)
    if entry.assistant is False and all(is_assistants(item) for item in group):
        return UnitsEarned(minutes, 0, 0, 0, "assistant")
    if entry.unit_rule == "service":
        return UnitsEarned(minutes, 1, 1, 1)
    if entry.unit_rule == "counted":
        return UnitsEarned(minutes, None, None, None, "counted")
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
