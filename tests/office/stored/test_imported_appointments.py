"""Schedules as systems export them: columns, clinicians and statuses chosen, strays named, taken once, undone."""

from datetime import date

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from msgspec import structs

from cleanclaim.office.history import changes
from cleanclaim.office.imports.models import ImportItem
from cleanclaim.office.imports.views import _preview
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord
from tests.cli.calling import CLINIC_DAY
from tests.exchange.files.exports import Rows, workbook
from tests.office.stored.made_up import events, here, patient, stored, text
from tests.office.stored.test_imports import batch, columns_of, drop, send, work

THERAPIST, ASSISTANT = "1000000012", "1000000038"
HEADING = "Appt Date,Start Time,Provider,MRN,Patient Name,DOB,Status,Room\n"
ROWS = (
    f'3/2/2026,9:30 AM,{THERAPIST},P01,"Example, Ada",,Checked In,2\n'
    f"3/2/2026,10:00 AM,{THERAPIST},,Bea Example,2/6/1943,Confirmed,2\n"
    "3/2/2026,11:00 AM,J. Bell,P01,,,Roomed,2\n"
    f"3/2/2026,noon,{THERAPIST},P01,,,Confirmed,2\n"
    f"3/3/2026,9:30 AM,{THERAPIST},P99,,,Confirmed,2\n"
    f'3/3/2026,9:30 AM,{THERAPIST},,"Nobody, Nan",2/6/1943,Confirmed,2\n'
    f"3/3/2026,9:30 AM,{THERAPIST},,Bea Example,,Confirmed,2\n"
)


@pytest.fixture
def office(client: Client) -> Client:
    """An office with the example practice and two patients."""
    with organization_transaction([here().organization.pk]):
        file = PracticeFile((CLINIC_DAY / "practice.toml").read_text().replace('patients = "patients.csv"', ""))
        changes.add(PracticeRecord(), file, here().actor)
    stored(here(), patient("P01", "Example", "Ada"))
    stored(here(), patient("P02", "Example", "Bea"))
    return client


def appointments() -> list[tuple[str, str, str, str, str]]:
    with organization_transaction([here().organization.pk]):
        return [
            (one.patient.number, str(one.on), f"{one.at:%H:%M}" if one.at else "", one.provider_npi, one.status)
            for one in ScheduleEntry.objects.select_related("patient").order_by("on", "at", "id")
        ]


def choose(client: Client, address: str, **meant: str) -> None:
    """Say what words mean, by the words."""
    words = _preview(batch()).words
    sent = {
        f"word-{field}-{number}": meant[word.replace(" ", "_").replace(".", "")]
        for field, listed in words.items()
        for number, word in enumerate(listed)
    }
    send(client, address, way="read", **sent)


def test_a_schedule_is_read_by_its_names_chosen_taken_once_and_undone(office: Client) -> None:
    address = drop(office, HEADING + ROWS, "schedule.csv")
    page = text(office.get(address))
    assert "Import appointments" in page
    assert '<option value="appointments" selected>' in page
    assert "Columns: Room." in page
    assert "Who are they?" in page
    assert f'<option value="{ASSISTANT}">' in page
    assert "What became of these?" in page
    assert "1 cell cannot be read" in page
    assert "<code>noon</code>" in page
    aside = (
        "Row 4: &quot;J. Bell&quot; is none of the practice&#x27;s clinicians. Set aside until it is chosen",
        "Row 4: &quot;Roomed&quot; is no status that is known here.",
        "Row 6, P99, Mar 3, 2026: nobody entered this patient.",
        "Row 7, Nobody, Nan, Mar 3, 2026: nobody entered a patient of this name and birth date.",
        "Row 8, Example, Bea, Mar 3, 2026: without a number or a birth date nobody knows which patient is meant.",
    )
    assert all(one in page for one in aside), page
    assert "Take 2, set 5 aside" in page
    assert appointments() == [], "nothing is written before it is taken"
    choose(office, address, J_Bell=ASSISTANT, Roomed="kept")
    send(office, address, way="read", **{"cell-0": "12:00"})
    page = text(office.get(address))
    assert "cannot be read" not in page
    assert "Take 4, set 3 aside" in page
    send(office, address)
    taken = [
        ("P01", "2026-03-02", "09:30", THERAPIST, "kept"),
        ("P02", "2026-03-02", "10:00", THERAPIST, ""),
        ("P01", "2026-03-02", "11:00", ASSISTANT, "kept"),
        ("P01", "2026-03-02", "12:00", THERAPIST, ""),
    ]
    assert appointments() == taken
    page = text(office.get(address))
    assert "4 records added, 0 changed, 0 as before." in page
    assert "Of 7 rows 4 taken, 3 set aside." in page
    assert all(one in page for one in aside[2:]), "named after it was taken too"
    again = drop(office, HEADING + ROWS.replace("noon", "12:00 PM"), "again.csv")
    page = text(office.get(again))
    assert "4 as before" in page, "what was chosen is used again"
    assert "data-main" not in page
    assert office.post(f"{address}undo").status_code == 302
    work()
    assert appointments() == []
    assert "4 taken out again, 0 brought back" in text(office.get(address))
    assert events().count("appointment.removed") == 4


