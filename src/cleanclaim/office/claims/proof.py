"""How each visit's minutes became its units, as the claim's page and its PDF show it."""

from cleanclaim.law.review.coded import explain_units
from cleanclaim.model.override import Override
from cleanclaim.office.claims.acts import name_lines
from cleanclaim.office.claims.judge import JudgedClaim
from cleanclaim.office.claims.taken_off import describe_decision
from cleanclaim.office.minutes.presenter import MinutesView, build_coded_view


def list_overridden(judged: JudgedClaim, place: int) -> list[str]:
    """What was let pass on a visit of the claim, by its place from 0: which finding, who decided, until when, why."""
    return [
        f"{finding.title}{name_lines(finding)}: {describe_decision(made)}"
        for finding in judged.visits[place].review.findings
        if isinstance(made := finding.overridden, Override)
    ]


def build_proofs(judged: JudgedClaim) -> list[MinutesView]:
    """The proof of each visit of a claim, from the visit as it is billed."""
    return [build_coded_view(one.visit, explain_units(judged.case, judged.basis, one.place)) for one in judged.visits]
