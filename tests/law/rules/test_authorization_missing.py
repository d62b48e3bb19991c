"""A payer that approves treatment beforehand gets no claim without an authorization, whoever asks: review or claim."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

import cleanclaim
from cleanclaim.claims.claim import ClaimResult
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.review import review
from cleanclaim.model.chart import Authorization
from cleanclaim.model.practice import Coverage, PayerId, Practice
from cleanclaim.model.visit import History, Visit
from cleanclaim.testing.visits import PATIENT, PRACTICE, REFERRER, THERAPIST
from tests.clinic import DAY, FILED, billed
from tests.clinic import visit as clinic_visit

RULES = {"practice.authorization_missing", "authorizations.none"}
APPROVAL = Authorization(number="CHART7", payer="medicaid_ca", begins=date(2026, 2, 1))


def practice(payer: str, number: str | None = None) -> Practice:
    coverage = Coverage(
        payer=payer, relationship="self", member_id="90000001A", referrer=REFERRER, prior_authorization=number
    )
    return structs.replace(
        PRACTICE,
        clinicians={THERAPIST.npi: THERAPIST},
        payers={payer: PayerId(policy=payer, name=payer.upper(), id="EX1")},
        patients={"P1": structs.replace(PATIENT, patient_id="P1", coverages={payer: coverage})},
    )


def visit(payer: str, **more: Any) -> Visit:
    about = {"patient_id": "P1", "provider_npi": THERAPIST.npi, "payer": payer, "place_of_service": "11"} | more
    return clinic_visit(billed(charge=5000, diagnoses=("M54.50",), performed_by="PT"), **about)


def found(payer: str, number: str | None = None, **more: Any) -> dict[str, str]:
    """The rules that ask for an authorization, each with how grave it is."""
    case = Case(visits=[visit(payer, **more)], practice=practice(payer, number))
    (claim,) = review(case, Basis(filed_on=FILED)).claims
    return {one.rule: one.severity for one in claim.findings if one.rule in RULES}


@pytest.mark.parametrize("payer", ["medicaid_ca", "va", "medicaid_ny"])
def test_where_the_payers_own_document_asks_for_it_the_claim_is_on_hold(payer: str) -> None:
    assert found(payer) == {"practice.authorization_missing": "stop"}
    assert found(payer, "A77") == {}


@pytest.mark.parametrize("payer", ["medicaid_nc", "medicaid_il"])
def test_what_is_only_reported_is_said_and_stops_nothing(payer: str) -> None:
    assert found(payer) == {"practice.authorization_missing": "warn"}


def test_it_is_said_once_and_by_the_chart_where_there_is_one() -> None:
    assert found("medicaid_ca", history=History(authorizations=())) == {"authorizations.none": "stop"}
    assert found("medicaid_ca", history=History(authorizations=(APPROVAL,))) == {}
    assert found("medicaid_ca", "A77", history=History(authorizations=())) == {}


def test_texas_asks_past_six_early_visits_as_the_history_counts_them() -> None:
    days = [date(2026, 2, day) for day in range(2, 9)]
    before = [visit("workers_comp_tx", visit_id=f"B{day}", service_date=day) for day in days]
    assert found("workers_comp_tx", history=History(visits=tuple(before[:5]))) == {}
    stopped = found("workers_comp_tx", history=History(visits=tuple(before[:6])))
    assert stopped == {"practice.authorization_missing": "stop"}
    unknown = found("workers_comp_tx")
    assert set(unknown.values()) <= {"info"}, "the number of the visit is not known"


def claimed(number: str | None = None, **more: Any) -> ClaimResult:
    case = Case(visits=[visit("medicaid_ca", **more)], practice=practice("medicaid_ca", number))
    return cleanclaim.claim(case, basis=Basis(filed_on=FILED))


def test_the_claim_is_on_hold_or_names_the_approval_of_the_coverage_else_of_the_chart() -> None:
    on_hold = claimed()
    assert not on_hold.claims
    assert [reason.rule for reason in on_hold.on_hold[0].reasons] == ["practice.authorization_missing"]
    assert "REF*G1*A77~" in str(claimed("A77").text)
    charted = claimed(history=History(authorizations=(APPROVAL,)))
    assert "REF*G1*CHART7~" in str(charted.text)
    assert "REF*G1*A77~" in str(claimed("A77", history=History(authorizations=(APPROVAL,))).text)


def test_visits_under_two_approvals_are_on_two_claims() -> None:
    second = structs.replace(APPROVAL, number="CHART8", begins=date(2026, 3, 4))
    history = History(authorizations=(structs.replace(APPROVAL, ends=date(2026, 3, 3)), second))
    visits = [
        visit("medicaid_ca", visit_id=str(day), service_date=DAY.replace(day=day), history=history) for day in (2, 4)
    ]
    result = cleanclaim.claim(
        Case(visits=visits, practice=practice("medicaid_ca")), basis=Basis(filed_on=DAY.replace(day=5))
    )
    assert [one.coverage.prior_authorization for one in result.claims] == ["CHART7", "CHART8"]
    assert len({one.claim_id for one in result.claims}) == 2
