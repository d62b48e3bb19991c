"""A finding is overridden on a ground from the list and with a sentence, or not at all."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from cleanclaim.model.override import GROUNDS, Ground
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.sending import list_overrides
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.confirming import seen_on_page
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import claim, client, do, said  # noqa: F401 - a fixture

SENTENCE = "Minutes stand in the addendum of Nov 21"


def override(client: Client, **more: Any) -> Any:  # noqa: F811
    sent = {"visit": "V1", "rule": "minutes.overbilled", "line": "1", "ground": "chart", "reason": SENTENCE}
    expires = (today() + timedelta(days=1)).isoformat()
    return do(client, "override", claim("V1"), **{**sent, "expires": expires, **more})


@pytest.mark.parametrize(("more", "words"), [
    ({"ground": ""}, "none is chosen"),
    ({"ground": "because"}, "none is chosen"),
    ({"reason": "ok ok ok"}, "has fewer than 4 words"),
    ({"reason": " "}, "is empty"),
])  # fmt: skip
def test_without_a_ground_or_a_sentence_it_stays_on_hold(client: Client, more: Any, words: str) -> None:  # noqa: F811
    answer = override(client, **more)
    assert answer.status_code == 400
    assert words in said(answer)["text"]
    assert claim("V1").state == "hold"


@pytest.mark.parametrize(("more", "field"), [
    ({"ground": ""}, "ground"), ({"reason": "ok"}, "reason"), ({"expires": "2026-01-01"}, "expires"),
])  # fmt: skip
def test_a_refusal_names_the_field_and_loses_nothing(client: Client, more: Any, field: str) -> None:  # noqa: F811
    assert said(override(client, **more))["field"] == field
    sent = {"visit": "V1", "rule": "minutes.overbilled", "line": "1", "ground": "chart", "reason": SENTENCE, **more}
    named = {"act": "override", "claim": seen_on_page(client, claim("V1"))}
    answer = client.post("/claims/act", {"expires": today().isoformat(), **sent, **named})
    assert (answer.status_code, answer.headers["X-Field"]) == (400, field)
    assert f"<dt>reason</dt><dd>{sent['reason']}</dd>" in text(answer)
    assert said(override(client))["field"] == ""


@pytest.mark.parametrize(("act", "more", "field"), [
    ("hold", {"reason": ""}, "reason"), ("hold", {"reason": "why", "until": "2026-01-01"}, "until"),
    ("close", {"reason": " "}, "reason"),
])  # fmt: skip
def test_so_does_that_of_another_dialog(client: Client, act: str, more: Any, field: str) -> None:  # noqa: F811
    answer = do(client, act, claim("V1"), **more)
    assert (answer.status_code, said(answer)["field"]) == (400, field)


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_stands_before_the_reason_on_the_claim(client: Client, ground: Ground) -> None:  # noqa: F811
    assert override(client, ground=ground).status_code == 200
    assert claim("V1").state == "ready"
    assert f"{GROUNDS[ground]}: {SENTENCE}" in text(client.get(f"/claims/{claim('V1').pk}/"))
    page = text(client.get("/claims/"))
    assert f'<option value="{ground}">{GROUNDS[ground]}</option>' in page


@pytest.mark.parametrize("ground", GROUNDS)
def test_as_long_a_reason_as_the_field_takes_is_stored_with_every_ground(client: Client, ground: str) -> None:  # noqa: F811
    (room,) = re.findall(r'name="reason" required maxlength="(\d+)" aria-describedby', text(client.get("/claims/")))
    reason = ("the addendum says so " * 9)[: int(room)]
    assert override(client, ground=ground, reason=reason).status_code == 200


def test_the_ground_is_stored_as_chosen_apart_from_the_reason(client: Client) -> None:  # noqa: F811
    override(client, ground="answer")
    record = claim("V1")
    with organization_transaction([here().organization.pk]):
        (made,) = changes.newest(record).read().overrides
        assert (made.ground, made.reason) == ("answer", SENTENCE)
        assert made.words == f"{GROUNDS['answer']}: {SENTENCE}"


def test_what_goes_out_with_an_override_is_found_by_what_was_decided_and_not_by_the_words_of_history(
    client: Client,  # noqa: F811
) -> None:
    def listed() -> list[str]:
        with organization_transaction([here().organization.pk]):
            return [record.number for record, _made in list_overrides([])]

    record = claim("V1")
    with organization_transaction([here().organization.pk]):
        value = changes.newest(record).read()
        changes.change(record, value, here().actor, seen=record.version, why="override of a hand, of no finding")
    assert listed() == []
    override(client)
    assert listed() == ["V1"]
    do(client, "undo", claim("V1"))
    assert listed() == []


def test_the_claims_of_before_are_marked_when_the_office_is_upgraded(client: Client) -> None:  # noqa: F811
    override(client)
    upgrade = import_module("cleanclaim.office.claims.migrations.0017_overridden")
    with organization_transaction([here().organization.pk]):
        ClaimRecord.objects.update(overridden=False)
        upgrade.mark(apps, connection.schema_editor())
        assert list(ClaimRecord.objects.filter(overridden=True).values_list("number", flat=True)) == ["V1"]
