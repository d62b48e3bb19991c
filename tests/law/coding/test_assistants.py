"""The assistant's share of a service that is not counted in quarters, at the minute where it turns."""

import pytest

from cleanclaim.law.coding.assistants import AssistantShares, divide_units, exceeds_de_minimis
from tests.clinic import service

BOTH = [service("97012", 90), service("97012", 10, performed_by="PTA")]


@pytest.mark.parametrize(
    ("method", "assistant", "total", "more"),
    [
        ("simple", 10, 95, False),  # a tenth of 95 is 9.5, rounded 10: it takes 11
        ("simple", 11, 95, True),
        ("simple", 10, 94, True),  # 9.4, rounded 9: it takes 10
        ("simple", 9, 94, False),
        ("simple", 1, 4, True),  # 0.4, rounded 0
        ("simple", 0, 4, False),
        ("percentage", 10, 95, True),  # 10.5 percent, rounded 11
        ("percentage", 10, 96, False),  # 10.4
        ("percentage", 1, 0, True),
        ("percentage", 0, 0, False),
    ],
)
def test_more_than_a_tenth_begins_at_a_minute(method: str, assistant: int, total: int, more: bool) -> None:
    assert exceeds_de_minimis(assistant, total, 10, method) == more


@pytest.mark.parametrize(("percent", "method"), [(None, "simple"), (10, None), (None, None)])
def test_a_payer_that_does_not_say_how_much_is_too_much_leaves_it_open(percent: int | None, method: str | None) -> None:
    assert divide_units(BOTH, 1, in_quarters=False, percent=percent, method=method) is None
    assert divide_units(BOTH, 1, in_quarters=False, percent=10, method="simple") == AssistantShares(90, 10, 1, 0)
