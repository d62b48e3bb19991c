"""Transactions that have no reader of their own (270, 271, 276, 277): their loops as they stand in the file.

Each level of the hierarchy (HL) is a value, with the loops that belong to it inside; what stands before the first is
one too. So nothing that was sent is lost, and a program finds it under the loops' names.
"""

from collections.abc import Sequence

from msgspec import Struct, field

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.guide import Loop, Use
from cleanclaim.exchange.x12.lexer import Segment, words


class GenericLoop(Struct, frozen=True, kw_only=True, tag_field="kind", tag="loop"):
    """A loop: its id in the guide (`2100C`, empty for the transaction's own segments) and what it is in our words, its
    segments as lists of elements, the loops inside it. `byte` is its first segment's.
    """

    byte: int
    loop: str
    words: str
    segments: tuple[tuple[str, ...], ...]
    loops: tuple["GenericLoop", ...] = ()


class _OpenLoop(Struct, eq=False):
    """A loop that is being read."""

    loop: Loop
    byte: int
    segments: list[tuple[str, ...]] = field(default_factory=list)
    loops: list[GenericLoop] = field(default_factory=list)


class GenericLoopReader:
    """Gives the levels of any transaction."""

    claim: str | None = None

    def __init__(self) -> None:
        self._open: list[_OpenLoop] = []

    def take(self, use: Use, segment: Segment) -> Sequence[tuple[GenericLoop, list[tuple[Segment, Fault]]]]:
        """A level ends where the next one begins."""
        loop, opens = use.loop, use.loop.parent is not None and use.index == 0
        made: Sequence[tuple[GenericLoop, list[tuple[Segment, Fault]]]] = self.finish() if use.id == "HL" else ()
        wanted = loop.parent if opens else loop
        while len(self._open) > 1 and self._open[-1].loop is not wanted:
            self._close()
        if opens or not self._open:
            self._open.append(_OpenLoop(loop, segment.offset))
        self._open[-1].segments.append(tuple(map(words, segment.elements)))
        return made

    def finish(self) -> Sequence[tuple[GenericLoop, list[tuple[Segment, Fault]]]]:
        """The last level."""
        while len(self._open) > 1:
            self._close()
        return ((_generic_loop(self._open.pop()), []),) if self._open else ()

    def _close(self) -> None:
        """The innermost loop is done and belongs to the one around it."""
        done = _generic_loop(self._open.pop())
        self._open[-1].loops.append(done)


def _generic_loop(done: _OpenLoop) -> GenericLoop:
    return GenericLoop(
        byte=done.byte,
        loop=done.loop.id,
        words=done.loop.words,
        segments=tuple(done.segments),
        loops=tuple(done.loops),
    )
