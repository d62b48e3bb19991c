"""Rosters: a record in a payer's form, what changed since the last one, and what the payer would reject."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from cleanclaim.compliance.credentialing.roster import Roster, make_roster, read_last_roster
from cleanclaim.compliance.credentialing.roster_forms import ROSTER_FIELDS, RosterForm, read_roster_form, roster_forms
from cleanclaim.model.credentialing import CredentialedClinician
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Name
from tests.compliance.credentialing.made_credentials import LICENSE, MAIN, OAK, ON, applied, credentials, therapist

CAQH, PAYER = roster_forms()["caqh"], roster_forms()["payer"]


def whole(**more: Any) -> CredentialedClinician:
    """A clinician of whom a roster has everything."""
    of_all = {"birth_date": date(1980, 4, 17), "sex": "F", "caqh_id": "90000001", "email": "ada@example.com"}
    hired = {"hired": date(2021, 1, 4)}
    return therapist(*more.pop("applications", (applied("aetna"),)), **{**of_all, **hired, **more})


def roster(form: RosterForm, *people: CredentialedClinician, last: Roster | None = None, **more: Any) -> Roster:
    before = read_last_roster(last.write(), form, "last.csv") if last else []
    payer = more.pop("payer", None)
    return make_roster(credentials(*people, **more), form, ON, before, payer)


def written(made: Roster) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.write().decode()), delimiter=made.form.separator))


def test_the_forms_that_ship_name_fields_of_ours_and_what_they_rest_on() -> None:
    for form in roster_forms().values():
        assert form.standing == "reported"
        assert {one.field for one in form.columns} <= set(ROSTER_FIELDS)
        assert len({one.name for one in form.columns}) == len(form.columns)


def test_a_record_stands_in_the_columns_of_each_form() -> None:
    (caqh,) = written(roster(CAQH, whole()))
    assert (caqh["Action"], caqh["Provider Last Name"], caqh["Provider Date of Birth"]) == (
        "A",
        "Example",
        "04/17/1980",
    )
    assert b"|" in roster(CAQH, whole()).write()
    rows = written(roster(PAYER, whole(), sites=(MAIN, OAK)))
    assert [(row["Location"], row["License Expires"], row["Discipline"]) for row in rows] == [
        ("Main", "01/01/2027", "PT"), ("Oak", "01/01/2027", "PT")]  # fmt: skip


def test_what_was_added_changed_and_ended_since_the_last_one() -> None:
    before = roster(PAYER, whole(), whole(npi="1000031017", name=Name(last="Sample", first="Bea")))
    moved = whole(email="new@example.com", name=Name(last="Exemplar", first="Ada"))
    gone = whole(npi="1000031017", name=Name(last="Sample", first="Bea"), left=date(2026, 2, 28))
    new = whole(npi="1000031025", name=Name(last="Specimen", first="Cal"))
    after = roster(PAYER, moved, gone, new, last=before)
    assert [(one.of, one.change, one.changed) for one in after.rows] == [
        ("Ada Exemplar", "change", ("Last Name",)),
        ("Cal Specimen", "add", ()),
        ("Bea Sample", "end", ()),
    ]
    assert [(row["Change"], row["End Date"]) for row in written(after)] == [
        ("CHANGE", ""), ("ADD", ""), ("TERM", "02/28/2026")]  # fmt: skip
    third = roster(PAYER, moved, gone, new, last=after)
    assert {one.change for one in third.rows} == {"same"}  # who ended is not ended again


def test_a_form_of_changes_sends_these_alone() -> None:
    before = roster(CAQH, whole())
    assert written(roster(CAQH, whole(), last=before)) == []
    assert [row["Action"] for row in written(roster(CAQH, whole(email="b@example.com"), last=before))] == ["U"]


def test_a_payers_roster_has_who_applied_to_it_where_it_holds() -> None:
    people = (
        whole(applications=(applied("aetna", site="Oak"),)),
        whole(npi="1000031017", applications=(applied("medicare"),)),
        whole(npi="1000031025", applications=(applied("aetna", ends="2026-03-01"),)),
        whole(npi="1000031041", applications=(applied("aetna", ends="2026-03-02", site="Main"),)),  # its last day
        whole(npi="1000031033", applications=(applied("aetna", begins=None, of_enrollment={"denied": True}),)),
    )
    rows = written(roster(PAYER, *people, sites=(MAIN, OAK), payer="aetna"))
    assert [(row["NPI"], row["Location"]) for row in rows] == [("1000031009", "Oak"), ("1000031041", "Main")]


@pytest.mark.parametrize(
    ("more", "column", "problem"),
    [
        ({"sex": None}, "Gender", "is needed, and empty"),
        ({"licenses": ()}, "License Number", "is needed, and empty"),
        ({"licenses": (structs.replace(LICENSE, ends=date(2026, 3, 1)),)}, "License Number", "is needed, and empty"),
        ({"name": Name(last="N/A", first="Ada")}, "Last Name", '"N/A" is refused'),
        ({"name": Name(last="Example", first="A" * 36)}, "First Name", "has 36 letters, 35 are taken"),
    ],
)
def test_what_the_payer_would_reject_is_found_first(more: dict[str, Any], column: str, problem: str) -> None:
    faults = roster(PAYER, whole(**more)).faults
    (fault,) = [one for one in faults if one.column == column]
    assert (fault.problem, fault.remedy.endswith(".")) == (problem, True)


def test_the_separator_within_a_cell_is_found() -> None:
    faults = roster(CAQH, whole(name=Name(last="Exam|ple", first="Ada"))).faults
    assert [one.problem for one in faults] == ["has the separator |"]


FORM = """
name = "Hillcrest roster"
separator = ";"
rows = "clinician"
sends = "all"
action = { column = "What", add = "N", change = "C", end = "X" }
columns = [{ name = "No", field = "npi", needed = true }, { name = "Since", field = "effective" }]
"""


def test_a_payers_own_form_goes_before_ours(tmp_path: Path) -> None:
    path = tmp_path / "hillcrest.toml"
    path.write_text(FORM, encoding="utf-8")
    form = read_roster_form(path)
    assert form.standing == "contract"
    assert written(roster(form, whole(), payer="aetna")) == [{"What": "N", "No": "1000031009", "Since": "2021-03-01"}]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"effective"', '"efective"', "Did you mean 'effective'"),
        ('rows = "clinician"', 'rows = "room"', "is no form of a roster"),
        ("sends", "sendz", "is no form of a roster"),
        ('field = "npi"', 'field = "caqh_id"', "no column tells its rows apart"),
    ],
)
def test_a_wrong_form_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "form.toml"
    path.write_text(FORM.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=says):
        read_roster_form(path)


def test_another_file_is_no_last_roster() -> None:
    with pytest.raises(UserError, match="it has no column NPI"):
        read_last_roster(b"a,b\n1,2\n", PAYER, "last.csv")


def test_a_group_in_two_states_has_rows_where_there_is_a_license() -> None:
    reno = structs.replace(MAIN.site, name="Reno", address=structs.replace(MAIN.site.address, state="NV"))
    sites = (MAIN, structs.replace(MAIN, site=reno))
    here, there = structs.replace(LICENSE, state="TX"), structs.replace(LICENSE, state="NV", number="9")
    both = roster(PAYER, whole(licenses=(here, there)), sites=sites, payer="aetna")
    assert [(row["Location"], row["License State"]) for row in written(both)] == [("Main", "TX"), ("Reno", "NV")]
    one = roster(PAYER, whole(licenses=(there,)), sites=sites, payer="aetna")
    assert [row["Location"] for row in written(one)] == ["Reno"]
    assert one.not_licensed == (("Ada Example", "Main"),)
    assert not one.faults
    (caqh,) = roster(CAQH, whole(licenses=(there,)), sites=sites).rows
    assert "NV" in caqh.cells.values()
