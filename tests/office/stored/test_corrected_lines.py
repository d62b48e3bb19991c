"""A claim's lines corrected: another code, a line taken off, another clinician; with what was signed as it was."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.law.review.review import ClaimReview
from cleanclaim.model.finding import Finding
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Visit
from cleanclaim.office.claims.judge import JudgedClaim, judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.case import read_values
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.claims_made_up import ON, claims_of, line, signed, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import PART, claim, client, do, said  # noqa: F401 - a fixture

SIGNED = ("97110", "97140", "97124")


@pytest.fixture
def address(client: Client) -> str:  # noqa: F811, ARG001
    """Where the claim of a visit with three lines is corrected."""
    services = tuple(line(units=1, minutes=15, code=code) for code in SIGNED)
    with organization_transaction([here().organization.pk]):
        (record,) = claims_of(
            [signed(here(), PatientRecord.objects.get(), visit("V9", ON - timedelta(days=5), services=services))]
        )
    return f"/claims/{record.pk}/correct"


def judged_now() -> JudgedClaim:
    with organization_transaction([here().organization.pk]):
        (judged,) = judge([ClaimRecord.objects.get(number="V9")])
    return judged


def codes(of: Visit | ClaimReview) -> tuple[str, ...]:
    lines = of.services if isinstance(of, Visit) else of.lines
    return tuple(one.code for one in lines)


def test_a_line_is_taken_off_with_where_that_is_recorded_and_undone(client: Client, address: str) -> None:  # noqa: F811
    form = text(client.get(address, **PART))
    assert '<select name="0.2.billed">' in form
    assert form.count('name="0.2.billed"') == 1
    assert '<option value="yes" selected>yes</option>' in form
    refused = client.post(address, {"version": 1, "0.2.billed": "no"}, **PART)
    assert "Write where the record says it" in text(refused)
    assert codes(judged_now().visits[0].visit) == SIGNED
    sent = {"version": 1, "0.2.billed": "no", "recorded_in": "addendum of Nov 21"}
    assert client.post(address, sent, **PART).status_code == 204
    one = judged_now().visits[0]
    assert codes(one.visit) == codes(one.review) == ("97110", "97140")
    assert sum(service.minutes or 0 for service in one.visit.services) == 30, "its minutes give no unit elsewhere"
    assert judged_now().cents == 13600
    assert codes(one.recorded) == SIGNED
    page = text(client.get(f"/claims/{claim('V9').pk}/"))
    assert "recorded in addendum of Nov 21: corrected 97124 taken off" in page
    assert re.search(r"Signed otherwise: 97124 is taken off by [^,]+, [^:]+: addendum of Nov 21\.", page)
    assert said(do(client, "undo", claim("V9")))["text"].startswith("Undone: recorded in addendum of Nov 21")
    assert codes(judged_now().visits[0].visit) == SIGNED


def test_another_code_is_billed_by_its_own_fee(client: Client, address: str) -> None:  # noqa: F811
    refused = client.post(address, {"version": 1, "0.1.code": "97112"}, **PART)
    assert "Write where the record says it" in text(refused)
    emptied = client.post(address, {"version": 1, "0.1.code": "", "recorded_in": "addendum"}, **PART)
    assert "Write the code that is billed, or take the line off" in text(emptied)
    sent = {"version": 1, "0.1.code": "97112", "recorded_in": "addendum"}
    assert client.post(address, sent, **PART).status_code == 204
    judged = judged_now()
    one = judged.visits[0]
    assert codes(one.visit) == ("97110", "97112", "97124")
    assert one.visit.services[1].charge is None
    practice = judged.case.practice
    assert practice is not None
    assert judged.cents == 2 * 6800 + practice.fees["97112"]
    assert codes(one.recorded) == SIGNED
    page = text(client.get(f"/claims/{judged.record.pk}/"))
    assert "corrected code 97140 → 97112" in page
    assert "Signed otherwise: 97140 is billed as 97112." in page


def test_what_was_corrected_of_lines_stays_where_the_visit_is_changed(client: Client, address: str) -> None:  # noqa: F811
    sent = {
        "version": 1,
        "0.0.billed": "no",
        "0.2.code": "97530",
        "0.1.diagnoses": "M25.562",
        "recorded_in": "addendum",
    }
    assert client.post(address, sent, **PART).status_code == 204
    with organization_transaction([here().organization.pk]):
        row = VisitRecord.objects.get(number="V9")
        (value,) = read_values([row])
        services = tuple(structs.replace(service, minutes=16) for service in value.services)
        changes.change(row, structs.replace(value, services=services), here().actor, seen=row.version)
        follow_up()
    one = judged_now().visits[0]
    assert [(service.code, service.minutes) for service in one.visit.services] == [("97140", 16), ("97530", 16)]
    assert one.visit.services[0].diagnoses == ("M25562",)
    form = text(client.get(address, **PART))
    assert "0.0.code" not in form
    again = {"version": claim("V9").version, "0.1.units": "2"}
    assert client.post(address, again, **PART).status_code == 204
    assert [(service.code, service.units) for service in judged_now().visits[0].visit.services] == [
        ("97140", 2),
        ("97530", 1),
    ]
    with organization_transaction([here().organization.pk]):
        row = VisitRecord.objects.get(number="V9")
        (value,) = read_values([row])
        changes.change(row, structs.replace(value, services=value.services[:2]), here().actor, seen=row.version)
        follow_up()
    assert codes(judged_now().visits[0].visit) == SIGNED[:2], "other lines were signed: nothing is carried over"


def test_the_last_line_stays_and_another_clinician_needs_a_source(client: Client, address: str) -> None:  # noqa: F811
    everything = {f"0.{at}.billed": "no" for at in range(3)}
    refused = client.post(address, {"version": 1, "recorded_in": "entered twice", **everything}, **PART)
    assert "Leave one line on it." in text(refused)
    refused = client.post(address, {"version": 1, "0.0.billed": "maybe", "recorded_in": "a"}, **PART)
    assert "Choose whether it is billed." in text(refused)
    clinician = {"version": 1, "0.provider_npi": "1000000020"}
    refused = client.post(address, clinician, **PART)
    assert "Write where the record says it" in text(refused)
    assert client.post(address, clinician | {"recorded_in": "the signed note"}, **PART).status_code == 204
    assert judged_now().visits[0].visit.provider_npi == "1000000020"


def test_a_preview_says_that_a_line_is_taken_off(client: Client) -> None:  # noqa: F811
    services = (line(units=1, minutes=23), line(units=1, minutes=5, code="97124"))
    with organization_transaction([here().organization.pk]):
        (record,) = claims_of(
            [signed(here(), PatientRecord.objects.get(), visit("V8", ON - timedelta(days=6), services=services))]
        )
    page = text(client.get(f"/claims/{record.pk}/"))
    assert '<ins><span class="chip"><b>97124</b> taken off</span></ins>' in page
    whole = text(client.post("/claims/fixes", {"claim": f"{record.pk}:1"}, **PART))
    assert '<ins><span class="chip"><b>97124</b> taken off</span></ins>' in whole


NOTE = (
    "Exercise 15 min: step-ups with cues. Manual therapy 15 min: patellar glides. Massage 15 min, effleurage. "
    "Tolerated well, pain 2/10."
)


def unbilled() -> list[Finding]:
    return [finding for _one, finding in judged_now().findings if finding.rule == "content.unbilled"]


def take_off(client: Client, address: str, line: int) -> None:  # noqa: F811
    sent = {"version": claim("V9").version, f"0.{line}.billed": "no", "recorded_in": "the payer bundles it"}
    assert client.post(address, sent, **PART).status_code == 204


def test_a_line_taken_off_on_purpose_is_not_asked_for_again(client: Client, address: str) -> None:  # noqa: F811
    with organization_transaction([here().organization.pk]):
        row = VisitRecord.objects.get(number="V9")
        (value,) = read_values([row])
        changes.change(row, structs.replace(value, note=Note(text=NOTE)), here().actor, seen=row.version)
        follow_up()
    take_off(client, address, 2)
    (finding,) = unbilled()
    assert finding.severity == "info", "the decision answers what the note says"
    assert "Massage" in finding.message
    page = text(client.get(f"/claims/{claim('V9').pk}/"))
    assert "In the note, but not billed (decided by " in page
    assert re.search(r"97124 is taken off by [^,]+, \w+ \d+, \d+: the payer bundles it", page)
    assert re.search(r"\(decided by [^:]+: 97124 taken off on [^:]+: the payer bundles it\)", page)
    do(client, "undo", claim("V9"))
    assert not unbilled(), "it is billed again"
    with organization_transaction([here().organization.pk]):
        row = VisitRecord.objects.get(number="V9")
        (value,) = read_values([row])
        more = Note(text=f"{NOTE} Gait training 15 min on stairs.")
        changes.change(row, structs.replace(value, note=more), here().actor, seen=row.version)
        follow_up()
    take_off(client, address, 2)
    (finding,) = unbilled()
    assert finding.severity == "warn", "the note says more than what was decided about"
