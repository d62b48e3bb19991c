"""A payer's cap on the units of a day: what was earned beyond it is documented and not billed."""

from msgspec import structs

from cleanclaim.law.coding.allocation import QUARTER
from cleanclaim.law.coding.units_earned import DayCount, UnitsEarned

Cap = tuple[int, tuple[str, ...]]
"""Units a day, and the codes they count."""


def apply_cap(counted: DayCount, cap: Cap | None) -> DayCount:
    """The day with no more units than the payer's cap.

    The units that go are those resting on the fewest minutes, later codes first; never by price.
    """
    if cap is None:
        return counted
    limit, counting = cap
    codes = {code: earned for code, earned in counted.codes.items() if code in counting and earned.units}
    over = sum(earned.units or 0 for earned in codes.values()) - limit
    if over <= 0:
        return counted
    for _ in range(over):
        code = min(reversed(codes), key=lambda one: _minutes_of_last_unit(codes[one]))
        codes[code] = _less_one(codes[code])
        if not codes[code].units:
            counted = structs.replace(counted, codes={**counted.codes, code: codes.pop(code)})
    return structs.replace(counted, codes={**counted.codes, **codes})


def _minutes_of_last_unit(earned: UnitsEarned) -> int:
    units = earned.units or 0
    return QUARTER if earned.minutes is None else earned.minutes - QUARTER * (units - 1)


def _less_one(earned: UnitsEarned) -> UnitsEarned:
    units = (earned.units or 0) - 1
    return structs.replace(earned, units=units, least=min(earned.least or 0, units), over_cap=earned.over_cap + 1)
