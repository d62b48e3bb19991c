"""What holds of every count of visits: order never matters, and more visits never use less."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.chart.authorization_use import count_authorized_visit, count_benefit_visits
from cleanclaim.law.chart.threshold_forecast import forecast
from cleanclaim.law.chart.visit_history import VisitHistory
from cleanclaim.model.chart import Authorization, Benefit
from cleanclaim.model.visit import Visit

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 120).map(lambda number: FIRST + timedelta(days=number))
VISITS = st.lists(
    st.builds(
        Visit,
        visit_id=st.uuids().map(str),
        payer=st.sampled_from(["aetna", "uhc"]),
        service_date=st.none() | DAYS,
        discipline=st.sampled_from(["PT", "OT", None]),
    ),
    max_size=40,
)
APPROVALS = st.builds(
    Authorization,
    number=st.just("A1"),
    payer=st.just("aetna"),
    begins=DAYS,
    visits=st.integers(1, 30),
    used=st.none() | st.integers(0, 30),
    counted_on=st.none() | DAYS,
    discipline=st.sampled_from(["PT", None]),
)
POOLS = st.builds(
    Benefit,
    payer=st.just("aetna"),
    unit=st.just("visits"),
    limit=st.integers(1, 30),
    begins=st.just(FIRST),
    ends=st.just(date(2026, 12, 31)),
    used=st.none() | st.integers(0, 30),
    counted_on=st.none() | DAYS,
    disciplines=st.sampled_from([(), ("PT",), ("PT", "OT")]),
)


@given(st.data(), VISITS, APPROVALS, POOLS, DAYS)
def test_the_order_of_the_history_never_matters(
    data: st.DataObject, visits: list[Visit], approval: Authorization, pool: Benefit, on: date
) -> None:
    shuffled = data.draw(st.permutations(visits))
    own, other = VisitHistory(visits).own("aetna"), VisitHistory(shuffled).own("aetna")
    assert count_authorized_visit(approval, own, on) == count_authorized_visit(approval, other, on)
    assert count_benefit_visits(pool, own, on) == count_benefit_visits(pool, other, on)


@given(VISITS, VISITS, APPROVALS, POOLS, DAYS)
def test_more_visits_never_use_less(
    visits: list[Visit], more: list[Visit], approval: Authorization, pool: Benefit, on: date
) -> None:
    own, longer = VisitHistory(visits).own("aetna"), VisitHistory([*visits, *more]).own("aetna")
    for fewer, many in (
        (count_authorized_visit(approval, own, on), count_authorized_visit(approval, longer, on)),
        (count_benefit_visits(pool, own, on), count_benefit_visits(pool, longer, on)),
    ):
        if fewer is not None and many is not None:
            assert fewer.number <= many.number


@given(VISITS, APPROVALS, DAYS, st.integers(1, 60))
def test_a_later_visit_never_has_a_lower_number(
    visits: list[Visit], approval: Authorization, on: date, days: int
) -> None:
    later = on + timedelta(days=days)
    if approval.counted_on is not None and approval.counted_on > on:
        return  # counted since: the number is then that of the count
    first = count_authorized_visit(approval, VisitHistory(visits).own("aetna"), on)
    second = count_authorized_visit(approval, VisitHistory(visits).own("aetna"), later)
    if first is not None and second is not None:
        assert first.number <= second.number


@given(st.lists(st.tuples(DAYS, st.integers(0, 20_000)), max_size=40), st.integers(0, 300_000))
def test_a_forecast_lies_within_its_own_interval(visits: list[tuple[date, int]], left: int) -> None:
    on = FIRST + timedelta(days=120)
    foreseen = forecast(visits, left, on)
    if foreseen is not None:
        assert on < foreseen.earliest <= foreseen.likely
        assert foreseen.latest is None or foreseen.likely <= foreseen.latest
        assert forecast(visits[::-1], left, on) == foreseen
