"""A claim of visits that were taken in says from which file they came, and who took them in."""

from django.test import Client

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import here, text
from tests.office.stored.test_imports import SIGNED, drop, send, two_patients


def test_the_history_of_a_claim_begins_with_the_file_of_its_visits(client: Client) -> None:
    two_patients()
    send(client, drop(client, SIGNED, "old-system.csv"))
    with organization_transaction([here().organization.pk]):
        record = ClaimRecord.objects.get(number="1")
    page = text(client.get(f"/claims/{record.pk}/"))
    assert f"{here().user} took in visit 1 from old-system.csv." in page
    assert "visit 2 from" not in page
    send(client, drop(client, SIGNED.replace(",23", ",25"), "again.csv"), **{"replace-all": "replace"})
    page = text(client.get(f"/claims/{record.pk}/"))
    assert page.count("took in visit 1 from") == 1
