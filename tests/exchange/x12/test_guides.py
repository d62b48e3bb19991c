"""The guides as data, and the quick test that is made of them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.exchange.x12.element_errors import faults
from cleanclaim.exchange.x12.element_patterns import quick_test
from cleanclaim.exchange.x12.guide import GUIDES, Element, Loop, Use, guide_for, load_guide
from cleanclaim.exchange.x12.lexer import Delimiters, Segment

MARKS = Delimiters()


def uses(loop: Loop) -> Iterator[Use]:
    for child in loop.children:
        if isinstance(child, Loop):
            yield from uses(child)
        else:
            yield child


USES = [use for name in GUIDES for use in uses(load_guide(name).root)]
WORDS = ["", "A", "85", "XX", "D8", "RD8", "20260302", "20260230", "20260301-20260302", "12", "12.5", "-3", " ", "1:2"]


def value_of(element: Element) -> st.SearchStrategy[str]:
    if element.parts:
        return st.tuples(*map(value_of, element.parts)).map(lambda parts: ":".join(parts).rstrip(":"))
    lawful = [*sorted(element.codes)[:5], "1" * max(element.least, 1), "20260302", "X" * max(element.least, 1)]
    return st.sampled_from(["", *lawful, *WORDS])


@st.composite
def segment_of_a_use(draw: st.DrawFn) -> tuple[Use, str]:
    use = draw(st.sampled_from(USES))
    values = [draw(value_of(element)) for element in use.elements]
    return use, "*".join([use.id, *values, *draw(st.lists(st.sampled_from(WORDS), max_size=1))])


@given(segment_of_a_use())
def test_what_the_quick_test_accepts_the_judge_accepts(made: tuple[Use, str]) -> None:
    use, raw = made
    if quick_test(use, MARKS)(raw):
        assert list(faults(Segment(raw, raw.split("*"), 0, 1, MARKS), use)) == []


@pytest.mark.parametrize("name", GUIDES)
def test_every_use_has_a_quick_test(name: str) -> None:
    for use in uses(load_guide(name).root):
        assert quick_test(use, MARKS)(use.id + "\n") is None


@pytest.mark.parametrize(
    ("path", "raw", "right"),
    [
        ("2300.CLM", "CLM*PT1*127.5***11:B:1*Y*A*Y*Y", True),
        ("2300.CLM", "CLM*PT1*127.5**1*11:B:1*Y*A*Y*Y", False),
        ("2400.SV1", "SV1*HC:97110:GP:59*45.25*UN*1***1:2", True),
        ("2400.SV1", "SV1*HC:97110:GP:59*45.25*UN*1***", False),
        ("2400.DTP", "DTP*472*RD8*20260301-20260302", True),
        ("2400.DTP", "DTP*472*D8*20260230", False),
        ("2430.CAS", "CAS*CO*45*12.3**59*4", True),
        ("2430.CAS", "CAS*CO*45*12.3**59", False),
        ("2010BA.N4", "N4*AUSTIN*TX*78701", True),
        ("2010BA.N4", "N4*TORONTO***CA**CA*ON", False),
    ],
)
def test_the_quick_test_knows_lawful_segments(path: str, raw: str, right: bool) -> None:
    tests = [quick_test(use, MARKS) for use in uses(load_guide("837p").root) if use.path == path]
    assert any(bool(test(raw)) for test in tests) is right


def test_guides_are_found_by_transaction_and_version() -> None:
    assert guide_for("837", "005010X222A2") is load_guide("837p")
    assert guide_for("277", "005010X214") is load_guide("277ca")
    assert guide_for("277", "005010X212") is load_guide("277")
    assert guide_for("837", "005010X223A2") is None


def test_a_loop_written_again_is_the_same_below_another_parent() -> None:
    claims = [use for use in uses(load_guide("837p").root) if use.path == "2300.CLM"]
    assert len(claims) == 2
    assert claims[0].loop.words == claims[1].loop.words == "claim"
    assert [child.id for child in claims[0].loop.children] == [child.id for child in claims[1].loop.children]
