"""What another day changes, arranged for the template: results, findings that go and come, answers word by word."""

from msgspec import Struct

from cleanclaim.explanations.visits.law_change import AnswerChange, LawChange, ResultChange
from cleanclaim.explanations.visits.steps import Ground
from cleanclaim.law.policies.keys import keys
from cleanclaim.office.explain.presenter import ExplainedStep, SourceRow, ground, steps_of
from cleanclaim.reference.releases import NAMES


class AnswerWord(Struct, frozen=True):
    """A word of an answer, and whether the other answer lacks it."""

    text: str
    differs: bool


class AnswerDifference(Struct, frozen=True):
    """A payer's answer that differs: the question, both answers word by word, what each stands on."""

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


def difference(held: LawChange | None) -> DifferenceView | None:
    """What differs, arranged; None where nothing was compared."""
    if held is None:
        return None
    return DifferenceView(
        empty=held.is_empty,
        results=held.results,
        goes=steps_of(held.goes),
        comes=steps_of(held.comes),
        answers=[_answer(one) for one in held.answers],
        releases=[(_table(one.what), one.now, one.then) for one in held.releases],
    )


def _table(kind: str) -> str:
    return next((said for name, said in NAMES.items() if name == kind), kind)


def _answer(held: AnswerChange) -> AnswerDifference:
    meaning = keys().keys[held.key].meaning
    now, then = (_said(one, meaning) for one in (held.now, held.then))
    return AnswerDifference(meaning, _words(now, then), _words(then, now), ground(held.now), ground(held.then))


def _said(held: Ground, meaning: str) -> list[str]:
    return held.said.removeprefix(f"{meaning}: ").split()


def _words(mine: list[str], other: list[str]) -> list[AnswerWord]:
    return [AnswerWord(word, word not in other) for word in mine]
