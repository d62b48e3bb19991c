"""Whatever a rule can want and nobody said has a place in the office: a field of Correct, or a page."""

import pytest
from django.urls import reverse
from msgspec import structs

from cleanclaim.law.policies.keys import keys
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.visit import History, Service, Visit
from cleanclaim.office.charts.form import show_chart, show_entry
from cleanclaim.office.charts.parts import KINDS, NAMES
from cleanclaim.office.charts.where import PART_OF
from cleanclaim.office.claims.correct import LABELS, fill_form
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.where import ALWAYS_KNOWN, CORRECT, OF_PATIENT, PAGE_LABELS, PAGES
from cleanclaim.office.organizations.scope import organization_transaction
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient
from tests.office.stored.made_up import house

MISSING = sorted(
    {
        part.name
        for name in (*rule_set().inputs, *rule_set().facts)
        for part in rule_set().missing(name)
        if not isinstance(part, str)
    }
)
"""All that can be missing, by the name under which a finding lists it."""


@pytest.mark.parametrize("name", MISSING)
def test_what_can_be_missing_has_one_place(name: str) -> None:
    places = [name in CORRECT, name in ALWAYS_KNOWN, *(name in names for names in PAGES.values())]
    assert sum(places) == 1


def test_every_page_that_is_named_is_there() -> None:
    assert PAGES.keys() == PAGE_LABELS.keys()
    assert {name for names in PAGES.values() for name in names if name not in keys().keys} <= {*MISSING, "policy"}
    for page in filter(None, PAGES):
        assert reverse(page, args=["0190f000-0000-7000-8000-000000000000"] if page in OF_PATIENT else [])


def test_every_part_of_a_chart_has_a_form_and_what_is_missing_of_it_leads_there() -> None:
    parts = {field.name for field in structs.fields(History)} - {"visits", "spent"}
    assert set(KINDS) == parts == {part.name for part in show_chart(History(), {})}
    assert set(PART_OF.values()) <= parts
    for part in parts:
        assert show_entry(part, {}, {}), part
        assert NAMES[part].one


@pytest.mark.usefixtures("database")
def test_correct_has_a_field_where_the_record_says_nothing() -> None:
    one = house()
    with organization_transaction([one.organization.pk]):
        practice(one)
        bare = Visit(
            visit_id="V1", patient_id="P01", service_date=ON, payer="medicare", services=(Service(code="97110"),)
        )
        (record,) = claims_of([signed(one, stored_patient(one), bare)])
        names = {name.rpartition(".")[2] for name in fill_form(judge([record])[0])}
    assert set(CORRECT.values()) <= names
    assert names <= LABELS.keys()
