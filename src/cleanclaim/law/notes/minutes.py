"""The minutes a note states: those of timed services together, the whole time, and durations of every form.

    Timed: 38 min    TTCM=30    53 timed; 60 total    Total tx time 1 hr 5 min    Tx time 0:45    Time in 0905 out 0955

A number counts where a label stands before or behind it. Rest, a hold and the home program are no treatment.
All texts here are plain (plain.py).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import Word, alternatives, number_starts, word_list
from cleanclaim.law.notes.sentences import Sentence, sentence_at


class Figure(NamedTuple):
    """A number of minutes; the span of text that states it, and where in it the number stands."""

    minutes: int
    start: int
    end: int
    number: tuple[int, int]


def _any(key: str) -> str:
    return f"(?:{alternatives('minutes', key)})"


UNIT = rf"(?:{_any('minute_units')}\b\.?|m(?:ns?)?\b|'(?![\d']))"
HOUR = rf"{_any('hour_units')}\b\.?"
_NO_RANGE = r"(?<!\d)(?<!\d[.:/])(?<!\b\d-)(?<!\b\d\d-)(?<!\b\d - )(?<!\b\d\d - )(?<!\d to )"
"""Not the second number of a range: `15-20 min` states no minutes. That of `97110-15` is none."""
LENGTH = (
    rf"(?:(?P<decimal>\d)[.](?P<tenths>\d\d?) ?{HOUR}|(?P<half>1/2) ?{HOUR}|"
    rf"(?P<hours>\d) ?{_any('hour_units')}\.?(?: ?(?:and )?(?P<rest>\d{{1,2}}) ?{UNIT}?)?(?![a-z])|"
    rf"(?P<clock>\d):(?P<past>[0-5]\d)(?![\d:])|{_NO_RANGE}(?P<minutes>\d{{1,3}})(?P<unit> ?-? ?{UNIT})?)"
)
_NO_MINUTES = rf"(?!\d|[.:/-]\d| ?(?:%|x ?\d|#|\u00b0|of \d|/ ?\d|(?:{alternatives('minutes', 'not_minutes')})\b))"
_UNITS_FIRST = r"(?:\d{1,2} ?(?:units?|u)\b ?[,/(=|-]? ?)?"
_LEADER = r"[ \t:=|_~)>-]|\.(?= ?\.)|(?<=\.)\.|(?<=\. )\.|(?<=\bmin)\.|(?<=\bmins)\.|(?<=\btot)\."
"""A dot is a leader among dots, or ends an abbreviation; else it ends a sentence."""
_GAP = rf"(?: ?\([^)\n\d]{{0,40}}\))?(?:{_LEADER}){{0,60}}(?:,(?=\d))?(?:\n[ \t]*)?(?:x )?(?:\()?"
_FILLERS = rf"(?:[ /]\(?(?:{alternatives('minutes', 'fillers')})\b)*"
_SAYS_TIMED = late_pattern(
    rf"\b(?:(?:{alternatives('minutes', 'timed')})\b{_FILLERS}|t(?= ?:? ?\d{{1,3}} ?/ ?ttt)){_GAP}"
    rf"{_UNITS_FIRST}{LENGTH}(?:{_NO_MINUTES}|(?= ?/ ?ttt))"
)
_TIMED_BEHIND = late_pattern(
    rf"(?<!on )(?<!on-){LENGTH} ?(?:{_any('before_timed')} )*"
    rf"(?:{_any('behind_timed')}|(?<![\d:])1:1(?![\d:]))(?= ?(?:[.,;:()\n/|=+&]|$|-|\d|{_any('after_timed')}\b))"
)
_UNITS_AND_TIME = late_pattern(rf"(?:total ?:? ?)?\d{{1,2}} ?(?:units?|u) ?[,/(=-]? ?{LENGTH}")
_AND = r" ?(?:/|and|&) ?"
_BOTH = late_pattern(
    rf"\b(?P<timed>\d{{1,3}}) ?/ ?(?P<total>\d{{1,3}}) ?{UNIT}? ?\(? ?timed{_AND}tot|"
    rf"\b(?P<one>\d{{1,3}}) ?(?:m|mins?|minutes)? ?timed(?:,? (?:and )?|{_AND})"
    rf"(?P<other>\d{{1,3}}) ?(?:m|mins?|minutes)? ?tot(?:al)?\b(?! ?:? ?\d)|"
    rf"\btimed{_AND}tot(?:al)?(?: min(?:ute)?s?)? ?[:=]? ?(?P<too>\d{{1,3}}){_AND}(?P<total_too>\d{{1,3}})\b"
)
_PAIR = late_pattern(rf"(?P<timed>\d{{1,3}}) ?/ ?(?P<total>\d{{1,3}}) ?{UNIT}(?=[.,;)\n]| *$)")
"""Both at once: `38/45 (timed/total)`, `38 timed 45 total`, `38/38 min`."""
_SAYS_TOTAL = late_pattern(
    rf"\b(?P<label>(?:{alternatives('minutes', 'total')})\b{_FILLERS}){_GAP}{_UNITS_FIRST}{LENGTH}{_NO_MINUTES}"
)
_TOTAL_BEHIND = late_pattern(
    rf"{LENGTH}[ -]?(?:of |in |for )?(?P<word>{_any('behind_total')}\b|combined\b|(?<!\d )together\b|"
    rf"w(?:ith|/) (?:the )?{_any('with_whom')}(?=[.,;)\n]|$| today)|"
    rf"(?:{_any('treatment_kinds')} )*{_any('treatments')}\b)"
    rf"(?! ?(?:of (?!treatment|therapy|care|which)|{_any('no_total_behind')}\b))"
)
_SEEN_FOR = late_pattern(
    rf"\b(?:{_any('seen')}\b[^.;\n\d]{{0,25}}\b"
    rf"(?:for|x|lasting|lasted)(?: an?| about)?|{_any('seen_short')}\b) ?{LENGTH}"
)
_ALONE = late_pattern(rf"\s*[-*;(]?\s*{LENGTH}[ )]*(?:in (?:the )?{_any('places')}\b[^.;\n]{{0,25}}|today)?[.;\s]*")
_TIME = r"(\d{1,2})(?::| ?h ?)?([0-5]\d)(?!\d) ?(?:[ap]\.?m?\b\.?)?"
_CLOCKS = late_pattern(
    rf"(?<![\d:/.$-])(?:{_TIME})[\s,;/|]*(?:-|{_any('clock_between')}\b|/|;|,|\||\n|(?=[a-z]))\s*"
    rf"(?P<out>(?:time |session )?{_any('clock_out')}(?: time)?)?[\s:=@]*(?:at )?{_TIME}"
)
_SPEAKS = word_list("minutes", "clock_speaks")
_SPOKEN = late_pattern(
    r"(?P<h>1[0-2]|[1-9])(?:[: ](?P<m>[0-5]\d))?(?P<o> o'clock| ?[ap]m)? ?(?:to|until|till|and|-) ?"
    r"(?P<hh>1[0-2]|[1-9])(?:[: ](?P<mm>[0-5]\d))?(?P<oo> o'clock| ?[ap]m)?"
    rf"(?![\d/.:%]| ?{_any('no_clock')})"
)
"""Times of day as they are spoken: `from 9 o'clock to 9 45`."""
_BETWEEN = late_pattern(r"\bbetween ?(?:the hours of )?$")
_CLOCK_IN = late_pattern(rf"\b{_any('clock_in')}[\s:=@|]*(?:at )?$")
_NOT_SESSION = late_pattern(rf"\b(?:{alternatives('minutes', 'not_session')})\b")
_LEADS = late_pattern(r"[)\]]?[ \t]?(?:[-:|] ?|of (?:the )?)?(?:\(?)")
_ENDS_LENGTH = late_pattern(rf"\d ?(?:{UNIT})? ?$")
_JOINS = late_pattern(r" ?(?:/|&|\+|and|,|, and) ?")
_SESSION_BARE = late_pattern(rf"\b{_any('treatments')}:? {LENGTH}(?=[.;,)\n]|$)")
_SURE = late_pattern(rf"\b(?:{alternatives('minutes', 'sure')})\b|\b(?:time|min|mins|minutes|lasted)\b")
_TIME_WORD = late_pattern(rf"\b{_any('time_words')}\b")
_MAY_PRECEDE = late_pattern(rf"(?:^ *|[^a-z ] *|\b(?:{alternatives('minutes', 'may_precede')}) )$")
LEAST, MOST = 5, 300
"""Minutes that a whole treatment may last; what is outside was something else."""


_NEAR = 60
"""Letters before a length within which a service named takes it for its own."""
_BEHIND_TIMED = (*word_list("minutes", "behind_timed"), "1:1", "on 1", "on-1")
_BEHIND_TOTAL = (*word_list("minutes", "behind_total"), *word_list("minutes", "treatments"))
_BEHIND_TOTAL += ("together", "combined", "to-face", "with ", "w/ ")
_FIRST_TIMED = frozenset(re.split("[ :-]", one)[0] for one in word_list("minutes", "timed")) | {"t"}
_FIRST_TOTAL = frozenset(re.split("[ :-]", one)[0] for one in word_list("minutes", "total"))


class TextOfMinutes(NamedTuple):
    """What the grammars look at: the plain text, its sentences, and where services are named."""

    text: str
    sentences: list[Sentence]
    services: Sequence[tuple[int, int]]
    words: Sequence[Word]

    def matches_at(self, pattern: re.Pattern[str], first: frozenset[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern that begins with one of some words, one behind the other."""
        end = 0
        for word in self.words:
            if word.text in first and word.start >= end:
                match = pattern.match(self.text, word.start)
                if match:
                    end = match.end()
                    yield match

    def matches_at_numbers(self, pattern: re.Pattern[str], needs: tuple[str, ...]) -> Iterator[re.Match[str]]:
        """The matches of a pattern that begins with a number, where one of some words is there at all."""
        if any(word in self.text for word in needs):
            for start in number_starts(self.text):
                match = pattern.match(self.text, start)
                if match:
                    yield match

    def clause_before(self, place: int) -> str:
        """What stands before a place in its sentence, from the last comma or bracket on."""
        start = self.sentences[sentence_at(self.sentences, place)].start
        return re.split(r"[,()]", self.text[start:place])[-1]

    def names_service(self, start: int, end: int) -> bool:
        """Whether a service is named between two places."""
        return any(start <= one[0] < end for one in self.services)

    def section(self, place: int) -> str | None:
        """The section a place stands in."""
        return self.sentences[sentence_at(self.sentences, place)].section