def test_columns_without_a_known_name_are_chosen_and_the_kind_too(office: Client) -> None:
    file = f"Who,When,Clock,Whom With,How\nP01,03/02/2026,930A,{THERAPIST},here\nP02,03/02/2026,10:00,{THERAPIST},\n"
    address = drop(office, file, "export.csv")
    send(office, address, way="read", kind="appointments")
    page = text(office.get(address))
    assert "no column is the patient." in page
    assert "Name it &quot;Patient&quot;, or choose which one it is." in page
    chosen = columns_of(batch(), Who="patient_id", When="date", Clock="time", Whom_With="clinician", How="status")
    send(office, address, way="read", **chosen)
    page = text(office.get(address))
    assert "<code>930A</code>" in page
    send(office, address, way="read", **{"cell-0": "9:30"})
    choose(office, address, here="kept")
    send(office, address)
    assert [(one[0], one[2], one[4]) for one in appointments()] == [("P01", "09:30", "kept"), ("P02", "10:00", "")]


def test_a_workbook_and_days_first_are_read(office: Client) -> None:
    sheet: Rows = [
        ["Clinic schedule"],
        ["Patient ID", "Date", "Start", "Therapist", "Status"],
        ["P01", date(2026, 3, 2), 0.3958333333, THERAPIST, "No-Show"],
    ]
    send(office, drop(office, workbook({"Schedule": sheet}), "schedule.xlsx"))
    assert appointments() == [("P01", "2026-03-02", "09:30", THERAPIST, "no_show")]
    address = drop(office, f"MRN,Date,Time,Provider,Status\nP02,13/03/2026,8:00,{THERAPIST},kept\n", "days.csv")
    assert "day first" in text(office.get(address))
    send(office, address, way="read", dates="day")
    send(office, address)
    assert appointments()[1] == ("P02", "2026-03-13", "08:00", THERAPIST, "kept")


def test_two_of_one_name_and_birth_date_and_another_birth_date_are_nobody(office: Client) -> None:
    stored(here(), structs.replace(patient("P03", "Example", "Bea")))
    file = "MRN,Patient Name,DOB,Appt Date,Appt Time,Provider\n"
    file += f",Bea Example,2/6/1943,3/2/2026,9:30,{THERAPIST}\nP01,,1/1/1950,3/2/2026,9:30,{THERAPIST}\n"
    page = text(office.get(drop(office, file, "schedule.csv")))
    assert "Row 2, Example, Bea, Mar 2, 2026: several patients have this name and birth date." in page
    assert "Row 3, P01, Mar 2, 2026: Example, Ada, who has this number here, has another birth date." in page
    assert appointments() == []


