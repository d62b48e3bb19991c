"""What pages are sent: what cannot be read is refused in words, never taken for "none named", never cut."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.organizations.models import Membership, User
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient, visit
from tests.office.stored.made_up import here, house, text
from tests.office.stored.signing_in import browser

KEY = "0199b1e6-0000-7000-8000-000000000001"


@pytest.fixture
def ready(client: Client) -> list[ClaimRecord]:
    """Two claims that are ready to be sent."""
    assert client is not None
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
        patient = stored_patient(one)
        return claims_of([signed(one, patient, visit(f"V{at}", ON - timedelta(days=at))) for at in range(2)])


def states() -> list[str]:
    with organization_transaction([here().organization.pk]):
        assert not Batch.objects.exists()
        return list(ClaimRecord.objects.order_by("id").values_list("state", flat=True))


def test_claims_that_cannot_be_read_are_not_all_claims(client: Client, ready: list[ClaimRecord]) -> None:
    for named in (["undefined"], [""], [KEY, "x"], [f"{uuid4()}:1" for _ in range(201)]):
        sent: dict[str, Any] = {"claim": named, "until": timezone.now().isoformat(), "looked": "on"}
        answer = client.post("/claims/send", sent)
        assert answer.status_code == 400
        assert ("at most at once" if len(named) > 2 else "is no id of one") in text(answer)
        assert client.get("/claims/send", {"claim": named}).status_code == 400
    assert states() == [ClaimState.READY] * len(ready)


def test_an_act_on_claims_that_cannot_be_read_does_nothing(client: Client, ready: list[ClaimRecord]) -> None:
    good = f"{ready[0].pk}:{ready[0].version}"
    many = [f"{uuid4()}:1" for _ in range(201)]
    for claims in ([good, "undefined"], [good, f"{ready[1].pk}:x"], [good, f"{KEY}:1"], [good, *many], [good, ""]):
        answer = client.post("/claims/act", {"act": "hold", "reason": "a question", "claim": claims})
        assert answer.status_code == 400, claims
    for filters in ({"state": "nonsense"}, {"view": "x"}, {"clinician": "10000000123"}, {"payer": "x" * 101}):
        sent = {"act": "hold", "reason": "a question", "claim": good, **filters}
        assert client.post("/claims/act", sent).status_code == 400, filters
    assert states() == [ClaimState.READY] * 2


ADDRESSES = (
    "/claims/files/?after=2026-13-45T00:00:00", "/claims/files/?after=9999-12-31T23:59:59-14:00",
    "/claims/files/?after=0001-01-01T00:00:00%2B14:00", "/claims/files/?after=2026-01-01T00:00:00", "/claims/?after=x",
    f"/claims/?after={'9' * 30}|{KEY}", "/claims/?open=x", "/patients/?after=x", "/imports/?after=x",
    "/audit_log/?before=x",
    "/codes/?on=2026-02-30", "/rules/payers?known_on=x", "/updates/?on=x", "/explain/?as_of=2026-13-01",
)  # fmt: skip


def test_an_address_that_cannot_be_read_is_refused_in_words(client: Client) -> None:
    for address in ADDRESSES:
        answer = client.get(address)
        assert answer.status_code == 400, address
        assert "This cannot be read." in text(answer), address


def test_where_a_list_goes_on_is_read(client: Client) -> None:
    assert client.get("/claims/files/", {"after": "2026-01-01T00:00:00+00:00"}).status_code == 200
    assert client.get("/claims/", {"after": f"12|{KEY}"}).status_code == 200
    assert client.get("/patients/", {"after": f"example, ada|{KEY}"}).status_code == 200


def test_text_that_no_database_stores_is_refused_everywhere(client: Client) -> None:
    sent = "a\0b"
    assert client.generic("GET", "/patients/%00").status_code == 400
    for address, field in (
        ("/patients/", "q"), ("/patients/find", "q"), ("/visits/patients", "q"), ("/claims/", "text"),
        ("/claims/", "payer"), ("/claims/", "cause"), ("/claims/", "clinician"),
    ):  # fmt: skip
        assert client.get(address, {field: sent}).status_code == 400, address
    for address, field in (("/organizations/rename", "name"), ("/organizations/people/add", "name")):
        fields = {"email": "ada@lakeside.example", "role": "biller", field: sent}
        assert client.post(address, fields).status_code == 400, address
    assert User.objects.count() == 1


def test_what_is_longer_than_can_be_stored_is_refused_not_cut(client: Client) -> None:
    for fields in (
        {"email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example", "name": "Ada"},
        {"email": "ada@lakeside.example", "name": "A" * 121},
    ):
        assert client.post("/organizations/people/add", {"role": "biller", **fields}).status_code == 400
    assert User.objects.count() == 1


def test_no_other_method_is_answered(client: Client) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "INVENTED"):
        for address in ("/claims/send", "/practices/edit", "/patients/", "/minutes/", "/health", "/static/x.css"):
            answer = client.generic(method, address)
            assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST"), address


def test_another_encoding_is_refused(client: Client) -> None:
    for charset in ("hex", "utf-16", "unicode_escape"):
        answer = client.generic(
            "POST", "/claims/act", b"act=x", f"application/x-www-form-urlencoded; charset={charset}"
        )
        assert answer.status_code == 400, charset


def test_the_shared_tables_change_by_who_runs_the_installation(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(settings, "LIBRARY", tmp_path / "library")
    file = SimpleUploadedFile("x.csv", b"a,b\n1,2\n")
    assert client.post("/updates/remove", {"name": "none"}).status_code == 400, "a laptop's owner may"
    assert 'action="/updates/import"' in text(client.get("/updates/"))
    monkeypatch.setattr(settings, "TEAM", True)
    member = Membership.objects.get(organization=house("Hillside").organization)
    for role in ("owner", "biller", "auditor"):
        Membership.objects.filter(pk=member.pk).update(role=role)
        team = browser()
        team.force_login(member.user)
        assert team.post("/updates/import", {"file": file}).status_code == 403
        assert team.post("/updates/remove", {"name": "none"}).status_code == 403
        assert 'action="/updates/import"' not in text(team.get("/updates/"))
    assert not list((tmp_path / "library").rglob("*.toml"))
