"""What another date, or another day's knowledge, would change of a visit: two explanations compared."""

from typing import Any

from msgspec import Struct

from cleanclaim.explanations.visits.steps import Explanation, ExplanationStep, Ground, build_answer_ground
from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy
from cleanclaim.model.money import dollars_for_people


class ResultChange(Struct, frozen=True, kw_only=True):
    """One thing that differs: what it is, how it is now, how it would be."""

    what: str
    now: str
    then: str


class AnswerChange(Struct, frozen=True, kw_only=True):
    """A payer's answer that differs, with both grounds."""

    key: str
    now: Ground
    then: Ground


class LawChange(Struct, frozen=True, kw_only=True):
    """All that differs between a visit now and then: results, findings that go and come, answers, releases."""

    visit_id: str
    results: list[ResultChange]
    goes: list[ExplanationStep]
    comes: list[ExplanationStep]
    answers: list[AnswerChange]
    releases: list[ResultChange]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.results or self.goes or self.comes or self.answers or self.releases)


def compare_explanations(now: Explanation, then: Explanation, policy_now: Policy, policy_then: Policy) -> LawChange:
    """What differs between two explanations; each policy is the one its explanation was made by."""
    found_now, found_then = _findings(now), _findings(then)
    return LawChange(
        visit_id=now.visit_id,
        results=[
            ResultChange(what=what, now=_as_text(mine), then=_as_text(other))
            for what, mine, other in _results(now, then)
            if mine != other
        ],
        goes=[step for place, step in found_now.items() if place not in found_then],
        comes=[step for place, step in found_then.items() if place not in found_now],
        answers=[
            AnswerChange(key=key, now=build_answer_ground(policy_now, key), then=build_answer_ground(policy_then, key))
            for key in keys().keys
            if getattr(policy_now, key) != getattr(policy_then, key)
        ],
        releases=[
            ResultChange(what=kind, now=_as_text(mine), then=_as_text(other))
            for kind, mine, other in _releases(now, then)
            if mine != other
        ],
    )


def _findings(explained: Explanation) -> dict[tuple[str | None, int | None, str | None], ExplanationStep]:
    return {(step.rule, step.line, step.outcome): step for step in explained.told if step.topic == "questions"}


def _results(now: Explanation, then: Explanation) -> list[tuple[str, Any, Any]]:
    results: list[tuple[str, Any, Any]] = [("units", now.units, then.units), ("status", now.status, then.status)]
    lines = {line["line"]: line for line in now.lines}
    others = {line["line"]: line for line in then.lines}
    results += [(f"line {at}", _line(lines.get(at)), _line(others.get(at))) for at in sorted({*lines, *others})]
    return [*results, ("allowed", _dollars(now.allowed), _dollars(then.allowed))]


def _dollars(cents: int | None) -> str | None:
    return None if cents is None else dollars_for_people(cents)


def _line(line: dict[str, Any] | None) -> str | None:
    if line is None:
        return None
    units = "?" if line["units"] is None else line["units"]
    return f"{line['code']} × {units} {' '.join(line['modifiers'])}".rstrip()


def _releases(now: Explanation, then: Explanation) -> list[tuple[str, str, str]]:
    kinds = dict.fromkeys(one.kind for one in [*now.releases, *then.releases])
    return [(kind, _names(now, kind), _names(then, kind)) for kind in kinds]


def _names(explained: Explanation, kind: str) -> str:
    return ", ".join(f"{one.name}{' (stale)' if one.stale else ''}" for one in explained.releases if one.kind == kind)


def _as_text(value: Any) -> str:
    return "not known" if value in (None, "") else str(value)
