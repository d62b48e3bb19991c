"""A line typed for a block means what a therapist means by it."""

from datetime import date

import pytest

from cleanclaim.office.minutes.quick_entry import parse_quick_entry


@pytest.mark.parametrize(
    ("line", "code", "who"),
    [
        ("group 30", "97150", "group"),
        ("group therapy 30", "97150", "group"),
        ("Therapy Group 30", "97150", "group"),
        ("group 30 pta", "97150", "assistant"),
        ("gait 15 group", "97116", "group"),
        ("manual therapy 15 group", "97140", "group"),
        ("manual therapy 15", "97140", "therapist"),
        ("97110 20 group", "97110", "group"),
    ],
)
def test_group_alone_is_the_service_and_otherwise_who_was_there(line: str, code: str, who: str) -> None:
    block = parse_quick_entry(line, date(2026, 3, 2)).block
    assert block is not None
    assert (block.code, block.who) == (code, who)
