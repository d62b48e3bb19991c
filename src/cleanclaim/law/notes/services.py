"""The services a note describes: named, or told by what is done in them.

    Ther ex: squats. 97140 (manual). US held - pacemaker. Traction next visit.   ->   ther ex, squats, 97140

The longest words win. What was deferred, declined or planned, or is done at home, was not given here. All places are
those of the plain text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.minutes import UNIT
from cleanclaim.law.notes.phrases import PhraseMatch, alternatives, number_starts, vocabulary
from cleanclaim.law.notes.sentences import Sentence, sentence_at


class Place(NamedTuple):
    """Where a service is named: the codes it may be, and whether by its name or by what is done in it.

    `timed`: it is told only by words that say nothing unless minutes follow.
    """

    start: int
    end: int
    codes: frozenset[str]
    named: bool
    timed: bool = False


_CODE = late_pattern(r"(?<![\d.$#])(?:9[2-9]\d{3}|g0\d{3}|2056[01]|s\d{4})(?![\d-]\d)(?!\d)")
_JOINT = late_pattern(r"[\s()\[\]|:/,*-]{0,6}")
_AT_ONCE = rf"(?:{alternatives('not_given', 'at_once')})"
_NEAR = rf"(?:{alternatives('not_given', 'near')})"
_WORDS = r"[^\w.,;:\n]+(?:[\w-]+[^\w.,;:\n]+){0,2}"
_NOT_BEFORE = late_pattern(rf"(?:(?<![a-z]){_AT_ONCE}[^\w.,;:\n]*|\b{_NEAR}{_WORDS})$")
_NOT_BEHIND = late_pattern(
    rf"[^.;,\n|]{{0,22}}?(?<![a-z])(?:{alternatives('not_given', 'behind')})(?![a-z])(?! ?(?:for |x )?\d)|^ ?: not "
)
_DENIED_BEFORE = late_pattern(r"\b(?:no|not|without|w/o|unable) +(?:\w+ +){0,2}$")
_PATIENT = rf"(?:{alternatives('effects', 'patient')})\b\.?"
_REPORTS = late_pattern(
    rf"\W*(?:s ?[:-] ?)?(?:per {_PATIENT}|{_PATIENT} ?(?:[a-z]\. )?(?:{alternatives('not_given', 'telling')})(?![a-z]))"
)
_LASTED = late_pattern(rf"\d ?{UNIT}")
_LINK = rf"(?:{alternatives('service_minutes', 'links')}|x ?\d ?u(?:nits?)?|\d ?u(?:nits?)?|\d{{5}})(?![a-z])"
FOLLOWS = late_pattern(rf"[^\w\n]{{0,50}}(?:{_LINK}[^\w\n]{{0,50}}){{0,4}}")
"""What may stand between a service and the minutes behind it."""
_SECTIONS_NOT_DONE = frozenset({"plan", "home", "background", "subjective"})
_TIME_FOLLOWS = late_pattern(rf"[ \t:=|-]{{0,3}}(?:x ?)?(?:\d{{1,3}} ?{UNIT}|\d{{1,3}}(?=[:;,.)\n|]|$))")


UNATTENDED = frozenset({"G0283", "97014"})
"""Two codes of one service, one for each kind of payer."""


def find_places(text: str, found: Sequence[PhraseMatch]) -> list[Place]:
    """Where services are named, in order. A code beside a name says which of the name's codes it is."""
    codes = vocabulary().codes
    spans: dict[tuple[int, int], tuple[frozenset[str], bool]] = {}
    for one in found:
        if one.kind in {"names", "services"}:
            before, named = spans.get((one.start, one.end), (frozenset(), False))
            spans[one.start, one.end] = before | codes[one.name], named or one.kind == "names"
    for match in _codes(text):
        code = match.group().upper()
        spans[match.span()] = UNATTENDED if code in UNATTENDED else frozenset({code}), True
    timed = {
        (one.start, one.end): codes[one.name]
        for one in found
        if one.kind == "timed_names" and _TIME_FOLLOWS.match(text, one.end)
    }
    spans |= {span: (ours, False) for span, ours in timed.items() if span not in spans}
    places: list[Place] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not places or end > places[-1].end:
            place = Place(start, end, *spans[start, end], (start, end) in timed)
            joined = _join(text, places[-1], place) if places else None
            places = [*places[:-1], joined] if joined else [*places, place]
    return places


def _codes(text: str) -> Iterator[re.Match[str]]:
    for start in number_starts(text):
        match = _CODE.match(text, start - 1 if start and text[start - 1] in "gs" else start)
        if match:
            yield match


def _join(text: str, first: Place, second: Place) -> Place | None:
    """Two names of one service side by side, as one: `97110 (ther ex)`."""
    if not _JOINT.fullmatch(text, first.end, second.start) or not (first.named and second.named):
        return None
    if ":" in text[first.end : second.start] and not _CODE.search(text, first.start, second.end):
        return None
    codes = first.codes & second.codes
    return Place(first.start, second.end, codes, True) if codes else None


def keep_done(text: str, places: list[Place], sentences: list[Sentence], planned: Iterable[PhraseMatch]) -> list[Place]:
    """The services that were given: not deferred, not declined, not planned, not at home."""
    plans = [one.start for one in planned]
    return [place for place in places if not _is_left_out(text, place, sentences, plans)]


def is_denied(text: str, one: PhraseMatch) -> bool:
    """Whether what a phrase names is said not to be, or not yet to be."""
    before = _DENIED_BEFORE.search(text, max(0, one.start - 40), one.start)
    return before is not None or _NOT_BEHIND.match(text, one.end, one.end + 40) is not None


def _is_left_out(text: str, place: Place, sentences: list[Sentence], plans: list[int]) -> bool:
    sentence = sentences[sentence_at(sentences, place.start)]
    if sentence.section in _SECTIONS_NOT_DONE and (place.start >= sentence.body or sentence.section == "home"):
        return True
    start = max(sentence.start, place.start - 40)
    if _NOT_BEFORE.search(text, start, place.start) or _NOT_BEHIND.match(text, place.end, sentence.end):
        return True
    if _is_reported(text, place, sentence):
        return True
    begin = max(text.rfind(mark, sentence.start, place.start) for mark in ",(") + 1 or sentence.start
    ends = [end for mark in ",)" if (end := text.find(mark, place.end, sentence.end)) >= 0]
    return any(begin <= plan < min(ends, default=sentence.end) for plan in plans)


def _is_reported(text: str, place: Place, sentence: Sentence) -> bool:
    """Whether the patient says something of a service, where no minutes and no colon say that it was given."""
    reported = _REPORTS.match(text, sentence.start, sentence.end)
    return (
        reported is not None
        and reported.end() <= place.start
        and not text.startswith(":", place.end)
        and not _LASTED.search(text, sentence.start, sentence.end)
    )
