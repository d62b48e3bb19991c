"""Every example table of every rule module, run as it stands; and what a rule needs to be fit to be read."""

import inspect
from functools import cache
from types import ModuleType

import pytest

from cleanclaim.kernel import Rule
from cleanclaim.law.plugins import family_of, rules_of
from cleanclaim.law.review.review import findings
from cleanclaim.law.review.rule_set import rule_modules, rule_set
from cleanclaim.law.rules import ceilings, minutes
from cleanclaim.reference.mue import Mue
from cleanclaim.testing import RuleExample, examples, outcomes
from cleanclaim.testing.rules import faults_of

ASKED_ONLY_WHETHER_KNOWN = {
    *("modifiers.unknown", "visits.unidentified", "visits.undisciplined", "visits.payer_unknown"),
    *("outside.other_service", "outside.item_units"),
}
ANSWERED_WHENEVER_ASKED = {
    *("codes.deleted", "codes.not_yet", "remote.first_not_here"),  # asked of codes the catalogue holds
    *(
        "outside.functional",
        "outside.functional_ended",
        "outside.number_ended",
    ),  # asked of codes a published list holds
    *("minutes.tie_overbilled", "minutes.tie_underbilled"),  # asked where remainders tie, which takes the units
    *("content.no_service", "content.undocumented", "content.unbilled", "content.plan_incomplete"),
    *("content.goals_vague", "content.no_response", "content.no_skill"),
    *("copies.values_unchanged", "notes.unsigned", "notes.no_credential", "notes.assistant_in_text"),
    *("durations.contradict", "durations.unclear_stroke", "cosignatures.of_student"),
    *("notes.kind_disagrees", "notes.late_addendum"),  # asked where there is a note, which answers them
    "acute.unmarked",  # asked where the payer is known to want the mark
    "charges.unusual",  # asked where the practice has a fee for the code and the line is charged
    "telehealth.unmarked",  # no payer that is known to cover telehealth leaves its modifiers open
}
"""Rules whose condition already needs all that could be unknown."""
IN_NO_TABLE = {"ceilings.line_limit", "minutes.uncounted"}
"""CMS limits no therapy code line by line, and no file of visits takes more than 999 units: both are asked below."""

EXAMPLES = examples(*rule_modules())
ALL_RULES = list(rule_set().rules.values())


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_what_a_table_says_is_what_comes_out(example: RuleExample) -> None:
    assert example.differences() == [], example.example.text


@cache
def outcomes_of_all() -> dict[str, set[str]]:
    return outcomes(*rule_modules())


def came_to(word: str) -> set[str]:
    """The rules that came to this in some example of their own family."""
    return {rule_id for rule_id, words in outcomes_of_all().items() if word in words}


def test_every_rule_fails_in_some_example() -> None:
    never = {entry.id for entry in ALL_RULES} - came_to("failed")
    assert never == ASKED_ONLY_WHETHER_KNOWN | IN_NO_TABLE


def test_a_rule_that_asks_only_whether_something_is_known_is_left_open_in_some_example() -> None:
    assert came_to("left open") >= ASKED_ONLY_WHETHER_KNOWN


def test_every_rule_does_not_object_to_some_example() -> None:
    assert {entry.id for entry in ALL_RULES} == came_to("did not object")


def can_be_left_open(entry: Rule) -> bool:
    """Whether something the rule depends on can be unknown, so that there may be no answer."""
    conditions = [name for name in (entry.when, entry.unless) if name]
    return any(rule_set().can_block(one) for one in entry.parameters) or any(map(rule_set().may_be_none, conditions))


def test_every_rule_that_can_be_left_open_is_so_in_some_example() -> None:
    unshown = {entry.id for entry in ALL_RULES if can_be_left_open(entry)} - came_to("left open")
    assert unshown == ANSWERED_WHENEVER_ASKED


def test_a_limit_of_the_line_is_held_against_the_line() -> None:
    of_the_line = Mue(units=2, mai=1, release="", stale=False)
    assert ceilings.line_limit(3, of_the_line)
    assert not ceilings.line_limit(2, of_the_line)


def test_more_units_than_a_claim_line_can_have_are_not_known_units() -> None:
    assert minutes.uncounted(1000)
    assert not minutes.uncounted(999)


@pytest.mark.parametrize("entry", ALL_RULES, ids=lambda entry: entry.id)
def test_a_rule_says_what_is_wrong_why_and_what_to_do(entry: Rule) -> None:
    assert faults_of(entry) == []


def test_no_two_rules_share_a_title() -> None:
    titles = [entry.title for entry in ALL_RULES]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize("module", rule_modules(), ids=family_of)
def test_no_rule_hides_another_of_the_same_id(module: ModuleType) -> None:
    assert inspect.getsource(module).count("\n@rule(") == len(rules_of(module))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_message_and_remedy_can_be_filled(example: RuleExample) -> None:
    for one in example.review():
        for finding in findings(one.answers(), one.law):
            assert finding.message
            assert "{" not in finding.message + finding.remedy
            assert "None" not in finding.message + finding.remedy
