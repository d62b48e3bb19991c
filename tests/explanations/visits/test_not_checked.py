"""KX is called not checked only where it was not: own earlier visits may tell that the year is past the threshold."""

from datetime import date
from typing import Any

import pytest

from cleanclaim.explanations.visits.left_over import YEAR, list_not_checked
from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import History, Visit
from tests.clinic import FILED, billed, visit


def earlier(cents: int) -> tuple[Visit, ...]:
    return tuple(visit(billed(allowed=cents), visit_id=f"B{day}", service_date=date(2026, 2, day)) for day in (2, 3, 4))


@pytest.mark.parametrize(("cents", "modifiers", "number"), [
    (80_000, ("GP",), 1),  # 2,400 at least: nobody can tell
    (100_000, ("GP", "KX"), 0),  # 3,000 at least is past it, and the line has KX
    (100_000, ("GP",), 0),  # and lacks it, which is said
])  # fmt: skip
def test_kx_was_checked_where_own_visits_are_past_the_threshold(
    cents: int, modifiers: tuple[str, ...], number: int
) -> None:
    about: dict[str, Any] = {"history": History(visits=earlier(cents)), "necessity_documented": True}
    one = visit(billed(allowed=2_000, modifiers=modifiers), **about)
    result = review([one], Basis(filed_on=FILED))
    assert any(each.evidence.get("unknown") == "spent" for each in result.claims[0].findings), "review_passed is open"
    assert sum(each.number for each in list_not_checked(result) if each.paper == YEAR) == number
