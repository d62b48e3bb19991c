"""Two pages at one visit: of a part that both changed what was typed last stands, and the other text beside it, stored,
until somebody chooses. Asked of the application on both databases.
"""

import re
from typing import Any

import pytest
from django.test import Client

from tests.office.stored.made_up import text
from tests.office.stored.visits_made_up import EXERCISE, begun, page, therapists_browser, value


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def saved(client: Client, address: str, sent: dict[str, Any]) -> str:
    """What the page says after it was stored."""
    answer = client.post(f"{address}save", sent)
    assert answer.status_code == 200, text(answer)
    return text(answer)


def note(address: str) -> str:
    """The text of the note as it is stored."""
    found = value(address).note
    return found.text if found else ""


def keys(shown: str) -> list[str]:
    """What a page offers of another page, by key."""
    return re.findall('data-elsewhere="([0-9a-f]+)"', shown)


def test_of_a_note_typed_on_two_pages_both_are_stored_until_one_is_chosen(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, note="Ther ex 23 min, squats."))
    shown = saved(client, address, page(1, EXERCISE, note="Ther ex 23 min, bridges."))
    assert note(address) == "Ther ex 23 min, bridges.", "what was typed last stands"
    assert "<span data-text>Ther ex 23 min, squats.</span>" in shown
    (key,) = keys(shown)
    assert keys(text(client.get(address))) == [key], "on every device, after a reload too"
    assert re.search("it was typed by [A-Za-z ]+ on another page too", shown)
    refused = client.post(f"{address}sign", {"version": 3})
    assert refused.status_code == 400, "nobody signs over it"
    assert keys(text(refused)) == [key], "the page has what is to be chosen"
    assert "Choose which of both stays, at its field." in text(refused)
    shown = saved(client, address, page(3, ("97110", "30"), note="Ther ex 23 min, bridges."))
    assert keys(shown) == [key], "something else that is typed leaves it there"
    both = "Ther ex 23 min, bridges.\n\nMore of it."
    shown = saved(client, address, page(4, EXERCISE, note=both) | {"chosen": [key]})
    assert keys(shown) == []
    assert client.post(f"{address}sign", {"version": 5}).status_code == 302


def test_a_text_that_stands_in_the_note_by_now_is_not_asked_of(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, note="Squats."))
    assert len(keys(saved(client, address, page(1, EXERCISE, note="Bridges.")))) == 1
    assert keys(saved(client, address, page(3, EXERCISE, note="Bridges.\nSquats. Tired."))) == []
    saved(client, address, page(4, EXERCISE, note="Bridges.\nSquats. Tired. Ice."))
    assert keys(saved(client, address, page(4, EXERCISE, note="Bridges.\nSquats. Tired. Ice. Rest."))) == []


def test_minutes_and_diagnoses_of_both_pages_are_offered_and_lines_that_wait_all_stay(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, diagnoses="M25.561") | {"lines": ["blue 15"]})
    saved(client, address, page(2, EXERCISE, ("97140", "9"), diagnoses="M54.50") | {"lines": ["red 8"]})
    sent = page(2, ("97110", "30"), diagnoses="M62.81") | {"lines": ["blue 15", "nustep 10"]}
    answer = client.post(f"{address}save", sent)
    shown = text(answer)
    assert answer.headers["X-Theirs"] == "lines", "what one alone changed is put in; of the rest mine stands"
    assert [(one.code, one.minutes) for one in value(address).services] == [("97110", 30)]
    assert "<span data-text>97110 23 min therapist; 97140 9 min therapist</span>" in shown
    assert "<span data-text>M54.50</span>" in shown
    assert len(keys(shown)) == 2
    again = text(client.get(address))
    assert ["nustep 10</span>" in again, "red 8</span>" in again, "blue 15</span>" in again] == [True, True, False]
    assert '<strong class="units">2</strong>' in again, "units are counted of what stands"


def test_what_the_other_page_emptied_is_not_asked_of(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, note="Squats."))
    saved(client, address, page(2, EXERCISE, note=""))
    assert keys(saved(client, address, page(2, EXERCISE, note="Squats and bridges."))) == []
    assert note(address) == "Squats and bridges."


def test_what_was_typed_elsewhere_goes_along_with_undo_and_redo(client: Client) -> None:
    address = begun(client)
    saved(client, address, page(1, EXERCISE, note="Squats."))
    (key,) = keys(saved(client, address, page(1, EXERCISE, note="Bridges.")))
    saved(client, address, page(3, EXERCISE, note="Bridges.") | {"chosen": [key]})
    client.post(f"{address}undo", {"version": 4})
    assert keys(text(client.get(address))) == [key]
    client.post(f"{address}redo", {"version": 5})
    assert keys(text(client.get(address))) == []


def test_rows_of_minutes_that_two_pages_changed_and_added_all_stay_once(client: Client) -> None:
    address = begun(client)
    manual, gait = ("97140", "15"), ("97116", "12")
    saved(client, address, page(1, EXERCISE, manual))
    saved(client, address, page(2, ("97110", "20"), manual, gait))
    shown = saved(client, address, page(2, EXERCISE, ("97140", "9"), gait, ("97112", "8")))
    assert keys(shown) == []
    assert [(one.code, one.minutes) for one in value(address).services] == [
        ("97110", 20),
        ("97140", 9),
        ("97116", 12),
        ("97112", 8),
    ]
    shown = saved(client, address, page(2, ("97110", "31"), manual))
    assert len(keys(shown)) == 1, "a row that both changed is chosen"
