"""The notes of the guides that hang on what else is sent: one table for each guide, `guides/*.notes.toml`.

A note is looked for in one of two ways. What one segment shows alone is written in its row: an element's form, or
whether it may or must be sent. That becomes part of the segment's pattern (`element_patterns`) and costs nothing. What
several segments show together is a function of the same id (`checks/level4_*.py`). A row with `unchecked` says why
nobody looks.

    at = ["2010AA.N403"]     the element, in a loop or in all (*); the first is where the check stands in the reference
    if = "BPR04 ACH FWT"     only where that element has one of the values; - stands for an element that is not sent
    qualified = "TE FX"      only where the element before has one of the values
    form = "zip"             the element has the form of that name in reference/data/element-notes.toml
    pattern = '[1-7]'        the element has this form
    must = "be sent"         the element is sent ("not be sent": it is not)
    whole = 'HI{*}...'       the segment has this form

In patterns {*}, {:} and {~} are the file's separators. Patterns have no capturing groups.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct

from cleanclaim.exchange.x12.lexer import Delimiters
from cleanclaim.reference.element_notes import element_note

NOTED = ("837p", "835", "277ca")
"""The guides that have a table of notes."""
_AT = re.compile(r"(?P<loop>[\w*]*)\.(?P<segment>[A-Z][A-Z0-9]{1,2}?)(?P<element>[0-9][0-9])?(?:-[0-9])?")
_SEGMENT_ELEMENT = re.compile(r"[A-Z][A-Z0-9]{1,2}?([0-9][0-9])")
ABSENT = "-"
"""Among the values of a condition: the element is not sent."""
_ANY = "[^*~]"


class NoteExample(Struct, frozen=True, forbid_unknown_fields=True):
    """See `checks.check.CheckExample`."""

    file: str
    segment: str
    fails: str
    passes: str | None = None
    also: tuple[str, str] | None = None


class GuideNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"condition": "if"}):
    """A row. `rule` is the note in our words, `why` what comes of it; `code` is how a 999 says it.

    `problem` is the sentence that a segment's own note gives, with {name} and {value} of the element.
    """

    at: tuple[str, ...]
    rule: str
    source: str
    reviewed: date
    title: str = ""
    why: str = ""
    remedy: str = ""
    level: Literal[4, 5] = 4
    code: str = ""
    example: NoteExample | None = None
    condition: str = ""
    qualified: str = ""
    form: str = ""
    pattern: str = ""
    must: Literal["be sent", "not be sent"] | None = None
    whole: str = ""
    problem: str = ""
    unchecked: str = ""

    @property
    def of_segment(self) -> bool:
        """Whether one segment shows it alone."""
        return bool(self.form or self.pattern or self.must or self.whole)


class SegmentNote(NamedTuple):
    """A note as it applies to one element of one segment; element 0 is the whole."""

    id: str
    segment: str
    element: int
    condition: tuple[int, tuple[str, ...]] | None
    note: GuideNote

    def broken(self, marks: Delimiters) -> str:
        """A pattern that matches at the beginning of a segment that breaks the note, and of no other."""
        return self.applies(marks) + self.body(marks)

    def applies(self, marks: Delimiters) -> str:
        """A pattern that looks ahead for the condition; empty where there is none."""
        if self.condition is None:
            return ""
        number, values = self.condition
        ways = []
        before = _before(self.segment, number, marks)
        named = [re.escape(value) for value in values if value != ABSENT]
        if named:
            ways.append(f"{before}(?:{'|'.join(named)})(?=[{_ends(marks)}{re.escape(marks.component)}]|\\Z)")
        if ABSENT in values:
            ways.append(f"(?!{before}[^{_ends(marks)}])")
        return f"(?={'|'.join(ways)})"

    def body(self, marks: Delimiters) -> str:
        """A pattern that matches a segment that breaks the note, where it applies."""
        note = self.note
        before = _before(self.segment, self.element, marks)
        if note.whole:
            return f"(?!(?:{_in(note.whole, marks)})(?=[{re.escape(marks.segment)}]|\\Z)){self.segment}"
        if note.must == "be sent":
            return f"(?!{before}[^{_ends(marks)}]){self.segment}"
        if note.must == "not be sent":
            return f"{before}[^{_ends(marks)}]"
        return f"{before}(?!{self.wanted(marks)})[^{_ends(marks)}]"

    def wanted(self, marks: Delimiters) -> str:
        """A pattern of the element as the note wants it, up to the end of the element."""
        pattern = self.note.pattern or element_note(self.note.form).pattern.replace(_ANY, f"[^{_ends(marks)}]")
        return f"(?:{_in(pattern, marks)})(?=[{_ends(marks)}]|\\Z)"


def any_broken(notes: Sequence[SegmentNote], marks: Delimiters) -> str:
    """A pattern that matches where a segment breaks one of the notes: it looks for what several hang on only once."""
    bodies: dict[str, list[str]] = {}
    for note in notes:
        bodies.setdefault(note.applies(marks), []).append(note.body(marks))
    return "|".join(f"{condition}(?:{'|'.join(those)})" for condition, those in bodies.items())


def _ends(marks: Delimiters) -> str:
    return re.escape(marks.element + marks.segment)


def _before(segment: str, number: int, marks: Delimiters) -> str:
    """The segment up to the separator before an element; what it has passed over (`*+`) it does not try anew."""
    mark = re.escape(marks.element)
    return f"{segment}{f'(?:{mark}[^{_ends(marks)}]*+){{{number - 1}}}+' if number > 1 else ''}{mark}"


def _in(pattern: str, marks: Delimiters) -> str:
    separators = (("{*}", marks.element), ("{:}", marks.component), ("{~}", marks.segment))
    for name, mark in separators:
        pattern = pattern.replace(name, re.escape(mark))
    return pattern


@cache
def guide_notes(guide: str) -> dict[str, GuideNote]:
    """The notes of a guide by their ids; none where it has no table."""
    if guide not in NOTED:
        return {}
    text = files("cleanclaim.exchange.x12.guides").joinpath(f"{guide}.notes.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, GuideNote])


@cache
def all_notes() -> dict[str, GuideNote]:
    """The notes of all guides by their ids."""
    return {name: note for guide in NOTED for name, note in guide_notes(guide).items()}


@cache
def segment_notes(guide: str, loop: str, segment: str) -> tuple[SegmentNote, ...]:
    """What the table asks of a segment of a loop by itself."""
    return tuple(
        found
        for name, note in guide_notes(guide).items()
        if note.of_segment
        for at in note.at
        if (found := _of(name, note, at, loop, segment)) is not None
    )


def _of(name: str, note: GuideNote, at: str, loop: str, segment: str) -> SegmentNote | None:
    parsed = _AT.fullmatch(at)
    assert parsed, f"{name}: {at} is no place in a guide"
    if parsed["segment"] != segment or parsed["loop"] not in {loop, "*"}:
        return None
    element = int(parsed["element"] or 0)
    condition: tuple[int, tuple[str, ...]] | None = None
    if note.qualified:
        condition = (element - 1, tuple(note.qualified.split()))
    elif note.condition:
        where, *values = note.condition.split()
        number = _SEGMENT_ELEMENT.fullmatch(where)
        assert number, f"{name}: {where} is no element"
        condition = (int(number[1]), tuple(values))
    return SegmentNote(name, segment, element, condition, note)


@cache
def breaks(note: SegmentNote, marks: Delimiters) -> re.Pattern[str]:
    """The pattern of segments that break the note."""
    return re.compile(note.broken(marks), re.ASCII)
