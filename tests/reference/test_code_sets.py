"""The tables of codes that rules ask about: every code exists, every number fits exactly what the table says."""

from datetime import date
from typing import get_args

import pytest

from cleanclaim.reference.catalogue import areas_by_code, catalogue
from cleanclaim.reference.code_sets import SetName, code_set, device_code_for, grade_bounds, monitoring_devices
from cleanclaim.reference.files import DATA, records

TABLES = ("code-sets.csv", "monitoring-devices.csv", "evaluation-grades.csv")


def test_every_set_that_has_a_name_has_codes_and_no_other_stands_in_the_table() -> None:
    assert {row["set"] for row in records(DATA / "code-sets.csv")} == set(get_args(SetName))


OF_DIAGNOSES = ("positional_vertigo", "joint_aftercare", "joint_present")


@pytest.mark.parametrize(
    "name", [name for name in get_args(SetName) if name not in OF_DIAGNOSES and name != "telehealth_place"]
)
def test_the_codes_of_a_set_are_in_the_catalogue(name: SetName) -> None:
    assert set(code_set(name)) <= catalogue().keys()
    assert len(set(code_set(name))) == len(code_set(name))


@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_its_source(table: str) -> None:
    assert all(row["source"] and row["verified"] in ("true", "false") for row in records(DATA / table))


def test_the_device_codes_of_the_table_are_those_of_the_catalogue() -> None:
    assert monitoring_devices().keys() == {entry.code for entry in catalogue().values() if entry.is_device}


@pytest.mark.parametrize("device", ["breathing", "movement", "behavior"])
@pytest.mark.parametrize(("on", "shortest"), [(date(2025, 12, 31), 16), (date(2026, 1, 1), 2)])
def test_each_number_of_days_has_one_code_from_the_shortest_to_thirty(device: str, on: date, shortest: int) -> None:
    for days in range(35):
        code = device_code_for(device, days, on)
        fitting = [
            one.code
            for one in monitoring_devices().values()
            if one.device == device and one.fits(days) and catalogue()[one.code].valid_on(on)
        ]
        assert fitting == ([code] if shortest <= days <= 30 else [])


@pytest.mark.parametrize("component", ["personal_factors", "elements_examined", "performance_deficits"])
def test_every_number_fits_a_grade_and_none_skips_one(component: str) -> None:
    bounds = grade_bounds(component)
    assert [one.grade for one in bounds] == ["low", "moderate", "high"]
    for found in range(20):
        fitting = [place for place, one in enumerate(bounds) if one.fits(found)]
        assert fitting == list(range(fitting[0], fitting[-1] + 1))


def test_wounds_by_area_are_one_first_code_and_one_further() -> None:
    assert areas_by_code() == (("97597", "97598"),)
