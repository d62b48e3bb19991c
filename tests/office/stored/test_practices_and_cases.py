"""The practice's file as it is stored, and stored visits as the library's case."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from cleanclaim.cases import example_case
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import History, Visit
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import ClinicianUser, PracticeFile, PracticeRecord
from cleanclaim.office.practices.stored import find_clinician, find_practice_version, read_practice_of
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.case import build_case, find_same_days, read_values
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.made_up import House, here, house

FILE = Path("examples/clinic-day/practice.toml")


def stored_day(here: House) -> list[VisitRecord]:
    """The example day in the tables: its practice, patients, charts and visits, those of the month before too."""
    example = example_case(build_basis())
    assert example.practice
    assert example.visit_files
    changes.add(PracticeRecord(), PracticeFile(FILE.read_text()), here.actor)
    rows = {key: changes.add(PatientRecord(), one, here.actor) for key, one in example.practice.patients.items()}
    for patient, chart in example.visit_files.charts.items():
        changes.add(ChartRecord(patient=rows[patient]), structs.replace(chart, visits=None), here.actor)

    def add(visit: Visit) -> VisitRecord:
        payer = visit.billed_payer
        entered = structs.replace(visit, payer=payer, insurer=None)
        return changes.add(VisitRecord(patient=rows[visit.patient_id or ""]), entered, here.actor)

    for visit in example.visit_files.earlier:
        if visit.patient_id in rows:
            add(visit)
    return [add(visit) for visit in example.visit_files.visits if visit.patient_id in rows]


@pytest.mark.usefixtures("database")
def test_a_stored_day_is_judged_as_its_files_are() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        records = stored_day(here)
        basis = structs.replace(build_basis(), filed_on=date(2026, 3, 3))
        case = build_case(records, open_too=True)
        wanted = review(example_case(build_basis()), basis)
        found = review(structs.replace(case, filed_on=date(2026, 3, 3)), basis)
    expected = {one.visit_id: (one.status, [finding.rule for finding in one.findings]) for one in wanted.claims}
    assert len(found.claims) == len(records) > 30
    for one in found.claims:
        assert (one.status, [finding.rule for finding in one.findings]) == expected[one.visit_id], one.visit_id


@pytest.mark.usefixtures("database")
def test_each_kind_of_what_a_case_has_is_read_at_once() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        records = stored_day(here)
        values = read_values(records)
        with CaptureQueriesContext(connection) as asked:
            build_case(records, values)
        assert len(asked) == 4, "patients, charts, visits before, the practice"
        assert all(str(query["sql"]).count(" IN (") < 2 for query in asked), "one organization is compared, not sought"


@pytest.mark.usefixtures("database")
def test_the_other_visits_of_a_clinicians_and_a_patients_day_are_found() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        first, *others = stored_day(here)
        found = find_same_days([first])
        of_day = [one for one in others if one.service_date == first.service_date]
        clinicians = {one.pk for one in of_day if one.provider_npi == first.provider_npi}
        patients = {one.pk for one in of_day if one.patient_id == first.patient_id}
        assert {one.pk for one in found} == clinicians | patients
        assert clinicians > patients & clinicians
        assert patients - clinicians


@pytest.mark.usefixtures("database")
def test_values_that_are_not_stored_yet_stand_in_for_those_that_are() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        first = stored_day(here)[0]
        value = changes.newest(first).read()
        case = build_case([first], [structs.replace(value, services=())])
        assert case.visits[0].services == ()


@pytest.mark.usefixtures("database")
def test_a_user_is_a_clinician_of_the_file() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        changes.add(PracticeRecord(), PracticeFile(FILE.read_text()), here.actor)
        practice = read_practice_of()
        assert practice
        npi = next(iter(practice.clinicians))
        assert find_clinician(here.user, read_practice_of()) is None
        ClinicianUser(organization=here.organization, user=here.user, npi=npi).save(force_insert=True)
        clinician = find_clinician(here.user, read_practice_of())
        assert clinician
        assert clinician.npi == npi


@pytest.mark.usefixtures("database")
def test_without_a_file_there_is_no_practice_and_visits_are_judged_without() -> None:
    here = house()
    with organization_transaction([here.organization.pk]):
        assert read_practice_of() is None
        assert build_case([]).practice is None


@pytest.mark.usefixtures("database")
def test_a_chart_has_no_visits_of_its_own() -> None:
    with pytest.raises(ValueError, match="without visits"):
        ChartRecord().columns(History(visits=()))


def test_the_file_is_entered_changed_and_undone_on_its_page(client: Client) -> None:
    text = FILE.read_text()
    assert "Nobody entered it yet" in client.get("/practices/").content.decode()
    assert "usage" in client.get("/practices/edit").content.decode()
    assert client.post("/practices/edit", {"text": text}).status_code == 302
    page = client.get("/practices/").content.decode()
    assert "Example Way Therapy PLLC" in page
    assert "Medicare" in page
    other = text.replace("Example Way Therapy PLLC", "Another Way Therapy PLLC")
    assert client.post("/practices/edit", {"text": other, "version": "1"}).status_code == 302
    late = client.post("/practices/edit", {"text": text, "version": "1"})
    assert late.status_code == 409
    assert "Changed by Owner" in late.content.decode()
    assert client.post("/practices/undo", {"version": "2"}).status_code == 302
    assert "Example Way Therapy PLLC" in client.get("/practices/").content.decode()
    with organization_transaction([here().organization.pk]):
        assert PracticeRecord.objects.get().version == 3


def test_all_that_is_wrong_with_a_file_is_listed_and_nothing_is_stored(client: Client) -> None:
    answer = client.post("/practices/edit", {"text": 'usage = "maybe"\n[billing]\nnpi = "1"\n'})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "places to correct" in page
    assert "line 1, usage" in page
    assert "line 3, [billing], npi" in page
    assert page.index("line 1, usage") < page.index("line 3, [billing], npi")
    assert "usage = &quot;maybe&quot;" in page
    with organization_transaction([here().organization.pk]):
        assert not PracticeRecord.objects.exists()


def test_patients_in_the_file_are_refused_and_a_file_of_them_is_not_read(client: Client) -> None:
    text = FILE.read_text().replace('patients = "patients.csv"', "")
    answer = client.post("/practices/edit", {"text": text + '\n[[patients]]\npatient_id = "P1"\n'})
    assert answer.status_code == 400
    assert "import the patients" in answer.content.decode()


def test_a_clinician_signs_in_as_one_user(client: Client) -> None:
    client.post("/practices/edit", {"text": FILE.read_text()})
    with organization_transaction([here().organization.pk]):
        practice = read_practice_of()
        assert practice
        first, second, *_ = practice.clinicians
    wanted = {"npi": first, "user": str(here().user.pk)}
    answer = client.post("/practices/clinician", wanted, follow=True)
    assert "Pat Sample signs in as owner@localhost" in answer.content.decode()
    assert client.post("/practices/clinician", {**wanted, "npi": second}).status_code == 400
    assert client.post("/practices/clinician", {**wanted, "npi": "1"}).status_code == 400
    assert client.post("/practices/clinician", {**wanted, "user": "nobody"}).status_code == 400
    with organization_transaction([here().organization.pk]):
        clinician = find_clinician(here().user, read_practice_of())
        assert clinician
        assert clinician.npi == first
    answer = client.post("/practices/clinician", {"npi": first, "user": ""}, follow=True)
    assert "Nobody signs in as Pat Sample any more" in answer.content.decode()
    with organization_transaction([here().organization.pk]):
        assert find_clinician(here().user, read_practice_of()) is None


@pytest.mark.usefixtures("database")
def test_work_that_only_reads_looks_for_the_practice_once_and_other_work_sees_what_it_changes() -> None:
    here, other = house(), house("Hillside")
    for one in (here, other):
        with organization_transaction([one.organization.pk]):
            record = changes.add(PracticeRecord(), PracticeFile(FILE.read_text()), one.actor)
            assert read_practice_of()
            renamed = FILE.read_text().replace("Example Way Therapy PLLC", str(one.organization))
            changes.change(record, PracticeFile(renamed), one.actor, seen=1)
            after = read_practice_of()
            assert after
            assert after.billing.name == str(one.organization)
    for one in (here, other):
        with organization_transaction([one.organization.pk], writes=False):
            with CaptureQueriesContext(connection) as asked:
                found = [read_practice_of() for _again in range(3)]
                assert find_practice_version() == 2
                assert find_clinician(one.user, found[0]) is find_clinician(one.user, found[1]) is None
            assert len(asked) == 2, [query["sql"] for query in asked]
            assert all(practice and practice.billing.name == str(one.organization) for practice in found)
