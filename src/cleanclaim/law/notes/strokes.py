"""What a stroke behind a number means where somebody walks: minutes or feet. Elsewhere it means minutes.

    GT 150' RW       feet       too many for minutes
    gait 40' x 2     feet       so many times
    TE 23', gait 10' RW      minutes    a list of services, whose minutes have strokes
    TE 23 min, gait 40' RW   feet       minutes are written otherwise here
    gait 10' RW      unclear    nothing else tells: the reader asks

What a note does not tell is neither minutes nor a distance until somebody says which. All places are those of the plain
text.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.minutes import UNIT
from cleanclaim.law.notes.phrases import alternatives, number_starts
from cleanclaim.law.notes.services import FOLLOWS, Place

FAR = 90
"""From this number on a stroke behind it means feet."""
_STROKE = late_pattern(r"(?<![\d.:/])(?P<number>\d{1,4}) ?'(?![\d'])")
_WALKS = late_pattern(rf"\b(?:{alternatives('strokes', 'walked')})\b")
_CLAUSE = late_pattern(r"[^.;\n]{0,60}$")
_AGAIN = late_pattern(r" ?x ?\d")
_HELP = late_pattern(rf"[^.;,\n\d]{{0,25}}?\b(?:{alternatives('strokes', 'help')})\b")
_LED_HELP = late_pattern(rf"\b(?:{alternatives('strokes', 'help')})\b[^.;,\n\d]{{0,25}}$")
_SPELLED = late_pattern(rf"(?<![\d.:/])\d{{1,3}} ?-?(?!')(?:{UNIT})")
_LEADS = late_pattern(r" ?(?:of )?")


class StrokeMeaning(Enum):
    """What a stroke means: minutes, feet, or one of both."""

    MINUTES = "minutes"
    FEET = "feet"
    UNCLEAR = "unclear"


class Stroke(NamedTuple):
    """A number with a stroke: its place, with the words about it, and what it means."""

    start: int
    end: int
    words: tuple[int, int]
    meaning: StrokeMeaning


class _Walk(NamedTuple):
    """The word of walking before a number, and the service it names; None where it only tells what was done."""

    start: int
    named: Place | None


def find_strokes(text: str, places: Sequence[Place]) -> list[Stroke]:
    """The numbers with a stroke beside a service or where somebody walks, in order.

    How the minutes of the services that are no walking are written, with strokes, in words or both, tells of the rest.
    """
    if "'" not in text:
        return []
    found = [match for start in number_starts(text) if (match := _STROKE.match(text, start))]
    walks = {match.start(): walk for match in found if (walk := _walk_before(text, match.start(), places))}
    others = [match for match in found if match.start() not in walks and _is_of_service(text, match, places)]
    habits = {"strokes"} if others else set()
    habits |= {"words" for match in _spelled(text) if _is_of_service(text, match, places)}
    strokes: list[Stroke] = []
    for match in found:
        walk = walks.get(match.start())
        if match in others:
            strokes.append(Stroke(match.start(), match.end(), match.span(), StrokeMeaning.MINUTES))
        elif walk:
            helped = _HELP.match(text, match.end())
            has_help = helped is not None or _LED_HELP.search(text, walk.start, match.start()) is not None
            meaning = _meaning(text, match, walk, strokes, habits, has_help=has_help)
            end = helped.end() if helped else match.end()
            strokes.append(Stroke(match.start(), match.end(), (walk.start, end), meaning))
    return strokes


def without_minutes(text: str, strokes: Sequence[Stroke]) -> str:
    """The text, as long as it was, without the strokes that are not known to mean feet."""
    letters = list(text)
    for one in strokes:
        if one.meaning is not StrokeMeaning.FEET:
            letters[one.end - 1] = "`"
    return "".join(letters)


def _walk_before(text: str, start: int, places: Sequence[Place]) -> _Walk | None:
    """The last word of walking in the clause before a number, unless another service is named between both."""
    clause = _CLAUSE.search(text, max(0, start - 60), start)
    words = list(_WALKS.finditer(text, clause.start(), start)) if clause else []
    if not words:
        return None
    word = words[-1]
    of_word = next((place for place in places if place.start <= word.start() < place.end), None)
    between = any(
        word.end() <= place.start < start and not (of_word and place.codes & of_word.codes) for place in places
    )
    if between:
        return None
    begins = of_word.start if of_word else word.start()
    return _Walk(begins, of_word if of_word and of_word.named else None)


def _spelled(text: str) -> Iterator[re.Match[str]]:
    return filter(None, (_SPELLED.match(text, start) for start in number_starts(text)))


def _is_of_service(text: str, match: re.Match[str], places: Sequence[Place]) -> bool:
    return any(
        (place.end <= match.start() and FOLLOWS.fullmatch(text, place.end, match.start()))
        or (place.start >= match.end() and _LEADS.fullmatch(text, match.end(), place.start))
        for place in places
    )


def _meaning(
    text: str, match: re.Match[str], walk: _Walk, before: Sequence[Stroke], habits: set[str], *, has_help: bool
) -> StrokeMeaning:
    timed = any(one.words[0] == walk.start and one.meaning is StrokeMeaning.MINUTES for one in before)
    if (
        int(match["number"]) > FAR
        or _AGAIN.match(text, match.end())
        or timed
        or _SPELLED.search(text, walk.start, match.start())
    ):
        return StrokeMeaning.FEET
    if len(habits) > 1:
        return StrokeMeaning.UNCLEAR
    if "strokes" in habits:
        return StrokeMeaning.MINUTES if walk.named else StrokeMeaning.UNCLEAR
    if "words" in habits:
        return StrokeMeaning.FEET if has_help or not walk.named else StrokeMeaning.UNCLEAR
    if walk.named:
        return StrokeMeaning.UNCLEAR if has_help else StrokeMeaning.MINUTES
    return StrokeMeaning.FEET if has_help else StrokeMeaning.UNCLEAR
