"""Which questions of the checklist do not apply to a visit, so that nobody has to look: by its codes, or its payer."""

from collections.abc import Callable, Mapping

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.sources import cite
from cleanclaim.law.review.law_in_force import in_force
from cleanclaim.law.review.review import ClaimReview
from cleanclaim.law.rules.complexity import GRADE_OF
from cleanclaim.model.visit import Visit


def not_applicable(visit: Visit, claim: ClaimReview, basis: Basis) -> Mapping[str, str]:
    """What of `checklist.toml`'s `applies` is not the case with a visit, each with why; what is not known is not in
    it.
    """
    found = {name: why(visit, claim, basis) for name, why in REASONS.items()}
    return {name: why for name, why in found.items() if why}


def _no_graded_evaluation(_visit: Visit, claim: ClaimReview, _basis: Basis) -> str:
    if any(line.code in GRADE_OF and line.units != 0 for line in claim.lines):
        return ""
    return f"no evaluation with a grade is billed ({', '.join(sorted(GRADE_OF))})"


def _no_authorization(visit: Visit, _claim: ClaimReview, basis: Basis) -> str:
    policy = in_force(visit, basis).policy
    if policy.authorization_required is not False:
        return ""
    written = policy.value("authorization_required")
    source = f"{cite(written.cite.id).title}; " if written.cite else ""
    return f"the payer asks for no authorization ({source}{written.standing or 'reported'})"


REASONS: Mapping[str, Callable[[Visit, ClaimReview, Basis], str]] = {
    "graded evaluation": _no_graded_evaluation,
    "authorization": _no_authorization,
}
"""By the name in `applies`, why it is not the case with a visit; empty where it is, or nobody knows."""
