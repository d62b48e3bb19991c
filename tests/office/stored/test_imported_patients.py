"""Patients as practices export them: other words, whole names, totals, faults in cells, people who are here already."""

import pytest
from django.test import Client

from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from tests.cli.calling import CLINIC_DAY
from tests.office.stored.hostile import read_forms
from tests.office.stored.made_up import here, patient, stored, text
from tests.office.stored.test_imports import batch, columns_of, drop, send, work

HEADING = "Acct;Patient Name;DOB;Gender;Street;City;State;Zip;Insurance;Policy Number\r\n"
PLACE = "1 Example Way;Exampleton;TX;78799"
EXPORT = (
    "\ufeffPatient list;;;;;;;;;\r\n"
    + HEADING
    + f'71;"Example, Ada M";02/06/1943;Female;{PLACE};Medicare Part B of TX;1EX0XX0XX01\r\n'
    + f"72;Bea Example;03/11/1944;F;{PLACE};Aetna;W123\r\n"
    + f"73;Example, Cal;1951-13-02;M;{PLACE};Aetna;W124\r\n"
    + f"74;Example, Dot;05/05/1950;F;{PLACE};BCBS of TX;XYZ1\r\n"
    + f"72;Bea Example;03/11/1944;F;{PLACE};Aetna;W123\r\n"
    + "Grand total;4 patients;;;;;;;;\r\n"
)


@pytest.fixture
def office(client: Client) -> Client:
    """An office with the example practice."""
    with organization_transaction([here().organization.pk]):
        file = PracticeFile((CLINIC_DAY / "practice.toml").read_text().replace('patients = "patients.csv"', ""))
        changes.add(PracticeRecord(), file, here().actor)
    return client


def patients() -> dict[str, str]:
    with organization_transaction([here().organization.pk]):
        return {one.number: f"{one.name}: {one.payers}" for one in PatientRecord.objects.order_by("number")}


def test_a_real_export_is_taken_with_choices_on_the_page_alone(office: Client) -> None:
    address = drop(office, EXPORT.encode(), "patients.csv")
    page = text(office.get(address))
    assert "This file is of" in page
    assert "No column is &quot;Patient&#x27;s number&quot;: 4 rows wait for it." in page
    send(office, address, way="read", kind="patients", **columns_of(batch(), Acct="patient_id"))
    page = text(office.get(address))
    assert "1 row left out: total" in page
    assert "1 row left out: title" in page
    assert "Rows that say the same as a row above, and count once: 1." in page
    assert "Medicare Part B of TX is none of the practice&#x27;s payers. 1 row waits" in page
    assert '<option value="aetna">Aetna</option>' in page
    assert "No column says whose insurance it is" in page
    assert "No column is &quot;Relationship to the subscriber&quot;: 4 rows wait for it." in page
    assert "--map" not in page
    send(office, address, way="read", relationship="self")
    page = text(office.get(address))
    assert "<code>1951-13-02</code>" in page
    assert '<th scope="row">DOB</th>' in page
    assert "Take 2, set 3 aside" in page
    send(office, address, way="read", **{"word-payer-0": "medicare", "word-payer-1": "acme", "cell-0": "02/13/1951"})
    page = text(office.get(address))
    assert "cannot be read" not in page
    assert "Take 5 " in page
    send(office, address)
    assert patients() == {
        "71": "Example, Ada M: medicare",
        "72": "Example, Bea: aetna",
        "73": "Example, Cal: aetna",
        "74": "Example, Dot: acme",
    }
    again = EXPORT.replace("Example, Cal;1951-13-02", "Example, Cal;02/13/1951").encode()
    assert "4 as before" in text(office.get(drop(office, again, "next.csv"))), "what was chosen is used again"


OURS = "patient_id,last_name,first_name,birth_date,sex,address,city,state,zip,payer,relationship,member_id\n"


def row(number: str, first: str, born: str, payer: str, member: str) -> str:
    return f"{number},Example,{first},{born},F,1 Example Way,Exampleton,TX,78799,{payer},self,{member}\n"


