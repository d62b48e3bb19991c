"""A biller corrects from the finding: each that is of a line leads to its field of Correct on that line."""

from datetime import timedelta

import pytest
from django.test import Client

from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.office.claims.correct_lines import LINE_FIELDS
from cleanclaim.office.claims.where import find_field_of
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from tests.office.stored.claims_made_up import ON, claims_of, line, signed, visit
from tests.office.stored.made_up import here, text
from tests.office.stored.test_claim_pages import PART, claim, client  # noqa: F401 - a fixture

OF_LINES = [rule.id for rule in rule_set().rules.values() if rule_set().scope_of_rule(rule) == "line"]


@pytest.mark.parametrize("rule_id", OF_LINES)
def test_every_rule_on_lines_has_a_field_that_each_line_has(rule_id: str) -> None:
    assert find_field_of(rule_id) in LINE_FIELDS


@pytest.mark.parametrize(("rule_id", "field"), [
    ("minutes.overbilled", "units"), ("threshold.missing", "modifiers"), ("pairs.bundled", "billed"),
    ("diagnoses.unlisted", "diagnoses"), ("charges.unusual", "charge"), ("codes.deleted", "code"),
    ("pairs.needless", "modifiers"), ("codes.bundled", "billed"), ("assistants.missing", "modifiers"),
])  # fmt: skip
def test_the_field_is_what_the_rule_is_about(rule_id: str, field: str) -> None:
    assert find_field_of(rule_id) == field


def test_a_finding_on_the_second_line_opens_its_own_field(client: Client) -> None:  # noqa: F811
    services = (line(units=1, minutes=15), line(units=1, minutes=15, code="97140", diagnoses=("M25.561", "M25.561")))
    with organization_transaction([here().organization.pk]):
        about = visit("V9", ON - timedelta(days=5), services=services)
        (record,) = claims_of([signed(here(), PatientRecord.objects.get(), about)])
    page = text(client.get(f"/claims/{record.pk}/"))
    assert 'data-field="0.1.diagnoses">Correct: Diagnoses</button>' in page
    assert 'name="0.1.diagnoses"' in text(client.get(f"/claims/{record.pk}/correct", **PART))
    overbilled = text(client.get(f"/claims/{claim('V1').pk}/"))
    assert "Apply fix" in overbilled
    assert 'data-field="0.0.units">Correct: Units</button>' in overbilled
