"""Finding a code by what people call it: words in any form, misspelled within reason, or its first digits.

A word counts for more in a code's label than among its key words, there more than in its sentence, and for more the
fewer codes have it. Codes that fit more of the words come first; those no longer in force come last.
"""

from datetime import date
from difflib import get_close_matches
from functools import cache
from math import log

from msgspec import Struct

from cleanclaim.explanations.lookup.code_pages import describe_validity
from cleanclaim.explanations.lookup.search_words import split_words, stem
from cleanclaim.reference.catalogue import Code, catalogue

IN_LABEL, IN_WORDS, IN_SENTENCE = 4.0, 3.0, 1.0
WHOLE, BEGUN, MISSPELLED = 1.0, 0.6, 0.5
ALIKE = 0.8
"""How much of a misspelled word has to agree with a known one."""


class FoundCode(Struct, frozen=True):
    """A code that fits the words searched for.

    `in_force` is false where it is not, on the date; `validity` says why. `unmatched` are the words it does not fit.
    """

    code: str
    label: str
    in_force: bool
    validity: str
    unmatched: tuple[str, ...]


def search_codes(words: list[str], on: date) -> list[FoundCode]:
    """The codes that fit the most of the words, best first; of those not in force on the date, which fit as many."""
    unique_words = list(dict.fromkeys(split_words(" ".join(words))))
    meant = {word: _meant(word) for word in unique_words}
    fits = [fit for entry in catalogue().values() if (fit := _fit(entry, meant, on)).matched]
    most = max((fit.matched for fit in fits if fit.in_force), default=1)
    best = sorted((fit for fit in fits if fit.matched >= most), key=lambda fit: fit.rank)
    return [
        FoundCode(fit.entry.code, fit.entry.label, fit.in_force, describe_validity(fit.entry, on), fit.unmatched)
        for fit in best
    ]


class _Fit(Struct, frozen=True):
    entry: Code
    in_force: bool
    matched: int
    unmatched: tuple[str, ...]
    score: float

    @property
    def rank(self) -> tuple[bool, int, float, str]:
        return not self.in_force, -self.matched, -self.score, self.entry.code


def _fit(entry: Code, meant: dict[str, dict[str, float]], on: date) -> _Fit:
    weights, label = _weights()[entry.code], _stems(entry.label)
    scores = {
        word: max((weights.get(known, 0) * sure for known, sure in forms.items()), default=0)
        for word, forms in meant.items()
    }
    unmatched = tuple(word for word, score in scores.items() if not score)
    covered = sum(any(known in forms for forms in meant.values()) for known in label) / len(label)
    return _Fit(entry, entry.valid_on(on), len(scores) - len(unmatched), unmatched, sum(scores.values()) + covered)


def _meant(word: str) -> dict[str, float]:
    """The known words a word may stand for, each with how sure that is."""
    known, root = _rarity(), stem(word)
    begun = {other: BEGUN for other in known if len(root) >= 3 and other.startswith(root)}
    if root in known:
        return begun | {root: WHOLE}
    return begun or dict.fromkeys(get_close_matches(root, known, n=3, cutoff=ALIKE), MISSPELLED)


@cache
def _weights() -> dict[str, dict[str, float]]:
    """For each code, how much each word that describes it counts."""
    rarity = _rarity()
    return {
        code: {word: weight * rarity[word] for word, weight in _described(entry).items()}
        for code, entry in catalogue().items()
    }


@cache
def _rarity() -> dict[str, float]:
    """Every word that describes a code, and how telling it is: the more so the fewer codes have it."""
    having: dict[str, int] = {}
    for entry in catalogue().values():
        for word in _described(entry):
            having[word] = having.get(word, 0) + 1
    return {word: 1 + log(len(catalogue()) / number) for word, number in having.items()}


def _described(entry: Code) -> dict[str, float]:
    begun = {entry.code[:length].lower(): IN_LABEL for length in range(2, len(entry.code) + 1)}
    return {
        **dict.fromkeys(_stems(entry.says), IN_SENTENCE),
        **dict.fromkeys(_stems(" ".join(entry.words)), IN_WORDS),
        **dict.fromkeys(_stems(entry.label), IN_LABEL),
        **begun,
    }


@cache
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in split_words(text))
