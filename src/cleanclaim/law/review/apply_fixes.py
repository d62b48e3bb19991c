"""Fixing visits: the fixes that need nobody's judgment, carried out one after another until none is left."""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case, as_case
from cleanclaim.law.review.coded import code_case
from cleanclaim.law.review.fixes import apply_fix
from cleanclaim.law.review.review import ClaimReview, Review, review
from cleanclaim.law.review.rule_set import current_id
from cleanclaim.model.finding import Finding
from cleanclaim.model.visit import Service, Visit

MOST_ROUNDS = 20
"""More rounds of fixes than any visit needs; what is still wrong after them is left to people."""


class FixStep(Struct, frozen=True):
    """One fix: the finding it answers, the services of the visit before and after."""

    visit_id: str
    finding: Finding
    before: tuple[Service, ...]
    after: tuple[Service, ...]


class FixResult(Struct, frozen=True):
    """A case with its fixes made, the steps in order, the reviews before the first and after the last."""

    case: Case
    steps: list[FixStep]
    before: Review
    after: Review

    @property
    def visits(self) -> Sequence[Visit]:
        """The visits with their fixes made."""
        return self.case.visits


def fix(
    visits: Case | Iterable[Visit], basis: Basis | None = None, *, rules: Collection[str] | None = None
) -> FixResult:
    """Fix the findings that need nobody's judgment. The visits passed in stay as they are.

    `rules`: fix only findings of these rules, by current or earlier ids; None: those that stop a claim.

        >>> import cleanclaim
        >>> from datetime import date
        >>> visits = cleanclaim.read_visits("examples/clinic-day/visits.csv")
        >>> done = cleanclaim.fix(visits, cleanclaim.Basis(filed_on=date(2026, 3, 3)))
        >>> step = done.steps[0]
        >>> step.finding.rule, step.before[0].units, step.after[0].units
        ('minutes.overbilled', 2, 1)
    """
    basis = basis or Basis()
    case = code_case(as_case(visits), basis)
    wanted = None if rules is None else set(map(current_id, rules))
    steps: list[FixStep] = []
    first = last = review(case, basis)
    for _round in range(MOST_ROUNDS):
        visits_now, done = list(case.visits), len(steps)
        for at, (visit, claim) in enumerate(zip(case.visits, last.claims, strict=True)):
            step = _next(visit, claim, wanted)
            if step is not None:
                finding, visits_now[at] = step
                steps.append(FixStep(visit.visit_id, finding, visit.services, visits_now[at].services))
        if len(steps) == done:
            break
        case = code_case(case.with_visits(visits_now), basis)
        last = review(case, basis)
    return FixResult(case, steps, first, last)


def _next(visit: Visit, claim: ClaimReview, rules: Collection[str] | None) -> tuple[Finding, Visit] | None:
    """The first finding of the visit that can be fixed, and the visit with it fixed."""
    for finding in claim.findings:
        if finding.rule in rules if rules is not None else finding.severity == "stop":
            changed = apply_fix(visit, finding, claim.findings)
            if changed is not None:
                return finding, changed
    return None
