"""What every rule said of one visit, those that found nothing and those that do not arise among them.

A review only counts these. Where somebody wants to see what was looked at, each rule is asked again by itself.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from cleanclaim.kernel import Rule
from cleanclaim.law.chart.context import VisitContext
from cleanclaim.law.review.law_in_force import Law
from cleanclaim.law.review.rule_set import compiled_alone
from cleanclaim.model.line import Line
from cleanclaim.model.visit import Service, Visit


class RuleCounts(Struct, frozen=True):
    """How often a rule was asked of a visit, once or of each line; how often it passed, and how often it did not apply.

    The rest were findings.
    """

    rule: Rule
    questions: int
    passed: int
    not_applicable: int


def count_each_rule(
    visit: Visit, lines: Sequence[Line | Service], context: VisitContext, law: Law, filed_on: date | None
) -> Iterator[RuleCounts]:
    """Every rule of the law in force, in the order of the book."""
    for entry in law.compiled.rules:
        alone = compiled_alone(entry.id)
        answers, not_applicable = alone.evaluate(visit, lines, context, law.policy, law.tables, filed_on)
        questions = alone.questions(len(lines))
        yield RuleCounts(entry, questions, questions - not_applicable - len(answers), not_applicable)
