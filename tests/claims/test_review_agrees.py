"""What a review calls clean is on a claim, or its patient pays; and what is on a claim is clean."""

import ast
import inspect
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.claims import missing_for_claim
from cleanclaim.claims.claim import ClaimResult, claim
from cleanclaim.exchange.files.practice import parse_practice, read_practice
from cleanclaim.exchange.files.visits import read_visits
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.chart.patient_history import add_history
from cleanclaim.law.review.review import review
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.claim_text import is_diagnosis_code, is_modifier, is_place_of_service, is_procedure_code
from cleanclaim.model.override import Override
from cleanclaim.model.practice import Practice
from cleanclaim.model.visit import Visit
from cleanclaim.reference.catalogue import catalogue
from cleanclaim.reference.library import shipped
from cleanclaim.reference.modifiers import modifiers
from cleanclaim.reference.places import places
from cleanclaim.reference.releases import Kind
from cleanclaim.reference.rows import load_rows
from cleanclaim.sandbox.synth.made_practice import faultless_practice
from cleanclaim.sandbox.synth.make import FIRST, visits_by_filing_day
from cleanclaim.sandbox.synth.plant import plant
from cleanclaim.sandbox.synth.practice_file import patients_csv, practice_toml
from tests.cli.calling import CLINIC_DAY
from tests.clinic import FILED, billed, visit
from tests.exchange.x12.synthetic import npi_of, patient, practice

BASIS = Basis(filed_on=date(2026, 3, 3))


def agree(visits: list[Visit], by: Practice, basis: Basis = BASIS) -> ClaimResult:
    """The claims, after the review was found to say of every visit what became of it."""
    done = claim(visits, by, basis)
    clean = {one.visit_id for one in review(Case(visits=visits, practice=by), basis).claims if one.status == "clean"}
    written = {line.visit_id for one in done.claims for line in one.lines}
    assert written == clean - set(done.patient_pays)
    assert {one.visit_id for one in done.on_hold} == {one.visit_id for one in visits} - written - set(done.patient_pays)
    assert all(reason.reason and reason.remedy and reason.rule for one in done.on_hold for reason in one.reasons)
    return done


def the_day() -> tuple[list[Visit], Practice]:
    visits = add_history(read_visits(CLINIC_DAY / "visits.csv"), read_visits(CLINIC_DAY / "history.json"))
    return visits, read_practice(CLINIC_DAY / "practice.toml")


def test_on_the_example_day() -> None:
    assert len(agree(*the_day()).claims) > 20


def without_fees(by: Practice) -> Practice:
    return structs.replace(by, fees={})


def without_payers(by: Practice) -> Practice:
    return structs.replace(by, payers={name: by.payers[name] for name in list(by.payers)[1:]})


def without_patients(by: Practice) -> Practice:
    return structs.replace(by, patients={name: by.patients[name] for name in list(by.patients)[::2]})


def without_coverages(by: Practice) -> Practice:
    return structs.replace(by, patients={name: structs.replace(one, coverages={}) for name, one in by.patients.items()})


def later_payers(by: Practice) -> Practice:
    def later(name: str) -> dict[str, object]:
        coverages = by.patients[name].coverages
        return {payer: structs.replace(one, order="secondary") for payer, one in coverages.items()}

    return structs.replace(
        by, patients={name: structs.replace(one, coverages=later(name)) for name, one in by.patients.items()}
    )


def without_referrers(by: Practice) -> Practice:
    return structs.replace(
        by,
        patients={
            name: structs.replace(
                one,
                coverages={payer: structs.replace(held, referrer=None) for payer, held in one.coverages.items()},
            )
            for name, one in by.patients.items()
        },
    )


def without_clinicians(by: Practice) -> Practice:
    return structs.replace(by, clinicians={npi: by.clinicians[npi] for npi in list(by.clinicians)[::2]})


def assistants_alone(by: Practice) -> Practice:
    return structs.replace(
        by, clinicians={npi: structs.replace(one, supervised_by=None) for npi, one in by.clinicians.items()}
    )


BREAKS: list[Callable[[Practice], Practice]] = [
    *(without_fees, without_payers, without_patients, without_coverages),
    *(later_payers, without_referrers, without_clinicians, assistants_alone),
]


@pytest.mark.parametrize("broken", BREAKS)
def test_on_the_example_day_of_a_practice_whose_file_lacks_something(broken: Callable[[Practice], Practice]) -> None:
    visits, by = the_day()
    assert len(agree(visits, broken(by)).on_hold) >= len(agree(visits, by).on_hold)


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_made_up_practice_whole_and_broken(seed: int) -> None:
    made = faultless_practice(3, FIRST, FIRST.replace(month=12), seed)
    plant(made)
    by = parse_practice(practice_toml(made.staff), patients_csv(made.booked.courses))
    told = {one.visit_id: one for one in add_history(made.visits, made.visits, made.charts)}
    filed_on, visits = max(visits_by_filing_day(made).items(), key=lambda one: len(one[1]))
    visits = [told[one.visit_id] for one in visits]
    assert agree(visits, by, Basis(filed_on=filed_on)).claims
    chance = Random(seed)  # noqa: S311 - any breaks
    several = by
    for broken in chance.sample(BREAKS, 2):
        several = broken(several)
    agree(visits, several, Basis(filed_on=filed_on))


