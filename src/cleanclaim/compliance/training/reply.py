"""What somebody answers, read and marked: right, or wrong and which misconception it comes of."""

import re
from datetime import date

from msgspec import Struct

from cleanclaim.compliance.training.item import LETTERS, Item


class UnreadableReplyError(ValueError):
    """A reply that is no answer to the question; its words say how to write one."""


class Marked(Struct, frozen=True):
    """A reply as read, whether it is right, and the misconceptions that make it wrong, as far as they are known."""

    reply: str
    right: bool
    misconceptions: tuple[str, ...] = ()


def mark(item: Item, text: str) -> Marked:
    """Mark a reply. Raises UnreadableReplyError where it cannot be read as an answer to the question."""
    reply = _letters(item, text) if item.is_chosen else _written(item, text)
    if reply in item.answers:
        return Marked(reply, right=True)
    if not item.is_chosen:
        return Marked(reply, right=False, misconceptions=tuple(t.misconception for t in item.traps if t.text == reply))
    if item.format == "order":
        return Marked(reply, right=False)
    found = (item.choices[LETTERS.index(letter)].misconception for letter in reply)
    return Marked(reply, right=False, misconceptions=tuple(dict.fromkeys(one for one in found if one)))


def _letters(item: Item, text: str) -> str:
    letters = re.sub(r"[\s,;.)]+", "", text.lower())
    known = LETTERS[: len(item.choices)]
    if not letters or set(letters) - set(known) or len(set(letters)) != len(letters):
        raise UnreadableReplyError(_HOW[item.format].format(last=known[-1]))
    if item.format == "order":
        if len(letters) != len(known):
            raise UnreadableReplyError(_HOW["order"].format(last=known[-1]))
        return letters
    if item.format == "several":
        return "".join(sorted(letters))
    if len(letters) != 1:
        raise UnreadableReplyError(_HOW[item.format].format(last=known[-1]))
    return letters


_ONE = "Type one letter, a to {last}."
_HOW = {
    "choose": _ONE,
    "find the fault": _ONE,
    "read the segment": _ONE,
    "several": "Type the letters of all that are right, such as ac.",
    "order": "Type all letters, a to {last}, in their order, such as bca.",
}


def _written(item: Item, text: str) -> str:
    words = text.strip()
    if item.format == "date":
        return _date(words).isoformat()
    if item.format == "fix the claim":
        numbers = re.findall(r"[0-9]+", words)
        wanted = len(item.answers[0].split())
        if len(numbers) != wanted or re.search(r"[^0-9\s,;]", words):
            raise UnreadableReplyError(f"Type {wanted} numbers, the units of each line from the top, such as 2 1.")
        return " ".join(str(int(number)) for number in numbers)
    plain = words.replace("$", "").replace(",", "")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{2})?", plain):
        raise UnreadableReplyError("Type a number, such as 3 or 12.50.")
    whole, _, cents = plain.partition(".")
    return f"{int(whole)}.{cents}" if cents else str(int(whole)) + (".00" if "." in item.answers[0] else "")


_SHAPES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)


def _date(words: str) -> date:
    for shape in _SHAPES:
        if found := shape.fullmatch(words):
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                break
    raise UnreadableReplyError("Type a day, such as 2026-03-31 or 3/31/2026.")
