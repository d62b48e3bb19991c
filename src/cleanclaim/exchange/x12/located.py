"""Values with their places in the file they were read from; a value itself knows nothing of files.

A payer that writes a remittance, or a ledger that posts one, has no file to point into. Whoever reads one has.
"""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from msgspec import Struct

from cleanclaim.exchange.x12.lexer import Segment

Value = TypeVar("Value")


class LinePlace(Struct, frozen=True, gc=False):
    """Where a line of a claim begins: `byte` counts from 0, `segment` from 1, both in the file."""

    byte: int
    segment: int


class Located(Struct, Generic[Value], frozen=True, gc=False):
    """A value read from a file, and where it begins there: `byte` counts from 0, `segment` from 1. `lines` are the
    places of the lines of a claim, in their order.
    """

    value: Value
    byte: int
    segment: int
    lines: tuple[LinePlace, ...] = ()


def located(value: Value, segment: Segment) -> Located[Value]:
    """The value that begins with the segment."""
    return Located(value, segment.offset, segment.number)


def values(items: Iterable[object], kind: type[Value]) -> Iterator[Value]:
    """The values of one kind among what was read, in their order."""
    for item in items:
        if isinstance(item, Located) and isinstance(item.value, kind):
            yield item.value
