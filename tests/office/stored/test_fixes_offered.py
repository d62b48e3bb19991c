"""What a claim's page says of fixes: what has to be settled first, and the diagnoses where these change."""

from datetime import timedelta

from django.test import Client

from cleanclaim.model.visit import Service
from cleanclaim.office.claims.fixing import plan_fixes
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import ON, claims_of, line, signed, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import client  # noqa: F401 - a fixture


def claim_with(*services: Service, number: str = "V9") -> ClaimRecord:
    with organization_transaction([here().organization.pk]):
        of = visit(number, ON - timedelta(days=5), services=services)
        (record,) = claims_of([signed(here(), PatientRecord.objects.get(), of)])
    return record


def test_units_are_not_fixed_while_a_line_may_stand_twice(client: Client) -> None:  # noqa: F811
    twice = line(units=1, minutes=23)
    record = claim_with(twice, twice, line(units=2, minutes=7, code="97140"))
    page = text(client.get(f"/claims/{record.pk}/"))
    assert "Settle first: The same line twice, line 1. What is found out there may change this" in page
    assert 'data-do="fix"' not in page
    with organization_transaction([here().organization.pk]):
        plan = plan_fixes([record], "minutes.overbilled")
        assert "waits for what may change it. Settle first: The same line twice" in plan.left[record.pk]


def test_a_fix_of_diagnoses_shows_them(client: Client) -> None:  # noqa: F811
    record = claim_with(line(diagnoses=("M25561", "M25561", "M5450")))
    page = text(client.get(f"/claims/{record.pk}/"))
    assert "<i>M25.561</i> <i>M25.561</i> <i>M54.50</i></span>\n</del>" in page
    assert "<i>M25.561</i> <i>M54.50</i></span>\n</ins>" in page
    other = claim_with(line(units=3), number="V8")
    page = text(client.get(f"/claims/{other.pk}/"))
    assert "<del>" in page
    assert "<i>M25.561</i>" not in page.partition("<del>")[2].partition("</ins>")[0], (
        "where they stay they are not said"
    )
