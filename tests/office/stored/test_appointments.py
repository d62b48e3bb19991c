"""Appointments on Today, asked on both databases: booked, taken from a schedule, marked, begun."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.visits.models import ScheduleEntry
from tests.office.stored.made_up import events, here, patient, stored, text
from tests.office.stored.visits_made_up import (
    ASSISTANT,
    EXERCISE,
    THERAPIST,
    begun,
    page,
    patient_key,
    therapists_browser,
)


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


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
    assert client.post(f"/visits/appointments/{entry.pk}/begin").status_code == 400
    assert client.post(f"/visits/appointments/{entry.pk}/became", {"status": "late"}).status_code == 400


def open_appointment(client: Client) -> ScheduleEntry:
    """An appointment of which no visit was begun."""
    patient = text(client.get("/visits/patients", {"q": "exam"})).split('value="')[1].split('"')[0]
    sent = {"patient": patient, "on": "2026-03-02", "at": "9:30", "clinician": THERAPIST}
    assert client.post("/visits/appointments/add", sent).status_code == 302
    with organization_transaction([here().organization.pk]):
        return ScheduleEntry.objects.get()


@pytest.mark.parametrize(("status", "word"), [("no_show", "No-show"), ("canceled", "Canceled")])
def test_an_appointment_marked_as_off_leaves_the_list_until_that_is_undone(
    client: Client, status: str, word: str
) -> None:
    entry = open_appointment(client)
    Membership.objects.update(role=Role.THERAPIST)
    day, address = {"on": "2026-03-02"}, f"/visits/appointments/{entry.pk}/became"
    assert f'value="{status}">{word}' in text(client.get("/visits/", day))
    marked = client.post(address, {"status": status, "seen": "", "clinician": THERAPIST}, follow=True)
    assert "0 signed, 0 open, 0 to come" in text(marked)
    assert f"/{entry.pk}/begin" not in text(marked)
    assert f"Example, Ada: {word.lower()}." in text(marked)
    assert 'data-key="u"' in text(marked)
    late = client.post(address, {"status": "canceled", "seen": ""})
    assert late.status_code == 400, "the page showed an older one"
    back = client.post(address, {"status": "", "seen": status}, follow=True)
    assert "1 to come" in text(back)
    assert f"/{entry.pk}/begin" in text(back)
    assert 'data-key="u"' not in text(back)
    with organization_transaction([here().organization.pk]):
        said = Event.objects.filter(type="appointment.changed", record=entry.pk).order_by("number")
        assert [json.loads(one.details)["status"] for one in said] == [status, ""]


def test_who_may_not_change_the_schedule_marks_nothing_and_a_begun_visit_is_not_marked(client: Client) -> None:
    entry = open_appointment(client)
    address = f"/visits/appointments/{entry.pk}/became"
    Membership.objects.update(role=Role.AUDITOR)
    assert "no_show" not in text(client.get("/visits/", {"on": "2026-03-02", "clinician": THERAPIST}))
    assert client.post(address, {"status": "no_show"}).status_code == 403
    Membership.objects.update(role=Role.THERAPIST)
    assert client.post(f"/visits/appointments/{entry.pk}/begin").status_code == 302
    assert client.post(address, {"status": "no_show"}).status_code == 400
    with organization_transaction([here().organization.pk]):
        assert ScheduleEntry.objects.get().status == ""
    assert "appointment.changed" not in events()


def test_a_patient_who_is_not_the_one_typed_is_not_booked(client: Client) -> None:
    sent = {"patient": patient_key(), "on": "2026-03-02", "at": "1:45", "clinician": THERAPIST}
    for q in ("worth, uma", "exampley"):
        assert client.post("/visits/appointments/add", {**sent, "q": q}).status_code == 400
    for on in ("0026-11-30", "0001-01-01", "9999-12-31", "1/2/2300"):
        assert client.post("/visits/appointments/add", {**sent, "on": on}).status_code == 400
    booked = client.post("/visits/appointments/add", {**sent, "q": "exam"}, follow=True)
    assert "has an appointment on Mar 2, 2026, 1:45 PM" in text(booked)
    assert re.search(r"Example, Ada, born [A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}, \S+, has", text(booked))


def take(client: Client, *rows: str, head: str = "patient_id,date,provider_npi,status,time") -> str:
    """What the page says of a schedule's file."""
    sent = {"file": SimpleUploadedFile("schedule.csv", "\n".join((head, *rows)).encode())}
    return text(client.post("/visits/appointments/take", sent, follow=True))


def statuses() -> list[tuple[str, str]]:
    with organization_transaction([here().organization.pk]):
        return [(f"{one.at:%H:%M}" if one.at else "", one.status) for one in ScheduleEntry.objects.order_by("at", "id")]


