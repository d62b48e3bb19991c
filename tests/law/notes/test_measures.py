"""What is a measure of the patient, and what is only the dose of an exercise."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.law.notes.reading import read_note

EXERCISES = [
    "squats",
    "leg press",
    "step ups",
    "rows",
    "bridges",
    "ER with band",
    "bicep curls",
    "plank",
    "lunges",
    "calf raises",
]
DOSES = [
    *(
        "{n}x{m}",
        "{n} sets of {m}",
        "x {m}",
        "{m} reps",
        "{m} lb {n}x10",
        "{m}# x 10",
        "hold {m} sec x {n}",
        "{m} s hold",
    ),
    *("{n} x {m} with red band", "{m} lb", "{m} kg {n}x8", "x {m} each", "{m} sec x {n}", "over {m} feet", "{n} min"),
]


@pytest.mark.parametrize("text", ["GT 10'. TE 23'.", "gait training 15' with cues", "GT x 10'", "Gait tr: 12'"])
def test_minutes_of_gait_training_are_no_distance(text: str) -> None:
    assert read_note(text).measures == ()


@pytest.mark.parametrize(
    "text", ["GT 150' with RW", "gait: 50' x 2 with RW", "walked 40' with min A", "TE 23 min. Walked 40'"]
)
def test_feet_walked_are_a_distance(text: str) -> None:
    assert "distance" in {one.kind for one in read_note(text).measures}


@given(some.sampled_from(EXERCISES), some.sampled_from(DOSES), some.integers(1, 5), some.integers(5, 30))
def test_a_dose_is_never_a_measure(exercise: str, dose: str, n: int, m: int) -> None:
    assert read_note(f"Ther ex: {exercise} {dose.format(n=n, m=m)}.").measures == ()


@given(
    some.sampled_from(
        ["Knee flexion", "AROM shoulder flex", "ROM", "DF", "Hip IR", "Cerv rot L", "Wrist ext", "PROM er"]
    ),
    some.integers(1, 170),
    some.sampled_from(["{}", "{} deg", "{}\u00b0", "0-{}", "0 to {}"]),
)
def test_a_movement_with_a_number_is_range(movement: str, number: int, form: str) -> None:
    measures = read_note(f"{movement} {form.format(number)}.").measures
    assert [one.kind for one in measures] == ["degrees"]
    assert str(number) in measures[0].value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hip abd MMT 4-/5.", "strength"),
        ("Quad strength 4+.", "strength"),
        ("Pain 3/10.", "pain"),
        ("VAS 3.", "pain"),
        ("Pain went from a six to a three.", "pain"),
        ("Amb 150 ft with RW.", "distance"),
        ("200' x2 c CGA.", "distance"),
        ("Gait speed 0.8 m/s.", "test"),
        ("Transfers min A.", "help"),
        ("Supine to sit CGA.", "help"),
        ("Girth 41.5 cm.", "test"),
        ("Berg 44/56.", "test"),
        ("5xSTS 14 s.", "test"),
        ("TUG 13.5 sec.", "test"),
        ("Named 16/20 pictures.", "count"),
        ("80% accuracy.", "accuracy"),
        ("Two errors in 14 slots.", "count"),
        ("Single leg stance 12 s left.", "seconds"),
        ("PIP ext lag 25, was 32.", "degrees"),
        ("IR behind back to T10.", "level"),
        ("Endurance 18 seconds, previously 11.", "seconds"),
    ],
)
def test_kinds_of_measures(text: str, kind: str) -> None:
    assert kind in {one.kind for one in read_note(text).measures}


@pytest.mark.parametrize(
    "text",
    [
        "BP 128/76, HR 70.",
        "Visit 4 of 12.",
        "Berg next visit.",
        "TUG deferred.",
        "Goal: walk 300 ft in 4 weeks.",
        "Lunges with 10# x 20 feet.",
        "Treadmill 2.5 mph, 3 deg incline.",
        "Cues 50% of the time.",
        "Seen 3/10/2026.",
        "Step ups on an 8 inch step.",
        "30 min a day at home.",
    ],
)
def test_what_is_no_measure(text: str) -> None:
    assert read_note(text).measures == ()