def length_of(match: re.Match[str]) -> int:
    """The minutes that a match of a length states."""
    found = match.groupdict()
    if found["decimal"]:
        return 60 * int(found["decimal"]) + (60 * int(found["tenths"].ljust(2, "0")) + 50) // 100
    if found["half"]:
        return 30
    if found["hours"]:
        return 60 * int(found["hours"]) + int(found["rest"] or 0)
    if found["clock"]:
        return 60 * int(found["clock"]) + int(found["past"])
    return int(found["minutes"])


def _figure(match: re.Match[str]) -> Figure:
    groups = ("decimal", "half", "hours", "clock", "minutes")
    start = next(match.start(name) for name in groups if match[name])
    ends = [match.end(name) for name in ("tenths", "half", "rest", "hours", "past", "minutes") if match[name]]
    return Figure(length_of(match), match.start(), match.end(), (start, max(ends)))


def _has_unit(match: re.Match[str]) -> bool:
    found = match.groupdict()
    return bool(found["unit"] or found["decimal"] or found["half"] or found["hours"])


def _both(note: TextOfMinutes) -> tuple[Figure, Figure] | None:
    """The timed minutes and the whole time where they are said at once."""
    match = _BOTH.search(note.text) if "timed" in note.text else None
    match = match or next(_pairs(note), None)
    if match is None:
        return None
    groups = [name for name in ("timed", "total", "one", "other", "too", "total_too") if match.groupdict().get(name)]
    timed, total = (Figure(int(match[name]), match.start(), match.end(), match.span(name)) for name in groups)
    return timed, total


