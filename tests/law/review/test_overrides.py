"""Overrides: a finding stays and no longer holds, for a reason and a time."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.exchange.files.overrides import read_overrides
from cleanclaim.law.basis import Basis
from cleanclaim.law.case import Case
from cleanclaim.law.review.review import ClaimReview, review
from cleanclaim.law.review.rule_set import rule_set
from cleanclaim.model.errors import UserError
from cleanclaim.model.override import Override
from cleanclaim.model.visit import Visit
from tests.clinic import FILED, billed, found, visit

OVER = visit(billed(units=2))
LET = Override(rule="minutes.overbilled", reason="Agreed in the contract", author="B. Example", expires=FILED)


def under(override: Override, held: Visit = OVER, filed_on: date = FILED) -> ClaimReview:
    return review(Case(visits=[held], overrides=[override]), Basis(filed_on=filed_on)).claims[0]


def test_without_an_override_the_claim_is_held() -> None:
    assert review([OVER], Basis(filed_on=FILED)).claims[0].status == "failed"


def test_an_override_lets_the_claim_go_and_the_finding_says_who_why_and_until_when() -> None:
    claim = under(LET)
    finding = found(claim, "minutes.overbilled")
    assert claim.status == "clean"
    assert (finding.outcome, finding.severity, finding.overridden) == ("fail", "info", LET)
    assert claim.checked["fail"] == 1


def test_past_its_last_day_it_does_nothing() -> None:
    expired = Override(rule=LET.rule, reason="x", author="y", expires=date(2026, 1, 1))
    assert under(expired).status == "failed"


@pytest.mark.parametrize(
    ("which", "status"),
    [
        ({"payer": "medicare"}, "clean"),
        ({"payer": "aetna"}, "failed"),
        ({"patient_id": OVER.patient_id}, "clean"),
        ({"patient_id": "somebody else"}, "failed"),
        ({"visit_id": OVER.visit_id, "provider_npi": OVER.provider_npi}, "clean"),
        ({"visit_id": OVER.visit_id, "provider_npi": "1000000012"}, "failed"),
    ],
)
def test_it_holds_for_the_visits_it_names(which: dict[str, Any], status: str) -> None:
    assert under(Override(rule=LET.rule, reason="x", author="y", expires=FILED, **which)).status == status


def test_it_holds_for_the_line_it_names_while_the_code_stands_there() -> None:
    about: dict[str, Any] = {
        "rule": LET.rule,
        "reason": "x",
        "author": "y",
        "expires": FILED,
        "visit_id": OVER.visit_id,
    }
    assert under(Override(**about, line=1, code="97110")).status == "clean"
    assert under(Override(**about, line=2, code="97110")).status == "failed"
    assert under(Override(**about, line=1, code="97530")).status == "failed"


def test_another_rules_finding_still_holds() -> None:
    assert under(LET, visit(billed(units=2, charge=0))).status == "failed"


def written(folder: Path, text: str) -> Path:
    path = folder / "overrides.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_overrides_are_read_from_toml(tmp_path: Path) -> None:
    text = (
        '[[override]]\nrule = "pairs.needless"\nreason = "why"\nauthor = "who"\nexpires = 2026-12-31\npayer = "aetna"\n'
    )
    (one,) = read_overrides(written(tmp_path, text), rule_set().rules)
    assert one == Override(rule="pairs.needless", reason="why", author="who", expires=date(2026, 12, 31), payer="aetna")


def test_what_no_claim_can_be_written_without_is_not_let_pass(tmp_path: Path) -> None:
    text = '[[override]]\nrule = "visits.charge_missing"\nreason = "a"\nauthor = "b"\nexpires = 2026-12-31'
    with pytest.raises(UserError, match="what no claim can be written without"):
        read_overrides(written(tmp_path, text), rule_set().ids, {"visits.charge_missing"})
    let = Override(rule="visits.charge_missing", reason="a", author="b", expires=FILED)
    assert under(let, visit(billed(charge=0))).status == "failed"
    unknown = Override(rule="minutes.overbilled", reason="a", author="b", expires=FILED)
    assert under(unknown, visit(billed(minutes=None, units=None))).status == "undetermined"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("override = 1", "something other"),
        (
            '[[override]]\nrule = "pairs.needless"\nreason = "a"\nauthor = "b"\nexpires = 2026-12-31\nline = 2',
            "visit_id",
        ),
        ("[[override]", "is not TOML"),
        ('[[override]]\nrule = "pairs.needless"', "reason"),
        (
            '[[override]]\nrule = "pairs.needles"\nreason = "a"\nauthor = "b"\nexpires = 2026-12-31',
            "mean 'pairs.needless'",
        ),
        ('[[override]]\nrule = "pairs.needless"\nreason = " "\nauthor = "b"\nexpires = 2026-12-31', "reason: is empty"),
        ('[[override]]\nrule = "pairs.needless"\nreason = "a"\nauthor = "b"\nexpires = "soon"', "expires"),
        ('[[override]]\nrule = "pairs.needless"\nreason = "a"\nauthor = "b"\nexpires = 2026-12-31\nfor = 1', "for"),
    ],
)
def test_a_wrong_override_is_refused_with_what_was_meant(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_overrides(written(tmp_path, text), rule_set().rules)
