"""Who works on no visits of others reads no claims of others: every address of claims, on both databases."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.organizations.roles import PERMISSIONS, Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.tasks.worker import do_next_task
from tests.office.stored.claims_made_up import ON, claims_of, line, practice, signed, stored_patient, visit
from tests.office.stored.confirming import send_sheet
from tests.office.stored.made_up import here, text
from tests.office.stored.test_pages import patterns
from tests.office.stored.visits_made_up import OTHER_THERAPIST, THERAPIST, own

WALLED = sorted(PERMISSIONS["claims.see"] - PERMISSIONS["visits.of_others"])
PART: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def claims(client: Client) -> dict[str, ClaimRecord]:
    """A claim that went out and one on hold, of each of two therapists."""
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
        patient = stored_patient(one)
        rows = [
            signed(
                one,
                patient,
                visit(f"{whose}{at}", on - timedelta(days=at), services=(line(units=2 + at),), provider_npi=npi),
            )
            for whose, npi, on in (("MINE", THERAPIST, ON), ("THEIRS", OTHER_THERAPIST, ON - timedelta(days=7)))
            for at in range(2)
        ]
        claims_of(rows)
    send_sheet(client)
    while do_next_task("worker"):
        pass
    with organization_transaction([one.organization.pk]):
        found = {record.number: record for record in ClaimRecord.objects.all()}
    assert [found[name].state for name in ("MINE0", "THEIRS0")] == ["sent", "sent"]
    return found


def addresses(key: Any) -> list[str]:
    """The addresses of claims that are read, with an id in them."""
    paths = [path for path, _view in patterns(get_resolver().url_patterns) if path.startswith("claims/")]
    return [f"/{re.sub('<uuid:key>', str(key), path)}" for path in paths if "<uuid:key>" in path]


def test_some_role_has_the_wall() -> None:
    assert WALLED == [Role.THERAPIST]


@pytest.mark.parametrize("role", WALLED)
def test_no_address_reads_a_claim_of_others(client: Client, claims: dict[str, ClaimRecord], role: Role) -> None:
    own(role, THERAPIST)
    for number in ("THEIRS0", "THEIRS1"):
        for address in addresses(claims[number].pk):
            answer = client.get(address)
            assert answer.status_code in {403, 404, 405}, address
            assert "THEIRS" not in text(answer), address
        assert client.get(f"/claims/{claims[number].pk}/").status_code == 403
        assert client.get(f"/claims/{claims[number].pk}/cms1500.pdf").status_code == 403
        assert client.get(f"/claims/{claims[number].pk}/proof.pdf").status_code == 403
    mine = claims["MINE0"].pk
    for end in ("", "cms1500.pdf", "proof.pdf"):
        assert client.get(f"/claims/{mine}/{end}").status_code == 200
    assert "claims/files" not in text(client.get(f"/claims/{mine}/"))
    own(Role.AUDITOR, None)
    assert client.get(f"/claims/{claims['THEIRS0'].pk}/").status_code == 200


@pytest.mark.parametrize("role", WALLED)
def test_the_queue_finds_counts_and_opens_only_the_own_ones(
    client: Client, claims: dict[str, ClaimRecord], role: Role
) -> None:
    own(role, THERAPIST)
    whole: dict[str, Any] = {}
    for query in (
        "", "by=none", "view=all", "view=sent", "view=all&q=THEIRS0", "view=all&text=THEIRS0",
        f"view=all&clinician={OTHER_THERAPIST}",
        f"open={claims['THEIRS1'].pk}", f"view=all&open={claims['THEIRS0'].pk}",
    ):  # fmt: skip
        for more in (whole, PART):
            page = text(client.get(f"/claims/?{query}", **more))
            assert "THEIRS" not in page.replace('value="THEIRS0"', "").replace("text=THEIRS0", ""), query
            assert str(claims["THEIRS0"].pk) not in page.replace(f"open={claims['THEIRS0'].pk}", ""), query
    assert str(claims["MINE1"].pk) in text(client.get("/claims/?by=none"))
    assert str(claims["MINE0"].pk) in text(client.get("/claims/?view=all"))
    for path in ("files/", "send"):
        assert client.get(f"/claims/{path}").status_code == 403
    own(role, None)
    assert str(claims["MINE0"].pk) not in text(client.get("/claims/?view=all")), "who is no clinician has no own ones"
