"""The CPT time rule, each code alone at its midpoint: every vector of `units_cpt.json`, through `cleanclaim code`."""

import pytest

from cleanclaim.reference.catalogue import catalogue
from tests.authorities.command_line import coded, service, units, visit
from tests.authorities.vectors import Vector, ids, vectors

NAME = "units_cpt"


def by_code(vector: Vector) -> bool:
    return "minutes" in vector


def by_one_code(vector: Vector) -> bool:
    return "spent" in vector


def by_month(vector: Vector) -> bool:
    return "month_minutes" in vector


def test_all_the_vectors_are_asked_here() -> None:
    asked = [ids(NAME, kind) for kind in (by_code, by_one_code, by_month)]
    assert set().union(*asked) == ids(NAME)


@pytest.mark.parametrize("vector", vectors(NAME, by_code))
def test_each_code_alone_earns_its_units(vector: Vector) -> None:
    given = [service(code, minutes) for code, minutes in vector["minutes"].items()]
    result = coded(visit(*given, payer="aetna"))
    assert result["unit_method"] == "cpt"
    assert units(result) == vector["units"]
    assert result["timed_units"] == result["units"] == sum(vector["units"].values())
    assert result["alternatives"] == []


@pytest.mark.parametrize("vector", vectors(NAME, by_one_code))
@pytest.mark.parametrize("payer", ["aetna", "medicare"])
def test_a_unit_of_another_length_is_earned_past_its_midpoint(vector: Vector, payer: str) -> None:
    code = vector["code"]
    assert units(coded(visit(service(code, vector["spent"]), payer=payer))) == {code: vector["units"]}


@pytest.mark.parametrize("vector", vectors(NAME, by_month))
def test_remote_monitoring_needs_its_full_time(vector: Vector) -> None:
    code, minutes = vector["code"], vector["month_minutes"]
    first = catalogue()[code].continues
    full = catalogue()[first].full if first else None
    services = [service(first, full), service(code, minutes - full)] if first and full else [service(code, minutes)]
    result = coded(visit(*services, payer="aetna"))
    assert (units(result)[vector["code"]] > 0) == vector["billable"]
