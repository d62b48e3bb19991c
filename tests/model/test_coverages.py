"""Who pays after whom is one question, with one answer for the claim, the next payer's claim and the office."""

import pytest
from msgspec import structs

from cleanclaim.model.practice import Coverage, Order
from tests.office.stored.made_up import patient

A, B, C = "aetna", "bcbs", "cigna"


def coverages(*orders: tuple[str, Order | None]) -> dict[str, Coverage]:
    return {name: Coverage(payer=name, relationship="self", member_id="1", order=order) for name, order in orders}


@pytest.mark.parametrize(
    ("orders", "after", "expected"),
    [
        (((A, "tertiary"), (B, "primary"), (C, "secondary")), B, [C, A]),
        (((A, "tertiary"), (B, "primary"), (C, "secondary")), C, [A]),
        (((A, "tertiary"), (B, "primary"), (C, "secondary")), A, []),
        (((A, "primary"), (B, None)), A, []),
        (((A, None), (B, "secondary")), A, []),
        (((A, None),), A, []),
    ],
)
def test_those_after_one_come_in_their_order(
    orders: tuple[tuple[str, Order | None], ...], after: str, expected: list[str]
) -> None:
    who = structs.replace(patient(), coverages=coverages(*orders))
    assert [one.payer for one in who.coverages_after(who.coverages[after])] == expected


def test_all_in_order_those_without_one_first() -> None:
    who = structs.replace(patient(), coverages=coverages((A, "secondary"), (B, None), (C, "primary")))
    assert [one.payer for one in who.coverages_in_order] == [B, C, A]
