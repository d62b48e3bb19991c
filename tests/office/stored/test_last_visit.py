"""Which visit was the last before a discharge hangs on the visits after it: the office's case has them."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from cleanclaim.law.review.review import review
from cleanclaim.model.note import Note
from cleanclaim.model.visit import History
from cleanclaim.office.charts.models import ChartRecord
from cleanclaim.office.claims.judge import judge
from cleanclaim.office.claims.models import ClaimRecord
from cleanclaim.office.day import today
from cleanclaim.office.history import changes
from cleanclaim.office.history.following import follow_up
from cleanclaim.office.organizations.scope import organization_transaction
from cleanclaim.office.patients.models import PatientRecord
from cleanclaim.office.shared.office_basis import build_basis
from cleanclaim.office.visits.case import build_case
from cleanclaim.office.visits.models import VisitRecord, VisitState
from tests.office.stored.claims_made_up import ON, claims_of, practice, signed, stored_patient, visit
from tests.office.stored.made_up import House, house

pytestmark = pytest.mark.usefixtures("database")

RULE = "discharge.no_report"
DISCHARGE = ON + timedelta(days=7)
NOTE = Note(text="Squats. Goals met.", kind="treatment")


@pytest.fixture
def here() -> House:
    return house()


def discharged(here: House, on: date = DISCHARGE) -> PatientRecord:
    """A patient who came before, and whose chart says that care ended, without a report."""
    practice(here)
    patient = stored_patient(here)
    signed(here, patient, visit("V-3", ON - timedelta(days=3), note=NOTE))
    changes.add(ChartRecord(patient=patient), History(discharged_on=(on,), progress_reports=()), here.actor)
    return patient


def fires(record: ClaimRecord) -> bool:
    (judged,) = judge([record])
    return RULE in {finding.rule for _visit, finding in judged.findings if finding.outcome == "fail"}


def test_a_visit_is_not_the_last_where_another_came_before_the_discharge(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        patient = discharged(here)
        rows = [signed(here, patient, visit(f"V{day}", ON + timedelta(days=day), note=NOTE)) for day in (0, 4)]
        first, last = claims_of(rows)
        assert (fires(first), fires(last)) == (False, True)


def test_a_later_visit_that_is_still_open_counts_and_its_removal_is_felt(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        patient = discharged(here)
        (claim,) = claims_of([signed(here, patient, visit("V0", note=NOTE))])
        assert fires(claim)
        judged_at = claim.judged_at
        later = changes.add(VisitRecord(patient=patient), visit("V4", ON + timedelta(days=4)), here.actor)
        follow_up()
        claim.refresh_from_db()
        assert judged_at is not None
        assert claim.judged_at is not None
        assert claim.judged_at > judged_at
        assert not fires(claim)
        changes.remove(later, here.actor, seen=later.version)
        follow_up()
        assert fires(claim)


def test_of_a_discharge_to_come_nobody_says_which_visit_is_the_last(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        patient = discharged(here, today() + timedelta(days=7))
        (claim,) = claims_of([signed(here, patient, visit("V0", today() - timedelta(days=2), note=NOTE))])
        assert not fires(claim)


def test_visits_after_the_discharge_are_of_no_concern(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        patient = discharged(here)
        rows = [signed(here, patient, visit(f"V{day}", ON + timedelta(days=day), note=NOTE)) for day in (0, 9)]
        assert fires(claims_of(rows)[0])


def test_the_page_of_an_open_visit_asks_the_same(here: House) -> None:
    with organization_transaction([here.organization.pk]):
        patient = discharged(here)
        value = visit("V0", note=structs.replace(NOTE, text="Squats."))
        row = changes.add(VisitRecord(patient=patient, state=VisitState.OPEN), value, here.actor)
        signed(here, patient, visit("V4", ON + timedelta(days=4), note=NOTE))
        found = review(build_case([row], [value], open_too=True), build_basis()).claims[0].findings
        assert RULE not in {one.rule for one in found}
