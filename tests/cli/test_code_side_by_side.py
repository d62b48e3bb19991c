"""`cleanclaim code --payer a --payer b`: side by side, with the reasons."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

VISIT = [
    {
        "visit_id": "1",
        "patient_id": "P1",
        "payer": "medicare",
        "service_date": "2026-03-02",
        "discipline": "PT",
        "place_of_service": "11",
        "services": [
            {"code": "97110", "minutes": 33, "performed_by": "PT"},
            {"code": "97140", "minutes": 7, "performed_by": "PT"},
        ],
    }
]


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    path = tmp_path / "visits.json"
    path.write_text(json.dumps(VISIT), encoding="utf-8")
    return path


def test_two_payers_show_their_units_dollars_and_why(visits: Path) -> None:
    shown = call("code", visits, "--payer", "medicare", "--payer", "aetna", "--zip", "60601").out
    assert "3 units (cms)" in shown
    assert "2 units (cpt)" in shown
    assert "allowed $74.23" in shown
    assert "price not known" in shown  # Aetna's prices are its contract's
    assert "unit_method" in shown
    assert "aetna: cpt   cpt-time-rule, reported" in shown


def test_programs_get_both_visits_as_coded_and_the_differences(visits: Path) -> None:
    (beside,) = call("code", visits, "--payer", "medicare", "--payer", "aetna", "--format", "json").json["visits"]
    assert [(one["payer"], one["coded"]["units"], one["allowed"]) for one in beside["payers"]] == [
        ("medicare", 3, None),
        ("aetna", 2, None),
    ]
    method = next(one for one in beside["differences"] if one["key"] == "unit_method")
    assert [(answer["payer"], answer["said"], answer["verified"]) for answer in method["answers"]] == [
        ("medicare", "cms", True),
        ("aetna", "cpt", False),
    ]


def test_one_payer_codes_the_file_as_if_it_paid(visits: Path) -> None:
    assert call("code", visits, "--payer", "aetna", "--format", "json").json["visits"][0]["units"] == 2


def test_payers_alike_are_said_to_be_and_one_nobody_describes_is_not_guessed(visits: Path) -> None:
    assert "alike" in call("code", visits, "--payer", "medicaid_ne", "--payer", "medicaid_ca").out
    shown = call("code", visits, "--payer", "medicare", "--payer", "acme").out
    assert "acme: no policy" in shown
    assert "units not known (method not known)" in shown


def test_of_a_payer_that_nobody_describes_nothing_is_said_to_be_alike(visits: Path) -> None:
    shown = call("code", visits, "--payer", "medicare", "--payer", "Blue").out
    assert "alike" not in shown
    assert "No policy describes" in shown
    assert "alike" in call("code", visits, "--payer", "medicare", "--payer", "medicare").out
