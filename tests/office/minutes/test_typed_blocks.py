"""What the page says of a typed line: only what is certain."""

import json
from datetime import date

from cleanclaim.office.minutes.typed_blocks import read_typed_line


def test_who_is_asked_about_is_not_said_to_be_understood() -> None:
    answer = read_typed_line("gait 10 w/ pta", date(2026, 3, 2), "PT")
    assert not answer.complete
    (one,) = answer.blocks
    assert one.text.startswith("97116 ")
    assert one.text.endswith(", 10 min")


def test_an_assistants_modifier_follows_who_gave_it_and_does_not_stay_behind() -> None:
    (block,) = read_typed_line("manual 15 pta cq", date(2026, 3, 2), "PT").blocks
    assert (block.block.who, block.block.rest) == ("assistant", "{}")
    (block,) = read_typed_line("manual 15 pta cq 59", date(2026, 3, 2), "PT").blocks
    assert json.loads(block.block.rest) == {"modifiers": ["59"]}
    (block,) = read_typed_line("97140-CQ 15", date(2026, 3, 2), "PT").blocks  # of a therapist a review says so
    assert (block.block.who, json.loads(block.block.rest)) == ("therapist", {"modifiers": ["CQ"]})
