"""The numbers a note states: timed and total minutes, minutes beside a service, and what was measured.

All texts here are in small letters.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleanclaim.law.notes.phrases import Word


class Figure(NamedTuple):
    """A number of minutes with the span of text that states it."""

    minutes: int
    start: int
    end: int


class Measure(NamedTuple):
    """Something measured: its kind (`degrees`, `strength`, ...), the value as written, and its span."""

    kind: str
    value: str
    start: int
    end: int


_MIN = r"(?:min(?:ute)?s?\b\.?|['\u2032\u2019])"
_OF_WHAT = r"(?:code[sd]? |treatment |service |therapy |session |visit |tx |rx |contact |intervention |cpt )*"
_TIME = rf"{_OF_WHAT}(?:time|minutes|mins?|duration|contact)\b"
_IS = r" ?(?:today|\([^)\n]*\))? ?(?:is|was|were|of)? ?[:=\-\u2013\u2014]* ?"
_TIMED = r"(?:timed|direct|one on one|one-on-one|1:1|1-on-1|billable)"

# "total timed minutes: 38", "timed code time = 38 min"; and "38 timed minutes", "38 min of direct time".
_SAYS_TIMED = re.compile(
    rf"(?:total )?{_TIMED} (?:codes? )?{_TIME}{_IS}(\d{{1,3}})\b|minutes of timed (?:codes|services){_IS}(\d{{1,3}})\b|"
    rf"total timed{_IS}(\d{{1,3}})\b|timed (?:services|codes){_IS}(\d{{1,3}}) ?{_MIN}"
)
_TIMED_AFTER = re.compile(rf"\b(\d{{1,3}}) ?{_MIN}? ?(?:of |total |in )*{_TIMED}\b")
# "total treatment time 45 min", "session time: 45"; "45 minutes total", "45 min session".
_SAYS_TOTAL = re.compile(
    rf"(?:total|overall|entire|whole|treatment|session|visit|tx|face[ -]to[ -]face) {_TIME}{_IS}(\d{{1,3}})\b|"
    rf"\btotal(?: treatment| session| visit| therapy)?{_IS}(\d{{1,3}}) ?{_MIN}"
)
_TOTAL_AFTER = re.compile(
    rf"\b(\d{{1,3}})[ -]?{_MIN} ?(?:of |in )?(?:total\b|altogether|session|in all|overall|treatment session|visit)"
)
_TIMED_WORDS = ("timed", "direct", "one on one", "one-on-one", "1:1", "1-on-1", "billable")
_TOTAL_WORDS = ("total", "duration", "time", "session", "altogether", "in all", "overall", "minutes", "mins", "visit")

# "time in 9:00, time out 9:45", "9:00 - 9:45 am".
_CLOCK = r"(\d{1,2}):(\d{2}) ?(?:[ap]\.?m\.?)?"
_UNTIL = r"(?:-|\u2013|\u2014|to|until|(?:time )?(?:out|stop(?:ped)?|end(?:ed)?|finish(?:ed)?)) ?:? ?(?:at )?"
_FROM_TO = re.compile(rf"{_CLOCK}[ ,;-]*{_UNTIL}{_CLOCK}")
_NO_MINUTES = r"(?! ?(?:\d|reps?|sets?|times|sec|/|x|ft|feet|lb|%|wk|week|visit|day))"
_SERVICE_MINUTES = re.compile(rf"(?<![\d.:/])(\d{{1,3}}) ?-?{_MIN}|\bx ?(\d{{1,3}})\b{_NO_MINUTES}")

_MEASURED = re.compile(
    r"(?<![\d.])\d{1,4}(?:\.\d{1,2})?[+-]? ?(?:"
    r"(?P<degrees>\u00b0|\u00ba|deg(?:rees?|s)?\b)|(?P<strength>/ ?5\b)|(?P<pain>/ ?10\b)|"
    r"(?P<score>/ ?(?:28|24|30|56|80|100|50)\b)|"
    r"(?P<rate>m/s\b)|(?P<distance>(?:feet|ft|meters|metres|m|yards|yd)\b)|(?P<girth>cm\b)|(?P<weight>(?:(?:lbs?|pounds|kg)\b|#))|"
    r"(?P<steps>(?:steps|stairs)\b)|(?P<seconds>(?:s|sec|secs|seconds)\b)|(?P<percent>%))"
)
_TESTS = frozenset(
    {
        *(
            "berg",
            "bbs",
            "tinetti",
            "poma",
            "lefs",
            "dash",
            "quickdash",
            "odi",
            "oswestry",
            "ndi",
            "koos",
            "psfs",
            "fga",
        ),
        *("dgi", "abc", "fim", "ampac", "spadi", "faam", "moca", "tug", "sts", "foto", "vas", "nprs", "promis", "sane"),
    }
)
_PAIN = re.compile(r"\bpain(?: level| score| rating)?\W{1,3}\d{1,2}\b(?! ?(?:/|min|rep|sec|day))")
_RESULT = re.compile(r"[^.;\n]{0,30}?\d{1,3}(?:\.\d)?(?: ?/ ?\d{1,3}| ?%| ?s\b| ?sec\w*)?")
_HELP = re.compile(
    r"\b(?:min|mod|max|minimal|moderate|maximal|contact guard|stand[ -]?by) (?:a\b|assist)|"
    r"\bcga\b|\bsba\b|\bmod(?:ified)? i"
)


def timed_minutes(text: str) -> Figure | None:
    """The total of timed minutes, where the note says one."""
    return _first(text, _TIMED_WORDS, (_SAYS_TIMED, _TIMED_AFTER))


def total_minutes(text: str) -> Figure | None:
    """The whole treatment time, where the note says it, or a time it began and one it ended."""
    return _first(text, _TOTAL_WORDS, (_SAYS_TOTAL, _TOTAL_AFTER)) or _between_times(text)


def _first(text: str, words: tuple[str, ...], patterns: tuple[re.Pattern[str], ...]) -> Figure | None:
    """The first figure of a pattern in the lines that hold one of the words."""
    if not any(word in text for word in words):
        return None
    at = 0
    for line in text.splitlines(keepends=True):
        if any(word in line for word in words):
            for pattern in patterns:
                match = pattern.search(line)
                if match:
                    number = next(group for group in match.groups() if group)
                    return Figure(int(number), at + match.start(), at + match.end())
        at += len(line)
    return None


def _between_times(text: str) -> Figure | None:
    match = _FROM_TO.search(text)
    if match is None:
        return None
    begin, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    length = (end - begin) % 720  # a twelve-hour clock goes from 12 to 1
    return Figure(length, match.start(), match.end()) if 0 < length <= 300 else None


def service_minutes(text: str) -> Iterator[Figure]:
    """Every number of minutes of the text, as it may stand beside a service."""
    for match in _SERVICE_MINUTES.finditer(text):
        yield Figure(int(match[1] or match[2]), match.start(), match.end())


def find_measures(text: str, words: Iterable[Word]) -> tuple[Measure, ...]:
    """Everything measured that the text states, in order: with a unit, as the result of a test, as help needed."""
    found = [_measure(match.lastgroup or "", match) for match in _MEASURED.finditer(text)]
    for word in words:
        if word.text in _TESTS:
            match = _RESULT.match(text, word.end)
            if match:
                found.append(Measure("test", f"{word.text} {_plain(match.group())}", word.start, match.end()))
    found += [_measure("pain", match) for match in _PAIN.finditer(text)]
    found += [_measure("help", match) for match in _HELP.finditer(text)]
    return tuple(sorted(found, key=lambda one: one.start))


def _measure(kind: str, match: re.Match[str]) -> Measure:
    return Measure(kind, _plain(match.group()), match.start(), match.end())


def _plain(text: str) -> str:
    return " ".join(text.split())
