"""A visit that an assistant signed and a therapist took part in is co-signed by the supervisor, and the log says so."""

import pytest
from django.test import Client

from cleanclaim.office.organizations.roles import Role
from tests.office.stored.made_up import events, text
from tests.office.stored.visits_made_up import (
    ASSISTANT,
    EXERCISE,
    OTHER_THERAPIST,
    THERAPIST,
    begun,
    own,
    page,
    therapists_browser,
    value,
)

MISSING = "The therapist&#x27;s signature is missing"


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def of_both(client: Client, *, signed: bool = True) -> str:
    """A visit on the assistant's number to which the therapist gave manual therapy."""
    address = begun(client, ASSISTANT)
    own(Role.ASSISTANT, ASSISTANT)
    both = page(1, EXERCISE, ("97140", "10")) | {"who": ["assistant", "therapist"]}
    saved = text(client.post(f"{address}save", both))
    assert MISSING in saved
    assert "Once it is signed, Pat Sample, PT has to co-sign it." in saved
    if signed:
        assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    return address


def test_the_supervisor_co_signs_once_and_nothing_of_what_was_signed_changes(client: Client) -> None:
    address = of_both(client)
    shown = text(client.get(address))
    assert "Pat Sample, PT co-signs it" in shown
    assert "Pat Sample, PT has to co-sign it." in shown
    assert "Co-sign<" not in shown, "the assistant does not"
    before = value(address)
    assert "To co-sign" not in text(client.get("/visits/")), "the assistant waits for nothing"
    own(Role.THERAPIST, THERAPIST)
    assert f'<a href="{address}">Example, Ada, Mar 2, 2026</a>' in text(client.get("/visits/")).split("To co-sign")[1]
    assert 'Co-sign<span class="as"> as Pat Sample, PT' in text(client.get(address))
    assert client.post(f"{address}cosign", {"version": 2}).status_code == 409, "the page showed an older one"
    assert client.post(f"{address}cosign", {"version": 3}).status_code == 302
    assert "visit.cosigned" in events()
    after = value(address)
    assert before.note
    assert after.note
    assert (after.note.cosigned_by, after.note.credential, after.note.text) == (
        "Pat Sample, PT", "PTA", before.note.text,
    )  # fmt: skip
    assert after.services == before.services
    shown = text(client.get(address))
    assert "Co-signed by Pat Sample, PT" in shown
    assert "Co-signed by" in shown.split('id="history"')[1]
    assert MISSING not in shown
    assert "To co-sign" not in text(client.get("/visits/"))
    assert client.post(f"{address}cosign", {"version": 4}).status_code == 400, "once"


def test_nobody_else_co_signs_and_nothing_that_is_open(client: Client) -> None:
    address = of_both(client, signed=False)
    own(Role.THERAPIST, THERAPIST)
    assert client.post(f"{address}cosign", {"version": 2}).status_code == 400, "not signed yet"
    own(Role.ASSISTANT, ASSISTANT)
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    assert client.post(f"{address}cosign", {"version": 3}).status_code == 400, "the assistant's own"
    own(Role.OWNER, OTHER_THERAPIST)
    assert client.post(f"{address}cosign", {"version": 3}).status_code == 400
    own(Role.THERAPIST, OTHER_THERAPIST)
    assert client.post(f"{address}cosign", {"version": 3}).status_code == 403


def test_an_assistants_own_treatment_needs_no_second_signature_of_medicare(client: Client) -> None:
    address = begun(client, ASSISTANT)
    own(Role.ASSISTANT, ASSISTANT)
    saved = text(client.post(f"{address}save", page(1, EXERCISE) | {"who": ["assistant"]}))
    assert MISSING not in saved
    assert "has to co-sign" not in saved
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    own(Role.THERAPIST, THERAPIST)
    assert "To co-sign" not in text(client.get("/visits/"))


def test_a_note_that_names_an_assistant_is_found_before_it_is_signed(client: Client) -> None:
    address = begun(client)
    note = "Ther ex 23 min by PTA: squats with cues. Tolerated well, pain 2/10. Total treatment time: 23 min."
    saved = text(client.post(f"{address}save", page(1, EXERCISE, note=note)))
    assert "The note says &quot;by PTA&quot;, and every minute is entered as a therapist&#x27;s." in saved
    given = page(2, EXERCISE, note=note) | {"who": ["assistant"]}
    assert "The note says &quot;by PTA&quot;" not in text(client.post(f"{address}save", given))
