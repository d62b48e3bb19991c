"""A quick test for each use of a segment: one regular expression that accepts only what the guide allows.

Nearly every segment of a real file is right, so the quick test decides nearly always. What it turns down goes to
`element_errors.py`, which looks at each element, and may still find nothing wrong: the test is stricter, never laxer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from types import MappingProxyType

from msgspec import structs

from cleanclaim.exchange.x12.guide import Element, SyntaxNote, Use
from cleanclaim.exchange.x12.guide_notes import ABSENT, SegmentNote, any_broken
from cleanclaim.exchange.x12.lexer import Delimiters
from cleanclaim.exchange.x12.values import FORMATS, pattern_of

_FORMAT, _PERIOD = "1250", "1251"  # a date's format, and the date so written
_NEVER = re.compile(r"(?!)")
_MOST_PATTERNS = 64  # lawful ways in which elements that depend on each other may be present


TELEPHONE = "364"
"""The number of a PER: ten digits where the element before it says telephone or fax; others are no quick test."""


def quick_test(use: Use, marks: Delimiters) -> Callable[[str], object]:
    """A function that returns something true for the text of a segment that is right."""
    pattern = pattern_of_use(use, marks)
    return re.compile(pattern, re.ASCII).fullmatch if pattern else _NEVER.fullmatch


def pattern_of_use(use: Use, marks: Delimiters) -> str | None:
    """A regular expression of the segments that are right, without terminator; None if too entangled to be quick."""
    elements, forms, left = _noted(use, marks)
    body = _sequence(elements, use.notes, marks.element, marks, forms)
    if body is None:
        return None
    refused = f"(?!{any_broken(left, marks)})" if left else ""
    return f"{refused}{use.id}{body}(?<![{re.escape(marks.element + marks.component)}])"


def _noted(use: Use, marks: Delimiters) -> tuple[list[Element], dict[int, str], list[SegmentNote]]:
    """The elements as the use's notes want them, the forms they want of elements, each looked for in its place, and
    the notes that cannot be so written. What most segments must be, all must be to pass the quick test.
    """
    elements, forms, left = list(use.elements), dict[int, str](), []
    for one in use.asks:
        at, note = one.element - 1, one.note
        applies = _applies(one, use.elements)
        if applies is False:
            continue
        if note.must == "be sent":
            elements[at] = structs.replace(elements[at], usage="R")
        elif applies and note.must:
            elements[at] = structs.replace(elements[at], usage="-")
        elif applies and not note.whole and elements[at].data != _PERIOD:
            forms[at] = f"{forms.get(at, '')}(?={one.wanted(marks)})"
        else:
            left.append(one)
    return elements, forms, left


def _applies(note: SegmentNote, elements: Sequence[Element]) -> bool | None:
    """Whether a note holds for every segment of these elements; None if for some. A note that holds where an element
    is not sent holds for nearly all.
    """
    if note.element > len(elements):
        return False
    if note.condition is None:
        return True
    number, values = note.condition
    if ABSENT in values:
        return True
    codes = elements[number - 1].codes if number <= len(elements) else frozenset()
    if not codes:
        return None
    return False if codes.isdisjoint(values) else (elements[number - 1].usage == "R" and codes <= {*values}) or None


def _sequence(
    parts: Sequence[Element],
    notes: Sequence[SyntaxNote],
    mark: str,
    marks: Delimiters,
    forms: Mapping[int, str] = MappingProxyType({}),
) -> str | None:
    """Elements each after a separator, or components without the first one; None if too entangled to be quick."""
    pattern = ""
    for first, last in reversed(_groups(parts, notes)):
        needed = any(part.usage == "R" for part in parts[first:])
        ways = _ways(parts[first:last], first, notes, mark, marks, forms, needed=needed)
        if not ways:
            return None
        alternatives = "|".join(ways)
        pattern = f"(?:{alternatives}){pattern}" if needed else f"(?:(?:{alternatives}){pattern})?"
    return pattern


def _groups(parts: Sequence[Element], notes: Sequence[SyntaxNote]) -> list[tuple[int, int]]:
    """The elements in runs such that notes, and a date and its format, fall within one run."""
    spans = [(at, at + 1) for at in range(len(parts))]
    spans += [(at, at + 2) for at in range(len(parts) - 1) if parts[at].data == _FORMAT]
    for note in notes:
        used = [number - 1 for number in note.numbers if number <= len(parts)]
        if len(used) > 1:
            spans.append((min(used), max(used) + 1))
    runs: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if runs and first < runs[-1][1]:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return runs


def _ways(
    run: Sequence[Element],
    offset: int,
    notes: Sequence[SyntaxNote],
    mark: str,
    marks: Delimiters,
    forms: Mapping[int, str],
    *,
    needed: bool,
) -> list[str]:
    """One pattern for each lawful way in which the run's elements may be present. Unless `needed`, the run as a whole
    may be left out; none of the patterns is empty then, or there would be many ways to match nothing.
    """
    choices = [{"R": (True,), "-": (False,)}.get(part.usage, (True, False)) for part in run]
    ways = []
    for present in product(*choices):
        numbers = {offset + at + 1 for at, there in enumerate(present) if there}
        outside = range(offset + 1, offset + len(run) + 1)
        relevant = [note for note in notes if note.numbers[0] in outside]
        if all(satisfies(note, numbers) for note in relevant):
            way, pending = _way(run, present, offset, mark, marks, forms)
            # Separators of elements not sent are there only where something follows.
            end = f"(?:{pending}|{_end(mark, marks)})" if pending and (way or needed) else pending
            ways.append(way + end)
        if len(ways) > _MOST_PATTERNS:
            return []
    return ways


def satisfies(note: SyntaxNote, present: set[int]) -> bool:
    """Whether the elements that are present satisfy the note."""
    there = [number in present for number in note.numbers]
    if note.rule == "P":
        return all(there) or not any(there)
    if note.rule == "R":
        return any(there)
    if note.rule == "E":
        return sum(there) <= 1
    if note.rule == "C":
        return not there[0] or all(there[1:])
    return not there[0] or any(there[1:])


def _way(
    run: Sequence[Element],
    present: tuple[bool, ...],
    offset: int,
    mark: str,
    marks: Delimiters,
    forms: Mapping[int, str],
) -> tuple[str, str]:
    """A pattern up to the last element that is present, and of the separators after it."""
    written, pending, dated = "", "", False
    for at, (part, there) in enumerate(zip(run, present, strict=True)):
        if mark == marks.element or offset + at:
            pending += re.escape(mark)
        if dated or not there:
            pending = "" if dated else pending
            dated = False
            continue
        dated = part.data == _FORMAT and at + 1 < len(run) and run[at + 1].data == _PERIOD and present[at + 1]
        written += pending + forms.get(offset + at, "") + (_dated(part, mark) if dated else _value(part, marks))
        pending = ""
    return written, pending


def _end(mark: str, marks: Delimiters) -> str:
    after = marks.segment if mark == marks.element else marks.element + marks.repetition + marks.segment
    return rf"(?=[{re.escape(after)}]|\Z)"


def _dated(form: Element, mark: str) -> str:
    """A format and a date so written."""
    both = [f"{code}{re.escape(mark)}{FORMATS[code]}" for code in sorted(form.codes) if code in FORMATS]
    return f"(?:{'|'.join(both)})" if both else "(?!)"


def _value(part: Element, marks: Delimiters) -> str:
    if part.parts:
        one = _sequence(part.parts, part.notes, marks.component, marks) or "(?!)"
        one += f"(?<!{re.escape(marks.component)})"
    elif part.codes:
        one = "(?:" + "|".join(re.escape(code) for code in sorted(part.codes)) + ")"
    elif part.data == TELEPHONE:
        one = r"[0-9]{10}"
    else:
        separators = marks.element + marks.component + marks.repetition + marks.segment
        one = pattern_of(part.kind, part.least, part.most, separators)
    if part.repeats > 1 and marks.repetition:
        return f"{one}(?:{re.escape(marks.repetition)}{one}){{0,{part.repeats - 1}}}"
    return one
