"""The example clinic's day: made as its script says, every planted fault found, no clean visit held."""

import csv
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.cli.verbs import demo as demonstration
from cleanclaim.exchange.files import example_day
from cleanclaim.exchange.files.example_day import FILED_ON
from cleanclaim.exchange.files.notes import read_notes, with_notes
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.errors import UserError
from cleanclaim.model.finding import Finding
from cleanclaim.model.npi import npi_is_valid
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit

EXAMPLES = Path(__file__).parents[1] / "examples"
CLINIC_DAY = EXAMPLES / "clinic-day"
MADE = ("visits.csv", "history.json", "patients.csv", "faults.csv", "notes.json")

with (CLINIC_DAY / "faults.csv").open(encoding="utf-8", newline="") as file:
    FAULTS = list(csv.DictReader(file))


@cache
def the_day() -> Sequence[Visit]:
    visits = cleanclaim.read_visits(CLINIC_DAY / "visits.csv")
    return add_history(visits, cleanclaim.read_visits(CLINIC_DAY / "history.json"))


@cache
def the_practice() -> Practice:
    return cleanclaim.read_practice(CLINIC_DAY / "practice.toml")


@cache
def reviewed() -> dict[str, ClaimReview]:
    result = cleanclaim.review(Case(visits=the_day(), practice=the_practice()), Basis(filed_on=FILED_ON))
    return {claim.visit_id: claim for claim in result.claims}


def test_the_script_makes_the_files_that_lie_here(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "make_clinic_day.py", tmp_path], check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(MADE)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (CLINIC_DAY / name).read_bytes(), name


def _is_found(fault: dict[str, str], finding: Finding, claim: ClaimReview) -> bool:
    rules = finding.evidence.get("rules", []) if finding.outcome == "undetermined" else [finding.rule]
    places = finding.evidence.get("lines", []) if finding.outcome == "undetermined" else [finding.line]
    assert isinstance(rules, list)
    assert isinstance(places, list)
    codes = {claim.lines[place - 1].code for place in places if place}
    in_its_place = not fault["code"] or fault["code"] in codes
    return fault["rule"] in rules and in_its_place and finding.outcome in ("fail", "undetermined")


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault['visit_id']}-{fault['rule']}" for fault in FAULTS])
def test_a_planted_fault_is_found(fault: dict[str, str]) -> None:
    claim = reviewed()[fault["visit_id"]]
    found = [finding for finding in claim.findings if _is_found(fault, finding, claim)]
    assert found, [finding.rule for finding in claim.findings]
    assert any((finding.severity == "stop") == (fault["held"] == "yes") for finding in found)


def test_exactly_the_visits_listed_as_held_are_held() -> None:
    held = {visit_id for visit_id, claim in reviewed().items() if claim.status != "clean"}
    assert held == {fault["visit_id"] for fault in FAULTS if fault["held"] == "yes"}


def test_nothing_is_marked_on_a_visit_in_which_nothing_was_planted() -> None:
    planted = {fault["visit_id"] for fault in FAULTS}
    marked = {
        visit_id
        for visit_id, claim in reviewed().items()
        if any(finding.severity != "info" for finding in claim.findings)
    }
    assert marked == planted


def test_the_faults_are_of_many_kinds_and_each_is_planted_once() -> None:
    assert len({fault["rule"] for fault in FAULTS if fault["held"] == "yes"}) >= 20
    assert len({(fault["visit_id"], fault["rule"]) for fault in FAULTS}) == len(FAULTS)


def test_a_visit_that_is_clean_in_review_is_coded_with_units_and_nothing_withheld() -> None:
    coded = {visit.visit_id: visit for visit in cleanclaim.code(the_day()).visits}
    counted = [visit for visit in the_day() if all(service.units is None for service in visit.services)]
    clean = [coded[visit.visit_id] for visit in counted if reviewed()[visit.visit_id].status == "clean"]
    assert len(clean) >= 15
    assert all(visit.units for visit in clean)


