"""Lines as people type them: each means what the golden list says, and nothing of a line is passed over."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.explanations.typed_lines.blocks import TypedBlock, TypedLine
from cleanclaim.explanations.typed_lines.lines import LONGEST_LINE, MOST_BLOCKS, parse_typed_line
from cleanclaim.explanations.typed_lines.tokens import cut_tokens
from cleanclaim.explanations.typed_lines.vocabulary import vocabulary
from cleanclaim.reference.catalogue import catalogue

ON = date(2026, 3, 2)
GOLDEN = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("golden.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def brief(block: TypedBlock) -> str:
    parts = [block.code, "?" if block.minutes is None else str(block.minutes)]
    parts += [f"-{modifier}" for modifier in block.modifiers]
    parts += [word for word in (block.by, block.mode) if word not in {"therapist", "individual"}]
    return " ".join([*parts, *([f"@{block.start}"] if block.start else [])])


def meaning(line: TypedLine) -> str:
    if line.unused:
        return "refused: " + " | ".join(one.text for one in line.unused)
    return "; ".join(map(brief, line.blocks))


def test_the_golden_list_is_long_and_says_each_line_once() -> None:
    assert len(GOLDEN) >= 300
    assert len({typed for typed, _means in GOLDEN}) == len(GOLDEN)


@pytest.mark.parametrize("block", range(10))
def test_lines_mean_what_the_golden_list_says(block: int) -> None:
    for typed, means in GOLDEN[block::10]:
        assert meaning(parse_typed_line(typed.replace("\\n", "\n"), ON)) == means, typed


def test_another_discipline_has_other_evaluations() -> None:
    assert meaning(parse_typed_line("low eval 45", ON, "OT")) == "97165 45"
    assert meaning(parse_typed_line("reeval 20", ON, "OT")) == "97168 20"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("te 23 with pta", "write `together` or `pta`"),
        ("te 23 ot", "the visit is of PT"),
        ("te 23, 8 by pta", "te 15, te 8 pta"),
        ("te 23 (pta 8)", "te 15, te 8 pta"),
        ("te 230", "230 minutes? write 230 min to say so"),
    ],
)
def test_what_is_not_added_has_the_form_to_type(typed: str, hint: str) -> None:
    assert any(hint in one.why for one in parse_typed_line(typed, ON).unused)


@pytest.mark.parametrize(
    ("typed", "at", "means"),
    [
        ("nustep 10", 0, "97110 10"),
        ("nustep 10", 1, "97530 10"),
        ("exersise 15", 0, "97110 15"),
        ("eval 45", 1, "97162 45"),
        ("te 1.5h", 0, "97110 90"),
        ("te 1.25 hrs, manual 10", 0, "97110 75; 97140 10"),
        ("te 23 w/ pta", 0, "97110 23 assistant"),
        ("te 23 w/ pta", 1, "97110 23 together"),
        ("te 15 (2 units)", 0, "97110 15"),
        ("manual L knee 10", 0, "97140 10"),
        ("te 230", 0, "97110 230"),
        ("97110 59", 0, "97110 59"),
        ("97110 59 min 15", None, "refused: 59 min 15"),
        ("97110 1:30", 0, "97110 ? @13:30"),
        ("97110 1:30", 1, "97110 90"),
        ("97119 15", 0, "97110 15"),
    ],
)
def test_what_is_offered_instead_is_understood_and_nothing_is_offered_that_guesses(
    typed: str, at: int | None, means: str
) -> None:
    line = parse_typed_line(typed, ON)
    offered = [(one.text, way.typed) for one in line.unused for way in one.instead]
    if at is None:
        assert offered == []
        return
    text, instead = offered[at]
    assert meaning(parse_typed_line(typed.replace(text, instead), ON)) == means


def test_leaving_out_never_leaves_other_minutes_than_were_typed() -> None:
    """`15 x 2` without `15 x` would be two minutes."""
    for typed, means in GOLDEN:
        for one in parse_typed_line(typed.replace("\\n", "\n"), ON).unused:
            if any(not way.typed for way in one.instead):
                left = parse_typed_line(typed.replace(one.text, " "), ON)
                assert all(str(block.minutes) in typed for block in left.blocks if block.minutes), (typed, means)


def test_who_may_give_it_follows_the_discipline() -> None:
    assert meaning(parse_typed_line("97535 20 cota", ON, "OT")) == "97535 20 assistant"
    assert meaning(parse_typed_line("te 23 pta", ON, "OT")) == "refused: pta"
    assert meaning(parse_typed_line("te 23 cota", ON, "")) == "97110 23 assistant"


def test_a_code_that_is_over_is_not_what_words_mean() -> None:
    assert parse_typed_line("cognitive 15", date(2019, 6, 3)).complete
    assert "97532" not in meaning(parse_typed_line("cognitive skills training 15", ON))


def test_a_reason_stands_with_everything_refused() -> None:
    for typed, means in GOLDEN:
        if means.startswith("refused"):
            line = parse_typed_line(typed, ON)
            assert not line.complete
            assert all(one.text and one.why for one in line.unused), typed


def test_a_line_has_an_end() -> None:
    assert not parse_typed_line("x" * (LONGEST_LINE + 1), ON).complete
    assert not parse_typed_line(", ".join(["97110 15"] * (MOST_BLOCKS + 1)), ON).complete
    assert not parse_typed_line("", ON).complete


def test_every_name_of_a_service_is_of_a_code_we_know() -> None:
    assert set(vocabulary().services.values()) <= catalogue().keys()


LIKE_A_LINE = st.lists(
    st.sampled_from(
        ["97110", "97140", "mt", "te", "gait", "23", "15 min", "pta", "group", ",", ";", "59", "-GP", "10:30",
         "10:30-10:45", "x 2", "12.5", "-5", "7140", "1 hour", "blue", "(", ")", "/", "?", "and", "for", "é", "½", "\n",
         "2 units", "GP", "0"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@given(st.one_of(LIKE_A_LINE, st.text(max_size=60)))
def test_nothing_of_a_line_is_passed_over(line: str) -> None:
    import unicodedata

    typed = re.findall(r"\w", unicodedata.normalize("NFKC", line.replace("½", " 1/2")))
    cut = re.findall(r"\w", unicodedata.normalize("NFKC", "".join(token.text for token in cut_tokens(line))))
    assert sorted(typed) == sorted(cut)
    parse_typed_line(line, ON)


@given(LIKE_A_LINE)
def test_what_is_added_was_typed(line: str) -> None:
    """Digits of codes and minutes come from the line, never from a guess."""
    parsed = parse_typed_line(line, ON)
    if not parsed.complete:
        return
    for block in parsed.blocks:
        by_name = block.code in {code for name, code in vocabulary().services.items() if name in line} | {"97150"}
        assert block.code in line or by_name
        assert block.minutes in {None, 59, 60, 75, 23, 15}


def test_numbers_alone_are_never_a_code() -> None:
    for number in range(0, 10_000, 17):
        assert not parse_typed_line(str(number), ON).blocks
        assert not parse_typed_line(f"{number} 15", ON).complete


@pytest.mark.parametrize(
    ("typed", "is_open"), [("gait 10 w/ pta", [True]), ("te 15 pta, gait 10 w/ pta", [False, True]), ("te 15", [False])]
)
def test_of_whom_a_line_leaves_open_nothing_is_taken_for_certain(typed: str, is_open: list[bool]) -> None:
    assert [one.who_is_open for one in parse_typed_line(typed, ON).blocks] == is_open


@pytest.mark.parametrize("typed", ["te 1.33h", "te 12.5", "te 15.5 hours"])
def test_no_minutes_are_offered_for_what_is_no_whole_number_of_them(typed: str) -> None:
    (one,) = parse_typed_line(typed, ON).unused
    assert one.instead == ()
