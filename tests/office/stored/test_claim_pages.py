"""The pages of the work queue, asked of the application: what they show, do, refuse, and say where two people meet."""

import json
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.page_acts import BOUND
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.organizations.start import make_owner
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.shared import access
from cleanclaim.office.shared.access import Access
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.case import read_values
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.claims_made_up import ON, claims_of, line, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.confirming import preview_fixes, seen_on_page, send_sheet, sheet_fields
from tests.office.stored.made_up import events, here, house, text

PART: Any = {"HTTP_HX_REQUEST": "true"}
GROUP = {"of_cause": "minutes.overbilled", "of_state": "hold"}


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The owner's browser, on one of the databases, with three claims: two to fix, one ready."""
    assert connection.vendor == database
    monkeypatch.setattr(access, "ACCESS", Access())
    make_owner()
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    assert client.get("/", {"key": access.ACCESS.key}).status_code == 302
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
        patient = stored_patient(one)
        rows = [
            signed(one, patient, overbilled("V1")),
            signed(one, patient, overbilled("V2", ON - timedelta(days=1))),
            signed(one, patient, visit("V3", ON - timedelta(days=2))),
        ]
        claims_of(rows)
    return client


def claim(number: str) -> ClaimRecord:
    with organization_transaction([here().organization.pk]):
        return ClaimRecord.objects.get(number=number)


def do(client: Client, name: str, *claims: ClaimRecord, **more: Any) -> Any:
    named = [seen_on_page(client, one) if name in BOUND else f"{one.pk}:{one.version}" for one in claims]
    sent = {"act": name, "claim": named, **more}
    return client.post("/claims/act", sent, **PART)


def work() -> None:
    while do_next_task("worker"):
        pass


def said(answer: Any) -> Any:
    return json.loads(answer.headers["HX-Trigger-After-Settle"])["acted"]


def test_the_queue_shows_causes_rows_and_the_first_record(client: Client) -> None:
    page = text(client.get("/claims/"))
    assert "2 to work on, <b>$408.00</b>" in page
    assert "Units beyond the minutes documented" in page
    assert page.count('<tr role="row" id="row-') == 2
    assert "Apply fix" in page
    assert "The claim becomes $136.00; nothing is left to fix or to look at." in page
    assert "Not checked:" in page
    ready = text(client.get("/claims/", {"view": "ready"}))
    assert ready.count('<tr role="row" id="row-') == 1
    flat = text(client.get("/claims/", {"by": "none"}, **PART))
    assert "grouped by cause" not in flat
    assert "No claim is like that" in text(client.get("/claims/", {"text": "zzz"}))
    assert client.get("/claims/", {"view": "nonsense"}).status_code == 200


def test_a_fix_answers_with_record_and_list_and_can_be_undone(client: Client) -> None:
    answer = do(client, "fix", claim("V1"), visit="V1", rule="minutes.overbilled", line="1", open=str(claim("V1").pk))
    assert answer.status_code == 200
    assert "1 to work on" in text(answer)
    done = said(answer)
    assert done["text"] == "Fixed."
    assert claim("V1").state == "ready"
    key, _, version = done["undo"][0].partition(":")
    back = client.post("/claims/act", {"act": "undo", "claim": f"{key}:{version}"}, **PART)
    assert said(back)["text"].startswith("Undone: fix: Units beyond the minutes documented, on Example, Ada, ")
    assert claim("V1").state == "hold"
    again = do(client, "fix", claim("V1"), visit="V1", rule="minutes.overbilled", line="9")
    assert again.status_code == 400
    assert "no longer there" in said(again)["text"]
    assert "claim.undone" in events()


def test_a_group_is_fixed_and_what_stays_says_why(client: Client) -> None:
    answer = client.post("/claims/act", preview_fixes(client, GROUP), **PART)
    assert said(answer)["text"] == "2 claims fixed."
    some = do(client, "hold", claim("V1"), claim("V2"), reason="Card is missing", until="2030-01-01")
    assert said(some)["text"] == "2 claims put on hold."
    mixed = do(client, "release", claim("V1"), claim("V3"))
    assert said(mixed)["text"] == "1 claim released. 1 as before: Nobody keeps it back."
    wrong = do(client, "hold", claim("V1"), reason="", until="")
    assert wrong.status_code == 400
    late = do(client, "override", claim("V2"), rule="minutes.overbilled", reason="x", expires="2020-01-01")
    assert "no day from today on" in said(late)["text"]


