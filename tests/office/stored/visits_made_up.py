"""A therapist at Today for the tests: the browser, a visit that is begun, and what its page sends."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from cleanclaim.model.visit import Visit
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.shared import access
from cleanclaim.office.shared.access import Access
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.made_up import here, stored, text

FILE = Path("examples/clinic-day/practice.toml")
THERAPIST, ASSISTANT, OTHER_THERAPIST = "1000000012", "1000000038", "1000000020"
MOST_QUERIES = 21
NOTE = "Ther ex 23 min: squats with cues for form. Tolerated well, pain 2/10. Total treatment time: 33 min."


def therapists_browser(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    assert connection.vendor == database
    monkeypatch.setattr(access, "ACCESS", Access())
    make_owner()
    one = here()
    with organization_transaction([one.organization.pk]):
        changes.add(PracticeRecord(), PracticeFile(FILE.read_text()), one.actor)
        link(THERAPIST)
    stored(one)
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    assert client.get("/", {"key": access.ACCESS.key}).status_code == 302
    return client


def link(npi: str) -> None:
    """Have the owner be a clinician of the file."""
    one = here()
    ClinicianUser.objects.all().delete()
    ClinicianUser(organization=one.organization, user=one.user, npi=npi).save(force_insert=True)


def begun(client: Client, npi: str = THERAPIST, on: str = "2026-03-02", at: str = "9:30") -> str:
    """The address of a visit that was begun from an appointment."""
    patient = client.get("/visits/patients", {"q": "exam"}).content.decode().split('value="')[1].split('"')[0]
    sent = {"patient": patient, "on": on, "at": at, "clinician": npi, "begin": "on"}
    answer = client.post("/visits/appointments/add", sent)
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def page(version: int, *blocks: tuple[str, str], note: str = NOTE, **more: str) -> dict[str, Any]:
    """What the page of a visit sends."""
    return {
        "version": version,
        "code": [code for code, _minutes in blocks],
        "minutes": [minutes for _code, minutes in blocks],
        "who": ["therapist"] * len(blocks),
        "start": [""] * len(blocks),
        "rest": ["{}"] * len(blocks),
        "note": note,
        "diagnoses": "M25.561",
        **more,
    }


EXERCISE = ("97110", "23")


def value(address: str) -> Visit:
    with organization_transaction([here().organization.pk]):
        found: Visit = changes.newest(VisitRecord.objects.get(pk=address.split("/")[2])).read()
        return found


def own(role: Role, npi: str | None) -> None:
    """Have the user be in a role, and a clinician of the file or none."""
    Membership.objects.update(role=role)
    with organization_transaction([here().organization.pk]):
        ClinicianUser.objects.all().delete()
        if npi:
            link(npi)


def patient_key() -> UUID:
    with organization_transaction([here().organization.pk]):
        key: UUID = PatientRecord.objects.get().pk
        return key
