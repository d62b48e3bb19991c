"""A practice that begins: visits are signed before its file is whole; what sending needs is asked when it is needed."""

import re
from typing import Any

import pytest
from django.test import Client
from msgspec import structs

import cleanclaim
from cleanclaim.cases import example_case
from cleanclaim.exchange.files.practice import parse_practice, parse_practice_alone
from cleanclaim.exchange.files.practice_entries import BILLING, RECEIVER, SUBMITTER
from cleanclaim.exchange.forms.cms1500 import fill_sheets
from cleanclaim.exchange.x12.write_837p import write_837p
from cleanclaim.model.errors import UserError
from cleanclaim.office.claims.models import ClaimRecord, ClaimState
from cleanclaim.office.claims.outbox import Batch
from cleanclaim.office.claims.sending import send
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.practices.models import PracticeRecord
from cleanclaim.office.practices.section_text import write_section
from cleanclaim.office.practices.sections import SECTIONS
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.tasks.worker import do_next_task
from tests.office.stored.made_up import here, text
from tests.office.stored.visits_made_up import EXERCISE, FILE, begun, page

BEGINNING = {
    "billing.name": "Lone Way Therapy",
    "billing.npi": "1000000004",
    "clinicians.first_name": "Pat",
    "clinicians.last_name": "Sample",
    "clinicians.npi": "1000000012",
    "clinicians.credential": "PT",
    "mine": "on",
}
PATIENT = {
    "patient_id": "P1",
    "last_name": "Example",
    "first_name": "Ada",
    "birth_date": "3/2/1950",
    "sex": "F",
    "address": "1 Example Way",
    "city": "Exampleton",
    "state": "TX",
    "zip": "78799",
    "payer": "aetna",
    "relationship": "self",
    "member_id": "W000000001",
    "order": "primary",
}
BILLING_REST = {
    "ein": "000000001",
    "taxonomy": "261QP2000X",
    "address": "100 Example Way",
    "city": "Exampleton",
    "state": "TX",
    "zip": "787990001",
    "contact": "Billing Office",
    "phone": "5125550100",
}
SENDER = {"name": "Lone Way Therapy", "id": "LONEWAY", "contact": "Billing Office", "phone": "5125550100"}


def file_text() -> str:
    with organization_transaction([here().organization.pk]):
        return str(changes.newest(PracticeRecord.objects.get()).read().text)


def version() -> int:
    with organization_transaction([here().organization.pk]):
        return int(PracticeRecord.objects.get().version)


