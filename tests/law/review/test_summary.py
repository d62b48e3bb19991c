"""What each rule came to over a review."""

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.review import review
from tests.clinic import FILED, billed, visit


def test_every_finding_is_counted_once_under_its_rule() -> None:
    over = visit(billed(units=2), billed("97140", units=3), visit_id="1")
    visits = [over, visit(visit_id="2", patient_id="p2"), visit(billed(units=2), visit_id="3", patient_id="p3")]
    result = review(visits, Basis(filed_on=FILED))
    counts = result.summary["rules"]
    assert counts["minutes.overbilled"]["held"] == 2
    assert counts["minutes.overbilled"]["fail"] == 3
    said = sum(len(claim.findings) for claim in result.claims)
    assert sum(seen[outcome] for seen in counts.values() for outcome in ("fail", "bypassed", "undetermined")) == said


def test_the_rule_that_holds_most_claims_comes_first() -> None:
    visits = [visit(billed(units=2), visit_id=str(n), patient_id=f"p{n}") for n in range(3)]
    visits.append(visit(billed(charge=0), visit_id="9", patient_id="p9"))
    assert next(iter(review(visits, Basis(filed_on=FILED)).summary["rules"])) == "minutes.overbilled"
