"""What the answers to a claim come to: the same for any order and any number of times, the later decision counting."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cleanclaim.office.claims.weighing import LEVELS, ReceiverAnswer, Ruling, weigh
from tests.conftest import tries

DAYS = (None, date(2026, 11, 2), date(2026, 11, 4))


def answer(by: str, on: int = 1, *, accepts: bool = True, words: str = "", number: str = "") -> ReceiverAnswer:
    return ReceiverAnswer.of_day(by, DAYS[on], accepts=accepts, words=words, number=number)


ANSWERS = some.builds(
    lambda by, on, accepts: answer(by, on, accepts=accepts or by == "835", words="" if accepts else f"{by}: no"),
    some.sampled_from(LEVELS),
    some.integers(0, 2),
    some.booleans(),
)


@given(answers=some.lists(ANSWERS, max_size=6), data=some.data())
@tries(200)
def test_the_order_and_how_often_do_not_matter(answers: list[ReceiverAnswer], data: some.DataObject) -> None:
    found = weigh(answers)
    again = data.draw(some.lists(some.sampled_from(answers), max_size=4)) if answers else []
    assert weigh(data.draw(some.permutations([*answers, *again]))) == found
    rejects = {one.accepts for one in answers} == {False}
    assert not rejects or found.outcome == "rejected"
    assert found.outcome != "disagree" or len({one.accepts for one in answers}) == 2


@pytest.mark.parametrize(("answers", "outcome", "named"), [
    ([], "unanswered", 0),
    ([answer("999")], "file", 0),
    ([answer("999"), answer("277CA", 1, accepts=False)], "rejected", 0),
    ([answer("277CA", 1, accepts=False), answer("277CA", 2)], "accepted", 1),
    ([answer("277CA", 1), answer("277CA", 2, accepts=False)], "rejected", 1),
    ([answer("277CA", 1), answer("277CA", 1, accepts=False)], "disagree", 2),
    ([answer("277CA", 2), answer("277CA", 0, accepts=False)], "disagree", 2),
    ([answer("999", 2, accepts=False), answer("277CA", 1)], "accepted", 1),
    ([answer("277CA", 2, accepts=False), answer("835", 1)], "decided", 1),
    ([answer("TA1", 2, accepts=False), answer("999", 1)], "file", 1),
])  # fmt: skip
def test_what_speaks_later_of_the_claim_counts(answers: list[ReceiverAnswer], outcome: str, named: int) -> None:
    found = weigh(answers)
    assert (found.outcome, len(found.otherwise)) == (outcome, named)


def test_what_a_person_found_out_counts_until_something_new_speaks_against_it() -> None:
    yes, no = answer("277CA"), answer("277CA", accepts=False, words="277CA: no")
    ruling = Ruling(True, frozenset({yes, no}), "by phone")
    found = weigh([no, yes], ruling)
    assert (found.outcome, found.ruled, found.why, found.otherwise) == ("accepted", True, "by phone", (no,))
    assert weigh([no, yes, no], ruling).outcome == "accepted", "the same again is nothing new"
    other = answer("277CA", accepts=False, words="277CA: again no")
    assert weigh([no, yes, other], ruling).outcome == "disagree"
    assert weigh([no, yes, answer("277CA", number="A1")], ruling).outcome == "accepted"
    assert weigh([no, yes, answer("277CA", 2, accepts=False)], ruling).outcome == "rejected", "a later decision counts"
    assert weigh([no, yes], Ruling(False, frozenset({yes, no}), "by phone")).outcome == "rejected"


def test_the_payers_number_is_that_of_the_last_word() -> None:
    assert weigh([answer("277CA", 2, number="B"), answer("277CA", 1, number="A")]).number == "B"
    assert weigh([answer("835", 1, number="C"), answer("277CA", 2, number="B")]).number == "C"