def enter(client: Client, section: str, **typed: str) -> Any:
    """Fill in fields of a form, the others as they are."""
    address = f"/practices/sections/{section}/"
    shown = text(client.get(address))
    fields = dict(re.findall(r'<input name="([a-z0-9_]+)" value="([^"]*)" maxlength', shown))
    for name, options in re.findall(r'<select name="([a-z0-9_]+)".*?>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return client.post(address, {**fields, **typed, "version": version()})


def signed_visit(client: Client) -> str:
    """A patient, a visit with minutes and a note, signed; its address."""
    columns = re.findall(r'<(?:input|select) name="([a-z0-9_]+)"', text(client.get("/patients/add")))
    assert client.post("/patients/add", {**dict.fromkeys(columns, ""), **PATIENT}).status_code == 302
    address = begun(client, on=today().isoformat())
    assert client.post(f"{address}save", page(1, EXERCISE, place_of_service="11")).status_code in (200, 302)
    assert client.post(f"{address}sign", {"version": 2}).status_code == 302
    return address


def work_off() -> None:
    while do_next_task("worker"):
        pass


def test_a_visit_is_signed_with_a_name_an_npi_and_a_clinician_and_sending_asks_for_the_rest(client: Client) -> None:
    assert "/practices/begin" in text(client.get("/practices/"))
    assert client.post("/practices/begin", BEGINNING).status_code == 302
    address = signed_visit(client)
    assert "Signed by Pat Sample" in text(client.get(address))

    shown = text(client.get("/practices/"))
    for table, entry in (
        *(("billing", name) for name in BILLING_REST if name != "ein"),
        ("billing", "ein"),
        *(("submitter", name) for name in SENDER),
        ("receiver", "name"), ("receiver", "id"),
        ("clinicians/1000000012", "taxonomy"),
    ):  # fmt: skip
        assert f'href="/practices/sections/{table}/#field-{entry}"' in shown, (table, entry)
        assert f'id="field-{entry}"' in text(client.get(f"/practices/sections/{table}/")), (table, entry)

    answer = enter(client, "payers", policy="aetna", name="Aetna")
    assert answer.status_code == 302, text(answer)
    assert client.post("/practices/fees", {"fees": "97110 50.00", "version": version()}).status_code == 302
    work_off()
    with organization_transaction([here().organization.pk]):
        (claim,) = ClaimRecord.objects.all()
        assert claim.state == ClaimState.HOLD
    shown = text(client.get(f"/claims/{claim.pk}/"))
    assert "Nobody entered the id by which claims find their way to Aetna." in shown
    assert "Nobody entered the taxonomy code of Pat Sample" in shown
    assert 'href="/practices/' in shown
    assert enter(client, "clinicians/1000000012", taxonomy="225100000X").status_code == 302
    assert enter(client, "payers/aetna", id="SMTX0").status_code == 302
    work_off()
    with organization_transaction([here().organization.pk]):
        (claim,) = ClaimRecord.objects.all()
        assert claim.state == ClaimState.READY, claim.worst
    sheet = text(client.get("/claims/send"))
    assert "Nothing can be sent yet" in sheet
    assert 'href="/practices/sections/submitter/#field-id"' in sheet
    assert "data-send" not in sheet
    for sent in ({"until": claim.changed_at.isoformat(), "looked": "on"},):
        answer = client.post("/claims/send", sent)
        assert answer.status_code == 400
        assert "id of submitter" in text(answer)
    assert client.get(f"/claims/{claim.pk}/cms1500.pdf").status_code == 400
    with organization_transaction([here().organization.pk]):
        with pytest.raises(UserError, match=r"id of submitter"):
            send(here().actor, claim.changed_at)
        assert not Batch.objects.exists()

    assert enter(client, "billing", **BILLING_REST).status_code == 302
    assert enter(client, "submitter", **SENDER).status_code == 302
    assert enter(client, "receiver", name="Example Clearinghouse", id="EXAMPLECH").status_code == 302
    assert 'id="open"' not in text(client.get("/practices/"))
    work_off()
    assert "data-send" in text(client.get("/claims/send"))
    row = [",".join(PATIENT), ",".join(PATIENT.values())]
    parse_practice(file_text(), "\n".join(row))


def test_what_is_wrong_in_the_beginning_stands_at_its_field_and_nothing_typed_is_lost(client: Client) -> None:
    wrong = BEGINNING | {"billing.npi": "1", "clinicians.credential": "", "clinicians.last_name": ""}
    answer = client.post("/practices/begin", wrong)
    shown = text(answer)
    assert answer.status_code == 400
    assert "3 fields to correct" in shown
    for field in ("billing.npi", "clinicians.credential", "clinicians.last_name"):
        assert re.search(rf'id="field-{re.escape(field)}" class="wrong"', shown), field
    assert 'value="Lone Way Therapy"' in shown
    with organization_transaction([here().organization.pk]):
        assert not PracticeRecord.objects.exists()
    assert client.post("/practices/begin", BEGINNING | {"sole": "on", "billing.name": ""}).status_code == 302
    with organization_transaction([here().organization.pk]):
        assert PracticeRecord.objects.get().name == "Pat Sample"
    assert client.get("/practices/begin").status_code == 302, "it is begun"


def test_a_form_of_a_table_says_what_is_wrong_there_and_loses_nothing_to_others(client: Client) -> None:
    assert client.post("/practices/begin", BEGINNING).status_code == 302
    answer = enter(client, "billing", **BILLING_REST | {"zip": "78799", "phone": "12"})
    shown = text(answer)
    assert answer.status_code == 400
    assert "2 fields to correct" in shown
    assert 'value="100 Example Way"' in shown
    late = version()
    assert enter(client, "billing", **BILLING_REST).status_code == 302
    sent = {**SENDER, "qualifier": "", "version": late}
    answer = client.post("/practices/sections/submitter/", sent)
    assert answer.status_code == 409
    assert 'value="LONEWAY"' in text(answer)
    assert enter(client, "submitter", **SENDER).status_code == 302
    assert enter(client, "payers", name="Nobody").status_code == 400
    assert enter(client, "payers", policy="aetna", name="Aetna").status_code == 302
    assert enter(client, "payers", policy="aetna", name="Aetna").status_code == 400
    assert (
        enter(
            client,
            "clinicians",
            npi="1000000020",
            last_name="Sample",
            first_name="Quinn",
            credential="PTA",
            supervised_by="1000000012",
        ).status_code
        == 302
    )
    assert "Quinn Sample" in text(client.get("/practices/"))
    assert enter(client, "payers/aetna", policy="x-plan").status_code == 400
    for address in ("sections/fees/", "sections/payers/x/", "sections/clinicians/1/", "sections/billing/x/"):
        assert client.get(f"/practices/{address}").status_code == 404, address
    for fees in ("97110", "97110 5\n97110 6", "97110 x"):
        answer = client.post("/practices/fees", {"fees": fees, "version": version()})
        assert answer.status_code == 400, fees
        assert fees.split("\n")[0] in text(answer)


def test_the_text_of_the_file_quotes_the_line_that_is_wrong(client: Client) -> None:
    answer = client.post("/practices/edit", {"text": 'usage = "test"\n[billing]\nname = "A"\nnpi = "12"\n'})
    shown = text(answer)
    assert answer.status_code == 400
    assert "Line 4 says</span> <code>npi = &quot;12&quot;</code>" in shown
    assert "submitter" not in shown.partition("<textarea")[0], "what only sending needs is no fault"


def test_the_command_line_reads_no_practice_that_lacks_what_sending_needs() -> None:
    whole = FILE.read_text()
    practice = parse_practice_alone(whole)
    assert practice.open_entries == ()
    for table, entries in {"billing": BILLING, "submitter": SUBMITTER, "receiver": RECEIVER}.items():
        for entry, about in entries.items():
            if not about.needed or (table, entry) == ("billing", "npi"):
                continue
            lacking = write_section(whole, (table,), {entry: ""})
            found = parse_practice_alone(lacking)
            assert [(one.path, one.entry) for one in found.open_entries] == [((table,), entry)]
            with pytest.raises(UserError, match=entry):
                parse_practice(lacking, (FILE.parent / "patients.csv").read_text())
            with pytest.raises(UserError, match=f"{entry} of {table}"):
                write_837p([], found)
            with pytest.raises(UserError, match=f"{entry} of {table}"):
                fill_sheets(None, found, None)  # type: ignore[arg-type]


def test_without_an_address_a_price_says_that_it_is_not_entered() -> None:
    practice = parse_practice_alone(write_section(FILE.read_text(), ("billing",), {"zip": ""}))
    visits = cleanclaim.read_visits(FILE.parent / "visits.csv")
    found = cleanclaim.price(structs.replace(example_case(build_basis()), visits=visits, practice=practice))
    assert "The practice's address is not entered" in str(found)


def test_entries_are_written_into_the_text_and_all_else_stays() -> None:
    before = '# ours\n[billing]\nname = "A" # who\n# ein = ""  # this or ssn\nnpi = "1"\n\n[fees]\n97110 = 5.00\n'
    after = write_section(before, ("billing",), {"name": 'B "quoted"', "ein": "2", "phone": "3"})
    wanted = (
        '# ours\n[billing]\nname = "B \\"quoted\\"" # who\nein = "2"  # this or ssn\nnpi = "1"\nphone = "3"\n\n[fees]'
    )
    assert after.startswith(wanted)
    assert write_section(after, ("billing",), {"ein": "", "phone": "", "name": "A"}) == before.replace(
        "# ein", "ein"
    ).replace('ein = ""', 'ein = ""')
    assert '[payers."a b"]' in write_section(before, ("payers", "a b"), {"name": "x"})
    with pytest.raises(UserError, match="by themselves"):
        write_section('billing = { name = "A" }\n', ("billing",), {"name": "B"})
    assert set(SECTIONS) == {"billing", "submitter", "receiver", "clinicians", "payers"}
