"""The therapy reduction: of a patient's day, one unit keeps its whole practice expense and all others lose half.

The unit with the highest practice expense keeps it, whatever its line, visit or discipline; of equals the one with the
highest price (42 USC 1395w-4(b)(7); Novitas, multiple procedure payment reduction for therapy). How much the others
lose is in the payer's policy.

Where even the prices are equal the choice changes no amount that Medicare allows, but it may change what an assistant's
line or a line charged below its price brings. Then the therapist's line is taken first, and the one charged most, so
that the order in which lines are written never changes a total.
"""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.pricing.rate import Rate


class TherapyLine(Struct, frozen=True, kw_only=True):
    """A line whose units fall under the reduction.

    `place` is its visit and line in the day. `rate` is None where the line cannot be priced, `units` where they are not
    known; either line may be the one that keeps its practice expense. `charge` is cents for all units.
    """

    place: tuple[int, int]
    rate: Rate | None
    units: int | None
    assistant: bool = False
    charge: int | None = None


class FullPaidLine(Struct, frozen=True):
    """The line whose first unit keeps its practice expense. `sure`: no unpriced line can take its place."""

    place: tuple[int, int]
    sure: bool


def full_paid_line(day: Sequence[TherapyLine]) -> FullPaidLine | None:
    """Which line of a patient's day has the unit paid with its whole practice expense; None where none is billed."""
    ranked = sorted((_rank(one.rate, one), one.place) for one in day if one.rate is not None and one.units)
    if not ranked:
        return None
    rank, place = ranked[0]
    unknown = [one for one in day if one.rate is None or one.units is None]
    return FullPaidLine(place, all(one.rate is not None and _height(one.rate) > rank[:2] for one in unknown))


def _rank(rate: Rate, one: TherapyLine) -> tuple[int, int, bool, bool, int, int]:
    """Lowest for the line that comes first."""
    return (
        *_height(rate),
        one.assistant,
        one.charge is not None,  # a charge nobody knows limits nothing
        -(one.charge or 0),
        -(one.units or 0),
    )


def _height(rate: Rate) -> tuple[int, int]:
    return -rate.pe, -rate.exact()
