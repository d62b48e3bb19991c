"""A line typed for a block: `97110 23`, `exercise 23`, `manual 7 pta`, `gait 15 group 10:30`.

A number is the minutes, a clock time the start, a word like `pta` or `group` says who gave it; the rest is a code or
the words people call it by.
"""

import re
from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.code_search import search_codes
from cleanclaim.office.minutes.form import Block
from cleanclaim.reference.catalogue import catalogue

GROUP = "group"
PERFORMER_WORDS = {
    "pt": "therapist", "ot": "therapist", "slp": "therapist", "therapist": "therapist",
    "pta": "assistant", "ota": "assistant", "assistant": "assistant",
    "together": "together", "both": "together", "group": GROUP,
}  # fmt: skip
_CODE = re.compile(r"\d{5}|[a-z]\d{4}|\d{4}[a-z]", re.IGNORECASE | re.ASCII)
_MINUTES = re.compile(r"(\d{1,4})(?:min|m|')?", re.ASCII)
_CLOCK = re.compile(r"@?(\d{1,2}:\d\d)", re.ASCII)
MOST_ALTERNATIVES = 4


class QuickEntry(Struct, frozen=True):
    """A typed line understood: the block, the label of its code, and the other codes the words fit.

    `block` is None where no code was found.
    """

    block: Block | None
    label: str
    others: list[tuple[str, str]]


def parse_quick_entry(line: str, on: date) -> QuickEntry:
    """What a typed line means on that day."""
    minutes = start = ""
    who = "therapist"
    code, words = "", []
    for word in line.split()[:30]:
        if _CODE.fullmatch(word) and not code:
            code = word.upper()
        elif clock := _CLOCK.fullmatch(word):
            start = clock[1]
        elif (number := _MINUTES.fullmatch(word)) and not minutes:
            minutes = number[1]
        elif word.lower() in PERFORMER_WORDS:
            who = PERFORMER_WORDS[word.lower()]
        elif word.lower() not in {"min", "minutes", "by", "at", "with"}:
            words.append(word[:60])
    others: list[tuple[str, str]] = []
    if not code and GROUP in line.lower().split() and {word.lower() for word in words} <= {"therapy"}:
        words = ["group", "therapy"]  # the service itself, not who was there
    if not code and words:
        found = [one for one in search_codes(words, on) if one.in_force]
        code = found[0].code if found else ""
        others = [(one.code, one.label) for one in found[1 : MOST_ALTERNATIVES + 1]]
    if not code:
        return QuickEntry(None, "", [])
    entry = catalogue().get(code)
    label = entry.label if entry else "not in the catalogue"
    return QuickEntry(Block(code=code, minutes=minutes, who=who, start=start), label, others)
