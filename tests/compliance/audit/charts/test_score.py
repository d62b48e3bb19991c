"""Scores that leave open what is open, limits of chance, and questions whose rules there are."""

from fractions import Fraction

import pytest

from cleanclaim.compliance.audit.charts.checklist import ChartAnswer, checklist
from cleanclaim.compliance.audit.charts.score import (
    ChartScore,
    chance_limits,
    exact_limits,
    score_chart,
    score_clinicians,
)
from cleanclaim.compliance.audit.disclosure import overpayment_clock, years_before
from cleanclaim.law.review.rule_set import rule_set


def test_every_rule_of_the_checklist_is_a_rule() -> None:
    rules = set(rule_set().rules)
    assert {rule for one in checklist() for rule in one.rules} <= rules
    assert [one.id for one in checklist()] == [f"A{number:02}" for number in range(1, 31)]
    assert [one.id for one in checklist() if one.decides] == ["A11", "A14", "A15", "A19", "A22"]
    assert all(one.whole or one.look for one in checklist())


def whole(answer: ChartAnswer = "yes", **others: ChartAnswer) -> ChartScore:
    return score_chart("C1", {one.id: others.get(one.id, answer) for one in checklist()})


def test_a_chart_passes_only_where_nothing_that_decides_is_open() -> None:
    assert whole().passes is True
    assert whole(A01="no").passes is True
    assert whole(A15="no").passes is False
    assert whole(A15="open").passes is None
    assert whole(A01="open").passes is True
    assert whole(A08="no", A12="no").passes is False
    assert score_chart("C1", {}).passes is None
    every = sum(one.weight for one in checklist())
    assert whole(A01="no").low == Fraction(every - 2, every)
    assert whole(A01="n/a").low == 1


def test_clinicians_are_not_ranked_and_few_charts_say_nothing() -> None:
    scores = [score_chart(f"C{at}", {one.id: "yes" for one in checklist()}) for at in range(40)]
    bad = [score_chart(f"D{at}", {one.id: "no" for one in checklist()}) for at in range(12)]
    people = {one.item: "1000000012" for one in scores} | {one.item: "1000000020" for one in bad[:10]}
    people |= {one.item: "1000000004" for one in bad[10:]}
    found = score_clinicians([*bad, *scores], people, {})
    assert [one.clinician for one in found] == ["1000000004", "1000000012", "1000000020"]
    assert [one.standing for one in found] == ["too few to tell", "less than chance", "more than chance"]


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0)]
)
def test_exact_limits_are_those_of_the_tables(count: int, n: int, low: float, high: float) -> None:
    assert list(exact_limits(count, n)) == pytest.approx([low, high], abs=1e-4)


def test_chance_misses_its_limits_no_more_often_than_it_may() -> None:
    low, high = chance_limits(20, Fraction(1, 5), Fraction(1, 40))
    assert (low, high) == (1, 8)
    assert chance_limits(0, Fraction(1, 5), Fraction(1, 40)) == (0, 0)


def test_the_clock_of_an_overpayment() -> None:
    from datetime import date

    assert overpayment_clock(date(2026, 11, 30)).due == date(2027, 1, 29)
    stopped = overpayment_clock(date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 10))
    assert (stopped.stopped_until, stopped.due) == (date(2026, 2, 10), date(2026, 4, 1))
    longest = overpayment_clock(date(2026, 1, 1), date(2026, 1, 11), date(2027, 2, 10))
    assert longest.stopped_until == date(2026, 6, 30)
    assert years_before(date(2024, 2, 29), 6) == date(2018, 2, 28)
    with pytest.raises(ValueError, match="no law on file"):
        overpayment_clock(date(2009, 1, 1))
