"""The implementation guides: which segments a transaction is made of, in which loops, with which elements and codes.

A guide is an outline in `guides/`, made for people to read and correct. Here it becomes a tree of loops and segments,
each element with its type and lengths from the shared dictionary.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast

from msgspec import Struct

from cleanclaim.exchange.x12.guide_notes import SegmentNote, segment_notes

Usage = Literal["R", "S", "-"]
UNLIMITED = 1 << 30


class SyntaxNote(NamedTuple):
    """What elements ask of each other (X12's syntax notes): P all or none, R one at least, E one at most; if the first
    is sent, C all of them and L at least one other.
    """

    rule: str
    numbers: tuple[int, ...]


class Element(Struct, frozen=True, kw_only=True):
    """An element, or a component of one.

    `kind` is the data type (AN, ID, N0, N2, R, DT, TM, B), `least` and `most` its length in characters. `codes` are
    the values allowed, empty where the guide names none; `code_set` names a list that others keep. `parts` are the
    components of a composite, which has no kind of its own. `data` is its number in the dictionary.
    """

    usage: Usage
    data: str
    kind: str = ""
    least: int = 0
    most: int = 0
    codes: frozenset[str] = frozenset()
    code_set: str | None = None
    repeats: int = 1
    parts: tuple["Element", ...] = ()
    notes: tuple[SyntaxNote, ...] = ()


class Use(Struct, eq=False):
    """A segment at one place of a guide: the REF of loop 2300 that carries an authorization is one use, and so on.

    `path` is its loop and identifier, such as `2300.CLM`; in the transaction itself, `.BHT`. `asks` are the notes of
    the guide that the segment alone shows.
    """

    id: str
    path: str
    usage: Usage
    most: int
    elements: tuple[Element, ...]
    notes: tuple[SyntaxNote, ...]
    loop: "Loop"
    index: int
    asks: tuple[SegmentNote, ...] = ()

    def __repr__(self) -> str:
        return f"Use({self.path})"


class Loop(Struct, eq=False):
    """A loop: segments and loops in their order. The outermost, the transaction, has no id and no parent."""

    id: str
    words: str
    usage: Usage
    most: int
    parent: "Loop | None"
    index: int
    children: list["Use | Loop"]

    def __repr__(self) -> str:
        return f"Loop({self.id})"

    @property
    def first(self) -> Use:
        """The segment that opens the loop."""
        return cast("Use", self.children[0])


class Guide(Struct, eq=False):
    """One implementation guide: transaction set (`837`), functional group (`HC`), versions, and all its loops."""

    transaction_set: str
    functional_group: str
    versions: tuple[str, ...]
    root: Loop


GUIDES = ("837p", "835", "999", "277ca", "270", "271", "276", "277")
_LINE = re.compile(
    r"(?P<indent> *)(?P<what>loop |again )?(?P<id>\w+) (?P<usage>[RS]) (?P<most>[0-9]+|\*)(?: \| (?P<rest>.*))?"
)
_CELL = re.compile(r"(?P<usage>[RS-])(?:\*(?P<repeats>[0-9]+))?(?P<codes>(?: [^ ()|]+)*)(?: \((?P<parts>[^)]*)\))?")


@cache
def guide_for(transaction_set: str, version: str) -> Guide | None:
    """The guide of a transaction set (ST01) and version (ST03 or GS08); None where we hold none."""
    for name in GUIDES:
        head = _text(name).partition("\ntransaction ")[2].split("\n", 1)[0].split()
        if head[0] == transaction_set and version in head[2:]:
            return load_guide(name)
    return None


@cache
def load_guide(name: str) -> Guide:
    """The guide of that name: `837p`, `835`, `999`, `277ca`, `270`, `271`, `276`, `277`; `envelope` for the rest."""
    lines = _lines(_text(name))
    transaction_set, group, *versions = next(lines).split()[1:]
    root = Loop("", "", "R", 1, None, 0, [])
    _grow(name, root, list(lines))
    return Guide(transaction_set, group, tuple(versions), root)


@cache
def _text(name: str) -> str:
    return files("cleanclaim.exchange.x12.guides").joinpath(f"{name}.guide").read_text("utf-8")


def _lines(text: str) -> Iterator[str]:
    """The lines of an outline without remarks, those that are continued put together."""
    line = ""
    for written in text.splitlines():
        if not written.strip() or written.startswith("#"):
            continue
        if written.lstrip().startswith("|"):
            line = f"{line} {written.strip()}"
            continue
        if line:
            yield line
        line = written
    yield line


def _grow(guide: str, root: Loop, lines: list[str]) -> None:
    """Hang the outline's lines on the root, each below the last one that is less indented."""
    above: list[tuple[int, Loop]] = [(-1, root)]
    written: dict[str, tuple[int, str, list[str]]] = {}
    at = 0
    while at < len(lines):
        parsed = _LINE.fullmatch(lines[at])
        assert parsed, f"not a line of an outline: {lines[at]}"
        indent = len(parsed["indent"])
        while above[-1][0] >= indent:
            above.pop()
        parent = above[-1][1]
        most = UNLIMITED if parsed["most"] == "*" else int(parsed["most"])
        usage = cast("Usage", parsed["usage"])
        if not parsed["what"]:
            parent.children.append(_use(guide, parsed["id"], usage, most, parsed["rest"] or "", parent))
        else:
            loop = Loop(parsed["id"], parsed["rest"] or "", usage, most, parent, len(parent.children), [])
            parent.children.append(loop)
            if parsed["what"] == "loop ":
                written.setdefault(loop.id, (indent, loop.words, _below(lines, at, indent)))
            else:
                before, loop.words, body = written[loop.id]
                shift = " " * (indent - before)
                lines[at + 1 : at + 1] = [shift + line for line in body]
            above.append((indent, loop))
        at += 1


def _below(lines: list[str], at: int, indent: int) -> list[str]:
    """The lines after `at` that are indented deeper."""
    end = at + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    return lines[at + 1 : end]


def _use(guide: str, segment: str, usage: Usage, most: int, cells: str, loop: Loop) -> Use:
    book = _dictionary()
    elements = [
        _element(cell, data) for cell, data in zip(cells.split(" | "), book["segments"][segment].split(), strict=False)
    ]
    path = f"{loop.id}.{segment}"
    asks = segment_notes(guide, loop.id, segment)
    return Use(segment, path, usage, most, tuple(elements), _syntax_notes(segment), loop, len(loop.children), asks)


def _element(cell: str, data: str) -> Element:
    parsed = _CELL.fullmatch(cell.strip())
    assert parsed, f"not an element of an outline: {cell}"
    book = _dictionary()
    usage = cast("Usage", parsed["usage"])
    repeats = int(parsed["repeats"] or 1)
    if usage == "-":
        return Element(usage=usage, data=data)
    if data in book["composites"]:
        parts = zip((parsed["parts"] or "").split(" : "), book["composites"][data].split(), strict=False)
        return Element(
            usage=usage,
            data=data,
            repeats=repeats,
            parts=tuple(_element(part, number) for part, number in parts),
            notes=_syntax_notes(data),
        )
    kind, least, longest = book["elements"][data].split()
    words = parsed["codes"].split()
    return Element(
        usage=usage,
        data=data,
        kind=kind,
        least=int(least),
        most=int(longest),
        codes=frozenset(word.replace("_", " ") for word in words if not word.startswith("@")),
        code_set=next((word[1:] for word in words if word.startswith("@")), None),
        repeats=repeats,
    )


def _syntax_notes(name: str) -> tuple[SyntaxNote, ...]:
    notes = _dictionary()["syntax_notes"].get(name, "").split()
    return tuple(SyntaxNote(note[0], tuple(int(note[at : at + 2]) for at in range(1, len(note), 2))) for note in notes)


@cache
def _dictionary() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("cleanclaim.exchange.x12.guides").joinpath("dictionary.toml").read_text("utf-8"))