def test_a_fix_of_a_group_leaves_the_list_as_it_was_and_names_how_many_it_fixes(client: Client) -> None:
    page = text(client.get("/claims/"))
    assert ">Fix 2</button>" in page
    meant = preview_fixes(client, {"view": "work", "by": "cause", **GROUP})
    answer = client.post("/claims/act", {"view": "work", "by": "cause", **meant}, **PART)
    assert said(answer)["text"] == "2 claims fixed."
    assert len(said(answer)["undo"]) == 2
    assert "Remove the filter by cause" not in text(answer)
    empty = text(client.get("/claims/", {"cause": "minutes.overbilled"}))
    assert "<b>Units beyond the minutes documented</b>" in empty
    bare_claim()
    listed = text(client.get("/claims/"))
    assert "data-group-fix" not in listed, "nothing of what the discipline lacks is fixed without somebody"


def test_on_a_phone_each_number_of_a_line_has_its_word(client: Client) -> None:
    page = text(client.get(f"/claims/{claim('V1').pk}/"))
    for word in ("Minutes", "Charge", "Allowed"):
        assert f'<td class="num" data-label="{word}">' in page


def test_two_people_at_one_claim_meet_as_a_conflict(client: Client) -> None:
    old = claim("V1")
    do(client, "hold", claim("V1"), reason="Mine", until="")
    answer = do(client, "approve", old)
    assert answer.status_code == 200
    assert "1 to fix first: Units beyond the minutes documented" in said(answer)["text"]
    assert claim("V1").version == 2
    conflict = do(client, "hold", old, reason="Yours", until="")
    assert conflict.status_code == 409
    assert "changed this claim while you looked at it" in text(conflict)
    assert claim("V1").worst == "Mine"


def test_a_field_is_corrected_in_place_and_what_is_wrong_is_said_beside_it(client: Client) -> None:
    record = claim("V1")
    address = f"/claims/{record.pk}/correct"
    form = text(client.get(address, **PART))
    assert 'name="0.0.units" value="3"' in form
    wrong = client.post(
        address,
        {"version": 1, "0.0.units": "x", "0.0.modifiers": "GP 59", "0.0.diagnoses": "?", "0.place_of_service": "1"},
        **PART,
    )
    assert wrong.status_code == 400
    page = text(wrong)
    assert "4 fields to correct" in page
    assert "Only who treated can say" in page
    assert claim("V1").version == 1
    attested = client.post(address, {"version": 1, "0.0.modifiers": "GP KX"}, **PART)
    assert "Only who treated can attest" in text(attested)
    saved = client.post(address, {"version": 1, "0.0.units": "2", "member_id": "1EG4-TE5-MK73"}, **PART)
    assert (saved.status_code, saved.headers["HX-Trigger"]) == (204, "corrected")
    assert claim("V1").state == "ready"
    page = text(client.get(f"/claims/{record.pk}/"))
    assert "Owner: corrected units 3 → 2" in page
    assert 'value="136.00"' in text(client.get(address, **PART))
    with organization_transaction([here().organization.pk]):
        assert PatientRecord.objects.get().version == 2
        (value,) = read_values([PatientRecord.objects.get()])
        assert value.coverages["medicare"].member_id == "1EG4TE5MK73"
        assert VisitRecord.objects.get(number="V1").version == 1


def test_the_charge_goes_with_the_units_unless_somebody_writes_another_one(client: Client) -> None:
    record = claim("V1")
    address = f"/claims/{record.pk}/correct"
    assert client.post(address, {"version": 1, "0.0.units": "2"}, **PART).status_code == 204
    assert 'value="136.00"' in text(client.get(address, **PART))
    assert client.post(address, {"version": 2, "0.0.units": "1", "0.0.charge": "70.01"}, **PART).status_code == 204
    assert client.post(address, {"version": 3, "0.0.units": "2", "0.0.charge": "70.01"}, **PART).status_code == 204
    assert 'value="140.02"' in text(client.get(address, **PART))
    assert client.post(address, {"version": 4, "0.0.units": "3", "0.0.charge": "140.02"}, **PART).status_code == 204
    assert client.post(address, {"version": 5, "0.0.units": "2", "0.0.charge": "100.00"}, **PART).status_code == 204
    refused = client.post(address, {"version": 6, "0.0.units": "3", "0.0.charge": "100.00"}, **PART)
    assert refused.status_code == 204
    uneven = client.post(address, {"version": 7, "0.0.units": "2", "0.0.charge": "100.01"}, **PART)
    assert uneven.status_code == 204
    wrong = client.post(address, {"version": 8, "0.0.units": "1"}, **PART)
    assert "does not divide to the cent" in text(wrong)


