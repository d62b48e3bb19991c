"""The CPT time rule, each code alone at its midpoint: every vector of `units_ama.json`, through `cleanclaim code`."""

import pytest

from tests.authorities.command_line import coded, service, units, visit
from tests.authorities.vectors import Vector, ids, vectors

# A code for each length of unit the vectors name without one.
CODE_OF_LENGTH = {60: "96125"}


def by_code(vector: Vector) -> bool:
    return "timed" in vector["input"]


def by_one_code(vector: Vector) -> bool:
    return "minutes" in vector["input"]


def by_month(vector: Vector) -> bool:
    return "calendar_month_minutes" in vector["input"]


def test_all_the_vectors_are_asked_here() -> None:
    asked = [ids("units_ama", kind) for kind in (by_code, by_one_code, by_month)]
    assert set().union(*asked) == ids("units_ama")


@pytest.mark.parametrize("vector", vectors("units_ama", by_code))
def test_each_code_alone_earns_its_units(vector: Vector) -> None:
    given = [service(code, minutes) for code, minutes in vector["input"]["timed"].items()]
    result = coded(visit(*given, payer="aetna"))
    assert result["unit_method"] == "cpt"
    assert units(result) == vector["expected"]["units"]
    assert result["timed_units"] == result["units"] == vector["expected"]["total"]
    assert result["alternatives"] == []


@pytest.mark.parametrize("vector", vectors("units_ama", by_one_code))
@pytest.mark.parametrize("payer", ["aetna", "medicare"])
def test_a_unit_of_another_length_is_earned_past_its_midpoint(vector: Vector, payer: str) -> None:
    given = vector["input"]
    code = given.get("code") or CODE_OF_LENGTH[given["code_unit_minutes"]]
    assert units(coded(visit(service(code, given["minutes"]), payer=payer))) == {code: vector["expected"]["units"]}


@pytest.mark.parametrize("vector", vectors("units_ama", by_month))
def test_remote_monitoring_needs_its_full_time(vector: Vector) -> None:
    given = vector["input"]
    result = coded(visit(service(given["code"], given["calendar_month_minutes"]), payer="aetna"))
    assert (units(result)[given["code"]] > 0) == vector["expected"]["billable"]
