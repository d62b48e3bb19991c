"""A file of visits whose rows name another patient than their number's: none is taken until somebody says who it is."""

import pytest
from django.test import Client

from cleanclaim.office.imports.views import _preview
from cleanclaim.office.patients.same_name import may_be_named
from tests.office.stored.made_up import text
from tests.office.stored.test_imports import batch, drop, send, two_patients, visits

HEADING = "visit_id,patient_id,Patient Name,service_date,discipline,payer,provider_npi,code,minutes,performed_by\n"
ROWS = (
    '1,P01,"Example, Ada M",2026-03-02,PT,medicare,1000000038,97110,15,PT\n'
    "2,P01,EXAMPLE BEA,2026-03-03,PT,medicare,1000000038,97110,15,PT\n"
    "2,P01,EXAMPLE BEA,2026-03-03,PT,medicare,1000000038,97140,15,PT\n"
    "3,P02,Bea Example,2026-03-03,PT,medicare,1000000038,97110,15,PT\n"
    "4,P02,,2026-03-04,PT,medicare,1000000038,97110,15,PT\n"
)


def test_a_number_whose_patient_is_called_otherwise_is_asked_about(client: Client) -> None:
    two_patients()
    address = drop(client, HEADING + ROWS)
    page = text(client.get(address))
    assert "1 patient number here belongs to somebody called otherwise" in page
    assert "Compared with the patients here, by their numbers: Patient Name." in page
    assert '<th scope="row">P01</th><td>EXAMPLE BEA</td><td>Example, Ada</td><td class="num">1</td>' in page
    assert "Take 3, set 2 aside" in page
    send(client, address, way="read", **{"called-0": "take"})
    assert "Take 5" in text(client.get(address))
    send(client, address, way="read", **{"called-0": ""})
    send(client, address)
    assert set(visits()) == {"1", "3", "4"}
    assert "Of numbers whose patients here are called otherwise: 2." in text(client.get(address))


def test_the_same_person_is_said_once_for_files_alike(client: Client) -> None:
    two_patients()
    address = drop(client, HEADING + ROWS)
    send(client, address, way="read", **{"called-0": "take"})
    send(client, address)
    assert set(visits()) == {"1", "2", "3", "4"}
    after = HEADING + "5,P01,EXAMPLE BEA,2026-03-05,PT,medicare,1000000038,97110,15,PT\n"
    drop(client, after, "march.csv")
    (called,) = _preview(batch()).called
    assert called.choice == "take"


def test_a_birth_date_tells_more_than_a_name(client: Client) -> None:
    """Both were born on 1943-02-06: who was is taken whatever the name, as once married; the other is asked about."""
    two_patients()
    heading = HEADING.replace("service_date", "DOB,service_date")
    rows = (
        "1,P01,Ada Married,2/6/1943,2026-03-02,PT,medicare,1000000038,97110,15,PT\n"
        "2,P02,Bea Example,2/7/1943,2026-03-02,PT,medicare,1000000038,97110,15,PT\n"
    )
    drop(client, heading + rows)
    (called,) = _preview(batch()).called
    assert (called.number, called.says) == ("P02", "Bea Example, born Feb 7, 1943")
    assert called.here == "Example, Bea, born Feb 6, 1943"


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Example, Ada", True),
        ("ada example", True),
        ("EXAMPLE, A.", True),
        ("Example, Ada María", True),
        ("Éxample, Ada", True),
        ("Example", True),
        ("", True),
        ("Example, Bea", False),
        ("Sample, Ada", False),
        ("Example, Adam", False),
    ],
)
def test_names_that_may_be_one(written: str, *, same: bool) -> None:
    assert may_be_named(written, "Example, Ada") is same


def test_apostrophes_and_hyphens_are_no_difference() -> None:
    assert may_be_named("OBRIEN SMITH, ADA", "O'Brien-Smith, Ada")
