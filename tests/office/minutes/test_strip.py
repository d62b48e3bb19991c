"""The strip of a visit: each block names itself where there is room, and no two texts lie on one another."""

import pytest

from cleanclaim.explanations.visits.minute_bars import build_bars
from cleanclaim.law.review.coded import code
from cleanclaim.model.visit import Service, Visit
from cleanclaim.office.minutes.strip import StripBlock, build_strip


def last_block(*blocks: tuple[str, int]) -> StripBlock:
    """The last block of a visit with these minutes."""
    services = tuple(Service(code=one, minutes=minutes, performed_by="PT") for one, minutes in blocks)
    visit = Visit(visit_id="1", payer="medicare", discipline="PT", services=services)
    coded = code([visit]).visits[0]
    return build_strip(services, [""] * len(services), build_bars(coded)).blocks[-1]


@pytest.mark.parametrize(
    ("blocks", "named_over"),
    [
        ((("97110", 23),), False),
        ((("97110", 39), ("97112", 12), ("97530", 34), ("97112", 12)), True),  # 3 whole minutes, then 9 left over
        ((("97110", 12),), False),
    ],
)
def test_what_is_left_over_carries_the_code_where_the_part_before_it_has_no_room(
    blocks: tuple[tuple[str, int], ...], named_over: bool
) -> None:
    block = last_block(*blocks)
    assert block.over_named == named_over
    assert not block.over_named or block.over_wide
