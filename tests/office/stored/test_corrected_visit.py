"""What only says how a visit is billed is corrected though its record says it; it is not emptied."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from cleanclaim.model.visit import History
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import ON, claims_of, signed, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import PART, client  # noqa: F401 - a fixture

RECORDED: dict[str, Any] = {
    "decided_on": ON,
    "sent_as": "correction",
    "secondary_payer": "aetna",
    "history": History(spent=10000),
}


@pytest.fixture
def address(client: Client) -> str:  # noqa: F811, ARG001
    """Where the claim of a visit is corrected whose record says all of it."""
    recorded = visit("V9", ON - timedelta(days=5), **RECORDED)
    with organization_transaction([here().organization.pk]):
        (record,) = claims_of([signed(here(), PatientRecord.objects.get(), recorded)])
    return f"/claims/{record.pk}/correct"


@pytest.mark.parametrize(
    ("field", "stands", "typed", "becomes"),
    [
        ("decided_on", "2026-11-20", "11/21/2026", date(2026, 11, 21)),
        ("sent_as", "correction", "appeal", "appeal"),
        ("secondary_payer", "aetna", "none", ""),
        ("spent", "100.00", "120.50", 12050),
    ],
)
def test_what_is_recorded_is_corrected_and_not_emptied(
    client: Client,  # noqa: F811
    address: str,
    field: str,
    stands: str,
    typed: str,
    becomes: object,
) -> None:
    form = text(client.get(address, **PART))
    name = f"0.{field}"
    assert f'name="{name}"' in form
    assert f'value="{stands}"' in form
    refused = client.post(address, {"version": 1, name: ""}, **PART)
    assert refused.status_code == 400
    assert "it is not emptied here" in text(refused)
    assert client.post(address, {"version": 1, name: typed}, **PART).status_code == 204
    with organization_transaction([here().organization.pk]):
        (judged,) = judge([ClaimRecord.objects.get(number="V9")])
    (one,) = judged.visits
    billed = one.visit.history.spent if field == "spent" and one.visit.history else getattr(one.visit, field, None)
    assert billed == becomes
