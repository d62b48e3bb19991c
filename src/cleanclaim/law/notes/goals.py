"""The goals a note sets, and the elements of its plan of care.

    Goals:                                          a heading, each line below it a goal
    1. Pt will climb 12 stairs in 6 weeks           a figure and a time
    STG (3 wk): grip R >= 50 lb.                    the time may stand in the heading
    LTG 1 ODI <= 15% by wk 8 - progressing

A date or a number of a goal is no figure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import PhraseMatch, Word, alternatives, word_list
from cleanclaim.law.notes.sentences import Sentence, sentence_at


class GoalPlace(Struct, frozen=True):
    """A goal: where it stands in the plain text, whether it can be measured, whether it says by when."""

    start: int
    end: int
    measurable: bool
    by_when: bool


def _words(key: str) -> str:
    return f"(?:{alternatives('goals', key)})"


_MONTH = _words("months")
_DATE = r"\d{1,2}/\d{1,2}(?:/\d{2,4})?"
_DAY = late_pattern(rf"(?<![\d/]){_DATE}(?![\d/])")
_SPAN = r"\d{1,3}(?: ?(?:-|to) ?\d{1,3})? ?(?:more )?(?:days?|d|wks?|weeks?|w|visits?|sessions?|months?|mos?|tx)\b"
_BY_WHEN = late_pattern(
    rf"(?<!per )(?<!a )\b(?:(?:by|in|within|for|x|over|at|after) )?(?:the (?:next|end of) )?{_SPAN}"
    rf"(?! ?(?:per|a week|/))|"
    rf"\( ?{_DATE} ?\)|\bby (?:the )?\d{{1,2}}(?:st|nd|rd|th) (?:visit|session|week|wk|tx)\b|"
    rf"\b(?:by|at|upon|until|end of) {_words('ends')}|\b(?:week|wk|visit|session|month) ?#?\d{{1,3}}\b|"
    rf"\b(?:by|until|target(?: date)?:?|due:?|\() ?{_DATE}\b|\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b20\d\d-\d\d-\d\d\b|"
    rf"\b(?:by|in) (?:early |mid |late |(?:the )?end of )?{_MONTH}\b\.? ?(?:\d{{1,2}}\b(?:,? \d{{4}})?)?|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? of {_MONTH}\b|\b{_MONTH} (?:\d{{1,2}}|[a-z]+(?:th|st|nd|rd))\b"
)
_DATED = late_pattern(
    rf"\bby (?:the )?(?:{_DATE}|{_SPAN}|(?:wk|week|visit|month) ?\d|{_words('ends')}|\d{{1,2}}(?:st|nd|rd|th)|"
    rf"{_MONTH} ?(?:\d|[a-z]+th))|"
    r"\b(?:in|within) \d{1,2} ?(?:wks?|weeks|visits|months)\b"
)
_NUMBERED = late_pattern(
    r"\b(?:stg|ltg|goal|objective|st|lt)s? ?#?\d{1,2}\b(?: ?[.):-])?|^\s*[-*]?\s*\d{1,2}[.):](?!\d)|(?<=[ ;,])\d\)|"
    r"\b[a-tv-z]\d\d\.?\d*\b|#\d\b"
)
_NUMBER = late_pattern(r"\d")
_BETWEEN = late_pattern(r"(?<=\)) (?=\d[.] )|(?<=\w)\) (?=\d\))|(?: |^)(?=\(?\d\) )|(?= (?:stg|ltg|goal) ?#?\d)")
_NO_GOAL = late_pattern(rf"\s*(?:{_words('no_goal')}\b|/e?s/|goals? {_words('standing')}\b)")
_TALKS_OF = late_pattern(rf"\bgoals? (?:not |partially )?{_words('standing')}\b|\b{_words('talks_of')}\b")
_PLANS_CARE = late_pattern(rf"\bwill {_words('plans_care')}\b")
_PAST = late_pattern(rf"\b{_words('past')}\b")
_NOW = late_pattern(rf"\b{_words('now')}\b")
_EACH_WEEK = r"(?:wk|week|w\b|weekly|month|mo\b)"
_FREQUENCY = late_pattern(
    rf"\b\d ?(?:(?:-|to|or) ?\d ?)?(?:x|times?|visits?|sessions?|days?) ?(?:/|per|a|each|every|x)? ?{_EACH_WEEK}|"
    rf"\b(?:once|twice|\d times) (?:a |per |each |every |/)?{_EACH_WEEK}|\bfrequency\W{{1,3}}\d|"
    r"\b(?:daily|weekly|biweekly|bi-weekly|qd|biw|tiw)\b(?! (?:note|activit|living|life|report|task|routine|for))|"
    rf"\b\d ?x ?/? ?(?:\d{{1,2}} ?)?{_EACH_WEEK}|\b\d ?w ?\d\b|"
    r"\bevery (?:other )?(?:week|\d weeks|day)\b|\b\d ?/ ?(?:wk|week)\b"
)
_WINDOW = 28
"""Letters before and behind a word of frequency within which the whole of it stands."""
_OFTEN = frozenset(word_list("goals", "often"))
_LONG = frozenset(word_list("goals", "long"))
_DISCIPLINE = late_pattern(
    r"\b(?:pt|ot|st|slp) ?(?:\d|once|twice|weekly|eval|to include|for|treatment|services|daily)|"
    r"\bskilled (?:pt|ot|st|slp)\b"
)
_DURATION = late_pattern(
    r"(?<!x )(?<!past )(?<!last )\b\d{1,3} ?(?:-? ?\d{1,2} ?)?(?:more )?(?:wks?|weeks?|months?|mos?)\b"
    r"(?! ago| post| s/p| after| pregnan| old| hx| history)|\bx ?\d{1,2} ?(?:wks?|weeks?|w|months?|mos?)\b|"
    r"\b\d{1,2} ?w\b|"
    r"\b\d{1,2} (?:visits|sessions) (?:total|over|in)|\bduration\W{1,3}\d|\b\d ?w ?\d{1,2}\b|"
    r"\bfor \d{1,2} (?:visits|sessions)|\b(?:through|until) \d{1,2}/\d{1,2}"
)
_DIAGNOSIS_CODE = late_pattern(
    r"[a-tv-z](?:\d[0-9a-z]\.?[0-9a-z]{1,4}\b(?<=\d[a-z])|\d\d(?:\.[0-9a-z]{1,4})?\b(?<!t1\d))"
)
_DISEASE_ENDINGS = word_list("goals", "disease_endings")


def find_goals(text: str, sentences: list[Sentence], found: Iterable[PhraseMatch]) -> list[GoalPlace]:
    """Every goal: what stands under a heading of goals, and every sentence that speaks of one."""
    speaking = {sentence_at(sentences, one.start) for one in found if one.name == "goal"}
    goals: list[GoalPlace] = []
    heading_says_when = False
    for number, one in enumerate(sentences):
        listed = one.section == "goals" and (one.body > one.start or goes_on(text, sentences, number))
        whole = text[one.start : one.end]
        dated = one.section != "home" and _DATED.search(whole) is not None and _PAST.search(whole) is None
        if one.body > one.start and listed:
            heading_says_when = (
                _BY_WHEN.search(text, one.start, one.body) or _DAY.search(text, one.start, one.body)
            ) is not None
        if not (listed or number in speaking or dated) or _NO_GOAL.match(text, one.body, one.end):
            continue
        if not listed and (_PLANS_CARE.search(whole) or one.section in {"home", "background"}):
            continue
        if not text[one.body : one.end].strip(" \n.:-") or (_TALKS_OF.search(whole) and not _NUMBER.search(whole)):
            continue
        for start, end in _each(text, one.body if listed else one.start, one.end):
            if len(text[start:end].strip(" \n.:-)")) > 2:
                goal = _goal(text, start, end, heading_says_when and listed)
                if listed or number in speaking or (goal.measurable and goal.by_when):
                    goals.append(goal)
    return _with_halves(goals, text)


def goes_on(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a sentence under a heading of goals is one more: in the line of others it says by when, as they do."""
    one = sentences[number]
    begins_line = one.start == 0 or text[one.start - 1] == "\n"
    return begins_line or (
        _FREQUENCY.search(text, one.start, one.end) is None and _BY_WHEN.search(text, one.start, one.end) is not None
    )


