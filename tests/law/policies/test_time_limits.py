"""Time limits to the day: leap years, ends of months, weekends, federal holidays, and what is written wrongly."""

from datetime import date, timedelta

import pytest

from cleanclaim.law.policies.nonworkdays import days_off, is_workday, next_workday
from cleanclaim.law.policies.time_limits import NO_TIME_LIMIT, TimeLimit, Weekend, read_time_limit

YEAR = {"years": 1, "weekend": "moves"}
AFTER_THE_MONTH = {"months": 6, "from": "month_of_service"}


@pytest.mark.parametrize(
    ("written", "begins", "last"),
    [
        # days
        (90, "2026-01-01", "2026-04-01"),
        (365, "2023-03-01", "2024-02-29"),
        (95, "2026-11-28", "2027-03-03"),
        # months: the end of a shorter month
        ({"months": 6}, "2026-05-01", "2026-11-01"),
        ({"months": 6}, "2026-08-31", "2027-02-28"),
        ({"months": 6}, "2027-08-31", "2028-02-29"),
        ({"months": 6}, "2026-10-30", "2027-04-30"),
        ({"months": 12}, "2024-02-29", "2025-02-28"),
        # calendar years
        ({"years": 1}, "2023-03-01", "2024-03-01"),
        ({"years": 1}, "2015-03-22", "2016-03-22"),
        ({"years": 1}, "2024-02-29", "2025-02-28"),
        ({"years": 1}, "2023-02-28", "2024-02-28"),
        ({"years": 4}, "2024-02-29", "2028-02-29"),
        # a calendar year, and days after it
        ({"years": 1, "days": 7}, "2023-03-01", "2024-03-08"),
        ({"years": 1, "days": 7}, "2024-02-29", "2025-03-07"),
        ({"years": 1, "days": 7}, "2025-03-01", "2026-03-08"),
        ({"months": 1, "days": 1}, "2026-01-31", "2026-03-01"),
        # months after the month of service: from an end of a month to an end of a month
        (AFTER_THE_MONTH, "2026-01-01", "2026-07-31"),
        (AFTER_THE_MONTH, "2026-01-31", "2026-07-31"),
        (AFTER_THE_MONTH, "2026-02-01", "2026-08-31"),
        (AFTER_THE_MONTH, "2026-08-31", "2027-02-28"),
        (AFTER_THE_MONTH, "2027-08-02", "2028-02-29"),
    ],
)
def test_the_last_day_by_the_count(written: object, begins: str, last: str) -> None:
    limit = read_time_limit(written, "service")
    first = date.fromisoformat(begins)
    assert limit.last_day(first) == date.fromisoformat(last)
    assert limit.is_past(first, limit.last_day(first)) is False
    assert limit.is_past(first, limit.last_day(first) + timedelta(days=10)) is True


@pytest.mark.parametrize(
    ("begins", "moved"),
    [
        ("2025-11-29", "2026-11-30"),  # a Sunday
        ("2025-11-28", "2026-11-30"),  # a Saturday
        ("2025-11-27", "2026-11-27"),  # a Friday
        ("2025-12-25", "2026-12-28"),  # Christmas on a Friday, then a weekend
        ("2025-07-03", "2026-07-06"),  # the holiday of a Saturday, on the Friday before it
        ("2024-12-24", "2025-12-29"),  # a day off by order, a holiday, another by order, a weekend
        ("2020-06-19", "2021-06-21"),  # a Saturday
        ("2020-12-31", "2022-01-03"),  # New Year's Day of 2022 is a Saturday, kept on the Friday
        ("2025-06-19", "2026-06-22"),  # Juneteenth on a Friday
    ],
)
def test_a_last_day_without_work_moves_to_the_next_workday(begins: str, moved: str) -> None:
    first, last = date.fromisoformat(begins), date.fromisoformat(moved)
    moves = read_time_limit(YEAR, "service")
    assert moves.latest_day(first) == last
    assert moves.is_past(first, last) is False
    assert moves.is_past(first, last + timedelta(days=1)) is True


def test_where_nobody_read_the_weekend_clause_only_the_days_between_are_open() -> None:
    sunday = date(2026, 11, 29)
    clauses: list[tuple[Weekend | None, bool | None]] = [("moves", False), ("stays", True), (None, None)]
    for weekend, monday in clauses:
        limit = TimeLimit(number=90, weekend=weekend)
        begins = sunday - timedelta(days=90)
        assert limit.is_past(begins, sunday) is False
        assert limit.is_past(begins, sunday + timedelta(days=1)) is monday
        assert limit.is_past(begins, sunday + timedelta(days=2)) is True


