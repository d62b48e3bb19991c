"""Counting visits and dollars under a payer's approvals and benefits."""

from datetime import date

import pytest

from cleanclaim.law.chart.authorization_use import (
    AuthorizationUse,
    choose_authorization,
    choose_tightest,
    count_against_limit,
    count_authorized_visit,
    count_benefit_dollars,
    count_benefit_visits,
    find_benefits,
    find_coverage,
    first_of_week,
)
from cleanclaim.law.chart.visit_history import VisitHistory
from cleanclaim.model.chart import Authorization, Benefit, CoverageSpan
from cleanclaim.model.visit import Discipline, Service, Visit

ON = date(2026, 3, 2)


def visit(number: int, payer: str = "aetna", discipline: Discipline = "PT", allowed: int | None = 4000) -> Visit:
    return Visit(
        visit_id=f"{number}{payer}{discipline}",
        payer=payer,
        service_date=date(2026, 2, number),
        discipline=discipline,
        services=(Service(code="97110", allowed=allowed),),
    )


FEBRUARY = VisitHistory([visit(number) for number in (2, 4, 6, 9)]).own("aetna")


def approval(**told: object) -> Authorization:
    return Authorization(**{"number": "A1", "payer": "aetna", "begins": date(2026, 2, 1), "visits": 12, **told})  # type: ignore[arg-type]


def pool(**told: object) -> Benefit:
    year = {"begins": date(2026, 1, 1), "ends": date(2026, 12, 31)}
    return Benefit(**{"payer": "aetna", "unit": "visits", "limit": 30, **year, **told})  # type: ignore[arg-type]


def test_a_day_counts_once_for_each_discipline_and_another_payers_not_at_all() -> None:
    visits = [visit(4), visit(4), visit(4, discipline="OT"), visit(5, payer="uhc"), visit(2)]
    own = VisitHistory(visits).own("aetna")
    assert [(one.service_date, one.discipline) for one in own.visits] == [
        (date(2026, 2, 2), "PT"),
        (date(2026, 2, 4), "PT"),
        (date(2026, 2, 4), "OT"),
    ]


def test_the_visits_own_day_and_later_ones_are_not_earlier() -> None:
    own = VisitHistory([visit(2), visit(3), visit(4)]).own("aetna")
    assert count_authorized_visit(approval(), own, date(2026, 2, 3)) == AuthorizationUse(2, 12)
    assert count_benefit_visits(pool(), own, date(2026, 2, 3)) == AuthorizationUse(2, 30)


def test_both_ends_of_a_count_are_in_it() -> None:
    assert FEBRUARY.count(date(2026, 2, 4), date(2026, 2, 9)) == 3
    assert FEBRUARY.count(date(2026, 2, 4), date(2026, 2, 9), ("OT",)) == 0
    assert FEBRUARY.count(date(2026, 2, 9), date(2026, 2, 4)) == 0


@pytest.mark.parametrize(
    ("used", "counted_on", "earlier", "since", "number"),
    [
        (None, None, 4, 0, 5),  # the practice's own count alone
        (8, date(2026, 2, 6), 4, 1, 10),  # eight, one since, and this one
        (0, date(2026, 2, 6), 4, 1, 5),  # the payer's count lags behind the practice's own
        (8, None, 4, 0, None),  # counted nobody knows when
        (12, date(2026, 3, 9), 4, 0, 12),  # counted since, the visit among them, and within the limit
        (13, date(2026, 3, 9), 4, 0, None),  # past the limit, but which visit was it?
    ],
)
def test_the_payers_count_and_the_visits_since_give_the_number(
    used: int | None, counted_on: date | None, earlier: int, since: int, number: int | None
) -> None:
    standing = count_against_limit(12, used, counted_on, ON, earlier, since)
    assert standing == (None if number is None else AuthorizationUse(number, 12))


def test_visits_on_the_day_of_the_count_are_in_the_payers_count() -> None:
    standing = count_authorized_visit(approval(used=5, counted_on=date(2026, 2, 4)), FEBRUARY, ON)
    assert standing == AuthorizationUse(8, 12)


def test_an_approval_without_a_number_has_no_last_visit() -> None:
    assert count_authorized_visit(approval(visits=None), FEBRUARY, ON) is None


def test_of_several_approvals_the_one_with_the_code_and_with_room_is_taken() -> None:
    full = approval(visits=2)
    other_code = approval(number="A2", codes=("97140",))
    fits = approval(number="A3", ends=date(2026, 6, 30))
    assert choose_authorization([full, other_code, fits], ON, FEBRUARY, ["97110"]) == fits
    assert choose_authorization([full], ON, FEBRUARY, ["97110"]) == full
    assert choose_authorization([approval(ends=date(2026, 2, 28))], ON, FEBRUARY, ["97110"]) is None


def test_a_pool_of_two_disciplines_counts_both() -> None:
    own = VisitHistory([visit(4), visit(5, discipline="OT"), visit(6, discipline="SLP")]).own("aetna")
    assert count_benefit_visits(pool(disciplines=("PT", "OT")), own, ON) == AuthorizationUse(3, 30)
    assert count_benefit_visits(pool(), own, ON) == AuthorizationUse(4, 30)


def test_a_pool_of_other_disciplines_is_not_drawn_on() -> None:
    assert find_benefits([pool(disciplines=("OT",))], "aetna", "PT", ON, "visits") == ()


def test_dollars_are_the_payers_and_those_since() -> None:
    dollars = pool(unit="dollars", limit=100_000, used=50_000, counted_on=date(2026, 2, 4))
    visits = [visit(4), visit(6), visit(9, payer="uhc")]
    assert count_benefit_dollars(dollars, visits, ON, 5000) == AuthorizationUse(59_000, 100_000)


def test_dollars_run_from_the_day_after_the_count_to_the_day_before_the_visit() -> None:
    dollars = pool(unit="dollars", limit=100_000, used=50_000, counted_on=date(2026, 2, 4))
    visits = [visit(number) for number in (4, 5, 8, 9, 10)]
    assert count_benefit_dollars(dollars, visits, date(2026, 2, 9), 5000) == AuthorizationUse(63_000, 100_000)


def test_an_unknown_amount_leaves_the_dollars_unknown() -> None:
    assert count_benefit_dollars(pool(unit="dollars"), [visit(6, allowed=None)], ON, 5000) is None
    assert count_benefit_dollars(pool(unit="dollars"), [], ON, None) is None
    assert count_benefit_dollars(pool(unit="dollars", used=1, counted_on=date(2026, 3, 9)), [], ON, 5000) is None


def test_the_tightest_is_known_where_one_is_past_its_limit() -> None:
    past, room = AuthorizationUse(13, 12), AuthorizationUse(3, 12)
    assert choose_tightest([room, past, None]) == past
    assert choose_tightest([room, None]) is None
    assert choose_tightest([room, AuthorizationUse(10, 30)]) == room
    assert choose_tightest([]) is None


def test_a_span_without_an_end_still_holds() -> None:
    span = CoverageSpan(payer="aetna", begins=date(2024, 1, 1))
    assert find_coverage([span], "aetna", ON) == (span,)
    assert find_coverage([span], "aetna", date(2023, 12, 31)) == ()
    assert find_coverage([span], "uhc", ON) == ()


def test_a_week_begins_on_monday() -> None:
    assert first_of_week(date(2026, 3, 8)) == date(2026, 3, 2) == first_of_week(date(2026, 3, 2))