def _pairs(note: TextOfMinutes) -> Iterator[re.Match[str]]:
    """Two lengths that are a part by themselves: `38/38 min`; two that differ only as a whole sentence."""
    for match in note.matches_at_numbers(_PAIR, ("/",)):
        sentence = note.sentences[sentence_at(note.sentences, match.start())]
        alone = not note.text[sentence.body : match.start()].strip() and (
            not note.text[match.end() : sentence.end].strip(" .\n;")
        )
        timed, total = int(match["timed"]), int(match["total"])
        ordered = LEAST <= timed <= total <= MOST and (alone or timed == total)
        if ordered and not note.clause_before(match.start()).strip():
            yield match


def find_timed(note: TextOfMinutes) -> Figure | None:
    """The total of timed minutes, where the note says one."""
    both = _both(note)
    if both:
        return both[0]
    for match in note.matches_at(_SAYS_TIMED, _FIRST_TIMED):
        if not _is_untimed(note.text, match.start()) and not note.text[: match.start()].endswith(("un", "un-")):
            return _figure(match)
    for match in note.matches_at_numbers(_TIMED_BEHIND, _BEHIND_TIMED):
        before = note.clause_before(match.start())
        if not match["clock"] and not note.names_service(match.start() - len(before), match.start()):
            return _figure(match)
    for one in note.sentences:
        counted = _UNITS_AND_TIME.match(note.text, one.body, one.end)
        if counted and _has_unit(counted):
            return _figure(counted)
    return None


