"""Segments: the lines an X12 file is made of, and the four characters that hold it together.

A segment is a tuple: its identifier, then its elements. An element is text, or a tuple of components.
Empty text is an element that is not sent. `write` is the only place where segments become text, so that
no name or note can ever carry a separator into a file.
"""

from datetime import date

from cleanclaim.model.claim_text import claim_text

Element = str | tuple[str, ...]
Segment = tuple[Element, ...]

ELEMENT = "*"
COMPONENT = ":"
REPETITION = "^"
SEGMENT = "~"


def write(segment: Segment) -> str:
    """The segment as a line of the file, made of claim text; elements missing at its end are left out."""
    return _joined(ELEMENT, [_element(element) for element in segment]) + SEGMENT + "\n"


def _element(element: Element) -> str:
    if isinstance(element, str):
        return claim_text(element)
    return _joined(COMPONENT, [claim_text(component) for component in element])


def _joined(separator: str, parts: list[str]) -> str:
    return separator.join(parts).rstrip(separator)


def amount(cents: int) -> str:
    """Cents as X12 writes dollars, without zeros after the last digit that counts: 4500 is `45`, 4550 `45.5`."""
    return f"{cents // 100}.{cents % 100:02d}".rstrip("0").rstrip(".")


def day(on: date) -> str:
    """A date in format D8: 2 March 2026 is `20260302`."""
    return on.isoformat().replace("-", "")
