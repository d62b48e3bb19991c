"""What is printed for people reads the same however often it is printed."""

import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from textwrap import wrap
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.cli.screen import make_harmless, say_json, say_json_list, wrap_text
from tests.cli.calling import call, visits_file

TEXTS = st.lists(st.sampled_from(["97110", "is", "bundled-into", "97140", "-", "GP.", "x" * 30]) | st.text(max_size=12))


@given(TEXTS.map(" ".join), st.integers(1, 100))
def test_a_text_breaks_into_the_same_lines_every_time(text: str, width: int) -> None:
    lines = wrap(text, width, break_long_words=False, break_on_hyphens=False)
    assert [list(wrap_text(text, width)) for _time in range(2)] == [lines, lines]


def test_nothing_can_be_added_to_the_lines_that_are_remembered() -> None:
    assert isinstance(wrap_text("once and again"), tuple)


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.just("two\nlines"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def printed(value: Any, *, item_by_item: bool) -> bytes:
    """What stands on standard output."""
    out = TextIOWrapper(BytesIO(), encoding="utf-8")
    with patch.object(sys, "stdout", out):
        if item_by_item:
            name, *more = value
            say_json_list(name, iter(value[name]), lambda: {key: value[key] for key in more})
        else:
            say_json(value)
    out.flush()
    return out.buffer.getvalue()


@given(st.lists(VALUES, max_size=4), VALUES)
def test_a_document_written_item_by_item_is_the_one_written_whole(items: list[Any], last: Any) -> None:
    for value in ({"claims": items, "summary": last}, {"claims": items}):
        assert printed(value, item_by_item=True) == printed(value, item_by_item=False)


def test_nothing_of_a_file_or_its_name_commands_the_terminal(tmp_path: Path) -> None:
    assert make_harmless("a\x1b[31mb\x07\x9bc\td\n") == "a?b??c\td\n"
    assert make_harmless("a\x1b[31mb\x1b]0;x\x07", colors=True) == "a\x1b[31mb?]0;x?"
    named = visits_file(tmp_path, name="v\x1b[2J.csv")
    for answer in (call("review", named), call("review", tmp_path / "no\x1b[2J.csv"), call("match", "no\x1b[2J.837")):
        assert "\x1b" not in answer.out + answer.err
