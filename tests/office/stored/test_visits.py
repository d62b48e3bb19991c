"""Today and the visit, asked of the application on both databases: begun, typed, stored, undone, signed, added to."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from cleanclaim.office.history import changes
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.visits.case import build_case
from cleanclaim.office.visits.models import ScheduleEntry, VisitRecord, VisitState
from tests.office.stored.made_up import events, here, text
from tests.office.stored.visits_made_up import (
    ASSISTANT,
    EXERCISE,
    MOST_QUERIES,
    NOTE,
    OTHER_THERAPIST,
    THERAPIST,
    begun,
    link,
    own,
    page,
    therapists_browser,
    value,
)


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


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
    assert 'name="diagnoses" value="M25.561 M62.81"' in shown
    assert "Pain in right knee" in shown, "a code says what it is"
    assert 'name="place_of_service" value="11"' in shown
    assert "No diagnosis" not in shown
    client.post(f"{address}save", page(2, EXERCISE, **more))
    assert value(address).services[0].diagnoses == ("M25561", "M6281")
    client.post(f"{address}save", page(3, **more))
    assert value(address).diagnoses == ("M25561", "M6281"), "they stay where the last block is removed"
    following = begun(client, on="2026-03-04")
    assert (value(following).diagnoses, value(following).place_of_service) == (("M25561", "M6281"), "11")
    assert "No diagnosis" not in text(client.get(following))


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
    assert client.post(f"{address}save", page(3, EXERCISE, note="other")).status_code == 409
    for way in ("undo", "sign"):
        assert client.post(f"{address}{way}", {"version": 3}).status_code == 400, way
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
    assert len(about) == 1, "the practice's file is read once"
    assert len(asked) <= MOST_QUERIES, [one["sql"][:90] for one in asked]


def test_minutes_recorded_beside_a_note_that_states_them_go_with_the_words_that_do(client: Client) -> None:
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE, note="Ther ex. Total timed minutes: 40."))
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(pk=address.split("/")[2])
        known = changes.newest(record).read()
        recorded = structs.replace(known, note=structs.replace(known.note, timed_minutes=40, total_minutes=45))
        changes.change(record, recorded, here().actor, seen=2)
    client.post(f"{address}save", page(3, EXERCISE, note="Ther ex 23 min: squats."))
    note = value(address).note
    assert note is not None
    assert (note.timed_minutes, note.total_minutes) == (None, 45), "what only the record said is still there"
