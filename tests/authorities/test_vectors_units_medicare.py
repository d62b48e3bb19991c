"""Medicare's units: every vector of `units_medicare.json`, through `cleanclaim code`."""

import json
import subprocess
import sys

import pytest

from tests.authorities.command_line import allocations, answer, billable, coded, service, units, visit
from tests.authorities.vectors import Vector, ids, vectors

NAME = "units_medicare"
BY_PATIENT = "three-patients"
BY_GROUP = "two-patients-at-once"


def timed(vector: Vector) -> bool:
    return "minutes" in vector


def test_all_the_vectors_are_asked_here() -> None:
    assert ids(NAME) == ids(NAME, timed) | {BY_PATIENT, BY_GROUP}


@pytest.mark.parametrize("vector", vectors(NAME, timed))
def test_minutes_earn_what_the_manual_says_and_every_lawful_allocation_is_offered(vector: Vector) -> None:
    result = coded(visit(*(service(code, minutes) for code, minutes in vector["minutes"].items())))
    assert result["unit_method"] == "cms"
    assert result["timed_minutes"] == vector["timed_minutes"]
    assert result["timed_units"] == vector["timed_units"]
    assert allocations(result) == {billable(allocation) for allocation in vector["allocations"]}


@pytest.mark.parametrize("vector", vectors(NAME, timed))
def test_the_documented_minutes_stay_on_a_line_whether_billed_or_not(vector: Vector) -> None:
    given = vector["minutes"]
    result = coded(visit(*(service(code, minutes) for code, minutes in given.items())))
    assert {line["code"]: line["minutes"] for line in result["lines"]} == given


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"] == "two-episodes"))
def test_episodes_of_one_code_on_one_day_add_up(vector: Vector) -> None:
    ((code, minutes),) = vector["minutes"].items()
    result = coded(visit(service(code, 8), service(code, minutes - 8)))
    assert (result["timed_minutes"], units(result)) == (18, {code: 1})


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"] == BY_PATIENT))
def test_one_on_one_episodes_add_up_for_each_patient_apart(vector: Vector) -> None:
    code, patients = vector["code"], vector["patients"]
    day = [
        visit(*(service(code, minutes) for minutes in episodes), visit_id=name, patient_id=name)
        for name, episodes in patients.items()
    ]
    results = answer("code", "-", given=day)["visits"]
    assert {one["visit_id"]: one["units"] for one in results} == vector["patient_units"]
    assert {one["visit_id"]: one["timed_minutes"] for one in results} == vector["patient_minutes"]


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"] == BY_GROUP))
def test_time_shared_by_two_patients_is_one_unit_of_group_therapy_each(vector: Vector) -> None:
    minutes = vector["group_minutes"]
    day = [
        visit(service("97150", minutes, mode="group"), visit_id=name, patient_id=name) for name in vector["patients"]
    ]
    results = answer("code", "-", given=day)["visits"]
    assert [units(one) for one in results] == [vector["each_patient"]] * 2
    # The same time recorded as one-on-one exercise earns nothing.
    assert units(coded(visit(service("97110", minutes, mode="group")))) == {"97110": 0}


@pytest.mark.parametrize("vector", vectors(NAME, lambda vector: vector["id"].startswith("example-")))
def test_the_installed_program_gives_the_manuals_examples_right(vector: Vector) -> None:
    given = [visit(*(service(code, minutes) for code, minutes in vector["minutes"].items()))]
    done = subprocess.run(
        [sys.executable, "-m", "cleanclaim", "code", "-", "--format", "json"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    (result,) = json.loads(done.stdout)["visits"]
    assert allocations(result) == {billable(one) for one in vector["allocations"]}
