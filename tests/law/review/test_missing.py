"""What the review says where something is not known, or rests on what nobody verified."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import get_args, get_type_hints

import msgspec
import pytest
from msgspec import structs

from cleanclaim.kernel import Missing, RuleSet, compile_rules, rule
from cleanclaim.kernel.functions import Parameter
from cleanclaim.kernel.missing import OF_VISIT
from cleanclaim.law.basis import Basis
from cleanclaim.law.chart.context import NO_CONTEXT
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.inputs import SCOPES, inputs
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.missing import word_for_law
from cleanclaim.law.review.rule_set import _layout, rule_modules, rule_set
from cleanclaim.law.rules import _facts
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.testing import VisitUnderTest
from tests.clinic import billed, found, reviewed, visit
from tests.health.test_examples import EXAMPLES

# -- what nobody verified ---------------------------------------------------------------------------


def test_a_fault_that_rests_on_an_unverified_value_warns_and_says_on_what() -> None:
    claim = reviewed(visit(billed(minutes=8, units=1), billed("97140", minutes=9, units=1), payer="tricare"))
    finding = found(claim, "minutes.overbilled")  # 17 minutes pooled are one unit, each code alone two
    assert (claim.status, finding.outcome, finding.severity) == ("clean", "fail", "warn")
    assert isinstance(finding.rests_on, list)
    assert "unit_method" in finding.rests_on


def test_the_same_fault_under_a_verified_value_stops_and_rests_on_nothing() -> None:
    finding = found(reviewed(visit(billed(units=2))), "minutes.overbilled")
    assert (finding.severity, finding.rests_on) == ("stop", msgspec.UNSET)


def test_a_fault_that_is_one_whatever_the_payer_says_stops_and_rests_on_nothing() -> None:
    finding = found(reviewed(visit(billed(units=2), payer="tricare")), "minutes.overbilled")
    assert (finding.severity, finding.rests_on) == ("stop", msgspec.UNSET)  # 15 minutes are one unit by either rule


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


@pytest.mark.parametrize("kind", [Visit, Service, History])
def test_every_field_that_may_be_unknown_has_a_sentence(kind: type[msgspec.Struct]) -> None:
    own = {entry.expression.partition(" if ")[0].rpartition(".")[2]: entry for entry in inputs()}
    may_be_unknown = {name for name, hint in get_type_hints(kind).items() if type(None) in get_args(hint)}
    assert may_be_unknown
    assert [name for name in may_be_unknown - {"history"} if not own[name].missing] == []


def left_open_in_examples() -> Iterator[tuple[VisitUnderTest, str, str]]:
    """Every question left open in an example: the visit, the rule, what is missing."""
    for example in EXAMPLES:
        for one in example.review():
            for answer in one.answers():
                if answer.missing is not None:
                    yield one, answer.rule.id, answer.missing.name


def test_nobody_is_told_to_import_a_table_that_the_rule_does_not_read() -> None:
    told = {rule_id for _one, rule_id, missing in left_open_in_examples() if missing == "tables"}
    assert told
    assert {rule_id for rule_id in told if "tables" not in rule_set().inputs_behind(rule_id)} == set()


SAID_OF_PARTS = {"clinician", "code", "payer", "start", "tables", "telehealth_codes", "units", "wound_area"}
"""What is said to be missing also where only a part of it is: a license's days, the policy of a payer that is named."""


def test_what_is_said_to_be_missing_is_not_known() -> None:
    for one, rule_id, missing in left_open_in_examples():
        if missing in rule_set().inputs and missing not in SAID_OF_PARTS:
            arguments = one.visit, one.lines, one.context, one.law.policy, one.law.tables, one.filed_on
            assert one.law.compiled.finder.of(arguments)._is_unknown(missing, OF_VISIT), (rule_id, missing)


PROBED = {
    "binding_cap": "daily unit cap",
    "charge": "Charge not recorded",
    "clinician_day": "Provider not recorded",
    "filed_on": "The day of filing is not known",
    "known_on": "No day is named by which the law had to be published",
    "own_payers": "The practice has no payer files of its own",
    "renders": "Not entered of the clinician",
    "student": "Whether a student gave the service is not recorded",
    "start": "The visit does not show when it was given",
    "separate": "Nobody has said whether the service was given in a block of its own",
    "minutes": "Minutes are not recorded",
    "performed_by": "Who gave it is not recorded",
    "wound_area": "Wound area not recorded",
}


