"""The hierarchy of a transaction (HL): numbered in order, each below the level it names, children where announced."""

from collections.abc import Iterator

from cleanclaim.x12.diagnostics import Fault
from cleanclaim.x12.guide import Loop, Use
from cleanclaim.x12.lexer import Segment


class Levels:
    """The levels of one transaction so far."""

    __slots__ = ("_count", "_last", "_numbers")

    def __init__(self) -> None:
        self._count = 0
        self._last: tuple[Use, Segment] | None = None
        self._numbers: dict[str, str] = {}

    def take(self, use: Use, segment: Segment) -> Iterator[tuple[Segment, Fault]]:
        """One more HL, which also shows whether the one before has children."""
        above = _above(use.loop)
        yield from self._children(above)
        self._count += 1
        self._last = (use, segment)
        number, parent = segment.element(1), segment.element(2)
        if number != str(self._count):
            problem = f'HL01 "{number}" is not the next number, {self._count}.'
            yield segment, Fault(4, problem, "Number the levels 1, 2, 3 and so on.", "7", 1)
        if above is not None and parent != self._numbers.get(above.id, ""):
            wanted = self._numbers.get(above.id, "")
            problem = f'HL02 "{parent}" is not the level this one belongs to, "{wanted}".'
            yield segment, Fault(4, problem, f"Send {wanted}.", "7", 2)
        self._numbers[use.loop.id] = number

    def finish(self) -> Iterator[tuple[Segment, Fault]]:
        """The transaction ends: the last HL has no children."""
        yield from self._children(None)

    def _children(self, above: Loop | None) -> Iterator[tuple[Segment, Fault]]:
        """Whether the last HL announced rightly that the next one is below it or not."""
        if self._last is None:
            return
        use, segment = self._last
        has = above is not None and above.id == use.loop.id
        if segment.element(4) and segment.element(4) != ("1" if has else "0"):
            problem = "HL04 says that levels follow below this one, and none does."
            if has:
                problem = "HL04 says that no level follows below this one, and one does."
            yield segment, Fault(4, problem, f"Send {'1' if has else '0'}.", "7", 4)


def _above(loop: Loop) -> Loop | None:
    """The loop with an HL of its own in which this one stands."""
    outer = loop.parent
    while outer is not None and outer.id and outer.first.id != "HL":
        outer = outer.parent
    return outer if outer is not None and outer.id else None
