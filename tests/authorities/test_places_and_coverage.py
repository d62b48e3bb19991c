"""Where a private practice is paid, what no contractor pays for a diagnosis, and who may not be billed privately.

42 CFR 410.60(c) and the Benefit Policy Manual, 230.4 B: the practice's own space or the patient's home, of which
a hospital and a skilled nursing facility are neither. NCD 270.6 and 270.1. Benefit Policy Manual, ch. 15, 40.4.
"""

from datetime import date

import pytest

from cleanclaim.model.chart import CoverageSpan, PlanOfCare
from cleanclaim.model.visit import History
from cleanclaim.reference.places import places
from tests.clinic import billed, reviewed, visit

FACILITIES = {"19", "21", "22", "23", "31", "51", "61"}


@pytest.mark.parametrize("place", sorted(places()))
def test_a_facilitys_place_stops_the_claim_and_no_other_does(place: str) -> None:
    claim = reviewed(visit(place_of_service=place))
    stopped = [found for found in claim.findings if found.rule == "places.facility_bills"]
    assert [found.severity for found in stopped] == ["stop"] * (place in FACILITIES)


@pytest.mark.parametrize(
    ("code", "diagnosis", "rule"),
    [
        ("97026", "L97.512", "national.never_for"),
        ("97026", "S81.801A", "national.never_for"),
        ("97026", "G62.9", None),  # a neuropathy, and not said to be sensory
        ("97026", "E11.42", None),
        ("97026", "M54.50", None),
        ("G0281", "M54.50", "national.only_for"),
        ("G0281", "L89.154", None),
        ("G0329", "M54.50", "national.only_for"),
    ],
)
def test_a_national_determination_is_a_stop(code: str, diagnosis: str, rule: str | None) -> None:
    claim = reviewed(visit(billed(code, diagnoses=(diagnosis,))))
    stops = [found.rule for found in claim.findings if found.severity == "stop" and found.rule.startswith("national")]
    assert stops == ([rule] if rule else [])


def test_a_medicare_patient_is_not_billed_privately() -> None:
    covered = History(coverage=(CoverageSpan(payer="medicare", begins=date(2024, 1, 1)),))
    looks = [found.rule for found in reviewed(visit(payer="self_pay", history=covered)).findings]
    assert "selfpay.medicare_patient" in looks
    told = reviewed(visit(billed(modifiers=("GP", "GA")), payer="self_pay", history=covered))
    assert "selfpay.medicare_patient" in [found.rule for found in told.findings]


@pytest.mark.parametrize(
    ("signed", "through", "late"),
    [
        (date(2026, 4, 5), None, False),  # 90 days after the first treatment under the earlier plan
        (date(2026, 4, 6), None, True),
        (date(2026, 2, 28), date(2026, 2, 28), False),  # the earlier plan's own end, where it comes first
        (date(2026, 3, 1), date(2026, 2, 28), True),
    ],
)
def test_a_renewal_is_due_while_the_earlier_plan_holds(signed: date, through: date | None, late: bool) -> None:
    first = PlanOfCare(begins=date(2026, 1, 5), through=through, signed_on=date(2026, 1, 12), written_by="PT")
    second = PlanOfCare(begins=date(2026, 4, 6), initial=False, signed_on=signed, written_by="PT")
    day = visit(service_date=date(2026, 4, 20), history=History(plan_of_care=(first, second)))
    claim = reviewed(day, filed_on=date(2026, 4, 21))
    assert ("plans.certified_late" in [found.rule for found in claim.findings]) == late
