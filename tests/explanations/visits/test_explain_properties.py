"""An explanation says what code and review say; what goes one way between two dates comes the other way."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

import cleanclaim
from cleanclaim.explanations.visits.explain import explain
from cleanclaim.explanations.visits.law_change import compare_explanations
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.rule_counts import count_each_rule
from cleanclaim.law.review.rule_set import families_for
from cleanclaim.model.visit import Service
from tests.conftest import tries
from tests.made_up import services, visit

DATES = st.sampled_from([date(2020, 6, 1), date(2024, 8, 5), date(2025, 11, 3), date(2026, 3, 2), date(2026, 9, 1)])


@tries(60)
@given(services(), DATES, DATES)
def test_what_goes_one_way_comes_the_other(recorded: list[Service], one: date, other: date) -> None:
    visits = [visit(recorded)]
    now, then = (explain(visits, basis=Basis(as_of=on, filed_on=date(2026, 3, 3))) for on in (one, other))
    policies = [in_force(visits[0], Basis(as_of=on)).policy for on in (one, other)]
    there, back = compare_explanations(now, then, *policies), compare_explanations(then, now, *reversed(policies))
    assert (there.goes, there.comes) == (back.comes, back.goes)
    assert [answer.key for answer in there.answers] == [answer.key for answer in back.answers]
    assert compare_explanations(now, now, policies[0], policies[0]).is_empty


@tries(60)
@given(services(), st.sampled_from(["medicare", "aetna"]))
def test_what_is_explained_is_what_code_and_review_say(recorded: list[Service], payer: str) -> None:
    visits = [visit(recorded, payer)]
    explanation = cleanclaim.explain(visits, basis=Basis(filed_on=date(2026, 3, 3)))
    coded = cleanclaim.code(visits).visits[0]
    judged = cleanclaim.review(visits, Basis(filed_on=date(2026, 3, 3))).claims[0]
    assert explanation.units == coded.units
    assert [(line["code"], line["units"], line["modifiers"]) for line in explanation.lines] == [
        (line.code, line.units, list(line.modifiers)) for line in coded.lines
    ]
    assert explanation.status == judged.status
    rules = [step.rule for step in explanation.told if step.rule]
    assert rules == [finding.rule for finding in judged.findings]


@tries(60)
@given(services(), st.sampled_from(["medicare", "aetna"]))
def test_every_question_is_named_that_a_review_counts(recorded: list[Service], payer: str) -> None:
    seen = visit(recorded, payer)
    filed = date(2026, 3, 3)
    law = in_force(seen, Basis(), families_for(frozenset()))
    judged = cleanclaim.review([seen], Basis(filed_on=filed)).claims[0]
    answers = list(count_each_rule(seen, judged.lines, ContextIndex([seen]).of(seen), law, filed))
    assert [one.rule.id for one in answers] == [rule.id for rule in law.compiled.rules]
    assert sum(one.passed for one in answers) == judged.checked["pass"]
    assert sum(one.not_applicable for one in answers) == judged.checked["not_applicable"]
    steps = explain([seen], basis=Basis(filed_on=filed), every=True).told
    assert [step.rule for step in steps if step.topic == "passed"] == [one.rule.id for one in answers if one.passed]
