"""Licences, enrolments and screenings in `practice.toml`: what they say, and what is said where they are wrong."""

from datetime import date
from pathlib import Path

import pytest

from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Clinician, Enrolment, Licence, Screening
from tests.exchange.files.test_practice import COLUMNS, PRACTICE, ROWS

ANA = 'taxonomy = "225100000X"\n'
LICENCE = """
[[clinicians.licences]]
state = "tx"
number = "1234567"
begins = 2020-01-15
ends = "2027-06-30"
clear = true
"""
PRIVILEGE = """
[[clinicians.licences]]
state = "OK"
number = "P-9"
compact = true
temporary = false
"""
ENROLMENT = """
[[clinicians.enrolments]]
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
    assert (clinician.licences, clinician.enrolments, clinician.screenings) == (None, None, None)
    assert clinician.hired is clinician.left is None


def test_licences_enrolments_and_screenings_are_read(tmp_path: Path) -> None:
    clinician = read(tmp_path, "hired = 2020-02-01\nleft = 2026-12-31\n" + LICENCE + PRIVILEGE + ENROLMENT + SCREENING)
    assert (clinician.hired, clinician.left) == (date(2020, 2, 1), date(2026, 12, 31))
    assert clinician.licences == (
        Licence(state="TX", number="1234567", begins=date(2020, 1, 15), ends=date(2027, 6, 30), clear=True),
        Licence(state="OK", number="P-9", compact=True),
    )
    assert clinician.enrolments == (
        Enrolment(
            payer="medicare",
            begins=date(2020, 3, 1),
            group_npi="1000000020",
            places=("11", "12"),
            revalidate_by=date(2027, 3, 31),
        ),
    )
    assert clinician.screenings == (Screening(on=date(2026, 2, 15), clear=True),)


def test_an_empty_list_says_that_there_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, "enrolments = []\n").enrolments == ()


@pytest.mark.parametrize(
    ("tables", "place", "problem"),
    [
        ("hired = 2026-02-01\nleft = 2026-01-31\n", "[[clinicians]] 1, left", "before 2026-02-01"),
        ("licences = 3\n", "[[clinicians]] 1, licences", "not a list"),
        (LICENCE.replace('"tx"', '"Texas"'), "licences 1, state", "not a state"),
        (LICENCE.replace("number", "numbr"), "licences 1, numbr", "Did you mean number?"),
        (LICENCE.replace("2027-06-30", "2019-06-30"), "licences 1, ends", "before 2020-01-15"),
        (LICENCE + PRIVILEGE.replace("true", '"perhaps"'), "licences 2, compact", "neither true nor false"),
        (ENROLMENT.replace("Medicare", "medicar"), "enrolments", "Did you mean medicare?"),
        (ENROLMENT.replace("1000000020", "1000000021"), "enrolments 1, group_npi", "not an NPI"),
        (ENROLMENT.replace("12]", '"home"]'), "enrolments 1, places", "not a place of service"),
        (ENROLMENT.replace("begins", "ends"), "enrolments 1, ends", "no begins"),
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
