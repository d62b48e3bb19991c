"""Segments as we write them: tuples that become the lines of an X12 file.

A line is a tuple: the segment's identifier, then its elements. An element is text, or a tuple of components.
Empty text is an element that is not sent. `write` is the only place where a line becomes text, so that
no name or note can ever carry a separator into a file. (`lexer.Segment` is a segment as it was read.)
"""

from datetime import date

from cleanclaim.model.claim_text import claim_text
from cleanclaim.x12.lexer import Delimiters

Value = str | tuple[str, ...]
Written = tuple[Value, ...]

MARKS = Delimiters()
"""The separators of every file we write."""


def write(line: Written) -> str:
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


def day(on: date) -> str:
    """A date in format D8: 2 March 2026 is `20260302`."""
    return on.isoformat().replace("-", "")
