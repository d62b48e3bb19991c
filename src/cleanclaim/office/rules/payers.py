"""How far payers are known, arranged for the templates: the matrix of payers and topics, and a payer's answers."""

from datetime import date

from msgspec import Struct

from cleanclaim.explanations.lookup.payer_coverage import State, TopicCoverage, coverage_of, state
from cleanclaim.explanations.lookup.policy_values import answer_in_words
from cleanclaim.explanations.marks import Tone
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.office.shared import cites

MARKS: dict[State, Tone] = {"known": "clean", "unverified": "check", "unknown": "missing"}
STATES: tuple[State, ...] = ("known", "unverified", "unknown")


class BarPart(Struct, frozen=True):
    """A part of a cell's bar: the state, from where on and how wide in percent."""

    state: State
    x: str
    width: str


class TopicCell(Struct, frozen=True):
    """A payer's answers to a topic: how many are in each state, and the bar that shows it."""

    topic: str
    counts: dict[str, int]
    parts: list[BarPart]


class PayerRow(Struct, frozen=True):
    """A payer in the matrix."""

    payer: str
    name: str
    cells: list[TopicCell]
    counts: dict[str, int]


class Matrix(Struct, frozen=True):
    """The whole matrix: the topics with their number of questions, and the payers."""

    topics: list[tuple[str, int]]
    rows: list[PayerRow]


class PolicyAnswerRow(Struct, frozen=True, kw_only=True):
    """A question with the payer's answer, how far it is known, since when, and what it stands on."""

    key: str
    meaning: str
    said: str
    state: State
    mark: str
    since: date
    until: date | None
    reviewed: date
    note: str
    cite: cites.CiteView | None


class TopicAnswers(Struct, frozen=True):
    """The answers to one topic."""

    topic: str
    answers: list[PolicyAnswerRow]


def matrix(held: TopicCoverage) -> Matrix:
    """The matrix of all payers on a day."""
    rows = [
        PayerRow(
            payer=one.payer,
            name=one.name,
            cells=[_cell(topic, list(states.values())) for topic, states in one.topics.items()],
            counts={"known": one.known, "unverified": one.unverified, "unknown": one.unknown},
        )
        for one in held.payers
    ]
    return Matrix([(topic, len(asked)) for topic, asked in held.topics.items()], rows)


def _cell(topic: str, states: list[State]) -> TopicCell:
    counts: dict[str, int] = {one: states.count(one) for one in STATES}
    parts, before = [], 0
    for one in STATES:
        if counts[one]:
            parts.append(BarPart(one, _percent(before, len(states)), _percent(counts[one], len(states))))
        before += counts[one]
    return TopicCell(topic, counts, parts)


def _percent(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.2f}%"


def answers(described: Policy, topic: str) -> list[TopicAnswers]:
    """The payer's answers by topic; those of one topic alone where it is named."""
    held = coverage_of(described).topics
    return [
        TopicAnswers(name, [_answer(described, key) for key in asked])
        for name, asked in held.items()
        if topic in {"", name}
    ]


def _answer(described: Policy, key: str) -> PolicyAnswerRow:
    value, asked = described.value(key), keys().keys[key]
    how = state(value)
    return PolicyAnswerRow(
        key=key,
        meaning=asked.meaning,
        said=value.why if value.value is None else answer_in_words(asked, value.value),
        state=how,
        mark=MARKS[how],
        since=value.since,
        until=value.until,
        reviewed=value.reviewed,
        note=value.note,
        cite=cites.shown(value.cite.id, None, None) if value.cite else None,
    )