def _is_untimed(text: str, place: int) -> bool:
    return re.search(r"(?:un|non)[ -]?(?:billable )?$", text[max(0, place - 14) : place]) is not None


def find_total(note: TextOfMinutes, timed: Figure | None) -> Figure | None:
    """The whole treatment time, where the note says it, or the time it began and the one it ended."""
    both = _both(note)
    if both:
        return both[1]
    labeled = [figure for figure in _labeled_totals(note) if not _overlap(figure, timed)]
    if labeled:
        return max(labeled, key=lambda figure: figure.minutes)
    if timed:
        bare = _SESSION_BARE.search(note.text)
        if bare and not _overlap(_figure(bare), timed) and length_of(bare) >= timed.minutes:
            return _figure(bare)
    alone = _alone(note)  # below the timed minutes, a length alone is that of a service
    for figures in (_totals_behind(note), _seen_for(note), alone, _between_clocks(note)):
        least = timed.minutes if timed and figures is alone else LEAST
        found = [figure for figure in figures if least <= figure.minutes <= MOST and not _overlap(figure, timed)]
        if found:
            return max(found, key=lambda figure: figure.minutes)
    return None


def _overlap(figure: Figure, other: Figure | None) -> bool:
    return other is not None and figure.number[0] < other.number[1] and other.number[0] < figure.number[1]


def _labeled_totals(note: TextOfMinutes) -> Iterator[Figure]:
    for match in note.matches_at(_SAYS_TOTAL, _FIRST_TOTAL):
        before = note.clause_before(match.start())
        sure = _SURE.search(match["label"]) is not None
        named = note.text[match.start() - 12 : match.start()]
        if (
            (not sure and not (_has_unit(match) and _MAY_PRECEDE.search(before)))
            or _is_untimed(note.text, match.start())
            or "timed " in named[-7:]
            or (not _TIME_WORD.search(match["label"]) and _NOT_SESSION.search(" ".join(before.split()[-3:])))
            or any(_is_named_by(note, span, match.start()) for span in note.services)
            or (_leads_service(note, match.end()) and (not sure or _ENDS_LENGTH.search(before)))
            or note.section(match.start()) == "home"
            or not LEAST <= length_of(match) <= MOST
        ):
            continue
        yield _figure(match)


