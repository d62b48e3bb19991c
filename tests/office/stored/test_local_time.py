"""Times on pages are those of the practice's clock; where its file names no zone, of the browser's."""

import re

import pytest
from django.test import Client

from cleanclaim.office.day import ZONE_COOKIE
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import EXERCISE, FILE, begun, page, therapists_browser

SIGNED_AT = "2026-11-30T15:30:00+00:00"


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def signed(client: Client) -> str:
    """The address of a visit that was signed at 15:30 UTC."""
    address = begun(client)
    client.post(f"{address}save", page(1, EXERCISE))
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    with organization_transaction([here().organization.pk]):
        VisitRecord.objects.filter(pk=address.split("/")[2]).update(signed_at=SIGNED_AT)
    return address


def signed_line(client: Client, address: str) -> str:
    """When the visit's page says that it was signed."""
    found = re.search(f'<time datetime="{re.escape(SIGNED_AT)}">([^<]*)</time>', text(client.get(address)))
    assert found
    return found[1]


def naming(zone: str) -> str:
    """The practice's file with a time zone."""
    return FILE.read_text().replace("usage =", f'time_zone = "{zone}"\nusage =', 1)


def test_times_are_those_of_the_browser_until_the_practices_file_names_a_zone(client: Client) -> None:
    address = signed(client)
    client.cookies[ZONE_COOKIE] = "America/Denver"
    assert signed_line(client, address) == "Nov 30, 2026, 8:30 AM MST"
    assert "each browser: the file names no time_zone" in text(client.get("/practices/"))
    with organization_transaction([here().organization.pk]):
        record = PracticeRecord.objects.get()
        changes.change(record, PracticeFile(naming("America/New_York")), here().actor, seen=record.version)
    assert signed_line(client, address) == "Nov 30, 2026, 10:30 AM EST"
    assert "<dd>America/New_York</dd>" in text(client.get("/practices/"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "Nowhere/Else", "x" * 3000, ""])
def test_a_zone_that_is_none_is_not_believed(client: Client, name: str) -> None:
    address = signed(client)
    client.cookies[ZONE_COOKIE] = name
    assert signed_line(client, address).startswith("Nov 30, 2026, ")


def test_a_zone_that_is_none_is_refused_in_the_practices_file(client: Client) -> None:
    answer = client.post("/practices/edit", {"text": naming("Chicago"), "version": "1"})
    assert answer.status_code == 400
    assert "&quot;Chicago&quot; is no time zone" in text(answer)
