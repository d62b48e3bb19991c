"""A note made plain: numbers, misspelled words, and every place found again in the note."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.law.notes.phrases import word_list
from cleanclaim.law.notes.plain import make_plain, put_right


@pytest.mark.parametrize(
    ("note", "plain"),
    [
        ("Twenty-five minutes", "25 minutes"),
        ("fourteen out of twenty", "14 out of 20"),
        ("walked two hundred and ten feet", "walked 210 feet"),
        ("half an hour", "30 minutes"),
        ("three quarters of an hour", "45 minutes"),
        ("twice an hour", "twice 60 minutes"),
        ("once an hour", "once an hour"),
        ("theraputic excercise", "therapeutic exercise"),
        ("manaul thearpy", "manual therapy"),
        ("Toler\u00f3 bien", "tolero bien"),
        ("45M with neck pain", "45 yo with neck pain"),
        ("ther ex 45m", "ther ex 45m"),
    ],
)
def test_plain_words(note: str, plain: str) -> None:
    assert make_plain(note).text == plain


PIECES = some.sampled_from(
    ["Twenty five ", "min ", "excercise ", "pain 3/10. ", "half an hour ", "\u2022 ", "Toler\u00f3 ", "x ", "\u0130"]
)


@given(some.lists(PIECES, max_size=8).map("".join))
def test_the_whole_of_the_plain_text_is_the_whole_of_the_note(note: str) -> None:
    plain = make_plain(note)
    assert plain.span(0, len(plain.text)).text == note


@given(some.lists(PIECES, min_size=1, max_size=8).map("".join), some.data())
def test_any_span_quotes_the_note(note: str, data: some.DataObject) -> None:
    plain = make_plain(note)
    start = data.draw(some.integers(0, len(plain.text)))
    end = data.draw(some.integers(start, len(plain.text)))
    span = plain.span(start, end)
    assert span.text == note[span.start : span.end]


@pytest.mark.parametrize("word", word_list("spelling", "words"))
def test_a_right_word_stays_and_one_with_two_letters_swapped_is_put_right(word: str) -> None:
    assert put_right(word) == word
    if len(word) > 7 and word[2] != word[3]:
        assert put_right(word[:2] + word[3] + word[2] + word[4:]) == word


@pytest.mark.parametrize(
    "word", ["tested", "walked", "talked", "stable", "table", "rolled", "signal", "totaled", "toilet"]
)
def test_other_words_are_left_alone(word: str) -> None:
    assert put_right(word) == word
