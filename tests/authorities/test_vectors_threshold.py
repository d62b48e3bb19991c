"""KX: every vector of `threshold.json`, the amounts from Medicare's policy, the cases through the command line."""

import json
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.law.policies.keys import keys
from cleanclaim.law.policies.policy import Policy, policy
from cleanclaim.model.money import cents
from tests.authorities.command_line import Json, coded, found, service, visit
from tests.authorities.vectors import Vector, ids, vectors

NAME = "threshold"

# Vectors of these years are known and not answered: our policies begin in 2020. A claim of 2019 could no longer be
# filed, and an amount nobody needs would only have to be kept right.
BEGINS = date(2020, 1, 1)


def medicare(year: int) -> Policy:
    held = policy("medicare", date(year, 3, 2))
    assert held is not None
    return held


def by_year(vector: Vector) -> bool:
    return "review" in vector


def by_line(vector: Vector) -> bool:
    return "allowed" in vector


def test_all_the_vectors_are_asked_here() -> None:
    assert ids(NAME) == ids(NAME, by_year) | ids(NAME, by_line) | {"statute"}


@pytest.mark.parametrize("vector", vectors(NAME, by_year))
def test_the_years_amounts_are_those_published(vector: Vector) -> None:
    year = vector["year"]
    held = medicare(year)
    if date(year, 3, 2) < BEGINS:
        assert keys().covers_from == BEGINS
        assert (held.kx_threshold, held.kx_threshold_ot, held.review_threshold) == (None, None, None)
    else:
        assert held.kx_threshold == cents(vector["pt_slp"])
        assert held.kx_threshold_ot == cents(vector["ot"])
        assert held.review_threshold == cents(vector["review"])


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"] == "statute"))
def test_the_statute_fixes_the_review_threshold_through_2027_and_tens_of_dollars(vector: Vector) -> None:
    expected, step = cents(vector["review_2018_to_2027"]), cents(vector["step"])
    assert [medicare(year).review_threshold for year in range(2020, 2028)] == [expected] * 8
    assert medicare(2028).review_threshold is None
    amounts = [medicare(year).kx_threshold for year in range(2020, 2027)]
    assert all(amount is not None and amount % step == 0 for amount in amounts)


def at_the_line(vector: Vector) -> Json:
    """A visit with one line of the vector's allowed amount, after what its year has used."""
    discipline, code, mark = ("OT", "97535", "GO") if vector["pool"] == "OT" else ("PT", "97110", "GP")
    billed = service(code, 15, discipline, units=1, modifiers=mark, allowed=vector["allowed"])
    return visit(billed, discipline=discipline, history={"spent": vector["used"]})


@pytest.mark.parametrize("vector", vectors(NAME, by_line))
def test_a_line_past_the_threshold_needs_kx_and_none_before(vector: Vector) -> None:
    required = vector["kx"]
    findings = found(at_the_line(vector))
    assert ("threshold.missing" in findings) == required
    assert not required or findings["threshold.missing"]["outcome"] == "fail"


@pytest.mark.parametrize("vector", vectors(NAME, by_line))
def test_kx_is_appended_where_it_is_required_and_necessity_attested(vector: Vector) -> None:
    asked = at_the_line(vector)
    asked["services"] = [one | {"units": None, "modifiers": None} for one in asked["services"]]
    (line,) = coded(asked | {"necessity_documented": True})["lines"]
    assert ("KX" in line["modifiers"]) == vector["kx"]
    (unattested,) = coded(asked)["lines"]
    assert "KX" not in unattested["modifiers"]


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: "pt_slp_used" in vector))
def test_occupational_therapy_has_a_pool_of_its_own(vector: Vector, tmp_path: Path) -> None:
    asked = {key: value for key, value in at_the_line(vector).items() if key != "history"}
    earlier = [
        visit(service("97110", 15, allowed="0.00"), visit_id="pt", history={"spent": vector["pt_slp_used"]}),
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


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: "selected_for_review" in vector))
def test_the_year_reaches_the_pool_reviewers_select_from(vector: Vector) -> None:
    used = cents(vector["used"]) + cents(vector["allowed"])
    review_threshold = medicare(vector["year"]).review_threshold
    assert review_threshold is not None
    assert (used > review_threshold) == vector["selected_for_review"]
