"""What an explanation is made of: steps, and the grounds (sources, payer answers) each of them rests on."""

from datetime import date
from typing import Any, Literal, get_args

from msgspec import Struct

from cleanclaim.law.policies.answer_words import describe_answer, describe_standing
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.law.policies.sources import cite
from cleanclaim.model.finding import Cite, Outcome, Severity, Status

Topic = Literal["recorded", "units", "modifiers", "price", "questions", "passed", "not_arising"]
TOPICS: tuple[Topic, ...] = get_args(Topic)


class Ground(Struct, frozen=True, kw_only=True):
    """What was in force: what it says, its source, and how sure it is.

    Of a payer's answer `key` is the question, `since` and `until` the days it holds for, `reviewed` the day somebody
    last looked, `standing` what it rests on in words, and `verified` whether it may stop a claim. A source cited by
    itself has none of them.
    """

    said: str
    cite: Cite | None = None
    key: str | None = None
    since: date | None = None
    until: date | None = None
    verified: bool | None = None
    standing: str | None = None
    reviewed: date | None = None


class ExplanationStep(Struct, frozen=True, kw_only=True):
    """One step: its topic, what it says, details under it, and the grounds.

    `outcome` is that of a rule's check, `severity` what a finding does to the claim: stop, warn or info.
    """

    topic: Topic
    said: str
    line: int | None = None
    rule: str | None = None
    outcome: Outcome | None = None
    severity: Severity | None = None
    details: list[str] = []
    grounds: list[Ground] = []


class ReleaseUsed(Struct, frozen=True, kw_only=True):
    """A release of a published table that was used, and whether it is stale for the day."""

    kind: str
    name: str
    stale: bool


class Explanation(Struct, frozen=True, kw_only=True):
    """A visit explained. `units` and `allowed` (cents) are None where they cannot be known."""

    visit_id: str
    payer: str | None
    payer_name: str | None
    service_date: date | None
    law_of: date | None
    known_on: date | None
    law: str
    status: Status
    units: int | None
    allowed: int | None
    lines: list[dict[str, Any]]
    told: list[ExplanationStep]
    releases: list[ReleaseUsed]


def build_source_ground(cite_id: str) -> Ground:
    """A source of the bibliography as a ground."""
    cited = cite(cite_id)
    return Ground(said=cited.title, cite=cited)


def build_answer_ground(policy: Policy, key: str) -> Ground:
    """The payer's answer to a question as a ground."""
    question = keys().keys[key]
    value = policy.values.get(key)
    if value is None:
        return Ground(said=f"{question.meaning}: not known", key=key)
    words = f"{question.meaning}: {describe_answer(question, value.value)}"
    if value.value is None:
        return Ground(said=f"{question.meaning}: not known. {value.why}", key=key, since=value.since, until=value.until)
    return Ground(
        said=words,
        cite=cite(value.cite.id) if value.cite else None,
        key=key,
        since=value.since,
        until=value.until,
        verified=value.may_stop,
        standing=describe_standing(value, policy.payer),
        reviewed=value.reviewed,
    )
