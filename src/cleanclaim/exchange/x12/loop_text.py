"""Segments that belong together, on their way to a value: the text of each by its path in the guide."""

import re
from collections.abc import Sequence
from typing import Self

from msgspec import Struct

from cleanclaim.exchange.x12.guide import Use
from cleanclaim.exchange.x12.lexer import GAP, Delimiters, Lexer, Segment
from cleanclaim.exchange.x12.transitions import Shape

_LONGEST = 4096  # characters stored of one segment
_MOST = 1 << 16  # characters stored of one path: no lawful loop comes near, and an endless one must not fill the memory


class LoopText(Struct, gc=False):
    """A loop that comes often, such as a claim or a line, with the loops inside it that do not.

    `texts` are the segments by path; where several have the same path, one text with all of them (`each`). `byte` and
    `number` are those of the first segment, `path` its path. `placed` are the first segments of each path if they came
    one by one, `matched` the match of the loop's pattern if they came together.
    """

    path: str
    byte: int
    number: int
    marks: Delimiters
    texts: dict[str, str]
    placed: dict[str, Segment] | None = None
    matched: tuple[Shape, re.Match[str]] | None = None

    @classmethod
    def starting(cls, use: Use, segment: Segment) -> Self:
        """A loop of which the first segment was read."""
        path = use.path
        texts = {path: segment.raw[:_LONGEST]}
        return cls(path, segment.offset, segment.number, segment.delimiters, texts, {path: segment})

    def add(self, use: Use, segment: Segment) -> None:
        """One more segment of the loop."""
        path, texts = use.path, self.texts
        if path in texts:
            if len(texts[path]) < _MOST:
                texts[path] += self.marks.segment + segment.raw[:_LONGEST]
                if self.placed is None:
                    self.placed = {}
                self.placed.setdefault(f"{path} {segment.element(1)}", segment)
        else:
            texts[path] = segment.raw[:_LONGEST]
            if self.placed is None:
                self.placed = {}
            self.placed[path] = segment

    def segment(self, path: str, qualifier: str = "") -> Segment:
        """The first segment of the path that has the qualifier; the loop's first where it has none of the path."""
        placed = self.placed or {}
        if qualifier and f"{path} {qualifier}" in placed:
            return placed[f"{path} {qualifier}"]
        if self.matched is None or path in placed:
            return placed.get(path) or placed[self.path]
        shape, found = self.matched
        at = shape.paths.index(path) + 1 if path in shape.paths else 1
        begin, start = found.start(1), found.start(at)
        if qualifier and path in shape.paths:
            mark = self.marks.element
            start += max(found[at].find(f"{path.partition('.')[2]}{mark}{qualifier}{mark}"), 0)
        raw = found.string[start : found.end(at)].partition(self.marks.segment)[0]
        number = self.number + found.string.count(self.marks.segment, begin, start)
        return Segment(raw, raw.split(self.marks.element), self.byte + start - begin, number, self.marks)


def each(text: str, terminator: str) -> list[str]:
    """The segments in a text of one or more of them."""
    pieces = text.rstrip(GAP).removesuffix(terminator).split(terminator)
    if len(pieces) == 1:
        return pieces if pieces[0] else []
    return [one for piece in pieces if (one := piece.lstrip(GAP))]


def matched_loops(lexer: Lexer, shape: Shape, loops: Sequence[re.Match[str]]) -> list[LoopText]:
    """The loops that were recognized at the lexer's place, which goes on behind them."""
    text, marks, paths, size = lexer.text, lexer.marks, shape.paths, shape.size
    path, terminator = paths[0], marks.segment
    offset, number = lexer.place
    parts = []
    for found in loops:
        texts = dict(zip(paths, found.groups()))  # noqa: B905 - as many groups as paths, by construction
        parts.append(LoopText(path, offset + found.start(1), number + 1, marks, texts, None, (shape, found)))
        number += size or text.count(terminator, *found.span())
    lexer.skip_to(found.end(), number)
    return parts
