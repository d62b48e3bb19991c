"""Finding phrases in a text: words one after another, the last letters left open where a phrase says so.

A phrase is looked up by its first word, so that a text is gone through once however many phrases there are.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from msgspec import Struct

_WORD = re.compile(r"[a-z]+|[0-9]+|[\n;]")  # no phrase goes on past the end of a line
_HEAD = 2  # letters of a phrase's first word that it is looked up by


class Word(NamedTuple):
    """A word in small letters, and where it stands."""

    text: str
    start: int
    end: int


class Phrase(NamedTuple):
    """A phrase of the data: its kind (`services` or `shows`), its name there, its words; `*` leaves an end open."""

    kind: str
    name: str
    words: tuple[str, ...]


class PhraseMatch(NamedTuple):
    """A phrase found: its kind and name, and the span of text from start to end."""

    kind: str
    name: str
    start: int
    end: int


class Vocabulary(Struct, frozen=True):
    """All phrases by the first letters of their first words, and the codes that each service may stand for."""

    by_head: dict[str, tuple[Phrase, ...]]
    codes: dict[str, frozenset[str]]


def split_words(text: str) -> list[Word]:
    """The words and numbers of a text in small letters, and the ends of its lines."""
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


@cache
def vocabulary() -> Vocabulary:
    """The phrases that `phrases.toml` lists."""
    data = tomllib.loads(resources.files("cleanclaim.law.notes").joinpath("phrases.toml").read_text(encoding="utf-8"))
    by_head: dict[str, list[Phrase]] = defaultdict(list)
    for kind in ("services", "shows"):
        for name, entry in data[kind].items():
            for phrase in entry["phrases"]:
                words = tuple(phrase.split())
                by_head[words[0].rstrip("*")[:_HEAD]].append(Phrase(kind, name, words))
    codes = {name: frozenset(entry["codes"]) for name, entry in data["services"].items()}
    return Vocabulary({head: tuple(phrases) for head, phrases in by_head.items()}, codes)


def find_phrases(words: list[Word]) -> Iterator[PhraseMatch]:
    """Every phrase found, in the order of the text."""
    for at, word in enumerate(words):
        for phrase in _beginning(word.text):
            last = at + len(phrase.words) - 1
            if last == at or (last < len(words) and _goes_on(phrase.words, words, at)):
                yield PhraseMatch(phrase.kind, phrase.name, word.start, words[last].end)


@lru_cache(maxsize=16_384)
def _beginning(word: str) -> tuple[Phrase, ...]:
    """The phrases whose first word this is."""
    return tuple(phrase for phrase in vocabulary().by_head.get(word[:_HEAD], ()) if _is(phrase.words[0], word))


def _goes_on(phrase: tuple[str, ...], words: list[Word], at: int) -> bool:
    """Whether the words after the first are those of the phrase."""
    return all(_is(phrase[place], words[at + place].text) for place in range(1, len(phrase)))


def _is(expected: str, word: str) -> bool:
    return word.startswith(expected[:-1]) if expected.endswith("*") else word == expected
