"""How far payers are known, arranged for the templates: the matrix of payers and topics, and a payer's answers."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.payer_coverage import CoverageByTopic, assess_policy
from cleanclaim.explanations.marks import Tone
from cleanclaim.law.policies.answer_words import (
    AnswerState,
    assess_answer,
    describe_answer,
    describe_standing,
)
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.office.shared import citations

STATE_MARKS: dict[AnswerState, Tone] = {
    "verified": "clean",
    "contract": "fyi",
    "reported": "check",
    "not_found": "missing",
    "not_looked_up": "missing",
}
STATES: tuple[AnswerState, ...] = tuple(STATE_MARKS)


class BarPart(Struct, frozen=True):
    """A part of a cell's bar: the state, from where on and how wide in percent."""

    state: AnswerState
    x: str
    width: str


class TopicCell(Struct, frozen=True):
    """A payer's answers to a topic: how many are in each state, in words too, and the bar that shows it."""

    topic: str
    counts: str
    in_words: str
    parts: list[BarPart]


class PayerRow(Struct, frozen=True):
    """A payer in the matrix."""

    payer: str
    name: str
    cells: list[TopicCell]


class PayerMatrix(Struct, frozen=True):
    """The whole matrix: the topics with their number of questions, and the payers."""

    topics: list[tuple[str, int]]
    rows: list[PayerRow]


class PolicyAnswerRow(Struct, frozen=True, kw_only=True):
    """A question with the payer's answer, what it rests on, since when, and its source."""

    key: str
    meaning: str
    answer: str
    state: AnswerState
    standing: str
    mark: str
    since: date
    until: date | None
    reviewed: date
    note: str
    cite: citations.CiteView | None


class TopicAnswers(Struct, frozen=True):
    """The answers to one topic."""

    topic: str
    answers: list[PolicyAnswerRow]


def build_matrix(coverage: CoverageByTopic) -> PayerMatrix:
    """The matrix of all payers on a day."""
    rows = [
        PayerRow(
            payer=one.payer,
            name=one.name,
            cells=[_cell(topic, list(states.values())) for topic, states in one.topics.items()],
        )
        for one in coverage.payers
    ]
    return PayerMatrix([(topic, len(questions)) for topic, questions in coverage.topics.items()], rows)


def _cell(topic: str, states: list[AnswerState]) -> TopicCell:
    counts: dict[str, int] = {one: states.count(one) for one in STATES}
    parts, before = [], 0
    for one in STATES:
        if counts[one]:
            parts.append(BarPart(one, _percent(before, len(states)), _percent(counts[one], len(states))))
        before += counts[one]
    in_words = ", ".join(f"{number} {one.replace('_', ' ')}" for one, number in counts.items())
    return TopicCell(topic, "/".join(map(str, counts.values())), in_words, parts)


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.2f}%"


def list_answers(described: Policy, topic: str) -> list[TopicAnswers]:
    """The payer's answers by topic; those of one topic alone where it is named."""
    topics = assess_policy(described).topics
    return [
        TopicAnswers(name, [_answer(described, key) for key in questions])
        for name, questions in topics.items()
        if topic in {"", name}
    ]


def _answer(described: Policy, key: str) -> PolicyAnswerRow:
    value, question = described.value(key), keys().keys[key]
    state = assess_answer(value, described.payer)
    return PolicyAnswerRow(
        key=key,
        meaning=question.meaning,
        answer=value.why if value.value is None else describe_answer(question, value.value),
        state=state,
        standing=describe_standing(value, described.payer),
        mark=STATE_MARKS[state],
        since=value.since,
        until=value.until,
        reviewed=value.reviewed,
        note=value.note,
        cite=citations.build_cite_view(value.cite.id, None, None) if value.cite else None,
    )
