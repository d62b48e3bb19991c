"""How far each payer is known on a day: for every question whether the answer is verified, unverified or unknown.

A payer's answer is known (somebody read the source), unverified (said in the field, and it stops no claim), or unknown
(what depends on it is undetermined). The questions are gathered by the topics of `law/policies/keys.toml`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, payer_names
from cleanclaim.law.policies.spans import PolicyValue

AnswerState = Literal["known", "unverified", "unknown"]
STATE_MEANINGS: dict[AnswerState, str] = {
    "known": "known: somebody read the source",
    "unverified": "unverified: said in the field, stops no claim",
    "unknown": "unknown: what depends on it is undetermined",
}


class PayerCoverage(Struct, frozen=True, kw_only=True):
    """How far one payer is known: how many answers are in each state, and the state of each by topic and question."""

    payer: str
    name: str
    known: int
    unverified: int
    unknown: int
    topics: dict[str, dict[str, AnswerState]]


class CoverageByTopic(Struct, frozen=True, kw_only=True):
    """All payers on one day; `topics` are the questions of each topic."""

    on: date
    topics: Mapping[str, Sequence[str]]
    payers: list[PayerCoverage]


def assess_all_payers(on: date, basis: Basis | None = None) -> CoverageByTopic:
    """How far every payer of a basis is known on a date of service, by name.

    Raises UserError where a payer's file is wrong.
    """
    basis = basis or Basis()
    described = [basis.policy(name, on) for name in payer_names(basis.payers)]
    payers = [assess_policy(one) for one in described if one is not None]
    return CoverageByTopic(on=on, topics=list_questions(), payers=payers)


def assess_policy(described: Policy) -> PayerCoverage:
    """How far one payer is known on the day of its policy."""
    states = {key: assess_answer(value) for key, value in described.values.items()}
    ratings = list(states.values())
    return PayerCoverage(
        payer=described.payer,
        name=described.name,
        known=ratings.count("known"),
        unverified=ratings.count("unverified"),
        unknown=ratings.count("unknown"),
        topics={topic: {key: states[key] for key in questions} for topic, questions in list_questions().items()},
    )


def assess_answer(value: PolicyValue) -> AnswerState:
    """How far one answer is known."""
    if value.value is None:
        return "unknown"
    return "known" if value.verified else "unverified"


@cache
def list_questions() -> dict[str, list[str]]:
    """The questions a payer answers, by topic."""
    gathered: dict[str, list[str]] = {}
    for name, key in keys().keys.items():
        gathered.setdefault(key.topic, []).append(name)
    return gathered
