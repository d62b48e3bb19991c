"""Which unit of a patient's day keeps its whole practice expense, down to the last tie."""

from typing import Any

import pytest

from cleanclaim.pricing.rate import Rate
from cleanclaim.pricing.reduction import FullPaidLine, TherapyLine, full_paid_line

RATE = Rate(work=45, pe=40, malpractice=2, factor=334_009)
LESS_EXPENSE = Rate(work=60, pe=39, malpractice=2, factor=334_009)
LESS_WORK = Rate(work=44, pe=40, malpractice=2, factor=334_009)


def line(at: int, **told: Any) -> TherapyLine:
    about: dict[str, Any] = {"rate": RATE, "units": 1, "charge": 5000}
    return TherapyLine(place=(0, at), **(about | told))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"rate": LESS_EXPENSE}),  # the practice expense, though the other's price is higher
        ({}, {"rate": LESS_WORK}),  # of equals the price
        ({"charge": 1}, {"assistant": True}),  # the therapist's line, whatever is charged
        ({"charge": None}, {}),  # a charge nobody knows limits nothing
        ({"charge": 5001}, {}),  # the one charged most
        ({"units": 2}, {}),
        ({}, {"units": 0}),  # a line that is not billed is none
    ],
)
def test_the_first_keeps_its_practice_expense_in_either_order(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert full_paid_line([line(1, **first), line(2, **second)]) == FullPaidLine((0, 1), sure=True)
    assert full_paid_line([line(1, **second), line(2, **first)]) == FullPaidLine((0, 2), sure=True)


@pytest.mark.parametrize(
    ("unknown", "sure"),
    [
        ({"rate": None}, False),
        ({"units": None}, False),
        ({"units": None, "rate": LESS_WORK}, True),  # however many they are, they come after
        ({"units": None, "rate": LESS_EXPENSE}, True),
    ],
)
def test_a_line_that_is_not_known_leaves_it_unsure_where_it_might_come_first(
    unknown: dict[str, Any], sure: bool
) -> None:
    assert full_paid_line([line(1), line(2, **unknown)]) == FullPaidLine((0, 1), sure)


def test_a_day_without_a_billed_line_has_none() -> None:
    assert full_paid_line([]) is None
    assert full_paid_line([line(1, units=0), line(2, rate=None)]) is None
