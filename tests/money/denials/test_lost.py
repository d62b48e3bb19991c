"""What is past its day is lost only where the day is the payer's own for sure; else somebody asks first."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.money.denials.deadlines import Deadline

ON = date(2026, 6, 1)
PAST = Deadline(way="appeal", on=date(2026, 5, 1), name="appeal", standing="verified")


@pytest.mark.parametrize(
    ("change", "sure"),
    [
        ({}, True),
        ({"standing": "contract"}, True),
        ({"standing": "reported"}, False),
        ({"standing": None}, False),
        ({"on": None}, False),
        ({"others": ("180 days by contract",)}, False),
    ],
)
def test_a_day_is_sure_by_a_verified_limit_or_a_contract_alone(change: dict[str, Any], sure: bool) -> None:
    assert structs.replace(PAST, **change).is_sure is sure
