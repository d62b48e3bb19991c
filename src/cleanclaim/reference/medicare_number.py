"""What is wrong with a Medicare number (MBI): which place of it, and what belongs there.

    1 S X 0 X X 0 X X 0 2     its place 2 is S; a letter belongs there, other than B, I, L, O, S and Z
    1 E G O T E 5 M K 7 3     its place 4 is O; a digit belongs there

What may stand at each place is read off the pattern by which everybody checks the number.
"""

import re
import string
from functools import cache

from cleanclaim.reference.element_notes import element_note

_SIGNS = re.compile(r"\[([^\]]*)\](?:\{(\d+)\})?", re.ASCII)


@cache
def number_places() -> tuple[frozenset[str], ...]:
    """The signs that may stand at each place."""
    pattern = element_note("mbi").pattern
    places: list[frozenset[str]] = []
    for signs, times in _SIGNS.findall(pattern):
        allowed = re.compile(f"[{signs}]", re.ASCII)
        some = frozenset(sign for sign in string.digits + string.ascii_uppercase if allowed.fullmatch(sign))
        places += [some] * int(times or 1)
    return tuple(places)


@cache
def describe_place(signs: frozenset[str]) -> str:
    """What may stand at a place, in words."""
    digits = sorted(signs & set(string.digits))
    letters = signs & set(string.ascii_uppercase)
    words = []
    if digits:
        words.append("a digit" if len(digits) == 10 else f"a digit from {digits[0]} to {digits[-1]}")
    if letters:
        never = sorted(set(string.ascii_uppercase) - letters)
        words.append(f"a letter other than {', '.join(never[:-1])} and {never[-1]}" if never else "a letter")
    return " or ".join(words)


def carried_member_number(text: str) -> str:
    """A member number as claims carry it: a Medicare number without the hyphens and spaces of its card, which CMS says
    are for reading only; any other as it is.
    """
    note = element_note("mbi")
    return note.carried(text) if note.accepts(text) else text


def describe_wrong_number(text: str) -> str:
    """What is wrong with a number; empty where it is one that Medicare may have given."""
    note, places = element_note("mbi"), number_places()
    if note.accepts(text):
        return ""
    number = note.carried(text)
    if len(number) != len(places):
        return f"has {len(number)} characters; a Medicare number (MBI) has {len(places)}"
    wrong = [
        f"at place {at} stands {sign}, where {describe_place(signs)} belongs"
        for at, (sign, signs) in enumerate(zip(number, places, strict=True), 1)
        if sign not in signs
    ]
    return f"is not a Medicare number (MBI): {'; '.join(wrong)}"
