"""A remedy that names what is not known says how to make it known instead: no rule asks to append the unknown."""

from datetime import date

import pytest

import cleanclaim
from cleanclaim import Basis
from cleanclaim.kernel import FAIL, Rule
from cleanclaim.kernel.compiler import Answer
from cleanclaim.kernel.functions import names_in
from cleanclaim.law.review.law_in_force import Law
from cleanclaim.law.review.review import findings
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.visit import Service, Visit
from tests.health.test_examples import EXAMPLES

BAD = ("unknown", "None", "{", "}")


def unsure(entry: Rule) -> list[str]:
    """The names of a rule's remedy that may be unknown."""
    return [name for name in dict.fromkeys(names_in(entry.remedy)) if rule_set().may_be_none(name)]


@pytest.fixture(scope="module")
def answer_of() -> dict[str, tuple[Answer, Law]]:
    """An answer of each rule whose remedy names something that may be unknown, as its examples have it: a fault where
    they have one.
    """
    answers = [(answer, one.law) for example in EXAMPLES for one in example.review() for answer in one.answers()]
    answers.sort(key=lambda one: one[0].outcome != FAIL)
    found: dict[str, tuple[Answer, Law]] = {}
    for answer, law in answers:
        if unsure(answer.rule):
            found.setdefault(answer.rule.id, (answer, law))
    return found


def test_no_remedy_asks_for_the_unknown(answer_of: dict[str, tuple[Answer, Law]]) -> None:
    rules = [entry for entry in rule_set().rules.values() if unsure(entry)]
    assert {entry.id for entry in rules} == answer_of.keys()
    for entry in rules:
        answer, law = answer_of[entry.id]
        evidence = rule_set().evidence_of(entry)
        for name in unsure(entry):
            values = [None if one == name else value for one, value in zip(evidence, answer.values, strict=True)]
            (finding,) = findings([answer._replace(outcome=FAIL, values=tuple(values), missing=None)], law)
            assert finding.remedy, (entry.id, name)
            assert not [bad for bad in BAD if bad in finding.remedy], (entry.id, name, finding.remedy)


def test_without_a_discipline_the_discipline_is_asked_for() -> None:
    service = Service(code="97110", minutes=30, units=2, performed_by="PTA", diagnoses=("M25561",), charge=6800)
    visit = Visit(visit_id="1", payer="medicare", service_date=date(2026, 3, 2), services=(service,))
    found = {one.rule: one for one in cleanclaim.review([visit], Basis(filed_on=date(2026, 3, 3))).claims[0].findings}
    assert found["modifiers.discipline_missing"].remedy == "Enter PT, OT or SLP."
    assert found["assistants.missing"].remedy == "Enter PT, OT or SLP."
    assert found["assistants.missing"].message == "An assistant gave 2 units of 97110; 0 carry CQ or CO."
