"""Questions for the tests: made once, under the law of one day."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from cleanclaim.compliance.training.bank import kinds, make_items, setting_on
from cleanclaim.compliance.training.item import LETTERS, Item
from cleanclaim.law.basis import Basis

TODAY = date(2026, 12, 1)
SETTING = setting_on(Basis(today=TODAY))


@cache
def some_items(count: int = 600, seed: str = "tests", kind: str = "") -> tuple[Item, ...]:
    """Questions of all kinds, or of those whose name begins so."""
    wanted = [one for name, one in kinds().items() if name.startswith(kind)]
    return tuple(make_items(wanted, count, seed, SETTING))


def right_texts(item: Item) -> Sequence[str]:
    """The texts of the right choices, in the order of the answer."""
    return [item.choices[LETTERS.index(letter)].text for letter in item.answers[0]]


def wrong_texts(item: Item) -> Sequence[str]:
    """The texts of the wrong choices."""
    return [one.text for letter, one in zip(LETTERS, item.choices, strict=False) if letter not in item.answers[0]]
