"""What practices call the columns of a visits file: the lists of `column_names.toml`, looked up by a heading's key."""

import re
import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct

from cleanclaim.exchange.files.name_keys import name_key

CLINICIAN = "clinician"
"""A column with who treated, by NPI or by name. It becomes the visit's `provider_npi`."""

_NUMBERED = re.compile(r"(.*?)([1-9]|1[0-2]|[a-d])")


class KnownNames(Struct, frozen=True):
    """Names of columns by their keys: those read at once, those that may end in a number, those only suggested."""

    read: dict[str, str]
    numbered: dict[str, str]
    maybe: dict[str, str]


@cache
def column_lists() -> dict[str, dict[str, list[str]]]:
    """The lists as they stand in the data: by field, `names`, `numbered` and `maybe`."""
    text = Path(__file__).with_name("column_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def known_names() -> KnownNames:
    """The lists by key."""
    return KnownNames(*(_by_key(kind) for kind in ("names", "numbered", "maybe")))


def _by_key(kind: str) -> dict[str, str]:
    return {name_key(name): field for field, lists in column_lists().items() for name in lists.get(kind, ())}


def read_as(key: str) -> tuple[str, int] | None:
    """The field that a heading's key stands for, and its place among several of the field; None where none is known."""
    known = known_names()
    if key in known.read:
        return known.read[key], 1
    ended = _NUMBERED.fullmatch(key)
    if ended and ended[1] in known.numbered:
        number = int(ended[2]) if ended[2].isascii() and ended[2].isdigit() else ord(ended[2]) - ord("a") + 1
        return known.numbered[ended[1]], number
    return None


def chart_name(key: str) -> str | None:
    """The field of a chart's entry that a heading's key stands for."""
    return _other_names("chart_names.toml").get(key)


def patient_name(key: str) -> str | None:
    """The column of a patients file that a heading's key stands for."""
    return _other_names("patient_names.toml").get(key)


def patient_name_rank(key: str) -> int:
    """The place of a heading's key among the names of its column."""
    return _ranks("patient_names.toml").get(key, 0)


@cache
def _ranks(file: str) -> dict[str, int]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return {name_key(name): at for names in tomllib.loads(text).values() for at, name in enumerate(names)}


@cache
def _other_names(file: str) -> dict[str, str]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return {name_key(name): field for field, names in tomllib.loads(text).items() for name in names}


def may_be(key: str) -> str | None:
    """The field that a heading's key may stand for, where somebody has to say so."""
    field = known_names().maybe.get(key)
    return "provider_npi" if field == CLINICIAN else field
