"""NCCI pairs: every vector of `pairs.json`, through `cleanclaim codes check`."""

import pytest

from tests.authorities.command_line import Json, answer
from tests.authorities.vectors import Vector, ids, vectors

ANSWERS = {0: "bundled", 1: "bypassable"}


def active(vector: Vector) -> bool:
    return vector["indicator"] is not None


def inactive(vector: Vector) -> bool:
    return not active(vector)


def checked(vector: Vector) -> Json:
    options = ("--on", vector["on"], "--payer", "medicare")
    one, other = (answer("codes", "check", *pair, *options) for pair in both_ways(vector["column1"], vector["column2"]))
    assert one == other, "the order in which two codes are asked changes the answer"
    return one


def both_ways(one: str, other: str) -> list[tuple[str, str]]:
    return [(one, other), (other, one)]


def test_all_the_vectors_are_asked_here() -> None:
    assert len(ids("pairs")) == 214


@pytest.mark.parametrize("vector", vectors("pairs", active))
def test_an_edit_in_force_is_told_with_what_it_denies_and_what_lifts_it(vector: Vector) -> None:
    result = checked(vector)
    assert result["on"] == vector["on"]
    assert result["answer"] == ANSWERS[vector["indicator"]]
    (edit,) = [row for row in result["edits"] if row["active"]]
    assert (edit["column1"], edit["column2"]) == (vector["column1"], vector["column2"])
    assert edit["modifier_indicator"] == vector["indicator"]


@pytest.mark.parametrize("vector", vectors("pairs", inactive))
def test_an_edit_no_longer_in_force_bundles_nothing(vector: Vector) -> None:
    result = checked(vector)
    so_ordered = [row for row in result["edits"] if row["column1"] == vector["column1"]]
    assert not any(row["active"] for row in so_ordered)
    # A few pairs have an edit in force with the columns the other way round.
    assert (result["answer"] == "separate") == (not any(row["active"] for row in result["edits"]))
    if vector["ended"]:
        assert vector["ended"] in [row["to"] for row in so_ordered]
