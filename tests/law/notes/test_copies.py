"""Copied notes where most of a note is the practice's boilerplate."""

from datetime import date

from cleanclaim.law.notes.copies import EarlierNote, find_most_similar, runs_of
from cleanclaim.model.note import Note

TEXT = "Ther ex x 30 min. Squats 3x10, cues. No adverse reaction. ROM 116 deg, strength 4/5. Total time 35 min."
THEN = (EarlierNote(date(2026, 3, 2), Note(text="Seen.")), EarlierNote(date(2026, 3, 4), Note(text=TEXT)))
LEAST = 12


def test_the_same_from_the_first_word_to_the_last_is_a_copy_however_much_is_form() -> None:
    copy = find_most_similar(TEXT, THEN, runs_of(TEXT), LEAST)
    assert copy
    assert (copy.on, copy.percent) == (date(2026, 3, 4), 100)
    assert copy.here == copy.there == TEXT.rstrip(".")


def test_one_measure_otherwise_leaves_a_note_of_form_uncompared() -> None:
    assert (
        find_most_similar(TEXT.replace("116", "118"), THEN, runs_of(TEXT) | runs_of(TEXT.replace("116", "118")), LEAST)
        is None
    )


def test_a_few_words_of_form_are_no_copy() -> None:
    assert find_most_similar("Seen.", THEN, frozenset(), LEAST) is None
