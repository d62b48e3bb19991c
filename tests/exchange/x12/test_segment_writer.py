"""Segments and the text in them: no name can break a file."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.exchange.x12.segment_writer import amount, write
from cleanclaim.model.claim_text import claim_text


@pytest.mark.parametrize(
    ("written", "carried"),
    [
        ("Zoë Müller-O\u2019Brien", "ZOE MULLER-O'BRIEN"),
        ("Łukasz Straße", "LUKASZ STRASSE"),
        ("Søren Ægir", "SOREN AEGIR"),
        ("  two   spaces ", "TWO SPACES"),
        ("A*B:C^D~E", "A B C D E"),
        ("Smith & Sons, Inc.", "SMITH & SONS, INC."),
        ("李", ""),
    ],
)
def test_text_is_folded_to_what_a_claim_carries(written: str, carried: str) -> None:
    assert claim_text(written) == carried


@given(st.text())
def test_claim_text_holds_only_the_basic_set_and_no_separator(text: str) -> None:
    carried = claim_text(text)
    assert re.fullmatch(r"[A-Z0-9 !\"&'()+,\-./;?=]*", carried)
    assert carried == carried.strip()
    assert "  " not in carried
    assert claim_text(carried) == carried


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'-"))
def test_claim_text_leaves_plain_text_alone(text: str) -> None:
    assert claim_text(text) == text


@given(st.lists(st.text(), min_size=1, max_size=6), st.lists(st.text(), max_size=4))
def test_no_text_can_add_an_element_a_component_or_a_segment(elements: list[str], components: list[str]) -> None:
    line = write(("NM1", *elements, tuple(components), "END"))
    assert line.count("~") == 1
    assert line.endswith("~\n")
    assert line.count("*") == len(elements) + 2
    assert line.count(":") <= max(len(components) - 1, 0)


def test_elements_and_components_missing_at_the_end_are_left_out() -> None:
    assert write(("SV1", ("HC", "97110", ""), "45", "", "")) == "SV1*HC:97110*45~\n"
    assert write(("CLM", "1", "", ("AA", "", "", "TX"))) == "CLM*1**AA:::TX~\n"


@pytest.mark.parametrize(
    ("cents", "written"), [(4500, "45"), (4550, "45.5"), (4555, "45.55"), (5, "0.05"), (100000, "1000"), (0, "0")]
)
def test_amounts_are_dollars_without_needless_zeros(cents: int, written: str) -> None:
    assert amount(cents) == written
