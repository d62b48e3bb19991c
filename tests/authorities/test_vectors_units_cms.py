"""Medicare's units: every vector of `units_cms.json`, through `cleanclaim code`."""

import json
import subprocess
import sys

import pytest

from tests.authorities.command_line import allocations, answer, billable, coded, service, units, visit
from tests.authorities.vectors import Vector, ids, vectors

BY_PATIENT = "CMS-11SCEN-3PT-97110"
BY_GROUP = "CMS-11SCEN-2PT-GROUP"


def timed(vector: Vector) -> bool:
    return "timed" in vector["input"]


def test_all_the_vectors_are_asked_here() -> None:
    assert ids("units_cms") == ids("units_cms", timed) | {BY_PATIENT, BY_GROUP}


@pytest.mark.parametrize("vector", vectors("units_cms", timed))
def test_minutes_earn_what_the_manual_says_and_every_lawful_allocation_is_offered(vector: Vector) -> None:
    result = coded(visit(*(service(code, minutes) for code, minutes in vector["input"]["timed"].items())))
    expected = vector["expected"]
    assert result["unit_method"] == "cms"
    assert result["timed_minutes"] == expected["timed_minutes"]
    assert result["timed_units"] == expected["timed_units"]
    assert allocations(result) == {billable(allocation) for allocation in expected["acceptable_allocations"]}


@pytest.mark.parametrize("vector", vectors("units_cms", timed))
def test_the_documented_minutes_stay_on_a_line_whether_billed_or_not(vector: Vector) -> None:
    given = vector["input"]["timed"]
    result = coded(visit(*(service(code, minutes) for code, minutes in given.items())))
    assert {line["code"]: line["minutes"] for line in result["lines"]} == given


@pytest.mark.parametrize("vector", vectors("units_cms", lambda vector: vector["id"] == "EDGE-SAME-CODE-SPLIT"))
def test_episodes_of_one_code_on_one_day_add_up(vector: Vector) -> None:
    ((code, minutes),) = vector["input"]["timed"].items()
    result = coded(visit(service(code, 8), service(code, minutes - 8)))
    assert (result["timed_minutes"], units(result)) == (18, {code: 1})


@pytest.mark.parametrize("vector", vectors("units_cms", lambda vector: vector["id"] == BY_PATIENT))
def test_one_on_one_episodes_add_up_for_each_patient_apart(vector: Vector) -> None:
    code, patients = vector["input"]["code"], vector["input"]["patients"]
    day = [
        visit(*(service(code, minutes) for minutes in episodes), visit_id=name, patient_id=name)
        for name, episodes in patients.items()
    ]
    results = answer("code", "-", given=day)["visits"]
    assert {one["visit_id"]: one["units"] for one in results} == vector["expected"]["units_per_patient"]
    assert {one["visit_id"]: one["timed_minutes"] for one in results} == vector["expected"]["minutes"]


@pytest.mark.parametrize("vector", vectors("units_cms", lambda vector: vector["id"] == BY_GROUP))
def test_time_shared_by_two_patients_is_one_unit_of_group_therapy_each(vector: Vector) -> None:
    minutes = vector["input"]["minutes_total"]
    day = [
        visit(service("97150", minutes, mode="group"), visit_id=name, patient_id=name)
        for name in vector["input"]["patients"]
    ]
    results = answer("code", "-", given=day)["visits"]
    assert [units(one) for one in results] == [vector["expected"]["each_patient"]] * 2
    # The same time recorded as one-on-one exercise earns nothing.
    assert units(coded(visit(service("97110", minutes, mode="group")))) == {"97110": 0}


@pytest.mark.parametrize("vector", vectors("units_cms", lambda vector: vector["id"].startswith("CMS-20.2-EX")))
def test_the_installed_program_gives_the_manuals_examples_right(vector: Vector) -> None:
    given = [visit(*(service(code, minutes) for code, minutes in vector["input"]["timed"].items()))]
    done = subprocess.run(
        [sys.executable, "-m", "cleanclaim.cli.main", "code", "-", "--format", "json"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    (result,) = json.loads(done.stdout)["visits"]
    assert allocations(result) == {billable(one) for one in vector["expected"]["acceptable_allocations"]}
