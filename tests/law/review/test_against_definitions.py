"""What the compiled law answers is what its facts and rules say, worked out name by name with nothing remembered.

The visits are of every payer, coded and still to be coded, with and without a year of history, and odd in one thing
each, so that patterns of lines are met again with other minutes, units, dates and payers.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import pytest
from benchmarks.book import visits, with_a_year
from msgspec import structs

from cleanclaim.kernel import BYPASSED, FAIL, UNDETERMINED, Rule
from cleanclaim.kernel.missing import OF_VISIT, MissingFinder, MissingSearch
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.context import ContextIndex
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.rule_set import _layout, rule_set
from cleanclaim.model.visit import Visit

FILED = date(2026, 3, 20)
ODD: tuple[dict[str, Any], ...] = (
    {"code": "97161"},
    {"code": "97110"},
    {"performed_by": "PTA", "modifiers": ("GP", "CQ")},
    {"performed_by": None},
    {"units": 0},
    {"minutes": None},
    {"diagnoses": ("Z96.651",)},
    {"modifiers": ("59", "GP", "KX")},
    {"code": "97150", "mode": "group"},
    {"code": "98977"},
    {"code": "97597", "wound_area": 2500},
)


def book() -> Iterator[Visit]:
    chance = random.Random(7)  # noqa: S311 - synthetic data, nothing secret
    payers = [*payer_names(), "nobody", None]
    for number, one in enumerate(islice(visits(2_000, seed=11), 3 * len(payers))):
        payer = payers[number % len(payers)]
        odd = one if number % 9 or payer is None else with_a_year(one)
        changed = list(odd.services)
        changed[0] = structs.replace(changed[0], **chance.choice(ODD))
        if number % 3 == 1:
            changed = [structs.replace(service, units=None, modifiers=()) for service in changed]
        place = chance.choice(("11", "02", None))
        yield structs.replace(odd, payer=payer, place_of_service=place, services=tuple(changed))


def answers(search: MissingSearch, entry: Rule, lines: int) -> Iterator[tuple[str, int, str]]:
    """What a rule says by its definition, at every place it is asked."""
    per_line = rule_set().scope_of_rule(entry) == rule_set().scopes[-1]
    for place in range(lines) if per_line else (OF_VISIT,):
        outcome = _outcome(search, entry, place)
        if outcome:
            yield entry.id, place, outcome


def _outcome(search: MissingSearch, entry: Rule, place: int) -> str | None:
    if entry.when is not None:
        applies = search._value(entry.when, place)
        if not applies:
            return UNDETERMINED if applies is None else None
    read = [search._all(one.name) if one.each else search._value(one.name, place) for one in entry.parameters]
    for one, value in zip(entry.parameters, read, strict=True):
        if rule_set().can_block(one) and (None in value if one.each else value is None):
            return UNDETERMINED
    if not entry.function(*read):
        return None
    if entry.unless is None:
        return FAIL
    resolved = search._value(entry.unless, place)
    return UNDETERMINED if resolved is None else BYPASSED if resolved else FAIL


@pytest.mark.parametrize("again", [False, True], ids=["met first", "met again"])
def test_the_compiled_law_answers_as_its_definitions_do(again: bool) -> None:
    case, basis = Case(visits=tuple(book())), Basis(filed_on=FILED)
    index, finder = ContextIndex(case.visits), MissingFinder(rule_set(), _layout())
    found: set[str] = set()
    for place, visit in enumerate(case.visits):
        law, context = in_force(visit, basis), index.of(visit)
        lines: Sequence[Any] = case.coded_at(place, context.same_day, law.policy, law.tables).lines
        arguments = visit, lines, context, law.policy, law.tables, FILED
        if again:
            law.ask(visit, lines, context, FILED)
        raw, _off = law.ask(visit, lines, context, FILED)
        compiled = sorted((law.compiled.rules[number].id, at, outcome) for number, at, outcome, _values in raw)
        search = finder.of(arguments)
        assert compiled == sorted(one for entry in law.compiled.rules for one in answers(search, entry, len(lines)))
        found |= {rule_id for rule_id, _at, _outcome in compiled}
    assert len(found) > 70  # rules that have something to say
