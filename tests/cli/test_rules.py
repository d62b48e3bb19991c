"""`cleanclaim rules`: the list, and one rule as a page."""

import json

import pytest
from msgspec import structs

from cleanclaim.cli.verbs.rules import list as list_verb
from cleanclaim.cli.verbs.rules import search, show
from cleanclaim.explanations.lookup.rule_pages import build_rule_page
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError

RULES = sorted(rule_set().rules)


def printed(capsys: pytest.CaptureFixture[str], rule_id: str) -> str:
    assert show.run(rule_id, "table") == 0
    return capsys.readouterr().out


def test_a_page_has_the_fault_why_the_law_its_source_the_remedy_and_examples(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = printed(capsys, "minutes.overbilled")
    for words in (
        "Units beyond the minutes documented",
        "repaid on audit",
        "Bill [most units], not [units of code]",
        "8 to 22 earn one unit",
        "CMS 100-04, ch. 5, 20.2",
        "https://www.cms.gov/",
        "every date of service",
        "on hold: the claim waits until it is fixed",
        "(CARC) 16",
        "97110  23       2      1            1            <- fault",
        "the third unit on the smaller remainder",
    ):
        assert words in page


@pytest.mark.parametrize("rule_id", RULES)
def test_every_page_fits_its_width_except_for_addresses(rule_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, rule_id).splitlines()
    assert lines[0].startswith(rule_set().rules[rule_id].title)
    assert [line for line in lines if len(line) > 100 and "https://" not in line and "  " not in line.strip()] == []


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in RULES if rule_id != "ceilings.line_limit"])
def test_every_page_shows_an_example_in_which_the_rule_objects(rule_id: str) -> None:
    assert any(row.outcome for picture in build_rule_page(rule_id).examples for row in picture.rows)


def test_a_bypassed_example_is_said_to_be_resolved(capsys: pytest.CaptureFixture[str]) -> None:
    assert "<- resolved" in printed(capsys, "pairs.needs_modifier")


def test_an_example_in_which_nothing_is_wrong_comes_first() -> None:
    first = build_rule_page("minutes.overbilled").examples[0]
    assert [row.outcome for row in first.rows] == ["", ""]


def test_a_rule_nobody_verified_is_never_said_to_stop_a_claim() -> None:
    for rule_id in RULES:
        page = build_rule_page(rule_id)
        assert page.verified or not page.weight.startswith("stop")
        assert page.verified or page.finding_severity != "stop"


def test_the_dates_a_rule_holds_for_are_said() -> None:
    from datetime import date

    page = build_rule_page("minutes.overbilled")
    assert page.dates == "every date of service"
    assert structs.replace(page, since=date(2022, 1, 1)).dates == "dates of service from Jan 1, 2022"
    ended = structs.replace(page, since=date(2020, 1, 1), until=date(2021, 12, 31))
    assert ended.dates == "dates of service from Jan 1, 2020 to Dec 31, 2021"


def test_what_the_payer_decides_is_named_after_what_was_recorded() -> None:
    needs = build_rule_page("threshold.missing").needs
    asked = [need.startswith("of the payer: ") for need in needs]
    assert asked == sorted(asked)
    assert "of the payer: whether care past an annual amount needs KX" in needs


def test_as_json_a_page_holds_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert show.run("pairs.bundled", "json") == 0
    page = json.loads(capsys.readouterr().out)
    assert page["id"] == "pairs.bundled"
    assert page["cite"]["id"] == "ncci-ptp"
    assert page["examples"][0]["rows"][0]["cells"][1] == "97530"
    assert set(page) == {field.name for field in structs.fields(build_rule_page("pairs.bundled"))}


def test_an_unknown_rule_is_a_users_mistake_with_the_likeliest_correction() -> None:
    with pytest.raises(UserError) as caught:
        show.run("minutes.overbiled", "table")
    assert "Did you mean 'minutes.overbilled'?" in caught.value.problem
    assert "rules list" in caught.value.remedy


def test_the_list_has_every_rule_with_its_weight(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_verb.run("table") == 0
    printed = capsys.readouterr().out
    assert all(f"  {rule_id} " in printed for rule_id in RULES)
    assert f"{len(RULES)} rules." in printed
    assert "\x1b[" not in printed


def test_the_list_as_json_has_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_verb.run("json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert sorted(entry["id"] for entry in listed) == RULES
    assert {"title", "severity", "verified", "since", "until", "cite"} <= set(listed[0])


def test_rules_are_found_by_words_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert search.run(("KX", "mising"), "table") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].split()[0] == "threshold.missing"
    assert search.run(("KX", "missing"), "json") == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "threshold.missing"
    assert search.run(("xyzzy",), "table") == 0
    assert capsys.readouterr().out.startswith("No rule fits.")
