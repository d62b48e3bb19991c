"""The hierarchy of a transaction (HL): numbered in order, each below the level it names, children where announced."""

from collections.abc import Sequence
from functools import cache

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.checks.level4_hierarchy import LEVEL_ABOVE, LEVEL_BELOW, LEVEL_NUMBER
from cleanclaim.exchange.x12.guide import Loop
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.loop_text import LoopText


class Hierarchy:
    """The levels of one transaction so far."""

    __slots__ = ("_count", "_last", "_numbers")

    def __init__(self) -> None:
        self._count = 0
        self._last: tuple[Loop, LoopText, list[str]] | None = None
        self._numbers: dict[str, str] = {}

    def take(self, loop: Loop, hl: LoopText) -> Sequence[tuple[Segment, Fault]]:
        """One more HL, which also shows whether the one before has children."""
        above = _above(loop)
        wrong = self._children(above)
        self._count += 1
        e = hl.texts[hl.path].split(hl.marks.element)
        self._last = (loop, hl, e)
        number, parent = e[1] if len(e) > 1 else "", e[2] if len(e) > 2 else ""
        if number != str(self._count):
            problem = f'HL01 "{number}" is not the next number, {self._count}.'
            wrong.append((hl.segment(hl.path), LEVEL_NUMBER.fault(problem, element=1)))
        if above is not None and parent != (wanted := self._numbers.get(above.id, "")):
            problem = f'HL02 "{parent}" is not the level this one belongs to, "{wanted}".'
            wrong.append((hl.segment(hl.path), LEVEL_ABOVE.fault(problem, f"Send {wanted}.", 2)))
        self._numbers[loop.id] = number
        return wrong

    def finish(self) -> Sequence[tuple[Segment, Fault]]:
        """The transaction ends: the last HL has no children."""
        return self._children(None)

    def _children(self, above: Loop | None) -> list[tuple[Segment, Fault]]:
        """Whether the last HL announced rightly that the next one is below it or not."""
        if self._last is None:
            return []
        loop, hl, elements = self._last
        has = above is loop
        if len(elements) < 5 or not elements[4] or elements[4] == ("1" if has else "0"):
            return []
        problem = "HL04 says that levels follow below this one, and none does."
        if has:
            problem = "HL04 says that no level follows below this one, and one does."
        return [(hl.segment(hl.path), LEVEL_BELOW.fault(problem, f"Send {'1' if has else '0'}.", 4))]


@cache
def _above(loop: Loop) -> Loop | None:
    """The loop with an HL of its own in which this one stands."""
    outer = loop.parent
    while outer is not None and outer.id and outer.first.id != "HL":
        outer = outer.parent
    return outer if outer is not None and outer.id else None
