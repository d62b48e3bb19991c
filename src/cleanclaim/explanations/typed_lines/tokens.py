"""A typed line cut into tokens: codes, minutes, times, modifiers, words, marks between blocks, and what is refused.

    97110-59 23 pta, manual 10:30-10:45
    code     minutes
         modifier   word    mark  word  span

Nothing of the line is passed over: what fits no pattern is a token of the kind `unknown`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from string import digits
from typing import Literal

from msgspec import Struct

from cleanclaim.explanations.typed_lines.clock import (
    HOUR,
    is_afternoon_assumed,
    read_time_of_day,
    write_time_of_day,
)
from cleanclaim.explanations.typed_lines.vocabulary import is_modifier, plain, vocabulary
from cleanclaim.late_patterns import late_pattern
from cleanclaim.reference.modifiers import modifiers

Kind = Literal[
    "code", "minutes", "number", "clock", "span", "modifier", "word", "heading", "total", "dose", "mark", "refused"
]  # fmt: skip

_HOURS = r"(?:hours?|hrs?|h)\b"
_MIN = r"(?:minutes?|mins?|m|')(?![a-z])"
_HALF = r"(?:a |an )?half(?: an?)? hour\b|(?:½|1/2)\s*" + _HOURS
_AM_PM = r"(?:\s?[ap]\.?m?\.?(?![a-z0-9]))"
_DASHES = "[\\u2010-\\u2015\\u2212]"
_CLOCK = rf"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]{_AM_PM}?|(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?"
_HOUR = r"[0-9]{1,2}(?![0-9:.])"
_NO_MINUTES = rf"(?!\s?(?:{_MIN}|x\b|units?\b|u\b))"
_CODE = r"(?:[0-9]{5}|[a-z][0-9]{4}|[0-9]{4}[a-z])(?![a-z0-9])"
_IN_BRACKETS = r"\s*(?:[0-9]{1,2}\s*(?:units?|u|x)|0?[0-7])\s*\)"
_UNITS = "|".join(
    [
        rf"[x×*]\s?0?[0-7](?![0-9])(?!\s?{_MIN})",
        r"[0-9]{1,2}\s?x(?![a-z0-9])",
        r"[0-9]{1,2}\s?(?:units?|u)\b",
        rf"\({_IN_BRACKETS}",
    ]
)
_OF_SETS = r"(?:sets?|reps?|repetitions?|lbs?|pounds?|sec|secs|seconds?)(?![a-z])"
_NO_LENGTH = rf"(?!\s?(?:{_MIN}|units?\b|u\b|h|[x×*]))"
_SETS_BY_REPS = r"(?:[x×*]\s?)?(?<![0-9])[1-6]\s?[x×*]\s?(?:[5-9]|[1-9][0-9])(?![0-9:./-]|,[0-9])"
_REPS = rf"(?:[x×*]\s?)?[0-9]{{1,3}}\s?{_OF_SETS}(?:\s?(?:of|[x×*])\s?[0-9]{{1,2}}(?![0-9])(?:\s?{_OF_SETS})?)?"
_DOSE = rf"{_SETS_BY_REPS}(?:\s?{_OF_SETS}|\s?[\"#])?{_NO_LENGTH}|{_REPS}(?!\s?{_MIN})"
_TWICE = rf"[1-9][0-9]?\s?[x×*]\s?[0-9]{{1,3}}\s?{_MIN}"
_HOURS_AND_MORE = "|".join(
    [
        rf"(?P<hours>[0-9]{{1,2}})\s*{_HOURS}\.?(?:\s*(?:and\s*)?(?P<more>[0-9]{{1,2}})(?![0-9])\s*(?:{_MIN})?)?",
        rf"(?P<glued>[0-9])h(?P<gluedmore>[0-5]?[0-9])(?![0-9])(?:\s?{_MIN})?",
    ]
)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(word.replace(" ", "[ -]") for word in sorted(words, key=len, reverse=True) if word[0].isalpha())


_PEOPLE = _any_of([*vocabulary().performers, *vocabulary().modes])
_SPELLED = _any_of(vocabulary().numbers)
_TOTAL_AFTER = (
    rf"=?\s*(?P<totalafter>[0-9]{{1,3}})\s?(?:{_MIN}\.?)?\s*(?:in\s+)?total(?:\s+(?:treatment|timed|time|minutes|mins?))*\b"
    r"(?!\s*[:=]?\s*[0-9])"
)
_TOTAL = r"\btotal(?:\s+(?:treatment|timed|time|tx|rx|minutes|mins?|visit))*\s*[:=]?\s*(?P<total>[0-9]{1,3})(?![0-9:.])"
_NO_EVAL = r"(?<!eval )(?<!evaluation )(?<!eval, )(?<!eval - )"  # there `mod` is moderate
_OF_DIGITS = "|".join(sorted(name for name in modifiers() if set(name) <= set(digits)))
_OPEN_SPAN = rf"(?<![0-9.,:]){_HOUR}\s*-\s*(?:{_CLOCK})|(?:{_CLOCK})\s*-\s*{_HOUR}{_NO_MINUTES}"

PATTERNS: tuple[tuple[str, str], ...] = (
    ("together", r"1\s?:\s?1(?![0-9])|1[ -]on[ -]1\b|one[ -]on[ -]one\b"),
    ("span", rf"@?(?P<first>{_CLOCK})\s*(?:-|to|until)\s*(?P<last>{_CLOCK})"),
    ("span", rf"@?(?<![0-9.,:])(?P<first>{_HOUR})(?:\s*(?:to|until)\s*|-)(?P<last>{_CLOCK})"),
    ("span", rf"@?(?P<first>{_CLOCK})\s*(?:to|until)\s*(?P<last>{_HOUR}){_NO_MINUTES}"),
    ("either", _OPEN_SPAN),
    ("span", r"(?P<first4>(?:[01][0-9]|2[0-3])[0-5][0-9])-(?P<last4>(?:[01][0-9]|2[0-3])[0-5][0-9])(?![0-9])"),
    ("length", r"0:(?P<length>[0-5][0-9])(?![0-9]|:)"),
    ("clock", rf"@?(?P<clock>{_CLOCK})(?![0-9])"),
    ("half", _HALF),
    ("quarter", r"(?:a )?quarter(?: of an)?[ -]hour\b"),
    ("whole", r"(?:an|one) hour\b"),
    ("spelled", rf"\b(?P<spelled>{_SPELLED})\b(?:\s?{_MIN}\.?)?"),
    ("total", rf"{_TOTAL}(?:\s?{_MIN}\.?)?"),
    ("heading", rf"\b(?:by\s+)?(?P<heading>{_PEOPLE})(?:\s*:|\s+-)(?=\s)"),
    ("total", _TOTAL_AFTER),
    ("twice", _TWICE),
    ("dose", _DOSE),
    ("refused", r"(?<![0-9])[0-9]{1,4}[.,][0-9]{1,2}(?![0-9])(?:\s*(?:" + _HOURS + "|" + _MIN + "))?"),
    ("refused", r"(?<![\w)])-[0-9]+(?![0-9])" + "(?:\\s*" + _MIN + ")?"),
    ("units", _UNITS),
    ("named", r"\bmodifier\s*:?\s*(?P<named>[a-z0-9]{2})\b"),
    ("named", rf"{_NO_EVAL}\bmod\s*:?\s*(?P<named>[a-z][a-z0-9]|[0-9][a-z]|{_OF_DIGITS})\b"),
    ("with", r"w/(?!c(?![a-z]))"),
    ("code", rf"(?P<code>{_CODE})(?P<attached>(?:-[a-z0-9]{{2}}(?![a-z0-9])(?:[:/]?[a-z0-9]{{2}}(?![a-z0-9]))*)*)"),
    ("hours", _HOURS_AND_MORE),
    ("refused", r"[0-9]+\s?-\s?[0-9]+\s*(?:" + _MIN + ")?"),
    ("minutes", r"(?P<minutes>[0-9]{1,4})\s?" + _MIN + r"\.?"),
    ("times", rf"[x×*]\s?(?P<times>[0-9]{{1,4}})(?![a-z0-9.,:/-]*[0-9])(?!\s?(?:{_MIN}|units?\b|u\b))(?![a-z])"),
    ("number", r"(?P<number>[0-9]{1,4})(?![a-z0-9])"),
    ("word", r"w/c(?![a-z])|[^\W\d_](?:[^\W\d_]|[-'.&](?=[^\W\d_]))*(?!\w)"),
    ("mark", r"[,;+|•·\n]|&|(?<=\s)/(?=\s)"),
    ("blank", rf"(?:[\s:=).\[\]*@]|-(?![0-9])|(?<=[a-z])-(?=[0-9])|\((?!{_IN_BRACKETS}))+"),
    ("refused", r"\S+?(?=[\s,;+|]|$)"),
)  # fmt: skip
_NUMBERED = [re.sub("[?]P<", f"?P<g{at}_", pattern) for at, (_name, pattern) in enumerate(PATTERNS)]
_LINE = late_pattern("|".join(f"(?P<p{at}>{pattern})" for at, pattern in enumerate(_NUMBERED)), re.IGNORECASE)


class Token(Struct, frozen=True):
    """One piece of the line: its kind, the text as typed, its value, and why it is refused."""

    kind: Kind
    text: str
    value: str = ""
    minutes: int = 0
    why: str = ""


def cut_tokens(line: str) -> list[Token]:
    """The tokens of a line, in order; all of the line but blanks is in one of them."""
    composed = unicodedata.normalize("NFC", line.replace("½", " 1/2").replace("\r", "\n"))
    text = _GLUED.sub(_apart, re.sub(_DASHES, "-", "".join(map(_plain, composed))))
    return [token for found in _LINE.finditer(text) for token in _tokens(found)]


_GLUED = late_pattern(
    r"(?<![\w.:/-])(?:(?P<name>[a-z]{2,})(?P<many>[0-9]{1,3})(?P<who>[a-z]*)|(?P<few>[0-9]{1,3})(?P<whom>[a-z]{2,}))(?![\w:/-])",
    re.IGNORECASE,
)


def _apart(found: re.Match[str]) -> str:
    """Blanks between a known name, its minutes and who gave it, as in `manual15pta`; all else as typed."""
    known = vocabulary()
    people = known.performers.keys() | known.modes.keys()
    who = (found["who"] or found["whom"] or "").lower()
    if found["name"]:
        fits = plain(found["name"]) in known.services and (not who or who in people or re.fullmatch(_MIN, who))
        return f"{found['name']} {found['many']} {found['who']}".rstrip() if fits else found[0]
    return f"{found['few']} {found['whom']}" if who in people else found[0]


def _plain(letter: str) -> str:
    """The letter in its plain form, such as that of a full width; but no digit is made of what is none."""
    plain = letter if letter.isascii() else unicodedata.normalize("NFKC", letter)
    return letter if letter != plain and any(one in digits for one in plain) else plain


def _tokens(found: re.Match[str]) -> Iterator[Token]:
    at = next(place for place in range(len(PATTERNS)) if found[f"p{place}"] is not None)
    name, text = PATTERNS[at][0], found[0].strip()
    named = {key.partition("_")[2]: value for key, value in found.groupdict().items() if key.startswith(f"g{at}_")}
    if name == "code":
        yield from _code(text, named["code"] or "", named["attached"] or "")
    elif name != "blank":
        yield _token(name, text, named)


def _token(name: str, text: str, named: dict[str, str | None]) -> Token:
    readers: dict[str, Callable[[], Token]] = {
        "word": lambda: Token("word", text, plain(text.replace("/", ""))),
        "together": lambda: Token("word", text, "1:1"),
        "mark": lambda: Token("mark", text),
        "named": lambda: _modifier(text, named["named"] or ""),
        "span": lambda: _span(text, named),
        "clock": lambda: _clock(text, named["clock"] or ""),
        "refused": lambda: Token("refused", text, why=_why_refused(name, text)),
        "either": lambda: Token("refused", text, why=_why_refused(name, text)),
        "heading": lambda: Token("heading", text, plain(named["heading"] or "")),
        "total": lambda: Token("total", text, minutes=int(named.get("total") or named.get("totalafter") or 0)),
        "twice": lambda: Token("refused", text, why=_why_refused(name, text)),
        "dose": lambda: Token("dose", text),
        "with": lambda: Token("word", text, "with"),
        "units": lambda: Token("refused", text, "" if text[-1] in "x×*" else name, why=_why_refused(name, text)),
        "number": lambda: _number(text, named["number"] or ""),
        "times": lambda: _times(text, named["times"] or ""),
    }
    return readers.get(name, lambda: _minutes(text, _length(name, named)))()


def _length(name: str, named: dict[str, str | None]) -> int:
    fixed = {"half": HOUR // 2, "quarter": HOUR // 4, "whole": HOUR}
    if name in fixed:
        return fixed[name]
    if name == "spelled":
        return vocabulary().numbers[" ".join(re.split("[ -]", (named["spelled"] or "").lower()))]
    hours, more = named.get("hours") or named.get("glued"), named.get("more") or named.get("gluedmore")
    if hours:
        return int(hours) * HOUR + int(more or 0)
    return int(named.get("minutes") or named.get("length") or 0)


LONGEST_BLOCK = 600
"""Minutes of one block beyond which a number is taken for a slip."""


LONGEST_BARE = 180
"""Minutes of one service beyond which a number without a unit is asked about. Ours, no payer's: most such are slips."""


