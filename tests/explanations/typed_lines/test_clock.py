"""Times of day as people type them."""

import pytest

from cleanclaim.explanations.typed_lines.clock import is_afternoon_assumed, read_time_of_day, write_time_of_day


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("9:30", "09:30"),
        ("930", "09:30"),
        ("0930", "09:30"),
        ("9.30", "09:30"),
        ("9", "09:00"),
        ("12", "12:00"),
        ("13", "13:00"),
        ("1:00", "13:00"),
        ("1:15", "13:15"),
        ("115", "13:15"),
        ("1", "13:00"),
        ("01:15", "01:15"),
        ("1:15 am", "01:15"),
        ("1pm", "13:00"),
        ("1:45 P.M.", "13:45"),
        ("12:15am", "00:15"),
        ("00:15", "00:15"),
        (" 10:30 ", "10:30"),
    ],
)
def test_a_time_of_day_is_read(typed: str, means: str) -> None:
    found = read_time_of_day(typed)
    assert found is not None
    assert write_time_of_day(found) == means


@pytest.mark.parametrize("typed", ["", "0", "25", "25:61", "9:60", "13pm", "soon", "9:3", "12345", "-9", "1:15 xm"])
def test_what_is_no_time_of_day_is_none(typed: str) -> None:
    assert read_time_of_day(typed) is None
    assert not is_afternoon_assumed(typed)
