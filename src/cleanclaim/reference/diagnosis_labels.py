"""The labels of the diagnoses, searched as one text: reading 98,000 rows apart would take half a second."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

WHOLE_BELOW = 5
"""A beginning of fewer letters has to be a whole word, but for its ending: `low` is not `lower`."""

ENDING = rb"(?:s|e|es|ed|ing|al)?\b"


def labeled(beginnings: Sequence[str], file: str) -> dict[str, str]:
    """The codes of a list's file whose label has, for each of the beginnings, a word that begins so, with the label in
    small letters.

    Beginnings are in small letters too. No beginnings find nothing.
    """
    if not beginnings:
        return {}
    text = _text(file)
    rarest, *others = map(_pattern, sorted(beginnings, key=lambda beginning: text.count(beginning.encode())))
    found: dict[str, str] = {}
    for match in rarest.finditer(text):
        line = text[text.rfind(b"\n", 0, match.start()) + 1 : text.find(b"\n", match.start())]
        code, _, label = line.split(b",", 2)
        if all(pattern.search(label) for pattern in (rarest, *others)):
            found[code.decode().upper()] = label.decode()
    return found


def _pattern(beginning: str) -> re.Pattern[bytes]:
    ending = ENDING if len(beginning) < WHOLE_BELOW else b""
    return re.compile(rb"\b" + re.escape(beginning.encode()) + ending)


@cache
def _text(file: str) -> bytes:
    return Path(file).read_bytes().lower()
