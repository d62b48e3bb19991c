"""Claims of earlier years: what is here already is named and never a second visit, in whatever order files come."""

import pytest
from django.test import Client

from cleanclaim.office.claims.models import ClaimAsSent, ClaimRecord
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.visits.models import VisitRecord
from tests.cli.calling import CLINIC_DAY, call
from tests.office.stored.made_up import here, text
from tests.office.stored.test_imports import drop, send, visits

TAKEN = {"1", "2", "39"}
"""Visits of the example day: two of one patient, by PT and OT, and one of another."""


def rows(file: str, column: str, wanted: set[str]) -> list[str]:
    """The heading of an example file and its rows whose column is one of these."""
    heading, *lines = (CLINIC_DAY / file).read_text().splitlines()
    at = heading.split(",").index(column)
    return [heading, *(line for line in lines if line.split(",")[at] in wanted)]


VISITS = "\n".join(rows("visits.csv", "visit_id", TAKEN)) + "\n"
PATIENTS = "\n".join(rows("patients.csv", "patient_id", {"P01", "P02"})) + "\n"


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Their claims as an 837P, as another system sent them."""
    folder = tmp_path_factory.mktemp("sent")
    (folder / "visits.csv").write_text(VISITS)
    call("claim", folder / "visits.csv", "--practice", CLINIC_DAY / "practice.toml", "-o", folder / "day.837",
         "--filed-on", "2026-03-03")  # fmt: skip
    return (folder / "day.837").read_bytes()


@pytest.fixture
def office(client: Client) -> Client:
    """An office with the example practice and two of its patients."""
    with organization_transaction([here().organization.pk]):
        file = PracticeFile((CLINIC_DAY / "practice.toml").read_text().replace('patients = "patients.csv"', ""))
        changes.add(PracticeRecord(), file, here().actor)
    send(client, drop(client, PATIENTS, "patients.csv"))
    return client


def of_day() -> dict[tuple[str, str], list[str]]:
    """The visits by patient and day."""
    found: dict[tuple[str, str], list[str]] = {}
    with organization_transaction([here().organization.pk]):
        for one in VisitRecord.objects.select_related("patient"):
            found.setdefault((one.patient.number, str(one.service_date)), []).append(one.number)
    return found


def test_claims_of_visits_that_are_here_are_named_and_not_taken(office: Client, claims: bytes) -> None:
    send(office, drop(office, VISITS, "visits.csv"))
    before = of_day()
    address = drop(office, claims, "day.837")
    page = text(office.get(address))
    assert "visits already here" in page
    assert "Already here: " in page
    assert "of Mar 2, 2026" in page
    assert "data-main" not in page
    assert send(office, address).status_code == 400
    assert of_day() == before


def test_visits_whose_claims_are_here_are_named_and_make_no_claim(office: Client, claims: bytes) -> None:
    send(office, drop(office, claims, "day.837"))
    assert [state for state, _version in visits().values()] == ["billed"] * len(TAKEN)
    before = of_day()
    address = drop(office, VISITS, "visits.csv")
    page = text(office.get(address))
    assert "3 visits already here" in page
    assert "data-main" not in page
    assert send(office, address).status_code == 400
    assert of_day() == before
    with organization_transaction([here().organization.pk]):
        assert not ClaimRecord.objects.exists()


def test_the_same_claims_again_and_a_file_that_has_some_of_them_change_nothing(office: Client, claims: bytes) -> None:
    both = claims + claims.replace(b"20260302", b"20250303")
    send(office, drop(office, claims, "day.837"))
    day = of_day()
    send(office, drop(office, both, "years.837"))
    found = of_day()
    assert {one: len(numbers) for one, numbers in found.items()} == {
        ("P01", "2026-03-02"): 2, ("P02", "2026-03-02"): 1, ("P01", "2025-03-03"): 2, ("P02", "2025-03-03"): 1,
    }  # fmt: skip
    assert {one: numbers for one, numbers in found.items() if one in day} == day
    for again in (claims, both):
        address = drop(office, again + b"\n", "again.837")
        assert "data-main" not in text(office.get(address))
    assert of_day() == found


def test_a_claim_that_was_sent_from_here_is_known_by_its_number(office: Client, claims: bytes) -> None:
    number = claims.partition(b"CLM*")[2].partition(b"*")[0].decode()
    send(office, drop(office, VISITS, "visits.csv"))
    with organization_transaction([here().organization.pk]):
        record = ClaimRecord.objects.order_by("number")[0]
        batch = Batch.objects.create(
            organization=here().organization, control_number=1, receiver="x", name="1.837", content=b"", sha256="1",
            claims=1, cents=0,
        )  # fmt: skip
        ClaimAsSent.objects.create(
            organization=here().organization, claim=record, batch=batch, claim_version=1, sent_id=number, value=b"",
            sha256="1", review=b"",
        )  # fmt: skip
    address = drop(office, claims.replace(b"20260302", b"20260309"), "moved.837")
    assert f"Already here: {number} is a claim that was sent from here, of visit {record.number}." in text(
        office.get(address)
    )
