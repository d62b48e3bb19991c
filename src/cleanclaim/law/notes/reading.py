"""A note read: what it describes, states, measures and shows, each with the words it rests on.

Everything is found by phrases and patterns, so that a finding can quote what was found and anybody can see why.
Headings with nothing behind them and lines of a form left blank are not read.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct

from cleanclaim.law.notes import figures
from cleanclaim.law.notes.figures import Figure, Measure
from cleanclaim.law.notes.phrases import PhraseMatch, find_phrases, split_words, vocabulary

_BLANK = re.compile(
    r"^[^\S\n]*[a-z][\w /&'()-]{0,48}:[ _\[\]./-]*(?:n/?a|none|not applicable|tbd)?[ _.]*$", re.MULTILINE
)
_PART_ENDS = re.compile(r"[\n;]|(?<=[A-Za-z0-9)%\u00b0])[.!?](?= +[A-Z]| *\n| *$)")
_NEGATED = re.compile(r"\b(?:no|not|without|w/o|denied|declined|unable|deferred|held|omitted|did not) +(?:\w+ +){0,2}$")
_NOT_DONE = re.compile(
    r"[ :,(-]{1,3}(?:was |were |is )?"
    r"(?:deferred|held|not (?:done|performed|given|tolerated|today)|declined|refused|omitted|n/a)"
)
_LINE_BEGINS = re.compile(r"(?:^|\n)[ \w/&-]*$")
_HEADING = re.compile(r"[ \w/&-]{0,30}:")
_CODE = re.compile(r"\b(?:9[2-9]\d{3}|g0\d{3}|2056[01]|s\d{4})\b")
_FREQUENCY = re.compile(
    r"\b\d ?(?:- ?\d ?)?(?:x|times?|visits?|sessions?) ?(?:/|per|a|each|every)? ?(?:wk|week|w\b)|"
    r"\b(?:once|twice|three times|two times) (?:a |per |each )?week|\bfrequency\W{1,3}\d|\bdaily\b(?! note)"
)
_DISCIPLINE = re.compile(r"\b(?:pt|ot|st) ?\d")
_DURATION = re.compile(
    r"\b\d{1,3} ?(?:more )?(?:wks?|weeks?|months?|mos?)\b|\b\d{1,2} visits (?:total|over)|\bduration\W{1,3}\d"
)
_BY_WHEN = re.compile(
    r"\b\d{1,3} ?(?:days?|d|wks?|weeks?|visits?|sessions?|months?|mos?)\b|\bby (?:discharge|dc|d/c|\d{1,2}/\d{1,2})"
)
_SIGNED = re.compile(r"\be?-?signed\b(?! ?:? ?(?:_|$))|/s/|\bsignature ?: ?[a-z]|\bsigned by\b")
_CREDENTIAL = re.compile(
    r"(?<=[,\s])(?:PT|DPT|MPT|MSPT|PTA|LPTA|OT|OTR(?:/L)?|OTD|MOT|COTA(?:/L)?|OTA|SLP|CCC-SLP)\b"
    r"(?= ?(?:[,./#(]|$|\n|on\b|\d|Lic))"
)
_PLAN_LINE = re.compile(
    r"(?:^|(?<=[.;!] )) *(?:p|plan|poc|plan of care|next (?:visit|session)) ?[:\-].*$", re.MULTILINE
)
_DIAGNOSIS_CODE = re.compile(r"\b[a-tv-z]\d[0-9a-z]\.?[0-9a-z]{1,4}\b")


class NoteSpan(Struct, frozen=True):
    """Words of the note, and where they stand."""

    text: str
    start: int
    end: int


class ServiceMention(Struct, frozen=True):
    """A service the note describes: the codes it may be, the minutes stated beside it, and the words."""

    codes: frozenset[str]
    minutes: int | None
    span: NoteSpan


class NoteGoal(Struct, frozen=True):
    """A goal: whether it can be measured, whether it says by when."""

    span: NoteSpan
    measurable: bool
    by_when: bool


class NoteReading(Struct, frozen=True):
    """What a note says."""

    mentions: tuple[ServiceMention, ...]
    timed: Figure | None
    total: Figure | None
    measures: tuple[Measure, ...]
    response: NoteSpan | None
    skill: NoteSpan | None
    progress: NoteSpan | None
    report: NoteSpan | None
    goals: tuple[NoteGoal, ...]
    plan: frozenset[str]
    signed: bool
    credential: str | None

    def describes(self, code: str) -> bool | None:
        """Whether the note speaks of a code's service; None for a code whose service has no phrases here."""
        if not any(code in codes for codes in vocabulary().codes.values()):
            return None
        return any(code in mention.codes for mention in self.mentions)


@lru_cache(maxsize=4096)
def read_note(text: str) -> NoteReading:
    """What the note's text says."""
    small = _small(text)
    seen = _BLANK.sub(lambda blank: " " * len(blank.group()), small)
    words = split_words(seen)
    ends = [match.end() for match in _PART_ENDS.finditer(text)]
    found = [one for one in find_phrases(words) if not _negated(seen, one)]
    first = {one.name: one for one in reversed(found)}
    goals = _goals(text, seen, found, ends)
    done = _done(seen, found, goals)
    measured = figures.find_measures(seen, words)
    timed, total = figures.timed_minutes(seen), figures.total_minutes(seen)
    credential = _CREDENTIAL.search(text)
    return NoteReading(
        mentions=_mentions(text, seen, done, ends, {figure for figure in (timed, total) if figure}),
        timed=timed,
        total=total,
        measures=measured,
        response=_span(text, first.get("response")),
        skill=_span(text, first.get("skill")),
        progress=_span(text, first.get("progress_claim")),
        report=_span(text, first.get("report")),
        goals=goals,
        plan=_plan(seen, first, goals),
        signed=_SIGNED.search(seen) is not None,
        credential=credential.group() if credential else None,
    )


