"""A second visit of a patient on one day is begun with a word about the first, before anything is entered twice."""

import re

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.visits.models import VisitRecord, VisitState
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import EXERCISE, OTHER_THERAPIST, begun, page, therapists_browser

ANOTHER = "The patient has another visit on this day"


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def test_each_of_a_days_visits_links_to_the_other_with_its_time_clinician_and_state(client: Client) -> None:
    first = begun(client)
    assert ANOTHER not in text(client.get(first))
    client.post(f"{first}save", page(1, EXERCISE))
    assert client.post(f"{first}sign", {"version": 2}).status_code == 302
    second = begun(client, OTHER_THERAPIST, at="14:00")
    shown = text(client.get(second))
    assert ANOTHER in shown
    assert f'<a href="{first}">9:30 AM, Pat Sample, PT</a> <span class="dim">Signed</span>' in shown
    assert "do not enter it twice" in shown
    of_first = text(client.get(first))
    assert f'<a href="{second}">2:00 PM, ' in of_first
    assert "do not enter it twice" not in of_first, "it is signed"


def test_a_visit_that_was_removed_or_is_of_another_day_is_no_other(client: Client) -> None:
    first, second = begun(client), begun(client, at="14:00")
    client.post(f"{second}remove", {"version": 1})
    begun(client, on="2026-03-03")
    assert ANOTHER not in text(client.get(first))


MORNING = (("97110", "15"), ("97140", "9"), ("97035", "9"))
AFTERNOON = (("97110", "16"), ("97140", "8"))


def two_visits(client: Client) -> tuple[str, str]:
    """The addresses of a visit in the morning that was signed, and of one in the afternoon with its minutes."""
    first = begun(client, at="9:00")
    client.post(f"{first}save", page(1, *MORNING))
    assert client.post(f"{first}sign", {"version": 2}).status_code == 302
    second = begun(client, at="14:00")
    assert client.post(f"{second}save", page(1, *AFTERNOON)).status_code == 200
    return first, second


def words(client: Client, address: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", text(client.get(address))).split())


def test_what_another_visit_changes_of_a_signed_ones_units_is_said_on_both(client: Client) -> None:
    first = begun(client, at="9:00")
    client.post(f"{first}save", page(1, *MORNING))
    assert client.post(f"{first}sign", {"version": 2}).status_code == 302
    assert "97140 × 0" in words(client, first)
    assert "since this was signed" not in words(client, first)
    second = begun(client, at="14:00")
    client.post(f"{second}save", page(1, *AFTERNOON))
    of_first = text(client.get(first))
    assert f'<a href="{second}">at 2:00 PM</a>' in of_first
    shown = words(client, first)
    assert (
        "Counted with the other visit of the day (at 2:00 PM); since this was signed, 97140 earns a unit here." in shown
    )
    assert "When it was signed: 97110 × 1, 97140 × 0, 97035 × 1." in shown
    assert "97140 × 1" in shown
    assert "since the visit at 9:00 AM was signed, 97140 earns a unit there." in words(client, second)
    client.post(f"{second}sign", {"version": 2})
    assert "since this was signed, 97140 earns a unit here" in words(client, first)
    assert "since this was signed" not in words(client, second), "it counted so when it was signed"


def test_the_timelines_of_visits_and_claim_say_what_changed_of_signed_units(client: Client) -> None:
    first = begun(client, at="9:00")
    client.post(f"{first}save", page(1, *MORNING))
    assert client.post(f"{first}sign", {"version": 2}).status_code == 302
    mine = "After this was signed, visit"
    assert mine not in words(client, first)
    second = begun(client, at="14:00")
    client.post(f"{second}save", page(1, *AFTERNOON))
    for address, said in ((first, mine), (second, "of the day, signed before, were changed by")):
        shown = words(client, address)
        assert said in shown
        assert "Units of 97140" in shown
    with organization_transaction([here().organization.pk]):
        claim = ClaimRecord.objects.first()
        assert claim
    told = words(client, f"/claims/{claim.pk}/")
    assert re.search(r"changed visit \S+ of the day: 97140 earns a unit in visit \S+, which was signed", told)
    client.post(f"{second}remove", {"version": 2})
    assert re.search("of the day: 97140 earns no unit any more in visit", words(client, f"/claims/{claim.pk}/"))


def test_a_visit_that_was_removed_takes_what_it_earned_elsewhere_with_it(client: Client) -> None:
    first = begun(client, at="14:00")
    client.post(f"{first}save", page(1, *AFTERNOON))
    second = begun(client, at="9:00")
    client.post(f"{second}save", page(1, *MORNING))
    client.post(f"{second}sign", {"version": 2})
    assert "since this was signed" not in words(client, second)
    client.post(f"{first}save", page(2, ("97110", "16")))
    assert "since this was signed, 97140 earns no unit any more here." in words(client, second)
    client.post(f"{first}remove", {"version": 3})
    alone = words(client, second)
    assert (
        "No other visit of the day counts with this one any more; since this was signed, 97140 earns no unit" in alone
    )
    assert "this day for" not in alone


def test_a_days_units_are_said_beside_the_part_that_falls_to_a_visit(client: Client) -> None:
    first, second = two_visits(client)
    shown = words(client, second)
    assert "4 units this day for 57 timed minutes: 3 at 9:00 AM, 1 here." in shown
    assert "Counted together with the visit at 9:00 AM (97110 × 1, 97140 × 1, 97035 × 1)" in shown
    assert "4 units this day for 57 timed minutes: 1 at 2:00 PM, 3 here." in words(client, first)


def test_no_next_unit_is_said_to_begin_by_the_minutes_of_a_part_of_the_day(client: Client) -> None:
    first, second = two_visits(client)
    for address in (first, second):
        assert "Another would begin" not in text(client.get(address))
    client.post(f"{second}remove", {"version": 2})
    assert "Another would begin" in text(client.get(first))


def came_with_units(address: str) -> None:
    """Have an open visit be as an import brings one: with units of its own."""
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(pk=address.split("/")[2])
        visit = changes.newest(record).read()
        units = {"97110": 1, "97140": 0, "97035": 1}
        services = tuple(structs.replace(one, units=units[one.code]) for one in visit.services)
        changes.change(record, structs.replace(visit, services=services), here().actor, seen=record.version)


def test_units_that_came_with_a_visit_and_are_fewer_than_the_day_earns_are_named_before_signing(client: Client) -> None:
    first = begun(client, at="9:00")
    client.post(f"{first}save", page(1, *MORNING))
    came_with_units(first)
    shown = words(client, first)
    assert "these are shown as they came" in shown, "alone its minutes earn what it came with"
    second = begun(client, at="14:00")
    client.post(f"{second}save", page(1, *AFTERNOON))
    shown = words(client, first)
    assert "97140 × 0 came with the visit; the day's minutes earn 1." in shown


def test_a_days_two_visits_are_no_day_split_over_two_claims(client: Client) -> None:
    first, second = two_visits(client)
    client.post(f"{second}sign", {"version": 2})
    for address in (first, second):
        assert "The day is split over two claims" not in text(client.get(address))
    with organization_transaction([here().organization.pk]):
        VisitRecord.objects.filter(pk=second.split("/")[2]).update(state=VisitState.BILLED)
    assert "The day is split over two claims" in text(client.get(first)), "it has a claim of its own"
