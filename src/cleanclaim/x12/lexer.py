"""Bytes into segments: the first step of reading any X12 file, and the only one that sees bytes.

The separators are read from each ISA. Line ends, blanks and a byte order mark between segments are not data; they are
kept beside the segment that follows them, so that what was read can be written back byte for byte. The file is read in
blocks, so that its size does not matter. Nothing is refused here: what is no segment at all is handed on as one, for
the reader to name.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

BLOCK = 1 << 20
"""Bytes read at a time."""

LONGEST = 1 << 20
"""Characters after which a piece without its terminator is handed on: no lawful segment comes near it."""

_GAP = "\r\n\t \x00\x1a\xef\xbb\xbf"  # the last three are the byte order mark
_GAPS = re.compile(f"[{re.escape(_GAP)}]*")
_ISA_ELEMENTS = 16
_ISA_LONGEST = 256  # characters in which an ISA ends, even one whose elements are not padded as they should be


class Delimiters(Struct, frozen=True):
    """The characters that hold an interchange together. `repetition` is empty where the version has none."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"


class Segment(Struct, gc=False):
    """One segment as it stands in the file.

    `elements` begin with the identifier, such as `CLM`. `offset` is the byte at which it begins, from 0; `number`
    counts the file's segments from 1. `gap` is what stood before it and is not data. `closed` is False where its
    terminator is missing. Each character is a byte (ISO 8859-1), so that nothing is lost; `words` reads UTF-8.
    """

    raw: str
    elements: list[str]
    offset: int
    number: int
    delimiters: Delimiters
    gap: str = ""
    closed: bool = True

    def element(self, number: int) -> str:
        """The element of that number, from 1; empty where it was not sent."""
        return self.elements[number] if number < len(self.elements) else ""

    def written(self) -> bytes:
        """The bytes it was read from, with those of the gap before it."""
        return (self.gap + self.raw + (self.delimiters.segment if self.closed else "")).encode("latin-1")


def words(text: str) -> str:
    """The text of an element for a person to read: as UTF-8 where it is that, else as ISO 8859-1."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text


def segments(file: BinaryIO, *, block: int = BLOCK) -> Iterator[Segment]:
    """The segments of a file, in order, one interchange after another.

    Blanks at the end of the file come as a last segment without text, `closed` False.
    """
    pending, offset, number, marks = "", 0, 0, Delimiters()
    while True:
        read = file.read(block)
        pending += read.decode("latin-1")
        at = 0
        while at < len(pending):
            begin = _GAPS.match(pending, at).end()  # type: ignore[union-attr] # an empty gap matches too
            if pending.startswith("ISA", begin):
                if read and len(pending) < begin + _ISA_LONGEST:
                    break
                marks = delimiters_of(pending[begin : begin + _ISA_LONGEST]) or marks
            stop = _next_interchange(pending, begin, marks.segment)
            pieces = pending[at:stop].split(marks.segment)
            unfinished = len(pieces.pop())
            for segment in _cut(pieces, offset, number, marks):  # noqa: UP028 - `yield from` takes half as long again
                yield segment
            number += len(pieces)
            offset += stop - unfinished - at
            at = stop - unfinished
            if unfinished or not pieces:
                break
        pending = pending[at:]
        if pending and (not read or len(pending) > LONGEST):
            number += 1
            yield _unclosed(pending, offset, number, marks)
            offset += len(pending)
            pending = ""
        if not read:
            return


def _cut(pieces: list[str], offset: int, number: int, marks: Delimiters) -> Iterator[Segment]:
    """Segments of the pieces between terminators, the first at `offset`."""
    separator = marks.element
    for piece in pieces:
        number += 1
        if " " < piece[:1] < "\x7f":
            yield Segment(piece, piece.split(separator), offset, number, marks)
        else:
            raw = piece.lstrip(_GAP)
            gap = piece[: len(piece) - len(raw)]
            yield Segment(raw, raw.split(separator), offset + len(gap), number, marks, gap)
        offset += len(piece) + 1


def delimiters_of(isa: str) -> Delimiters | None:
    """The separators that an ISA (and perhaps what follows it) names; None where it names none that could serve."""
    parts = isa.split(isa[3:4] or "*", _ISA_ELEMENTS)
    if len(parts) <= _ISA_ELEMENTS or len(parts[-1]) < 2:
        return None
    element, component, segment = isa[3], parts[-1][0], parts[-1][1]
    named = parts[11][:1]
    repetition = "" if named.isalnum() or named == " " or parts[12] < "00402" else named
    if len({element, component, segment}) < 3 or any(mark.isalnum() for mark in (element, segment)):
        return None
    return Delimiters(element, component, repetition, segment)


def _next_interchange(text: str, at: int, terminator: str) -> int:
    """Where the interchange after the one at `at` begins, its gap included; the end of the text if none does."""
    isa = text.find("ISA", at + 3)
    while isa >= 0:
        begin = isa
        while text[begin - 1] != terminator and text[begin - 1] in _GAP:
            begin -= 1
        if text[begin - 1] == terminator:
            return begin
        isa = text.find("ISA", isa + 3)
    return len(text)


def _unclosed(piece: str, offset: int, number: int, marks: Delimiters) -> Segment:
    raw = piece.lstrip(_GAP)
    gap = piece[: len(piece) - len(raw)]
    return Segment(raw, raw.split(marks.element), offset + len(gap), number, marks, gap, closed=False)
