"""KX: every vector of `kx_thresholds.json`, the amounts from Medicare's policy, the cases through the command line."""

import json
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.model import money
from tests.authorities.command_line import Json, coded, found, service, visit
from tests.authorities.vectors import Vector, ids, vectors

# Vectors of these years are known and not answered: our policies begin in 2020. A claim of 2019 could no longer be
# filed, and an amount nobody needs would only have to be kept right.
BEGINS = date(2020, 1, 1)


def medicare(year: int) -> Policy:
    held = policy("medicare", date(year, 3, 2))
    assert held is not None
    return held


def by_year(vector: Vector) -> bool:
    return set(vector["input"]) == {"year"}


def by_line(vector: Vector) -> bool:
    return "line_allowed" in vector["input"]


def test_all_the_vectors_are_asked_here() -> None:
    assert ids("kx_thresholds") == ids("kx_thresholds", by_year) | ids("kx_thresholds", by_line) | {"KX-STATUTE"}


@pytest.mark.parametrize("vector", vectors("kx_thresholds", by_year))
def test_the_years_amounts_are_those_published(vector: Vector) -> None:
    year, expected = vector["input"]["year"], vector["expected"]
    held = medicare(year)
    if date(year, 3, 2) < BEGINS:
        assert keys().covers_from == BEGINS
        assert (held.kx_threshold, held.kx_threshold_ot, held.review_threshold) == (None, None, None)
    else:
        assert held.kx_threshold == expected["pt_slp_combined"] * 100
        assert held.kx_threshold_ot == expected["ot"] * 100
        assert held.review_threshold == expected["mr_threshold"] * 100


@pytest.mark.parametrize("vector", vectors("kx_thresholds", lambda vector: vector["id"] == "KX-STATUTE"))
def test_the_statute_fixes_the_review_threshold_through_2027_and_tens_of_dollars(vector: Vector) -> None:
    expected = vector["expected"]["mr_2018_2027"] * 100
    assert [medicare(year).review_threshold for year in range(2020, 2028)] == [expected] * 8
    assert medicare(2028).review_threshold is None
    amounts = [medicare(year).kx_threshold for year in range(2020, 2027)]
    assert all(amount is not None and amount % 1000 == 0 for amount in amounts)


def at_the_line(vector: Vector) -> Json:
    """A visit with one line of the vector's allowed amount, after what its year has used."""
    given = vector["input"]
    discipline, code, mark = ("OT", "97535", "GO") if given["bucket"] == "OT" else ("PT", "97110", "GP")
    allowed = money.dollars(round(given["line_allowed"] * 100))
    billed = service(code, 15, discipline, units=1, modifiers=mark, allowed=allowed)
    spent = money.dollars(round(given["accrued_before"] * 100))
    return visit(billed, discipline=discipline, history={"spent": spent})


@pytest.mark.parametrize("vector", vectors("kx_thresholds", by_line))
def test_a_line_past_the_threshold_needs_kx_and_none_before(vector: Vector) -> None:
    required = vector["expected"]["kx_required"]
    findings = found(at_the_line(vector))
    assert ("threshold.missing" in findings) == required
    assert not required or findings["threshold.missing"]["outcome"] == "fail"


@pytest.mark.parametrize("vector", vectors("kx_thresholds", by_line))
def test_kx_is_appended_where_it_is_required_and_necessity_attested(vector: Vector) -> None:
    asked = at_the_line(vector)
    asked["services"] = [one | {"units": None, "modifiers": None} for one in asked["services"]]
    (line,) = coded(asked | {"necessity_documented": True})["lines"]
    assert ("KX" in line["modifiers"]) == vector["expected"]["kx_required"]
    (unattested,) = coded(asked)["lines"]
    assert "KX" not in unattested["modifiers"]


@pytest.mark.parametrize("vector", vectors("kx_thresholds", lambda vector: "pt_slp_accrued" in vector["input"]))
def test_occupational_therapy_has_a_pool_of_its_own(vector: Vector, tmp_path: Path) -> None:
    asked = {key: value for key, value in at_the_line(vector).items() if key != "history"}
    used = money.dollars(round(vector["input"]["pt_slp_accrued"] * 100))
    earlier = [
        visit(service("97110", 15, allowed="0.00"), visit_id="pt", history={"spent": used}),
        visit(service("97535", 15, "OT", allowed="0.00"), visit_id="ot", discipline="OT", history={"spent": "0.00"}),
    ]
    year = tmp_path / "year.json"
    year.write_text(json.dumps([one | {"service_date": "2026-02-02"} for one in earlier]), encoding="utf-8")
    assert "threshold.missing" not in found(asked, "--history", str(year))
    same_pool = asked | {
        "discipline": "PT",
        "services": [service("97110", 15, units=1, modifiers="GP", allowed="100.00")],
    }
    assert found(same_pool, "--history", str(year))["threshold.missing"]["outcome"] == "fail"


@pytest.mark.parametrize("vector", vectors("kx_thresholds", lambda vector: "targeted_mr_pool" in vector["expected"]))
def test_the_year_reaches_the_pool_reviewers_select_from(vector: Vector) -> None:
    used = vector["input"]["accrued_before"] + vector["input"]["line_allowed"]
    review_threshold = medicare(vector["input"]["year"]).review_threshold
    assert review_threshold is not None
    assert (used * 100 > review_threshold) == vector["expected"]["targeted_mr_pool"]
