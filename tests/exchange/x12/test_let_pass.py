"""Checks let pass by somebody: the diagnostic stays, becomes a note, and says who and why."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cleanclaim
from cleanclaim.exchange.x12.checks.registry import check_named
from cleanclaim.exchange.x12.diagnostics import Diagnostic
from cleanclaim.exchange.x12.let_pass import apply_overrides, overrides_in_force
from cleanclaim.exchange.x12.totals import FileTotals
from cleanclaim.model.errors import UserError
from cleanclaim.model.override import Override
from tests.exchange.x12.files import CLAIM_837P, changed, items, written

LAST = date(2026, 12, 31)
UNBALANCED = changed(CLAIM_837P, "CLM*", "CLM*PT1*127.51***11:B:1*Y*A*Y*Y")
UNLISTED = changed(CLAIM_837P, "SV1*HC:97110", "SV1*HC:12345:GP*85*UN*2***1:2")


def override(rule: str = "837p.line-charges", **limits: Any) -> Override:
    return Override(rule=rule, reason="By letter", author="B. Example", expires=LAST, **limits)


def passed(lines: list[str], *overrides: Override, on: date = LAST) -> list[Diagnostic]:
    return [item for item in apply_overrides(items(lines), overrides, on) if isinstance(item, Diagnostic)]


def test_what_is_let_pass_stays_as_a_note_that_says_who_and_why() -> None:
    (one,) = passed(UNBALANCED, override())
    assert (one.check, one.level, one.severity, one.overridden) == ("837p.line-charges", 3, "info", override())
    assert one.problem == "CLM02 is 127.51, but the lines' charges come to 127.50."


def test_what_could_not_be_checked_can_be_let_pass_too() -> None:
    (one,) = passed(UNLISTED, override("837p.procedure-unlisted"))
    assert one.severity == "info"


@pytest.mark.parametrize(
    ("decided", "on"),
    [
        (override("837p.npi"), LAST),
        (override("minutes.overbilled"), LAST),
        (override(), date(2027, 1, 1)),
        (override(visit_id="PT2"), LAST),
    ],
    ids=["another check", "a rule", "after its last day", "another claim"],
)
def test_nothing_else_is_let_pass(decided: Override, on: date) -> None:
    (one,) = passed(UNBALANCED, decided, on=on)
    assert one.severity == "stop"


def test_one_claim_alone_can_be_let_pass() -> None:
    (one,) = passed(UNBALANCED, override(visit_id="PT1"))
    assert one.severity == "info"


def test_a_check_is_not_let_pass_by_what_a_file_does_not_tell_of_every_fault() -> None:
    with pytest.raises(UserError, match="cannot be let pass by payer and provider_npi"):
        passed(UNBALANCED, override(payer="cigna", provider_npi="1000000012"))


def test_an_override_of_a_rule_may_have_any_limit() -> None:
    assert overrides_in_force([override("minutes.overbilled", payer="cigna")], LAST) == {}


def test_an_old_id_lets_the_check_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    found = check_named("837p.line-charges")
    monkeypatch.setattr("cleanclaim.exchange.x12.let_pass.check_named", {"837p.charges": found}.get)
    (one,) = passed(UNBALANCED, override("837p.charges"))
    assert (one.check, one.severity) == ("837p.line-charges", "info")


def test_totals_count_what_was_let_pass_apart() -> None:
    totals = FileTotals()
    for item in apply_overrides(items(UNBALANCED), [override()], LAST):
        totals.take(item)
    assert (totals.faults, totals.overridden, totals.levels[3]) == (0, 1, 0)
    assert totals.checks == {"837p.line-charges": 1}


def test_the_library_lets_pass_on_the_day_of_filing(tmp_path: Path) -> None:
    file = tmp_path / "claims.837"
    file.write_bytes(written(UNBALANCED))

    def severities(basis: cleanclaim.Basis | None) -> list[str]:
        return [one.severity for one in cleanclaim.validate(file, basis, overrides=[override()])]

    assert severities(cleanclaim.Basis(filed_on=LAST)) == ["info"]
    assert severities(cleanclaim.Basis(filed_on=date(2027, 1, 1))) == ["stop"]
    with pytest.raises(UserError, match="nothing says when the claims are filed"):
        severities(None)
