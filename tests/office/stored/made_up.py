"""Organizations and people for the tests of what the office stores."""

from datetime import date
from typing import Any

from msgspec import Struct

from cleanclaim.model.practice import Address, Coverage, Name, Patient
from cleanclaim.office.audit_log.log import Actor
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership, Organization, User
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord


class House(Struct, frozen=True):
    """An organization with one person in it."""

    organization: Organization
    user: User

    @property
    def actor(self) -> Actor:
        return Actor(self.user.pk, self.organization.pk)


def house(name: str = "Lakeside", role: str = "owner") -> House:
    organization = Organization(name=name)
    with organization_transaction([organization.pk]):
        organization.save()
        user = User.objects.create_user(f"{role}@{name.lower()}.example", name)
        Membership.objects.create(organization=organization, user=user, role=role, starts_on=date(2026, 1, 1))
    return House(organization, user)


def patient(number: str = "P01", last: str = "Example", first: str = "Ada", **more: object) -> Patient:
    return Patient(
        patient_id=number,
        name=Name(last=last, first=first),
        birth_date=date(1943, 2, 6),
        sex="F",
        address=Address("1 Example Way", "Exampleton", "TX", "78799"),
        coverages={"medicare": Coverage(payer="medicare", relationship="self", member_id="1EX0XX0XX01")},
        **more,
    )


def stored(here: House, value: Patient | None = None) -> PatientRecord:
    with organization_transaction([here.organization.pk]):
        return changes.add(PatientRecord(), value or patient(), here.actor)


def here() -> House:
    return House(Organization.objects.get(), User.objects.get())


def text(answer: Any) -> str:
    return str(answer.content.decode())


def events() -> list[str]:
    with organization_transaction([here().organization.pk]):
        return list(Event.objects.order_by("number").values_list("type", flat=True))
