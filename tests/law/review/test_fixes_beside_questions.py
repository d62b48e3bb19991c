"""A fix is offered only where no finding on the same line asks a person first; a line taken off is off the claim."""

import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.law.review.apply_fixes import fix
from cleanclaim.law.review.fixes import apply_fix, find_unsettled
from cleanclaim.law.review.review import review
from cleanclaim.model.finding import Finding
from cleanclaim.model.note import Note
from cleanclaim.model.visit import Visit
from tests.clinic import FILED, billed, visit

BASIS = Basis(filed_on=FILED)


def offered(one: Visit) -> dict[tuple[str, int | None], bool]:
    """The faults of a visit that hold it, by rule and line, and whether a machine's fix is offered."""
    (claim,) = review([one], BASIS).claims
    stops = [finding for finding in claim.findings if finding.severity == "stop" and finding.outcome == "fail"]
    return {(f.rule, f.line): apply_fix(one, f, claim.findings) is not None for f in stops}


def test_what_a_person_has_to_decide_comes_before_the_modifier_of_the_same_line() -> None:
    """Needling is taken off or billed with GA; until then nobody knows whether the line needs GP."""
    one = visit(billed("20560", 15, 1, modifiers=()), billed("97110", 15, 1, modifiers=()))
    assert offered(one) == {
        ("codes.needling", 1): False,
        ("modifiers.discipline_missing", 1): False,
        ("modifiers.discipline_missing", 2): True,
    }


def test_units_wait_until_it_is_known_whether_a_line_stands_twice() -> None:
    """As long as 97110 may be one service on two lines, its 46 minutes may be 23: then 97140 earned none."""
    twice = billed("97110", 23, 1), billed("97110", 23, 1)
    one = visit(*twice, billed("97140", 7, 2))
    (claim,) = review([one], BASIS).claims
    units = next(f for f in claim.findings if (f.rule, f.line) == ("minutes.overbilled", 3))
    unsettled = find_unsettled(units, claim.findings)
    assert unsettled
    assert unsettled.rule == "visits.duplicate"
    assert apply_fix(one, units, claim.findings) is None
    assert apply_fix(one, units) is not None, "but for the line that stands twice it would be fixed"
    told_apart = [structs.replace(line, start=start) for line, start in zip(twice, (9 * 60, 14 * 60), strict=True)]
    one = structs.replace(one, services=(*told_apart, one.services[2]))
    (claim,) = review([one], BASIS).claims
    units = next(f for f in claim.findings if (f.rule, f.line) == ("minutes.overbilled", 3))
    assert find_unsettled(units, claim.findings) is None
    assert apply_fix(one, units, claim.findings) is not None


def test_units_wait_until_it_is_known_whose_minutes_are_right() -> None:
    note = Note(text="Ther ex.", kind="treatment", timed_minutes=38, total_minutes=45)
    one = structs.replace(visit(billed("97110", 20, 2), payer="aetna"), note=note)
    (claim,) = review([one], BASIS).claims
    units = next(f for f in claim.findings if f.rule == "minutes.overbilled")
    unsettled = find_unsettled(units, claim.findings)
    assert unsettled
    assert unsettled.rule == "notes.minutes_disagree"
    assert apply_fix(one, units, claim.findings) is None
    assert fix([one], BASIS).visits[0].services[0].units == 2


def test_a_charge_to_be_entered_is_no_reason_to_leave_a_modifier_missing() -> None:
    one = visit(billed("97110", 15, 1, modifiers=(), charge=None))
    assert offered(one) == {("visits.charge_missing", 1): False, ("modifiers.discipline_missing", 1): True}


def test_no_step_changes_a_line_that_asks_a_person() -> None:
    one = visit(billed("20560", 15, 1, modifiers=()), billed("97110", 15, 1, modifiers=()))
    done = fix([one], BASIS)
    assert done.visits[0].services[0] == one.services[0]
    assert done.visits[0].services[1].modifiers == ("GP",)


@pytest.mark.parametrize("code", ["97010", "G8978"])
def test_a_line_taken_off_is_off_the_claim_and_no_finding_speaks_of_it(code: str) -> None:
    one = visit(billed(code, 15, 1), billed("97110", 15, 1))
    (before,) = review([one], BASIS).claims
    taken = [finding for finding in before.findings if finding.line == 1 and _takes_off(one, finding)]
    assert taken
    done = fix([one], BASIS)
    (after,) = done.after.claims
    assert not [line for line in after.lines if line.code == code and line.units != 0]
    assert after.charge == 5000
    assert not [finding for finding in after.findings if finding.line == 1 and finding.severity == "stop"]
    assert after.status == "clean"


def _takes_off(one: Visit, finding: Finding) -> bool:
    changed = apply_fix(one, finding)
    return changed is not None and changed.services[0].units == 0
