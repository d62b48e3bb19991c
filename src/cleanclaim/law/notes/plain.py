"""A note made plain, so that short grammars can read it: small letters, numbers in figures, misspelled words put right.

    Twenty-five minutes of therapeutic excercise.   ->   25 minutes of therapeutic exercise.

Every place of the plain text is found again in the note, so that findings quote what the clinician wrote.
"""

import re
from bisect import bisect_right
from functools import lru_cache

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import alternatives, word_list

_SAME_LENGTH = str.maketrans(
    "\u2018\u2019\u2032\u00b4\u201c\u201d\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2009\u202f\u00ba\u02da\u2022\u25cf\u00b7"
    "áàâäãéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ",
    "''''\"\"------   \u00b0\u00b0;;;aaaaaeeeeiiiiooooouuuuncAAAAAEEEEIIIIOOOOOUUUUNC",
)
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen")
_TEENS = ("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_VALUES = {word: value for value, word in enumerate((*_ONES, *_TEENS), 1)} | _TENS | {"ninety": 90, "zero": 0}
_HOURS = {
    "three quarters of an hour": "45 minutes",
    "quarter of an hour": "15 minutes",
    "an hour and a half": "90 minutes",
    "an hour and a quarter": "75 minutes",
    "an hour and": "1 hour and",
    "one and a half hours": "90 minutes",
    "two and a half hours": "150 minutes",
    "half an hour": "30 minutes",
    "half hour": "30 minute",
    "half-hour": "30 minute",
    "hour-long": "60 minute",
    "hour long": "60 minute",
    "an hour": "60 minutes",
}
_SIGNS = {
    "\u2191": "inc ",
    "\u2193": "dec ",
    "\u2192": " to ",
    "\u0304": "",
    "\u00f8": "no ",
    "\u2205": "no ",
} | dict.fromkeys("\u03c3\u2211\u03a3", "total ")
"""Signs clinicians write with: arrows up, down and on, the bar over c, s and p, the sign of a sum, of none."""
_SMALL = "|".join(sorted(_VALUES, key=len, reverse=True))
_TWENTIES = rf"(?:{'|'.join((*_TENS, 'ninety'))})[ -](?:{'|'.join(_ONES[:9])})"
_HOUR_OF_DAY = "|".join(_ONES[:12])
_TO_REPLACE = late_pattern(
    rf"(?P<clock>(?<![a-z])(?=[aqh])(?:a )?(?:quarter|half) (?:past|after|to|till|before|of) (?:{_HOUR_OF_DAY}|"
    rf"\d{{1,2}})\b(?! ?(?:min|of|the)))|"
    rf"(?P<hours>(?<![a-z])(?=[tqaohn])(?<!once )(?<!times )\b(?:{'|'.join(_HOURS)}))\b|"
    rf"(?P<number>(?<![a-z])(?=[otfsenz])\b(?:(?:{_TWENTIES}|{_SMALL}) hundred(?: and)?(?: (?:{_TWENTIES}|{_SMALL}))?|"
    rf"{_TWENTIES}|{_SMALL}))\b|"
    r"(?P<sign>[\u03c3\u2211\u03a3\u2191\u2193\u2192\u0304]|(?<![a-z])[\u00f8\u2205](?![a-z]))|(?P<pain>\bp!)|"
    r"(?P<age>\b\d{1,2}m\b)|(?P<word>[a-z]{5,})"
)
_WORDS = late_pattern(r"[a-z]+")
_JOINED = late_pattern(r"(?<=[a-z])_(?=[a-z])")
"""A field's name in an export: `TOTAL_MIN`."""
_OTHER_DIGIT = late_pattern(r"[^\D0-9]")
_AGE = late_pattern(r"\b\d{1,2}M\b")
_MARKS_OF_BLANKS = ("_", "[", ":\n", ": \n", "n/a", "na\n", "none", "tbd", "applicable")
_SHORTEST = 5
"""Letters of the shortest word that is put right."""
_TO_VALUES = frozenset(_VALUES) | {"hour", "hours", "quarter", "half", "percent"}
_SECTIONS = "|".join(
    alternatives("headings", name) for name in ("subjective", "objective", "assessment", "plan", "goals", "goal")
)
_BLANK = late_pattern(
    r"^[^\S\n]*[a-z][\w /&'()-]{0,48}[:?][ _\[\]./-]*(?:_|n/?a|none|not applicable|tbd|\[ *\])[ _.\]]*$|"
    rf"^[^\S\n]*(?!(?:{_SECTIONS}) *:)[a-z][\w /&'()-]{{0,48}}: *$(?=\n[^\S\n]*(?:\n|[^\n:]{{1,48}}:|$)|\Z)|"
    r"\b[a-z][a-z /]{2,30}: ?(?:_{2,}|\[ *\])",
    re.MULTILINE,
)
"""A line of a form with nothing behind its heading."""

_MANY = 9
"""From this many letters on a word may have one wrong; shorter ones only one too many, one missing, or two swapped."""


class NoteSpan(Struct, frozen=True):
    """Words of the note, and where they stand."""

    text: str
    start: int
    end: int


class PlainNote(Struct, frozen=True):
    """A note's own text, the plain one, and where they differ: start and end of the plain words, and of its own."""

    note: str
    text: str
    replaced: tuple[tuple[int, int, int, int], ...]

    def span(self, start: int, end: int) -> NoteSpan:
        """The words of the note that stand in the plain text from start to end."""
        begin, stop = self._own(start, False), self._own(end, True)
        return NoteSpan(self.note[begin:stop], begin, stop)

    def _own(self, place: int, is_end: bool) -> int:
        """The place in the note. Within a replaced word it is the word's start, or its end."""
        at = bisect_right(self.replaced, (place - 1 if is_end else place, 1 << 60, 0, 0)) - 1
        if at < 0:
            return place
        _, end, own_start, own_end = self.replaced[at]
        if place < end:
            return own_end if is_end else own_start
        return place - end + own_end


def make_plain(note: str) -> PlainNote:
    """The note's plain text."""
    small = _small(_without_other_digits(note.translate(_SAME_LENGTH)))
    if "_" in small:
        small = _JOINED.sub(" ", small)
    if not _has_to_replace(note, small):
        return PlainNote(note, _without_blanks(small), ())
    parts: list[str] = []
    replaced = []
    length = at = 0
    for match in _TO_REPLACE.finditer(small):
        before, kind = match.group(), match.lastgroup or ""
        if kind == "age" and (note[match.end() - 1] != "M" or note.isupper()):
            continue
        after = _replacement(before, kind)
        if after == before:
            continue
        start = length + match.start() - at
        parts += [small[at : match.start()], after]
        length, at = start + len(after), match.end()
        replaced.append((start, length, match.start(), at))
    parts.append(small[at:])
    return PlainNote(note, _without_blanks("".join(parts)), tuple(replaced))


def _without_other_digits(text: str) -> str:
    """The text with the digits of other scripts as a sign that is read as none, each where it stood."""
    return text if text.isascii() else _OTHER_DIGIT.sub("\u00a4", text)


def _has_to_replace(note: str, small: str) -> bool:
    """Whether anything has to be replaced at all: in most notes few words are."""
    words = set(_WORDS.findall(small))
    return (
        not words.isdisjoint(_TO_VALUES)
        or any(map(_is_misspelled, words))
        or not _SIGNS.keys().isdisjoint(small)
        or "p!" in small
        or ("M" in note and _AGE.search(note) is not None)
    )


@lru_cache(maxsize=65_536)
def _is_misspelled(word: str) -> bool:
    return len(word) >= _SHORTEST and put_right(word) != word


def _without_blanks(text: str) -> str:
    """The text with the empty lines of a form blanked out, where any of their marks is there."""
    if not any(mark in text for mark in _MARKS_OF_BLANKS) and not text.rstrip(" ").endswith(":"):
        return text
    return _BLANK.sub(lambda blank: " " * len(blank.group()), text)


def _small(text: str) -> str:
    """The text in small letters, each where it stood: a letter that becomes two when made small stays as it is."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=65_536)
def _replacement(words: str, kind: str) -> str:
    if kind == "hours":
        return _HOURS[words]
    if kind == "clock":
        return _clock(words)
    if words == "percent":
        return "%"
    if kind in {"sign", "pain", "age"}:
        return _SIGNS[words] if kind == "sign" else "pain" if kind == "pain" else f"{words[:-1]} yo"
    return str(_value(words)) if kind == "number" else put_right(words)


def _clock(words: str) -> str:
    """The time of day in figures: `half past ten`."""
    part, side, hour = words.removeprefix("a ").split(" ")
    at = int(hour) if hour.isdigit() else _VALUES[hour]
    minutes = 15 if part == "quarter" else 30
    if side in {"past", "after"}:
        return f"{at}:{minutes}"
    return f"{(at - 2) % 12 + 1}:{60 - minutes}"


def _value(words: str) -> int:
    """The value of number words: `two hundred and ten`."""
    hundreds, _, rest = words.rpartition(" hundred")
    if hundreds:
        return 100 * _value(hundreds) + _value(rest.removeprefix(" and"))
    return sum(_VALUES[word] for word in re.split("[ -]", words) if word)


def put_right(word: str) -> str:
    """The word of the list that this one misspells, else the word itself."""
    known, near = _spellings()
    if word in known:
        return word
    return next((one for variant in _variants(word) for one in near.get(variant, ()) if _is_slip(word, one)), word)


@lru_cache(maxsize=1)
def _spellings() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """The words of the list, and those that are left when any one letter is missing."""
    words = word_list("spelling", "words")
    near: dict[str, tuple[str, ...]] = {}
    for word in words:
        for variant in _variants(word):
            near[variant] = (*near.get(variant, ()), word)
    return frozenset(words) | frozenset(word_list("spelling", "right")), near


def _variants(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_slip(word: str, meant: str) -> bool:
    """Whether one letter is missing or doubled, two are swapped, or, in a long word, one is wrong; not the ending."""
    if len(word) == len(meant):
        unlike = [at for at in range(len(word)) if word[at] != meant[at]]
        if len(unlike) == 1:
            return len(word) >= _MANY and unlike[0] < len(word) - 1
        first, *others = unlike
        return others == [first + 1] and word[first] == meant[others[0]] and word[others[0]] == meant[first]
    longer, shorter = (word, meant) if len(word) > len(meant) else (meant, word)
    return not longer.startswith(shorter) and len(longer) - len(shorter) == 1 and shorter in _variants(longer)
