"""Finding phrases in a text: words one after another, the last letters left open where a phrase says so.

A phrase is looked up by its first word, so that a text is gone through once however many phrases there are.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from msgspec import Struct

from cleanclaim.late_patterns import late_pattern

_WORD = late_pattern(r"[a-z]+|[0-9]+|[\n;]")  # no phrase goes on past the end of a line
_NUMBER = late_pattern(r"\d+")
_PHRASE_WORD = late_pattern(r"[a-z]+\*?|[0-9]+\*?|\*")
_HEAD = 2  # letters of a phrase's first word that it is looked up by


class Word(NamedTuple):
    """A word in small letters, and where it stands."""

    text: str
    start: int
    end: int


class Phrase(NamedTuple):
    """A phrase of the data: its kind (`names`, `timed_names`, `services` or `shows`), its name there, its words.

    `*` leaves an end open.
    """

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
    """All phrases by the first letters of their first words, each service's codes, and those that hold others."""

    by_head: dict[str, tuple[Phrase, ...]]
    codes: dict[str, frozenset[str]]
    wrapping: frozenset[str]


@lru_cache(maxsize=8)
def number_starts(text: str) -> tuple[int, ...]:
    """Where the numbers of a text begin: grammars of numbers look nowhere else."""
    return tuple(match.start() for match in _NUMBER.finditer(text))


def split_words(text: str) -> list[Word]:
    """The words and numbers of a text in small letters, and the ends of its lines."""
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("cleanclaim.law.notes").joinpath("phrases.toml").read_text(encoding="utf-8"))


def word_list(table: str, key: str) -> tuple[str, ...]:
    """A list of `phrases.toml` that a grammar is made of."""
    return tuple(_data()[table][key])


def alternatives(table: str, key: str) -> str:
    """A list of `phrases.toml` as a pattern of them all, the longest first; a blank matches a hyphen too.

    Those that begin alike stand together, so that most places of a text are passed at a glance.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for one in sorted(word_list(table, key), key=len, reverse=True):
        rest = re.escape(one[1:]).replace(r"\ ", "[ -]?").replace(r"\*", "[a-z]*")
        alike[re.escape(one[0])].append(rest)
    return "|".join(
        first + (f"(?:{'|'.join(rests)})" if len(rests) > 1 else rests[0]) for first, rests in alike.items()
    )


@cache
def vocabulary() -> Vocabulary:
    """The phrases that `phrases.toml` lists: of services their names and what is done in them; what shows the rest."""
    by_head: dict[str, list[Phrase]] = defaultdict(list)

    def add(kind: str, name: str, phrases: list[str]) -> None:
        for phrase in phrases:
            words = tuple(_PHRASE_WORD.findall(phrase))
            by_head[words[0].rstrip("*")[:_HEAD]].append(Phrase(kind, name, words))

    for name, entry in _data()["services"].items():
        add("names", name, entry["names"])
        add("services", name, entry.get("phrases", []))
        add("timed_names", name, entry.get("with_minutes", []))
    for name, entry in _data()["shows"].items():
        add("shows", name, entry["phrases"])
    codes = {name: frozenset(entry["codes"]) for name, entry in _data()["services"].items()}
    wrapping = frozenset(
        code for name, ours in codes.items() if _data()["services"][name].get("wraps") for code in ours
    )
    return Vocabulary({head: tuple(phrases) for head, phrases in by_head.items()}, codes, wrapping)


def find_phrases(words: list[Word]) -> Iterator[PhraseMatch]:
    """Every phrase found, in the order of the text."""
    count = len(words)
    for at, word in enumerate(words):
        for phrase in _beginning(word.text, words[at + 1].text if at + 1 < count else ""):
            last = at + len(phrase.words) - 1
            if last <= at + 1 or (last < count and _goes_on(phrase.words, words, at)):
                yield PhraseMatch(phrase.kind, phrase.name, word.start, words[last].end)


@lru_cache(maxsize=65_536)
def _beginning(word: str, following: str) -> tuple[Phrase, ...]:
    """The phrases that begin with this word, and go on with the one that follows if they have a second."""
    return tuple(
        phrase
        for phrase in vocabulary().by_head.get(word[:_HEAD], ())
        if _is(phrase.words[0], word) and (len(phrase.words) == 1 or (following and _is(phrase.words[1], following)))
    )


def _goes_on(phrase: tuple[str, ...], words: list[Word], at: int) -> bool:
    """Whether the words after the second are those of the phrase."""
    return all(_is(phrase[place], words[at + place].text) for place in range(2, len(phrase)))


def _is(expected: str, word: str) -> bool:
    return word.startswith(expected[:-1]) if expected.endswith("*") else word == expected
