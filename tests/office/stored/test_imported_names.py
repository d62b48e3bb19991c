"""A file of visits whose rows name another patient than their number's: none is taken until somebody says who it is."""

import pytest
from django.test import Client

from cleanclaim.model.errors import UserError
from cleanclaim.office.imports.views import _preview
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.patients.same_name import is_renamed, may_be_named
from cleanclaim.office.patients.taking import take_patients
from tests.office.stored.made_up import here, patient, text
from tests.office.stored.test_import_choices import PATIENTS, person, with_practice
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


def names() -> dict[str, tuple[str, str]]:
    with organization_transaction([here().organization.pk]):
        return {one.number: (one.name, one.birth_date.isoformat()) for one in PatientRecord.objects.all()}


def test_a_file_of_patients_replaces_who_nobody_is_unless_somebody_says_so(client: Client) -> None:
    """Born on 1943-02-06 are both here: another name is asked about, an initial more is not."""
    with_practice()
    two_patients()
    rows = [person("P03"), *(person(number, born="2/6/1943") for number in ("P01", "P02"))]
    rows[1] = rows[1].replace("Example,P01", "Example,Ada M")
    rows[2] = rows[2].replace("Example,P02", "Married,Bea")
    address = drop(client, PATIENTS + "".join(rows), "people.csv")
    page = text(client.get(address))
    assert "1 patient number here belongs to somebody called otherwise" in page
    assert "<td>Married, Bea, born Feb 6, 1943</td><td>Example, Bea, born Feb 6, 1943</td>" in page
    assert "it replaces who the patient is" in page
    assert "Take 2, set 1 aside" in page
    send(client, address)
    assert names()["P02"] == ("Example, Bea", "1943-02-06")
    assert names()["P01"][0].startswith("Example, Ada")
    assert "Of numbers whose patients here are called otherwise: P02." in text(client.get(address))
    again = drop(client, PATIENTS + rows[2].replace("2/6/1943", "2/6/1944"), "again.csv")
    send(client, again, way="read", **{"called-0": "take"})
    assert "Take 1" in text(client.get(again))
    send(client, again)
    assert names()["P02"] == ("Married, Bea", "1944-02-06")


def test_the_patients_of_a_practices_file_replace_nobody_either(client: Client) -> None:
    del client  # who starts the office
    two_patients()
    taken = [patient("P01", "Example", "Ada"), patient("P02", "Sample", "Cy"), patient("P03", "Example", "Dee")]
    with pytest.raises(UserError, match="P02 is Example, Bea, born Feb 6, 1943, here, and Sample, Cy"):
        take_patients(taken)
    assert names().keys() == {"P01", "P02"}


@pytest.mark.parametrize(
    ("first", "last", "renamed"),
    [("Ada", "Example", False), ("Ada Mae", "EXAMPLE", False), ("A.", "Example", True), ("Ada", "Married", True)],
)
def test_a_name_may_grow_and_loses_no_word_by_itself(client: Client, first: str, last: str, *, renamed: bool) -> None:
    del client  # who starts the office
    two_patients()
    with organization_transaction([here().organization.pk]):
        record = PatientRecord.objects.get(number="P01")
        assert is_renamed(record, patient("P01", last, first)) is renamed
