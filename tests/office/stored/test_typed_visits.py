"""What is typed in a visit's page is stored whole, whatever else is missing: named, on the page, and in the way of the
signature alone. Asked of the application on both databases.
"""

from typing import Any

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.model.errors import UserError
from cleanclaim.model.visit import Visit
from cleanclaim.office.history import changes
from cleanclaim.office.minutes import form
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.visits.models import VisitRecord, VisitVersion
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import EXERCISE, begun, page, therapists_browser, value


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def without_discipline(address: str) -> None:
    """Have nothing say the discipline of a visit: no clinician of the file, nothing entered."""
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(pk=address.split("/")[2])
        known = changes.newest(record).read()
        changes.change(record, structs.replace(known, discipline=None, provider_npi=None), here().actor, seen=1)


def saved(client: Client, address: str, sent: dict[str, Any]) -> str:
    """What the page says after it was stored."""
    answer = client.post(f"{address}save", sent)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def test_note_and_blocks_are_stored_while_the_discipline_is_missing(client: Client) -> None:
    address = begun(client)
    without_discipline(address)
    sent = page(2, EXERCISE, ("97140", "10")) | {"who": ["assistant", "therapist"]}
    assert "Choose the discipline" in saved(client, address, sent)
    shown = text(client.get(address))
    assert '<select name="discipline">' in shown
    assert [shown.count(f'value="{minutes}"') for minutes in ("23", "10")] == [1, 1], "the blocks are there"
    assert '<option value="assistant" selected>' in shown, "and who gave them"
    assert "Ther ex 23 min: squats" in shown
    assert '<strong class="units">' not in shown, "units are not counted without it"
    assert [one.performed_by for one in value(address).services] == [None, None], "and nobody is guessed"
    saved(client, address, sent | {"version": 3, "discipline": "OT"})
    assert [one.performed_by for one in value(address).services] == ["OTA", "OT"]
    shown = text(client.get(address))
    assert "Choose the discipline" not in shown
    assert '<strong class="units">2</strong>' in shown


def test_what_only_all_blocks_together_are_refused_for_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, read_visit = begun(client), form.read_visit

    def refuse_two(entered: form.VisitForm) -> Visit | None:
        if len(entered.blocks) > 1:
            raise UserError("The visit", "its blocks contradict each other", "Look at their hours.")
        return read_visit(entered)

    monkeypatch.setattr(form, "read_visit", refuse_two)
    assert "its blocks contradict each other" in saved(client, address, page(1, EXERCISE, ("97140", "10")))
    assert "contradict" not in saved(client, address, page(2, EXERCISE))


def test_minutes_that_are_none_are_stored_as_typed_and_the_others_as_minutes(client: Client) -> None:
    address = begun(client)
    assert "block 2" in saved(client, address, page(1, EXERCISE, ("97140", "1o")))
    assert [(one.code, one.minutes) for one in value(address).services] == [("97110", 23)]
    shown = text(client.get(address))
    assert 'value="1o"' in shown
    assert "block 2, Minutes" in shown
    assert '<strong class="units">' not in shown
    saved(client, address, page(2, EXERCISE, ("97140", "10")))
    assert "block 2, Minutes" not in text(client.get(address))


@pytest.mark.parametrize(
    ("block", "named"),
    [(("9711O", "10"), "block 2, Code"), (("stuff", "10"), "block 2, Code"), (("97140", "700"), "block 2, Minutes")],
)
def test_a_code_or_minutes_that_the_line_refuses_are_refused_in_their_fields_and_stop_signing(
    client: Client, block: tuple[str, str], named: str
) -> None:
    address = begun(client)
    shown = saved(client, address, page(1, EXERCISE, block))
    assert named in shown
    assert ".." not in shown
    assert [(one.code, one.minutes) for one in value(address).services] == [("97110", 23)]
    assert client.post(f"{address}sign", {"version": 2}).status_code == 400
    assert f'value="{block[0]}"' in text(client.get(address)), "it stands there as typed"


def test_a_name_and_an_hour_are_read_in_their_fields_as_in_the_line(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, ("te", "23")) | {"start": ["1:00"]})
    (service,) = value(address).services
    assert (service.code, service.start) == ("97110", 13 * 60)


