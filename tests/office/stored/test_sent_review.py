"""A claim that was sent shows what had been found when it was sent; what today's rules find otherwise stands apart."""

from datetime import timedelta

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.claims.refresh import rejudge
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.test_sending import send

AS_SENT, OTHERWISE = "As it was checked when it was sent", "Today it would be checked otherwise"


@pytest.fixture
def record(client: Client) -> ClaimRecord:
    """A claim that was sent clean."""
    assert client
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)
        (found,) = claims_of([signed(one, stored_patient(one), visit("V1", ON - timedelta(days=1)))])
        send(one.actor)
        return found


def lose_referrer() -> None:
    """The patient's file names no referring physician any more, whom Medicare wants on a claim."""
    one = here()
    with organization_transaction([one.organization.pk]):
        row = PatientRecord.objects.get()
        known = changes.newest(row).read()
        coverages = {key: structs.replace(each, referrer=None) for key, each in known.coverages.items()}
        changes.change(row, structs.replace(known, coverages=coverages), one.actor, seen=row.version)
        follow_up()


def test_nothing_is_said_of_today_where_today_finds_the_same(client: Client, record: ClaimRecord) -> None:
    page = text(client.get(f"/claims/{record.pk}/"))
    assert AS_SENT in page
    assert OTHERWISE not in page


def test_what_today_finds_stands_apart_from_what_was_found_then(client: Client, record: ClaimRecord) -> None:
    lose_referrer()
    page = text(client.get(f"/claims/{record.pk}/"))
    then, _, now = page.partition(OTHERWISE)
    assert AS_SENT in then
    assert 'data-finding="claim.referring' not in then
    assert "Found today:" in now
    part = text(client.get(f"/claims/{record.pk}/", HTTP_HX_REQUEST="true"))
    assert part.count(OTHERWISE) == 1


def test_a_claim_that_is_here_shows_todays_findings(client: Client, record: ClaimRecord) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        patient = PatientRecord.objects.get()
        (other,) = claims_of([signed(one, patient, visit("V2", ON - timedelta(days=2)))])
    lose_referrer()
    with organization_transaction([one.organization.pk]):
        rejudge([other])
    page = text(client.get(f"/claims/{other.pk}/"))
    assert AS_SENT not in page
    assert 'data-finding="' in page
    assert record.pk != other.pk