@pytest.mark.parametrize(("name", "title"), PROBED.items())
def test_a_rule_on_any_input_says_what_to_enter_where_it_is_not_known(name: str, title: str) -> None:
    bare = visit(
        billed(charge=None, minutes=None, performed_by=None, allowed=None), payer="uhc", provider_npi=None, history=None
    )
    assert probed(bare, name).title == title


def test_an_input_that_hangs_on_the_payer_asks_for_the_payer_where_none_is_known() -> None:
    assert probed(visit(payer=None), "payer").title == "Payer not known"
    assert probed(visit(payer="acme"), "binding_cap").title == "Payer not known"


def probed(seen: Visit, name: str) -> Missing:
    """What is said of a visit by a rule of which the input is all it reads."""

    def reads(_value: object) -> bool:
        return True

    reads.__module__ = "probe"
    made = rule(title="", cite=next(iter(sources())), message="", remedy="")(reads)
    probe = ModuleType(reads.__module__)
    vars(probe)["reads"] = structs.replace(made, parameters=(Parameter(name, each=False, accepts_unknown=False),))
    modules = [_facts, *rule_modules(), probe]
    larger = RuleSet(scopes=SCOPES, inputs=inputs(), modules=modules, known_cites=sources())
    law = structs.replace(in_force(seen, Basis()), compiled=compile_rules(larger, _layout(), only=[made.id]))
    raw, _off = law.ask(seen, seen.services, NO_CONTEXT, None)
    (answer,) = law.answers(raw, seen, seen.services, NO_CONTEXT, None)
    assert answer.missing is not None
    return word_for_law(answer.missing, law)


NOTE = Note(
    text="Ther ex: squats 33 minutes. Cues for knee valgus. Flexion 110 deg. Tolerated well.", signed_by="P. Sample"
)


def test_a_note_without_a_date_asks_for_the_day_it_was_written() -> None:
    finding = found(reviewed(visit(note=NOTE)), "notes.late_entry")
    assert finding.title == "When the note was written is not recorded"
    assert finding.remedy == "Enter the day it was written (written_on)."


def test_a_code_missing_in_a_payers_own_values_asks_for_its_value(tmp_path: Path) -> None:
    (tmp_path / "nycomp.toml").write_text(
        """
name = "New York comp, ours"
kind = "injury"
extends = "workers_comp_ny"
about = "Our schedule"

[relative_values]
reviewed = 2026-03-01
"2020-01-01" = { value = { 97110 = "2.00" }, cite = "payer-contract" }
""",
        encoding="utf-8",
    )
    claim = reviewed(visit(billed(), billed("97530"), payer="nycomp"), payers=tmp_path)
    finding = found(claim, "ceilings.day_value")
    assert finding.title == "The payer's schedule lacks the relative value of a code"
    assert "[relative_values]" in finding.remedy


def test_an_unknown_amount_asks_for_the_amount_or_for_the_place() -> None:
    finding = found(reviewed(visit(billed(allowed=None))), "threshold.missing")
    assert finding.evidence["rules"] == ["threshold.missing", "threshold.review_passed"]
    assert (finding.title, finding.evidence["unknown"]) == ("Allowed amount not known", "allowed")
    assert "where the visit took place" in finding.remedy


def test_a_modifier_of_which_nothing_is_known_is_to_be_checked() -> None:
    finding = found(reviewed(visit(billed(modifiers=("GP", "Z9")))), "modifiers.unknown")
    assert (finding.title, finding.remedy) == ("A modifier is not in our table", "Check it against the payer's list.")


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


@pytest.mark.parametrize("payer", ["anthem", "medicaid_ca", "workers_comp_ca", "workers_comp_ny"])
def test_where_the_payers_counting_was_looked_for_in_vain_it_matters_only_where_the_two_ways_differ(payer: str) -> None:
    assert reviewed(visit(payer=payer)).status == "clean"
    differs = visit(billed(minutes=8, units=1), billed("97140", minutes=8, units=1), payer=payer)
    assert reviewed(differs).status == "undetermined"


def test_whether_assistants_are_marked_is_a_look_where_one_took_part() -> None:
    assistant = reviewed(visit(billed(performed_by="PTA"), payer="va"))
    assert (assistant.status, assistant.findings[0].rule) == ("clean", "assistants.mark_not_known")
    therapist = reviewed(visit(payer="va"))
    assert therapist.status == "clean"
    assert [finding.rule for finding in therapist.findings if finding.severity != "info"] == []


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
