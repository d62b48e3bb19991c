"""The made-up practices: there once, whole, sound, and soon."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Count
from django.test import Client

from cleanclaim.law.review.review import review
from cleanclaim.model.errors import UserError
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.day import today
from cleanclaim.office.demo import fill
from cleanclaim.office.demo.people import COMPANY, PEOPLE, PRACTICES
from cleanclaim.office.organizations.clients import list_links
from cleanclaim.office.organizations.models import Membership, Organization, User
from cleanclaim.office.organizations.places import list_places
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.stored import find_clinician, read_practice_of
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.case import build_case
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord
from tests.office.stored.made_up import house


def test_in_the_demo_on_a_laptop_one_works_as_another_person(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    here = house("Riverbend")
    Membership.objects.update(ends_on=today())
    person = User.objects.create_user(PEOPLE[6].email, PEOPLE[6].name)
    Membership.objects.create(
        organization=here.organization, user=person, role="therapist", starts_on=today() - timedelta(days=1)
    )
    assert client.post("/demo/person", {"person": person.pk}).status_code == 404
    monkeypatch.setattr(settings, "DEMO", True)
    assert client.post("/demo/person", {"person": "x"}).status_code == 404
    assert client.post("/demo/person", {"person": person.pk}).status_code == 302
    page = client.get("/visits/").content.decode()
    assert f"{person.name}</summary>" in page
    assert "Riverbend" in page
    assert client.get("/claims/send").status_code == 403
    monkeypatch.setattr(settings, "DEMO", False)
    assert person.name not in client.get("/").content.decode()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("database")
def test_nobody_is_booked_with_two_clinicians_at_one_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "YEARS", 0.02)
    monkeypatch.setattr(fill, "today", lambda: date(2026, 12, 1))
    fill.fill_demo()
    for organization in Organization.objects.filter(name__in=[practice.name for practice in PRACTICES]):
        with organization_transaction([organization.pk]):
            assert ScheduleEntry.objects.filter(on=date(2026, 12, 2)).exists()


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True)
@pytest.mark.usefixtures("database")
def test_two_practices_are_made_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill, "YEARS", 0.35)
    printed: list[str] = []
    fill.fill_demo(printed.append)
    fill.fill_demo(printed.append)
    assert any(" visits" in line for line in printed), "it says how far it is"
    assert all(person.email in printed[-1] for person in PEOPLE)
    assert (Organization.objects.count(), User.objects.count()) == (3, 12)
    company = Organization.objects.get(is_billing_company=True)
    biller = User.objects.get(email="renee@northgate.example")
    assert {place.organization.name for place in list_places(biller)} == {one.name for one in PRACTICES} | {COMPANY}
    assert {link.client.name for link in list_links(company.pk)} == {practice.name for practice in PRACTICES}
    assert {role for role, in Membership.objects.values_list("role").distinct()} == {
        "owner", "therapist", "assistant", "front desk", "biller", "credentialing", "auditor"
    }  # fmt: skip
    for organization in Organization.objects.exclude(is_billing_company=True):
        with organization_transaction([organization.pk]):
            practice = read_practice_of()
            assert practice
            assert practice.billing.name == organization.name
            first = next(iter(practice.clinicians.values()))
            assert first.left is None, f"{first.name} can have a clean first visit"
            assert all(one.ends is None or one.ends >= today() for one in first.licenses or ())
            unlicensed = [
                one.npi
                for one in practice.clinicians.values()
                if any(license_.ends and license_.ends < today() for license_ in one.licenses or ())
            ]
            if organization.name.startswith("Lakeside"):
                stopped = ClaimRecord.objects.filter(clinician__in=unlicensed, state="hold", cause="staff.unlicensed")
                assert stopped.exists(), "the owner sees what papers are for"
            assert practice.usage == "production", "its test payer processes what is sent"
            assert PatientRecord.objects.count() == ChartRecord.objects.count() > 20
            states = dict(VisitRecord.objects.values_list("state").annotate(Count("id")))
            assert set(states) == {"open", "signed", "billed"}
            assert not VisitRecord.objects.filter(service_date__gt=today()).exists()
            assert not VisitRecord.objects.filter(state="signed", signed_by=None).exists()
            therapists: Any = User.objects.filter(memberships__organization=organization, memberships__role="therapist")
            assert all(find_clinician(user, read_practice_of()) for user in therapists)
            claims = dict(ClaimRecord.objects.values_list("state").annotate(Count("id")))
            assert {"hold", "accepted"} <= set(claims), claims
            assert ScheduleEntry.objects.filter(on=today() + timedelta(days=1)).count() >= 7
            recent = VisitRecord.objects.filter(service_date__gte=today() - timedelta(days=7))
            assert recent.exists()
            assert not recent.filter(appointment=None).exists(), "Today shows when they were"
            assert not ScheduleEntry.objects.filter(at=None).exists()
            late = VisitRecord.objects.filter(state="signed", service_date__gte=today() - timedelta(days=20))
            found = review(build_case(list(late[:40])), build_basis()).summary
            assert found["clean"] > found["failed"], "most of it can be billed"


@pytest.mark.usefixtures("database")
def test_the_demo_is_not_put_into_somebodys_office() -> None:
    house()
    with pytest.raises(UserError, match="somebody's practice"):
        fill.fill_demo()


@pytest.mark.long
@pytest.mark.usefixtures("database")
def test_two_years_are_made_up_and_stored_within_a_minute() -> None:
    begun = time.process_time()
    fill.fill_demo()
    assert time.process_time() - begun < 60
    for organization, practice in zip(Organization.objects.order_by("created_at")[:2], PRACTICES, strict=True):
        assert organization.name == practice.name
        with organization_transaction([organization.pk]):
            assert VisitRecord.objects.count() > 4_000
