"""What another day changes, arranged for the template: results, findings that go and come, answers word by word."""

from msgspec import Struct

from cleanclaim.explanations.visits.law_change import AnswerChange, LawChange, ResultChange
from cleanclaim.explanations.visits.steps import Ground
from cleanclaim.law.policies.keys import keys
from cleanclaim.office.explain.presenter import ExplainedStep, SourceRow, build_source_row, build_steps
from cleanclaim.reference.releases import NAMES


class AnswerWord(Struct, frozen=True):
    """A word of an answer, and whether the other answer lacks it."""

    text: str
    differs: bool


class AnswerDifference(Struct, frozen=True):
    """A payer's answer that differs: the question, both answers word by word, the source of each."""

    meaning: str
    now: list[AnswerWord]
    then: list[AnswerWord]
    ground_now: SourceRow
    ground_then: SourceRow


class DifferenceView(Struct, frozen=True):
    """All that differs. `empty`: nothing does."""

    empty: bool
    results: list[ResultChange]
    goes: list[ExplainedStep]
    comes: list[ExplainedStep]
    answers: list[AnswerDifference]
    releases: list[tuple[str, str, str]]


def build_difference_view(change: LawChange | None) -> DifferenceView | None:
    """What differs, arranged; None where nothing was compared."""
    if change is None:
        return None
    return DifferenceView(
        empty=change.is_empty,
        results=change.results,
        goes=build_steps(change.goes),
        comes=build_steps(change.comes),
        answers=[_answer(one) for one in change.answers],
        releases=[(_table(one.what), one.now, one.then) for one in change.releases],
    )


def _table(kind: str) -> str:
    return next((words for name, words in NAMES.items() if name == kind), kind)


def _answer(answer: AnswerChange) -> AnswerDifference:
    meaning = keys().keys[answer.key].meaning
    now, then = (_answer_words(one, meaning) for one in (answer.now, answer.then))
    return AnswerDifference(
        meaning,
        _compare_words(now, then),
        _compare_words(then, now),
        build_source_row(answer.now),
        build_source_row(answer.then),
    )


def _answer_words(ground: Ground, meaning: str) -> list[str]:
    return ground.said.removeprefix(f"{meaning}: ").split()


def _compare_words(mine: list[str], other: list[str]) -> list[AnswerWord]:
    return [AnswerWord(word, word not in other) for word in mine]
