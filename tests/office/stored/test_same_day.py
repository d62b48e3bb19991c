"""A second visit of a patient on one day is begun with a word about the first, before anything is entered twice."""

import pytest
from django.test import Client

from tests.office.stored.made_up import text
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
