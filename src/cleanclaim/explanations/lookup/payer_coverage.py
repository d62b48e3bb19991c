"""How far each payer is known on a day: every question a policy answers, and what the answer rests on.

An answer is verified (somebody read the public document), a contract's, reported (said in the field, and it stops no
claim), not found (looked for in vain, with the day) or not looked up. What depends on an unknown answer is
undetermined. The questions are gathered by the topics of `law/policies/keys.toml`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.answer_words import AnswerState, assess_answer
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, payer_names


class PayerCoverage(Struct, frozen=True, kw_only=True):
    """How far one payer is known: how many answers are in each state, and the state of each by topic and question.

    `looked_for` names the questions whose answer was looked for and not found, with the day.
    """

    payer: str
    name: str
    verified: int
    contract: int
    reported: int
    not_found: int
    not_looked_up: int
    looked_for: dict[str, date]
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
    states = {key: assess_answer(value, described.payer) for key, value in described.values.items()}
    ratings = list(states.values())
    return PayerCoverage(
        payer=described.payer,
        name=described.name,
        verified=ratings.count("verified"),
        contract=ratings.count("contract"),
        reported=ratings.count("reported"),
        not_found=ratings.count("not_found"),
        not_looked_up=ratings.count("not_looked_up"),
        looked_for={
            key: value.looked_for for key, value in described.values.items() if value.value is None and value.looked_for
        },
        topics={topic: {key: states[key] for key in questions} for topic, questions in list_questions().items()},
    )


@cache
def list_questions() -> dict[str, list[str]]:
    """The questions a payer answers, by topic."""
    gathered: dict[str, list[str]] = {}
    for name, key in keys().keys.items():
        gathered.setdefault(key.topic, []).append(name)
    return gathered
