"""Segments as we write them: tuples that become the lines of an X12 file.

A line is a tuple: the segment's identifier, then its elements. An element is text, or a tuple of components.
Empty text is an element that is not sent. `write` is the only place where a line becomes text, so that
no name or note can ever carry a separator into a file. (`lexer.Segment` is a segment as it was read.)
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from cleanclaim.exchange.x12.lexer import Delimiters
from cleanclaim.model.adjudication import Adjustment
from cleanclaim.model.claim_text import claim_text

Value = str | tuple[str, ...]
OutgoingSegment = tuple[Value, ...]

REASONS_A_CAS = 6

MARKS = Delimiters()
"""The separators of every file we write."""


def write(line: OutgoingSegment) -> str:
    """The line as it stands in the file, made of claim text; elements missing at its end are left out."""
    return _joined(MARKS.element, [_value(value) for value in line]) + MARKS.segment + "\n"


def _value(value: Value) -> str:
    if isinstance(value, str):
        return claim_text(value)
    return _joined(MARKS.component, [claim_text(component) for component in value])


def _joined(separator: str, parts: list[str]) -> str:
    return separator.join(parts).rstrip(separator)


def amount(cents: int) -> str:
    """Cents as X12 writes dollars, without zeros after the last digit that counts: 4500 is `45`, 4550 `45.5`."""
    return f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")


def money(cents: int | None) -> str:
    """The same with a minus before what is taken back; empty where it is not known."""
    if cents is None:
        return ""
    return f"-{amount(-cents)}" if cents < 0 else amount(cents)


def count(units: Decimal | None) -> str:
    """A number of units without needless zeros; empty where it is not known."""
    return "" if units is None else f"{units.normalize():f}"


def adjusted(adjustments: Sequence[Adjustment]) -> Iterator[OutgoingSegment]:
    """A CAS for each run of adjustments of one group, six reasons at most."""
    at = 0
    while at < len(adjustments):
        group = adjustments[at].group
        end = at
        while end < len(adjustments) and adjustments[end].group == group and end - at < REASONS_A_CAS:
            end += 1
        reasons = [(one.reason, money(one.amount), count(one.units)) for one in adjustments[at:end]]
        yield ("CAS", group, *(part for reason in reasons for part in reason))
        at = end


def day(on: date) -> str:
    """A date in format D8: March 2, 2026 is `20260302`."""
    return on.isoformat().replace("-", "")
