"""What is drawn of a coded visit, where the next unit begins, and a choice among lawful allocations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanclaim.explanations.visits.minute_bars import build_bars, find_next_units
from cleanclaim.explanations.visits.next_unit import describe_next_unit
from cleanclaim.law.review.coded import CodedVisit, code
from cleanclaim.model.visit import Service, Visit


def coded(payer: str | None, minutes: dict[str, int | None], chosen: dict[str, int] | None = None) -> CodedVisit:
    services = tuple(Service(code=name, minutes=spent, performed_by="PT") for name, spent in minutes.items())
    visit = Visit(visit_id="1", payer=payer, service_date=date(2026, 3, 2), discipline="PT", services=services)
    return code([visit], chosen={"1": chosen} if chosen else None).visits[0]


def test_bars_of_the_manuals_example() -> None:
    first, second = build_bars(coded("medicare", {"97112": 24, "97110": 23}))
    assert (first.whole, first.over, first.units, first.for_over, first.marks) == (1, 9, 2, True, [15])
    assert (second.whole, second.over, second.units, second.for_over, second.tied) == (1, 8, 1, False, False)


@pytest.mark.parametrize(
    ("payer", "minutes", "begins"),
    [
        ("medicare", {"97110": 7}, [(None, 0, 8)]),
        ("medicare", {"97112": 24, "97110": 23}, [(None, 3, 53)]),
        ("aetna", {"97110": 15, "97140": 7}, [("97110", 1, 23), ("97140", 0, 8)]),
        ("medicare", {"97110": None}, []),
        (None, {"97110": 23}, []),
    ],
)
def test_where_the_next_unit_begins(
    payer: str | None, minutes: dict[str, int | None], begins: list[tuple[str | None, int, int]]
) -> None:
    answer = coded(payer, minutes)
    if payer == "aetna" and answer.unit_method != "cpt":
        pytest.skip("the payer's method is another")
    assert [(one.code, one.units, one.begins_at) for one in find_next_units(answer)] == begins


@given(st.integers(1, 300))
def test_at_the_minute_named_there_is_one_unit_more_and_not_before(minutes: int) -> None:
    (ahead,) = find_next_units(coded("medicare", {"97110": minutes}))
    assert coded("medicare", {"97110": ahead.begins_at}).units == ahead.units + 1
    assert coded("medicare", {"97110": ahead.begins_at - 1}).units == ahead.units


def test_nobody_is_told_to_add_a_minute() -> None:
    ahead = describe_next_unit(coded("medicare", {"97110": 22}))
    assert ahead
    (sentence,) = ahead.sentences
    assert sentence.startswith(
        "The documentation shows 22 timed minutes and supports 1 unit. Another would begin at 23, 1"
    )
    assert "not lawful" in ahead.lawful


def test_a_lawful_choice_is_taken_and_any_other_left_aside() -> None:
    minutes: dict[str, int | None] = {"97110": 20, "97112": 20}
    tied = coded("medicare", minutes)
    assert tied.alternatives == [{"97110": 1, "97112": 2}]
    other = coded("medicare", minutes, {"97110": 1, "97112": 2})
    assert [(line.code, line.units) for line in other.lines] == [("97110", 1), ("97112", 2)]
    assert other.alternatives == [{"97110": 2, "97112": 1}]
    assert coded("medicare", minutes, {"97110": 3, "97112": 0}) == tied
