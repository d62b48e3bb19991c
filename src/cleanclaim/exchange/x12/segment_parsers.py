"""What single segments say that stand in several transactions: parties, adjustments, procedures."""

from functools import lru_cache

from cleanclaim.exchange.x12.lexer import words
from cleanclaim.exchange.x12.values import cents_of, number_of
from cleanclaim.model.practice import Address
from cleanclaim.model.submitted_claim import Adjustment, Party

_BLANK = ("", "", "")
_NAMED = 10  # elements of an NM1 up to its number (NM109)
REMEMBERED = 16384
"""Texts whose meaning is remembered: a clinic sends the same few over and over."""


def party(nm1: str, separator: str) -> Party:
    """The party that an NM1 names."""
    e = nm1.split(separator)
    if len(e) < _NAMED:
        e += [""] * (_NAMED - len(e))
    last, first, middle, suffix = e[3], e[4], e[5], e[7]
    if not nm1.isascii():
        last, first, middle, suffix = words(last), words(first), words(middle), words(suffix)
    return Party(last or None, first or None, e[9] or None, e[8] or None, middle or None, suffix or None)


provider = lru_cache(maxsize=REMEMBERED)(party)
"""The party that an NM1 names, remembered: of providers and payers, a file names few, and those often."""


def address(n3: str, n4: str, separator: str) -> Address | None:
    """The address that an N3 and an N4 give; None where there is none."""
    if not n3:
        return None
    where, place = n3.split(separator), n4.split(separator)
    where += _BLANK
    place += _BLANK
    if n3.isascii() and n4.isascii():
        return Address(where[1], place[1], place[2], place[3], where[2] or None)
    return Address(words(where[1]), words(place[1]), place[2], place[3], words(where[2]) or None)


def adjustments(cas: str, separator: str) -> tuple[Adjustment, ...]:
    """The adjustments of a CAS: up to six reasons of one group."""
    e = cas.split(separator)
    if len(e) == 4:
        return (Adjustment(e[1], e[2], cents_of(e[3])),)
    count = len(e)
    e += ["", "", ""]
    return tuple(
        [
            Adjustment(e[1], e[at], cents_of(e[at + 1]), number_of(e[at + 2]))
            for at in range(2, count, 3)
            if e[at] or e[at + 1]
        ]
    )


@lru_cache(maxsize=REMEMBERED)
def procedure(element: str, mark: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The kind of code (HC, ...), the code and its modifiers that a composite such as `HC:97110:GP` names."""
    parts = element.split(mark)
    return parts[0] or None, (parts[1] if len(parts) > 1 else "") or None, tuple(code for code in parts[2:6] if code)


def description_in(element: str, mark: str) -> str | None:
    """What a composite such as `HC:97139:GP::::CUPPING` says of its code in words; None where it does not."""
    parts = element.split(mark)
    return (parts[6] or None) if len(parts) > 6 else None


def element(segment: str, separator: str, number: int) -> str | None:
    """An element of a segment, from 1; None where it was not sent."""
    e = segment.split(separator, number + 1)
    return (e[number] or None) if number < len(e) else None
