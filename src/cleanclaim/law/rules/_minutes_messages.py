"""What is said of minutes and the units they earn, where one sentence does not fit every case."""

from cleanclaim.law.coding.units_earned import DayCount, UnitsEarned
from cleanclaim.law.wording import units
from cleanclaim.reference.catalogue import Code


def what_minutes_earn(code: str, units_of_code: int, counted: DayCount, earned: UnitsEarned) -> str:
    """What is billed, and what the minutes earn instead."""
    billed = f"{code} is billed {units(units_of_code)}"
    either = f"{earned.least} or {earned.most}"
    bounds = f"{either} units" if earned.most != earned.least else units(earned.units)
    allocation = counted.allocation
    if allocation is None or code not in allocation.minutes:
        return f"{billed}; it earns {bounds}."
    if allocation.method == "cpt":
        return f"{billed}; its {earned.minutes} minutes, counted alone, earn {bounds}."
    day = f"the day's {allocation.total_minutes} timed minutes earn {units(allocation.total_units)}"
    mine = either if earned.most != earned.least else earned.units or "none"
    return f"{billed}; {day}, its own {earned.minutes} minutes {mine} of them."


def what_is_beyond(code: str, further_code: str, counted_alone: DayCount, entry: Code) -> str:
    """What the first code stands for, and what the minutes beyond it earn."""
    further = counted_alone.further[further_code]
    earn = f"the {further.minutes} beyond earn {units(further.units)} of {further_code}"
    return f"{code} stands for the first {entry.full} minutes; {earn}, which nobody recorded."
