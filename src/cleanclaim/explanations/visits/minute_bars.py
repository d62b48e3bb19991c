"""A coded visit as something to draw: each 15-minute code's minutes, its whole quarter-hours, what is left over.

The picture shows what the proof says, so both come from the same count.
"""

from msgspec import UNSET, Struct

from cleanclaim.law.coding.allocation import MIDPOINT, QUARTER
from cleanclaim.law.review.coded import CodedVisit
from cleanclaim.reference.catalogue import catalogue

ASSISTANT_MODIFIERS = frozenset({"CQ", "CO"})


class Bar(Struct, frozen=True, kw_only=True):
    """One 15-minute code of the visit, in minutes.

    `whole` counts its quarter-hours and `over` the minutes beyond them. `units` is None where it is not known;
    `assistant_units` are those of them that an assistant gave. `for_over`: the minutes over earned one of the units.
    `tied`: another lawful allocation gives this code another number.
    """

    code: str
    label: str
    minutes: int
    whole: int
    over: int
    units: int | None
    assistant_units: int
    for_over: bool
    tied: bool

    @property
    def marks(self) -> list[int]:
        """The minutes at which a whole quarter-hour is full."""
        return list_quarter_marks(self.minutes)

    @property
    def over_percent(self) -> int:
        """How much of a quarter-hour the minutes over are."""
        return self.over * 100 // QUARTER


class NextUnitThreshold(Struct, frozen=True, kw_only=True):
    """Where the next unit of 15-minute codes begins. `code` is None where all of them count together.

    `minutes` are those documented, `begins_at` those at which another unit begins.
    """

    code: str | None
    minutes: int
    units: int
    begins_at: int


def list_quarter_marks(minutes: int) -> list[int]:
    """The minutes, up to that many, at which a whole quarter-hour is full."""
    return list(range(QUARTER, minutes + 1, QUARTER))


def build_bars(coded: CodedVisit) -> list[Bar]:
    """The 15-minute codes with minutes, in the order they came."""
    minutes = _pooled_minutes(coded)
    drawn = []
    for code, spent in minutes.items():
        lines = [line for line in coded.lines if line.code == code]
        counted = [line.units for line in lines]
        units = None if None in counted else sum(number for number in counted if number is not None)
        whole, over = divmod(spent, QUARTER)
        drawn.append(
            Bar(
                code=code,
                label=lines[0].label,
                minutes=spent,
                whole=whole,
                over=over,
                units=units,
                assistant_units=sum(line.units or 0 for line in lines if ASSISTANT_MODIFIERS & set(line.modifiers)),
                for_over=units is not None and units > whole,
                tied=any(other.get(code) != units for other in coded.alternatives),
            )
        )
    return drawn


def find_next_units(coded: CodedVisit) -> list[NextUnitThreshold]:
    """Where the next unit begins: of all timed minutes together, or of each code by itself.

    Empty where the minutes or the payer's method are not known, or where the minutes do not tell (a cap, units billed
    already), and where the visit's are a part of the day's: the day's decide, and those of the visit are not them.
    """
    if coded.counted_with is not UNSET:
        return []
    if coded.unit_method == "cms":
        if coded.timed_minutes is None or coded.timed_units is None or not coded.timed_minutes:
            return []
        return _next(None, coded.timed_minutes, coded.timed_units)
    if coded.unit_method == "cpt":
        return [
            one for bar in build_bars(coded) if bar.units is not None for one in _next(bar.code, bar.minutes, bar.units)
        ]
    return []


def _next(code: str | None, minutes: int, units: int) -> list[NextUnitThreshold]:
    begins_at = units * QUARTER + MIDPOINT
    if not begins_at - QUARTER <= minutes < begins_at:
        return []
    return [NextUnitThreshold(code=code, minutes=minutes, units=units, begins_at=begins_at)]


def _pooled_minutes(coded: CodedVisit) -> dict[str, int]:
    minutes: dict[str, int] = {}
    for line in coded.lines:
        entry = catalogue().get(line.code)
        if entry and entry.unit_rule == "pooled" and line.minutes:
            minutes[line.code] = minutes.get(line.code, 0) + line.minutes
    return minutes
