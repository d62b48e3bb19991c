"""What is paid once for so many days, a month or an episode: the earlier one in the history, and in the same file.

CPT: a device "each 30 days", the month's first minutes once "in a calendar month", the set-up once an episode of care,
97760 and 97761 at the initial encounter. What other providers billed to another payer is not counted.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import History, Visit
from tests.clinic import billed, visit
from tests.conftest import tries

BASIS = Basis(filed_on=date(2026, 12, 31))
DEVICES = ["98976", "98977", "98978", "98984", "98985", "98986"]
FIRST_OF_MONTH = ["98979", "98980"]


def day(code: str, on: date, number: int = 1, **about: object) -> Visit:
    minutes = {"98979": 15, "98980": 20, "98981": 20}.get(code)
    return visit(billed(code, minutes), visit_id=str(number), service_date=on, history=None, **about)


def broken(visits: list[Visit], rule: str) -> list[bool]:
    """Of each visit whether the rule finds a fault in it."""
    return [
        any(found.rule == rule and found.outcome == "fail" for found in claim.findings)
        for claim in review(visits, BASIS).claims
    ]


def in_history(earlier: Visit, later: Visit) -> list[Visit]:
    return [structs.replace(later, history=History(visits=(earlier,)))]


def agree(earlier: Visit, later: Visit, rule: str) -> bool:
    """Whether the later visit is at fault: the same by its history and by the file both stand in."""
    (by_history,) = broken(in_history(earlier, later), rule)
    assert broken([earlier, later], rule) == [False, by_history]
    assert broken([later, earlier], rule) == [by_history, False]  # in whatever order they come
    return by_history


@pytest.mark.parametrize(
    ("first", "second", "days", "rule"),
    [
        ("98977", "98977", 14, "remote.device_again"),
        ("98975", "98975", 30, "remote.set_up_again"),
        ("98980", "98980", 18, "remote.month_again"),
        ("97760", "97760", 7, "devices.first_again"),
        ("97761", "97761", 7, "devices.first_again"),
    ],
)
def test_the_second_one_is_found(first: str, second: str, days: int, rule: str) -> None:
    begin = date(2026, 3, 2)
    assert agree(day(first, begin), day(second, begin + timedelta(days=days), 2), rule)
    assert not agree(day(first, begin, payer="aetna"), day(first, begin + timedelta(days=400), 2), rule)


@tries(40)
@given(
    st.sampled_from(DEVICES), st.sampled_from(DEVICES), st.dates(date(2026, 1, 1), date(2026, 9, 1)), st.integers(1, 70)
)
def test_thirty_days_have_room_for_one_device(first: str, second: str, begin: date, days: int) -> None:
    again = agree(day(first, begin), day(second, begin + timedelta(days=days), 2), "remote.device_again")
    assert again == (days < 30)


@tries(40)
@given(
    st.sampled_from(FIRST_OF_MONTH),
    st.sampled_from(FIRST_OF_MONTH),
    st.dates(date(2026, 1, 1), date(2026, 9, 1)),
    st.integers(1, 70),
)
def test_a_calendar_month_begins_once(first: str, second: str, begin: date, days: int) -> None:
    later = begin + timedelta(days=days)
    again = agree(day(first, begin), day(second, later, 2), "remote.month_again")
    assert again == ((begin.year, begin.month) == (later.year, later.month))


def test_further_minutes_follow_the_first_ones_of_another_day_of_the_month() -> None:
    first, further = day("98980", date(2026, 3, 2)), day("98981", date(2026, 3, 20), 2)
    assert broken([first, further], "remote.first_not_here") == [False, False]
    assert broken([day("98980", date(2026, 2, 27)), further], "remote.first_not_here") == [False, True]


def test_of_a_file_nothing_is_said_to_be_missing() -> None:
    """A later encounter without a first is a question to the history, never a fault of the file."""
    (claim,) = review([day("97763", date(2026, 3, 2))], BASIS).claims
    assert [(found.rule, found.outcome) for found in claim.findings if found.rule.startswith("devices")] == [
        ("devices.later_first", "undetermined")
    ]
