"""What the review says where something is not known, or rests on what nobody verified."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from cleanclaim.law.policies.policy import payer_names
from tests.clinic import billed, found, reviewed, visit

# -- what nobody verified ---------------------------------------------------------------------------


def test_a_fault_that_rests_on_an_unverified_value_warns_and_says_on_what() -> None:
    claim = reviewed(visit(billed(units=2), payer="tricare"))
    finding = found(claim, "minutes.overbilled")
    assert (claim.status, finding.outcome, finding.severity) == ("clean", "fail", "warn")
    assert isinstance(finding.rests_on, list)
    assert "unit_method" in finding.rests_on


def test_the_same_fault_under_a_verified_value_stops_and_rests_on_nothing() -> None:
    finding = found(reviewed(visit(billed(units=2))), "minutes.overbilled")
    assert (finding.severity, finding.rests_on) == ("stop", msgspec.UNSET)


def test_a_rule_nobody_verified_names_itself() -> None:
    claim = reviewed(visit(billed(minutes=500, units=33)))
    rests_on = found(claim, "minutes.long_day").rests_on
    assert isinstance(rests_on, list)
    assert rests_on[0] == "minutes.long_day"


def test_a_cap_nobody_verified_is_mentioned_and_holds_nothing() -> None:
    claim = reviewed(visit(billed(minutes=75, units=5), payer="cigna"))
    finding = found(claim, "ceilings.payer_cap")
    assert (claim.status, finding.severity, finding.rests_on) == ("clean", "warn", ["daily_unit_cap_codes"])


# -- what is missing --------------------------------------------------------------------------------


def test_one_missing_thing_is_one_finding_however_many_questions_it_leaves_open() -> None:
    claim = reviewed(visit(billed(minutes=None), billed("97140", minutes=None)))
    (finding,) = claim.findings
    assert (finding.title, finding.line) == ("Minutes are not recorded", None)
    assert finding.evidence["unknown"] == "minutes"
    assert finding.evidence["lines"] == [1, 2]
    rules = finding.evidence["rules"]
    assert isinstance(rules, list)
    assert {"minutes.overbilled", "minutes.underbilled", "minutes.long_day"} <= set(rules)
    assert claim.checked["undetermined"] > len(rules) > 1
    assert finding.message.startswith("Left open: units beyond the minutes documented, and ")


def test_a_question_that_begins_with_a_modifier_keeps_its_capitals() -> None:
    claim = reviewed(visit(billed(modifiers=("GP", "KX"))))
    finding = found(claim, "threshold.unattested")
    assert finding.message == "Left open: KX without the clinician's word."


def test_two_missing_things_are_two_findings() -> None:
    claim = reviewed(visit(billed(minutes=None), discipline=None))
    assert {finding.evidence["unknown"] for finding in claim.findings} == {"minutes", "discipline"}


def test_what_is_missing_on_one_line_is_told_of_that_line() -> None:
    claim = reviewed(visit(billed(minutes=None), billed("97161", minutes=None)))
    (finding,) = claim.findings
    assert finding.line == 1  # an evaluation is not counted by time


def test_units_that_are_missing_for_want_of_minutes_are_told_as_minutes() -> None:
    claim = reviewed(visit(billed(minutes=None, units=None)))
    assert [finding.evidence["unknown"] for finding in claim.findings] == ["minutes"]
    assert claim.lines[0].units is None


@pytest.mark.parametrize("payer", ["acme", None])
def test_an_unknown_payer_is_one_finding_and_no_other_payer_is_assumed(payer: str | None) -> None:
    claim = reviewed(visit(billed(units=2), payer=payer))
    (finding,) = claim.findings
    assert claim.status == "undetermined"
    assert (finding.rule, finding.title) == ("visits.payer_unknown", "Payer not known")


def test_an_unknown_payers_visit_still_fails_by_what_no_payer_decides() -> None:
    claim = reviewed(visit(billed(charge=0), payer="acme", provider_npi="1234567890"))
    assert claim.status == "failed"
    assert {"visits.npi_wrong", "visits.charge_missing"} <= {finding.rule for finding in claim.findings}


def test_a_visit_without_a_date_meets_only_what_needs_neither_law_nor_tables() -> None:
    claim = reviewed(visit(service_date=None))
    (finding,) = claim.findings
    assert (claim.status, finding.title) == ("undetermined", "Date of service not recorded")
    assert 0 < sum(claim.checked.values()) < sum(reviewed(visit()).checked.values())
    assert reviewed(visit(billed(charge=0), service_date=None)).status == "failed"


@pytest.mark.parametrize("payer", ["medicare", "aetna", "tricare", "self_pay"])
def test_minutes_not_recorded_hold_the_claim_however_little_is_verified_of_its_payer(payer: str) -> None:
    claim = reviewed(visit(billed(minutes=None), payer=payer))
    (finding,) = claim.findings
    assert (claim.status, finding.severity, finding.rests_on) == ("undetermined", "stop", msgspec.UNSET)


# -- what the payer's policy leaves open ------------------------------------------------------------


def test_a_payer_whose_counting_nobody_knows_is_never_clean_and_told_to_be_asked() -> None:
    claim = reviewed(visit(payer="workers_comp"))
    (finding,) = claim.findings
    assert (claim.status, finding.rule, finding.severity) == ("undetermined", "minutes.overbilled", "stop")
    assert finding.title.startswith("Not known of Workers' compensation, generic: unit method, ")
    assert finding.remedy == (
        "Each state's fee schedule decides how minutes are counted. "
        "Ask the payer, and write unit_method into your own payer file (--payers)."
    )


def test_units_left_open_by_the_payers_counting_do_not_ask_for_minutes_that_are_there() -> None:
    claim = reviewed(visit(billed(units=None), payer="workers_comp"))
    (finding,) = claim.findings
    assert (claim.status, finding.evidence["unknown"]) == ("undetermined", "policy")
    assert "minutes.uncounted" in str(finding.evidence["rules"])


def test_units_counted_from_minutes_are_not_said_to_be_unknown() -> None:
    claim = reviewed(visit(billed(units=None), payer="uhc"))
    (finding,) = claim.findings
    assert (claim.status, finding.title) == ("clean", "Not known of UnitedHealthcare: daily unit cap")


@pytest.mark.parametrize("payer", [payer for payer in payer_names() if not payer.startswith("workers_comp")])
def test_what_is_not_known_of_a_payer_and_changes_no_line_holds_no_claim(payer: str) -> None:
    claim = reviewed(visit(billed(minutes=30, units=2), billed("97140"), payer=payer))
    assert claim.status == "clean"
    assert not [finding for finding in claim.findings if finding.severity == "stop"]


def test_whether_edits_hold_matters_where_two_codes_share_one() -> None:
    pair = billed("97140"), billed("97124")
    claim = reviewed(visit(*pair, payer="auto"))
    assert (claim.status, claim.findings[0].rule) == ("undetermined", "pairs.bundled")
    assert "write ncci_applies into" in claim.findings[0].remedy  # the gravest question says what to ask first
    assert reviewed(visit(billed("97140"), billed("97116"), payer="auto")).status == "clean"


def test_whether_assistants_are_marked_matters_where_one_took_part() -> None:
    assistant = reviewed(visit(billed(performed_by="PTA"), payer="va"))
    assert (assistant.status, assistant.findings[0].rule) == ("undetermined", "assistants.missing")
    therapist = reviewed(visit(payer="va"))
    assert (therapist.status, list(therapist.findings)) == ("clean", [])


def test_before_the_law_begins_nothing_is_clean() -> None:
    claim = reviewed(visit(service_date=date(2019, 12, 30)))
    assert claim.status == "undetermined"


def test_what_a_practice_wrote_down_answers_what_was_open(tmp_path: Path) -> None:
    (tmp_path / "workers_comp.toml").write_text(
        """
name = "Workers' compensation, ours"
kind = "injury"
extends = "workers_comp"
about = "Our state's manual"

[unit_method]
reviewed = 2026-03-01
"2020-01-01" = { value = "cms", cite = "payer-contract" }
""",
        encoding="utf-8",
    )
    assert reviewed(visit(payer="workers_comp")).status == "undetermined"
    assert reviewed(visit(payer="workers_comp"), payers=tmp_path).status == "clean"
