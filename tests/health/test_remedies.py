"""Every remedy a machine may carry out, carried out on every example its rule objects to: the fault is gone, no new one
stops the claim, and nobody's minutes, performer or start time has changed.
"""

from functools import cache

import pytest
from msgspec import structs

from cleanclaim.law.coding.visit_lines import code_visit
from cleanclaim.law.review.fixes import apply_fix, fixable_rules
from cleanclaim.law.review.review import findings
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Service, Visit
from cleanclaim.testing import VisitUnderTest
from tests.health.test_examples import EXAMPLES

MECHANICAL = fixable_rules()
NEEDS_JUDGMENT = ("pairs.needs_modifier", "threshold.missing", "minutes.tie_overbilled", "minutes.tie_underbilled")
"""Rules whose remedy states a fact somebody has to know, or takes a choice."""


def found(one: VisitUnderTest) -> list[Finding]:
    return [f for f in findings(one.answers(), one.law) if f.outcome == "fail"]


def again(one: VisitUnderTest, visit: Visit) -> VisitUnderTest:
    lines = code_visit(visit, tuple(one.context.same_day), one.law.policy, one.law.tables).lines
    return structs.replace(one, visit=visit, lines=lines)


@cache
def carried_out() -> list[tuple[VisitUnderTest, Finding, Visit]]:
    """Every finding of every example with a visit that has its remedy."""
    return [
        (one, finding, visit)
        for example in EXAMPLES
        for one in example.review()
        for finding in found(one)
        if (visit := apply_fix(one.visit, finding)) is not None
    ]


def faults(one: VisitUnderTest, rule_id: str) -> int:
    return sum(finding.rule == rule_id for finding in found(one))


def test_the_fault_is_gone_and_no_other_stops_the_claim() -> None:
    for one, finding, visit in carried_out():
        after = again(one, visit)
        assert faults(after, finding.rule) < faults(one, finding.rule), (finding, visit)
        stops = {f.rule for f in found(after) if f.severity == "stop"} - {f.rule for f in found(one)}
        if not any(line.units for line in after.lines):
            stops -= {"visits.nothing_to_bill"}  # the fix took the visit's last unit, and the review says so
        assert not stops, (finding.rule, stops, one.visit.services, visit.services)


def test_nobodys_record_of_what_was_done_changes() -> None:
    for one, finding, visit in carried_out():
        if (
            finding.rule == "visits.duplicate"
            or MECHANICAL[finding.rule].unbilled
            or len(visit.services) < len(one.visit.services)
        ):
            continue
        assert [recorded(s) for s in visit.services] == [recorded(s) for s in one.visit.services], finding.rule


def recorded(service: Service) -> tuple[object, ...]:
    return service.code, service.minutes, service.performed_by, service.start, service.mode


def test_minutes_are_never_made_up() -> None:
    for one, _finding, visit in carried_out():
        assert sum(s.minutes or 0 for s in visit.services) <= sum(s.minutes or 0 for s in one.visit.services)


@pytest.mark.parametrize("rule_id", sorted(MECHANICAL))
def test_every_remedy_is_shown_by_an_example(rule_id: str) -> None:
    assert rule_id in rule_set().rules
    assert rule_id in {finding.rule for _one, finding, _visit in carried_out()}


@pytest.mark.parametrize("rule_id", NEEDS_JUDGMENT)
def test_what_takes_judgment_is_left_to_people(rule_id: str) -> None:
    assert rule_id in rule_set().rules
    assert rule_id not in MECHANICAL


def test_a_remedy_carried_out_twice_does_nothing_more() -> None:
    for one, finding, visit in carried_out():
        for left in found(again(one, visit)):
            if left.rule == finding.rule and left.line == finding.line:
                assert apply_fix(visit, left) != visit
