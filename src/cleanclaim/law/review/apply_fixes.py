"""Mending: the remedies that need nobody's judgement, carried out one after another until none is left."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.fixes import fixed
from cleanclaim.law.review.review import ClaimReview, Review, review
from cleanclaim.law.review.rule_set import current_id
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Service, Visit

MOST_ROUNDS = 20
"""No visit has so many faults that undo each other's remedies; whatever is left then is left to people."""


class FixStep(Struct, frozen=True):
    """One remedy carried out: the finding it answers, the services of the visit before and after."""

    visit_id: str
    finding: Finding
    before: tuple[Service, ...]
    after: tuple[Service, ...]


class FixResult(Struct, frozen=True):
    """Visits with their remedies carried out, the steps in order, the reviews before the first and after the last."""

    visits: list[Visit]
    steps: list[FixStep]
    before: Review
    after: Review


def fix(
    visits: Sequence[Visit], basis: Basis | None = None, *, rules: Collection[str] | None = None, **told: Any
) -> FixResult:
    """Carry out what the review asks for where a machine may. The visits given stay as they are.

    `rules`: only their findings, by ids they have or had; None: those that stop a claim. `told` is what `review` takes.
    """
    held, basis = list(visits), basis or Basis()
    wanted = None if rules is None else set(map(current_id, rules))
    steps: list[FixStep] = []
    first = last = review(held, basis, **told)
    for _round in range(MOST_ROUNDS):
        done = 0
        for at, (visit, claim) in enumerate(zip(held, last.claims, strict=True)):
            step = _next(visit, claim, wanted)
            if step is not None:
                finding, held[at] = step
                steps.append(FixStep(visit.visit_id, finding, visit.services, held[at].services))
                done += 1
        if not done:
            break
        last = review(held, basis, **told)
    return FixResult(held, steps, first, last)


def _next(visit: Visit, claim: ClaimReview, rules: Collection[str] | None) -> tuple[Finding, Visit] | None:
    """The first finding of the visit that can be mended, and the visit as it then is."""
    for finding in claim.findings:
        if finding.rule in rules if rules is not None else finding.severity == "stop":
            changed = fixed(visit, finding)
            if changed is not None:
                return finding, changed
    return None
