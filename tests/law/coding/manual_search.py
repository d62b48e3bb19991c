"""Every allocation the manual allows, found by trying all of them.

Written from the wording of the Medicare Claims Processing Manual, ch. 5, 20.2, and not from the engine: no
division by 15, no sorting of remainders, only the sentences, each a question put to every conceivable day.
"""

import itertools


def units_of_the_day(minutes: int) -> int:
    """The interval table: one unit from 8 minutes, two from 23, three from 38; the pattern goes on."""
    units, from_minutes = 0, 8
    while minutes >= from_minutes:
        units, from_minutes = units + 1, from_minutes + 15
    return units


def whole_quarters(minutes: int) -> int:
    """Full 15-minute periods in one code's minutes."""
    return len(range(15, minutes + 1, 15))


def lawful_allocations(day: dict[str, int]) -> set[frozenset[tuple[str, int]]]:
    """All allocations of units to the codes of a day, given their minutes, that break no sentence of the manual."""
    total = units_of_the_day(sum(day.values()))
    conceivable = (range(whole_quarters(minutes) + 3) for minutes in day.values())
    found = (dict(zip(day, units, strict=True)) for units in itertools.product(*conceivable))
    return {frozenset(units.items()) for units in found if _is_lawful(day, units, total)}


def _is_lawful(day: dict[str, int], units: dict[str, int], total: int) -> bool:
    more = {code: units[code] - whole_quarters(minutes) for code, minutes in day.items()}
    over = {code: minutes - 15 * whole_quarters(minutes) for code, minutes in day.items()}
    return (
        # The units of all codes together are those of the total treatment time.
        sum(units.values()) == total
        # A code keeps a unit for every full 15 minutes, and its minutes over make at most one more.
        and all(number in (0, 1) for number in more.values())
        # No code has a unit for its minutes over while another, with more minutes over, has none.
        and not any(more[one] and not more[other] and over[other] > over[one] for one in day for other in day)
    )
