"""What cannot be right of a value: one list, by which files and forms refuse the same."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.exchange.files.date_values import birth_days
from cleanclaim.exchange.files.patients import read_patient_rows
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.exchange.files.value_checks import member_number_problem, patient_faults, visit_checks
from cleanclaim.exchange.files.visit_values import UnreadableError
from cleanclaim.exchange.files.visits import read_visits_file
from cleanclaim.reference.element_notes import element_note
from cleanclaim.reference.medicare_number import describe_wrong_number, number_places
from tests.cli.calling import CLINIC_DAY

TODAY = date(2026, 11, 30)
PRACTICE = read_practice(CLINIC_DAY / "practice.toml")
GOOD = "1EG4TE5MK73"
LETTERS = "a letter other than B, I, L, O, S and Z"
ALLOWED = (
    *("a digit from 1 to 9", LETTERS, f"a digit or {LETTERS}", "a digit", LETTERS, f"a digit or {LETTERS}", "a digit"),
    *(LETTERS, LETTERS, "a digit", "a digit"),
)
"""What belongs at each place, as CMS prints it."""


@pytest.mark.parametrize("place", range(11))
def test_a_wrong_medicare_number_names_the_place_and_what_belongs_there(place: int) -> None:
    assert len(number_places()) == 11
    for sign in "SLOIBZ0A-":
        number = GOOD[:place] + sign + GOOD[place + 1 :]
        said = describe_wrong_number(number)
        if sign == "-":
            assert said == "has 10 characters; a Medicare number (MBI) has 11"
        elif element_note("mbi").accepts(number):
            assert said == ""
        else:
            at = f"at place {place + 1} stands {sign}, where {ALLOWED[place]} belongs"
            assert said == f"is not a Medicare number (MBI): {at}"


def test_a_number_of_another_payer_is_not_measured_by_medicares() -> None:
    assert member_number_problem("123456789A", PRACTICE.payers["medicare"])
    assert not member_number_problem("123456789A", PRACTICE.payers["aetna"])
    assert not member_number_problem("1eg4-te5-mk73", PRACTICE.payers["medicare"])


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("7/1/85", ["1985-07-01"]),
        ("07-01-85", ["1985-07-01"]),
        ("1-Jul-85", ["1985-07-01"]),
        ("7/1/1985", ["1985-07-01"]),
        ("1985-07-01", ["1985-07-01"]),
        ("Jul 1, 1985", ["1985-07-01"]),
        ("12/31/26", ["1926-12-31"]),  # 2026 is to come
        ("7/1/15", ["1915-07-01", "2015-07-01"]),
        ("7/1/05", ["2005-07-01"]),  # 1905 is too long ago
        ("2/29/00", ["2000-02-29"]),
        ("31229", []),
        ("soon", []),
    ],
)
def test_a_birth_year_of_two_digits_is_read_where_one_century_is_possible(written: str, days: list[str]) -> None:
    assert [str(one) for one in birth_days(written, TODAY)] == days


def test_what_cannot_be_right_of_a_patient_is_named_with_its_field() -> None:
    patient = PRACTICE.patients["P01"]
    (key,) = [key for key in patient.coverages if key == "medicare"]
    assert list(patient_faults(patient, PRACTICE.payers, TODAY)) == []
    wrong: dict[str, Any] = {"member_id": "1SG4TE5MK73", "onset_date": date(2027, 1, 1)}
    coverage = structs.replace(patient.coverages[key], **wrong)
    patient = structs.replace(patient, birth_date=date(2027, 1, 1), coverages={key: coverage})
    found = {(one.field, one.payer) for one in patient_faults(patient, PRACTICE.payers, TODAY)}
    assert found == {("birth_date", ""), ("onset_date", key), ("member_id", key)}
    old = structs.replace(patient, birth_date=date(1899, 1, 1), coverages={})
    assert [one.problem for one in patient_faults(old, PRACTICE.payers, TODAY)] == ["is more than 120 years ago."]


def test_the_cells_of_a_visit_are_checked_where_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(
        "visit_id,patient_id,service_date,payer,provider_npi,code,minutes\n"
        "1,P01,2026-11-30,medicare,1000000012,97110,23\n"
        "2,P02,2026-12-01,medicare,1000000012,97110,23\n"
        "3,P03,2026-11-30,medicare,1000000013,97110,23\n"
    )
    visits, reading = read_visits_file(file, checks=visit_checks(TODAY), strict=False)
    assert [one.visit_id for one in visits] == ["1"]
    assert [(one.rows, one.column, one.text) for one in reading.faults] == [
        ((3,), "service_date", "2026-12-01"),
        ((4,), "provider_npi", "1000000013"),
    ]
    everything, _reading = read_visits_file(file)
    assert len(everything) == 3, "the rules judge the rest where nobody asks for checks"
    with pytest.raises(UnreadableError, match="is not an NPI"):
        visit_checks(TODAY)["provider_npi"]("123")


def test_common_headings_of_record_systems_are_known_and_the_surest_of_two_is_used(tmp_path: Path) -> None:
    file = tmp_path / "patients.csv"
    heading = (
        "MRN,Chart No,Patient Last,Patient First,DOB,Gender,Addr,City,St,Zip,Ins,Rel,Ins ID,Grp,"
        "Ref Last,Ref First,Ref NPI"
    )
    file.write_text(heading + "\nP1,A77,Example,Ada,7/1/85,F,1 Way,Exampleton,TX,78799,Medicare,self,1,2,Doc,Dee,3\n")
    (row,), reading = read_patient_rows(file)
    assert reading.not_used == ("Chart No",)
    assert reading.used == {
        "MRN": "patient_id", "Patient Last": "last_name", "Patient First": "first_name", "DOB": "birth_date",
        "Gender": "sex", "Addr": "address", "City": "city", "St": "state", "Zip": "zip", "Ins": "payer",
        "Rel": "relationship", "Ins ID": "member_id", "Grp": "group_number", "Ref Last": "referring_last_name",
        "Ref First": "referring_first_name", "Ref NPI": "referring_npi",
    }  # fmt: skip
    assert row.written("patient_id") == "P1"
