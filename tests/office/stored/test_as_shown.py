"""What a page showed of claims is what is done to them: what differs since then is left alone, and named."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.claims_made_up import ON, claims_of, line, overbilled, practice, signed, stored_patient, visit
from tests.office.stored.confirming import preview_fixes, seen_on_page
from tests.office.stored.made_up import here, text
from tests.office.stored.test_imports import HEADING, drop, send, visits

PART: Any = {"HTTP_HX_REQUEST": "true"}
GROUP = {"of_cause": "minutes.overbilled", "of_state": "hold"}


@pytest.fixture
def claims(client: Client) -> list[ClaimRecord]:
    """Three claims that each bill a unit more than their minutes earn."""
    assert client
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
        patient = stored_patient(one)
        return claims_of([signed(one, patient, overbilled(f"V{at}", ON - timedelta(days=at))) for at in range(3)])


def states() -> dict[str, str]:
    with organization_transaction([here().organization.pk]):
        return dict(ClaimRecord.objects.order_by("number").values_list("number", "state"))


def act(client: Client, fields: dict[str, Any]) -> str:
    answer = client.post("/claims/act", fields, **PART)
    found: str = json.loads(answer.headers["HX-Trigger-After-Settle"])["acted"]["text"]
    return found


def change_visit(number: str, minutes: int) -> None:
    with organization_transaction([here().organization.pk]):
        row = VisitRecord.objects.get(number=number)
        now = changes.newest(row).read()
        services = (line(units=3, minutes=minutes),)
        changes.change(row, structs.replace(now, services=services), here().actor, seen=row.version)
        follow_up()


def change_practice() -> None:
    with organization_transaction([here().organization.pk]):
        row = PracticeRecord.objects.get()
        file: PracticeFile = changes.newest(row).read()
        changes.change(row, PracticeFile(f"{file.text}\n# seen by us\n"), here().actor, seen=row.version)
        follow_up()


def test_the_preview_of_a_cause_names_its_claims_with_what_would_change(
    client: Client, claims: list[ClaimRecord]
) -> None:
    page = text(client.post("/claims/fixes", GROUP))
    assert "Fix 3 claims: Units beyond the minutes documented" in page
    assert page.count("$204.00 → $136.00") == len(claims)
    assert set(states().values()) == {"hold"}, "nothing is done yet"
    asked = text(client.post("/claims/fixes", {"claim": f"{claims[0].pk}:1"}))
    assert asked.count('name="claim"') == 1


def test_a_preview_without_fixes_says_why(client: Client, claims: list[ClaimRecord]) -> None:
    assert claims
    one = here()
    with organization_transaction([one.organization.pk]):
        patient = PatientRecord.objects.get()
        (bare,) = claims_of([signed(one, patient, visit("V9", ON - timedelta(days=9), discipline=None))])
    page = text(client.post("/claims/fixes", {"claim": f"{bare.pk}:1"}))
    assert "Nothing is fixed without somebody" in page
    assert "takes somebody&#x27;s judgment" in page
    assert 'name="claim"' not in page


def test_what_changed_or_came_since_the_preview_is_left_alone_and_named(
    client: Client, claims: list[ClaimRecord]
) -> None:
    fields = preview_fixes(client, GROUP)
    assert len(fields["claim"]) == len(claims)
    change_visit("V1", minutes=10)
    one = here()
    with organization_transaction([one.organization.pk]):
        claims_of([signed(one, PatientRecord.objects.get(), overbilled("V7", ON - timedelta(days=7)))])
    said = act(client, fields)
    assert "2 claims fixed." in said
    assert "Left alone: V1." in said
    assert "2 more with this cause" not in said
    assert "1 more with this cause is as before" in said
    assert states() == {"V0": "ready", "V1": "hold", "V2": "ready", "V7": "hold"}


def test_another_file_of_the_practice_leaves_all_of_them(client: Client, claims: list[ClaimRecord]) -> None:
    fields = preview_fixes(client, GROUP)
    seen = seen_on_page(client, claims[0])
    change_practice()
    assert "Left alone: V0, V1, V2." in act(client, fields)
    one = {"act": "fix", "claim": seen, "visit": "V0", "rule": "minutes.overbilled", "line": "1"}
    assert "It is not as the page showed it" in act(client, one)
    assert set(states().values()) == {"hold"}
    assert act(client, {**one, "claim": seen_on_page(client, claims[0])}) == "Fixed."


def test_an_act_that_was_previewed_must_say_what_was_shown(client: Client, claims: list[ClaimRecord]) -> None:
    for name in ("fix", "fix-all", "override", "replace", "void", "bill-again"):
        fields = {"act": name, "claim": f"{claims[0].pk}:1", "number": "X", "reason": "x", "expires": "2099-01-01"}
        assert "did not say what it showed" in act(client, fields)


def test_an_import_that_was_read_by_another_file_of_the_practice_is_read_again_before_it_is_taken(
    client: Client, claims: list[ClaimRecord]
) -> None:
    assert claims
    address = drop(client, f"{HEADING}9,P01,03/02/2026,MCR,1000000012,97110,23,$68.00,N,signed\n")
    send(client, address, way="read", billed="no")
    assert "was read again" not in text(client.get(address))
    change_practice()
    send(client, address)
    page = text(client.get(address))
    assert "The practice's file was changed since this was read, so it was read again." in page
    assert "9" not in visits()
    send(client, address)
    assert "9" in visits()
