"""The day a patient's year will pass the threshold, from the patient's own pace."""

from datetime import date, timedelta

from cleanclaim.law.chart.threshold_forecast import ThresholdForecast, allowed_by_visit, forecast
from cleanclaim.model.visit import Service, Visit

ON = date(2026, 3, 27)


def twice_a_week(weeks: int, cents: int = 10_000) -> list[tuple[date, int]]:
    return [(ON - timedelta(weeks=week, days=off), cents) for week in range(weeks) for off in (0, 2)]


def test_an_even_pace_gives_one_day() -> None:
    foreseen = forecast(twice_a_week(6), 40_000, ON)
    assert foreseen == ThresholdForecast(
        date(2026, 4, 11), date(2026, 4, 11), date(2026, 4, 11)
    )  # $200 a week, $400 left


def test_uneven_weeks_widen_the_interval() -> None:
    visits = [*twice_a_week(2), *((day - timedelta(weeks=2), 2_000) for day, _cents in twice_a_week(3))]
    foreseen = forecast(visits, 20_000, ON)
    assert foreseen is not None
    assert foreseen.latest is not None
    assert foreseen.earliest < foreseen.likely <= foreseen.latest


def test_three_visits_foretell_nothing() -> None:
    assert forecast(twice_a_week(6)[:3], 40_000, ON) is None


def test_visits_of_more_than_eight_weeks_ago_do_not_count() -> None:
    old = [(day - timedelta(weeks=8), cents) for day, cents in twice_a_week(6)]
    assert forecast(old, 40_000, ON) is None


def test_what_would_come_after_the_year_is_not_foretold() -> None:
    assert forecast(twice_a_week(6), 10_000_000, ON) is None
    assert forecast(twice_a_week(6, cents=0), 1, ON) is None


def test_occupational_therapy_has_a_pace_of_its_own() -> None:
    pt = Visit(
        visit_id="1", discipline="PT", service_date=date(2026, 3, 2), services=(Service(code="97110", allowed=5),)
    )
    ot = Visit(
        visit_id="2", discipline="OT", service_date=date(2026, 3, 3), services=(Service(code="97110", allowed=7),)
    )
    assert allowed_by_visit([pt, ot], False, ON) == [(date(2026, 3, 2), 5)]
    assert allowed_by_visit([pt, ot], True, ON) == [(date(2026, 3, 3), 7)]


def test_an_unknown_amount_foretells_nothing() -> None:
    unknown = Visit(visit_id="1", discipline="PT", service_date=date(2026, 3, 2), services=(Service(code="97110"),))
    assert allowed_by_visit([unknown], False, ON) is None
