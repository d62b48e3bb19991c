"""One source for how a claim stands: what its page says above its findings is what the findings come to."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from msgspec import structs

from cleanclaim.model.override import Override
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.judging import mark_due
from cleanclaim.office.claims.models import AWAY, ClaimRecord, ClaimState
from cleanclaim.office.claims.standing import find_standing, list_open, mark_of
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import claim, client, do, work  # noqa: F401 - a fixture


def header(client: Client, number: str) -> tuple[str, str]:  # noqa: F811
    """The state in the head of a claim's page, and the page."""
    page = text(client.get(f"/claims/{claim(number).pk}/"))
    found = re.search(r'<header class="of-claim">.*?<span class="tag is-\w+">([^<]+)</span>', page, re.DOTALL)
    assert found
    return found[1], page


@pytest.mark.parametrize("number", ["V1", "V3"])
@pytest.mark.parametrize("stored", [one for one in ClaimState if one not in AWAY])
def test_the_head_says_what_the_findings_come_to(client: Client, number: str, stored: ClaimState) -> None:  # noqa: F811
    with organization_transaction([here().organization.pk]):
        ClaimRecord.objects.filter(number=number).update(state=stored, worst="", judged_at=None)
        (judged,) = judge([ClaimRecord.objects.get(number=number)])
        wanted = mark_of(find_standing(judged, "").state).word.capitalize()
        stops = [finding for finding in list_open(judged) if finding.severity == "stop"]
    said, page = header(client, number)
    assert said == wanted
    assert bool(stops) == (number == "V1")
    assert (said == "Ready") == (not stops)
    assert ("to fix first" in page) == bool(stops)
    assert 'class="first" data-do="approve"' not in page
    beside = text(client.get(f"/claims/{claim(number).pk}/", headers={"HX-Request": "true"}))
    assert f">{wanted}</span>" in beside


@pytest.mark.parametrize("stored", [ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.DISAGREE, ClaimState.VOIDED])
def test_a_claim_that_somebody_else_has_says_so_whatever_is_found_now(client: Client, stored: ClaimState) -> None:  # noqa: F811
    with organization_transaction([here().organization.pk]):
        ClaimRecord.objects.filter(number="V1").update(state=stored)
    assert header(client, "V1")[0] == mark_of(stored).word.capitalize()


def test_a_rejection_nobody_answered_stays_what_the_head_says(client: Client) -> None:  # noqa: F811
    with organization_transaction([here().organization.pk]):
        ClaimRecord.objects.filter(number="V3").update(state="rejected", rejections=1, worst="no such member")
    said, page = header(client, "V3")
    assert said == "Rejected"
    assert "no such member" in page


@pytest.mark.parametrize("what", ["override", "limit"])
def test_what_ran_out_over_night_is_judged_anew(client: Client, what: str) -> None:  # noqa: F811
    record = claim("V1" if what == "override" else "V3")
    with organization_transaction([here().organization.pk]):
        record = ClaimRecord.objects.get(pk=record.pk)
        if what == "override":
            made = Override(
                rule="minutes.overbilled", reason="Seen", author="Ada", expires=today() - timedelta(days=1),
                visit_id="V1", line=1, code="97110",
            )  # fmt: skip
            value = changes.newest(record).read()
            changes.change(record, structs.replace(value, overrides=(made,)), here().actor, seen=record.version)
        yesterday = timezone.now() - timedelta(days=1)
        past = {"deadline": today() - timedelta(days=1)} if what == "limit" else {}
        ClaimRecord.objects.filter(pk=record.pk).update(
            state="ready", needs_work=False, cause="", judged_at=yesterday, **past
        )
    if what == "override":
        assert header(client, "V1")[0] == "On hold"
    mark_due()
    work()
    record = claim(record.number)
    assert record.judged_at is not None
    assert record.judged_at > yesterday
    assert record.state == ("hold" if what == "override" else "ready")
    mark_due()
    work()
    assert claim(record.number).judged_at == record.judged_at, "once a day"
