"""Medicare's national determinations bind Medicare: no other payer's line fails by one, whoever the payer is."""

import re

import pytest

from cleanclaim.law.basis import Basis
from cleanclaim.law.policies.national_coverage import national_coverage
from cleanclaim.law.policies.policy import payer_names, policy
from cleanclaim.law.review.review import review
from cleanclaim.model.visit import Service
from tests.clinic import FILED, visit

UNLIKELY = ("Z0000",)
"""A diagnosis that no determination covers a code for."""


def outcomes(payer: str, code: str, diagnoses: tuple[str, ...]) -> set[str]:
    """What the national rules say of one line for a payer."""
    line = Service(code=code, units=1, modifiers=("GP",), charge=2_000, performed_by="PT", diagnoses=diagnoses)
    claim = review([visit(line, payer=payer)], Basis(filed_on=FILED)).claims[0]
    found: set[str] = set()
    for one in claim.findings:
        rules = one.evidence.get("rules", [])
        assert isinstance(rules, list)
        if any(str(rule).startswith("national.") for rule in (one.rule, *rules)):
            found.add(one.outcome)
    return found


def first_of(pattern: str) -> str:
    """The first code that a pattern of codes takes: `S[0-9]1*` takes S01."""
    return re.sub(r"\[(.)[^]]*\]", r"\1", pattern).replace("*", "").replace("?", "0")


@pytest.mark.parametrize("payer", payer_names())
@pytest.mark.parametrize("code", sorted(national_coverage()))
def test_a_determination_fails_only_where_the_payer_follows_it(payer: str, code: str) -> None:
    determination = national_coverage()[code]
    excluded = tuple(first_of(pattern) for pattern in determination.never_for[:1]) or UNLIKELY
    law = policy(payer, FILED)
    assert law is not None
    found = outcomes(payer, code, excluded)
    if law.coverage_determinations:
        assert "fail" in found
    else:
        assert "fail" not in found
        assert found == (set() if payer == "self_pay" else {"undetermined"})