def _small(text: str) -> str:
    """The text in small letters, each where it stood: a letter that becomes two when made small stays as it is."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _negated(text: str, one: PhraseMatch) -> bool:
    """Whether a phrase only heads a line, or is said not to have been. A response may begin with no."""
    if (
        one.kind == "shows"
        and _HEADING.match(text, one.end)
        and _LINE_BEGINS.search(text, max(0, one.start - 40), one.start)
    ):
        return one.name in {"response", "skill"}
    if one.name in {"response", "goal", "plan", "diagnosis"}:
        return False
    before = _NEGATED.search(text, max(0, one.start - 40), one.start)
    return before is not None or _NOT_DONE.match(text, one.end) is not None


def _span(text: str, one: PhraseMatch | None) -> NoteSpan | None:
    return NoteSpan(text[one.start : one.end], one.start, one.end) if one else None


def _part(ends: list[int], at: int) -> int:
    """The number of the sentence or line in which a place stands."""
    return bisect_right(ends, at)


def _done(seen: str, found: list[PhraseMatch], goals: tuple[NoteGoal, ...]) -> dict[tuple[int, int], frozenset[str]]:
    """Where a service is described as given, with the codes it may be: what stands in a goal or a plan was not yet."""
    codes = vocabulary().codes
    places: dict[tuple[int, int], frozenset[str]] = {}
    for one in found:
        if one.kind == "services":
            place = one.start, one.end
            places[place] = places.get(place, frozenset()) | codes[one.name]
    places |= {match.span(): frozenset({match.group().upper()}) for match in _CODE.finditer(seen)}
    meant = [goal.span for goal in goals] + [NoteSpan("", *match.span()) for match in _PLAN_LINE.finditer(seen)]
    return {
        place: places[place] for place in sorted(places) if not any(span.start <= place[0] < span.end for span in meant)
    }


def _mentions(
    text: str, seen: str, done: dict[tuple[int, int], frozenset[str]], ends: list[int], totals: set[Figure]
) -> tuple[ServiceMention, ...]:
    """The services described, each with the minutes stated beside it: after it, or before it: `23 min of exercise`."""
    minutes = _minutes_by_service(seen, list(done), ends, totals)
    return tuple(
        ServiceMention(codes, minutes.get(place), NoteSpan(text[place[0] : place[1]], *place))
        for place, codes in done.items()
    )


_OF = re.compile(r" ?(?:of|for|-|:)? ?")
_FOR = re.compile(r" ?(?:x|for|-|:|\(|,)? ?")


def _minutes_by_service(
    seen: str, places: list[tuple[int, int]], ends: list[int], totals: set[Figure]
) -> dict[tuple[int, int], int]:
    """Which service each number of minutes belongs to: both stand in one sentence, and the number is no total."""
    belonging: dict[tuple[int, int], int] = {}
    for figure in figures.service_minutes(seen):
        if any(total.start <= figure.start < total.end for total in totals):
            continue
        part = _part(ends, figure.start)
        near = [place for place in places if _part(ends, place[0]) == part]
        after = next((place for place in near if place[0] >= figure.end), None)
        before = [place for place in near if place[1] <= figure.start]
        follows = bool(before) and _FOR.fullmatch(seen, before[-1][1], figure.start) is not None
        if after and not follows and _OF.fullmatch(seen, figure.end, after[0]):
            belonging.setdefault(after, figure.minutes)
        elif before:
            belonging.setdefault(_first_unserved(before, belonging), figure.minutes)
    return belonging


def _first_unserved(before: list[tuple[int, int]], belonging: dict[tuple[int, int], int]) -> tuple[int, int]:
    """Of the services named since the last one that has minutes, the first: `exercise: squats, bridges, 23 min`."""
    since: list[tuple[int, int]] = []
    for place in before:
        since = [] if place in belonging else [*since, place]
    return since[0] if since else before[-1]


def _goals(text: str, seen: str, found: list[PhraseMatch], ends: list[int]) -> tuple[NoteGoal, ...]:
    """Every sentence or line that speaks of a goal: measurable with a number, timed with a day, week or visit."""
    goals = []
    for part in dict.fromkeys(_part(ends, one.start) for one in found if one.name == "goal"):
        start, end = ends[part - 1] if part else 0, ends[part] if part < len(ends) else len(text)
        without_date = _BY_WHEN.sub("", seen[start:end])
        by_when = len(without_date) < end - start
        goals.append(
            NoteGoal(NoteSpan(text[start:end].strip(), start, end), re.search(r"\d", without_date) is not None, by_when)
        )
    return tuple(goals)


def _plan(seen: str, first: Mapping[str, PhraseMatch], goals: tuple[NoteGoal, ...]) -> frozenset[str]:
    """Which elements of a plan of care the note holds. When a goal is to be reached is no duration of the plan."""
    without_goals = seen
    for goal in goals:
        without_goals = without_goals.replace(seen[goal.span.start : goal.span.end], " ")
    holds = {
        "diagnosis": "diagnosis" in first or _DIAGNOSIS_CODE.search(seen) is not None,
        "goals": "goal" in first,
        "type": "plan" in first or _DISCIPLINE.search(seen) is not None,
        "frequency": _FREQUENCY.search(seen) is not None,
        "duration": _DURATION.search(without_goals) is not None,
    }
    return frozenset(element for element, there in holds.items() if there)
