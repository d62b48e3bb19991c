"""The days of the sliders of Explain, and a change arranged word by word."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cleanclaim.explanations.visits.days_of_change import list_days_of_change
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import policy
from cleanclaim.office.explain.difference import build_difference_view
from cleanclaim.office.explain.presenter import build_explanation_view, build_sliders
from cleanclaim.office.explain.visits_to_explain import explain_visit, find_law_change, load_example


@pytest.mark.parametrize("payer", ["medicare", "uhc", "aetna"])
def test_between_two_days_of_change_a_payer_answers_the_same(payer: str) -> None:
    days = list_days_of_change(payer).in_force
    assert list(days) == sorted(set(days))
    for first, following in pairwise(days):
        one, other = policy(payer, first), policy(payer, following - timedelta(days=1))
        assert one
        assert other
        assert [key for key in keys().keys if getattr(one, key) != getattr(other, key)] == []


def test_of_a_payer_nobody_describes_only_the_tables_have_days() -> None:
    assert set(list_days_of_change("nobody").in_force) < set(list_days_of_change("medicare").in_force)
    assert list_days_of_change(None) == list_days_of_change("nobody")


def test_the_sliders_stand_at_the_visits_own_day_and_at_all_that_is_known() -> None:
    visit = load_example().visit("17")
    law, known = build_sliders(visit, None, None)
    assert law.days[law.at] == visit.service_date
    assert known.at == known.last
    assert known.on is None
    assert max(known.days) == date.today()


def test_nothing_is_compared_on_the_visits_own_day() -> None:
    then = explain_visit(load_example(), "17", date(2026, 3, 2), None)
    assert find_law_change(load_example(), "17", then, date(2026, 3, 2), None) is None
    assert build_difference_view(None) is None


def test_an_answer_that_differs_shows_which_words_do() -> None:
    then = explain_visit(load_example(), "17", date(2024, 12, 2), None)
    view = build_difference_view(find_law_change(load_example(), "17", then, date(2024, 12, 2), None))
    assert view
    threshold = next(one for one in view.answers if one.meaning.startswith("The amount past which PT"))
    assert [(word.text, word.differs) for word in threshold.now] == [("$2,480.00", True)]
    assert [(word.text, word.differs) for word in threshold.then] == [("$2,330.00", True)]
    telehealth = next(one for one in view.answers if one.meaning.startswith("The codes the payer takes"))
    assert {word.text for word in telehealth.now if word.differs} == {
        "90901",
        "97550",
        "97551",
        "97552",
        "G0541",
        "G0542",
        "G0543",
    }


def test_every_step_of_an_explanation_is_shown_once() -> None:
    explanation = explain_visit(load_example(), "18", None, None)
    view = build_explanation_view(explanation)
    groups = [
        view.recorded,
        view.units,
        *(line.steps for line in view.lines),
        view.whole,
        view.passed,
        view.not_arising,
    ]
    steps = [row.step for group in groups for row in group]
    assert sorted(map(repr, steps)) == sorted(map(repr, explanation.told))
