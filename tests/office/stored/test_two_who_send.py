"""Two people who press send at one moment: one sending goes out, and the second person sees it instead of an error."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cleanclaim.office.claims.outbox import Batch, SendRun
from cleanclaim.office.claims.runs import find_run_under_way
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.confirming import send_sheet, sheet_fields
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import claim, client, work  # noqa: F401 - a fixture


def test_the_second_who_presses_send_sees_what_the_first_is_sending(client: Client) -> None:  # noqa: F811
    first, second = sheet_fields(client), sheet_fields(client)
    went = client.post("/claims/send", first)
    again = client.post("/claims/send", second)
    assert again.status_code == went.status_code == 302
    assert again.headers["location"] == went.headers["location"]
    with organization_transaction([here().organization.pk]):
        assert SendRun.objects.count() == 1
        SendRun.objects.update(user=None)
    page = text(client.get(again.headers["location"]))
    assert "The program is sending this" in page
    assert "Nothing goes out twice" in page
    assert "The program is sending" in text(client.get("/claims/send"))
    work()
    with organization_transaction([here().organization.pk]):
        assert list(Batch.objects.values_list("claims", flat=True)) == [1]
    assert "The program sent this" in text(client.get(again.headers["location"]))


def test_who_presses_send_once_the_first_is_done_sees_who_sent_what(client: Client) -> None:  # noqa: F811
    second = sheet_fields(client)
    went = send_sheet(client)
    work()
    answer = client.post("/claims/send", second)
    assert answer.status_code == 409
    page = text(answer)
    assert "Claims: it was 1, it is 0." in page
    assert went.headers["location"] in page
    assert "1 claim, begun " in page


@pytest.mark.usefixtures("client")
def test_a_sending_of_other_claims_is_not_waited_for() -> None:
    one, other, third = claim("V1").pk, claim("V2").pk, claim("V3").pk
    with organization_transaction([here().organization.pk]):
        about = {"organization": here().organization, "until": timezone.now(), "user": here().user}
        run = SendRun.objects.create(**about, chosen=f"{one} {other}")
        assert find_run_under_way([third]) is None
        assert find_run_under_way([third, other]) == find_run_under_way([]) == run
        SendRun.objects.update(ended_at=timezone.now() - timedelta(seconds=1))
        assert find_run_under_way([]) is None
