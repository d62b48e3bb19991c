"""How each visit's minutes became its units, as the claim's page and its PDF show it."""

from cleanclaim.law.review.coded import explain_units
from cleanclaim.office.claims.judge import JudgedClaim
from cleanclaim.office.minutes.presenter import MinutesView, build_coded_view


def build_proofs(judged: JudgedClaim) -> list[MinutesView]:
    """The proof of each visit of a claim, from the visit as it is billed."""
    return [build_coded_view(one.visit, explain_units(judged.case, judged.basis, one.place)) for one in judged.visits]