def test_a_place_that_is_none_is_stored_as_typed(client: Client) -> None:
    address = begun(client)
    assert "1x" in saved(client, address, page(1, EXERCISE, place_of_service="1x"))
    assert value(address).place_of_service is None
    assert 'name="place_of_service" value="1x"' in text(client.get(address))


@pytest.mark.parametrize(
    ("typed", "codes", "words", "near"),
    [
        ("right knee pain", (), "right knee pain", "M25.561"),
        ("M62.81, knee pain", ("M6281",), "knee pain", "M25.56"),
        ("m25561; hello", ("M25561",), "hello", ""),
        ("M25.56", (), "M25.56", "M25.562"),
        ("M25.561 Pain in right knee", ("M25561",), "", ""),
        ("M25.568", (), "M25.568", "M25.561"),
        ("MMM", (), "MMM", ""),
    ],
)
def test_what_is_no_diagnosis_is_named_with_codes_near_it_and_never_stored_as_one(
    client: Client, typed: str, codes: tuple[str, ...], words: str, near: str
) -> None:
    address = begun(client)
    answer = text(client.post(f"{address}answer", page(1, EXERCISE, diagnoses=typed)))
    open_now = saved(client, address, page(1, EXERCISE, diagnoses=typed))
    assert value(address).diagnoses == codes
    shown = text(client.get(address))
    if not words:
        assert 'name="diagnoses" value="M25.561"' in shown
        assert "data-diagnosis" not in shown
        return
    assert f'name="diagnoses" value="{typed}"' in shown, "what was typed stays"
    for part in (answer, shown):
        assert f"<strong>{words}</strong>" in part
        assert (f'data-diagnosis="{near}' in part) == bool(near)
    assert words in open_now
    assert client.post(f"{address}sign", {"version": 2}).status_code == 400


def test_lines_that_were_not_understood_come_back_and_are_not_signed_over(client: Client) -> None:
    address = begun(client)
    sent = page(1, EXERCISE, line="manual") | {"lines": ["blue 15", "nustep 10"]}
    assert "&quot;blue 15&quot; is typed and is no block yet" in saved(client, address, sent)
    shown = text(client.get(address))
    assert '<li class="back"><span>blue 15</span>' in shown
    assert "no code is called so" in shown
    assert 'data-replace="nustep" data-with="97110"' in shown
    assert 'name="typed" value="manual"' in shown
    assert "Signing waits for" in shown
    assert client.post(f"{address}sign", {"version": 2}).status_code == 400
    assert client.post(f"{address}undo", {"version": 2}).status_code == 302
    assert "blue 15</span>" not in text(client.get(address))
    assert client.post(f"{address}redo", {"version": 3}).status_code == 302
    assert "blue 15</span>" in text(client.get(address))
    saved(client, address, page(4, EXERCISE))
    assert client.post(f"{address}sign", {"version": 5}).status_code == 302


def test_what_is_typed_and_not_read_survives_another_persons_change(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, diagnoses="knee") | {"lines": ["blue 15"]})
    saved(client, address, page(2, EXERCISE, diagnoses="knee", note="theirs") | {"lines": ["blue 15"]})
    mine = client.post(f"{address}save", page(2, EXERCISE, diagnoses="hip") | {"lines": ["blue 15"]})
    assert (mine.status_code, mine.headers["X-Theirs"]) == (200, "note")
    shown = text(client.get(address))
    assert 'name="diagnoses" value="hip"' in shown
    assert "blue 15</span>" in shown
    assert "theirs" in shown
    both = client.post(f"{address}save", page(2, EXERCISE, diagnoses="neck", note="theirs") | {"lines": ["red 8"]})
    assert "<span data-text>hip</span>" in text(both), "of what both changed the other text is offered"
    shown = text(client.get(address))
    assert ['name="diagnoses" value="neck"' in shown, "red 8</span>" in shown] == [True, True]


def test_a_removed_visit_comes_back_with_what_was_typed(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, diagnoses="knee"))
    client.post(f"{address}remove", {"version": 2})
    client.post(f"{address}bring-back", {"version": 3})
    assert 'name="diagnoses" value="knee"' in text(client.get(address))


