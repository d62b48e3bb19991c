"""The words of the grammar: what services, people and ways of giving are called, and the codes that words fit."""

import tomllib
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from msgspec import Struct

from cleanclaim.explanations.lookup.search_words import split_words, stem
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.modifiers import modifiers

ALIKE = 0.8
"""How much of an unknown word has to agree with a known one to be asked about."""

RARE = frozenset({"casting", "strapping", "device", "monitoring", "remote"})
"""Kinds of services that are typed by their code: a single word fits too many other things."""


class TypedWords(Struct, frozen=True):
    """The words that mean something by themselves, each in one form (`plain`)."""

    services: dict[str, str]
    performers: dict[str, str]
    modes: dict[str, str]
    disciplines: dict[str, str]
    fillers: frozenset[str]
    open_modifiers: frozenset[str]
    attached_modifiers: frozenset[str]
    short: dict[str, list[str]]
    no_block: dict[str, str]
    numbers: dict[str, int]
    choose: dict[str, tuple[str, ...]]
    by_discipline: dict[str, tuple[str, ...]]
    body: frozenset[str]


def is_phrase(words: str) -> bool:
    """Whether several words mean something together: a service, one of several, or what is none."""
    known = vocabulary()
    return any(words in group for group in (known.services, known.choose, known.by_discipline, known.no_block))


def plain(word: str) -> str:
    """A word in one form: small letters, without dots, hyphens and apostrophes."""
    return "".join(sign for sign in word.lower() if sign not in ".-'")


@cache
def vocabulary() -> TypedWords:
    """The words of `words.toml`."""
    lists = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    by_word = {
        group: {
            " ".join(map(plain, word.split())): meaning for meaning, words in lists[group].items() for word in words
        }
        for group in ("services", "performers", "modes", "disciplines", "choose", "by_discipline", "no_block")
    }
    return TypedWords(
        by_word["services"],
        by_word["performers"],
        by_word["modes"],
        by_word["disciplines"],
        frozenset(lists["fillers"]["words"]),
        frozenset(lists["modifiers"]["open"]),
        frozenset(lists["modifiers"]["attached"]),
        {word: meaning.split() for word, meaning in lists["short"].items()},
        by_word["no_block"],
        _spelled(**lists["numbers"]),
        _codes_of(by_word["choose"]),
        _codes_of(by_word["by_discipline"]),
        frozenset(lists["body"]["words"]),
    )


def _codes_of(group: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(codes.split()) for word, codes in group.items()}


def _spelled(words: dict[str, int], tens: dict[str, int], ones: dict[str, int]) -> dict[str, int]:
    """The numbers that are written in words, by their words: `thirty`, `twenty five`."""
    both = {f"{ten} {one}": tens[ten] + ones[one] for ten in tens for one in ones}
    return words | tens | both


def is_modifier(text: str) -> bool:
    """Whether a text is a modifier we know."""
    return text.upper() in modifiers()


def _in_full(words: list[str]) -> list[str]:
    """The words, those that are written short in full."""
    return [one for word in words for one in vocabulary().short.get(word, [word])]


class Meant(Struct, frozen=True):
    """What some words mean: the code, empty where there is none or several; the codes they fit; a word near an unknown
    one.
    """

    code: str
    fits: tuple[str, ...]
    near: str = ""


def find_service(words: list[str], on: date, discipline: str) -> Meant:
    """The one code that the words mean on a day for a discipline; several fit, or none, where it is not one.

    Words are taken whole, and every word has to fit. A misspelled one is asked about, never put right. So is a single
    word that only stands in what a code is called, such as `pain` or `home`: it says many other things.
    """
    code = vocabulary().services.get(" ".join(words)) or vocabulary().services.get(" ".join(_in_full(words)))
    if code:
        return Meant(code, (code,))
    if chosen := vocabulary().choose.get(" ".join(words)):
        return Meant("", chosen)
    if of_each := vocabulary().by_discipline.get(" ".join(words)):
        own = tuple(code for code in of_each if discipline in catalogue()[code].disciplines) or of_each
        return Meant(own[0] if len(own) == 1 else "", own)
    words = _in_full(words)
    stems = {stem(word) for word in split_words(" ".join(words))}
    in_force = [entry for entry in catalogue().values() if entry.valid_on(on)]
    fits = [entry for entry in in_force if stems and stems <= _stems(entry)]
    if not fits:
        return Meant("", (), _nearest(words))
    if all(entry.kind in RARE for entry in fits):
        return Meant("", tuple(entry.code for entry in fits) if len(words) > 1 else ())
    called = [entry for entry in fits if stems & _label_stems(entry)] or fits
    whole = [entry for entry in called if stems <= _label_stems(entry)] or called
    suited = [entry for entry in whole if discipline in entry.disciplines] or whole
    one = len(suited) == 1 and len(stems) > 1
    return Meant(suited[0].code if one else "", tuple(entry.code for entry in suited))


def describes(words: list[str], code: str) -> bool:
    """Whether words typed with a code are words for it."""
    phrase = " ".join(words)
    if vocabulary().services.get(phrase) == code or code in vocabulary().choose.get(phrase, ()):
        return True
    words = _in_full(words)
    entry = catalogue().get(code)
    return entry is not None and {stem(word) for word in split_words(" ".join(words))} <= _stems(entry)


@cache
def _stems(entry: Code) -> frozenset[str]:
    return _label_stems(entry) | {stem(word) for word in entry.words}


@cache
def _label_stems(entry: Code) -> frozenset[str]:
    return frozenset(stem(word) for word in split_words(entry.label))


def _nearest(words: list[str]) -> str:
    """A known name near the words; empty where none is."""
    return next(iter(get_close_matches(" ".join(words), list(vocabulary().services), n=1, cutoff=ALIKE)), "")
