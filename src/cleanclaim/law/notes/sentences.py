"""The sentences of a note, each with the section it stands in: what the patient says, what is planned, goals, home.

S: Sore after the weekend. O: Ther ex 23 min.
Goals:
1. Walk 300 ft in 4 weeks              <- a heading alone in its line goes on to the next heading or empty line
"""

from bisect import bisect_right
from operator import attrgetter

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern
from cleanclaim.law.notes.phrases import alternatives

_ABBREVIATIONS = alternatives("sentences", "abbreviations")
_ENDS = late_pattern(
    r"[.](?<!(?<!')\b[a-z][.])(?<![.][.])(?<!^\d[.])(?<!\n\d[.])(?<!\n \d[.])"
    r"(?<!tg \d[.])(?<!al \d[.])(?<!#\d[.])(?<!: \d[.])(?<!\) \d[.])[\"')]?(?=\s|$)|"
    r"[.](?<=\b(?:min|mod|max) [ai][.])(?=\s|$)|[!?](?<=[a-z0-9)%\u00b0\"'][!?])(?=\s|$)|[\n;]|"
    r"(?<=\S) (?=[oap]: )"  # SOAP in one line: `O: squats A: tolerated well P: go on`
)
_ABBREVIATED = late_pattern(rf"(?:^|[^a-z])(?:{_ABBREVIATIONS})$")
_WIDE = ("subjective", "objective", "assessment", "plan", "goals")
_BRIEF = ("goal", "complaint", "response", "skill", "home", "background", "minutes")
"""Sections that go on to the end of their line, and those of one sentence."""
_SAME = {"goal": "goals", "complaint": "subjective"}
_HEADINGS = {name: alternatives("headings", name).replace(r"\#\?", r" ?#?\d") for name in (*_WIDE, *_BRIEF)}
_OPENING = late_pattern(
    r"[\s\-*;#>|\[\]x=~_]*(?:\d[.)] ?)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _HEADINGS.items())
    + r")(?: ?\([^)\n]{0,30}\)|(?:,? ?-? ?(?:target(?: date)?|to be (?:met|reached|achieved)|by|due|within|in|x|for))?"
    r" ?(?:by |in )?\d[\w/ -]{0,18}(?=:)|,? (?:target(?: date)?|due)(?=:))?(?: ?[:|=\t] ?| - | -> | ?\.{2,} ?|"
    r"[ *=~#_-]*(?=\n|$)|(?<=\b[soap])[/)] +(?!p\b))"
)


_LETTER = late_pattern(r"\s*[soap][/)] ")
"""`S/ sore today`, `O) ther ex`: a letter of SOAP with a mark that stands elsewhere too."""
_HEADING = 70
"""Letters within which a heading and its mark stand."""
_GOES_ON = late_pattern(
    r"(?:, |\b(?:but|so|then|and then|and(?= (?:he|she|we|i|the|they|said|was|then)\b)|period) )(?! )|"
    r"(?<= )(?=(?:he|she) (?!will\b)|(?:we|i) |next visit|today was|(?:(?:the|her|his|pt|"
    r"patient) )?goals? (?:are|is|include)\b)"
)
_LONG, _MANY_WORDS = 200, 40
"""A sentence of so many letters and words runs on, as dictation does, and is cut at its buts, thens and he-saids."""


class Sentence(Struct, frozen=True):
    """A sentence or line of the plain text, where it stands, and the section it stands in, if any is named.

    `body` is where it begins behind its heading.
    """

    start: int
    end: int
    body: int
    section: str | None


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a plain text."""
    sentences: list[Sentence] = []
    start, section, stays, begins_line, soap = 0, None, False, True, False
    for end in _sentence_ends(text):
        is_empty = not text[start:end].strip()
        if begins_line and (is_empty or not stays) and not _only_headed(sentences):
            section = None
        opening = _OPENING.match(text, start, end) if not is_empty and _may_open(text, start, end) else None
        if opening:
            name, body = opening.lastgroup or "", opening.end()
            alone = not text[body:end].strip(" \n:.-")
            soap = soap or name in _WIDE[:3]
            brief = not alone and (name in _BRIEF or (name == "plan" and not begins_line and not soap))
            here = _SAME.get(name, name)
            sentences.append(Sentence(start, end, body, here))
            section, stays = (section, stays) if brief else (here, alone)
        elif not is_empty:
            sentences.append(Sentence(start, end, start, section))
        begins_line = text[end - 1 : end] == "\n"
        start = end
    return sentences


def _may_open(text: str, start: int, end: int) -> bool:
    """Whether a sentence may begin with a heading: a mark stands in it, or it is short and alone in its line."""
    beginning = text[start : min(end, start + _HEADING)]
    return (
        bool(_LETTER.match(beginning))
        or any(mark in beginning for mark in (":", "|", " - ", "=", "\t", "->", ".."))
        or ((end - start <= _HEADING and text[end - 1 : end] in {"\n", ""}) or end == len(text))
    )


def _only_headed(sentences: list[Sentence]) -> bool:
    """Whether the last line is a heading with nothing behind it."""
    return bool(sentences) and sentences[-1].section is not None and sentences[-1].end - sentences[-1].body <= 1


def _sentence_ends(text: str) -> list[int]:
    ends = [
        match.end()
        for match in _ENDS.finditer(text)
        if not match.group().startswith(".") or not _ABBREVIATED.search(text, max(0, match.start() - 12), match.start())
    ]
    ends = ends if ends and ends[-1] == len(text) else [*ends, len(text)]
    begin, cut = 0, []
    for end in ends:
        if end - begin > _LONG and text.count(" ", begin, end) > _MANY_WORDS:
            cut += [match.end() for match in _GOES_ON.finditer(text, begin, end)]
        cut.append(end)
        begin = end
    return cut


_start = attrgetter("start")


def sentence_at(sentences: list[Sentence], place: int) -> int:
    """The number of the sentence in which a place stands."""
    return max(0, bisect_right(sentences, place, key=_start) - 1)
