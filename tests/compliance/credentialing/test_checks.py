"""The twenty-two checks: each finds its fault, passes without it, and says where it cannot tell."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.check import CheckFacts, CheckOutcome, CheckResult
from cleanclaim.compliance.credentialing.expiring import expiring_papers
from cleanclaim.compliance.credentialing.run_checks import all_checks, run_checks
from cleanclaim.law.policies.sources import sources
from cleanclaim.model.credentialing import CredentialedPayer, Credentials, Expirable, ListScreening
from cleanclaim.model.nppes import NppesEntry, NppesExtract
from cleanclaim.model.practice import License, Name, Screening
from cleanclaim.model.visit import Service, Visit
from tests.compliance.credentialing.made_credentials import (
    ADDRESS,
    ASSISTANT,
    LICENSE,
    MAIN,
    NPI,
    OAK,
    ON,
    PRACTICE_NPI,
    applied,
    credentials,
    paper,
    rights_of,
    therapist,
)

PERSON = NppesEntry(
    npi=NPI, entity=1, last="EXAMPLE", first="ADA", location=ADDRESS, taxonomies=("225100000X",), primary="225100000X",
    licenses=(("1", "TX"),),
)  # fmt: skip
GROUP = NppesEntry(
    npi=PRACTICE_NPI, entity=2, name="EXAMPLE OAK THERAPY PLLC", location=ADDRESS, taxonomies=("261QP2000X",)
)
AETNA = {"aetna": CredentialedPayer(key="aetna", name="Aetna", policy="aetna", by_site=True, each_claim=100_000_000)}
CASES: dict[str, dict[CheckOutcome, Callable[[], CheckFacts]]]


def facts(made: Credentials, **more: Any) -> CheckFacts:
    rights = rights_of(made)
    return CheckFacts(rights=rights, on=ON, papers=expiring_papers(rights, ON), **more)


def one(**more: Any) -> CheckFacts:
    """The facts of a practice with one therapist, enrolled with Medicare, who differs so."""
    who = therapist(*more.pop("applications", (applied(),)), **more)
    return facts(credentials(who))


def registry(*entries: NppesEntry) -> CheckFacts:
    extract = NppesExtract(file="npidata.csv", sha256="", entries={each.npi: each for each in entries}, rows=2)
    return facts(credentials(therapist(applied())), nppes=extract)


def visit(**more: Any) -> Visit:
    modifiers = more.pop("modifiers", ())
    return Visit(
        **{
            "visit_id": "V1",
            "patient_id": "P1",
            "payer": "medicare",
            "service_date": ON,
            "discipline": "PT",
            "provider_npi": NPI,
            "place_of_service": "11",
            "services": (Service(code="97110", units=1, modifiers=modifiers),),
            **more,
        }
    )


def treated(*visits: Visit, begins: str = "2021-03-01", shortage: bool | None = None) -> CheckFacts:
    assistant = therapist(
        npi=ASSISTANT, name=Name(last="Madeup", first="Eli"), credential="PTA", taxonomy="225200000X", supervised_by=NPI
    )
    site = structs.replace(MAIN, shortage_area=shortage)
    return facts(credentials(therapist(applied(begins=begins)), assistant, sites=(site,)), visits=visits)


def at_oak(by_site: bool | None) -> CheckFacts:
    payers = {"aetna": CredentialedPayer(key="aetna", name="Aetna", policy="aetna", by_site=by_site)}
    who = therapist(applied("aetna", site="Main"))
    return facts(credentials(who, sites=(OAK,), payers=payers))


def insured(**limits: Any) -> CheckFacts:
    one = Expirable(kind="malpractice", ends=date(2027, 1, 1), **limits)
    return facts(credentials(therapist(applied("aetna"), expirables=(one,)), payers=AETNA))


def certified(*npis: str | None) -> CheckFacts:
    referrers = {f"P{at}": npi for at, npi in enumerate(npis)}
    return facts(credentials(therapist()), ordering=frozenset({"1000040000"}), referrers=referrers)


def licenses(**more: Any) -> tuple[License, ...]:
    return (structs.replace(LICENSE, **more),)


HOME = structs.replace(LICENSE, state="OK")
COMPACT = structs.replace(LICENSE, compact=True, number="2")
CASES = {
    "CR01": {"pass": one, "fail": lambda: one(npi="1000031000")},
    "CR02": {
        "pass": lambda: registry(PERSON, GROUP),
        "fail": lambda: registry(PERSON, structs.replace(GROUP, entity=1)),
        "undetermined": lambda: registry(PERSON),
        "not checked": one,
    },
    "CR03": {
        "pass": lambda: registry(structs.replace(PERSON, deactivated=date(2026, 1, 1), reactivated=ON)),
        "fail": lambda: registry(structs.replace(PERSON, deactivated=ON)),
        "undetermined": lambda: registry(GROUP),
        "not checked": one,
    },
    "CR04": {
        "pass": lambda: one(licenses=licenses(ends=ON)),
        "fail": lambda: one(licenses=licenses(ends=date(2026, 3, 1))),
        "undetermined": lambda: one(licenses=licenses(clear=None)),
    },
    "CR05": {
        "pass": lambda: one(licenses=(HOME, COMPACT)),
        "fail": lambda: one(licenses=(structs.replace(HOME, ends=date(2026, 3, 1)), COMPACT)),
        "undetermined": lambda: one(licenses=(HOME, structs.replace(COMPACT, begins=None))),
    },
    "CR06": {
        "pass": lambda: one(applications=(applied(), applied("aetna"))),
        "fail": lambda: one(applications=(applied(begins=None),)),
        "undetermined": lambda: facts(credentials(structs.replace(therapist(), applications=None))),
    },
    "CR07": {
        "pass": lambda: at_oak(by_site=False),
        "fail": lambda: at_oak(by_site=True),
        "undetermined": lambda: at_oak(by_site=None),
    },
    "CR08": {
        "pass": lambda: one(applications=(applied(of_enrollment={"group_npi": PRACTICE_NPI}),)),
        "fail": lambda: one(applications=(applied(of_enrollment={"group_npi": "1000000004"}),)),
        "undetermined": one,
    },
    "CR09": {
        "pass": lambda: treated(visit(), begins="2026-04-01"),
        "fail": lambda: treated(visit(), begins="2026-04-02"),
        "not checked": one,
    },
    "CR10": {
        "pass": lambda: treated(visit()),
        "fail": lambda: treated(visit(provider_npi=ASSISTANT)),
        "undetermined": lambda: treated(visit(provider_npi=ASSISTANT, payer="nobodys_plan")),
        "not checked": one,
    },
    "CR11": {
        "pass": lambda: treated(visit(provider_npi=ASSISTANT)),
        "fail": lambda: facts(
            credentials(therapist(npi=ASSISTANT, credential="PTA", taxonomy="225200000X")),
            visits=[visit(provider_npi=ASSISTANT)],
        ),
        "undetermined": lambda: treated(visit(provider_npi=ASSISTANT, payer="nobodys_plan")),
        "not checked": one,
    },
    "CR12": {
        "pass": lambda: one(applications=(applied(taxonomy="225100000X"),)),
        "fail": lambda: one(applications=(applied(taxonomy="2251X0800X"),)),
        "undetermined": one,
    },
    "CR13": {
        "pass": lambda: one(screenings=(Screening(on=date(2026, 1, 30), clear=True),)),  # 31 days
        "fail": lambda: one(screenings=(Screening(on=date(2026, 1, 29), clear=True),)),  # 32 days
        "undetermined": lambda: one(screenings=()),
    },
    "CR14": {
        "pass": lambda: one(expirables=(paper("caqh", done="2025-11-02"),)),  # 120 days
        "fail": lambda: one(expirables=(paper("caqh", done="2025-11-01"),)),  # 121 days
        "undetermined": one,
    },
    "CR15": {
        "pass": lambda: insured(each_claim=100_000_000),
        "fail": lambda: insured(each_claim=99_999_999),
        "undetermined": insured,
    },
    "CR16": {
        "pass": lambda: one(applications=(applied(of_enrollment={"revalidate_by": ON}),)),
        "fail": lambda: one(applications=(applied(of_enrollment={"revalidate_by": date(2026, 3, 1)}),)),
        "undetermined": one,
    },
    "CR17": {
        "pass": lambda: one(applications=(applied("aetna", recredential_by=ON),)),
        "fail": lambda: one(applications=(applied("aetna", recredential_by=date(2026, 3, 1)),)),
        "undetermined": lambda: one(applications=(applied("aetna"),)),
    },
    "CR18": {
        "pass": lambda: registry(PERSON, GROUP),
        "fail": lambda: registry(structs.replace(PERSON, last="EXEMPLAR"), GROUP),
        "undetermined": lambda: registry(GROUP),
        "not checked": one,
    },
    "CR19": {
        "pass": lambda: certified("1000040000"),
        "fail": lambda: certified("1000040018"),
        "undetermined": lambda: certified(None),
        "not checked": one,
    },
    "CR20": {
        "pass": one,
        "fail": lambda: one(licenses=licenses(temporary=True)),
        "undetermined": lambda: one(licenses=None),
    },
    "CR21": {
        "pass": lambda: treated(visit(modifiers=("GP", "Q6")), shortage=True),
        "fail": lambda: treated(visit(modifiers=("GP", "Q6")), shortage=False),
        "undetermined": lambda: treated(visit(modifiers=("GP", "Q6"))),
        "not checked": one,
    },
    "CR22": {
        "pass": lambda: one(opted_out=False),
        "fail": lambda: one(opted_out=True),
        "undetermined": one,
    },
}


def result(check: str, of_facts: CheckFacts) -> CheckResult:
    return next(each for each in run_checks(of_facts) if each.check.id == check)


def test_there_are_twenty_two_checks_each_with_a_source_and_a_case_of_its_own() -> None:
    assert list(all_checks()) == [f"CR{number:02d}" for number in range(1, 23)]
    assert list(CASES) == list(all_checks())
    assert all(each.cite.id in sources() and each.remedy.endswith(".") for each in all_checks().values())


@pytest.mark.parametrize(
    ("check", "outcome"), [(check, outcome) for check, cases in CASES.items() for outcome in cases]
)
def test_a_check_says_what_its_case_is_made_for(check: str, outcome: CheckOutcome) -> None:
    found = result(check, CASES[check][outcome]())
    assert found.outcome == outcome, [(each.outcome, each.of, each.why) for each in found.answers]


@pytest.mark.parametrize(("visits", "outcome"), [(60, "pass"), (61, "fail")])
def test_a_substitute_may_treat_for_sixty_days_in_a_row(visits: int, outcome: CheckOutcome) -> None:
    days = [date.fromordinal(ON.toordinal() + at) for at in range(visits)]
    marked = [visit(visit_id=f"V{at}", service_date=day, modifiers=("GP", "Q5")) for at, day in enumerate(days)]
    assert result("CR21", treated(*marked, shortage=True)).outcome == outcome


def test_the_absent_therapist_who_treats_between_begins_the_sixty_days_anew() -> None:
    days = [date.fromordinal(ON.toordinal() + at) for at in range(70)]
    marks = [() if at == 30 else ("GP", "Q5") for at in range(70)]
    marked = [visit(visit_id=f"V{at}", service_date=day, modifiers=marks[at]) for at, day in enumerate(days)]
    assert result("CR21", treated(*marked, shortage=True)).outcome == "pass"


def test_a_check_that_had_nobody_to_ask_about_says_so_by_having_no_answers() -> None:
    assert result("CR05", one()).answers == ()


@pytest.mark.parametrize(("ends", "answer"), [(ON, "yes"), (None, "undetermined")])
def test_a_license_without_a_last_day_is_never_a_plain_yes(ends: date | None, answer: str) -> None:
    asked = one(licenses=licenses(ends=ends))
    assert asked.rights.right(NPI, "medicare", MAIN, ON).answer == answer
    (found,) = (each for each in run_checks(asked) if each.check.id == "CR04")
    assert [each.outcome for each in found.answers] == ["pass" if ends else "undetermined"]


@pytest.mark.parametrize(("clear", "answer"), [(True, "yes"), (False, "no")])
def test_an_excluded_practice_bills_nothing(clear: bool, answer: str) -> None:
    look = ListScreening(screening=Screening(on=ON, clear=clear), list="sam")
    asked = facts(structs.replace(credentials(therapist(applied())), screenings=(look,)))
    assert asked.rights.right(NPI, "medicare", MAIN, ON).answer == answer
    (found,) = (each for each in run_checks(asked) if each.check.id == "CR13")
    named = [each.outcome for each in found.answers if each.of == asked.rights.credentials.practice_name]
    assert named == ([] if clear else ["fail"])


def test_a_revalidation_of_which_no_interval_is_known_is_listed_without_a_day() -> None:
    asked = one(applications=(applied(begins="2019-01-05"),))
    (found,) = (each for each in asked.papers if each.kind.key == "revalidation")
    assert (found.on, found.why) == (None, "enrolled since 2019-01-05; when it is due is not entered")


def test_license_and_enrollment_are_asked_of_the_day_of_each_visit_too() -> None:
    ended = structs.replace(LICENSE, ends=date(2026, 3, 9))
    made = credentials(therapist(applied(ends="2026-03-09"), licenses=(ended,)))
    on_days = [
        Visit(visit_id=f"V{at}", payer="medicare", service_date=date(2026, 3, at), discipline="PT", provider_npi=NPI)
        for at in (5, 20)
    ]
    answers = {one.check.id: one.answers for one in run_checks(facts(made, visits=on_days))}
    failed = [(each.of, each.outcome) for each in answers["CR04"] if each.outcome == "fail"]
    assert failed == [("visit V20, Mar 20, 2026", "fail")]
    licensed = credentials(therapist(applied(ends="2026-03-09")))
    answers = {one.check.id: one.answers for one in run_checks(facts(licensed, visits=on_days))}
    assert [each.of for each in answers["CR06"] if each.outcome == "fail" and each.of.startswith("visit")] == [
        "visit V20, Mar 20, 2026"
    ]


def test_insurance_that_begins_later_does_not_pass() -> None:
    made = credentials(therapist(expirables=(paper("malpractice", begins="2026-03-03", ends="2027-03-02"),)))
    (found,) = [one for one in run_checks(facts(made)) if one.check.id == "CR15"]
    assert [one.outcome for one in found.answers] == ["fail"]
