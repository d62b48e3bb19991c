"""A patient's history in order of time: the same days are found as by reading it through, whatever its order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.law.chart.visit_history import VisitHistory, history_of
from cleanclaim.model.visit import Visit

DAY = date(2026, 3, 2)


def seen(number: int, days: int | None, payer: str = "aetna", discipline: str = "PT") -> Visit:
    on = None if days is None else DAY + timedelta(days=days)
    return Visit(visit_id=str(number), payer=payer, service_date=on, discipline=discipline)  # type: ignore[arg-type]


DAYS = st.none() | st.integers(-5, 5)
HISTORIES = st.lists(st.tuples(DAYS, st.sampled_from(["aetna", "uhc"]), st.sampled_from(["PT", "OT"])), max_size=12)


@given(HISTORIES, st.integers(-6, 6), st.integers(-6, 6))
def test_it_finds_what_reading_through_finds(told: list[tuple[int | None, str, str]], first: int, last: int) -> None:
    visits = tuple(seen(number, *one) for number, one in enumerate(told))
    begins, ends = DAY + timedelta(days=first), DAY + timedelta(days=last)
    between = [one for one in visits if one.service_date is not None and begins <= one.service_date <= ends]
    assert history_of(visits).between(begins, ends) == sorted(between, key=lambda one: one.service_date or DAY)
    days = {(one.service_date, one.discipline) for one in visits if one.payer == "uhc" and one.service_date}
    own = history_of(visits).own("uhc")
    assert sorted((one.service_date, one.discipline) for one in own.visits) == sorted(days)
    assert list(own.days) == [one.service_date for one in own.visits] == sorted(own.days)


def test_the_visits_of_one_day_stay_as_they_came() -> None:
    visits = (seen(3, 0), seen(1, 0), seen(2, -1))
    assert [one.visit_id for one in VisitHistory(visits).visits] == ["2", "3", "1"]


def test_a_history_is_put_in_order_once_and_a_list_each_time() -> None:
    visits = (seen(1, 0), seen(2, 1))
    assert history_of(visits) is history_of(visits)
    changing = [*visits]
    assert len(history_of(changing).visits) == 2
    changing.append(seen(3, 2))
    assert len(history_of(changing).visits) == 3
