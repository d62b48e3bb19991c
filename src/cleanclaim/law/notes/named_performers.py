"""Who gave the treatment, as the note says: an assistant, a student or a therapist behind the word `by`.

    TE 23' by PTA      seen by J. Lund, PTA      gait training given by student PT under my direction

Who only referred, supervised or wrote gave nothing; nor does another day's visit or what is planned count. `by pt` says
nothing: that is the patient as often. All texts here are plain (plain.py).
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import alternatives
from cleanclaim.law.notes.sentences import Sentence, sentence_at

PerformerKind = Literal["student", "assistant", "therapist"]
_KINDS: tuple[PerformerKind, ...] = ("student", "assistant", "therapist")
_BY = late_pattern(
    r"\bby (?:(?:the|our|an?) )?(?:[a-z]\.? ?)?(?:[a-z'-]{2,20},? ){0,2}?(?:"
    + "|".join(f"(?P<{kind}>{alternatives('performers', kind)})" for kind in _KINDS)
    + r")(?![a-z/'])"
)
_GAVE_NOTHING = late_pattern(rf"\b(?:{alternatives('performers', 'gave_nothing')}) (?:\w+ )?$")
_OTHER_DAY = late_pattern(rf"\b(?:{alternatives('performers', 'another_day')})\b")
_NOT_TODAY = frozenset({"plan", "home", "goals", "background", "subjective"})


class NamedPerformer(NamedTuple):
    """What kind of person the note says gave something, and where it says so in the plain text."""

    kind: PerformerKind
    start: int
    end: int


def find_performers(text: str, sentences: Sequence[Sentence]) -> list[NamedPerformer]:
    """Who the note says gave treatment, in order."""
    return list(_found(text, list(sentences))) if "by " in text else []


def _found(text: str, sentences: list[Sentence]) -> Iterator[NamedPerformer]:
    for match in _BY.finditer(text):
        sentence = sentences[sentence_at(sentences, match.start())]
        if (
            sentence.section not in _NOT_TODAY
            and not _GAVE_NOTHING.search(text, sentence.start, match.start())
            and not _OTHER_DAY.search(text, sentence.start, sentence.end)
        ):
            kind = next(kind for kind in _KINDS if match[kind])
            yield NamedPerformer(kind, match.start(), match.end())
