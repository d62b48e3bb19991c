"""The checklist of a chart (`checklist.toml`), and what the rules can answer of it.

    a rule finds a fault                                     no
    it does not apply to the visit (`applies`)               n/a
    a rule lacks something, or the paper it needs is missing open
    nothing found, and the rules look at all of it           yes
    nothing found, and they look at a part                   open: a person looks at the rest

What is open is never counted as yes.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from cleanclaim.law.review.review import ClaimReview
from cleanclaim.law.review.rule_set import PAPERS, needs
from cleanclaim.model.finding import Finding

TABLE = Path(__file__).with_name("checklist.toml")
ChartAnswer = Literal["yes", "no", "n/a", "open"]


class ChartQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of the checklist, as the table's head explains it."""

    id: str
    weight: int
    level: Literal["must", "must_if", "should"]
    item: str
    decides: bool = False
    rules: tuple[str, ...] = ()
    whole: bool = False
    look: str = ""
    applies: Literal["", "graded evaluation", "authorization"] = ""


class AnsweredQuestion(Struct, frozen=True, kw_only=True):
    """An answer, by whom, and what it rests on or what is to be looked for."""

    question: ChartQuestion
    answer: ChartAnswer
    by: Literal["rules", ""]
    why: str


class _Checklist(Struct, frozen=True, forbid_unknown_fields=True):
    question: tuple[ChartQuestion, ...]


@cache
def checklist() -> tuple[ChartQuestion, ...]:
    """The questions in their order."""
    return msgspec.convert(tomllib.loads(TABLE.read_text("utf-8")), _Checklist).question


def answer_checklist(
    claim: ClaimReview | None, papers: Collection[str], not_applicable: Mapping[str, str]
) -> list[AnsweredQuestion]:
    """Each question of a chart; `claim` is its review, None where there is no visit of that number. `papers`: those
    that the review had; `not_applicable`: what does not apply to the visit, and why.
    """
    return [_answer(one, claim, papers, not_applicable) for one in checklist()]


def _answer(
    question: ChartQuestion, claim: ClaimReview | None, papers: Collection[str], not_applicable: Mapping[str, str]
) -> AnsweredQuestion:
    if claim is None:
        return _open(question, "no visit of this number was given; look at the chart")
    findings = [one for one in claim.findings if one.rule in question.rules]
    faults = [one for one in findings if one.outcome == "fail"]
    if faults:
        return AnsweredQuestion(question=question, answer="no", by="rules", why=" ".join(map(_sentence, faults)))
    if question.applies in not_applicable:
        return AnsweredQuestion(question=question, answer="n/a", by="rules", why=not_applicable[question.applies])
    why = _why_open(question, findings, papers)
    if why:
        return _open(question, why)
    return AnsweredQuestion(question=question, answer="yes", by="rules", why=_no_fault(question))


def _why_open(question: ChartQuestion, findings: Sequence[Finding], papers: Collection[str]) -> str:
    """Why rules without a fault leave a question open; empty where they answer it."""
    unknown = [one for one in findings if one.outcome == "undetermined"]
    if unknown:
        return " ".join(map(_sentence, unknown))
    missing = _papers_missing(question.rules, papers)
    if missing:
        return f"not checked: no {' and no '.join(missing)} was given"
    if question.rules and question.whole:
        return ""
    return f"{_no_fault(question)}; look for {question.look}" if question.rules else f"look for {question.look}"


def _no_fault(question: ChartQuestion) -> str:
    return f"no fault by {', '.join(question.rules)}"


def _open(question: ChartQuestion, why: str) -> AnsweredQuestion:
    return AnsweredQuestion(question=question, answer="open", by="", why=why)


def _sentence(finding: Finding) -> str:
    return f"{finding.message} ({finding.rule})"


def _papers_missing(rules: Sequence[str], papers: Collection[str]) -> list[str]:
    needed = {needs(rule.partition(".")[0]) for rule in rules} & set(PAPERS)
    return sorted(needed - set(papers))
