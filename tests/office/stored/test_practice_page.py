"""The page of a practice's file: what it says in sections that people read, and loudly whether files are tests."""

import re

import pytest
from django.test import Client

from cleanclaim.model.practice import CLAIM_FILING_CODES, NO_CLAIMS
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.roles import Role
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.practices.presenter import KINDS_OF_INSURANCE
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import FILE, therapists_browser


@pytest.fixture
def client(database: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of the owner, who is a therapist of the practice's file, with one patient."""
    return therapists_browser(database, monkeypatch)


def words(client: Client) -> str:
    """The page's main part without its tags."""
    main = text(client.get("/practices/")).partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub("<[^>]*>", " ", main).split())


def test_the_practice_is_shown_in_sections_and_its_usage_loudly(client: Client) -> None:
    shown = words(client)
    assert "Test. What is sent is marked as a test" in shown
    for said in (
        "Name Example Way Therapy PLLC",
        "Employer identification number 000000001",
        "Address 100 Example Way, Exampleton, TX 78799-0001",
        "Receiver Example Clearinghouse, ID EXAMPLECH",
        "Robin Sample PTA 1000000038",
        "Example Mutual workers' compensation",
        "Acme Health commercial insurance no policy: its visits wait EX008 Example Clearinghouse",
        "$48.00",
    ):
        assert said in shown.replace("&#x27;", "'"), said
    one = here()
    with organization_transaction([one.organization.pk]):
        file = PracticeFile(FILE.read_text().replace('usage = "test"', 'usage = "production"'))
        record = PracticeRecord.objects.get()
        changes.change(record, file, one.actor, seen=record.version)
    assert "Production. What is sent is for payment." in words(client)


def test_who_does_not_sign_in_is_said_so_in_words(client: Client) -> None:
    Membership.objects.update(role=Role.BILLER)
    shown = words(client)
    assert "nobody" not in shown
    assert "Quinn Sample PT 1000000020" in shown
    assert "does not sign in" in shown


def test_every_kind_of_insurance_has_words() -> None:
    assert set(KINDS_OF_INSURANCE) == {*CLAIM_FILING_CODES, NO_CLAIMS}