def _each(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The goals of one sentence: `1) ... 2) ...`."""
    cuts = [start, *(match.start() for match in _BETWEEN.finditer(text, start + 1, end)), end]
    return list(pairwise(cuts))


def says_now(text: str, goal: GoalPlace, place: int) -> bool:
    """Whether a place in a goal tells where the patient is by now: `MoCA 24 by 4/30 met, MoCA 25/30`."""
    return _NOW.search(text, goal.start, place) is not None


def _goal(text: str, start: int, end: int, timed_above: bool) -> GoalPlace:
    words = text[start:end]
    without_time = _NUMBERED.sub(" ", _BY_WHEN.sub(" ", words))
    return GoalPlace(
        start, end, _NUMBER.search(without_time) is not None, timed_above or _BY_WHEN.search(words) is not None
    )


def _with_halves(goals: list[GoalPlace], text: str) -> list[GoalPlace]:
    """Goals as they are; a time that stands in brackets or after a semicolon belongs to the goal before it."""
    joined: list[GoalPlace] = []
    for goal in goals:
        last = joined[-1] if joined else None
        if last and text[last.end - 1 : last.end] == ";" and last.end == goal.start:
            joined[-1] = GoalPlace(
                last.start, goal.end, last.measurable or goal.measurable, last.by_when or goal.by_when
            )
        else:
            joined.append(goal)
    return joined


def plan_elements(
    text: str, words: Sequence[Word], first: Mapping[str, PhraseMatch], goals: Sequence[GoalPlace]
) -> frozenset[str]:
    """Which elements of a plan of care the note holds. When a goal is to be reached is no duration of the plan."""
    texts = {word.text for word in words}
    without_goals = text
    for goal in goals:
        without_goals = without_goals[: goal.start] + " " * (goal.end - goal.start) + without_goals[goal.end :]
    holds = {
        "diagnosis": "diagnosis" in first or _names_disease(text, words),
        "goals": bool(goals),
        "type": "plan" in first or _DISCIPLINE.search(text) is not None,
        "frequency": not _OFTEN.isdisjoint(texts) and _is_near(_FREQUENCY, text, words, _OFTEN),
        "duration": not _LONG.isdisjoint(texts) and _is_near(_DURATION, without_goals, words, _LONG),
    }
    return frozenset(element for element, there in holds.items() if there)


def _is_near(pattern: re.Pattern[str], text: str, words: Sequence[Word], near: frozenset[str]) -> bool:
    """Whether a pattern is found around one of some words, one of which stands in whatever it matches."""
    return any(
        pattern.search(text, max(0, word.start - _WINDOW), word.end + _WINDOW) for word in words if word.text in near
    )


def _names_disease(text: str, words: Sequence[Word]) -> bool:
    """Whether a word is a disease by its ending, or a diagnosis code."""
    return any(
        (len(word.text) == 1 and _DIAGNOSIS_CODE.match(text, word.start)) or word.text.endswith(_DISEASE_ENDINGS)
        for word in words
    )
