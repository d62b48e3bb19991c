"""Our own answers are right or left; each of the five public defects is seen; the page says what comes out."""

import re
from pathlib import Path

import pytest

from cleanclaim.compliance.conformance.own_answers import ANSWERERS
from cleanclaim.compliance.conformance.public_defects import DEFECTS
from cleanclaim.compliance.conformance.questions import SUITES, suite_questions
from cleanclaim.compliance.conformance.score import JudgedAnswer, judge, scores
from cleanclaim.law.policies.sources import sources

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "conformance.md"
OWN = judge(suite_questions(), {one.id: ANSWERERS[one.suite](one.ask) for one in suite_questions()})
OF_DEFECT = {
    name: judge(suite_questions(), {one.id: defect(one.suite, one.ask) for one in suite_questions()})
    for name, defect in DEFECTS.items()
}


def test_every_suite_has_questions_each_with_an_id_of_its_own() -> None:
    ids = [one.id for one in suite_questions()]
    assert len(set(ids)) == len(ids) > 400
    assert {one.suite for one in suite_questions()} == SUITES.keys() == ANSWERERS.keys()
    assert {one.cite for one in suite_questions()} <= sources().keys()


def test_we_answer_nothing_wrong() -> None:
    assert [one.question.id for one in OWN if one.verdict == "wrong"] == []


def test_what_we_do_not_answer_are_years_before_our_policies() -> None:
    left = [one.question for one in OWN if one.verdict == "not answered"]
    assert all(one.suite == "threshold" and one.ask["year"] < 2020 for one in left)
    assert len(left) == 16


@pytest.mark.parametrize("name", DEFECTS)
def test_each_public_defect_is_seen(name: str) -> None:
    assert len(DEFECTS) == 5
    assert any(one.verdict == "wrong" for one in OF_DEFECT[name])
    assert any(one.verdict == "right" for one in OF_DEFECT[name]), "what is always wrong would be seen by anybody"


def row(name: str, judged: list[JudgedAnswer]) -> list[str]:
    cells = [name]
    for one in scores(judged):
        answered = one.right + one.wrong
        cells.append(f"{one.right} of {answered}" if answered else "")
    return cells


def test_the_page_says_what_comes_out() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| (cleanclaim|`)", line)
    ]
    assert rows == [row("cleanclaim", OWN), *(row(f"`{name}`", OF_DEFECT[name]) for name in DEFECTS)]


def test_a_code_without_units_and_none_are_one() -> None:
    (question,) = [one for one in suite_questions() if one.id == "units/cpt/minutes-7"]
    none: dict[str, int] = {}
    for answer in ({"units": none}, {"units": {"97110": 0}}):
        assert judge([question], {question.id: answer})[0].verdict == "right"
    assert judge([question], {question.id: {"units": {"97110": 1}}})[0].verdict == "wrong"
    assert judge([question], {question.id: {}})[0].verdict == "wrong"
    assert judge([question], {})[0].verdict == "not answered"


def test_false_is_no_zero() -> None:
    question = next(one for one in suite_questions() if one.right == ({"kx": False},))
    assert judge([question], {question.id: {"kx": False}})[0].verdict == "right"
    assert judge([question], {question.id: {}})[0].verdict == "wrong"
