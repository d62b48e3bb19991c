"""Names found on lists of excluded persons: exact, alike, former, by NPI; how often that errs; lists out of date."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.list_month import check_list, look_day
from cleanclaim.compliance.credentialing.screening import ScreenedPerson, screen, screening_rules
from cleanclaim.exchange.files.exclusion_lists import read_exclusion_file
from cleanclaim.law.policies.sources import sources
from cleanclaim.model.errors import UserError
from cleanclaim.model.exclusions import ExcludedEntry, ExclusionFile
from cleanclaim.model.practice import Name
from tests.compliance.credentialing.made_credentials import NPI, PRACTICE_NPI, credentials, therapist
from tests.compliance.credentialing.made_leie import HEAD, make_list

pytest.importorskip("jellyfish")
PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "credentialing.md"
ON = date(2026, 12, 1)
BORN = date(1980, 4, 17)


def listed(*entries: ExcludedEntry) -> ExclusionFile:
    return ExclusionFile(list="leie", file="UPDATED.csv", sha256="0", rows=len(entries), entries=entries)


def entry(last: str, first: str, born: date | None = BORN, row: int = 2, **more: Any) -> ExcludedEntry:
    return ExcludedEntry(row=row, last=last, first=first, birth_date=born, **more)


def looked_for(*entries: ExcludedEntry, name: Name | None = None, **more: Any) -> ScreenedPerson:
    who = structs.replace(therapist(name=name or Name(last="Garcia", first="Robert")), birth_date=BORN, **more)
    return screen(credentials(who), [listed(*entries)], ON)[1]


@pytest.mark.parametrize(
    ("last", "first", "born", "grade"),
    [
        ("GARCIA", "ROBERT", BORN, "exact"),
        ("GARCIA", "ROBERT", None, "exact"),
        ("GARCIA", "ROBERT", date(1951, 1, 2), "unlikely"),
        ("GARCIA", "BOB", BORN, "alike"),
        ("GARCAI", "ROBERT", None, "alike"),
        ("GARZIA", "ROBERTO", BORN, "alike"),
        ("GARCIA-LOPEZ", "ROBERT", BORN, "exact"),
        ("ROBERT", "GARCIA", BORN, "alike"),
        ("GARCIA", "R", BORN, "alike"),
        ("GARCÍA", "Róbert", BORN, "exact"),
        ("GARCIA JR", "ROBERT", BORN, "exact"),
        ("GARCIA", "BOB", date(1951, 1, 2), None),
        ("GARCIA", "PATRICIA", BORN, None),
        ("MILLER", "ROBERT", BORN, None),
        ("GARCIA", "ROBERT", date(1980, 4, 16), "exact"),  # a digit of the birth
        ("GARCIA", "BOB", date(1980, 4, 16), "alike"),
    ],
)
def test_a_name_is_found_as_it_is_or_alike(last: str, first: str, born: date | None, grade: str | None) -> None:
    found = looked_for(entry(last, first, born))
    assert [one.grade for one in found.matches] == ([grade] if grade else [])
    assert found.is_clear == (grade in {None, "unlikely"})


def test_former_and_double_names_and_the_npi_are_looked_for() -> None:
    name = Name(last="Smith-Jones", first="Ann")
    assert [one.under for one in looked_for(entry("JONES", "ANN"), name=name).matches] == ["Ann Jones"]
    before = looked_for(entry("MILLER", "ANN"), name=name, former_names=("Miller",))
    assert (before.names, before.is_clear) == (("Ann Smith-Jones", "Ann Miller"), False)
    by_number = looked_for(entry("NOBODY", "AT ALL", npi=NPI))
    assert [one.grade for one in by_number.matches] == ["npi"]
    firm = screen(credentials(therapist()), [listed(entry("", "", None, business="EXAMPLE OAK THERAPY, PLLC"))], ON)
    assert (firm[0].npi, firm[0].is_clear) == (PRACTICE_NPI, False)


def test_a_middle_name_that_is_used_as_the_first_one_is_found() -> None:
    assert not looked_for(entry("GARCIA", "LUIS", middle="ROBERT")).is_clear
    assert not looked_for(entry("GARCIA", "LUIS"), name=Name(last="Garcia", first="Robert", middle="Luis")).is_clear


@cache
def figures(seed: int, folder: Path, *, births: bool) -> tuple[int, int, int]:
    """How many variants are planted, how many of them are found, and how many entries are found wrongly."""
    content, people, planted = make_list(seed, 20_000, 20)
    path = folder / "UPDATED.csv"
    path.write_bytes(content)
    if not births:
        people = [structs.replace(one, birth_date=None) for one in people]
    found = wrong = 0
    for one in screen(credentials(*people), [read_exclusion_file(path, "leie", ON)], ON):
        _, row = planted.get(one.npi, ("", 0))
        rows = [match.entry.row for match in one.matches if match.grade != "unlikely"]
        found += row in rows
        wrong += sum(each != row for each in rows)
    return len(planted), found, wrong


@pytest.mark.parametrize(("births", "words"), [(True, "with births"), (False, "without births")])
def test_how_often_it_errs_is_what_the_page_says(tmp_path: Path, births: bool, words: str) -> None:
    planted, found, wrong = figures(1, tmp_path, births=births)
    line = re.search(rf"^\| {words} \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert line
    assert line[1] == f"{found} of {planted} | {wrong} | {found / (found + wrong):.0%}"


def test_no_variant_is_missed_where_births_are_known_with_other_lists_too(tmp_path: Path) -> None:
    planted, found, wrong = figures(2, tmp_path, births=True)
    assert found == planted
    assert wrong <= planted * 0.02


def leie(newest: str, oldest: str = "1990-01-20", **more: Any) -> ExclusionFile:
    days = {"oldest": date.fromisoformat(oldest), "newest": date.fromisoformat(newest)}
    return structs.replace(listed(), **days, **more)


@pytest.mark.parametrize(
    ("newest", "on", "month", "good"),
    [
        ("2026-11-20", "2026-11-10", None, True),
        ("2026-11-20", "2026-12-09", None, True),
        ("2026-11-20", "2026-12-10", None, True),  # November's is there by then
        ("2026-11-20", "2027-01-09", None, True),
        ("2026-11-20", "2027-01-10", None, False),  # December's is there
        ("2026-10-20", "2026-12-09", None, True),
        ("2026-10-20", "2026-12-10", None, False),
        ("2026-09-20", "2026-12-09", None, False),
        ("2025-11-20", "2026-11-20", None, False),  # a year before
        ("2026-12-20", "2026-11-20", None, False),  # has not come
        ("2026-08-20", "2026-11-20", "2026-08-01", True),
        ("2026-08-20", "2026-11-20", "2026-09-01", False),
        ("2025-12-20", "2026-02-09", None, True),  # over the turn of the year
    ],
)
def test_a_list_of_another_month_is_refused(newest: str, on: str, month: str | None, good: bool) -> None:
    file, day = leie(newest), date.fromisoformat(on)
    of = date.fromisoformat(month) if month else None
    if good:
        assert "newest exclusion" in check_list(file, day, of)
        assert "bears the month before is reported" in check_list(file, day, of)
        return
    with pytest.raises(UserError, match="is of another month") as raised:
        check_list(file, day, of)
    assert raised.value.place == "UPDATED.csv"
    assert raised.value.remedy.startswith("Download the whole list of the month again")


@pytest.mark.parametrize(
    ("newest", "on", "of"),
    [("2026-10-20", "2026-11-20", "2026-11-20"), ("2025-11-20", "2026-11-20", "2026-01-09")],
)
def test_a_look_into_an_old_list_is_of_the_last_day_it_was_the_newest(newest: str, on: str, of: str) -> None:
    assert look_day(leie(newest), date.fromisoformat(on)) == date.fromisoformat(of)
    assert look_day(leie(newest, list="state"), date.fromisoformat(on)) == date.fromisoformat(on)


def test_a_supplement_and_a_list_without_days_are_refused() -> None:
    with pytest.raises(UserError, match="a supplement, not the whole list"):
        check_list(leie("2026-11-20", "2026-10-20"), ON)
    with pytest.raises(UserError, match="nobody can tell its month"):
        check_list(listed(), ON)


@pytest.mark.parametrize(("newest", "good"), [("2026-10-31", True), ("2026-10-30", False), ("2027-01-02", False)])
def test_an_extract_of_sam_may_be_a_month_old(newest: str, good: bool) -> None:
    file = leie(newest, list="sam")
    if good:
        assert check_list(file, ON)
    else:
        with pytest.raises(UserError):
            check_list(file, ON)


def test_of_a_states_list_nobody_can_tell_the_month() -> None:
    assert "nobody can tell" in check_list(leie("2020-01-01", list="state"), ON)


def test_the_rules_of_lists_name_their_sources() -> None:
    for rule in screening_rules().months.values():
        assert sources()[rule.cite].read or rule.standing != "verified"


def file_of(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_each_list_is_read_by_its_own_columns(tmp_path: Path) -> None:
    row = dict.fromkeys(HEAD, "") | {
        "LASTNAME": "GARCIA", "FIRSTNAME": "ROBERT", "NPI": "0000000000", "DOB": "19800417", "EXCLDATE": "20200120",
        "REINDATE": "00000000",
    }  # fmt: skip
    back = row | {"LASTNAME": "BACK", "REINDATE": "20240101"}
    path = file_of(tmp_path, "UPDATED.csv", ",".join(HEAD), *(",".join(one.values()) for one in (row, back)))
    found = read_exclusion_file(path, "leie", ON)
    assert (found.rows, found.ended, [one.last for one in found.entries]) == (2, 1, ["GARCIA"])
    assert (found.entries[0].npi, found.entries[0].birth_date) == (None, BORN)
    assert "ADDRESS" in found.not_used

    head = "Classification,Name,First,Middle,Last,Exclusion Program,Active Date,Termination Date,Record Status,NPI,CAGE"
    path = file_of(
        tmp_path,
        "SAM.csv",
        head,
        f"Individual,,Robert,,Garcia,Reciprocal,01/20/2020,Indefinite,Active,{NPI},1",
        "Firm,Example Oak Therapy PLLC,,,,Reciprocal,01/20/2020,12/31/2099,Active,,1",
        "Individual,,Gone,,Garcia,Reciprocal,01/20/2020,11/30/2026,Active,,1",
        "Individual,,Idle,,Garcia,Reciprocal,01/20/2020,Indefinite,Inactive,,1",
    )
    found = read_exclusion_file(path, "sam", ON)
    assert [(one.first, one.business, one.npi) for one in found.entries] == [
        ("Robert", "", NPI), ("", "Example Oak Therapy PLLC", None)]  # fmt: skip
    assert (found.ended, found.not_used) == (2, ("CAGE",))

    path = file_of(tmp_path, "tx.csv", "Company Name,Last Name,First Name,NPI,Start Date,Reinstated Date,License",
                   ",Garcia,Robert,,2020-01-20,,7", "Acme,,,,2020-01-20,2021-01-01,8")  # fmt: skip
    found = read_exclusion_file(path, "state", ON)
    assert ([one.last for one in found.entries], found.ended, found.not_used) == (["Garcia"], 1, ("License",))


@pytest.mark.parametrize(
    ("which", "lines", "says"),
    [
        ("leie", ["a,b", "1,2"], "it has no column LASTNAME"),
        ("sam", [",".join(HEAD)], "it has no column Classification"),
        ("state", ["a,b", "1,2"], "is no list of a state"),
        ("state", ["Last Name,First Name"], "the list has no rows"),
        ("state", ["Last Name,First Name,Start Date", "A,B,soon"], "row 2: a day cannot be read"),
        ("state", ["Last Name,First Name", "A,B,C"], "row 2: the row has 3 cells"),
    ],
)
def test_what_is_no_such_list_is_refused(tmp_path: Path, which: Any, lines: list[str], says: str) -> None:
    with pytest.raises(UserError, match=re.escape(says)):
        read_exclusion_file(file_of(tmp_path, "list.csv", *lines), which, ON)
