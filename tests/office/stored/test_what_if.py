"""A release tried on the practice's own visits, and why nothing changes where nothing could."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from cleanclaim.office.day import today
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import PERMISSIONS, Role
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import example_patients, practice, signed, visit
from tests.office.stored.made_up import events, here, text

RELEASE = "MPFS RVU26C"


@pytest.fixture
def visits(client: Client) -> list[date]:
    """The days of a practice's signed visits."""
    assert client
    one = here()
    days = [date(2026, 8, 3) + timedelta(days=at) for at in range(3)]
    with organization_transaction([one.organization.pk]):
        practice(one)
        record = example_patients(one)["P01"]
        for at, day in enumerate(days):
            signed(one, record, visit(f"V{at}", day))
    return days


def tried(client: Client, **sent: Any) -> str:
    answer = client.post("/claims/what-if", {"release": RELEASE, "zip": "60601", "since": "2026-01-01", **sent})
    assert answer.status_code == 302, text(answer)
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200, text(page)[text(page).find("<main") :]
    return " ".join(text(page).split())


def test_a_release_is_tried_on_the_practices_own_visits(client: Client, visits: list[date]) -> None:
    assert "Try it on the practice" in text(client.get("/updates/what-if"))
    page = tried(client)
    assert f"My practice, {len(visits)} visits" in page
    assert "3 visits</strong> would change: dollars of 3" in page
    assert events()[-1] == "visit.tried"
    assert "1 visits, each by the law" in tried(client, since=visits[-1].isoformat())


def test_where_nothing_changes_the_page_says_whether_it_could(client: Client, visits: list[date]) -> None:
    page = tried(client, release="GPCI 2020")
    assert "Nothing could change" in page
    assert "The visits are judged by the law of Aug 3, 2026 to Aug 5, 2026, and on no such day does it answer" in page
    assert "Nothing could change" in tried(client, as_of="2025-02-03")
    page = tried(client, release="MUE 2026H1")
    assert "Nothing changes for these visits" in page
    assert f"answers for {len(visits)} visits of {len(visits)}" in page
    assert "There is no visit to try it on" in tried(client, since=today().isoformat())


@pytest.mark.parametrize("role", Role)
def test_only_who_sees_everybodys_claims_tries_it_on_them(client: Client, role: Role) -> None:
    Membership.objects.update(role=role)
    may = role in PERMISSIONS["claims.files"]
    assert ("Try it on the practice" in text(client.get("/updates/what-if"))) is may
    answer = client.post("/claims/what-if", {"release": "nothing"})
    assert answer.status_code == (400 if may else 403)