@pytest.mark.parametrize("year", range(2019, 2032))
def test_a_year_of_the_calendar_is_never_shorter_than_365_days_but_for_a_leap_day(year: int) -> None:
    limit = read_time_limit(YEAR, "service")
    for number in range(366):
        begins = date(year, 1, 1) + timedelta(days=number)
        last = limit.last_day(begins)
        leap_day = (begins.month, begins.day) == (2, 29)
        assert last == begins.replace(year=begins.year + 1, day=28 if leap_day else begins.day)
        assert is_workday(limit.latest_day(begins))
        assert limit.latest_day(begins) >= last


@pytest.mark.parametrize(
    ("year", "number", "some"),
    [
        (2020, 11, ["2020-07-03", "2020-12-24", "2020-12-25", "2020-11-26"]),
        (2021, 12, ["2021-06-18", "2021-07-05", "2021-12-24", "2021-12-31"]),
        (2024, 12, ["2024-01-01", "2024-05-27", "2024-10-14", "2024-12-24"]),
        (2025, 14, ["2025-01-09", "2025-01-20", "2025-12-24", "2025-12-26"]),
        (2026, 11, ["2026-01-19", "2026-02-16", "2026-05-25", "2026-09-07", "2026-11-11"]),
    ],
)
def test_the_federal_holidays_of_a_year(year: int, number: int, some: list[str]) -> None:
    held = days_off(year)
    assert len(held) == number
    assert {date.fromisoformat(day) for day in some} <= held
    assert all(day.weekday() < 5 for day in held)


def test_a_workday_is_its_own_next_workday() -> None:
    assert next_workday(date(2026, 11, 30)) == date(2026, 11, 30)


def test_no_limit_is_never_past() -> None:
    assert NO_TIME_LIMIT.is_past(date(2020, 1, 1), date(2199, 12, 31)) is False
    assert NO_TIME_LIMIT.describe() == "no limit"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (120, "120 days after the date of service"),
        ({"months": 1}, "1 month after the date of service"),
        (AFTER_THE_MONTH, "6 months after the month of service"),
        ({"years": 1, "days": 7, "from": "decision"}, "1 calendar year and 7 days after the decision"),
        (
            {"days": 120, "from": "receipt", "mail_days": 5},
            "120 days after the decision was received, presumed 5 days after its date",
        ),
        (
            YEAR,
            ("1 calendar year after the date of service; a last day on a weekend or holiday moves to the next workday"),
        ),
    ],
)
def test_a_limit_in_words(written: object, words: str) -> None:
    assert read_time_limit(written, "service").describe() == words


def test_a_limit_made_of_its_number_alone_is_the_one_written_as_a_number() -> None:
    assert TimeLimit(number=120) == read_time_limit(120, "service")


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_the_longest_limit_is_ten_years_of_days_and_the_shortest_none(unit: str) -> None:
    assert [read_time_limit({unit: number}, "service").number for number in (0, 3660)] == [0, 3660]
    for number in (-1, 3661):
        with pytest.raises(ValueError, match=f"{number} is not from 0 to 3660"):
            read_time_limit({unit: number}, "service")


@pytest.mark.parametrize("unit", ["months", "years"])
def test_beyond_months_or_years_a_limit_has_a_month_of_days_at_most(unit: str) -> None:
    for days in (0, 1, 31):
        limit = read_time_limit({unit: 2, "days": days}, "service")
        assert (limit.number, limit.unit, limit.more_days) == (2, unit, days)
    for days in (-1, 32):
        with pytest.raises(ValueError, match=f"{days} is not from 0 to 31"):
            read_time_limit({unit: 2, "days": days}, "service")


@pytest.mark.parametrize(
    "written",
    [
        -1,
        4000,
        True,
        "90",
        {},
        {"days": 90, "months": 3},
        {"months": 3, "years": 1},
        {"days": 90, "from": "month_of_service"},
        {"days": 90, "from": "noon"},
        {"days": 90, "weekend": "maybe"},
        {"weeks": 12},
    ],
)
def test_what_is_no_time_limit_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValueError, match=r"is not|from the month of service"):
        read_time_limit(written, "service")


@pytest.mark.parametrize(
    ("begins", "moved"),
    [
        ("2026-03-03", "2026-06-08"),  # day 95 is Saturday, June 6
        ("2026-03-16", "2026-06-19"),  # June 19 is a workday in this calendar
        ("2026-07-09", "2026-10-12"),  # so is Columbus Day
        ("2026-08-24", "2026-11-30"),  # the Friday after Thanksgiving Day is none
        ("2026-09-20", "2026-12-28"),  # nor is December 24, 25 or 26
        ("2027-03-31", "2027-07-05"),  # July 4 is a Sunday, and kept on no other day
    ],
)
def test_a_state_that_names_its_own_days_off_moves_over_those(begins: str, moved: str) -> None:
    limit = read_time_limit({"days": 95, "weekend": "moves", "calendar": "texas_comp"}, "service")
    last = date.fromisoformat(moved)
    assert limit.latest_day(date.fromisoformat(begins)) == last
    assert limit.is_past(date.fromisoformat(begins), last + timedelta(days=1)) is True
