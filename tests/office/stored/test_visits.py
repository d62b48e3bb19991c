"""Today and the visit, asked of the application on both databases: begun, typed, stored, undone, signed, added to."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from cleanclaim.model.visit import Visit
from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.charts import views as chart_views
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices import views as practice_views
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.shared import access
from cleanclaim.office.shared.access import Access
from cleanclaim.office.visits.case import build_case
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord, VisitState
from tests.office.stored.made_up import events, here, patient, stored, text

FILE = Path("examples/clinic-day/practice.toml")
THERAPIST, ASSISTANT, OTHER_THERAPIST = "1000000012", "1000000038", "1000000020"
MOST_QUERIES = 20
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


def test_diagnoses_and_place_are_stored_before_any_minutes_and_known_for_the_next_visit(client: Client) -> None:
    address = begun(client)
    more = {"diagnoses": "m25.561 M62.81", "place_of_service": "11", "necessity_documented": "yes", "note": ""}
    saved = client.post(f"{address}save", page(1, **more))
    assert saved.status_code == 200
    assert "No diagnosis" not in text(saved)
    visit = value(address)
    assert (visit.diagnoses, visit.place_of_service, visit.necessity_documented) == (("M25561", "M6281"), "11", True)
    shown = text(client.get(address))
    assert 'name="diagnoses" value="M25561 M6281"' in shown
    assert 'name="place_of_service" value="11"' in shown
    assert "No diagnosis" not in shown
    assert client.post(f"{address}save", page(2, **more | {"place_of_service": "1x"})).status_code == 400
    client.post(f"{address}save", page(2, EXERCISE, **more))
    assert value(address).services[0].diagnoses == ("M25561", "M6281")
    client.post(f"{address}save", page(3, **more))
    assert value(address).diagnoses == ("M25561", "M6281"), "they stay where the last block is removed"
    following = begun(client, on="2026-03-04")
    assert (value(following).diagnoses, value(following).place_of_service) == (("M25561", "M6281"), "11")
    assert "No diagnosis" not in text(client.get(following))


def test_a_visit_of_no_clinician_of_the_file_has_a_discipline_to_choose(client: Client) -> None:
    address = begun(client)
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get()
        known = changes.newest(record).read()
        changes.change(record, structs.replace(known, discipline=None, provider_npi=None), here().actor, seen=1)
    assert '<select name="discipline">' in text(client.get(address))
    assistant = page(2, EXERCISE) | {"who": ["assistant"]}
    for sent in (page(2, EXERCISE), assistant):
        answer = client.post(f"{address}save", sent)
        assert answer.status_code == 400
        assert "Choose the discipline" in text(answer)
        assert "performed_by" not in text(answer)
    assert client.post(f"{address}save", {**assistant, "discipline": "OT"}).status_code == 200
    visit = value(address)
    assert (visit.discipline, visit.services[0].performed_by) == ("OT", "OTA")
    assert "<option selected>OT</option>" in text(client.get(address))


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


def test_parts_that_only_one_side_changed_are_put_together(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE, note="first"))
    client.post(f"{address}save", page(2, EXERCISE, ("97140", "10"), note="first", place_of_service="11"))
    mine = client.post(f"{address}save", page(2, EXERCISE, note="second", diagnoses="M62.81"))
    assert (mine.status_code, mine.headers["X-Version"]) == (200, "4")
    assert mine.headers["X-Theirs"] == "blocks place_of_service"
    visit = value(address)
    assert [one.code for one in visit.services] == ["97110", "97140"]
    assert {one.diagnoses for one in visit.services} == {("M6281",)}
    assert visit.note is not None
    assert (visit.note.text, visit.place_of_service) == ("second", "11")
    both = client.post(f"{address}save", page(2, EXERCISE, ("97140", "12"), note="first"))
    assert both.status_code == 409, "both changed the minutes"
    assert value(address) == visit


def test_what_a_stale_page_signs_undoes_or_adds_is_not_done_and_that_is_said(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    client.post(f"{address}save", page(2, EXERCISE, note="other words"))
    for act, said in (("sign", "Not signed"), ("undo", "Not undone")):
        answer = client.post(f"{address}{act}", {"version": 2})
        assert answer.status_code == 409
        shown = text(answer)
        assert said in shown
        assert "wanted already" not in shown
        assert "other words" in shown, "what changed is shown"
        assert NOTE in shown
    assert "sign again" in text(client.post(f"{address}sign", {"version": 2}))
    assert client.post(f"{address}sign", {"version": 3}).status_code == 302
    client.post(f"{address}amend", {"version": 4, "addendum": "One."})
    late = client.post(f"{address}amend", {"version": 4, "addendum": "Two <i>."})
    assert late.status_code == 409
    assert "Not added" in text(late)
    assert "Two &lt;i&gt;.</textarea>" in text(late), "what was typed is not lost"
    assert 'name="version" value="5"' in text(late)


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


def test_a_finding_leads_to_where_what_it_asks_for_is_entered(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    shown = text(client.get(address))
    assert "Enter referring NPI, referring last name" in shown
    assert f'href="/patients/{patient_key()}/edit">Open the patient</a>' in shown
    assert "--charts" not in shown
    assert "--practice" not in shown
    assert not re.search(
        r"(?<![./\w])(?:referring|necessity|birth|service)_[a-z]+(?=[ ).,])", re.sub(r"<[^>]*>", "", shown)
    )
    own(Role.AUDITOR, THERAPIST)
    assert "Open the patient" not in text(client.get(address)), "only who may enter it is led there"


def test_what_is_entered_in_a_chart_happened_by_today_and_ends_after_it_begins(client: Client) -> None:
    address = f"/charts/{patient_key()}/entry?part="
    plan, approval = {"begins": "1/21/2026"}, {"number": "A1", "payer": "aetna", "begins": "1/21/2026"}
    for part, sent, field in (
        ("plan_of_care", {**plan, "signed_on": "1/25/2043"}, "signed_on"),
        ("plan_of_care", {**plan, "verbal_on": "1/25/2043"}, "verbal_on"),
        ("plan_of_care", {"begins": "1/21/2043"}, "begins"),
        ("plan_of_care", {**plan, "through": "1/20/2026"}, "through"),
        ("progress_reports", {"on": "1/21/2043"}, "on"),
        ("authorizations", {**approval, "ends": "1/20/2026"}, "ends"),
        ("authorizations", {**approval, "visits": "9", "used": "1", "counted_on": "1/21/2043"}, "counted_on"),
    ):
        answer = client.post(f"{address}{part}", {**sent, "version": 0})
        assert answer.status_code == 400, (part, sent)
        assert re.search(rf'<input name="{field}"[^>]*aria-invalid="true"', text(answer)), (part, sent)
    assert client.post(f"{address}authorizations", {**approval, "ends": "1/20/2027", "version": 0}).status_code == 302


def test_a_plan_begun_today_is_on_the_clock_before_any_visit(client: Client) -> None:
    key = patient_key()
    on = today()
    plan = {"begins": f"{on.month}/{on.day}/{on.year}", "discipline": "PT", "version": 0}
    assert client.post(f"/charts/{key}/entry?part=plan_of_care", plan).status_code == 302
    shown = text(client.get(f"/patients/{key}/"))
    assert "no plan of care covers this day" not in shown
    assert "on the plan of care begun" in shown
    both = {**plan, "discipline": "OT", "version": 1}
    assert client.post(f"/charts/{key}/entry?part=plan_of_care", both).status_code == 302
    assert "for which discipline it is counted is not known" in text(client.get(f"/patients/{key}/"))


def test_two_who_enter_the_first_part_of_a_chart_or_the_file_at_once_are_told_of_each_other(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = patient_key()
    plan = {"begins": "1/21/2026", "version": 0}
    assert client.post(f"/charts/{key}/entry?part=plan_of_care", plan).status_code == 302
    monkeypatch.setattr(
        chart_views, "_find_record", lambda _patient: None
    )  # as a page that read before the other wrote
    late = client.post(f"/charts/{key}/entry?part=progress_reports", {"on": "1/25/2026", "version": 0})
    assert (late.status_code, "Changed by" in text(late)) == (409, True)
    assert client.post("/practices/edit", {"text": FILE.read_text(), "version": 0}).status_code == 409
    monkeypatch.setattr(practice_views, "_find_record", lambda: None)
    late = client.post("/practices/edit", {"text": FILE.read_text(), "version": 0})
    assert (late.status_code, "Changed by" in text(late)) == (409, True)


def own(role: Role, npi: str | None) -> None:
    """Have the user be in a role, and a clinician of the file or none."""
    Membership.objects.update(role=role)
    with organization_transaction([here().organization.pk]):
        ClinicianUser.objects.all().delete()
        if npi:
            link(npi)


def test_a_visit_opens_for_its_clinician_the_supervisor_and_who_sees_everybodys_alone(client: Client) -> None:
    address = begun(client, ASSISTANT)
    client.post(f"{address}save", page(1, EXERCISE))
    sent = {"save": page(2, EXERCISE), "answer": page(2, EXERCISE), "undo": {"version": 2}, "redo": {"version": 2},
            "sign": {"version": 2}, "amend": {"version": 2, "addendum": "more"}}  # fmt: skip
    for role, npi in ((Role.THERAPIST, OTHER_THERAPIST), (Role.ASSISTANT, OTHER_THERAPIST), (Role.THERAPIST, None)):
        own(role, npi)
        assert client.get(address).status_code == 403, (role, npi)
        for act, what in sent.items():
            assert client.post(f"{address}{act}", what).status_code == 403, (role, npi, act)
        assert "Example, Ada" not in text(client.get("/visits/", {"on": "2026-03-02", "clinician": ASSISTANT}))
        assert "Example, Ada" not in text(client.get("/visits/", {"on": "2026-03-02"}))
    for role, npi in ((Role.THERAPIST, THERAPIST), (Role.ASSISTANT, ASSISTANT), (Role.OWNER, None)):
        own(role, npi)
        assert client.get(address).status_code == 200, (role, npi)
        assert client.post(f"{address}answer", page(2, EXERCISE)).status_code == 200
        assert "Example, Ada" in text(client.get("/visits/", {"on": "2026-03-02", "clinician": ASSISTANT}))
    own(Role.BILLER, None)
    assert "Example, Ada" in text(client.get("/visits/", {"on": "2026-03-02"}))


def test_who_covers_for_a_colleague_reads_what_was_done_before_and_changes_nothing_of_it(client: Client) -> None:
    address = begun(client, ASSISTANT)
    own(Role.THERAPIST, OTHER_THERAPIST)
    assert client.get(address).status_code == 403
    covering = begun(client, OTHER_THERAPIST, on="2026-03-04")
    shown = text(client.get(address))
    assert "<textarea" not in shown
    assert 'name="code"' not in shown
    assert 'id="sign"' not in shown
    assert client.post(f"{address}save", page(1, EXERCISE)).status_code == 403
    assert client.post(f"{covering}save", page(1, EXERCISE)).status_code == 200
    with organization_transaction([here().organization.pk]):
        entry = ScheduleEntry.objects.get(provider_npi=ASSISTANT)
    assert client.post(f"/visits/appointments/{entry.pk}/became", {"status": "canceled"}).status_code == 403
    assert client.post(f"/visits/appointments/{entry.pk}/begin").status_code == 403


def test_a_patient_who_is_not_the_one_typed_is_not_booked(client: Client) -> None:
    sent = {"patient": patient_key(), "on": "2026-03-02", "at": "1:45", "clinician": THERAPIST}
    for q in ("worth, uma", "exampley"):
        assert client.post("/visits/appointments/add", {**sent, "q": q}).status_code == 400
    for on in ("0026-11-30", "0001-01-01", "9999-12-31", "1/2/2300"):
        assert client.post("/visits/appointments/add", {**sent, "on": on}).status_code == 400
    booked = client.post("/visits/appointments/add", {**sent, "q": "exam"}, follow=True)
    assert "Example, Ada has an appointment on Mar 2, 2026, 1:45 PM" in text(booked)


def patient_key() -> UUID:
    with organization_transaction([here().organization.pk]):
        key: UUID = PatientRecord.objects.get().pk
        return key


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


def test_a_visit_begun_by_mistake_is_removed_while_it_is_open_and_brought_back(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    assert client.post(f"{address}remove", {"version": 1}).status_code == 409
    removed = client.post(f"{address}remove", {"version": 2}, follow=True)
    assert "the visit is removed" in text(removed)
    assert "0 open, 1 to come" in text(removed), "its appointment is open again"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}save", page(3, EXERCISE)).status_code == 404
    again = begun(client, at="14:00")
    assert value(again).visit_id.endswith("-2"), "its number stays its own"
    assert client.post(f"{address}bring-back", {"version": 2}).status_code == 400
    assert client.post(f"{address}bring-back", {"version": 3}).status_code == 302
    assert client.post(f"{address}bring-back", {"version": 3}).status_code == 404
    assert [one.code for one in value(address).services] == ["97110"]
    assert "2 open, 0 to come" in text(client.get("/visits/", {"on": "2026-03-02"}))
    assert "Removed" in text(client.get(address))
    assert [one for one in events() if one in ("visit.withdrawn", "visit.undone")] == [
        "visit.withdrawn",
        "visit.undone",
    ]
    assert client.post(f"{address}sign", {"version": 4}).status_code == 302
    assert client.post(f"{address}remove", {"version": 5}).status_code == 400, "a signed one stays"
    own(Role.THERAPIST, OTHER_THERAPIST)
    assert client.post(f"{again}remove", {"version": 1}).status_code == 403


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


def test_an_open_visit_is_no_history_of_a_signed_one(client: Client) -> None:
    first, second = begun(client), begun(client, at="14:00")
    client.post(f"{first}save", page(1, EXERCISE))
    client.post(f"{second}save", page(1, EXERCISE))
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(pk=first.split("/")[2])
        assert build_case([record]).visits[0].history is None
        seen = build_case([record], open_too=True).visits[0].history
        assert seen is not None
        VisitRecord.objects.exclude(pk=record.pk).update(state=VisitState.SIGNED)
        signed = build_case([record]).visits[0].history
    assert signed is not None
    assert signed.visits is not None
    assert {one.visit_id for one in signed.visits} == {record.number, f"{record.number}-2"}


def test_a_visits_page_asks_the_database_few_questions(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    about = [one["sql"] for one in asked if '"practices_practice' in one["sql"]]
    assert len(about) == 2, "the practice's file is read once"
    assert len(asked) <= MOST_QUERIES, [one["sql"][:90] for one in asked]
