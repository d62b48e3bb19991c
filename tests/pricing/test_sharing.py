"""Who pays the allowed amount, as a visit shows it: deductible, assistant, sequestration by date."""

from datetime import date

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.pricing.price import price
from cleanclaim.pricing.settlement import Terms, settle
from tests.pricing.test_price import NATIONAL, line, one, visit


def test_an_unknown_deductible_is_none_and_both_ends_are_shown() -> None:
    priced = one(visit(line("97110")))
    assert (priced.allowed, priced.deductible, priced.patient_owes) == (2906, None, 581)
    assert priced.if_deductible_unmet is not None
    assert (priced.if_deductible_unmet.payer_pays, priced.if_deductible_unmet.patient_owes) == (0, 2906)
    assert "annual_deductible" not in priced.rests_on  # CMS published it


def test_a_known_deductible_is_used_up_visit_by_visit_in_the_order_of_the_dates() -> None:
    later = visit(line("97110"), visit_id="later", service_date=date(2026, 3, 9))
    sooner = visit(line("97110"), visit_id="sooner")
    priced = price(NATIONAL.case_of([later, sooner]), deductible_left=4000).visits
    assert {each.visit_id: each.deductible for each in priced} == {"sooner": 2906, "later": 1094}
    assert priced[0].patient_owes == 1094 + 362  # and a fifth of the 18.12 that are left
    assert priced[0].if_deductible_unmet is None


def test_a_visit_that_cannot_be_priced_leaves_the_deductible_unknown_for_those_after_it() -> None:
    held = [visit(line("97110", None)), visit(line("97110"), visit_id="2", service_date=date(2026, 3, 9))]
    assert price(NATIONAL.case_of(held), deductible_left=4000).visits[1].deductible is None


def test_a_visit_of_another_payer_uses_none_of_it() -> None:
    held = [visit(line("97110"), payer="aetna"), visit(line("97110"), visit_id="2", service_date=date(2026, 3, 9))]
    assert price(NATIONAL.case_of(held), deductible_left=4000).visits[1].deductible == 2906


@pytest.mark.parametrize("other", [{"patient_id": "p2"}, {"service_date": date(2025, 12, 30)}])
def test_one_deductible_is_not_for_two_patients_or_two_years(other: dict[str, object]) -> None:
    held = [visit(line("97110")), visit(line("97110"), visit_id="2", **other)]
    with pytest.raises(UserError, match="one amount is given"):
        price(NATIONAL.case_of(held), deductible_left=100)
    assert [each.deductible for each in price(NATIONAL.case_of(held), deductible_left=0).visits] == [0, 0]


def test_an_assistants_line_loses_its_part_of_the_payers_share_and_the_other_reading_is_shown() -> None:
    priced = one(visit(line("97110", 1, "GP", "CQ")), deductible_left=0)
    assert (priced.allowed, priced.coinsurance, priced.assistant_reduction) == (2906, 581, 349)
    assert priced.payer_pays == 1976 - 40
    assert priced.alternative is not None
    assert priced.alternative.assistant_payment_basis == "whole"
    assert priced.alternative.patient_owes == 494
    assert "assistant_payment_basis" in priced.rests_on


def test_before_2022_an_assistants_line_lost_nothing() -> None:
    priced = one(visit(line("97110", 1, "CQ"), service_date=date(2021, 12, 31)), deductible_left=0)
    assert (priced.assistant_reduction, priced.alternative) == (0, None)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2020, 4, 30), 2),
        (date(2020, 5, 1), 0),
        (date(2022, 3, 31), 0),
        (date(2022, 4, 1), 1),
        (date(2022, 6, 30), 1),
        (date(2022, 7, 1), 2),
        (date(2026, 3, 2), 2),
    ],
)
def test_sequestration_is_that_of_the_day_and_never_the_patients(day: date, percent: int) -> None:
    priced = one(visit(line("97110"), service_date=day), deductible_left=0)
    assert priced.allowed is not None
    assert priced.coinsurance is not None
    share = priced.allowed - priced.coinsurance
    assert priced.sequestration == (share * percent + 50) // 100
    assert priced.patient_owes == priced.coinsurance


def test_of_the_whole_amount_the_patients_share_falls_too() -> None:
    terms = Terms(
        coinsurance_percent=20,
        assistant_payment_percent=85,
        assistant_payment_basis="whole",
        sequestration_percent=2,
    )
    shares = settle(10000, terms, deductible_left=0, assistant=True)
    assert (shares.coinsurance, shares.payer_pays, shares.sequestration) == (1700, 6664, 136)
    assert shares.assistant_reduction == 1500