def test_signing_says_what_it_waits_for(client: Client) -> None:
    address = begun(client)
    assert "Signing waits for the minutes; the note." in text(client.get(address))
    assert "Signing waits for the note." in saved(client, address, page(1, EXERCISE, note=""))
    assert "Signing waits for" not in saved(client, address, page(2, EXERCISE))
    without = begun(client, at="14:00")
    without_discipline(without)
    assert "Signing waits for" in text(client.get(without))


def test_the_note_and_the_minutes_are_compared_as_they_stand_on_the_page(client: Client) -> None:
    address = begun(client)
    note = "Ther ex 23 min, squats with cues. Total treatment time: 38 min."

    def shown(*blocks: tuple[str, str], note: str = note) -> str:
        return text(client.post(f"{address}answer", page(1, *blocks, note=note)))

    differing = shown(("97110", "45"))
    assert "&quot;Ther ex&quot; 23 min, charged 97110 45 min" in differing
    assert "of the whole time; 45 timed minutes are charged." in differing
    assert "The minutes entered add to 45." in differing
    manual = "Ther ex 23 min. Manual therapy 15 min."
    assert "The note describes &quot;Manual therapy&quot; (15 min, 97140)" in shown(("97110", "23"), note=manual)
    agreeing = shown(("97110", "23"), ("97140", "15"), note=f"{manual} Total treatment time: 38 min.")
    assert "charged" not in agreeing
    assert "add to" not in agreeing
    address = begun(client, at="11:00")
    stands = saved(client, address, page(1, ("97110", "45"), note=note))
    assert "&quot;Ther ex&quot; 23 min, charged 97110 45 min" in stands, "what is open says the same of the note"


def test_history_says_what_was_changed_from_what_to_what(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, note="first"))
    saved(client, address, page(2, ("97110", "38"), note="first"))
    saved(client, address, page(3, ("97110", "38"), note="second", diagnoses="knee"))
    shown = text(client.get(address)).split('id="history"')[1].split("</ol>")[0]
    assert "<b>Minutes</b>: <del>97110 23 min therapist</del> → <ins>97110 38 min therapist</ins>" in shown
    assert "<b>Note</b>: <del>first</del> → <ins>second</ins>" in shown
    assert "<b>Diagnoses</b>: <del>M25.561</del> → <ins>knee</ins>" in shown
    assert "Begun by" in shown


def test_a_step_says_what_it_undid_and_did_again(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, note="Squats."))
    saved(client, address, page(2, EXERCISE, ("97140", "10"), note="Squats with cues. Tired.", place_of_service="11"))

    def said(way: str, version: int) -> str:
        assert client.post(f"{address}{way}", {"version": version}).status_code == 302
        return text(client.get(address)).split(f'data-stepped="{way}"')[1].split("<p>")[1].split("</p>")[0]

    undone = said("undo", 3)
    assert undone.startswith("Undone. Minutes: &quot;97140 10 min therapist&quot; is gone. ")
    assert "Note: &quot;Squats with cues. Tired.&quot; is &quot;Squats.&quot; again." in undone
    assert undone.endswith("Place of service: &quot;11&quot; is gone.")
    assert "Note: &quot;Squats.&quot; is &quot;Squats with cues. Tired.&quot; again." in said("redo", 4)
    assert said("redo", 5) == "Nothing is left to redo."


def test_what_an_archive_says_was_typed_and_nobody_can_read_is_left_out(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE))
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(pk=address.split("/")[2])
        stored = changes.newest(record)
        copy = VisitVersion.of(record, stored.read(), number=3, typed="[damaged", user_id=here().user.pk)
        copy.save(force_insert=True)
        VisitRecord.objects.filter(pk=record.pk).update(version=3)
    assert client.get(address).status_code == 200


def test_what_is_typed_after_another_page_signed_is_offered_as_an_addendum(client: Client) -> None:
    address = begun(client)
    sent = page(1, EXERCISE, note="Exercise 23 min.")
    saved(client, address, sent)
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    answer = client.post(f"{address}save", sent | {"version": 2, "note": "Exercise 23 min.\nDizzy at the end, rested."})
    assert answer.status_code == 409
    shown = text(answer)
    assert "put it into an addendum" in shown
    assert ">Dizzy at the end, rested.</textarea>" in shown, "the words are there, without what is signed already"
    assert f'action="{address}amend"' in shown
