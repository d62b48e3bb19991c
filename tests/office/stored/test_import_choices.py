"""What an import asks and what is said of it: choices stay in view, values are checked as a form checks them."""

from typing import Any

from django.test import Client
from django.utils.html import escape

from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.history import changes
from cleanclaim.office.imports.models import ImportBatch
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.visits.models import VisitRecord
from tests.office.stored.claims_made_up import practice
from tests.office.stored.made_up import here, text
from tests.office.stored.test_imports import drop, send, two_patients, work

VISITS = "visit_id,patient_id,service_date,payer,provider_npi,performed_by,code,minutes\n"
PATIENTS = "MRN,Patient Last,Patient First,DOB,Sex,Addr,City,St,Zip,Ins,Rel,Ins ID\n"


def with_practice() -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one)


def row(number: str, **more: str) -> str:
    about = {"patient": "P01", "day": "2026-03-02", "payer": "medicare", "npi": "1000000012", "by": "PT"} | more
    return f"{number},{about['patient']},{about['day']},{about['payer']},{about['npi']},{about['by']},97110,23\n"


def person(number: str, **more: str) -> str:
    about = {"born": "7/1/1943", "payer": "Medicare", "member": "1EG4-TE5-MK73", "zip": "78799"} | more
    name = f"{number},Example,{number}"
    return f"{name},{about['born']},F,1 Way,Exampleton,TX,{about['zip']},{about['payer']},self,{about['member']}\n"


def disciplines() -> dict[str, str | None]:
    with organization_transaction([here().organization.pk]):
        return {one.number: changes.newest(one).read().discipline for one in VisitRecord.objects.all()}


def test_the_discipline_is_known_by_who_gave_it_else_requested_once(client: Client) -> None:
    two_patients()
    with_practice()
    rows = row("1", by="PTA") + row("2", by="", day="2026-03-03") + row("3", by="", npi="1999999984", day="2026-03-04")
    address = drop(client, VISITS + rows)
    page = text(client.get(address))
    assert "The discipline of 2 visits is known by who gave it, its modifiers or its clinician." in page
    assert "Discipline of 1 visit, which nothing in the file or the practice tells" in page
    send(client, address, way="read", discipline="OT")
    assert "<option selected>OT</option>" in text(client.get(address))
    send(client, address)
    assert disciplines() == {"1": "PT", "2": "PT", "3": "OT"}


def test_a_payer_that_was_chosen_stays_in_view_and_can_be_chosen_anew(client: Client) -> None:
    two_patients()
    with_practice()
    address = drop(client, VISITS + row("1", payer="MCR of Texas") + row("2", day="2026-03-03"))
    page = text(client.get(address))
    assert "MCR of Texas" in page
    assert "1 row waits until it is chosen who that is" in page
    assert "Take 1, set 1 aside" in page
    assert '<option value="humana">' not in page, "only the practice's payers are offered"
    assert '<option value="medicare">' in page
    send(client, address, way="read", **{"word-payer-0": "medicare"})
    page = text(client.get(address))
    assert '<option value="medicare" selected>' in page
    assert "Take 2" in page
    send(client, address, way="read", **{"word-payer-0": "aetna"})
    assert '<option value="aetna" selected>' in text(client.get(address))
    send(client, address, way="read", **{"word-payer-0": ""})
    assert "1 row waits until it is chosen who that is" in text(client.get(address))
    send(client, address, way="read", **{"word-payer-0": "medicare"})
    send(client, address)
    with organization_transaction([here().organization.pk]):
        assert set(VisitRecord.objects.values_list("payer", flat=True)) == {"medicare"}
        assert ClaimRecord.objects.count() == 2


