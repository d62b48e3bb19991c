"""NCCI pairs: every vector of `ncci_therapy_pairs.json`, through `cleanclaim codes check`."""

import pytest

from tests.authorities.command_line import Json, answer
from tests.authorities.vectors import Vector, ids, vectors

ANSWERS = {0: "bundled", 1: "bypassable"}


def active(vector: Vector) -> bool:
    return bool(vector["expected"]["edit_active"])


def inactive(vector: Vector) -> bool:
    return not active(vector)


def checked(vector: Vector) -> Json:
    given = vector["input"]
    options = ("--on", given["dos"], "--payer", "medicare")
    one, other = (answer("codes", "check", *pair, *options) for pair in both_ways(given["column1"], given["column2"]))
    assert one == other, "the order in which two codes are asked changes the answer"
    return one


def both_ways(one: str, other: str) -> list[tuple[str, str]]:
    return [(one, other), (other, one)]


def test_all_the_vectors_are_asked_here() -> None:
    assert len(ids("ncci_therapy_pairs")) == len(vectors("ncci_therapy_pairs"))


@pytest.mark.parametrize("vector", vectors("ncci_therapy_pairs", active))
def test_an_edit_in_force_is_told_with_what_it_denies_and_what_lifts_it(vector: Vector) -> None:
    given, expected = vector["input"], vector["expected"]
    result = checked(vector)
    assert result["on"] == given["dos"]
    assert result["answer"] == ANSWERS[expected["modifier_indicator"]]
    if "bypass_allowed" in expected:
        assert (result["answer"] == "bypassable") == expected["bypass_allowed"]
    (edit,) = [row for row in result["edits"] if row["active"]]
    assert (edit["column1"], edit["column2"]) == (given["column1"], given["column2"])
    assert edit["column2"] == expected["denied_without_modifier"]
    assert edit["modifier_indicator"] == expected["modifier_indicator"]


@pytest.mark.parametrize("vector", vectors("ncci_therapy_pairs", inactive))
def test_an_edit_no_longer_in_force_bundles_nothing(vector: Vector) -> None:
    given, expected = vector["input"], vector["expected"]
    result = checked(vector)
    so_ordered = [row for row in result["edits"] if row["column1"] == given["column1"]]
    assert not any(row["active"] for row in so_ordered)
    # A few pairs have an edit in force with the columns the other way round.
    assert (result["answer"] == "separate") == (not any(row["active"] for row in result["edits"]))
    if "last_deleted" in expected:
        assert expected["last_deleted"] in [row["to"] for row in so_ordered]
