"""A rule's page, for whatever reason code its denial has."""

import pytest
from msgspec import structs

from cleanclaim.explanations.lookup.rule_pages import build_rule_page
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.reference.reasons import reasons


@pytest.mark.parametrize(
    ("carc", "prevents"),
    [
        (None, "no denial of its own"),
        ("45", f"denials with reason code (CARC) 45: {reasons('carc')['45'].meaning}"),
        ("A9Z", "denials with reason code (CARC) A9Z"),
    ],
)
def test_a_rule_with_any_reason_code_has_a_page(
    monkeypatch: pytest.MonkeyPatch, carc: str | None, prevents: str
) -> None:
    rules = rule_set().rules
    monkeypatch.setitem(rules, "codes.bundled", structs.replace(rules["codes.bundled"], carc=carc))
    assert build_rule_page("codes.bundled").prevents == prevents


def test_every_page_shows_an_example_whatever_the_rules_function_is_called() -> None:
    assert [rule_id for rule_id in rule_set().rules if not build_rule_page(rule_id).examples] == []
    assert rule_set().rules["notices.given_and_not"].name == "signed_and_unsigned"


@pytest.mark.parametrize(
    ("rule_id", "law"),
    [
        ("modifiers.discipline_missing", "A therapy line says under which plan of care it was given"),
        ("modifiers.again", "More time is more units, not the same procedure again."),
        ("modifiers.not_in_force", "A modifier is valid from its first day to its last."),
    ],
)
def test_the_law_of_a_rule_is_what_stands_above_its_own_table(rule_id: str, law: str) -> None:
    assert build_rule_page(rule_id).law[0].startswith(law)
