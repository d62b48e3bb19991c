"""Bytes into segments: the first step of reading any X12 file, and the only one that sees bytes.

The separators are read from each ISA. Line ends, blanks and a byte order mark between segments are not data; they are
kept beside the segment that follows them, so that what was read can be written back byte for byte. The file is read in
blocks, so that its size does not matter. Nothing is refused here: what is no segment at all is handed on as one, for
the reader to name.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

BLOCK = 1 << 20
"""Bytes read at a time."""

LONGEST = 1 << 20
"""Characters after which a piece without its terminator is handed on: no lawful segment comes near it."""

GAP = "\r\n\t \x00\x1a\xef\xbb\xbf"
"""What may stand between segments and is not data; the last three characters are the byte order mark."""

_GAPS = re.compile(f"[{re.escape(GAP)}]*")
_LINE_ENDS = re.compile(r"[\r\n]+")
_WRAPPED = re.compile(r"ISA[^\r\n]{20,101}[\r\n]+[^\r\n]*[^A-Za-z0-9 \r\n][\r\n]*GS")
"""An ISA in which a line ends, and that goes on to the GS without another."""
_ISA_ELEMENTS = 16
_ISA_LONGEST = 256  # characters in which an ISA ends, even one whose elements are not padded as they should be


def begins_as_x12(path: str | Path) -> bool:
    """Whether the file at a path begins with an interchange (ISA). Standard input (`-`) is taken for something else."""
    file = Path(path)
    try:
        if str(path) == "-" or not file.is_file():
            return False
    except OSError:  # as a name that is too long: whoever reads the file says so
        return False
    with file.open("rb") as stream:
        return stream.read(200).lstrip(GAP.encode("latin-1")).startswith(b"ISA")


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


class Lexer:
    """The state of splitting a file: the text read, and the position in it of the next segment."""

    __slots__ = ("_block", "_ended", "_file", "_number", "_offset", "at", "marks", "text", "wrapped")

    def __init__(self, file: BinaryIO, *, block: int = BLOCK) -> None:
        self._file = file
        self._block = block
        self._ended = False
        self._offset = 0  # of the text's first character in the file
        self._number = 0  # segments before `at`
        self.text = ""
        """The block at hand, from the last place at which the text ran out."""
        self.at = 0
        """Where in the text the next segment begins, its gap included."""
        self.marks = Delimiters()
        """The separators of the interchange that is being read."""
        self.wrapped = False
        """Whether the file was cut into lines of one length: its line ends are left out, and bytes counted without."""

    def next(self) -> Segment | None:
        """The next segment; None at the end. Blanks at the end are a last segment without text, `closed` False."""
        text, at = self.text, self.at
        end = text.find(self.marks.segment, at)
        raw = text[at:end].lstrip(GAP)
        if end < 0 or raw.startswith("ISA"):
            if not self.ready():
                return self._unclosed() if self.at < len(self.text) else None
            text, at = self.text, self.at
            end = text.find(self.marks.segment, at)
            raw = text[at:end].lstrip(GAP)
        begin = end - len(raw)
        self._number += 1
        self.at = end + 1
        marks = self.marks
        return Segment(raw, raw.split(marks.element), self._offset + begin, self._number, marks, text[at:begin])

    def peek(self) -> list[str]:
        """The elements of the next segment, which stays the next; none at the end."""
        if not self.ready():
            return []
        end = self.text.find(self.marks.segment, self.at)
        return self.text[self.at : end].lstrip(GAP).split(self.marks.element)

    def ready(self) -> bool:
        """Read on until a whole segment is at hand, and learn the separators where an interchange begins.

        False where what is left has no terminator: at the end of the file, or in a piece too long to be a segment.
        """
        while True:
            text, at = self.text, self.at
            begin = _GAPS.match(text, at).end()  # type: ignore[union-attr] # an empty gap matches too
            if text.startswith("ISA", begin):
                if len(text) < begin + _ISA_LONGEST and self._fill():
                    continue
                if not self.wrapped and _is_wrapped(text[begin : begin + _ISA_LONGEST]):
                    self.wrapped = True
                    self.text = text[:begin] + _LINE_ENDS.sub("", text[begin:])
                    continue
                self.marks = delimiters_of(text[begin : begin + _ISA_LONGEST]) or self.marks
            if text.find(self.marks.segment, at) >= 0:
                return True
            if len(text) - at > LONGEST or not self._fill():
                return False

    def rest(self) -> Iterator[Segment]:
        """The whole segments at hand, up to the next interchange: much faster than one by one."""
        text, at, marks = self.text, self.at, self.marks
        separator = marks.element
        begin = _GAPS.match(text, at).end()  # type: ignore[union-attr]
        pieces = text[at : _next_interchange(text, begin, marks.segment)].split(marks.segment)
        pieces.pop()
        offset, number = self._offset + at, self._number
        self.at += sum(map(len, pieces)) + len(pieces)
        self._number += len(pieces)
        for piece in pieces:
            number += 1
            raw = piece.lstrip(GAP)
            gap = len(piece) - len(raw)
            yield Segment(raw, raw.split(separator), offset + gap, number, marks, piece[:gap])
            offset += len(piece) + 1

    @property
    def place(self) -> tuple[int, int]:
        """The byte of the file at which the text begins, and the number of segments before `at`."""
        return self._offset, self._number

    def skip_to(self, end: int, number: int) -> None:
        """Pass over whole segments up to `end`, which somebody else has read; the last of them has the number."""
        self.at, self._number = end, number

    def _fill(self) -> bool:
        """Read one more block; False where there is none."""
        if self._ended:
            return False
        read = self._file.read(self._block)
        self._ended = not read
        self._offset += self.at
        piece = read.decode("latin-1")
        self.text = self.text[self.at :] + (_LINE_ENDS.sub("", piece) if self.wrapped else piece)
        self.at = 0
        return True

    def _unclosed(self) -> Segment:
        """All that is left, or too much without a terminator."""
        piece, offset = self.text[self.at :], self._offset + self.at
        self.at = len(self.text)
        self._number += 1
        raw = piece.lstrip(GAP)
        gap = piece[: len(piece) - len(raw)]
        elements = raw.split(self.marks.element)
        return Segment(raw, elements, offset + len(gap), self._number, self.marks, gap, closed=False)


def segments(file: BinaryIO, *, block: int = BLOCK) -> Iterator[Segment]:
    """The segments of a file, in order, one interchange after another."""
    lexer = Lexer(file, block=block)
    while True:
        while lexer.ready():
            yield from lexer.rest()
        last = lexer.next()
        if last is None:
            return
        yield last


def _next_interchange(text: str, at: int, terminator: str) -> int:
    """Where the interchange after the one at `at` begins, its gap included; the end of the text if none does."""
    isa = text.find("ISA", at + 3)
    while isa >= 0:
        begin = isa
        while text[begin - 1] != terminator and text[begin - 1] in GAP:
            begin -= 1
        if text[begin - 1] == terminator:
            return begin
        isa = text.find("ISA", isa + 3)
    return len(text)


def _is_wrapped(isa: str) -> bool:
    """Whether a line ends in an ISA that is whole without that."""
    if not _WRAPPED.match(isa):
        return False
    joined = _LINE_ENDS.sub("", isa)
    return joined.split(joined[3], _ISA_ELEMENTS)[-1][2:4] == "GS"


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