def test_what_was_begun_or_marked_since_stays_and_is_named_and_what_was_here_says_what_it_said(office: Client) -> None:
    with organization_transaction([here().organization.pk]):
        of = PatientRecord.objects.get(number="P02")
        ScheduleEntry.objects.create(
            organization=here().organization, patient=of, on=date(2026, 3, 5), provider_npi=THERAPIST
        )
    rows = "".join(f"P01,3/{day}/2026,9:30,{THERAPIST},\n" for day in (2, 3, 4))
    head = "MRN,Appt Date,Appt Time,Provider,Status\n"
    address = drop(office, f"{head}{rows}P02,3/5/2026,8:00,{THERAPIST},kept\n", "schedule.csv")
    assert "3 new, 1 changed, 0 as before" in text(office.get(address))
    send(office, address)
    assert appointments()[3] == ("P02", "2026-03-05", "08:00", THERAPIST, "kept")
    with organization_transaction([here().organization.pk]):
        begun, marked = ScheduleEntry.objects.order_by("on")[:2]
    assert office.post(f"/visits/appointments/{begun.pk}/begin").status_code == 302
    assert office.post(f"/visits/appointments/{marked.pk}/became", {"status": "no_show", "seen": ""}).status_code == 302
    office.post(f"{address}undo")
    task = DBTaskResult.objects.get(status="READY")
    assert do_next_task("worker")
    DBTaskResult.objects.filter(pk=task.pk).update(status="READY")
    work()
    assert [(one[0], one[1], one[2], one[4]) for one in appointments()] == [
        ("P01", "2026-03-02", "09:30", ""), ("P01", "2026-03-03", "09:30", "no_show"), ("P02", "2026-03-05", "", ""),
    ]  # fmt: skip
    page = text(office.get(address))
    assert "Stay, as their visits were begun since: P01 on Mar 2, 2026." in page
    assert "Stay, as they were marked or changed since: P01 on Mar 3, 2026." in page
    assert "1 taken out again, 1 brought back to what they said before." in page
    assert "Of it are here still: 2 records it added, 0 it changed." in page
    with organization_transaction([here().organization.pk]):
        assert VisitRecord.objects.count() == 1


def test_patients_with_appointments_stay_when_their_import_is_undone(office: Client) -> None:
    heading = "patient_id,last_name,first_name,birth_date,sex,address,city,state,zip,payer,relationship,member_id\n"
    row = "B1,Example,Cal,1950-01-01,M,1 Example Way,Exampleton,TX,78799,aetna,self,W1\n"
    address = drop(office, heading + row, "patients.csv")
    send(office, address)
    send(office, drop(office, f"MRN,Date,Time,Provider\nB1,3/2/2026,9:30,{THERAPIST}\n", "schedule.csv"))
    office.post(f"{address}undo")
    work()
    assert "Stay, as they have other visits or appointments: B1." in text(office.get(address))
    assert len(appointments()) == 1


def test_a_task_that_is_done_twice_takes_once(office: Client) -> None:
    file = f"MRN,Date,Time,Provider,Status\nP01,3/2/2026,,{THERAPIST},kept\nP01,3/2/2026,9:30,{THERAPIST},kept\n"
    address = drop(office, file + f"P01,3/2/2026,9:30,{THERAPIST},kept\n", "schedule.csv")
    assert "1 new, 0 changed, 2 as before" in text(office.get(address))
    office.post(f"{address}take", {"reads": batch().reads})
    task = DBTaskResult.objects.get(status="READY")
    assert do_next_task("worker")
    DBTaskResult.objects.filter(pk=task.pk).update(status="READY")
    work()
    with organization_transaction([here().organization.pk]):
        assert (ScheduleEntry.objects.count(), ImportItem.objects.count()) == (1, 1)
    assert (batch().added, batch().as_before) == (1, 2)


def test_a_row_is_of_the_patient_whom_it_names(office: Client) -> None:
    rows = f"P01,Ada Example,3/2/2026,8:00,{THERAPIST}\nP01,Bea Example,3/3/2026,8:00,{THERAPIST}\n"
    address = drop(office, f"MRN,Patient Name,Appt Date,Time,Provider\n{rows}", "schedule.csv")
    assert "Example, Ada, who has this number here, is called otherwise than Example, Bea" in text(office.get(address))
    send(office, address)
    assert [one[:2] for one in appointments()] == [("P01", "2026-03-02")]
