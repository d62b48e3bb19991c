"""Visits of a file that may have been billed elsewhere are asked about, and taken as somebody says; what payers were
said to be in one file they are in the next.
"""

from datetime import date, timedelta

from django.test import Client

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.day import today
from cleanclaim.office.imports.models import ImportBatch
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import here, text
from tests.office.stored.test_import_choices import VISITS, row, with_practice
from tests.office.stored.test_imports import drop, send, two_patients, visits

RECENT = today() - timedelta(days=7)
OLDER = (RECENT.replace(day=1) - timedelta(days=20)).replace(day=3)
ASKS = "Say whether they were billed already"


def of_day(number: str, day: date, **more: str) -> str:
    return row(number, day=day.isoformat(), **more)


def with_a_claim_of_this_month(client: Client) -> None:
    two_patients()
    with_practice()
    send(client, drop(client, VISITS + of_day("1", RECENT), "first.csv"))
    assert visits() == {"1": ("signed", 1)}


def test_it_is_asked_of_visits_before_the_oldest_month_with_work_and_a_day_parts_them(client: Client) -> None:
    with_a_claim_of_this_month(client)
    address = drop(client, VISITS + of_day("2", OLDER) + of_day("3", RECENT, patient="P02"), "both.csv")
    page = text(client.get(address))
    assert "1 of 2 visits may have been billed elsewhere:" in page
    assert "the oldest month with claims here" in page
    assert ASKS in page
    assert 'value="no" checked' not in page
    refused = send(client, address)
    assert refused.status_code == 400
    assert "nobody said whether its visits were billed already" in text(refused)
    assert set(visits()) == {"1"}
    unsaid = send(client, address, way="read", billed="before", billed_before="")
    assert unsaid.status_code == 302
    assert ASKS in text(client.get(address)), "without the day nothing is said"
    send(client, address, way="read", billed="before", billed_before=RECENT.isoformat())
    assert ASKS not in text(client.get(address))
    send(client, address)
    assert visits() == {"1": ("signed", 1), "2": ("billed", 1), "3": ("signed", 1)}
    with organization_transaction([here().organization.pk]):
        assert ClaimRecord.objects.count() == 2


def test_visits_that_no_payer_takes_any_more_are_history_unless_somebody_says_otherwise(client: Client) -> None:
    two_patients()
    with_practice()
    address = drop(client, VISITS + of_day("2", date(2024, 3, 4)), "years.csv")
    page = text(client.get(address))
    assert "past the payer's limit for filing" in page
    assert "They are taken as history unless you say otherwise." in page
    assert ASKS not in page
    send(client, address)
    assert visits() == {"2": ("billed", 1)}
    again = drop(client, VISITS + of_day("3", RECENT), "now.csv")
    assert "may have been billed elsewhere" not in text(client.get(again)), "history holds for no later file"
    send(client, again)
    assert visits()["3"] == ("signed", 1)


def test_a_payer_is_not_called_chosen_before_it_is_and_then_is_in_every_file_of_the_kind(client: Client) -> None:
    two_patients()
    with_practice()
    address = drop(client, VISITS + of_day("1", RECENT, payer="MCR of Texas"))
    assert ">Not said yet</option>" in text(client.get(address))
    send(client, address, way="read", **{"word-payer-0": "medicare"})
    send(client, address)
    longer = VISITS.replace("\n", ",start\n") + of_day("2", RECENT, payer="mcr of texas", patient="P02").replace(
        "\n", ",09:00\n"
    )
    address = drop(client, longer, "other columns.csv")
    page = text(client.get(address))
    assert '<option value="medicare" selected>' in page
    assert "Take 1" in page
    send(client, address, way="read", **{"word-payer-0": ""})
    assert "1 row waits until it is chosen who that is" in text(client.get(address)), "it can be unsaid"
    with organization_transaction([here().organization.pk]):
        assert ImportBatch.objects.count() == 2
