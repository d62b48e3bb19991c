"""Charts taken in: plans, authorizations and benefits of a file go to what is there, entry by entry; and undone."""

import json
from datetime import date

import pytest
from django.test import Client
from msgspec import structs

from cleanclaim.model.chart import Authorization, OutsideCare, PlanOfCare
from cleanclaim.model.visit import History
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.history import changes
from cleanclaim.office.imports.chart_taking import merge_charts
from cleanclaim.office.imports.file_read import PreviewColumn
from cleanclaim.office.imports.views import _preview
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.made_up import here, text
from tests.office.stored.test_imports import batch, columns_of, drop, send, two_patients

HEADING = "MRN,Auth #,Insurance,Start Date,Expires,Visits Approved,Case manager\n"
FIRST = "P01,A-77,Aetna,1/1/2026,2/28/2026,12,Doe\n"


def charts() -> dict[str, History]:
    with organization_transaction([here().organization.pk]):
        records = ChartRecord.objects.select_related("patient")
        return {one.patient.number: changes.newest(one).read() for one in records}


def approval(**more: object) -> Authorization:
    one = Authorization(number="A-77", payer="aetna", begins=date(2026, 1, 1), ends=date(2026, 2, 28), visits=12)
    return structs.replace(one, **more)


def test_a_list_of_authorizations_is_read_taken_once_and_undone(client: Client) -> None:
    two_patients()
    address = drop(client, HEADING + FIRST + "P77,A-78,Aetna,1/1/2026,,12,Doe\n", "auths.csv")
    page = text(client.get(address))
    assert "Import charts" in page
    assert "Of patients who are not here: P77" in page
    assert "Columns: Case manager." in page
    assert "Take 1, set 1 aside" in page
    assert charts() == {}, "nothing is written before it is taken"
    send(client, address)
    assert charts() == {"P01": History(authorizations=(approval(),))}
    assert "1 record added, 0 changed, 0 as before" in text(client.get(address))
    again = drop(client, HEADING + FIRST + "P02,A-79,Aetna,1/1/2026,2/28/2026,12,Doe\n", "more.csv")
    assert "1 new, 0 changed, 1 as before" in text(client.get(again))
    assert client.post(f"{address}undo").status_code == 302
    send(client, address, way="undo")
    assert charts() == {"P01": History()}
    assert "1 taken out again" in text(client.get(address))


def test_an_entry_that_says_something_else_waits_until_the_files_word_is_chosen(client: Client) -> None:
    two_patients()
    send(client, drop(client, HEADING + FIRST, "first.csv"))
    address = drop(client, HEADING + FIRST.replace(",12,", ",20,"), "second.csv")
    page = text(client.get(address))
    assert "1 chart here says something else" in page
    assert "How many visits it approves 12" in page
    assert "→ Its number A-77" in page
    send(client, address, way="read", **{"replace-0": "replace"})
    send(client, address)
    assert charts() == {"P01": History(authorizations=(approval(visits=20),))}
    client.post(f"{address}undo")
    send(client, address, way="undo")
    assert charts() == {"P01": History(authorizations=(approval(),))}


def test_what_cannot_be_read_is_named_set_aside_with_its_part_and_corrected(client: Client) -> None:
    two_patients()
    rows = (
        "patient_id,part,begins,signed_on,number,payer\n"
        "P01,plan of care,1/5/2026,1/9/2026,,\nP01,plan of care,4/5/2o26,,,\n"
        "P01,authorizations,1/5/2026,,A-1,Acme of the North\nP02,plan of care,1/5/2026,,,\n"
    )
    address = drop(client, rows, "charts.csv")
    page = text(client.get(address))
    assert "1 cell cannot be read" in page
    assert "4/5/2o26" in page
    assert "P01, 1 row: another row of the patient's plan of care cannot be used" in page.replace("&#x27;", "'")
    assert "Acme of the North is no payer that is known here. 1 row waits" in page
    assert "Take 1, set 3 aside" in page
    send(client, address, way="read", **{"cell-0": "4/5/2026"})
    send(client, address, way="read", **{"word-payer-0": "aetna"})
    assert "Take 4" in text(client.get(address))
    send(client, address)
    plans = (PlanOfCare(begins=date(2026, 1, 5), signed_on=date(2026, 1, 9)), PlanOfCare(begins=date(2026, 4, 5)))
    (one,) = charts()["P01"].authorizations or ()
    assert (charts()["P01"].plan_of_care, one.payer) == (plans, "aetna")


def test_columns_and_the_part_are_chosen_where_nothing_tells_them(client: Client) -> None:
    two_patients()
    address = drop(client, "Chart,Day it began\nP01,1/5/2026\n", "plans.csv")
    send(client, address, way="read", kind="charts")
    assert "no column" in text(client.get(address))
    send(client, address, way="read", **columns_of(batch(), Chart="patient_id"))
    heading = [one.heading for one in _columns()]
    send(client, address, way="read", **{f"column-{heading.index('Day it began')}": "begins"})
    send(client, address, way="read", part="plan_of_care")
    send(client, address)
    assert charts() == {"P01": History(plan_of_care=(PlanOfCare(begins=date(2026, 1, 5)),))}


def test_charts_as_objects_are_taken_and_one_that_is_wrong_is_named(client: Client) -> None:
    two_patients()
    content = [
        {"patient_id": "P01", "spent": "410.00", "spent_elsewhere": {"low": "0", "high": "450.50"}},
        {"patient_id": "P02", "plan_of_care": [{"begins": "soon"}]},
    ]
    address = drop(client, json.dumps(content), "charts.json")
    page = text(client.get(address))
    assert "is not a date" in page
    assert "is entered with the visit, and left out here: P01." in page
    send(client, address)
    assert charts() == {"P01": History(spent_elsewhere=OutsideCare(low=0, high=45_050))}


@pytest.mark.parametrize(
    ("before", "file", "merged"),
    [
        (History(), History(authorizations=()), History(authorizations=())),
        (History(authorizations=(approval(),)), History(), History(authorizations=(approval(),))),
        (
            History(authorizations=(approval(),)),
            History(authorizations=(approval(number="B"),)),
            History(authorizations=(approval(), approval(number="B"))),
        ),
        (
            History(authorizations=(approval(),)),
            History(authorizations=(approval(visits=3),)),
            History(authorizations=(approval(visits=3),)),
        ),
        (
            History(discharged_on=(date(2026, 3, 2),)),
            History(discharged_on=(date(2025, 3, 2),)),
            History(discharged_on=(date(2025, 3, 2), date(2026, 3, 2))),
        ),
    ],
)
def test_what_is_here_and_not_in_the_file_stays(before: History, file: History, merged: History) -> None:
    assert merge_charts(before, file) == merged


def _columns() -> list[PreviewColumn]:

    return list(_preview(batch()).columns)


def test_what_a_form_refuses_is_not_taken_from_a_file_either(client: Client) -> None:
    two_patients()
    file = [
        {"patient_id": "P01", "discharged_on": ["2099-01-03"], "plan_of_care": [{"begins": "2026-01-05"}]},
        {"patient_id": "P02", "progress_reports": [{"on": "2099-01-01", "discipline": "PT"}]},
    ]
    address = drop(client, json.dumps(file), "charts.json")
    page = text(client.get(address))
    assert "discharged on is after today." in page
    assert "on is after today." in page
    assert "Correct them here" not in page, "where nothing can be typed"
    assert "Correct them in the file and drop it again" in page
    assert 'name="cell-' not in page
    send(client, address)
    assert charts() == {"P01": History(plan_of_care=(PlanOfCare(begins=date(2026, 1, 5)),))}