def test_a_schedule_changes_the_appointment_of_each_row_and_no_persons_mark(client: Client) -> None:
    for at in ("9:30", "2 PM", "4 PM"):
        sent = {"patient": patient_key(), "on": "2026-03-02", "at": at, "clinician": THERAPIST}
        assert client.post("/visits/appointments/add", sent).status_code == 302
    with organization_transaction([here().organization.pk]):
        ScheduleEntry.objects.filter(at="16:00").update(status="kept")
    row = f"P01,2026-03-02,{THERAPIST},canceled"
    said = take(client, row, head="patient_id,date,provider_npi,status")
    assert "several appointments on that day" in said
    assert [status for _at, status in statuses()] == ["", "", "kept"], "nobody knows which one"
    rows = (f"{row},14:00", f"{row},16:00", f"P01,2026-03-02,{ASSISTANT},kept,9:30", f"{row},17:00")
    said = take(client, *rows)
    assert "1 appointments added, 1 marked with what became of them, 0 were here" in said
    assert "Row 3, P01, Mar 2, 2026: it is marked as kept here." in said
    assert "Row 4, P01, Mar 2, 2026: the patient is with another clinician at that time." in said
    after = [("09:30", ""), ("14:00", "canceled"), ("16:00", "kept"), ("17:00", "canceled")]
    assert statuses() == after
    assert events().count("appointment.changed") == 1
    assert "0 appointments added, 2 were here" in take(client, *rows)
    assert statuses() == after


def test_an_appointment_without_a_time_stands_once_and_gets_its_time(client: Client) -> None:
    sent = {"patient": patient_key(), "on": "2026-03-02", "at": "", "clinician": THERAPIST}
    assert client.post("/visits/appointments/add", sent).status_code == 302
    assert client.post("/visits/appointments/add", sent).status_code == 400
    rows = (f"P01,2026-03-02,{THERAPIST},kept,9:30", f"P01,2026-03-02,{THERAPIST},no_show,1:45 PM")
    assert "1 appointments added, 1 marked" in take(client, *rows)
    assert statuses() == [("09:30", "kept"), ("13:45", "no_show")]
    assert "0 appointments added, 2 were here" in take(client, *rows)


def test_a_signature_marks_the_appointment_and_says_so_in_the_log(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    assert "appointment.changed" not in events()
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    assert "appointment.changed" in events()
    assert [status for _at, status in statuses()] == ["kept"]


def test_what_today_cannot_read_is_refused_and_never_another(client: Client) -> None:
    for on in ("soon", "2026-02-30", "0026-11-30"):
        assert client.get("/visits/", {"on": on}).status_code == 400, on
    sent = {"patient": patient_key(), "on": "2026-03-02", "at": "9:30"}
    for npi in ("1999999999", ""):
        assert client.post("/visits/appointments/add", {**sent, "clinician": npi}).status_code == 400, npi
    with organization_transaction([here().organization.pk]):
        assert not ScheduleEntry.objects.exists()


def test_times_have_their_half_of_the_day_and_a_list_that_stops_says_so(client: Client) -> None:
    begun(client, at="1:45")
    assert "1:45 PM</time>" in text(client.get("/visits/", {"on": "2026-03-02"}))
    one = here()
    for number in range(2, 8):
        stored(one, patient(f"P{number:02}", first=f"Ada{number}"))
    assert "More patients" in text(client.get("/visits/patients", {"q": "exam"}))
    assert "More patients" not in text(client.get("/visits/patients", {"q": "p02"}))


@pytest.mark.parametrize(("typed", "at"), [("930", "09:30"), ("0930", "09:30"), ("9", "09:00"), ("12", "12:00")])
def test_a_time_is_read_as_people_type_it(client: Client, typed: str, at: str) -> None:
    sent = {"patient": patient_key(), "on": "2026-03-02", "at": typed, "clinician": THERAPIST}
    assert client.post("/visits/appointments/add", sent).status_code == 302
    with organization_transaction([here().organization.pk]):
        assert f"{ScheduleEntry.objects.get().at:%H:%M}" == at


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"at": "25:61"}, "is no time of day"),
        ({"at": "9:30"}, "the patient has it already"),
        ({"patient": ""}, "no patient is chosen"),
        ({"clinician": "1000000004"}, "no clinician of this NPI"),
    ],
)
def test_what_cannot_be_booked_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, wrong: dict[str, str], problem: str
) -> None:
    open_appointment(client)
    sent = {
        "patient": patient_key(),
        "on": "2026-03-02",
        "at": "10",
        "clinician": THERAPIST,
        "q": "exam",
        "begin": "on",
    }
    answer = client.post("/visits/appointments/add", sent | wrong)
    assert answer.status_code == 400
    shown = text(answer)
    assert problem.lower() in shown.lower()
    assert 'aria-invalid="true"' in shown
    assert f'value="{wrong.get("at", "10")}"' in shown
    assert 'name="on" value="2026-03-02"' in shown
    assert 'value="exam"' in shown
    assert 'name="begin" checked' in shown


SITE = """
[[sites]]
name = "{name}"
address = "1 Example Street"
city = "Austin"
state = "TX"
zip = "78701-1234"
place_of_service = "{place}"
"""


@pytest.mark.parametrize(("places", "begins_with"), [(("11", "11"), "11"), (("11", "12"), ""), ((), "")])
def test_a_first_visit_begins_with_the_place_that_all_of_the_practices_sites_have(
    client: Client, places: tuple[str, ...], begins_with: str
) -> None:
    sites = "".join(SITE.format(name=f"Site {at}", place=place) for at, place in enumerate(places))
    with organization_transaction([here().organization.pk]):
        record = PracticeRecord.objects.get()
        text_of = changes.newest(record).read().text
        if sites:
            changes.change(record, PracticeFile(text_of + sites), here().actor, seen=record.version)
    shown = text(client.get(begun(client)))
    assert f'name="place_of_service" value="{begins_with}" maxlength="20" placeholder="not recorded"' in shown
