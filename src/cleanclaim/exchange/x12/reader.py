"""What the readers of all transactions have in common: segments go in, values with their faults come out."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from cleanclaim.exchange.x12.checks.check import Fault
from cleanclaim.exchange.x12.generic_loops import GenericLoop
from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import Segment
from cleanclaim.exchange.x12.located import LinePlace, Located, Value
from cleanclaim.exchange.x12.loop_text import LoopText

ValueWithFaults = tuple[Located[Any] | GenericLoop, list[tuple[Segment, Fault]]]


class Reader(Protocol):
    """Takes the segments of one transaction in order and gives what they say, each value with its faults."""

    claim: str | None
    """The claim that is being read, where there is one."""

    def take(self, use: Use, segment: Segment) -> Sequence[ValueWithFaults]:
        """Take one more segment; give what it completes."""

    def finish(self) -> Sequence[ValueWithFaults]:
        """The transaction ends."""


@runtime_checkable
class FastReader(Protocol):
    """Takes whole loops that were recognized in one go."""

    def take_loops(self, parts: Sequence[LoopText]) -> Iterator[ValueWithFaults]:
        """Take loops of one kind; give what they complete."""


MOST_PARTS = 20_000
"""Parts of one claim that are kept: no lawful claim has as many."""


def claim_at(claim: Value, parts: Sequence[LoopText], line: str) -> Located[Value]:
    """The claim whose loops these are, with its place and those of its lines, which begin with the path `line`."""
    places = tuple([LinePlace(part.byte, part.number) for part in parts if part.path == line])
    return Located(claim, parts[0].byte, parts[0].number, places)
