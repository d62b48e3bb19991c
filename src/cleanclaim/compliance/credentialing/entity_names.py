"""Names of firms, compared without their legal form: registries, payers and lists write it, leave it out, or spell it.

Example Oak Therapy PLLC    Example Oak Therapy, P.L.L.C.    Example Oak Therapy    one firm
Example Oak Therapy PLLC    Example Oak Therapy Inc.                                two
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

TABLE = Path(__file__).with_name("legal_forms.toml")
_BETWEEN = re.compile(r"[\W_]+")


class EntityName(Struct, frozen=True):
    """The words of a firm's name in small letters, and its legal form; empty where none is written."""

    words: str
    form: str


class _Before(Struct, frozen=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


class _LegalForms(Struct, frozen=True, forbid_unknown_fields=True):
    forms: dict[str, tuple[str, ...]]
    before: _Before


@cache
def _legal_forms() -> tuple[dict[str, str], frozenset[str]]:
    """The form of each way of writing it, and the words of professions before one."""
    read = msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _LegalForms)
    return {way: form for form, ways in read.forms.items() for way in (form, *ways)}, frozenset(read.before.words)


def entity_name(name: str) -> EntityName:
    """A name taken apart."""
    forms, professions = _legal_forms()
    words = _BETWEEN.sub(" ", name.casefold().replace(".", "").replace("'", "").replace("&", " and ")).split()
    most = max(len(way.split()) for way in forms)
    length = next((n for n in range(min(most, len(words) - 1), 0, -1) if " ".join(words[-n:]) in forms), 0)
    if not length:
        return EntityName(" ".join(words), "")
    form, words = forms[" ".join(words[-length:])], words[:-length]
    if len(words) > 1 and words[-1] in professions:
        words.pop()
    return EntityName(" ".join(words), form)


def is_same_entity(one: str, other: str) -> bool:
    """Whether two names are one firm's: the same but for a legal form that only one of them has."""
    first, second = entity_name(one), entity_name(other)
    return first.words == second.words and (first.form == second.form or not first.form or not second.form)
