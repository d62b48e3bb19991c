"""Our guides of the 837P and the 835 beside pyx12's: they differ in what decision 17 says, and no more."""

from pathlib import Path

import pytest
from benchmarks import guides

from cleanclaim.exchange.x12.guide import UNLIMITED

DECISION = Path(__file__).parents[3] / "docs" / "decisions" / "0017-guides-beside-others.md"


@pytest.mark.parametrize("guide", ["837p", "835"])
def test_they_agree_with_pyx12_but_for_what_is_written_down(guide: str) -> None:
    theirs = guides.pyx12(guide)
    assert len(theirs) == len(guides.ours(guide)) > 50
    text = DECISION.read_text("utf-8")
    assert [one for one in guides.differences(guide, theirs) if f"`{one}`" not in text] == []


def test_a_difference_is_found() -> None:
    theirs = guides.pyx12("835")
    (at,) = (number for number, one in enumerate(theirs) if one.segment == "BPR")
    off = theirs[at]._replace(usage="S", most=2, elements=theirs[at].elements | {"01": ("S", frozenset({"I"}))})
    found = guides.differences("835", [*theirs[:at], off, *theirs[at + 2 :]])
    assert any("usage R, they S" in one for one in found)
    assert any("comes 1 times, they 2 times" in one for one in found)
    assert any("they have none" in one for one in found)


def test_a_ruby_file_is_read_as_it_is_indented() -> None:
    text = """
      d::LoopDef.build("2000A BILLING",
        b::Segment( 10, s::HL, "Level", r::Situational, d::RepeatCount.bounded(1),
          b::Element(e::Required, "Id")),
        d::LoopDef.build("2300 CLAIM", d::RepeatCount.bounded(100),
          b::Segment(1300, s::CLM, "Claim", r::Required, d::RepeatCount.unbounded,
            b::Element(e::Required, "Number"),
            b::Element(e::Situational, "WHERE",
              b::Element(e::NotUsed, "Place", b::Values("11", "12"))),
            b::Element(e::Required, "Code", b::Values("Y")))),
    """
    level, claim = guides.stupidedi(text)
    assert (level.loop, level.segment, level.usage, level.most) == ("2000A", "HL", "S", 1)
    assert (claim.loop, claim.usage, claim.most) == ("2300", "R", UNLIMITED)
    assert claim.elements == {
        "01": ("R", frozenset()),
        "02": ("S", frozenset()),
        "02-1": ("-", frozenset({"11", "12"})),
        "03": ("R", frozenset({"Y"})),
    }
