"""What holds of Medicare's units whatever the day: totals, allocations, order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleanclaim
from cleanclaim.law.coding.allocation import allocate, count_full_time_units, count_midpoint_units, spread
from cleanclaim.law.review.coded import CodedVisit
from cleanclaim.model.visit import Service
from tests.law.coding.manual_search import lawful_allocations
from tests.made_up import DAYS, MINUTES, TIMED, of_therapist, service, services, visit


def coded(given_services: list[Service], payer: str = "medicare") -> CodedVisit:
    return cleanclaim.code([visit(given_services, payer)]).visits[0]


def allocation(of_visit: CodedVisit) -> dict[str, int]:
    return {line.code: line.units for line in of_visit.lines if line.units is not None}


@given(DAYS)
def test_the_day_earns_what_its_total_earns_and_every_unit_is_some_codes(day: dict[str, int]) -> None:
    result = coded(of_therapist(day))
    assert result.timed_minutes == sum(day.values())
    assert result.timed_units == (sum(day.values()) + 7) // 15
    assert sum(allocation(result).values()) == result.timed_units == result.units


@given(DAYS)
def test_shown_and_alternatives_are_exactly_what_the_manual_allows(day: dict[str, int]) -> None:
    result = coded(of_therapist(day))
    offered = [frozenset(one.items()) for one in [allocation(result), *result.alternatives]]
    assert len(offered) == len(set(offered))
    assert set(offered) == lawful_allocations(day)


@given(DAYS)
def test_the_bounds_of_a_code_are_those_over_all_lawful_allocations(day: dict[str, int]) -> None:
    result = allocate("cms", day)
    lawful = [dict(one) for one in lawful_allocations(day)]
    assert {code: result.most(code) for code in day} == {code: max(one[code] for one in lawful) for code in day}
    assert {code: result.least(code) for code in day} == {code: min(one[code] for one in lawful) for code in day}
    assert (result.tied_units > 0) == bool(result.tied) == (len(lawful) > 1)


@given(DAYS, st.data())
def test_a_minute_more_never_lowers_the_total(day: dict[str, int], data: st.DataObject) -> None:
    longer = data.draw(st.sampled_from(list(day)))
    before = coded(of_therapist(day)).timed_units
    after = coded(of_therapist(day | {longer: day[longer] + 1})).timed_units
    assert before is not None
    assert after in (before, before + 1)


@given(services(), st.data(), st.sampled_from(["medicare", "aetna"]))
def test_the_order_of_services_changes_nothing_that_is_billed(
    in_one_order: list[Service], data: st.DataObject, payer: str
) -> None:
    in_another = data.draw(st.permutations(in_one_order))
    one, other = coded(in_one_order, payer), coded(in_another, payer)
    assert (one.timed_minutes, one.timed_units, one.units) == (other.timed_minutes, other.timed_units, other.units)
    assert sorted(billed(one)) == sorted(billed(other))
    assert sorted(found(one)) == sorted(found(other))


def billed(of_visit: CodedVisit) -> list[tuple[object, ...]]:
    return [(line.code, line.units, line.modifiers, line.minutes) for line in of_visit.lines]


def found(of_visit: CodedVisit) -> list[tuple[str, str]]:
    return [(finding.rule, finding.outcome) for finding in of_visit.findings]


@given(DAYS, st.data())
def test_a_service_recorded_in_two_pieces_earns_the_same(day: dict[str, int], data: st.DataObject) -> None:
    pieces = []
    for code, minutes in day.items():
        first = data.draw(st.integers(0, minutes))
        pieces += [service(code, first), service(code, minutes - first)]
    assert allocation(coded(pieces)) == allocation(coded(of_therapist(day)))


@given(DAYS)
def test_counted_alone_a_codes_units_are_its_own_and_pooled_ones_of_one_code_are_the_same(day: dict[str, int]) -> None:
    together = allocation(coded(of_therapist(day), "aetna"))
    for code, minutes in day.items():
        assert together[code] == allocation(coded([service(code, minutes)], "aetna"))[code]
        assert together[code] == allocation(coded([service(code, minutes)], "medicare"))[code]


@given(st.sampled_from(TIMED), MINUTES)
def test_counted_alone_a_minute_more_never_lowers_a_codes_units(code: str, minutes: int) -> None:
    before = allocation(coded([service(code, minutes)], "aetna"))[code]
    assert allocation(coded([service(code, minutes + 1)], "aetna"))[code] in (before, before + 1)


@given(st.integers(0, 600), st.sampled_from([15, 30, 60, 120]))
def test_a_unit_is_earned_only_past_its_midpoint(minutes: int, unit_minutes: int) -> None:
    units = count_midpoint_units(minutes, unit_minutes)
    assert 2 * (minutes - (units - 1) * unit_minutes) > unit_minutes
    assert 2 * (minutes - units * unit_minutes) <= unit_minutes


@given(st.integers(0, 600), st.integers(1, 60), st.integers(0, 60))
def test_a_month_of_monitoring_earns_no_less_for_a_minute_more(minutes: int, first: int, each: int) -> None:
    before = count_full_time_units(minutes, first, each, None)
    assert count_full_time_units(minutes + 1, first, each, None) in (before, before + 1)
    assert (before == 0) == (minutes < first)


@given(st.lists(st.integers(0, 120), min_size=1, max_size=4), st.data())
def test_the_sessions_of_a_day_share_its_units_and_no_more(minutes: list[int], data: st.DataObject) -> None:
    most = [-(-spent // 15) for spent in minutes]
    units = data.draw(st.integers(0, sum(most)))  # fewer than whole quarter hours where a payer caps the day
    shares = spread(units, tuple(minutes))
    assert sum(shares) == units
    assert all(0 <= share <= limit for share, limit in zip(shares, most, strict=True))


@given(st.integers(20, 600))
def test_past_its_last_minute_another_code_describes_the_month(minutes: int) -> None:
    assert count_full_time_units(minutes, 10, 0, 19) == 0


@pytest.mark.parametrize("code", TIMED)
def test_every_timed_code_held_is_counted_by_the_manual(code: str) -> None:
    assert [allocation(coded([service(code, minutes)]))[code] for minutes in (7, 8, 22, 23, 37, 38)] == [
        0,
        1,
        1,
        2,
        2,
        3,
    ]
