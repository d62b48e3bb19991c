"""Licenses, enrollments and screenings in `practice.toml`: what they say, and what is said where they are wrong."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician, Enrollment, License, Screening
from tests.exchange.files.test_practice import COLUMNS, PRACTICE, ROWS

ANA = 'taxonomy = "225100000X"\n'
LICENSE = """
[[clinicians.licenses]]
state = "tx"
number = "1234567"
begins = 2020-01-15
ends = "2027-06-30"
clear = true
"""
PRIVILEGE = """
[[clinicians.licenses]]
state = "OK"
number = "P-9"
compact = true
temporary = false
"""
ENROLLMENT = """
[[clinicians.enrollments]]
payer = "Medicare"
begins = 2020-03-01
group_npi = "1000000020"
places = ["11", 12]
revalidate_by = 2027-03-31
"""
SCREENING = """
[[clinicians.screenings]]
on = 2026-02-15
clear = true
"""


def read(folder: Path, tables: str) -> Clinician:
    practice = PRACTICE.replace(ANA, ANA + tables, 1)
    (folder / "practice.toml").write_text(practice, encoding="utf-8")
    (folder / "patients.csv").write_text("\n".join([COLUMNS, *ROWS.values()]) + "\n", encoding="utf-8")
    return read_practice(folder / "practice.toml").clinicians["1000000038"]


def test_a_clinician_without_such_tables_is_unknown_in_all_of_it(tmp_path: Path) -> None:
    clinician = read(tmp_path, "")
    assert (clinician.licenses, clinician.enrollments, clinician.screenings) == (None, None, None)
    assert clinician.hired is clinician.left is None


def test_licenses_enrollments_and_screenings_are_read(tmp_path: Path) -> None:
    clinician = read(tmp_path, "hired = 2020-02-01\nleft = 2026-12-31\n" + LICENSE + PRIVILEGE + ENROLLMENT + SCREENING)
    assert (clinician.hired, clinician.left) == (date(2020, 2, 1), date(2026, 12, 31))
    assert clinician.licenses == (
        License(state="TX", number="1234567", begins=date(2020, 1, 15), ends=date(2027, 6, 30), clear=True),
        License(state="OK", number="P-9", compact=True),
    )
    assert clinician.enrollments == (
        Enrollment(
            payer="medicare",
            begins=date(2020, 3, 1),
            group_npi="1000000020",
            places=("11", "12"),
            revalidate_by=date(2027, 3, 31),
        ),
    )
    assert clinician.screenings == (Screening(on=date(2026, 2, 15), clear=True),)


def test_an_empty_list_says_that_there_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, "enrollments = []\n").enrollments == ()


@pytest.mark.parametrize(("name", "spelling"), [("licenses", "licences"), ("enrollments", "enrolments")])
def test_the_british_spelling_is_read_alike(tmp_path: Path, name: str, spelling: str) -> None:
    tables = LICENSE + PRIVILEGE + ENROLLMENT
    assert read(tmp_path, tables.replace(name, spelling)) == read(tmp_path, tables)


def test_what_is_wrong_under_the_british_spelling_is_named_by_ours(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, LICENSE.replace("licenses", "licences").replace('"tx"', '"Teksas"'))
    assert caught.value.place.endswith("licenses 1, state")


@pytest.mark.parametrize("order", [1, -1])
def test_both_spellings_in_one_table_are_refused(tmp_path: Path, order: int) -> None:
    tables = [LICENSE, PRIVILEGE.replace("licenses", "licences")]
    with pytest.raises(UserError) as caught:
        read(tmp_path, "".join(tables[::order]))
    assert caught.value.place.endswith("[[clinicians]] 1, licences")
    assert caught.value.problem == "licenses is written too, and licences is another spelling of it."
    assert caught.value.remedy == "Write all of it as licenses, and delete licences."


@pytest.mark.parametrize(
    ("tables", "place", "problem"),
    [
        ("hired = 2026-02-01\nleft = 2026-01-31\n", "[[clinicians]] 1, left", "before 2026-02-01"),
        ("licenses = 3\n", "[[clinicians]] 1, licenses", "not a list"),
        (LICENSE.replace('"tx"', '"Teksas"'), "licenses 1, state", "not a state"),
        (LICENSE.replace("number", "numbr"), "licenses 1, numbr", "Did you mean number?"),
        (LICENSE.replace("2027-06-30", "2019-06-30"), "licenses 1, ends", "before 2020-01-15"),
        (LICENSE + PRIVILEGE.replace("true", '"perhaps"'), "licenses 2, compact", "neither true nor false"),
        (ENROLLMENT.replace("Medicare", "medicar"), "enrollments", "Did you mean medicare?"),
        (ENROLLMENT.replace("1000000020", "1000000021"), "enrollments 1, group_npi", "not an NPI"),
        (ENROLLMENT.replace("12]", '"downtown"]'), "enrollments 1, places", "not a place of service"),
        (ENROLLMENT.replace("begins", "ends"), "enrollments 1, ends", "no begins"),
        (SCREENING.replace("clear = true", ""), "screenings 1, clear", "missing"),
        (SCREENING.replace("2026-02-15", '"soon"'), "screenings 1, on", "soon"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, tables: str, place: str, problem: str) -> None:
    with pytest.raises(UserError) as caught:
        read(tmp_path, tables)
    assert caught.value.place.endswith(place)
    assert problem in caught.value.problem
    assert caught.value.remedy
