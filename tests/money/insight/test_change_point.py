"""A change is found on its day, with the days between which it lies; chance alone shows none."""

from datetime import timedelta

import pytest
from msgspec import structs

from cleanclaim.law.basis import Basis
from cleanclaim.money.insight.change_point import DatedValue, find_change
from cleanclaim.money.insight.find_trends import judge
from cleanclaim.money.insight.trend_settings import trend_settings
from tests.money.insight.rows_of_claims import FIRST, made_row


def test_a_row_that_changes_at_once() -> None:
    row = [DatedValue(FIRST + timedelta(days=at), float(at >= 60)) for at in range(100)]
    found = find_change(row, rises=True, least=15, shuffles=999, seed="x")
    assert found is not None
    assert (found.at, found.before, found.after, found.chance) == (60, 0.0, 1.0, 0.001)
    assert found.earliest == found.on == found.latest == FIRST + timedelta(days=60)


def test_only_changes_for_the_worse_count() -> None:
    row = [DatedValue(FIRST + timedelta(days=at), float(at < 60)) for at in range(100)]
    assert find_change(row, rises=True, least=15, shuffles=99, seed="x") is None
    assert find_change(row, rises=False, least=15, shuffles=99, seed="x") is not None


def test_values_that_are_all_the_same_and_short_rows_have_none() -> None:
    row = [DatedValue(FIRST + timedelta(days=at), 0.1 + 0.2) for at in range(100)]
    assert find_change(row, rises=False, least=15, shuffles=99, seed="x") is None
    assert find_change(row[:20], rises=True, least=15, shuffles=99, seed="x") is None


def test_the_same_row_gives_the_same_chance_and_the_days_lie_around_the_change() -> None:
    row = made_row(400, 0.04, seed="a", changes_at=240, to=0.2).values
    found = find_change(row, rises=True, least=15, shuffles=999, seed="x")
    assert found == find_change(row, rises=True, least=15, shuffles=999, seed="x")
    assert found is not None
    assert found.earliest <= FIRST + timedelta(weeks=20) <= found.latest
    assert found.chance <= 0.01


@pytest.mark.parametrize("kind", ["denied for", "allowed"])
def test_chances_of_rows_without_a_change_are_spread_evenly(kind: str) -> None:
    chances = []
    for number in range(80):
        row = made_row(150, 0.1 if kind != "allowed" else 1.0, seed=f"{kind} {number}", kind=kind)  # type: ignore[arg-type]
        found = find_change(row.values, rises=kind != "allowed", least=15, shuffles=199, seed=str(number))
        chances.append(found.chance if found else 1.0)
    assert sum(one <= 0.1 for one in chances) <= 16  # 8 are expected
    assert sum(one <= 0.5 for one in chances) >= 24  # 40 are


def test_many_rows_are_judged_together() -> None:
    rows = [made_row(300, 0.05, seed=f"row {number}", reason=str(number)) for number in range(20)]
    assert {one.verdict for one in judge(rows, Basis(), trend_settings())} == {"no change"}
    rows[7] = made_row(300, 0.05, seed="row 7", changes_at=180, to=0.25, reason="7")
    found = judge(rows, Basis(), trend_settings())
    assert [one.reason for one in found if one.verdict == "changed"] == ["7"]
    assert found[0].change is not None
    assert found[0].alarm is not None
    assert found[0].alarm > found[0].change.on


def test_thirty_claims_are_too_few_to_tell_whatever_they_show() -> None:
    row = made_row(30, 0.0, seed="x", changes_at=15, to=1.0, kind="denied", reason="")
    (one,) = judge([row], Basis(), trend_settings())
    assert (one.verdict, one.why) == ("too few to tell", "it takes 60")


def test_a_row_in_which_only_a_very_large_change_would_be_seen_says_so() -> None:
    (one,) = judge([made_row(70, 0.1, seed="y")], Basis(), trend_settings())
    assert (one.verdict, one.why) == ("too few to tell", "only a very large change would be seen")


def test_one_patient_is_no_change_of_the_payer() -> None:
    row = made_row(200, 0.0, seed="z", changes_at=150, to=1.0)
    few = tuple(structs.replace(one, patient="P1" if one.dated.value else one.patient) for one in row.claims)
    (found,) = judge([structs.replace(row, claims=few)], Basis(), trend_settings())
    assert found.verdict == "no change"
