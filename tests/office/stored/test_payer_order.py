"""Medicaid entered before another payer is said where coverages are entered, and on the claim."""

from django.test import Client
from msgspec import structs

from cleanclaim.model.practice import Coverage
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.imports.views import _preview
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import claims_of, practice, signed, visit
from tests.office.stored.made_up import here, patient, stored, text
from tests.office.stored.test_imports import batch, drop

MEDICAID = '[payers.medicaid_tx]\nname = "Texas Medicaid"\nid = "EX8"\n'
FIRST = Coverage(payer="medicaid_tx", relationship="self", member_id="T1", order="primary")
SECOND = Coverage(payer="medicare", relationship="self", member_id="1EX0XX0XX01", order="secondary")


def test_medicaid_before_medicare_is_said_of_the_patient_and_on_the_claim(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one, more=MEDICAID)
    wrong = structs.replace(patient("P02"), coverages={"medicaid_tx": FIRST, "medicare": SECOND})
    right = {
        "medicaid_tx": structs.replace(FIRST, order="secondary"),
        "medicare": structs.replace(SECOND, order="primary"),
    }
    record, other = stored(one, wrong), stored(one, structs.replace(patient("P03"), coverages=right))
    page = text(client.get(f"/patients/{record.pk}/"))
    assert "Texas Medicaid is entered before Medicare Part B" in page
    assert "42 CFR 433.139(b)(1)" in page
    assert f'href="/patients/{record.pk}/edit?field=order"' in page
    assert "Medicaid pays last" not in text(client.get(f"/patients/{other.pk}/"))
    with organization_transaction([one.organization.pk]):
        first = visit("V1", patient_id="P02", payer="medicaid_tx")
        (claim,) = claims_of([signed(one, record, first)])
        (judged,) = judge([claim])
        found = {finding.rule: finding for _of, finding in judged.findings}
    assert "Medicare Part B is entered to pay after it" in found["medicaid.before_others"].message


def test_an_import_of_patients_says_it_too(client: Client) -> None:
    one = here()
    with organization_transaction([one.organization.pk]):
        practice(one, more=MEDICAID)
    heading = (
        "patient_id,last_name,first_name,birth_date,sex,address,city,state,zip,payer,member_id,relationship,order\n"
    )
    about = "P07,Example,Eve,1950-02-06,F,1 Example Way,Exampleton,TX,78799"
    rows = f"{about},medicaid_tx,T1,self,primary\n{about},medicare,1EX0XX0XX01,self,secondary\n"
    drop(client, heading + rows, "patients.csv")
    assert (
        "Medicaid pays last, and is entered before another payer of P07. Correct their order."
        in _preview(batch()).notes
    )
