"""A new office: Today leads from nothing to the first claim, and what somebody did is said of him by name."""

import pytest
from django.test import Client

from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import User
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from tests.office.stored.claims_made_up import overbilled, signed, stored_patient
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import FILE, THERAPIST, begun, own, therapists_browser


def steps(client: Client) -> list[tuple[bool, bool]]:
    """Of each step whether it is done, and whether it has a link."""
    part = text(client.get("/visits/")).partition("first-steps")[2].partition("</ol>")[0]
    return [("is-clean" in one, "<a href" in one) for one in part.split("<li")[1:]]


def test_today_leads_a_new_office_step_by_step_to_its_first_claim(client: Client) -> None:
    assert steps(client) == [(False, True), (False, False), (False, True), (False, False), (False, False)]
    shown = text(client.get("/visits/"))
    assert "no patient is here yet" in shown
    assert '<a href="/patients/add">Add a patient</a>' in shown
    one = here()
    with organization_transaction([one.organization.pk]):
        changes.add(PracticeRecord(), PracticeFile(FILE.read_text()), one.actor)
    assert steps(client)[:2] == [(True, False), (False, True)]
    sent = {"npi": THERAPIST, "user": str(one.user.pk)}
    assert client.post("/practices/clinician", sent).status_code == 302
    assert steps(client)[1] == (True, False)
    assert User.objects.get(pk=one.user.pk).name == "Pat Sample", "whoever signs is named"
    with organization_transaction([one.organization.pk]):
        record = stored_patient(one, "P01", "Example")
    assert steps(client)[2:4] == [(True, False), (False, True)]
    with organization_transaction([one.organization.pk]):
        signed(one, record, overbilled("1"))
    assert steps(client)[3:] == [(True, False), (False, True)]
    with organization_transaction([one.organization.pk]):
        Batch.objects.create(organization=one.organization, **FIRST)
    assert steps(client) == []


FIRST = {
    "control_number": 1,
    "receiver": "made up",
    "name": "1.837",
    "claims": 1,
    "cents": 1,
    "sha256": "",
    "content": b"",
}


def test_who_may_not_take_a_step_has_no_link_to_it(client: Client) -> None:
    own(Role.THERAPIST, None)
    assert steps(client) == [(False, False)] * 5
    shown = text(client.get("/visits/"))
    assert "/patients/add" not in shown


def test_the_practices_form_says_how_it_is_filled_in(client: Client) -> None:
    assert "fill in what stands between empty quotes" in text(client.get("/practices/edit"))


def test_a_name_that_somebody_has_stays(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = therapists_browser(database, monkeypatch)
    User.objects.update(name="Ada Example")
    sent = {"npi": THERAPIST, "user": str(here().user.pk)}
    assert client.post("/practices/clinician", sent).status_code == 302
    assert User.objects.get(pk=here().user.pk).name == "Ada Example"


def test_a_patient_that_is_not_found_can_be_added_from_there(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = therapists_browser(database, monkeypatch)
    assert '<a href="/patients/add">Add a patient</a>' in text(client.get("/visits/patients", {"q": "zz"}))
    assert begun(client)
