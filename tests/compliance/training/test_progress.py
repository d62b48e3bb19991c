"""Who knows what: how sure a count makes one, what is due, and what is retired when the law changes."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from cleanclaim.compliance.training.competencies import competency
from cleanclaim.compliance.training.progress import CompetencyProgress, least_share, memories, progress_in
from cleanclaim.compliance.training.record import TrainingAnswer
from cleanclaim.compliance.training.reply import mark
from cleanclaim.compliance.training.session import answer_of, in_turn, next_items
from tests.compliance.training.bank import SETTING, TODAY, some_items

T1 = competency("T1")
ITEMS = [one for one in some_items() if one.competency == "T1"]


def answers(count: int, wrong: int = 0, on: date = TODAY) -> list[TrainingAnswer]:
    """Answers to so many different questions, the first of them wrong."""
    setting = structs.replace(SETTING, on=on)
    found = [answer_of("kim", one, mark(one, one.answers[0]), setting, unsure=False) for one in ITEMS[:count]]
    mistaken = [structs.replace(one, right=False, rating=1) for one in found[:wrong]]
    return [*mistaken, *found[wrong:]]


def progress(given: list[TrainingAnswer]) -> CompetencyProgress:
    return progress_in(T1, given, SETTING)


@pytest.mark.parametrize(
    ("count", "wrong", "state"),
    [
        (0, 0, "not asked"),
        (7, 0, "too few"),
        (8, 0, "mastered"),
        (8, 1, "not yet"),
        (30, 3, "mastered"),
        (30, 9, "not yet"),
    ],
)
def test_what_may_be_said_follows_from_how_many_were_asked(count: int, wrong: int, state: str) -> None:
    found = progress(answers(count, wrong))
    assert (found.state, found.n, found.right) == (state, count, count - wrong)


@pytest.mark.parametrize(("right", "n", "least"), [(8, 8, 0.8297), (27, 30, 0.8078), (0, 5, 0.0), (0, 0, 0.0)])
def test_the_least_share_is_wilsons(right: int, n: int, least: float) -> None:
    assert least_share(right, n) == pytest.approx(least, abs=5e-4)


def test_the_same_question_counts_once_and_by_its_first_answer() -> None:
    first, *rest = answers(10, 1)
    again = structs.replace(first, right=True, rating=3)
    found = progress([first, *rest, again, again])
    assert (found.n, found.right) == (10, 9)


def test_an_answer_counts_for_a_year() -> None:
    assert progress(answers(10, on=TODAY - timedelta(days=364))).n == 10
    assert progress(answers(10, on=TODAY - timedelta(days=365))).n == 0


def test_what_was_answered_under_another_rule_is_retired() -> None:
    given = [structs.replace(one, versions={"policy:medicare.unit_method": "older"}) for one in answers(10)]
    found = progress(given)
    assert (found.n, found.retired, found.state) == (0, 10, "not asked")
    assert memories(given, SETTING) == {}


def test_a_rule_that_is_gone_retires_its_answers() -> None:
    given = [structs.replace(one, versions={"rule:minutes.gone": "0"}) for one in answers(3)]
    assert progress(given).retired == 3


def test_what_came_up_twice_is_named() -> None:
    given = [structs.replace(one, right=False, rating=1, misconceptions=("per-code-rounding",)) for one in answers(2)]
    assert progress(given).mistakes == ("per-code-rounding",)
    assert progress(given[:1]).mistakes == ()


def test_a_wrong_answer_is_due_sooner_than_a_right_one_and_what_is_due_comes_first() -> None:
    one = next(item for item in ITEMS if item.kind == "units.total")
    two = next(item for item in ITEMS if item.kind == "units.share")
    day = structs.replace(SETTING, on=TODAY - timedelta(days=2))
    wrong = structs.replace(answer_of("kim", one, mark(one, one.answers[0]), day, unsure=False), right=False, rating=1)
    given = [wrong, answer_of("kim", two, mark(two, two.answers[0]), SETTING, unsure=False)]
    assert progress(given).due == ("units.total",)
    names = [kind.name for kind in in_turn("kim", [T1], given, SETTING)]
    assert (names[0], names[-1]) == ("units.total", "units.share")


def test_an_unsure_answer_is_asked_again_sooner() -> None:
    item = ITEMS[0]
    sure, unsure = (answer_of("kim", item, mark(item, item.answers[0]), SETTING, unsure=one) for one in (False, True))
    assert (sure.rating, unsure.rating) == (3, 2)
    assert memories([unsure], SETTING)[item.kind].due() < memories([sure], SETTING)[item.kind].due()


def test_nobody_is_asked_the_same_question_twice() -> None:
    first = list(next_items("kim", [T1], 20, [], SETTING))
    given = [answer_of("kim", one, mark(one, one.answers[0]), SETTING, unsure=False) for one in first]
    second = list(next_items("kim", [T1], 20, given, SETTING))
    assert not {one.id for one in first} & {one.id for one in second}
    assert len({one.id for one in first}) == 20
