"""A claim of a patient with a second coverage says what comes after the first payer, and how its claim is made."""

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.model.practice import Coverage, Order
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.confirming import send_sheet
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import claim, client, work  # noqa: F401 - a fixture

COMMAND = "--paid REMITTANCE.835 --practice practice.toml -o second.837"


def second_coverage(first: Order | None, second: Order | None) -> None:
    """The patient of Medicare is covered by Aetna too."""
    with organization_transaction([here().organization.pk]):
        record = PatientRecord.objects.get()
        value = changes.newest(record).read()
        medicare = structs.replace(value.coverages["medicare"], order=first)
        aetna = Coverage(payer="aetna", relationship="self", member_id="W1", order=second)
        changed = structs.replace(value, coverages={"medicare": medicare, "aetna": aetna})
        changes.change(record, changed, here().actor, seen=record.version)
        follow_up()


def page_of(client: Client) -> str:  # noqa: F811
    return text(client.get(f"/claims/{claim('V3').pk}/"))


def test_a_claim_with_one_payer_says_nothing_of_another(client: Client) -> None:  # noqa: F811
    assert "The next payer" not in page_of(client)


def test_the_second_payer_is_named_and_once_it_is_sent_the_command_too(client: Client) -> None:  # noqa: F811
    second_coverage("primary", "secondary")
    page = page_of(client)
    assert "After Medicare Part B has decided, what it leaves goes to" in page
    assert "(secondary). The claim names it." in page
    assert COMMAND not in page
    send_sheet(client)
    work()
    assert claim("V3").state == "sent"
    page = page_of(client)
    assert f".837 {COMMAND}" in page
    assert "cleanclaim secondary " in page
    assert "passed the claim on (a crossover), nothing is to be done" in page


@pytest.mark.parametrize("first", [None, "primary"])
def test_without_an_order_it_says_that_nobody_said_who_is_first(client: Client, first: Order | None) -> None:  # noqa: F811
    second_coverage(first, None)
    page = page_of(client)
    assert "nobody said which payer is first: the claim does not name it." in page
    assert "?field=order" in page
