"""What is decided about a claim shows at once on the day's other claims that feel it, and takes all locks in order."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cleanclaim.office.claims import acts
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.refresh import lock_claims
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import ON, claims_of, line, signed, stored_patient, visit
from tests.office.stored.made_up import here
from tests.office.stored.test_claim_pages import PART, claim, client, do, said  # noqa: F401 - a fixture

DAY = ON - timedelta(days=5)


def two_at_nine() -> None:
    """The clinician gives two patients fifteen minutes each at nine o'clock, and the first one more at ten."""
    at_nine = line(units=1, minutes=15, code="97140", start=9 * 60)
    at_ten = line(units=1, minutes=15, start=10 * 60)
    with organization_transaction([here().organization.pk]):
        other = stored_patient(here(), "P02", "Other")
        first = visit("V8", DAY, services=(at_nine, at_ten))
        second = visit("V9", DAY, "P02", services=(line(units=1, minutes=15, start=9 * 60),))
        claims_of([signed(here(), PatientRecord.objects.get(number="P01"), first), signed(here(), other, second)])


def test_a_line_taken_off_releases_the_other_patients_claim_and_undo_holds_it_again(client: Client) -> None:  # noqa: F811
    two_at_nine()
    assert (claim("V8").state, claim("V9").state) == ("hold", "hold")
    sent = {"version": 1, "0.0.billed": "no", "recorded_in": "addendum of Nov 21"}
    assert client.post(f"/claims/{claim('V8').pk}/correct", sent, **PART).status_code == 204
    assert (claim("V8").state, claim("V9").state) == ("ready", "ready")
    assert said(do(client, "undo", claim("V8")))["text"].startswith("Undone: recorded in addendum of Nov 21")
    assert (claim("V8").state, claim("V9").state) == ("hold", "hold")


def test_all_are_locked_at_once_in_the_order_of_their_keys(
    client: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two_at_nine()
    locked: list[set[str]] = []
    lock = lock_claims

    def locking(records: Any) -> Any:
        locked.append({record.number for record in records})
        return lock(records)

    monkeypatch.setattr(acts, "lock_claims", locking)
    sent = {"version": 1, "0.0.billed": "no", "recorded_in": "addendum of Nov 21"}
    client.post(f"/claims/{claim('V9').pk}/correct", {**sent, "0.0.billed": "yes", "0.0.units": "2"}, **PART)
    client.post(f"/claims/{claim('V8').pk}/correct", sent, **PART)
    do(client, "undo", claim("V8"))
    assert locked == [{"V8", "V9"}] * 3


def test_what_changes_no_line_judges_no_other_claim(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    two_at_nine()
    judged: list[object] = []
    monkeypatch.setattr(acts, "judge_soon", lambda felt, _organization: judged.append(felt))
    do(client, "hold", claim("V8"), reason="Card is missing", until="2030-01-01")
    with organization_transaction([here().organization.pk]):
        assert ClaimRecord.objects.get(number="V8").cause_title == "On hold by hand"
    assert judged == []
