"""No question gives its answer away by form: by the answer's place, its length, or where it lies among numbers.

Counted over many questions of fixed seeds. The limits are those of chance: of a place, the chi-square at 0.1 %; of the
rest, that guessing by it is right at most half the time.
"""

from collections import Counter
from collections.abc import Sequence

import pytest

from cleanclaim.compliance.training.item import Item
from tests.compliance.training.bank import right_texts, some_items

CHI_SQUARE = {3: 13.82, 4: 16.27}
"""The 99.9 % quantile for so many choices."""
HALF = 0.5


def chosen(choices: int) -> list[Item]:
    return [
        one
        for one in some_items(1_500, "form")
        if one.is_chosen and one.format not in ("several", "order") and len(one.choices) == choices
    ]


@pytest.mark.parametrize("choices", CHI_SQUARE)
def test_the_right_answer_stands_anywhere(choices: int) -> None:
    items = chosen(choices)
    counts = Counter(one.answers[0] for one in items)
    expected = len(items) / choices
    assert len(items) > 100
    assert sum((counts[letter] - expected) ** 2 / expected for letter in "abcd"[:choices]) < CHI_SQUARE[choices]


COUNTED = ("units.total", "units.untimed")


def share(items: Sequence[Item], guess: str) -> float:
    """How often somebody is right who guesses the longest, shortest, largest, smallest or middle answer."""
    right = 0.0
    for one in items:
        texts = [each.text for each in one.choices]
        measure = len if guess in ("longest", "shortest") else int
        ranked = sorted(texts, key=measure)
        wanted = measure(ranked[{"longest": -1, "largest": -1, "middle": len(texts) // 2}.get(guess, 0)])
        alike = [text for text in texts if measure(text) == wanted]
        right += (right_texts(one)[0] in alike) / len(alike)
    return right / len(items)


@pytest.mark.parametrize("guess", ["longest", "shortest"])
@pytest.mark.parametrize("choices", CHI_SQUARE)
def test_its_length_tells_nothing(choices: int, guess: str) -> None:
    worded = [one for one in chosen(choices) if not all(each.text.isdecimal() for each in one.choices)]
    assert share(worded, guess) < HALF


@pytest.mark.parametrize("guess", ["largest", "smallest", "middle"])
def test_its_place_among_numbers_tells_nothing(guess: str) -> None:
    numbers = [
        one
        for one in some_items(1_500, "numbers", "units.")
        if one.kind in COUNTED and all(each.text.isdecimal() for each in one.choices)
    ]
    assert len(numbers) > 100
    assert 0.1 < share(numbers, guess) < HALF + 0.05


def test_that_nothing_is_wrong_is_no_good_guess() -> None:
    with_it = [one for one in chosen(4) if any(each.text == "Nothing wrong" for each in one.choices)]
    right = sum(right_texts(one) == ["Nothing wrong"] for one in with_it)
    assert 0.1 < right / len(with_it) < 0.4


def test_of_several_right_ones_there_are_as_often_many_as_few() -> None:
    several = [one for one in some_items(1_500, "form") if one.format == "several"]
    counts = Counter(len(one.answers[0]) for one in several)
    assert len(several) > 50
    assert len(counts) > 1