def test_who_may_be_here_already_is_set_aside_until_somebody_says_who_it_is(office: Client) -> None:
    stored(here(), patient("P01", "Example", "Ada"))
    file = OURS + row("A9", "Ada", "1943-02-06", "aetna", "W9") + row("B1", "Bea", "1950-01-01", "aetna", "W1")
    file += row("B2", "Bea", "1950-01-01", "cigna", "W2")
    address = drop(office, file, "patients.csv")
    page = text(office.get(address))
    assert "2 patients may be here already" in page
    assert "Take 1, set 2 aside" in page
    send(office, address, way="read", **{"twin-0": "merge", "twin-1": "new"})
    assert "Take 3 " in text(office.get(address))
    send(office, address)
    assert patients() == {
        "B1": "Example, Bea: aetna",
        "B2": "Example, Bea: cigna",
        "P01": "Example, Ada: medicare, aetna",
    }
    office.post(f"{address}undo")
    work()
    assert patients() == {"P01": "Example, Ada: medicare"}


def test_a_patient_of_whom_a_row_is_bad_goes_whole_and_is_named(office: Client) -> None:
    file = OURS + row("A1", "Ada", "1943-02-06", "aetna", "W9") + row("A1", "Ada", "1943-02-06", "cigna", "")
    file += row("B1", "Bea", "1950-01-01", "aetna", "W1")
    address = drop(office, file, "patients.csv")
    page = text(office.get(address))
    assert "1 patient set aside with others" in page
    assert "A1: another row of the patient cannot be used, and a coverage would be lost." in page
    assert "Take 1, set 2 aside" in page
    send(office, address)
    assert "May be here" not in text(office.get(address))
    assert list(patients()) == ["B1"]


def test_dates_of_birth_day_first_are_read_where_somebody_says_so(office: Client) -> None:
    address = drop(office, OURS + row("B1", "Bea", "13/02/1950", "aetna", "W1"), "patients.csv")
    assert "13/02/1950" in text(office.get(address))
    send(office, address, way="read", dates="day")
    send(office, address)
    with organization_transaction([here().organization.pk]):
        assert str(PatientRecord.objects.get().birth_date) == "1950-02-13"


def test_what_the_page_shows_is_taken_by_its_form_as_it_stands(office: Client) -> None:
    for name in ("patients.csv", "visits.csv"):
        address = drop(office, (CLINIC_DAY / name).read_bytes(), name)
        form = next(one for one in read_forms(address, text(office.get(address))) if one.action == f"{address}take")
        said_of = {"billed": "no"} if name == "visits.csv" else {}
        assert office.post(form.action, {**dict(form.fields), **said_of}).status_code == 302
        work()
        if batch().state == "read":  # read once more, as visits that nobody had said anything of are to be billed here
            form = next(one for one in read_forms(address, text(office.get(address))) if one.action == f"{address}take")
            assert office.post(form.action, dict(form.fields)).status_code == 302
            work()
        assert batch().state == "taken", name


def test_of_two_rows_of_one_payer_somebody_chooses_which_counts(office: Client) -> None:
    file = OURS + row("A1", "Ada", "1943-02-06", "aetna", "W9") + row("A1", "Ada", "1943-02-06", "aetna", "W10")
    file += row("A1", "Ada", "1943-02-06", "cigna", "C1") + row("B1", "Bea", "1950-01-01", "aetna", "W1")
    address = drop(office, file, "patients.csv")
    page = text(office.get(address))
    assert "1 patient with two rows of one payer" in page
    assert "Row 3: Number on the card W10" in page
    assert "cannot be read" not in page
    assert "Take 1, set 3 aside" in page
    send(office, address, way="read", **{"rival-0": "7"})
    assert "Take 1, set 3 aside" in text(office.get(address)), "no row of theirs"
    send(office, address, way="read", **{"rival-0": "3"})
    page = text(office.get(address))
    assert "Take 3, set 1 aside" in page
    assert "as another row of the same patient and payer was chosen: row 2." in page
    send(office, address)
    assert patients() == {"A1": "Example, Ada: aetna, cigna", "B1": "Example, Bea: aetna"}
    with organization_transaction([here().organization.pk]):
        value = changes.newest(PatientRecord.objects.get(number="A1")).read()
    assert value.coverages["aetna"].member_id == "W10"
