"""What was measured before and after within the session: `SLR 60 -> 75`, `pain 5/10 -> 2/10`.

A load, a dose, a goal, a plan and what changed since another visit are no response of this one.
"""

from collections.abc import Sequence

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import alternatives
from cleanclaim.law.notes.sentences import Sentence, sentence_at

_NUMBER = r"\d{1,3}(?:\.\d)?"
_FIGURE = rf"{_NUMBER}(?: ?/ ?(?:5|10)\b)?(?: ?(?:\u00b0|deg(?:rees?|s)?\b))?"
_CHANGED = late_pattern(
    rf"(?<![\d./:#-]){_FIGURE} ?-{{1,2}}> ?{_FIGURE}(?![\d./]*\d)"
    rf"(?! ?(?:[x#']|->|(?:{alternatives('before_after', 'doses')})\b))"
)
_OTHER = late_pattern(rf"\b(?:{alternatives('before_after', 'no_response')})\b")
_ELSEWHERE = frozenset({"subjective", "goals", "plan", "home", "background", "minutes"})


def find_before_after(
    text: str, sentences: list[Sentence], goals: Sequence[tuple[int, int]], treated_from: int
) -> tuple[int, int] | None:
    """The span of the first figures before and after within the treatment, with the words before them."""
    if "->" not in text:
        return None
    for match in _CHANGED.finditer(text, treated_from):
        sentence = sentences[sentence_at(sentences, match.start())]
        in_goal = any(start <= match.start() < end for start, end in goals)
        if in_goal or sentence.section in _ELSEWHERE or _OTHER.search(text, sentence.body, sentence.end):
            continue
        begin = max(text.rfind(mark, sentence.body, match.start()) for mark in ",(:") + 1 or sentence.body
        return begin + len(text[begin : match.start()]) - len(text[begin : match.start()].lstrip()), match.end()
    return None
