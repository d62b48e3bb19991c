"""What the page says of a typed line: only what is certain."""

from datetime import date

from cleanclaim.office.minutes.typed_blocks import read_typed_line


def test_who_is_asked_about_is_not_said_to_be_understood() -> None:
    answer = read_typed_line("gait 10 w/ pta", date(2026, 3, 2), "PT")
    assert not answer.complete
    (one,) = answer.blocks
    assert one.text.startswith("97116 ")
    assert one.text.endswith(", 10 min")
