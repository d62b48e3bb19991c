"""What is on hold: states at the boundaries, dollars, deadlines; and whole made-up practices against plain dates."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.billing_right import BillingRights
from cleanclaim.compliance.credentialing.hold import HoldFacts, HoldItem, find_holds
from cleanclaim.exchange.files.credential_folder import read_credentials
from cleanclaim.law.basis import Basis
from cleanclaim.model.appointment import Appointment
from cleanclaim.model.credentialing import Application, CredentialedClinician, Credentials
from cleanclaim.model.practice import Enrollment, License
from cleanclaim.model.supervision import is_assistant
from cleanclaim.model.visit import Service, Visit
from cleanclaim.sandbox.synth.make import SynthSettings, synthesize
from cleanclaim.sandbox.synth.practice_file import practice_toml
from tests.compliance.credentialing.made_credentials import MAIN, NPI, OAK, ON, applied, credentials, therapist


def visit(on: str = "2026-03-02", **more: Any) -> Visit:
    charge = more.pop("charge", 11_000)
    return Visit(
        **{
            "visit_id": f"V{on}",
            "patient_id": "P1",
            "payer": "medicare",
            "service_date": date.fromisoformat(on),
            "provider_npi": NPI,
            "place_of_service": "11",
            "services": (Service(code="97110", units=2, charge=charge),),
            **more,
        }
    )


def holds(made: Credentials, *visits: Visit, today: date = ON, **more: Any) -> list[HoldItem]:
    rights = BillingRights(made, Basis(today=today))
    return find_holds(HoldFacts(rights=rights, today=today, visits=visits, **more))


def one(made: Credentials, *visits: Visit, **more: Any) -> HoldItem:
    (item,) = holds(made, *visits, **more)
    return item


@pytest.mark.parametrize(
    ("application", "on", "today", "state"),
    [
        (applied(begins="2026-03-02"), "2026-03-02", "2026-03-02", None),
        (applied(begins="2026-03-10"), "2026-03-02", "2026-03-09", "on hold"),  # billed back, once it is in effect
        (applied(begins="2026-03-10"), "2026-03-02", "2026-03-10", "released"),
        (applied(begins="2026-04-02"), "2026-03-02", "2026-04-02", "blocked"),  # the 31st day before
        (applied(begins=None), "2026-03-02", "2026-03-02", "on hold"),
        (applied(ends="2026-03-01"), "2026-03-02", "2026-03-02", "on hold"),
        (applied(begins=None, of_enrollment={"denied": True}), "2026-03-02", "2026-03-02", "blocked"),
        (applied("aetna"), "2026-03-02", "2026-03-02", "on hold"),
    ],
)
def test_a_visit_is_on_hold_released_or_blocked(
    application: Application, on: str, today: str, state: str | None
) -> None:
    found = holds(credentials(therapist(application)), visit(on), today=date.fromisoformat(today))
    assert [item.state for item in found] == ([state] if state else [])


def test_an_enrollment_that_comes_releases_the_claim_and_leaves_the_payers_last_day() -> None:
    made = credentials(therapist(applied(begins="2026-03-20")))
    before = one(made, visit(), today=date(2026, 3, 19))
    after = one(made, visit(), today=date(2026, 3, 20))
    assert (before.state, before.since, after.state) == ("on hold", date(2026, 3, 20), "released")
    assert before.file_by == after.file_by == date(2027, 3, 2)  # a calendar year from the service
    assert (after.days_left(date(2026, 3, 20)), after.late, after.standing) == (347, False, "verified")
    assert "424.521" in after.note


def test_a_release_after_the_last_day_to_file_is_too_late() -> None:
    made = credentials(therapist(applied(begins="2027-03-03", retroactive_to=date(2026, 1, 1))))
    late = one(made, visit(), today=ON)
    assert (late.state, late.late) == ("on hold", True)
    near = credentials(therapist(applied(begins="2027-03-02", retroactive_to=date(2026, 1, 1))))
    assert not one(near, visit(), today=ON).late


@pytest.mark.parametrize(
    ("on", "says"), [("2026-01-11", "approval may make days"), ("2026-01-10", "even approval makes no day")]
)
def test_an_application_under_way_says_from_which_day_approval_can_help(on: str, says: str) -> None:
    made = credentials(therapist(applied(begins=None, submitted=date(2026, 2, 10))))
    item = one(made, visit(on))
    assert item.note.startswith(says)
    assert "Jan 11, 2026 payable (42 CFR 424.520(d), reported)" in item.note


def test_dollars_are_the_charges_or_the_practices_fees_and_never_invented() -> None:
    made = credentials(therapist(applied(begins=None)))
    assert one(made, visit()).cents == 11_000
    assert one(made, visit(charge=None), fees={"97110": 5_000}).cents == 10_000
    assert one(made, visit(charge=None)).cents is None


def test_a_booking_has_the_average_charge_and_the_payer_of_its_patient() -> None:
    made = credentials(therapist(applied(begins=None), applied("aetna")))
    booked = Appointment(patient_id="P1", on=date(2026, 3, 9), provider_npi=NPI, status="")
    found = holds(made, visit("2026-02-01", charge=10_000), visit("2026-02-03", charge=13_000), bookings=[booked])
    (item,) = [one for one in found if one.kind == "booking"]
    assert (item.cents, item.about, item.payer, item.state) == (11_500, True, "Medicare Part B", "on hold")
    assert holds(made, bookings=[booked], payers={"P1": "aetna"}) == []
    (unknown,) = holds(made, bookings=[booked])
    assert (unknown.state, unknown.cents) == ("undetermined", None)
    today = structs.replace(booked, on=ON)
    assert [one.state for one in holds(made, bookings=[today], payers={"P1": "medicare"})] == ["on hold"]
    gone = [structs.replace(booked, status="canceled"), structs.replace(booked, on=date(2026, 3, 1))]
    assert holds(made, bookings=gone, payers={"P1": "medicare"}) == []


def test_where_the_site_is_not_known_the_answer_is_that_of_all_sites() -> None:
    payers = {**credentials().payers}
    payers["medicare"] = structs.replace(payers["medicare"], by_site=True)
    made = credentials(therapist(applied(site="Main")), sites=(MAIN, OAK), payers=payers)
    assert one(made, visit()).state == "undetermined"
    assert holds(made, visit(site="main")) == []
    assert one(made, visit(site="Oak")).state == "on hold"
    assert one(made, visit(site="Elsewhere")).state == "undetermined"
    everywhere = credentials(therapist(applied(begins=None)), sites=(MAIN, OAK), payers=payers)
    assert one(everywhere, visit()).state == "on hold"


def test_what_is_not_known_of_a_visit_is_said() -> None:
    item = one(credentials(therapist(applied())), visit(provider_npi=None))
    assert (item.state, "clinician" in item.why) == ("undetermined", True)


BACK = {"medicare", "medicare_advantage"}
"""Payers that let thirty days be billed back."""
SPAN = tuple[date | None, date | None]
"""First and last day of an enrollment; no first one where it is applied for."""


def spans(random: Random, first: date, last: date) -> list[SPAN]:
    """Enrollments as they come: whole, begun late, ended early, moved, applied for, none."""

    def some_day() -> date:
        return first + timedelta(days=random.randrange((last - first).days))

    early, late = sorted((some_day(), some_day()))
    choices: list[list[SPAN]] = [
        [(first, None)],
        [(early, None)],
        [(first, early)],
        [(first, early), (late + timedelta(days=1), None)],
        [(None, None)],
        [],
    ]
    return random.choice(choices)


def planted(
    one: CredentialedClinician, payers: list[str], random: Random, first: date, last: date
) -> CredentialedClinician:
    made = tuple(
        Application(enrollment=Enrollment(payer=payer, begins=begins, ends=ends))
        for payer in payers
        for begins, ends in spans(random, first, last)
    )
    licenses = tuple(structs.replace(each, clear=True) for each in one.clinician.licenses or ())
    return structs.replace(one, applications=made, clinician=structs.replace(one.clinician, licenses=licenses))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_claim_outside_an_enrollment_is_listed_and_none_inside(tmp_path: Path, seed: int) -> None:
    settings = SynthSettings(years=0.4, clinicians=5, seed=seed, clean=True)
    made = synthesize(settings)
    (tmp_path / "practice.toml").write_text(practice_toml(made.staff), encoding="utf-8")
    known = read_credentials(tmp_path)
    random = Random(seed)  # noqa: S311
    payers = list(known.payers)
    people = {npi: planted(who, payers, random, settings.first, settings.last) for npi, who in known.clinicians.items()}
    known = structs.replace(known, clinicians=people)

    def inside(seen: Visit) -> bool:
        who = people[seen.provider_npi or ""]
        who = people[who.clinician.supervised_by or ""] if is_assistant(who.clinician) else who
        on, payer = seen.service_date, seen.payer
        assert on is not None
        mine = [one.enrollment for one in who.applications or () if one.enrollment.payer == payer]
        covers = [one.begins is not None and one.begins <= on and (one.ends is None or on <= one.ends) for one in mine]
        return payer == "self_pay" or any(covers)

    outside = {seen.visit_id for seen in made.visits if not inside(seen)}
    found = holds(known, *made.visits, today=settings.last)
    assert {item.id for item in found} == outside
    assert 0.2 < len(outside) / len(made.visits) < 0.8
    released = {item.id for item in found if item.state == "released"}
    window = {
        seen.visit_id
        for seen in made.visits
        if seen.visit_id in outside and seen.payer in BACK and _in_window(seen, people)
    }
    assert released == window
    assert window


def _in_window(seen: Visit, people: dict[str, CredentialedClinician]) -> bool:
    """Whether the next enrollment begins within 30 days."""
    who = people[seen.provider_npi or ""]
    who = people[who.clinician.supervised_by or ""] if is_assistant(who.clinician) else who
    begins = [one.enrollment.begins for one in who.applications or () if one.enrollment.payer == seen.payer]
    on = seen.service_date
    return any(day is not None and on is not None and 0 < (day - on).days <= 30 for day in begins)


def test_licenses_count_in_a_whole_practice_too(tmp_path: Path) -> None:
    made = synthesize(SynthSettings(years=0.1, clinicians=2, seed=5, clean=True))
    (tmp_path / "practice.toml").write_text(practice_toml(made.staff), encoding="utf-8")
    known = read_credentials(tmp_path)
    npi = next(iter(known.clinicians))
    gone: tuple[License, ...] = ()
    who = known.clinicians[npi]
    unlicensed = structs.replace(who, clinician=structs.replace(who.clinician, licenses=gone))
    known = structs.replace(known, clinicians={**known.clinicians, npi: unlicensed})
    found = holds(known, *made.visits, today=date(2024, 12, 1))
    assert {item.id for item in found} == {seen.visit_id for seen in made.visits if seen.provider_npi == npi}
    assert {item.state for item in found} == {"blocked"}


def test_a_booking_goes_by_the_site_it_names_and_where_it_names_none_the_sites_that_differ_are_named() -> None:
    payers = {"aetna": structs.replace(credentials().payers["aetna"], by_site=True)}
    made = credentials(therapist(applied("aetna", site="Main")), sites=(MAIN, OAK), payers=payers)

    def booked(site: str) -> list[HoldItem]:
        booking = Appointment(patient_id="P1", on=ON, provider_npi=NPI, status="", site=site)
        return holds(made, bookings=[booking], payers={"P1": "aetna"})

    assert booked("main") == []
    assert [(one.state, one.site) for one in booked("Oak")] == [("on hold", "Oak")]
    (unknown,) = booked("")
    assert unknown.state == "undetermined"
    assert "Main: yes; Oak: " in unknown.why
    (nowhere,) = booked("Elm")
    assert (nowhere.state, nowhere.why) == ("undetermined", "the site of it is not known")