COVERED = structs.replace(practice(patient("p1")), clinicians=practice().clinicians)


def of_aetna(**changes: Any) -> Visit:
    return structs.replace(visit(billed(minutes=15), payer="aetna", provider_npi=npi_of(2)), **changes)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"service_date": date(1901, 1, 1)}, "practice.service_before_birth"),
        ({"service_date": date(2026, 3, 9)}, "visits.in_future"),
        ({"place_of_service": "1A"}, "visits.place_unknown"),
        ({"services": (billed("9711"),)}, "codes.malformed"),
        ({"services": (billed("ABCDE"),)}, "codes.malformed"),
        ({"services": (billed(modifiers=("GP", "G")),)}, "modifiers.malformed"),
        ({"services": (billed(modifiers=("GP", "GP")),)}, "modifiers.repeated"),
        ({"services": (billed(modifiers=("GP", "59", "KX", "76", "77")),)}, "modifiers.too_many"),
        ({"services": (billed(diagnoses=("ZZZ",)),)}, "diagnoses.malformed"),
        ({"services": (billed(diagnoses=()),)}, "diagnoses.missing"),
        ({"patient_id": "p9"}, "practice.patient_missing"),
        ({"payer": "cigna"}, "practice.payer_missing"),
        ({"payer": "medicare"}, "practice.coverage_missing"),
        ({"provider_npi": npi_of(99)}, "practice.clinician_missing"),
        ({"services": (billed(minutes=5, units=0),)}, "visits.nothing_to_bill"),
        ({"services": (billed(charge=-100),)}, "visits.charge_missing"),
    ],
)
def test_what_a_claim_cannot_do_without_nobody_lets_pass(changes: dict[str, object], rule: str) -> None:
    held = structs.replace(of_aetna(), **changes)
    let = Override(rule=rule, reason="we do not care", author="B. Example", expires=FILED)
    assert rule_set().rules[rule].required
    everything = [structs.replace(let, rule=name) for name in rule_set().rules]
    for overrides in ([], [let], everything):
        done = claim(Case(visits=[held], practice=COVERED, overrides=overrides), basis=Basis(filed_on=FILED))
        assert rule in [reason.rule for reason in done.on_hold[0].reasons]
    assert claim([of_aetna()], COVERED, Basis(filed_on=FILED)).claims


@pytest.mark.parametrize(
    "changes",
    [
        *({name: None} for name in ("service_date", "place_of_service", "patient_id", "payer", "provider_npi")),
        {"services": (billed(minutes=None, units=None),)},
    ],
)
def test_what_is_unknown_nobody_lets_pass_onto_a_claim(changes: dict[str, object]) -> None:
    unknown = structs.replace(of_aetna(), **changes)
    let = [Override(rule=name, reason="none", author="B. Example", expires=FILED) for name in rule_set().rules]
    case, basis = Case(visits=[unknown], practice=COVERED, overrides=let), Basis(filed_on=FILED)
    assert review(case, basis).claims[0].status != "clean"
    assert claim(case, basis=basis).on_hold


def test_a_modifier_in_small_letters_which_no_claim_carries_is_found_by_the_review() -> None:
    small = of_aetna(services=(billed(modifiers=("GP", "z9")),))
    (reason, *_) = agree([small], COVERED).on_hold[0].reasons
    assert reason.rule == "modifiers.malformed"


def rules_of_reasons() -> set[str]:
    """The ids of rules that the module of reasons names."""
    words = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(missing_for_claim)))
        if isinstance(node, ast.Constant)
    }
    return {word for word in words if word in rule_set().rules}


def test_every_reason_names_a_rule_that_nobody_lets_pass() -> None:
    named = rules_of_reasons()
    assert len(named) > 10
    assert {name for name in named if not rule_set().rules[name].required} == set()
    calls = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(missing_for_claim)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "HoldReason"
    ]
    assert len(calls) > 3
    assert all(len(call.args) == 3 for call in calls)


def test_what_the_published_lists_have_is_of_the_form_of_a_code() -> None:
    lists: dict[Kind, Callable[[str], bool]] = {"icd10": is_diagnosis_code, "hcpcs": is_procedure_code}
    for kind, is_right in lists.items():
        for release in shipped().known(kind):
            assert [code for code in load_rows(release.file).keys() if not is_right(code)] == []  # noqa: SIM118
    assert all(map(is_procedure_code, catalogue()))
    assert all(map(is_modifier, modifiers()))
    assert all(map(is_place_of_service, places()))
