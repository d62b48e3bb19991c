"""The fields of a block read what the line of typed minutes reads."""

from datetime import date

import pytest

from cleanclaim.office.minutes.cells import is_out_of_reach, read_code_cell, read_start_cell

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("97110", "97110"), (" g0283 ", "G0283"), ("te", "97110"), ("Exercise", "97110"), ("gait training", "97116")],
)
def test_a_code_or_its_name_is_read(typed: str, code: str) -> None:
    assert read_code_cell(typed, ON, "PT").code == code


@pytest.mark.parametrize("typed", ["9711O", "blue", "eval", "home", "97110 15", "97110-59", "te, mt", "99999"])
def test_what_is_no_code_alone_is_none_and_says_why(typed: str) -> None:
    found = read_code_cell(typed, ON, "PT")
    assert not found.code
    assert found.why


def test_a_start_is_read_and_what_is_none_stays_as_typed() -> None:
    assert [read_start_cell(typed) for typed in ("1:00", "930", "13", "", "soon")] == [
        "13:00",
        "09:30",
        "13:00",
        "",
        "soon",
    ]


def test_minutes_have_the_limit_of_the_line() -> None:
    assert [is_out_of_reach(typed) for typed in ("700", "0", "600", "1 hr", "", "1o")] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
