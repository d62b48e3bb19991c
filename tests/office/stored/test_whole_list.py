"""All of a list: its groups add up to it, each claim is in one of them; acts and sendings take all of it."""

import json
import random
import re
from collections import Counter
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from msgspec import structs

from cleanclaim.office.claims.models import NEEDS_WORK, ClaimRecord, ClaimVersion
from cleanclaim.office.claims.outbox import SendRun
from cleanclaim.office.claims.queue import QueueFilter, count_causes, find_claims, matching, parse_filter
from cleanclaim.office.claims.work import ClaimWork
from cleanclaim.office.day import today
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import ON, stored_patient
from tests.office.stored.confirming import sheet_fields
from tests.office.stored.made_up import House, here, house, text
from tests.office.stored.test_claim_pages import claim, client, said  # noqa: F401 - a fixture

CAUSES = ("", "", "none of these", "minutes.overbilled", "missing: plan_signed", "by hand", "rejected", "kx & co")
PAYERS = ("", "medicare", "aetna", "aetna-ma")


def make_claims(one: House, number: int, seed: int) -> None:
    """Claims in the states that want somebody, of any cause or of none."""
    dice = random.Random(seed)  # noqa: S311 - made claims
    with organization_transaction([one.organization.pk]):
        patient = stored_patient(one, "P09", "Manifold")
    with organization_transaction([one.organization.pk]):
        _add(one, patient, number, dice)


def _add(one: House, patient: PatientRecord, number: int, dice: random.Random) -> None:
    made = ClaimRecord.objects.bulk_create(
        ClaimRecord(
            organization=one.organization, number=f"M{at}", patient=patient, day=ON, cents=dice.randrange(90_000),
            rank=dice.randrange(6), state=dice.choice(NEEDS_WORK), cause=dice.choice(CAUSES), version=1,
            cause_title=dice.choice(("", "A title", "Another")), payer=dice.choice(PAYERS), needs_work=True,
            sorted_name=patient.sorted_name,
        )
        for at in range(number)
    )  # fmt: skip
    ClaimVersion.objects.bulk_create(
        [ClaimVersion.of(record, ClaimWork(), number=1, user_id=one.actor.user) for record in made]
    )


@pytest.mark.parametrize("seed", range(8))
def test_groups_add_up_to_their_list_and_each_claim_is_in_one(database: str, seed: int) -> None:  # noqa: ARG001
    one = house()
    make_claims(one, 1 + 17 * seed, seed)
    with organization_transaction([one.organization.pk]):
        for filters in (QueueFilter(), QueueFilter(payer="aetna"), QueueFilter(state="hold")):
            whole = set(matching(filters, today()).values_list("pk", flat=True))
            groups = count_causes(filters, today())
            assert sum(group.claims for group in groups) == len(whole)
            listed: Counter[object] = Counter()
            for group in groups:
                narrowed = structs.replace(filters, state=group.state, cause=group.cause)
                page = find_claims(narrowed, today(), most=7)
                found = list(page.claims)
                while page.after:
                    page = find_claims(narrowed, today(), page.after, most=7)
                    found += page.claims
                assert len(found) == group.claims
                assert group.title
                listed.update(record.pk for record in found)
            assert set(listed) == whole
            assert max(listed.values(), default=1) == 1


def test_the_grouped_page_lists_claims_without_a_cause_and_says_how_many_in_all(client: Client) -> None:  # noqa: F811
    one = here()
    make_claims(one, 90, 3)
    page = text(client.get("/claims/"))
    counted = [int(found) for found in re.findall(r'<span class="dim">(\d+) claims?</span>', page)]
    assert sum(counted) == 92
    assert "92 claims, " in page
    assert "No single cause: open the claim" in page
    for address in re.findall(r'class="group"><th[^>]*><div><a href="([^"]+)"', page):
        assert 'class="empty"' not in text(client.get(address.replace("&amp;", "&")))
    of_payer = text(client.get("/claims/", {"payer": "aetna"}))
    assert "cause=none&amp;" in of_payer.split('class="group"', 1)[1]
    assert all(
        "payer=aetna" in found for found in re.findall(r'class="group"><th[^>]*><div><a href="([^"]+)"', of_payer)
    )


def test_all_of_a_list_is_selected_past_what_the_page_lists(client: Client) -> None:  # noqa: F811
    one = here()
    make_claims(one, 130, 5)
    assert "all 132 of this list" in text(client.get("/claims/"))
    assert "all 132 of this list" in text(client.get("/claims/", {"by": "none"}))
    whole = json.loads(client.get("/claims/listed", {"view": "work"}).content)
    assert len(set(whole["claims"])) == 132
    of_payer = json.loads(client.get("/claims/listed", {"view": "work", "payer": "aetna"}).content)["claims"]
    assert 0 < len(of_payer) < 132
    assert client.get("/claims/listed", {"view": "work", "state": "what"}).status_code == 400
    assert f"{claim('V1').pk}:{claim('V1').version}" in whole["claims"]
    held = client.post(
        "/claims/act",
        {"act": "hold", "claim": of_payer, "reason": "The payer is down", "open": ""},
        HTTP_HX_REQUEST="true",
    )
    assert said(held)["changed"] + said(held)["left"] == len(of_payer)  # those whose answers disagree stay
    assert said(held)["refused"] is False


def test_the_ready_claims_of_a_filter_go_out_alone_and_never_all_of_them(client: Client) -> None:  # noqa: F811
    for number in ("V1", "V2"):
        record = claim(number)
        with organization_transaction([record.organization_id]):
            ClaimRecord.objects.filter(pk=record.pk).update(state="ready", needs_work=False)
    page = text(client.get("/claims/", {"view": "ready", "text": "V1"}))
    assert "Send only this 1" in page
    of = {"of": "view=ready&text=V1"}
    sheet = text(client.get("/claims/send", of))
    assert "Send 1 claim," in sheet
    assert client.post("/claims/send", sheet_fields(client, of)).status_code == 302
    wanted = claim("V1").pk
    with organization_transaction([here().organization.pk]):
        assert SendRun.objects.get().chosen_claims == [wanted]
        ClaimRecord.objects.filter(number="V2").update(state="hold")
    assert client.get("/claims/send", {"of": "view=ready&text=V2"}).status_code == 400
    assert client.get("/claims/send", {"of": "view=what"}).status_code == 400
    assert "Send only" not in text(client.get("/claims/", {"view": "ready"}))


def test_payers_to_choose_are_those_of_the_file_and_of_claims_and_match_exactly(client: Client) -> None:  # noqa: F811
    one = here()
    make_claims(one, 60, 7)
    with organization_transaction([one.organization.pk]):
        exact = ClaimRecord.objects.filter(payer="aetna", needs_work=True).count()
        assert matching(QueueFilter(payer="aet"), today()).count() == 0
        assert matching(QueueFilter(payer="aetna"), today()).count() == exact
    page = text(client.get("/claims/", {"payer": "aetna"}))
    chosen = re.search(r'<select class="slim" name="payer">(.*?)</select>', page)
    assert chosen
    assert '<option value="aetna" selected>' in chosen[1]
    assert 'value="aetna-ma"' in chosen[1]
    unknown = text(client.get(f"/claims/?payer={quote('long gone')}"))
    assert '<option value="long gone" selected>' in unknown


def test_a_filter_that_is_not_known_chooses_nothing(client: Client) -> None:  # noqa: F811
    assert parse_filter(QueryDict("view=work&cause=none")).cause == "none"
    assert client.get("/claims/listed", {"view": "nothing"}).status_code == 400
