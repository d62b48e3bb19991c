"""FSRS against its reference: histories worked out by the package `fsrs`, and the values its own tests state."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.compliance.training.memory import Rating, Recall, after_answer, replay

HISTORIES: list[Any] = json.loads(Path(__file__).with_name("fsrs_vectors.json").read_text(encoding="utf-8"))[
    "histories"
]


@pytest.mark.parametrize("history", HISTORIES, ids=range(len(HISTORIES)))
def test_every_answer_leaves_what_the_reference_leaves(history: list[Any]) -> None:
    memory: Recall | None = None
    for on, rating, stability, difficulty, interval in history:
        memory = after_answer(memory, rating, date.fromisoformat(on))
        assert memory.stability == pytest.approx(stability, abs=1e-5)
        assert memory.difficulty == pytest.approx(difficulty, abs=1e-5)
        assert memory.interval() == interval


def test_the_memory_that_the_references_own_tests_state() -> None:
    day, answers = date(2022, 11, 29), []
    ratings: tuple[Rating, ...] = (1, 3, 3, 3, 3, 3)
    for rating, later in zip(ratings, (0, 0, 1, 3, 8, 21), strict=True):
        day += timedelta(days=later)
        answers.append((day, rating))
    memory = replay(answers)
    assert memory is not None
    assert memory.stability == pytest.approx(53.62691, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-4)


def test_the_intervals_that_the_references_own_tests_state() -> None:
    memory: Recall | None = None
    day, seen = date(2022, 11, 29), []
    for _ in range(5):
        memory = after_answer(memory, 3, day)
        seen.append(memory.interval(longest=36_500))
        day += timedelta(days=seen[-1])
    assert seen == [2, 11, 46, 163, 497]


def test_the_chance_falls_to_nine_in_ten_after_as_many_days_as_the_stability() -> None:
    memory = Recall(20.0, 5.0, date(2026, 1, 5))
    assert memory.chance(date(2026, 1, 5)) == 1
    assert memory.chance(date(2026, 1, 25)) == pytest.approx(0.9)


def test_no_interval_is_longer_than_is_wanted() -> None:
    assert Recall(900.0, 1.0, date(2026, 1, 5)).due(90) == date(2026, 4, 5)
