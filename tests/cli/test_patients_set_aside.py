"""A patient whose row cannot be used: set aside and named, with the visits on hold for it; the day goes on."""

import shutil
from pathlib import Path

import pytest

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.errors import UserError
from tests.cli.calling import call, refused

DAY = Path(__file__).parents[2] / "examples" / "clinic-day"
LONG = "Example" * 9
OF_P01 = {"1", "39"}


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """The example clinic, one of whose patients has a name of 63 characters."""
    folder = tmp_path / "clinic"
    shutil.copytree(DAY, folder)
    patients = folder / "patients.csv"
    patients.write_text(patients.read_text(encoding="utf-8").replace("P01,Example", f"P01,{LONG}"), encoding="utf-8")
    return folder


def day_of(clinic: Path) -> list[str | Path]:
    return [
        *(clinic / "visits.csv", "--history", clinic / "history.json"),
        *("--practice", clinic / "practice.toml", "--filed-on", "2026-03-03"),
    ]


def test_the_day_goes_on_and_the_visits_of_the_patient_are_on_hold(clinic: Path) -> None:
    out = clinic / "claims.837"
    answer = call("claim", *day_of(clinic), "-o", out)
    assert answer.code == 1
    assert "patients.csv: 1 row set aside; the visits of these patients are on hold" in answer.out
    assert "row 2, column last_name" in answer.out
    assert "Its patient was set aside:" in answer.out
    assert out.read_text(encoding="ascii").count("CLM*") == 20  # 22 on the day as it is, two of them of the patient


def test_json_has_the_row_and_the_reason(clinic: Path) -> None:
    answer = call("claim", *day_of(clinic), "--dry-run", "--format", "json").json
    (of_patients,) = [one["set_aside"] for one in answer["inputs"] if one["file"] == "patients.csv"]
    assert (of_patients["rows"], of_patients["faults_counted"]) == (1, 1)
    (fault,) = of_patients["faults"]
    assert (fault["rows"], fault["column"]) == ([2], "last_name")
    assert "longer than 60 characters" in fault["problem"]
    why = {one["visit_id"]: [each["reason"] for each in one["reasons"]] for one in answer["held"]}
    assert all(any("set aside" in reason for reason in why[visit]) for visit in OF_P01)


def test_strict_refuses_the_file(clinic: Path) -> None:
    for verb in ("claim", "review"):
        more: list[str | Path] = ["-o", clinic / "claims.837"] if verb == "claim" else []
        refused(call(verb, *day_of(clinic), "--strict", *more), "row 2, column last_name", "longer than 60 characters")
    assert not (clinic / "claims.837").exists()


def test_in_a_program_one_chooses(clinic: Path) -> None:
    with pytest.raises(UserError, match="longer than 60 characters"):
        read_practice(clinic / "practice.toml")
    practice = read_practice(clinic / "practice.toml", strict=False)
    assert "P01" not in practice.patients
    assert "longer than 60 characters" in practice.patients_set_aside["P01"]


def test_a_patient_with_one_wrong_row_of_two_is_set_aside_whole(clinic: Path) -> None:
    """The coverage that is left may not be the one that pays first."""
    patients = clinic / "patients.csv"
    text = patients.read_text(encoding="utf-8").replace(LONG, "Example")
    row = next(line for line in text.splitlines() if line.startswith("P02,"))
    patients.write_text(f"{text}{row.replace('medicare', 'nobody')}\n", encoding="utf-8")
    practice = read_practice(clinic / "practice.toml", strict=False)
    assert list(practice.patients_set_aside) == ["P02"]
    assert "P02" not in practice.patients


def test_where_no_patient_is_left_the_file_is_refused(clinic: Path) -> None:
    patients = clinic / "patients.csv"
    heading, first, *_ = patients.read_text(encoding="utf-8").splitlines(keepends=True)
    patients.write_text(heading + first, encoding="utf-8")
    refused(call("review", *day_of(clinic)), "row 2, column last_name")


def test_check_names_the_row(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clinic / "cleanclaim.toml").write_text(
        'practice = "practice.toml"\npatients = "patients.csv"\nvisits = "visits.csv"\n', encoding="utf-8"
    )
    monkeypatch.chdir(clinic)
    answer = call("check")
    assert answer.code != 0
    assert "longer than 60 characters" in answer.out