def _minutes(text: str, minutes: int) -> Token:
    if not 0 < minutes <= LONGEST_BLOCK:
        return Token("refused", text, why=f"minutes of a block are 1 to {LONGEST_BLOCK}")
    return Token("minutes", text, minutes=minutes)


def _number(text: str, number: str) -> Token:
    if len(number) > 3:
        return Token(
            "refused", text, why="a number this long is neither a code, which has five characters, nor minutes"
        )
    found = _minutes(text, int(number))
    if found.kind == "minutes" and found.minutes > LONGEST_BARE:
        return Token("refused", text, why=f"{found.minutes} minutes? write {found.minutes} min to say so")
    return found if found.kind == "refused" else Token("number", text, number, int(number))


def _times(text: str, number: str) -> Token:
    """`x 23` is minutes, as charts have it; below eight it is units."""
    found = _number(text, number)
    return found if found.kind == "refused" else Token("minutes", text, minutes=found.minutes)


def _code(text: str, code: str, attached: str) -> Iterator[Token]:
    yield Token("code", code, code.upper())
    for part in re.findall(r"[a-z0-9]{2}", attached, re.IGNORECASE):
        yield _modifier(part if part in text else text, part)


def _modifier(text: str, name: str) -> Token:
    if is_modifier(name):
        return Token("modifier", text, name.upper())
    return Token("refused", text, why="it is no modifier; minutes are typed after a blank: 97110 15")