def test_a_charge_that_cannot_be_stops_and_one_unlike_the_practices_fee_is_looked_at(client: Client) -> None:
    address = f"/claims/{claim('V3').pk}/correct"
    assert client.post(address, {"version": 1, "0.0.charge": "99999999.99"}, **PART).status_code == 204
    assert (claim("V3").state, claim("V3").cause) == ("hold", "charges.too_large")
    assert client.post(address, {"version": 2, "0.0.charge": "1360.00"}, **PART).status_code == 204
    assert (claim("V3").state, claim("V3").cause) == ("check", "charges.unusual")
    assert client.post(address, {"version": 3, "0.0.charge": "136.00"}, **PART).status_code == 204
    assert claim("V3").state == "ready"


def bare_claim() -> ClaimRecord:
    """A claim whose visit tells neither discipline nor who gave the service, as a file without these columns has it."""
    with organization_transaction([here().organization.pk]):
        patient = PatientRecord.objects.get()
        service = structs.replace(line(performed_by=None, modifiers=()), units=None, charge=None)
        one = visit("V9", ON - timedelta(days=5), discipline=None, services=(service,))
        (record,) = claims_of([signed(here(), patient, one)])
    return record


def test_a_discipline_that_the_file_does_not_tell_is_entered_on_the_claim(client: Client) -> None:
    record = bare_claim()
    page = text(client.get(f"/claims/{record.pk}/"))
    assert "Enter PT, OT or SLP." in page
    assert 'data-field="discipline">Correct: Discipline' in page
    assert "unknown" not in re.sub(r"<[^>]*>", "", page)
    address = f"/claims/{record.pk}/correct"
    form = text(client.get(address, **PART))
    assert '<select name="0.discipline">' in form
    assert '<select name="0.0.performed_by">' in form
    unsaid = client.post(address, {"version": 1, "0.0.performed_by": "PT"}, **PART)
    assert "Write where the record says it" in text(unsaid)
    sent = {"version": 1, "0.discipline": "PT", "0.0.performed_by": "PT", "recorded_in": "flow sheet"}
    assert client.post(address, sent, **PART).status_code == 204
    with organization_transaction([here().organization.pk]):
        (judged,) = judge([ClaimRecord.objects.get(pk=record.pk)])
        assert judged.record.state == "ready", [one.title for _visit, one in judged.findings]
        assert judged.visits[0].recorded.discipline is None
        assert judged.visits[0].review.lines[0].modifiers == ("GP",)
        assert "recorded in flow sheet" in changes.newest(judged.record).why
    back = text(client.get(address, **PART))
    assert '<option value="PT" selected>PT</option>' in back
    assert client.post(address, {"version": 2, "0.discipline": ""}, **PART).status_code == 204
    assert claim("V9").state == "hold" or claim("V9").state == "missing"


def test_what_is_recorded_is_not_written_over_and_what_was_wrong_is_said(client: Client) -> None:
    form = text(client.get(f"/claims/{claim('V1').pk}/correct", **PART))
    assert "0.0.minutes" not in form
    assert "0.0.performed_by" not in form
    record = bare_claim()
    wrong = {
        "version": 1, "0.provider_npi": "1000000004", "0.secondary_payer": "medicare", "0.decided_on": "soon",
        "0.0.start": "25:61", "0.0.wound_area": "big", "0.0.days_recorded": "many", "0.spent": "a lot",
        "recorded_in": "note",
    }  # fmt: skip
    page = text(client.post(f"/claims/{record.pk}/correct", wrong, **PART))
    assert "7 fields to correct" in page
    for words in ("Choose a clinician", "It is the first payer too", "is not a time of day", "is not a date"):
        assert words in page


def test_who_corrects_what_somebody_else_corrected_chooses(client: Client) -> None:
    record = claim("V1")
    address = f"/claims/{record.pk}/correct"
    assert client.post(address, {"version": 1, "0.0.units": "2"}).status_code == 302
    answer = client.post(address, {"version": 1, "0.0.units": "1", "0.0.charge": "68.00"})
    assert answer.status_code == 409
    page = text(answer)
    assert "changed this claim while you were correcting it" in page
    assert re.search(r'97110, units</th><td class="dim"[^>]*>3</td>', page)
    assert 'name="version" value="2"' in page
    assert 'name="0.0.units" value="1"' in page
    assert client.post(address, {"version": 2, "0.0.units": "1"}).status_code == 302