def test_the_visit_proved_has_a_tie_and_a_code_shared_with_the_assistant() -> None:
    visit = next(visit for visit in cleanclaim.code(the_day()).visits if visit.visit_id == demonstration.PROVED)
    billed = [(line.code, line.units, line.modifiers) for line in visit.lines]
    assert billed == [("97112", 2, ("GP",)), ("97110", 1, ("GP",)), ("97110", 1, ("GP", "CQ"))]
    assert visit.alternatives == [{"97112": 1, "97110": 3}]


def test_a_year_that_passes_the_threshold_within_a_visit_has_kx_from_there_on() -> None:
    visit = next(visit for visit in cleanclaim.code(the_day()).visits if visit.visit_id == "12")
    assert [line.modifiers for line in visit.lines] == [("GP",), ("GP", "KX")]


def test_the_year_of_every_medicare_patient_with_a_history_is_known() -> None:
    earlier = {(visit.patient_id, visit.discipline) for visit in cleanclaim.read_visits(CLINIC_DAY / "history.json")}
    this_year = [visit for visit in the_day() if visit.payer == "medicare" and visit.service_date == date(2026, 3, 2)]
    known = {(visit.patient_id, visit.discipline) for visit in this_year if visit.history}
    assert known == {(v.patient_id, v.discipline) for v in this_year} & earlier
    assert len(known) > 20


def test_the_clinic_is_one_day_of_four_clinicians_and_seven_payers() -> None:
    practice = the_practice()
    assert sorted(clinician.credential for clinician in practice.clinicians.values()) == ["OT", "PT", "PT", "PTA"]
    assert {visit.payer for visit in the_day()} == set(practice.payers)
    assert len(practice.payers) == 8  # one of them described by no policy
    assert {visit.patient_id for visit in the_day()} == set(practice.patients)
    assert 40 <= len(the_day()) <= 50


def test_every_number_but_the_planted_one_could_be_an_npi() -> None:
    wrong = {visit.visit_id for visit in the_day() if not npi_is_valid(visit.provider_npi or "")}
    assert wrong == {fault["visit_id"] for fault in FAULTS if fault["rule"] == "visits.npi_wrong"}


def test_every_clean_visit_is_on_a_claim_and_no_held_one() -> None:
    claimed = cleanclaim.claim(the_day(), the_practice(), Basis(filed_on=FILED_ON))
    on_claims = {line.visit_id for one in claimed.claims for line in one.lines}
    assert on_claims == {visit_id for visit_id, claim in reviewed().items() if claim.status == "clean"}
    assert {held.visit_id for held in claimed.on_hold} == {visit.visit_id for visit in the_day()} - on_claims


def test_the_demo_shows_a_proof_the_review_the_claims_and_the_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demonstration.run(tmp_path / "new" / "folder") == 0
    shown = capsys.readouterr().out
    assert f"Units proof   visit {demonstration.PROVED}" in shown
    assert "Also lawful" in shown
    assert all(fault["rule"] in shown for fault in FAULTS)
    claims = tmp_path / "new" / "folder" / "claims.837"
    assert str(claims) in shown
    text = claims.read_text(encoding="ascii")
    assert text.startswith("ISA*")
    assert "EXAMPLE*ADA" in text
    assert "EXAMPLE*CAL" not in text  # held: more units than minutes


def test_the_demo_runs_on_the_packaged_day_outside_a_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(example_day, "CHECKOUT", tmp_path / "nowhere")
    assert demonstration.run(tmp_path) == 0
    assert "sandbox/example_day/visits.csv" in capsys.readouterr().out


def test_the_examples_folder_is_the_packaged_day_itself() -> None:
    assert CLINIC_DAY.resolve() == example_day.PACKAGED.resolve()


def test_the_demo_refuses_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UserError, match="is a file, not a folder"):
        demonstration.run(tmp_path / "taken")


def test_the_notes_show_what_was_left_out_of_two_of_them() -> None:
    noted = with_notes(the_day(), read_notes(CLINIC_DAY / "notes.json"))
    result = cleanclaim.review(Case(visits=noted, practice=the_practice()), Basis(filed_on=FILED_ON))
    said = [
        (claim.visit_id, finding.rule)
        for claim in result.claims
        for finding in claim.findings
        if finding.rule.partition(".")[0] in {"notes", "content", "copies"} and finding.outcome == "fail"
    ]
    assert said == [("6", "notes.unsigned"), ("31", "content.undocumented")]
