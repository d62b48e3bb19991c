"""A stroke behind a number where somebody walks is minutes or feet as the rest of the note says; else it is asked."""

import pytest

from cleanclaim.law.notes.reading import read_note

GAIT = "97116"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("TE 23', gait 10' RW.", 10),
        ("Gait 10' RW; 15' TE; MT 8'.", 10),
        ("TA 15': car transfers, GT x1u 15' RW on level 200'x2 c CGA.", 15),
        ("Gait training with RW 12'. TE 23'.", 12),
        ("GT 10'.", 10),
        ("gait training 15' with cues", 15),
    ],
)
def test_it_means_minutes_in_a_list_of_services_and_behind_a_name_alone(text: str, minutes: int) -> None:
    reading = read_note(text)
    assert (reading.minutes_of(GAIT), reading.minutes_or_feet) == (minutes, ())


@pytest.mark.parametrize(
    "text",
    [
        "GT 150' with RW.",
        "gait: 50' x 2 with RW.",
        "TE 23 min, gait 40' RW.",
        "Amb 40' with RW.",
        "TE 23 min. Walked 40'.",
    ],
)
def test_it_means_feet_where_it_is_far_or_again_or_minutes_are_written_otherwise(text: str) -> None:
    reading = read_note(text)
    assert "distance" in {one.kind for one in reading.measures}
    assert (reading.minutes_of(GAIT), reading.minutes_or_feet) == (None, ())


def test_feet_stand_beside_the_minutes_of_the_same_walk() -> None:
    for text in ("Gait 12 min, 40' RW.", "TE 8'. GT 12' then hall 40' RW."):
        reading = read_note(text)
        assert (reading.minutes_of(GAIT), reading.minutes_or_feet) == (12, ())
        assert "distance" in {one.kind for one in reading.measures}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gait 10' RW", "gait 10' RW"),
        ("Gait 20' with min A.", "Gait 20' with min A"),
        ("Walked 40'.", "Walked 40'"),
        ("TE 15'. Amb 40' with RW.", "Amb 40' with RW"),
        ("TE 15 min. Gait 40'.", "Gait 40'"),
        ("TE 15 min, MT 8', gait 30' RW.", "gait 30' RW"),
    ],
)
def test_where_nothing_else_tells_it_is_neither_and_is_asked_about(text: str, words: str) -> None:
    reading = read_note(text)
    assert [one.text for one in reading.minutes_or_feet] == [words]
    assert reading.minutes_of(GAIT) is None
    assert "distance" not in {one.kind for one in reading.measures}


def test_another_service_between_takes_its_own_stroke() -> None:
    reading = read_note("Gait 10', squats 5' with band.")
    assert (reading.minutes_of(GAIT), reading.minutes_of("97110"), reading.minutes_or_feet) == (10, 5, ())
