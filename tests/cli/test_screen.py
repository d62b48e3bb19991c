"""What is printed for people reads the same however often it is printed."""

from textwrap import wrap

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.cli.screen import wrapped

TEXTS = st.lists(st.sampled_from(["97110", "is", "bundled-into", "97140", "-", "GP.", "x" * 30]) | st.text(max_size=12))


@given(TEXTS.map(" ".join), st.integers(1, 100))
def test_a_text_breaks_into_the_same_lines_every_time(text: str, width: int) -> None:
    lines = wrap(text, width, break_long_words=False, break_on_hyphens=False)
    assert [list(wrapped(text, width)) for _time in range(2)] == [lines, lines]


def test_nothing_can_be_added_to_the_lines_that_are_remembered() -> None:
    assert isinstance(wrapped("once and again"), tuple)
