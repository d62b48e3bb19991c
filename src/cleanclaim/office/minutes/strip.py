"""The strip: blocks to scale, whole quarter-hours ruled off, what is left over hatched. Places are percents of it."""

from collections.abc import Sequence

from msgspec import Struct

from cleanclaim.explanations.visits.minute_bars import Bar, list_quarter_marks
from cleanclaim.model.visit import Service

SHORTEST = 60
"""The strip is at least an hour wide, so that a short visit looks short."""
LONGEST_TEXT = 7
"""Percent of the strip below which a block has no room for its code."""


class StripBlock(Struct, frozen=True, kw_only=True):
    """A block on the strip. `number` is its row's. `rules` are the quarter-hours' ends.

    `over` minutes are left over, and stand from `over_x` on; `earns`: they earn a unit of their own. `over_named`: what
    stands before them has no room for the code, so that they carry it.
    """

    number: int
    code: str
    minutes: int
    who: str
    timed: bool
    x: str
    width: str
    wide: bool
    edge: str
    rules: list[str]
    over_x: str
    over_width: str
    over: int
    over_wide: bool
    over_named: bool
    earns: bool


class Tick(Struct, frozen=True):
    """A mark of the ruler below the strip."""

    x: str
    minute: int


class Strip(Struct, frozen=True, kw_only=True):
    """The whole strip; `scale` is how many minutes it is wide, `unknown` the blocks without minutes."""

    scale: int
    blocks: list[StripBlock]
    ticks: list[Tick]
    unknown: list[int]


def build_strip(services: Sequence[Service], whos: Sequence[str], bars: Sequence[Bar]) -> Strip:
    """The visit's services, one after the other as they were entered."""
    total = sum(service.minutes or 0 for service in services)
    scale = max(total, SHORTEST)
    by_code = {bar.code: bar for bar in bars}
    spent = dict.fromkeys(by_code, 0)
    blocks, unknown, at = [], [], 0
    for number, (service, who) in enumerate(zip(services, whos, strict=True), 1):
        if service.minutes is None:
            unknown.append(number)
            continue
        bar = by_code.get(service.code)
        before = spent.get(service.code, 0)
        blocks.append(_block(number, service, who, at, scale, bar, before))
        if bar:
            spent[service.code] = before + service.minutes
        at += service.minutes
    ticks = [Tick(_percent(minute, scale), minute) for minute in [0, *list_quarter_marks(scale)]]
    return Strip(scale=scale, blocks=blocks, ticks=_fewer(ticks), unknown=unknown)


def _block(number: int, service: Service, who: str, at: int, scale: int, bar: Bar | None, before: int) -> StripBlock:
    minutes = service.minutes or 0
    inside = [mark - before for mark in bar.marks if before < mark <= before + minutes] if bar else []
    over_from = max((bar.minutes - bar.over) - before, 0) if bar else minutes
    over = max(minutes - over_from, 0)
    return StripBlock(
        number=number,
        code=service.code,
        minutes=minutes,
        who=who,
        timed=bar is not None,
        x=_percent(at, scale),
        width=_percent(minutes, scale),
        wide=minutes * 100 >= LONGEST_TEXT * scale,
        edge=_percent(at + minutes, scale),
        rules=[_percent(at + mark, scale) for mark in inside],
        over_x=_percent(at + over_from, scale),
        over_width=_percent(over, scale),
        over=over if bar else 0,
        over_wide=over * 100 >= LONGEST_TEXT * scale,
        over_named=0 < (minutes - over) * 100 < LONGEST_TEXT * scale <= over * 100,
        earns=bool(over and bar and bar.for_over),
    )


def _percent(minutes: int, scale: int) -> str:
    return f"{minutes * 100 / scale:.3f}%"


def _fewer(ticks: list[Tick]) -> list[Tick]:
    """At most a dozen marks, evenly apart."""
    return ticks[:: 1 + len(ticks) // 12]
