"""What a note says of an evaluation's complexity: the findings it is graded by, in figures and in a few set words.

A note that only names the grade (`low complexity evaluation`) says nothing here: the grade has to follow from what was
found. Nor are comorbidities counted that are only listed, since a list does not say which of them bear on the plan.
"""

import re
from functools import lru_cache

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern
from cleanclaim.model.note import Extent, Grade, Note, Presentation

_WORDS = {"no": 0, "none": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_BEFORE = rf"\b([0-9]{{1,2}}|{'|'.join(_WORDS)}) (?:or more |relevant )*"
_AFTER = (
    r"[^.;\n0-9]{0,60}?[:=\u2013\u2014-] ?([0-9]{1,2}|none|zero|one|two|three|four|five|six)"
    r"(?= *(?:[.,;()\n]|$|or more\b|total\b|identified\b|examined\b))"
)
"""A number stands before what it counts, or is the whole answer after it: `body structures: 2 joints` has none."""
_FACTORS = late_pattern(rf"{_BEFORE}personal factors?\b|personal factors?{_AFTER}")
_ELEMENTS = late_pattern(rf"{_BEFORE}(?:elements|body structures)\b|(?:elements|body structures){_AFTER}")
_DEFICITS = late_pattern(rf"{_BEFORE}performance deficits\b|performance deficits{_AFTER}")
_PRESENTATION = late_pattern(
    r"presentation(?: is| was|:| :|=| -)? *(stable|evolving|changing|unstable|unpredictable)\b"
)
_REVIEW = late_pattern(r"\b(brief|expanded|extensive) (?:additional )?(?:history|review|record review|chart review)\b")
_DECISION = late_pattern(
    r"decision[ -]making(?: complexity)?(?: is| was| of|:| :|=| -)* *(low|moderate|high)\b|"
    r"\b(low|moderate|high)[ -]complexity (?:clinical )?decision[ -]making"
)
_MEANT: dict[str, Presentation] = {"changing": "evolving", "unpredictable": "unstable"}


class ComplexityFindings(Struct, frozen=True):
    """What an evaluation found, as `Note` has it; None where neither field nor text says it."""

    personal_factors: int | None = None
    elements_examined: int | None = None
    presentation: Presentation | None = None
    history_review: Extent | None = None
    performance_deficits: int | None = None
    decision_making: Grade | None = None


def collect_findings(note: Note) -> ComplexityFindings:
    """The note's findings: from the fields the record keeps apart, else from the text."""
    from_text = read_findings(note.text)
    entered = {name: getattr(note, name) for name in ComplexityFindings.__struct_fields__}
    return ComplexityFindings(
        **{name: getattr(from_text, name) if entered[name] is None else entered[name] for name in entered}
    )


@lru_cache(maxsize=4096)
def read_findings(text: str) -> ComplexityFindings:
    """What the text says of them."""
    small = text.lower()
    presentation = _word(_PRESENTATION, small)
    return ComplexityFindings(
        personal_factors=_count(_FACTORS, small),
        elements_examined=_count(_ELEMENTS, small),
        presentation=_MEANT.get(presentation or "", presentation),  # type: ignore[arg-type]
        history_review=_word(_REVIEW, small),  # type: ignore[arg-type]
        performance_deficits=_count(_DEFICITS, small),
        decision_making=_word(_DECISION, small),  # type: ignore[arg-type]
    )


def _word(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return next((group for group in match.groups() if group), None) if match else None


def _count(pattern: re.Pattern[str], text: str) -> int | None:
    word = _word(pattern, text)
    return None if word is None else _WORDS[word] if word in _WORDS else int(word)
