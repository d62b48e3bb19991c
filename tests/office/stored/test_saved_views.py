"""Saved views of the work queue: whose they are, what their address leaves, who may change and who may share them."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cleanclaim.office.audit_log.models import Event
from cleanclaim.office.claims import saved_view
from cleanclaim.office.claims.saved_view import SavedView
from cleanclaim.office.organizations.models import Membership, User
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import claims_of, overbilled, practice, signed, stored_patient
from tests.office.stored.made_up import House, house, text
from tests.office.stored.signing_in import sign_in, with_password

READY = {"view": "ready", "payer": "medicare", "name": "Medicare, ready"}
QUERY = "view=ready&payer=medicare"


@pytest.fixture
def here(database: str, monkeypatch: pytest.MonkeyPatch) -> House:
    """A practice where people sign in, with a claim to fix."""
    assert connection.vendor == database
    monkeypatch.setattr(settings, "TEAM", True)
    one = house()
    with organization_transaction([one.organization.pk]):
        practice(one)
        claims_of([signed(one, stored_patient(one), overbilled("V1"))])
    return one


def at_work(here: House, role: str, name: str = "") -> Client:
    """The browser of somebody who works there in a role."""
    user = User.objects.create_user(f"{name or role}@lakeside.example", name or role)
    Membership.objects.create(organization=here.organization, user=user, role=role, starts_on="2026-01-01")
    return sign_in(with_password(user))


def saved(here: House) -> list[tuple[str, str, bool]]:
    with organization_transaction([here.organization.pk]):
        return list(SavedView.objects.order_by("name").values_list("name", "query", "shared"))


def tabs(client: Client, query: str = "") -> dict[str, str]:
    """The views above the list: their names and addresses; the one that is open is marked by a star."""
    found = re.findall(
        r'<li><a href="/claims/\?([^"]*)"( aria-current="page")?>([^<]+)', text(client.get(f"/claims/?{query}"))
    )
    return {f"{name.strip()}{'*' if here else ''}": address.replace("&amp;", "&") for address, here, name in found}


def key(here: House, name: str) -> str:
    with organization_transaction([here.organization.pk]):
        return str(SavedView.objects.get(name=name).pk)


def test_a_view_is_saved_opened_renamed_and_removed(here: House) -> None:
    biller = at_work(here, "biller")
    page = text(biller.get(f"/claims/?{QUERY}"))
    assert "Save this view" in page
    assert "Save this view" not in text(biller.get("/claims/?view=ready")), "that is a view already"
    answer = biller.post("/claims/views/save", READY)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/claims/?{QUERY}")
    assert tabs(biller, QUERY)["Medicare, ready*"] == QUERY
    assert "Ready to send*" not in tabs(biller, QUERY)
    assert "Ready to send*" in tabs(biller, "view=ready")
    assert "Change this view" in text(biller.get(f"/claims/?{QUERY}"))
    one = key(here, "Medicare, ready")
    assert biller.post(f"/claims/views/{one}/change", {"name": "  Part  B "}).status_code == 302
    assert saved(here) == [("Part B", QUERY, False)]
    answer = biller.post(f"/claims/views/{one}/change", {"name": "", "remove": ""})
    assert answer.headers["Location"] == f"/claims/?{QUERY}", "what was listed stays listed"
    assert saved(here) == []
    with organization_transaction([here.organization.pk]):
        logged = Event.objects.filter(type__startswith="view.").order_by("number").values_list("type", flat=True)
        assert list(logged) == ["view.saved", "view.saved", "view.removed"]


def test_the_filter_and_how_it_is_grouped_are_saved_in_their_order(here: House) -> None:
    biller = at_work(here, "biller")
    sent = {
        "name": "Dana",
        "by": "none",
        "clinician": "1000000012",
        "view": "work",
        "text": "",
        "cause": "",
        "state": "hold",
    }
    assert biller.post("/claims/views/save", sent).status_code == 302
    assert saved(here) == [("Dana", "state=hold&clinician=1000000012&by=none", False)]
    assert "Dana*" in tabs(biller, "by=none&clinician=1000000012&state=hold")
    sent |= {"text": "Exämple, A&B"}
    assert biller.post("/claims/views/save", sent).status_code == 302
    assert saved(here) == [("Dana", "state=hold&clinician=1000000012&text=Ex%C3%A4mple%2C+A%26B", False)]
    assert len([one for one in tabs(biller) if one.startswith("Dana")]) == 1, "its own name is saved over"


def test_a_view_is_its_persons_until_it_is_shared(here: House) -> None:
    biller, other, therapist = at_work(here, "biller"), at_work(here, "biller", "otto"), at_work(here, "therapist")
    biller.post("/claims/views/save", READY)
    one = f"/claims/views/{key(here, 'Medicare, ready')}/change"
    for client in (other, therapist):
        assert "Medicare, ready" not in tabs(client)
        assert client.post(one, {"name": "Mine now"}).status_code == 404
        assert client.post(one, {"remove": ""}).status_code == 404
    assert biller.post(one, {"name": "Medicare, ready", "shared": "on"}).status_code == 302
    assert saved(here) == [("Medicare, ready", QUERY, True)]
    for client in (other, therapist):
        assert tabs(client)["Medicare, ready"] == QUERY
    assert "Change this view" not in text(therapist.get(f"/claims/?{QUERY}"))
    assert therapist.post(one, {"name": "Mine now"}).status_code == 403
    assert therapist.post(one, {"remove": ""}).status_code == 403
    assert other.post(one, {"name": "Ours", "shared": "on"}).status_code == 302
    assert saved(here) == [("Ours", QUERY, True)]
    assert other.post(one, {"remove": ""}).status_code == 302
    assert saved(here) == []


@pytest.mark.parametrize(("role", "own", "share"), [
    ("owner", 302, 302), ("biller", 302, 302), ("therapist", 302, 403), ("auditor", 302, 403), ("assistant", 403, 403),
    ("front desk", 403, 403), ("credentialing", 403, 403),
])  # fmt: skip
def test_who_may_see_claims_saves_and_who_may_change_them_shares(here: House, role: str, own: int, share: int) -> None:
    client = at_work(here, role, "somebody")
    assert client.post("/claims/views/save", READY | {"shared": "on"}).status_code == share
    assert client.post("/claims/views/save", READY).status_code == own
    assert len(saved(here)) == (own == 302)


@pytest.mark.parametrize(("more", "says"), [
    ({"name": " "}, "it has no name"),
    ({"name": "x" * 41}, "more than 40 characters"),
    ({"view": "nowhere"}, "names what is not known here"),
    ({"state": "lost"}, "names what is not known here"),
])  # fmt: skip
def test_what_cannot_be_saved_is_refused_in_words(here: House, more: dict[str, Any], says: str) -> None:
    biller = at_work(here, "biller")
    answer = biller.post("/claims/views/save", READY | more)
    assert answer.status_code == 400
    assert says in text(answer)
    assert saved(here) == []


def test_no_two_views_have_a_name_and_nobody_has_too_many(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    biller = at_work(here, "biller")
    biller.post("/claims/views/save", READY)
    biller.post("/claims/views/save", READY | {"name": "Second"})
    answer = biller.post(f"/claims/views/{key(here, 'Second')}/change", {"name": "Medicare, ready"})
    assert answer.status_code == 400
    assert "is saved already" in text(answer)
    monkeypatch.setattr(saved_view, "MOST", 2)
    answer = biller.post("/claims/views/save", READY | {"name": "Third"})
    assert "which is the most" in text(answer)
    assert biller.post("/claims/views/save", READY | {"name": "Second", "view": "sent"}).status_code == 302
    assert [name for name, _query, _shared in saved(here)] == ["Medicare, ready", "Second"]