def _clock(text: str, clock: str) -> Token:
    start = read_time_of_day(clock)
    if start is None:
        return Token("refused", text, why=NO_TIME)
    return Token("clock", text, write_time_of_day(start), why=_or_length(clock))


def _span(text: str, named: dict[str, str | None]) -> Token:
    first, last = (named.get("first") or named["first4"] or ""), (named.get("last") or named["last4"] or "")
    start, end = read_time_of_day(first), read_time_of_day(last)
    half = re.search(r"([ap])\.?m?\.?$", last, re.IGNORECASE)
    if half and not re.search(r"[ap]", first, re.IGNORECASE):  # 12:45-1:15pm: the earlier time before it
        ways = [read_time_of_day(f"{first}{which}m") for which in "ap"]
        before = [way for way in ways if way is not None and end is not None and way < end]
        start = max(before, default=None)
    if start is None or end is None:
        return Token("refused", text, why=NO_TIME)
    assumed = not half and (is_afternoon_assumed(first) or is_afternoon_assumed(last))
    if assumed and not 0 < end - start <= LONGEST_BARE:
        return Token("refused", text, why="morning or afternoon? Type am or pm, or the hour from 13 on")
    if end <= start or end - start > LONGEST_BLOCK:
        return Token("refused", text, why="it ends before it begins, or lasts too long")
    return Token("span", text, write_time_of_day(start), end - start)