def test_a_claims_page_has_proof_timeline_facts_and_papers(client: Client) -> None:
    record = claim("V3")
    page = text(client.get(f"/claims/{record.pk}/"))
    for words in (
        "Units proof, visit V3",
        "It waits here, to be sent.",
        "Not checked",
        "expected from the fee schedule",
    ):
        assert words in page, words
    paper = client.get(f"/claims/{record.pk}/cms1500.pdf")
    assert paper.content.startswith(b"%PDF")
    assert client.get(f"/claims/{record.pk}/proof.pdf").content.startswith(b"%PDF")
    assert client.get(f"/claims/{record.pk}/proof.pdf?visit=9").status_code == 404
    assert client.get(f"/claims/{claim('V1').pk}/cms1500.pdf").status_code == 400


def test_the_sheet_says_what_goes_and_stays_and_sends_it(client: Client) -> None:
    page = text(client.get("/claims/send"))
    assert "Send 1 claim, $136.00" in page
    assert "On hold" in page
    assert "Not checked for 1 of the 1:" in page
    fields = sheet_fields(client)
    unread = client.post("/claims/send", {**fields, "looked": ""})
    assert unread.status_code == 400
    sent = client.post("/claims/send", fields)
    run = sent.headers["Location"]
    waiting = text(client.get(run, **PART))
    assert "It begins at once." in waiting
    assert "load delay" in waiting
    assert "Claims going out" in text(client.get("/claims/files/"))
    assert claim("V3").state == "ready"
    work()
    page = text(client.get(run))
    assert "1 claim sent, $136.00" in page
    assert "load delay" not in page, "it asks no more"
    assert claim("V3").state == "sent"
    with organization_transaction([here().organization.pk]):
        batch = Batch.objects.get()
    listed = text(client.get("/claims/files/"))
    assert batch.name in listed
    assert "V3" in text(client.get(f"/claims/files/{batch.pk}/"))
    file = client.get(f"/claims/files/{batch.pk}/file")
    assert file.content == bytes(batch.content)
    assert "no-store" in file.headers["Cache-Control"]
    assert client.post("/claims/send", {**fields, "until": "yesterday"}).status_code == 400
    assert client.post("/claims/send", {**fields, "confirmed": ""}).status_code == 400
    late = do(client, "hold", claim("V3"), reason="Too late", until="")
    assert "stays as it went out" in said(late)["text"]
    assert client.post(f"/claims/{claim('V3').pk}/correct", {"version": 1, "0.0.units": "1"}).status_code == 400


def test_a_file_is_written_into_the_folder_once_it_was_sent(
    client: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", str(tmp_path))
    out = tmp_path / "out"
    out.mkdir()
    assert client.post("/claims/files/folders", {"out": str(out), "answers": ""}).status_code == 302
    assert client.post("/claims/files/folders", {"out": "/nowhere"}).status_code == 400
    send_sheet(client)
    work()
    (written,) = out.iterdir()
    with organization_transaction([here().organization.pk]):
        batch = Batch.objects.get()
        assert written.read_bytes() == bytes(batch.content)
    assert f"Handed over: {written}" in text(client.get(f"/claims/files/{batch.pk}/"))


def test_claims_of_another_organization_are_none(client: Client) -> None:
    other = house("Hillside")
    with organization_transaction([other.organization.pk]):
        practice(other)
        (theirs,) = claims_of([signed(other, stored_patient(other), visit("X1"))])
    assert client.get(f"/claims/{theirs.pk}/").status_code == 404
    assert client.post(f"/claims/{theirs.pk}/correct", {"version": 1}).status_code == 404
    refused = client.post("/claims/act", {"act": "hold", "reason": "x", "claim": f"{theirs.pk}:1"}, **PART)
    assert refused.status_code == 400
    with organization_transaction([other.organization.pk]):
        assert changes.newest(theirs).number == 1


def test_a_cause_lists_on_and_a_list_comes_back_as_long_as_it_was(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        patient = PatientRecord.objects.get()
        claims_of([signed(one, patient, overbilled(f"W{at}", ON - timedelta(days=9 + at))) for at in range(4)])
    page = text(client.get("/claims/"))
    assert page.count('id="row-') == 4
    link = re.search(r'hx-get="([^"]+rows=cause)"', page)
    assert link
    rows = text(client.get(link[1].replace("&amp;", "&"), **PART))
    assert rows.lstrip().startswith("<tr")
    assert rows.count('id="row-') == 2
    assert "data-more" not in rows
    group = re.search(r'data-cause="([^"]+)"', page)
    assert group
    fixed = do(client, "fix-all", claim("W3"), listed=f"6|{group[1]}")
    assert text(fixed).count('id="row-') == 5


def test_a_page_asks_the_database_nothing_twice(client: Client) -> None:
    for address in ("/claims/", "/claims/?view=ready", f"/claims/{claim('V1').pk}/"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        twice = [sql for sql, times in Counter(one["sql"] for one in asked).items() if times > 1]
        assert not twice, address
