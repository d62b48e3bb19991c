"""A line's price with one thing changed: units, reduction, assistant."""

from typing import Any

import pytest

from cleanclaim.pricing.contracts.line_price import LinePrice
from cleanclaim.pricing.settlement import Terms

LINE = LinePrice(code="97110", units=3, whole=2992, reduced=2333, whole_units=1)
MEDICARE = Terms(
    coinsurance_percent=20, assistant_payment_percent=85, assistant_payment_basis="payer_share", sequestration_percent=2
)
ASSISTED = LinePrice(code="97110", units=1, whole=10_000, whole_units=1, by_assistant=True, terms=MEDICARE)


@pytest.mark.parametrize(
    ("changes", "cents"),
    [({}, 7658), ({"whole_units": 3}, 8976), ({"whole_units": 0}, 6999), ({"units": 2}, 5325), ({"units": 0}, 0)],
)
def test_units_are_whole_or_reduced(changes: dict[str, Any], cents: int) -> None:
    assert LINE.allowed(**changes) == cents


def test_no_more_than_the_charge_is_paid() -> None:
    assert LinePrice(code="97110", units=3, whole=2992, whole_units=3, charge=8000).allowed() == 8000


@pytest.mark.parametrize(
    ("deductible", "times", "cents"),
    [(0, 0, 10_000), (0, 1, 8_800), (0, 2, 7_780), (5_000, 1, 9_400)],
)
def test_medicare_takes_an_assistants_part_off_its_own_share(deductible: int, times: int, cents: int) -> None:
    assert ASSISTED.allowed(deductible, assistant_times=times) == cents


def test_a_contract_takes_it_off_the_whole_amount() -> None:
    line = LinePrice(code="97110", units=1, whole=3_333, whole_units=1, by_assistant=True, assistant_percent=8_500)
    assert [line.allowed(assistant_times=times) for times in (0, 1, 2)] == [3_333, 2_833, 2_408]


def test_medicare_may_take_it_off_the_whole_amount_too() -> None:
    whole = Terms(
        coinsurance_percent=20, assistant_payment_percent=85, assistant_payment_basis="whole", sequestration_percent=2
    )
    line = LinePrice(code="97110", units=1, whole=10_000, whole_units=1, by_assistant=True, terms=whole)
    assert [line.allowed(assistant_times=times) for times in (1, 2)] == [8_500, 7_225]