NO_TIME = "it is no time of day: type 9:30, 1:15 pm or 13:15"


def _or_length(clock: str) -> str:
    """Why a time alone is asked about: 1:30 may be half past one, or an hour and a half."""
    if not is_afternoon_assumed(clock):
        return ""
    hour, minute = map(int, clock.strip().split(":"))
    return f"a time or a length? Type {clock.strip()} pm, or {hour * HOUR + minute} min"


_WHY_NAMED = {
    "twice": "how many minutes in all? Type one number",
    "units": "units follow from the minutes: type the minutes",
    "either": "an hour or minutes? Type both clock times whole, as 9:00-9:25, or the minutes as 10 min",
}
_WHY_LIKE = (
    ("-", "minutes are never below zero; a modifier is typed with its code: 97110-59"),
    (rf"[0-9]+[.,][0-9]+\s*{_HOURS}", "a length is typed in minutes, as 90 min, or as 1h30"),
    ("[0-9]+[.,][0-9]", "minutes are whole: type 12 or 13, not 12.5"),
    (r"[0-9]+\s?-\s?[0-9]", "from how many minutes to how many? Type one number, or clock times: 10:30-10:45"),
    ("/[a-z]", "each with its own minutes: type them apart, as te 8, mt 7"),
)


def _why_refused(name: str, text: str) -> str:
    like = (why for pattern, why in _WHY_LIKE if re.match(pattern, text, re.IGNORECASE))
    return _WHY_NAMED.get(name) or next(like, "it is not understood")


def is_open_modifier(token: Token) -> bool:
    """Whether a number may as well be a modifier: 59."""
    return token.kind == "number" and token.value in vocabulary().open_modifiers