def _is_named_by(note: TextOfMinutes, service: tuple[int, int], label: int) -> bool:
    """Whether a label is a part of a service's name, or behind it: `speech therapy 30 min`, not `TE/MT total 40`."""
    start, end = service
    behind = end <= label and not note.text[end:label].strip(" :-")
    return start <= label < end or (
        behind and not any(_JOINS.fullmatch(note.text, one[1], start) for one in note.services if one[1] <= start)
    )


def _leads_service(note: TextOfMinutes, end: int) -> bool:
    """Whether a length that ends there stands right before a service: `Treatment: 15 min ther ex, 10 min manual`."""
    return any(_LEADS.fullmatch(note.text, end, start) for start, _end in note.services if start >= end)


def _totals_behind(note: TextOfMinutes) -> Iterator[Figure]:
    for match in note.matches_at_numbers(_TOTAL_BEHIND, _BEHIND_TOTAL):
        before = note.clause_before(match.start())
        if match["clock"] or not (_has_unit(match) or match["word"].startswith(word_list("minutes", "sure_behind"))):
            continue
        near = 0 if match["word"] == "combined" else min(len(before), _NEAR)
        if note.names_service(match.start() - near, match.start()) or _NOT_SESSION.search(
            " ".join(before.split()[-2:])
        ):
            continue
        if note.section(match.start()) not in {"home", "goals"}:
            yield _figure(match)


def _seen_for(note: TextOfMinutes) -> Iterator[Figure]:
    for match in _SEEN_FOR.finditer(note.text):
        if _has_unit(match) and not note.names_service(match.end(), match.end() + 5):
            yield _figure(match)


def _alone(note: TextOfMinutes) -> list[Figure]:
    """A sentence that is nothing but a length, where there is one such sentence."""
    found = [
        _figure(match)
        for one in note.sentences
        if (match := _ALONE.fullmatch(note.text, one.body, one.end)) and _has_unit(match)
    ]
    return found if len(found) == 1 else []


@lru_cache(maxsize=8)
def clock_times(text: str) -> tuple[tuple[Figure, bool], ...]:
    """Every pair of times, with whether words like in and out say what they are."""
    return tuple(_clock_times(text))


def _clock_times(text: str) -> Iterator[tuple[Figure, bool]]:
    end = 0
    for start in number_starts(text):
        match = _CLOCKS.match(text, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        began, ended = int(match[1]) * 60 + int(match[2]), int(match[4]) * 60 + int(match[5])
        length = (ended - began) % 720  # a twelve-hour clock goes from 12 to 1
        labeled = (
            match["out"] is not None or _CLOCK_IN.search(text, max(0, match.start() - 20), match.start()) is not None
        )
        if " and " in match.group() and not (
            match["out"] or _BETWEEN.search(text, max(0, match.start() - 12), match.start())
        ):
            continue
        written = ":" in match.group() or (len(match[1]) == 2 and len(match[4]) == 2)
        if int(match[1]) < 24 and int(match[4]) < 24 and written and LEAST < length <= MOST:
            yield Figure(length, match.start(), match.end(), match.span()), labeled


def _spoken_clocks(text: str) -> Iterator[Figure]:
    led = (start for start in number_starts(text) if text.endswith(_SPEAKS, 0, start))
    for match in filter(None, (_SPOKEN.match(text, start) for start in led)):
        if match["m"] or match["mm"] or match["o"] or match["oo"]:
            begin, end = (60 * int(match[h]) + int(match[m] or 0) for h, m in (("h", "m"), ("hh", "mm")))
            if LEAST < (end - begin) % 720 <= MOST:
                yield Figure((end - begin) % 720, match.start(), match.end(), match.span())


def _between_clocks(note: TextOfMinutes) -> Iterator[Figure]:
    for figure, labeled in clock_times(note.text):
        before = note.clause_before(figure.start)
        named = note.names_service(figure.start - len(before), figure.start)
        if not _NOT_SESSION.search(before) and (labeled or not named):
            yield figure
    for figure in _spoken_clocks(note.text):
        if not _NOT_SESSION.search(note.clause_before(figure.start)):
            yield figure
