"""How many units minutes earn: the arithmetic alone, for codes counted in quarter hours and others.

Two methods are in use for 15-minute codes. Medicare (`cms`) adds all timed minutes of the day: the total
earns a unit for each 15 minutes and one more for a remainder of at least 8. Every code keeps its whole
quarter hours; the units still owed go one each to the largest remainders. Where remainders tie, any of
the tied codes may have the unit (Medicare Claims Processing Manual, ch. 5, 20.2). The CPT time rule
(`cpt`) looks at each code alone: a unit is earned once its midpoint is passed.
"""

import itertools
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

QUARTER = 15
MIDPOINT = 8
EITHER = "either"
"""The method of an allocation on which both rules agree, where the payer's own is not known."""


class Allocation(Struct, frozen=True, gc=False):
    """Units of the 15-minute codes of one day.

    `minutes` and `units` are by code, in the order the codes came. `units` is the choice shown: of tied codes, those
    with the fewest units so far come first, then those with the smaller code number, never those with the higher
    price. `tied` are the codes whose equal remainders compete for `tied_units` units; empty where nothing ties.
    """

    method: str
    minutes: dict[str, int]
    total_minutes: int
    total_units: int
    units: dict[str, int]
    tied: tuple[str, ...] = ()
    tied_units: int = 0

    @property
    def whole(self) -> dict[str, int]:
        """Whole quarter hours by code."""
        return {code: spent // QUARTER for code, spent in self.minutes.items()}

    @property
    def remainder(self) -> dict[str, int]:
        """Minutes beyond the whole quarter hours, by code."""
        return {code: spent % QUARTER for code, spent in self.minutes.items()}

    def most(self, code: str) -> int:
        """The most units any lawful allocation gives the code."""
        return self.least(code) + (1 if code in self.tied else 0)

    def least(self, code: str) -> int:
        """The fewest units any lawful allocation gives the code."""
        return self.minutes[code] // QUARTER if code in self.tied else self.units[code]

    def alternatives(self) -> Iterator[dict[str, int]]:
        """The other lawful allocations, where remainders tie."""
        for chosen in itertools.combinations(self.tied, self.tied_units):
            units = {code: self.least(code) + (code in chosen) for code in self.units}
            if units != self.units:
                yield units


def allocate(method: str, minutes: dict[str, int]) -> Allocation:
    """Units of 15-minute codes, from the minutes of the day by code. `method` is `cms` or `cpt`.

    Raises ValueError for another method.
    """
    if method == "cms":
        return _pooled(minutes)
    if method == "cpt":
        return _each_alone(minutes)
    raise ValueError(f"unit method {method!r} is neither 'cms' nor 'cpt'")


def allocate_either(minutes: dict[str, int]) -> Allocation | None:
    """The units that both methods give, so that they are owed whichever the payer goes by; None where they differ."""
    pooled, alone = _pooled(minutes), _each_alone(minutes)
    if pooled.tied or pooled.units != alone.units:
        return None
    return Allocation(EITHER, minutes, alone.total_minutes, alone.total_units, alone.units)


def _pooled(minutes: dict[str, int]) -> Allocation:
    total = sum(minutes.values())
    total_units = (total + QUARTER - MIDPOINT) // QUARTER
    units = {code: spent // QUARTER for code, spent in minutes.items()}
    owed = total_units - sum(units.values())
    if not owed:
        return Allocation("cms", minutes, total, total_units, units)
    over = sorted([spent % QUARTER for spent in minutes.values()], reverse=True)
    last = over[owed - 1]
    if owed == len(over) or over[owed] < last:
        for code, spent in minutes.items():
            if spent % QUARTER >= last:
                units[code] += 1
        return Allocation("cms", minutes, total, total_units, units)
    tied = tuple(code for code, spent in minutes.items() if spent % QUARTER == last)
    share = owed - sum(remainder > last for remainder in over)
    chosen = sorted(tied, key=lambda code: (units[code], code))[:share]
    for code, spent in minutes.items():
        if spent % QUARTER > last or code in chosen:
            units[code] += 1
    return Allocation("cms", minutes, total, total_units, units, tied, share)


def _each_alone(minutes: dict[str, int]) -> Allocation:
    units = {code: (spent + QUARTER - MIDPOINT) // QUARTER for code, spent in minutes.items()}
    return Allocation("cpt", minutes, sum(minutes.values()), sum(units.values()), units)


def count_midpoint_units(minutes: int, unit_minutes: int) -> int:
    """Units of one code counted alone: a unit is earned once its midpoint is passed.

    15-minute units are earned from 8, 23, 38 minutes; hours from 31, 91 minutes.
    """
    return (minutes + unit_minutes - unit_minutes // 2 - 1) // unit_minutes


def count_full_time_units(minutes: int, first: int, each: int | None, until: int | None) -> int:
    """Units of a code that needs its full time, such as monitoring by the calendar month.

    The first unit needs `first` minutes, each further one `each` more (None: there is no further one).
    From `until` minutes on another code describes the service, and this one earns nothing.
    """
    if minutes < first or (until is not None and minutes > until):
        return 0
    return 1 + ((minutes - first) // each if each else 0)


@lru_cache(maxsize=256)
def spread(units: int, minutes: tuple[int, ...]) -> tuple[int, ...]:
    """A code's units of the day over the sessions it was given in: whole quarter hours, then largest remainders.

    Where a payer's cap leaves fewer units than whole quarter hours, the earlier sessions keep theirs. Remembered, since
    each session of a day asks for the same.
    """
    shares: list[int] = []
    left = units
    for spent in minutes:
        whole = min(spent // QUARTER, left)
        shares.append(whole)
        left -= whole
    by_remainder = sorted(range(len(minutes)), key=lambda i: (-(minutes[i] % QUARTER), i))
    for i in by_remainder[:left]:
        shares[i] += 1
    return tuple(shares)