def test_rows_whose_payer_nobody_chose_are_named_once_the_rest_is_taken(client: Client) -> None:
    two_patients()
    with_practice()
    rows = row("1") + row("2", payer="MCR of Texas", day="2026-03-03") + row("3", payer="Blue One", day="2026-03-04")
    address = drop(client, VISITS + rows + row("X5", patient="P77", day="2026-03-05"))
    send(client, address, way="read", **{"word-payer-0": "medicare"})
    send(client, address)
    page = text(client.get(address))
    left = "Blue One is none of the practice's payers. 1 row waits until it is chosen who that is, of visit 3."
    assert "Of 4 rows 2 taken, 2 set aside." in page
    assert "Of patients who are not here: X5." in page
    assert f"<li>{escape(left)}</li>" in page
    with organization_transaction([here().organization.pk]):
        assert left in ImportBatch.objects.get().notes.splitlines()
    people = person("P11") + person("P12", payer="Blue One") + person("P13", payer="Blue One")
    address = drop(client, PATIENTS + people, "people.csv")
    send(client, address)
    left = "2 rows wait until it is chosen who that is, of patients P12, P13."
    assert left in text(client.get(address))


def test_rows_that_a_form_would_refuse_are_not_called_good(client: Client) -> None:
    two_patients()
    with_practice()
    rows = row("1") + row("2", day="2036-03-02") + row("3", npi="1000000013", day="2026-03-03")
    address = drop(client, VISITS + rows)
    page = text(client.get(address))
    assert "2 cells cannot be read" in page
    assert "2036-03-02 is after today." in page
    assert "is not an NPI: ten digits, the last of which checks the others." in page
    assert "Take 1, set 2 aside" in page
    send(client, address, way="read", **{"cell-0": "2026-03-04", "cell-1": "1000000012"})
    assert "Take 3" in text(client.get(address))
    people = (
        person("P11") + person("P12", member="1SG4TE5MK73") + person("P13", born="7/1/2036")
        + person("P14", born="7/1/85") + person("P15", born="7/1/15") + person("P16", zip="7879")
    )  # fmt: skip
    address = drop(client, PATIENTS + people, "people.csv")
    page = text(client.get(address))
    assert "at place 2 stands S, where a letter other than B, I, L, O, S and Z belongs" in page
    assert "which may be 1915 or 2015" in page
    assert "is after today." in page
    assert "4 cells cannot be read" in page
    assert "Take 2, set 4 aside" in page
    assert "in the one century in which somebody alive can be born: 7/1/85 is 1985." in page
    send(client, address)
    with organization_transaction([here().organization.pk]):
        born = {one.number: str(one.birth_date) for one in PatientRecord.objects.filter(number__startswith="P1")}
    assert born == {"P11": "1943-07-01", "P14": "1985-07-01"}


def test_the_form_of_a_patient_refuses_the_same(client: Client) -> None:
    with_practice()
    about: dict[str, Any] = {
        "patient_id": "P12", "last_name": "Example", "first_name": "Ada", "birth_date": "7/1/2036", "sex": "F",
        "address": "1 Way", "city": "Exampleton", "state": "TX", "zip": "78799", "payer": "medicare",
        "relationship": "self", "member_id": "1SG4TE5MK73",
    }  # fmt: skip
    from cleanclaim.office.patients.form import COVERAGE_FIELDS

    page = text(client.post("/patients/add", dict.fromkeys(COVERAGE_FIELDS, "") | about))
    assert "at place 2 stands S" in page
    assert "Is after today." in page


def newest() -> ImportBatch:
    with organization_transaction([here().organization.pk]):
        return ImportBatch.objects.order_by("-id")[0]


def test_two_choices_right_after_each_other_both_count_and_typed_cells_count_when_taken(client: Client) -> None:
    two_patients()
    with_practice()
    rows = row("1", payer="MCR of Texas", by="", npi="1999999984") + row("2", day="2026-03-O3")
    address = drop(client, VISITS + rows)
    page = newest().reads
    one = client.post(f"{address}read", {"reads": page, "word-payer-0": "medicare"})
    other = client.post(f"{address}read", {"reads": page, "word-payer-0": "medicare", "discipline": "OT"})
    assert (one.status_code, other.status_code) == (302, 302)
    work()
    text_now = text(client.get(address))
    assert '<option value="medicare" selected>' in text_now
    assert "<option selected>OT</option>" in text_now
    assert "Take 1, set 1 aside" in text_now
    assert client.post(f"{address}take", {"reads": newest().reads, "cell-0": "2026-03-03"}).status_code == 302
    work()
    done = text(client.get(address))
    assert "2 records added, 0 changed, 0 as before." in done
    assert "Of 2 rows 2 taken, 0 set aside." in done
    assert disciplines() == {"1": "OT", "2": "PT"}


