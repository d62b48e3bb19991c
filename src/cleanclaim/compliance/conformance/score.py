"""Answers compared with what is right: what is right, wrong and not answered, suite by suite.

An answer that is not there, or null, is not answered: that is no fault, and no merit.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from cleanclaim.compliance.conformance.questions import SUITES, SuiteQuestion

Json = dict[str, Any]
Verdict = Literal["right", "wrong", "not answered"]


class JudgedAnswer(Struct, frozen=True, kw_only=True):
    """A question with what was answered, and whether that is right."""

    question: SuiteQuestion
    answer: Json | None
    verdict: Verdict


class SuiteScore(Struct, frozen=True, kw_only=True):
    """How many questions of a suite were answered rightly, wrongly and not."""

    suite: str
    right: int
    wrong: int
    not_answered: int


def judge(questions: Iterable[SuiteQuestion], answers: Mapping[str, Json | None]) -> list[JudgedAnswer]:
    """Each question with the answer that has its id, and a verdict."""
    return [_judged(one, answers.get(one.id)) for one in questions]


def _judged(question: SuiteQuestion, answer: Json | None) -> JudgedAnswer:
    if answer is None:
        return JudgedAnswer(question=question, answer=None, verdict="not answered")
    right = any(_plain(answer) == _plain(one) for one in question.right)
    return JudgedAnswer(question=question, answer=answer, verdict="right" if right else "wrong")


def _plain(answer: object) -> object:
    """An answer without codes that have no unit, so that 0 units and none are one."""
    if isinstance(answer, dict):
        return {key: _plain(value) for key, value in answer.items() if value != 0 or isinstance(value, bool)}
    return answer


def scores(judged: Sequence[JudgedAnswer]) -> list[SuiteScore]:
    """Suite by suite, in their order."""
    return [
        SuiteScore(
            suite=suite,
            right=_count(judged, suite, "right"),
            wrong=_count(judged, suite, "wrong"),
            not_answered=_count(judged, suite, "not answered"),
        )
        for suite in SUITES
    ]


def _count(judged: Iterable[JudgedAnswer], suite: str, verdict: Verdict) -> int:
    return sum(one.question.suite == suite and one.verdict == verdict for one in judged)
