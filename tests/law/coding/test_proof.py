"""The proof is of the minutes, whatever somebody has billed."""

from datetime import date

import cleanclaim
from cleanclaim.law.review.coded import CodedVisit
from cleanclaim.model.visit import Service, Visit


def coded(*services: Service, payer: str = "medicare") -> CodedVisit:
    visit = Visit(
        visit_id="1", patient_id="p1", payer=payer, service_date=date(2026, 3, 2), discipline="PT", services=services
    )
    return cleanclaim.code([visit]).visits[0]


def texts(visit: CodedVisit) -> dict[str, str]:
    return {step.step: step.text for step in visit.proof}


def test_a_billed_visit_is_proved_by_its_minutes_and_not_by_its_bill() -> None:
    steps = texts(
        coded(
            Service(code="97112", minutes=20, performed_by="PT", units=2, modifiers=("GP",)),
            Service(code="97110", minutes=20, performed_by="PT", units=2, modifiers=("GP",)),
        )
    )
    assert steps["units"] == "97112 × 1 GP; 97110 × 2 GP."
    assert steps["billed"] == "The visit comes with units already: 97112 × 2 GP; 97110 × 2 GP."


def test_the_assistants_share_is_what_the_minutes_show_and_not_what_the_bill_says() -> None:
    steps = texts(coded(Service(code="97110", minutes=30, performed_by="PTA", units=2, modifiers=("GP",))))
    assert "2 units for the assistant" in steps["assistant's share"]
    assert steps["units"] == "97110 × 2 GP CQ."


def test_a_visit_nobody_has_billed_has_no_step_about_a_bill() -> None:
    assert "billed" not in texts(coded(Service(code="97110", minutes=30, performed_by="PT")))


def test_what_is_not_known_is_not_called_unbillable() -> None:
    assert texts(coded(Service(code="97110", performed_by="PT")))["units"] == "Not known: 97110."


def test_a_payers_verified_cap_takes_the_unit_on_the_fewest_minutes_and_says_so() -> None:
    visit = coded(
        Service(code="97110", minutes=30, performed_by="PT"),
        Service(code="97140", minutes=30, performed_by="PT"),
        Service(code="97112", minutes=9, performed_by="PT"),
        payer="anthem",
    )
    assert {line.code: line.units for line in visit.lines} == {"97110": 2, "97140": 2, "97112": 0}
    assert "pays at most 4 units" in texts(visit)["payer's cap"]


def test_a_cap_nobody_verified_is_not_applied() -> None:
    visit = coded(
        Service(code="97110", minutes=45, performed_by="PT"),
        Service(code="97140", minutes=30, performed_by="PT"),
        payer="cigna",
    )
    assert visit.units == 5
    assert "payer's cap" not in texts(visit)
