"""What a note measures of the patient: range, strength, pain, distance, time, scores, help needed.

    AROM R knee 4-112   hip abd MMT 4-/5   pain 3/10   TUG 13.5 s   150 ft with RW   min A   PIP ext lag 25, was 32

What is done to the patient is no measure: 70 lb, 3x10, a hold of 30 s, a lunge over 20 ft. Nor are pulse and blood
pressure. All texts here are plain (plain.py).
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import PhraseMatch, alternatives, number_starts


class MeasuredPlace(Struct, frozen=True):
    """Something measured: its kind (`degrees`, `strength`, ...) and where it stands in the plain text."""

    kind: str
    start: int
    end: int


def _words(key: str) -> str:
    return f"(?:{alternatives('measures', key)})"


_ALONE = r"(?<![\d.])"
_NUMBER = r"\d{1,3}(?:\.\d)?"
_RANGE = rf"-?{_NUMBER}(?: ?(?:-|to) ?-?{_NUMBER})?"
_NO_DOSE = rf"(?![\d.]\d|\d| ?(?:x|{_words('doses')}|/ ?wk)(?![a-z])| ?(?:#|'|x ?\d|/\d{{1,2}}/|of \d))"
_UNITS = late_pattern(
    rf"{_ALONE}{_RANGE} ?(?P<degrees>\u00b0|deg(?:rees?|s)?\b)(?! ?(?:incline|angle of|f\b|c\b))|"
    rf"(?<![\d./-])(?<!\b[clst])(?P<strength>[0-5](?:\.5)?[+-]? ?/ ?5)(?![\d/]| ?{_words('no_strength')}\b)|"
    rf"(?<![\d./])(?P<pain>{_NUMBER}(?: ?(?:-|to) ?\d{{1,2}})? ?(?:/ ?|out of )10)(?![\d/]| ?{_words('no_score')}\b)|"
    rf"(?P<rate>\d(?:\.\d+)? ?(?:m/s|m/sec|ft/s))\b|"
    rf"{_ALONE}(?P<girth>{_NUMBER} ?(?:cm|mm|ml|microvolts?|uv)\b)(?! ?{_words('heights')}\b)|"
    rf"(?<![\d./])(?P<accuracy>\d{{1,3}} ?% ?(?:of (?:the )?)?{_words('correct')})"
)
_LEVEL = late_pattern(r"\bto [tl] ?-?\d{1,2}\b|\bfinger ?tips?\b[^.;\n]{0,25}\d+ ?(?:cm|in\b|inch\w*)")
_SHARE = late_pattern(rf"\b{_words('shares')}\b[^.;\n\d]{{0,20}}\d{{1,3}} ?%(?! ?(?:cue|vc))")
_RATIO = late_pattern(
    r"(?<![\d./:-])(?P<part>\d{1,3})(?: ?/ ?| of (?:the )?| out of )(?P<whole>\d{1,3})"
    rf"(?![\d/]| ?{_words('no_score')}\b)"
)
_COUNTED = late_pattern(_words("counted"))
_ERRORS = late_pattern(
    rf"\bnamed \d{{1,2}}\b|"
    rf"\b{_words('errors')}\b[^.;\n\d]{{0,15}}\d{{1,2}} ?(?:x ?)?(?:a|per|/) ?(?:day|night|wk|week)"
)
_ERRORS_OF = late_pattern(rf"\b\d{{1,2}} {_words('errors')}\b(?! ?x) (?:in|of|out of|on|/|a|per) ?\w+")
_SIDE = r"(?:l|r|left|right):? ?"
_IN_SECONDS = late_pattern(r"\bx ?\d{1,2} in \d{1,3}(?:\.\d)? ?s(?:ec\w*)?\b")
_SIDES = late_pattern(rf"\b{_SIDE}{_NUMBER} ?(?:,|/|;|vs\.?|and)? ?{_SIDE}{_NUMBER}\b(?! ?(?:reps|sets|x\b))")
_WORST = late_pattern(rf"\b{_words('pain_when')}\b ?:? ?\d{{1,2}}\b[^.\n]{{0,25}}\b(?:worst|best|0-10)\b")
_FROM_TO = late_pattern(
    r"\b(?:stayed at|went from an?|down to an?|from an?) \d{1,2}\b(?: to an? \d{1,2}\b)?"
    r"(?! ?(?:lb|#|sets|reps|min|sec|in\b|inch|yellow|red|to \d+ lb))"
)
_COMPARED = late_pattern(
    rf"(?<![\dx./])\d{{1,4}}(?:\.\d)? ?(?:\u00b0|deg\w*|sec\w*|s\b|cm|ft|feet|%|min\w*)?[ ,(]{{1,3}}"
    rf"{_words('before')}[ :=]{{1,2}}"
    r"-?\d{1,4}(?!\d)(?! ?(?:lb|#|kg|sets?|reps?|x\b|mph|min\b|/ ?\d|to \d+ (?:lb|reps|min)))"
)
_FAR = r"\d{2,4}(?:\.\d)? ?(?:feet\b|ft\b|foot\b|m\b|meters?\b|yards?\b|yds?\b|'(?!'))"
_AFTER_WALK = late_pattern(rf"[^.;\n]{{0,60}}?{_ALONE}{_FAR}(?! ?(?:lunge|carr|x \d+ lb))")
_WITH_HELP = late_pattern(rf"{_ALONE}{_FAR}(?: ?x ?\d)?[^.;\n]{{0,25}}\b(?:{alternatives('strokes', 'help')})\b")
_NO_WALK = late_pattern(rf"\b{_words('no_walk')}\b|\bwith \d+ ?(?:#|lb)")
_AFTER_MOVEMENT = late_pattern(
    rf"(?: ?(?:{_words('between')}|[=:|~@+(),/-]|[a-z]{{2,9}}(?= \d))){{0,5}}[ \t]*(?<!\bx )(?<!\d )"
    rf"(?P<number>{_RANGE}){_NO_DOSE}"
)
_NOT_BETWEEN = late_pattern(rf"\b{_words('not_between')}\b")
_AFTER_STRENGTH = late_pattern(
    r"[^.;\n\d]{0,25}?[0-5][+-](?!\d|\.\d| ?(?:x|lb|#|min|reps|sets|sec|/ ?\d{2}|%|days|times|of\b))"
)
_AFTER_TEST = late_pattern(
    rf"(?![^.;\n\d]{{0,24}}\b{_words('not_yet')}\b)[^.;\n\d]{{0,30}}?(?<![\dx])-?\d{{1,4}}(?:\.\d{{1,2}})?[+-]?"
    r"(?: ?/ ?\d{1,3}(?!/)| ?%| ?(?:sec\w*|s|ft|feet|lbs?|kg|m|cm)\b| ?#)?"
    r"(?! ?(?:x\b|x ?\d|reps|sets|/\d{1,2}/|weeks?|wks?|visits?))"
)
_AFTER_SORE = late_pattern(
    rf"(?:[ \t]?(?:{_words('sore_between')}|with \w+|in \w+|[=:|\t(-]|,(?=\d))){{0,5}} ?(?P<number>\d{{1,2}})(?:\.\d)?"
    rf"(?!\d|\.\d| ?(?:{_words('no_pain')}|x\b|%|/ ?(?!10)\d|#))"
)
_AFTER_POSTURE = late_pattern(
    r"(?:(?! and | then |, | - )[^.;\n]){0,40}?(?<![\dx./])(?<!\bx )\d{1,3}(?:\.\d+)? ?(?:s|sec\w*|min\w*)\b"
    r"(?! ?(?:x\b|x ?\d|rest|each|ea\b|per|hold|of (?:exercise|therap|manual|treatment)))"
)
_NO_POSTURE = late_pattern(rf"\b{_words('no_posture')}\b|\b\d ?x ?\d+\b|\bx ?\d+\b|\bfor (?=\d+ min)")
_LIFTED = late_pattern(rf"{_ALONE}\d{{1,3}} ?(?:#|lbs?|kg) ?\(?(?:occ|freq|constant|max)\w*")
_LASTS = late_pattern(
    r"\b(?:now|tolerance|tol|up to|lasts?|limit) ?:?=? ?\d{1,3}(?:\.\d)? ?(?:hours?|hrs?|h|min\w*|m|blocks?|"
    r"miles?|mi|steps|stairs|flights?)"
    r" ?\(?,? ?(?:vs\.?|was|from|instead of|up from|compared (?:to|with)|at eval|initially|previously) ?\d"
)
_LED_BY_DOSE = late_pattern(
    r"\b(?:off|opened|tilted|angled|reclined|inclined|incline|block|blocked|wedge|locked|table|bed|hob|ramp|"
    r"open(?:ed)? up|closed)(?: \w+)?(?: (?:by|to))? $"
)
_LED_BY_DAY = late_pattern(r"\b(?:visit|appt|seen|md|dos|since|until|f/u|from|thru) $")
_COUNTED_BEFORE = late_pattern(r"\d ?-?$")
_BEHIND = {
    "movement": ("degrees", _AFTER_MOVEMENT),
    "strength_of": ("strength", _AFTER_STRENGTH),
    "test": ("test", _AFTER_TEST),
    "sore": ("pain", _AFTER_SORE),
    "walk": ("distance", _AFTER_WALK),
    "posture": ("seconds", _AFTER_POSTURE),
}
"""What stands behind a phrase of each name, and the kind of measure both make."""
_ANYWHERE = (
    (_ERRORS, "count", ("leak", "void", "pad", "fall", "lob", "named", "cough", "episode", "error")),
    (_FROM_TO, "pain", ("stayed at", "went from", "down to", "from a")),
    (_WORST, "pain", ("worst", "best", "0-10")),
    (_SIDES, "count", (" l ", " r ", "left", "right", "l:", "r:")),
    (_IN_SECONDS, "seconds", (" in ",)),
    (_LIFTED, "capacity", (" occ", " freq", " const", " max", "(occ", "(freq", "(max")),
    (_LASTS, "tolerance", ("now ", "tol", "up to", "last", "limit")),
    (_LEVEL, "level", ("to t", "to l", "finger")),
    (_SHARE, "percent", ("%",)),
)
"""What is measured without a phrase of ours or a number before it, with words one of which has to be there."""


def find_measures(text: str, found: Iterable[PhraseMatch]) -> list[MeasuredPlace]:
    """Everything measured that the text states, in order, each place once."""
    places = sorted({*_by_unit(text), *_by_name(text, found)}, key=lambda one: (one.start, -one.end))
    apart: list[MeasuredPlace] = []
    for place in places:
        if not apart or place.start >= apart[-1].end:
            apart.append(place)
    return apart


def _by_unit(text: str) -> Iterator[MeasuredPlace]:
    for at in number_starts(text):
        start = at - 1 if at and text[at - 1] == "-" else at
        unit = _UNITS.match(text, start) or (_UNITS.match(text, at) if start < at else None)
        if unit and not _is_set(text, unit):
            yield MeasuredPlace(unit.lastgroup or "", unit.start(), unit.end())
        ratio = _RATIO.match(text, at)
        if ratio and _is_ratio(text, ratio):
            yield MeasuredPlace("score", ratio.start(), ratio.end())
        walked = _WITH_HELP.match(text, at)
        if walked and not _NO_WALK.search(text, max(0, at - 30), walked.end()):
            yield MeasuredPlace("distance", at, walked.end())
        for pattern, kind in ((_ERRORS_OF, "count"), (_COMPARED, "compared")):
            match = pattern.match(text, at)
            if match:
                yield MeasuredPlace(kind, match.start(), match.end())
    for pattern, kind, words in _ANYWHERE:
        if any(word in text for word in words):
            for match in pattern.finditer(text):
                yield MeasuredPlace(kind, match.start(), match.end())


def _is_set(text: str, unit: re.Match[str]) -> bool:
    """Whether what has a unit is a setting or a date: `backed off 10 degrees`, `2/10: TE 28`."""
    if unit["degrees"]:
        return _LED_BY_DOSE.search(text, max(0, unit.start() - 25), unit.start()) is not None
    if _LED_BY_DAY.search(text, max(0, unit.start() - 12), unit.start()):
        return unit["strength"] is not None
    line = text.rfind("\n", 0, unit.start()) + 1
    if not (unit["strength"] or unit["pain"]):
        return False
    opens = not text[line : unit.start()].strip() and text[unit.end() : unit.end() + 1] in {":", "\t", "|"}
    return opens or text.startswith(("date", "dos"), line)


def _is_ratio(text: str, match: re.Match[str]) -> bool:
    """Whether a part of a whole counts something: large enough to be no date, or beside words of what is counted."""
    part, whole = int(match["part"]), int(match["whole"])
    near = text[max(0, match.start() - 35) : match.end() + 30]
    return 1 < whole >= part and ((part > 12 and whole >= 10) or _COUNTED.search(near) is not None)


def _by_name(text: str, found: Iterable[PhraseMatch]) -> Iterator[MeasuredPlace]:
    for one in found:
        if one.name == "help" and not _COUNTED_BEFORE.search(text, max(0, one.start - 3), one.start):
            yield MeasuredPlace("help", one.start, one.end)
        elif one.name in _BEHIND:
            kind, pattern = _BEHIND[one.name]
            match = pattern.match(text, one.end)
            if match and not _is_dose(text, one, match):
                yield MeasuredPlace(kind, one.start, match.end())


def _is_dose(text: str, one: PhraseMatch, behind: re.Match[str]) -> bool:
    """Whether the number behind a phrase is what was done, not what was found."""
    if one.name == "movement":
        return _NOT_BETWEEN.search(text, one.end, behind.start("number")) is not None
    if one.name == "walk":
        return _NO_WALK.search(text, max(0, one.start - 20), behind.end()) is not None
    if one.name == "posture":
        return _NO_POSTURE.search(text, max(0, one.start - 12), behind.end() + 8) is not None
    return False
