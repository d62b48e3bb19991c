"""Today and the visit, asked of the application on both databases: begun, typed, stored, undone, signed, added to."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from cleanclaim.model.visit import Visit
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.shared import access
from cleanclaim.office.shared.access import Access
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord
from tests.office.stored.made_up import events, here, stored, text

FILE = Path("examples/clinic-day/practice.toml")
THERAPIST, ASSISTANT = "1000000012", "1000000038"
NOTE = "Ther ex 23 min: squats with cues for form. Tolerated well, pain 2/10. Total treatment time: 33 min."


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
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


def test_a_visit_is_begun_typed_stored_undone_and_redone(client: Client) -> None:
    address = begun(client)
    shown = text(client.get(address))
    assert "Example, Ada" in shown
    assert ", under " not in shown
    answer = client.post(f"{address}answer", page(1, EXERCISE, ("97140", "10")))
    assert '<strong class="units">2</strong>' in text(answer)
    assert "Total treatment time" in text(answer)
    assert value(address).services == (), "an answer stores nothing"
    saved = client.post(f"{address}save", page(1, EXERCISE, ("97140", "10")))
    assert saved.status_code == 200
    assert saved.headers["X-Version"] == "2"
    visit = value(address)
    assert [(one.code, one.minutes, one.performed_by) for one in visit.services] == [
        ("97110", 23, "PT"), ("97140", 10, "PT"),
    ]  # fmt: skip
    assert visit.services[0].diagnoses == ("M25561",)
    assert visit.note is not None
    assert visit.note.text == NOTE
    assert (visit.payer, visit.discipline, visit.provider_npi) == ("medicare", "PT", THERAPIST)
    again = client.post(f"{address}save", page(2, EXERCISE, ("97140", "10")))
    assert again.headers["X-Version"] == "2", "what says the same makes no version"
    client.post(f"{address}save", page(2, EXERCISE))
    assert len(value(address).services) == 1
    assert client.post(f"{address}undo", {"version": 3}).status_code == 302
    assert len(value(address).services) == 2
    assert client.post(f"{address}redo", {"version": 4}).status_code == 302
    assert len(value(address).services) == 1


def test_what_cannot_be_read_is_said_and_nothing_is_stored(client: Client) -> None:
    address = begun(client)
    assert "block 1" in text(client.post(f"{address}answer", page(1, ("97110", "2o"))))
    assert client.post(f"{address}save", page(1, ("97110", "2o"))).status_code == 400
    assert value(address).services == ()


def test_a_signed_visit_changes_only_by_an_addendum(client: Client) -> None:
    address = begun(client)
    assert client.post(f"{address}sign", {"version": 1}).status_code == 400, "there is no note yet"
    client.post(f"{address}save", page(1, EXERCISE))
    assert client.post(f"{address}sign", {"version": 1}).status_code == 409, "the page showed an older one"
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    visit = value(address)
    assert visit.note is not None
    assert (visit.note.signed_by, visit.note.credential) == ("Pat Sample", "PT")
    assert visit.note.signed_on is not None
    for way, sent in (("save", page(3, EXERCISE, note="other")), ("undo", {"version": 3}), ("sign", {"version": 3})):
        assert client.post(f"{address}{way}", sent).status_code == 400, way
    assert value(address) == visit
    assert client.post(f"{address}amend", {"version": 3, "addendum": " "}).status_code == 400
    assert client.post(f"{address}amend", {"version": 3, "addendum": "Knee was the right one."}).status_code == 302
    added = value(address)
    assert added.note is not None
    assert added.note.text.startswith(NOTE)
    assert added.note.text.endswith("Pat Sample, PT: Knee was the right one.")
    assert added.note.amended_on
    assert added.services == visit.services
    assert "Signed" in text(client.get(address))
    assert [one for one in events() if one.startswith("visit.")][-3:] == [
        "visit.changed", "visit.amended", "visit.read",
    ]  # fmt: skip
    with organization_transaction([here().organization.pk]):
        assert ScheduleEntry.objects.get().status == "kept"


def test_what_somebody_else_changed_meanwhile_is_shown_not_written_over(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE, note="first"))
    answer = client.post(f"{address}save", page(1, ("97140", "10"), note="second"))
    assert answer.status_code == 409
    shown = text(answer)
    assert "first" in shown
    assert "second" in shown
    assert 'name="version" value="2"' in shown
    mine = client.post(f"{address}save", page(2, ("97140", "10"), note="second", whole="1"))
    assert mine.status_code == 302
    assert value(address).services[0].code == "97140"


def test_only_the_clinician_of_a_visit_signs_it_and_an_assistants_names_the_supervisor(client: Client) -> None:
    address = begun(client, ASSISTANT)
    client.post(f"{address}save", page(1, EXERCISE))
    assert "under Pat Sample, PT" in text(client.get(address))
    assert client.post(f"{address}sign", {"version": 2}).status_code == 400
    with organization_transaction([here().organization.pk]):
        link(ASSISTANT)
    typed = text(client.post("/visits/blocks", {"typed": "exercise 23", "add": "", "discipline": "PT"}))
    assert '<option value="assistant" selected>' in typed
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    note = value(address).note
    assert note is not None
    assert note.credential == "PTA"


def test_a_schedule_is_taken_once_and_its_strangers_are_named(client: Client) -> None:
    rows = f"patient_id,date,provider_npi,status\nP01,2026-03-03,{THERAPIST},kept\nP99,2026-03-03,{THERAPIST},kept\n"
    for said in ("1 appointments added, 0 were here", "0 appointments added, 1 were here"):
        sent = {"file": SimpleUploadedFile("schedule.csv", rows.encode())}
        answer = client.post("/visits/appointments/take", sent, follow=True)
        assert said in text(answer)
        assert "P99" in text(answer)
    assert "Example, Ada" in text(client.get("/visits/", {"on": "2026-03-03"}))
    wrong = {"file": SimpleUploadedFile("schedule.csv", b"patient_id,date\nP01,2026-03-03\n")}
    assert client.post("/visits/appointments/take", wrong).status_code == 400


def test_a_canceled_appointment_begins_no_visit(client: Client) -> None:
    begun(client)
    with organization_transaction([here().organization.pk]):
        entry = ScheduleEntry.objects.get()
        ScheduleEntry.objects.update(visit=None)
    assert client.post(f"/visits/appointments/{entry.pk}/became", {"status": "canceled"}).status_code == 302
    assert client.post(f"/visits/appointments/{entry.pk}/begin").status_code == 403
    assert client.post(f"/visits/appointments/{entry.pk}/became", {"status": "late"}).status_code == 400


def test_a_therapist_sees_the_own_day_and_a_biller_everybodys(client: Client) -> None:
    begun(client, ASSISTANT)
    Membership.objects.update(role=Role.THERAPIST)
    assert "Example, Ada" not in text(client.get("/visits/", {"on": "2026-03-02", "clinician": ASSISTANT}))
    Membership.objects.update(role=Role.BILLER)
    assert "Example, Ada" in text(client.get("/visits/", {"on": "2026-03-02", "clinician": ASSISTANT}))


def test_a_chart_is_entered_changed_and_undone_and_the_clocks_go_by_it(client: Client) -> None:
    begun(client)
    with organization_transaction([here().organization.pk]):
        key = VisitRecord.objects.get().patient_id
    address = f"/charts/{key}/"
    assert "Nothing is entered" in text(client.get(address))
    plan = {"begins": "1/21/2026", "signed_on": "1/25/2026", "written_by": "PT"}
    wrong = client.post(f"{address}entry?part=plan_of_care", {**plan, "begins": "1/32/2026", "version": 0})
    assert wrong.status_code == 400
    assert text(wrong).count('aria-invalid="true"') == 1
    assert client.post(f"{address}entry?part=plan_of_care", {**plan, "version": 0}).status_code == 302
    shown = text(client.get(address))
    assert "2026-01-21" in shown
    assert "until" in text(client.get(f"/patients/{key}/"))
    changed = {**plan, "begins": "2/2/2026", "version": 1}
    assert client.post(f"{address}entry?part=plan_of_care&at=0", changed).status_code == 302
    assert client.post(f"{address}entry?part=plan_of_care&at=0", changed).status_code == 409
    assert "2026-02-02" in text(client.get(address))
    assert client.post(f"{address}undo", {"version": 2}).status_code == 302
    assert "2026-01-21" in text(client.get(address))
    assert client.post(f"{address}remove?part=authorizations", {"version": 3}).status_code == 302
    assert "Known to be none" in text(client.get(address))
    assert client.post(f"{address}remove?part=plan_of_care&at=0", {"version": 4}).status_code == 302
    assert "2026-01-21" not in text(client.get(address))
    assert client.get(f"{address}entry?part=nothing").status_code == 400