def test_rows_are_counted_once_and_alike_before_and_after(client: Client) -> None:
    with_practice()
    people = person("P11") + person("P11") + person("P12", zip="7879") + person("P13", payer="Acme Health Plan")
    address = drop(client, PATIENTS + people, "people.csv")
    before = text(client.get(address))
    assert "people.csv · 4 rows" in before
    assert "Take 2, set 2 aside" in before
    assert "<strong>2 rows are good</strong>" in before
    send(client, address)
    after = text(client.get(address))
    assert "people.csv · 4 rows" in after
    assert "1 record added, 0 changed, 0 as before." in after
    assert "Of 4 rows 2 taken, 2 set aside." in after


def test_a_corrected_file_says_what_would_change_and_changes_only_what_is_chosen(client: Client) -> None:
    two_patients()
    with_practice()
    rows = row("1") + row("2", day="2026-03-03") + row("3", day="2026-03-04")
    send(client, drop(client, VISITS + rows))
    with organization_transaction([here().organization.pk]):
        ClaimRecord.objects.filter(number="3").update(state="sent")
    corrected = rows.replace(",97110,23\n", ",97110,38\n")
    address = drop(client, VISITS + corrected, "corrected.csv")
    page = text(client.get(address))
    assert "2 visits here say something else" in page
    assert "97110, Minutes: 23 → 38" in page
    assert "Sent from here and different in the file: 3" in page
    send(client, address, way="read", **{"replace-0": "replace"})
    assert "Take 1, set 2 aside" in text(client.get(address))
    send(client, address)
    assert minutes() == {"1": 38, "2": 23, "3": 23}
    assert "Replaced by what the file says: 1." in text(client.get(address))
    client.post(f"{address}undo")
    work()
    assert minutes() == {"1": 23, "2": 23, "3": 23}
    everything = drop(client, VISITS + corrected, "again.csv")
    send(client, everything, way="read", **{"replace-2": "replace"})
    send(client, everything)
    assert minutes() == {"1": 38, "2": 38, "3": 23}


def minutes() -> dict[str, int | None]:
    with organization_transaction([here().organization.pk]):
        found = {one.number: changes.newest(one).read() for one in VisitRecord.objects.all()}
        return {number: visit.services[0].minutes for number, visit in sorted(found.items())}


def test_visits_of_a_patient_who_was_merged_are_offered_under_the_number_here(client: Client) -> None:
    with_practice()
    send(client, drop(client, PATIENTS + person("P1"), "first.csv"))
    other = drop(
        client, PATIENTS + person("P1", payer="Aetna", member="W1").replace("P1,Example", "A9,Example"), "b.csv"
    )
    send(client, other, way="read", **{"twin-0": "merge"})
    send(client, other)
    address = drop(client, VISITS + row("1", patient="A9") + row("2", patient="A8", day="2026-03-03"))
    page = text(client.get(address))
    assert "Said to be P1 when patients were taken in." in page
    assert 'data-suggest="P1"' in page
    send(client, address, way="read", **{"same-0": "P1", "same-1": "nobody"})
    page = text(client.get(address))
    assert "No patient here has this number." in page
    assert "Take 1, set 1 aside" in page
    send(client, address)
    with organization_transaction([here().organization.pk]):
        assert {one.number: one.patient.number for one in VisitRecord.objects.all()} == {"1": "P1"}


def test_a_second_visit_of_the_same_day_is_taken_where_somebody_says_so(client: Client) -> None:
    two_patients()
    with_practice()
    bare = VISITS.replace(",minutes", "")
    elsewhere = drop(client, bare + "H1,P01,2026-03-02,medicare,1000000012,PT,97110\n", "history.csv")
    send(client, elsewhere, way="read", billed="yes")
    send(client, elsewhere)
    address = drop(client, VISITS + row("1"))
    page = text(client.get(address))
    assert "Already here: 1 is visit H1 of Mar 2, 2026." in page
    assert "Another visit: take it" in page
    send(client, address, way="read", **{"here-0": "take"})
    assert "Take 1 " in text(client.get(address))
    send(client, address)
    assert minutes() == {"1": 23, "H1": None}
