"""What findings cite: Medicare's own law of payers that it binds, and of no other one."""

from datetime import date

import pytest

from cleanclaim.law.policies.sources import sources
from cleanclaim.law.review.law_in_force import basis_of
from cleanclaim.law.review.rule_set import rule_set
from tests.clinic import billed, found, reviewed, visit


def cites(payer: str) -> set[str]:
    """What the findings cite of a visit with too many units, a substitute, and two years late."""
    one = visit(billed(units=2, modifiers=("GP", "Q5")), payer=payer)
    return {finding.cite.id for finding in reviewed(one, filed_on=date(2029, 3, 2)).findings}


@pytest.mark.parametrize("payer", ["aetna", "uhc", "commercial", "medicaid", "tricare", "va", "workers_comp"])
def test_no_finding_of_a_payer_that_medicares_law_does_not_bind_cites_it(payer: str) -> None:
    cited = cites(payer)
    assert "payer-policy" in cited
    assert not [one for one in cited if sources()[one].program]


@pytest.mark.parametrize("payer", ["medicare", "medicare_advantage"])
def test_medicares_own_findings_cite_its_law(payer: str) -> None:
    assert "cms-100-04-5-20-2" in cites(payer)
    assert basis_of("visits.late", under_medicare=True) == "42-cfr-424-44"


def test_what_hangs_on_no_answer_of_the_payers_is_said_not_to_be_verified() -> None:
    """The policy of a payer says nothing of enrollment: to cite it would be as wrong as Medicare's regulation."""
    assert basis_of("staff.not_enrolled", under_medicare=False) == "medicare-elsewhere"
    assert basis_of("visits.late", under_medicare=False) == "payer-policy"
    assert basis_of("pairs.unsupported", under_medicare=False) == rule_set().rules["pairs.unsupported"].cite


def test_a_substitute_of_a_commercial_payer_is_undetermined_by_its_own_policy() -> None:
    claim = reviewed(visit(billed(modifiers=("GP", "Q5")), payer="aetna"))
    finding = found(claim, "substitutes.other_discipline")
    assert (finding.outcome, finding.severity, finding.cite.id) == ("undetermined", "info", "payer-policy")
