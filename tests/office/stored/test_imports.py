"""Files taken in: what was read is shown first, nothing is taken twice, what cannot be read is named; and undone."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cleanclaim.office.claims import acts
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.work import ClaimWork
from cleanclaim.office.history import changes
from cleanclaim.office.imports.models import ColumnMap, ImportBatch, ImportItem
from cleanclaim.office.imports.suggest import suggest
from cleanclaim.office.imports.views import _preview
from cleanclaim.office.organizations.models import Membership
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.practices.models import PracticeFile, PracticeRecord
from cleanclaim.office.tasks.worker import do_next_task
from cleanclaim.office.visits.models import VisitRecord, VisitVersion
from tests.cli.calling import CLINIC_DAY
from tests.office.stored.made_up import events, here, patient, stored, text

HEADING = "Visit No,Pt ID,DOS,Ins,Tx By,CPT,Mins,Chg,Cx,Status\n"
ROWS = (
    "1,P01,03/02/2026,MCR,1000000038,97110,23,$68.00,N,signed\n"
    "1,P01,03/02/2026,MCR,1000000038,97140,24,$64.00,N,signed\n"
    "2,P02,03/02/2026,MCR,1000000038,97110,2o,$68.00,N,signed\n"
    "3,P02,03/03/2026,MCR,1000000038,97110,15,$68.00,N,open\n"
    "4,P77,03/03/2026,MCR,1000000038,97110,15,$68.00,N,signed\n"
)


def work() -> None:
    while do_next_task("worker"):
        pass
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").values_list("exception_class_path", "traceback")


def drop(client: Client, content: str | bytes, name: str = "feb.csv") -> str:
    """The address of an import that was read."""
    body = content.encode() if isinstance(content, str) else content
    answer = client.post("/imports/drop", {"file": SimpleUploadedFile(name, body)})
    assert answer.status_code == 302, text(answer)
    work()
    return str(answer.headers["Location"])


def batch() -> ImportBatch:
    with organization_transaction([here().organization.pk]):
        return ImportBatch.objects.order_by("-id")[0]


def send(client: Client, address: str, **more: Any) -> Any:
    way = more.pop("way", "take")
    answer = client.post(f"{address}{way}", {"reads": batch().reads, **more})
    work()
    return answer


def visits() -> dict[str, tuple[str, int]]:
    with organization_transaction([here().organization.pk]):
        return {one.number: (one.state, one.version) for one in VisitRecord.objects.order_by("number")}


def two_patients() -> None:
    stored(here(), patient("P01", "Example", "Ada"))
    stored(here(), patient("P02", "Example", "Bea"))


def columns_of(found: ImportBatch, **fields: str) -> dict[str, str]:
    """What the page sends where somebody says what columns are."""
    headings = [column.heading for column in _preview(found).columns]
    return {f"column-{headings.index(heading.replace('_', ' '))}": field for heading, field in fields.items()}


def test_a_file_is_read_corrected_taken_once_and_undone(client: Client) -> None:
    two_patients()
    address = drop(client, HEADING + ROWS)
    page = text(client.get(address))
    assert "1 cell cannot be read" in page
    assert 'data-suggest="20"' in page
    assert "May be Payer, by the name of its policy" in page
    assert "Of patients who are not here: 4" in page
    assert "Columns: Ins, Tx By, Chg, Cx." in page, "and Status, which says what is signed, is read"
    assert visits() == {}, "nothing is written before it is taken"
    sent = columns_of(batch(), Status="signed", Ins="payer", Tx_By="clinician", Chg="charge")
    send(client, address, way="read", **sent, **{"cell-0": "20"})
    words = {f"word-payer-{number}": "medicare" for number, _ in enumerate(_preview(batch()).words["payer"])}
    send(client, address, way="read", **words)
    page = text(client.get(address))
    assert "cannot be read" not in page
    assert "Take 4, set 1 aside" in page
    assert "$268.00" in page
    send(client, address)
    assert visits() == {"1": ("signed", 1), "2": ("signed", 1), "3": ("open", 1)}
    assert "3 records added, 0 changed, 0 as before" in text(client.get(address))
    assert client.post(f"{address}take", {"reads": batch().reads}).status_code == 400, "only once"
    with organization_transaction([here().organization.pk]):
        value = changes.newest(VisitRecord.objects.get(number="2")).read()
        assert (value.payer, value.services[0].minutes) == ("medicare", 20)
        assert ColumnMap.objects.count() == 1
    assert client.post(f"{address}undo").status_code == 302
    work()
    assert visits() == {}
    assert "Undone" in text(client.get(address))
    assert [one for one in events() if one.startswith(("import", "visit"))] == [
        "import.read", "import.read", "import.read", "visit.added", "visit.added", "visit.added", "import.taken",
        "visit.withdrawn", "visit.withdrawn", "visit.withdrawn", "import.undone",
    ]  # fmt: skip


SIGNED = "visit_id,patient_id,service_date,payer,provider_npi,code,minutes\n" + "".join(
    f"{number},P0{number},2026-03-02,medicare,1000000012,97110,23\n" for number in (1, 2)
)


def test_visits_that_are_taken_make_claims_and_one_that_was_sent_stays(client: Client) -> None:
    two_patients()
    address = drop(client, SIGNED)
    send(client, address)
    with organization_transaction([here().organization.pk]):
        found = {claim.number: claim for claim in ClaimRecord.objects.all()}
        assert set(found) == {"1", "2"}
        ClaimRecord.objects.filter(pk=found["1"].pk).update(state=ClaimState.SENT)
    client.post(f"{address}undo")
    work()
    assert visits() == {"1": ("signed", 1)}
    page = text(client.get(address))
    assert "Stay, as their claims were sent: 1." in page
    assert "1 taken out again, 0 brought back" in page
    assert "Of it are here still: 1 record it added, 0 it changed." in page
    with organization_transaction([here().organization.pk]):
        assert dict(ClaimRecord.objects.values_list("number", "state")) == {"1": "sent", "2": "empty"}


@pytest.mark.parametrize("patient_id", ["P01", "P02"])
def test_a_visit_with_the_number_of_one_taken_out_has_a_claim_of_its_own(client: Client, patient_id: str) -> None:
    two_patients()
    address = drop(client, SIGNED)
    send(client, address)
    with organization_transaction([here().organization.pk]):
        first = ClaimRecord.objects.get(number="1")
        closing = acts.Seen(first, first.version)
        acts.close([closing], here().actor, reason="Paid by the patient", author="Ada")
    client.post(f"{address}undo")
    work()
    line = f"1,{patient_id},2026-03-03,medicare,1000000012,97140,45\n"
    send(client, drop(client, SIGNED.partition("\n")[0] + "\n" + line))
    with organization_transaction([here().organization.pk]):
        one, other = ClaimRecord.objects.get(number="1"), ClaimRecord.objects.get(number="1-2")
        assert (one.state, one.patient.number) == ("empty", "P01")
        assert (other.patient.number, other.day.day) == (patient_id, 3)
        (judged,) = judge([other])
        assert [line.code for line in judged.visits[0].visit.services] == ["97140"]
        assert judged.work == ClaimWork()


def test_the_next_file_with_the_same_columns_is_read_by_what_was_said(client: Client) -> None:
    two_patients()
    first = "Visit No,Pt ID,DOS,Ins,Tx By,CPT,T\n1,P01,03/02/2026,medicare,1000000038,97110,23\n"
    address = drop(client, first)
    send(client, address, way="read", **columns_of(batch(), T="minutes"))
    send(client, address)
    second = "T,Visit No,Pt ID,DOS,Ins,Tx By,CPT\n17,2,P02,03/03/2026,medicare,1000000038,97110\n"
    send(client, drop(client, second, "march.csv"))
    with organization_transaction([here().organization.pk]):
        assert changes.newest(VisitRecord.objects.get(number="2")).read().services[0].minutes == 17


def test_the_same_number_again_changes_what_is_open_and_names_what_is_signed(client: Client) -> None:
    two_patients()
    rows = "visit_id,patient_id,service_date,payer,code,minutes,signed\n1,P01,2026-03-02,medicare,97110,{},{}\n"
    for minutes, word, state, version in ((15, "no", "open", 1), (16, "no", "open", 2), (16, "yes", "signed", 3)):
        address = drop(client, rows.format(minutes, word), f"{minutes}{word}.csv")
        send(client, address, way="read", **columns_of(batch(), signed="signed"))
        send(client, address)
        assert visits() == {"1": (state, version)}
    address = drop(client, rows.format(16, "yes"), "same.csv")
    assert "1 as before" in text(client.get(address))
    address = drop(client, rows.format(30, "yes"), "other.csv")
    page = text(client.get(address))
    assert "1 visit here says something else" in page
    assert "97110, Minutes: 16 → 30" in page
    assert send(client, address).status_code == 400
    assert visits() == {"1": ("signed", 3)}


def test_what_was_changed_since_is_not_undone(client: Client) -> None:
    two_patients()
    rows = "visit_id,patient_id,service_date,payer,code,minutes\n1,P01,2026-03-02,medicare,97110,15\n"
    address = drop(client, rows + "2,P02,2026-03-02,medicare,97110,15\n")
    send(client, address)
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(number="1")
        changes.change(record, changes.newest(record).read(), here().actor, seen=1)
    client.post(f"{address}undo")
    work()
    assert visits() == {"1": ("signed", 2)}
    assert "Stay, as they were changed since: 1." in text(client.get(address))


def test_patients_are_taken_and_those_with_visits_of_others_stay(client: Client) -> None:
    with organization_transaction([here().organization.pk]):
        file = PracticeFile((CLINIC_DAY / "practice.toml").read_text().replace('patients = "patients.csv"', ""))
        changes.add(PracticeRecord(), file, here().actor)
    address = drop(client, (CLINIC_DAY / "patients.csv").read_text(), "patients.csv")
    assert "Import patients" in text(client.get(address))
    send(client, address)
    with organization_transaction([here().organization.pk]):
        assert PatientRecord.objects.count() == 43
    of_visits = drop(client, (CLINIC_DAY / "visits.csv").read_bytes(), "visits.csv")
    send(client, of_visits, way="read", billed="no")
    send(client, of_visits)
    assert len(visits()) == 43, "one is of a payer whom the practice does not have, and waits until it is chosen who"
    client.post(f"{address}undo")
    work()
    with organization_transaction([here().organization.pk]):
        left = PatientRecord.objects.count()
        assert 0 < left <= 43
        assert not VisitRecord.objects.exclude(patient__in=PatientRecord.objects.all()).exists()


def test_claims_of_earlier_years_are_history_and_make_no_claim(client: Client, tmp_path: Path) -> None:
    from tests.cli.calling import call as call_here

    with organization_transaction([here().organization.pk]):
        file = PracticeFile((CLINIC_DAY / "practice.toml").read_text().replace('patients = "patients.csv"', ""))
        changes.add(PracticeRecord(), file, here().actor)
    send(client, drop(client, (CLINIC_DAY / "patients.csv").read_text(), "patients.csv"))
    claims = tmp_path / "day.837"
    call_here("claim", CLINIC_DAY / "visits.csv", "--practice", CLINIC_DAY / "practice.toml", "--history",
              CLINIC_DAY / "history.json", "-o", claims, "--filed-on", "2026-03-03")  # fmt: skip
    address = drop(client, claims.read_bytes(), "day.837")
    assert "Claims tell no minutes" in text(client.get(address))
    send(client, address)
    assert visits()
    assert {state for state, _version in visits().values()} == {"billed"}


@pytest.mark.parametrize(("name", "content", "words"), [
    ("notes.csv", "visit_id,text\n1,walked\n", "it is a file of notes"),
    ("empty.csv", "", "empty"),
    ("torn.837", "ISA*00*", "Cannot be read"),
    ("other.csv", "a,b\n1,2\n", "no column"),
])  # fmt: skip
def test_what_cannot_be_read_says_so_and_takes_nothing(client: Client, name: str, content: str, words: str) -> None:
    address = drop(client, content, name)
    assert words in text(client.get(address))
    assert "data-main" not in text(client.get(address))
    assert visits() == {}


def test_a_task_that_is_done_twice_takes_once(client: Client) -> None:
    two_patients()
    address = drop(client, "visit_id,patient_id,service_date,payer,code,minutes\n1,P01,2026-03-02,medicare,97110,15\n")
    client.post(f"{address}take", {"reads": batch().reads})
    task = DBTaskResult.objects.get(status="READY")
    assert do_next_task("worker")
    DBTaskResult.objects.filter(pk=task.pk).update(status="READY")
    work()
    with organization_transaction([here().organization.pk]):
        assert (VisitVersion.objects.count(), ImportItem.objects.count()) == (1, 1)
    assert batch().added == 1


def test_an_import_is_seen_and_taken_by_who_may(client: Client) -> None:
    two_patients()
    address = drop(client, "visit_id,patient_id,service_date,payer,code,minutes\n1,P01,2026-03-02,medicare,97110,15\n")
    Membership.objects.update(role="therapist")
    assert client.get(address).status_code == 403
    assert client.post(f"{address}take", {"reads": 2}).status_code == 403
    assert visits() == {}


@pytest.mark.parametrize(("field", "cell", "meant"), [
    ("minutes", "2o", "20"), ("code", "9711O", "97110"), ("minutes", "twelve", ""), ("minutes", "20", ""),
    ("service_date", "O2/3O/26", ""), ("payer", "O", ""), ("units", "l", "1"),
    ("provider_npi", "Sol Bello", ""), ("provider_npi", "1O00000038", "1000000038"), ("code", "LOBOS", ""),
])  # fmt: skip
def test_a_suggestion_is_made_where_letters_stand_for_digits(field: str, cell: str, meant: str) -> None:
    assert suggest(field, cell) == meant


def test_a_bad_day_takes_its_own_visit_alone_and_what_is_set_aside_is_named_before_and_after(client: Client) -> None:
    two_patients()
    heading = "visit_id,patient_id,service_date,payer,code,minutes\n"
    rows = (
        "V16,P01,11/16/2026,medicare,97110,15\nV17,P01,02/30/2026,medicare,97110,15\n"
        "V18,P01,11/15/2026,medicare,97110,15\nV20,P02,11/16/2026,medicare,97110,2o\n"
        "V21,P02,11/16/2026,medicare,97140,15\n"
    )
    address = drop(client, heading + rows)
    before = text(client.get(address))
    send(client, address)
    assert set(visits()) == {"V16", "V18"}
    after = text(client.get(address))
    for page in (before, after):
        assert "2 cells cannot be read" in page
        assert "02/30/2026" in page
        assert "V21: of the same patient and day as visit V20" in page
    assert "3 set aside" in after
    assert 'name="cell-0"' in before
    assert 'name="cell-0"' not in after


def test_what_was_signed_here_since_is_named_so_and_an_undoing_that_was_stopped_goes_on(client: Client) -> None:
    two_patients()
    rows = "visit_id,patient_id,service_date,payer,code,minutes\n{}"
    send(client, drop(client, rows.format("1,P01,2026-03-02,medicare,97110,15\n"), "a.csv"))
    with organization_transaction([here().organization.pk]):
        VisitRecord.objects.update(state="open")
    address = drop(client, rows.format("1,P01,2026-03-02,medicare,97110,16\n2,P02,2026-03-02,medicare,97110,15\n"))
    send(client, address)
    with organization_transaction([here().organization.pk]):
        record = VisitRecord.objects.get(number="2")
        changes.change(record, changes.newest(record).read(), here().actor, seen=1)
        VisitRecord.objects.filter(number="2").update(signed_at=timezone.now())
    client.post(f"{address}undo")
    task = DBTaskResult.objects.get(status="READY")
    assert do_next_task("worker")
    DBTaskResult.objects.filter(pk=task.pk).update(status="READY")
    work()
    page = text(client.get(address))
    assert "Stay, as they were signed here since: 2." in page
    assert "0 taken out again, 1 brought back to what they said before." in page
    assert "changed since" not in page


def test_dates_written_day_first_are_read_where_somebody_says_so(client: Client) -> None:
    two_patients()
    rows = "visit_id,patient_id,service_date,payer,code,minutes\n1,P01,13/03/2026,medicare,97110,15\n"
    address = drop(client, rows + "2,P02,02/03/2026,medicare,97110,15\n")
    page = text(client.get(address))
    assert "day first" in page
    assert "--map" not in page
    send(client, address, way="read", dates="day")
    send(client, address)
    with organization_transaction([here().organization.pk]):
        days = {one.number: str(one.service_date) for one in VisitRecord.objects.all()}
    assert days == {"1": "2026-03-13", "2": "2026-03-02"}


@pytest.mark.parametrize(("words", "states"), [
    (("Signed", "Draft", "Unsigned"), {"1": "signed", "2": "open", "3": "open"}),
    (("Signed", "Draft", "On the shelf"), {"1": "signed", "2": "signed", "3": "signed"}),
])  # fmt: skip
def test_a_column_that_says_signed_or_draft_is_read_without_a_choice(
    client: Client, words: tuple[str, ...], states: dict[str, str]
) -> None:
    two_patients()
    rows = "".join(f"{at},P01,2026-03-0{at},medicare,97110,15,{word}\n" for at, word in enumerate(words, 1))
    heading = "visit_id,patient_id,service_date,payer,code,minutes,note status\n"
    address = drop(client, heading + rows)
    page = text(client.get(address))
    assert ("2 unsigned" in page) == ("open" in states.values())
    assert ("May be Whether it is signed" in page) == ("open" not in states.values())
    send(client, address)
    assert {number: state for number, (state, _version) in visits().items()} == states
    again = drop(client, f"{heading}9,P01,2026-03-09,medicare,97110,15,{words[0]}\n")
    send(client, again, way="read", **columns_of(batch(), **{"note status": ""}))
    assert "unsigned" not in text(client.get(again))


@pytest.mark.parametrize("heading", ["Signed?", "Signed", "Locked", "Note final"])
def test_a_heading_says_what_yes_and_no_are_of(client: Client, heading: str) -> None:
    two_patients()
    rows = "1,P01,2026-03-01,medicare,97110,15,Y\n2,P01,2026-03-02,medicare,97110,15,N\n"
    address = drop(client, f"visit_id,patient_id,service_date,payer,code,minutes,{heading}\n{rows}")
    assert "1 unsigned" in text(client.get(address))
    send(client, address)
    assert {number: state for number, (state, _version) in visits().items()} == {"1": "signed", "2": "open"}
