"""A note that is typed again: minutes recorded apart from the old text give way to those that the new one states."""

import pytest
from msgspec import structs

from cleanclaim.model.note import Note
from cleanclaim.office.visits.form import with_note
from tests.made_up import visit

RECORDED = structs.replace(visit([]), note=Note(text="Ther ex.", timed_minutes=38, total_minutes=45))


@pytest.mark.parametrize(
    ("text", "timed", "total"),
    [
        ("Ther ex.", 38, 45),
        ("Ther ex, squats with cues.", 38, 45),
        ("Ther ex. Timed 30 min.", None, 45),
        ("Ther ex. Total time 40 min.", 38, None),
        ("Ther ex. Timed 30 min. Total 40 min.", None, None),
    ],
)
def test_minutes_apart_give_way_to_those_that_a_new_text_states(
    text: str, timed: int | None, total: int | None
) -> None:
    assert with_note(RECORDED, text).note == Note(text=text, timed_minutes=timed, total_minutes=total)


def test_the_same_text_changes_nothing() -> None:
    stated = structs.replace(visit([]), note=Note(text="Timed 30 min.", timed_minutes=38))
    assert with_note(stated, "Timed 30 min.") == stated


def test_an_empty_note_goes_where_nothing_else_is_recorded() -> None:
    assert with_note(structs.replace(visit([]), note=Note(text="Ther ex.")), " ").note is None
    assert with_note(RECORDED, "").note == Note(text="", timed_minutes=38, total_minutes=45)
    assert with_note(visit([]), "Ther ex.").note == Note(text="Ther ex.")
