"""First and further codes: minutes run along the chain, and none is lost or counted twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.coding.allocation import allocate, count_full_time_units, count_midpoint_units
from cleanclaim.law.coding.units_earned import DayCount, count
from cleanclaim.model.visit import Service
from cleanclaim.reference.catalogue import Code, catalogue
from cleanclaim.reference.tables import Tables
from tests.clinic import DAY, service

TABLES = Tables(DAY)
CHAINS = [
    (catalogue()[further.continues], further)
    for further in catalogue().values()
    if further.continues and further.unit_rule != "area"
]
MINUTES = st.integers(0, 200)


def counted(*services: Service, method: str) -> DayCount:
    return count(services, method, {}, TABLES)


def units(day: DayCount, code: Code) -> int:
    earned = {**day.codes, **day.further}.get(code.code)
    return 0 if earned is None else earned.units or 0


def ids(chain: tuple[Code, Code]) -> str:
    return chain[1].code


def test_every_further_code_of_the_catalogue_has_a_first_one_in_force_as_long() -> None:
    assert len(CHAINS) == 12
    for first, further in CHAINS:
        assert first.continued_by == further.code
        assert first.full is not None
        assert first.valid_from == further.valid_from


@pytest.mark.parametrize("chain", CHAINS, ids=ids)
@pytest.mark.parametrize("method", ["cms", "cpt"])
@given(minutes=MINUTES, more=MINUTES)
def test_how_the_minutes_are_divided_between_the_two_codes_changes_no_unit(
    chain: tuple[Code, Code], method: str, minutes: int, more: int
) -> None:
    first, further = chain
    under_the_first = counted(service(first.code, minutes + more), method=method)
    divided = counted(service(first.code, minutes), service(further.code, more), method=method)
    assert [units(under_the_first, code) for code in chain] == [units(divided, code) for code in chain]


@pytest.mark.parametrize("chain", CHAINS, ids=ids)
@given(minutes=MINUTES)
def test_a_first_code_alone_earns_its_own_time_and_names_what_is_beyond(chain: tuple[Code, Code], minutes: int) -> None:
    first, further = chain
    day = counted(service(first.code, minutes), method="cpt")
    own, beyond = min(minutes, first.full or 0), max(0, minutes - (first.full or 0))
    if first.unit_rule == "month":
        expected = (int(own == first.full), count_full_time_units(beyond, further.first or 0, further.each, None))
    else:
        expected = (
            count_midpoint_units(own, first.unit_minutes or 0),
            count_midpoint_units(beyond, further.unit_minutes or 0),
        )
    assert (units(day, first), units(day, further)) == expected
    assert (further.code in day.further) == (expected[1] > 0)


@pytest.mark.parametrize("chain", [chain for chain in CHAINS if chain[0].unit_rule == "pooled"], ids=ids)
@given(minutes=MINUTES, more=MINUTES, exercise=MINUTES)
def test_in_the_pool_the_day_earns_what_all_its_minutes_earn(
    chain: tuple[Code, Code], minutes: int, more: int, exercise: int
) -> None:
    first, further = chain
    day = counted(service(first.code, minutes), service(further.code, more), service("97110", exercise), method="cms")
    total = (minutes + more + exercise + 7) // 15
    assert units(day, first) + units(day, further) + units(day, catalogue()["97110"]) == total
    assert units(day, first) <= 1
    apart = (
        count_midpoint_units(min(minutes + more, 15), 15)
        + count_midpoint_units(max(0, minutes + more - 15), 15)
        + count_midpoint_units(exercise, 15)
    )
    assert day.counted_apart == (apart if apart != total else None)
    assert all((one.least or 0) <= (one.units or 0) <= (one.most or 0) for one in day.codes.values())


@pytest.mark.parametrize("chain", [chain for chain in CHAINS if chain[0].unit_rule == "pooled"], ids=ids)
@given(minutes=MINUTES, more=MINUTES, exercise=MINUTES)
def test_the_bounds_in_the_pool_are_those_of_both_readings_and_no_wider(
    chain: tuple[Code, Code], minutes: int, more: int, exercise: int
) -> None:
    first, further = (code.code for code in chain)
    day = counted(service(first, minutes), service(further, more), service("97110", exercise), method="cms")
    own = min(minutes + more, 15)
    spent = {first: own, further: minutes + more - own, "97110": exercise}
    pooled = allocate("cms", spent)
    for code, minutes_of_code in spent.items():
        alone = count_midpoint_units(minutes_of_code, 15)
        assert day.codes[code].most == max(pooled.most(code), alone)
        assert day.codes[code].least == min(pooled.least(code), alone)


# In hundredths of a square centimeter, most of them at the edge of a unit.
AREAS = st.builds(lambda units, more: max(0, 2_000 * units + more), st.integers(0, 40), st.integers(-2, 2))


@given(area=AREAS | st.integers(0, 50_000))
def test_the_area_recorded_on_either_line_makes_the_units_of_the_further_one(area: int) -> None:
    expected = max(0, -(-(area - 2_000) // 2_000))
    for at_first, at_further in ((area, None), (None, area), (area, area)):
        day = counted(
            service("97597", None, wound_area=at_first), service("97598", None, wound_area=at_further), method="cms"
        )
        assert day.codes["97598"].units == expected


def test_two_areas_make_no_units() -> None:
    day = counted(service("97597", None, wound_area=2_500), service("97598", None, wound_area=3_000), method="cms")
    assert day.codes["97598"].units is None
