"""`init` writes a project to be filled in, `check` says all that is wrong in it; filled in, it makes a claim."""

import csv
import io
import re
import sys
from pathlib import Path

import click
import pytest

from cleanclaim.cli.verbs import init
from tests.cli.calling import call

FLAGS = [
    *("--name", "Riverbend Physical Therapy PLLC", "--npi", "1000000020", "--ein", "74-1234567"),
    *("--address", "100 Main St", "--city", "Austin", "--state", "TX", "--zip", "78701-1234"),
    *("--contact", "Billing office", "--phone", "512-555-0100", "--payer", "aetna", "--payer", "medicare"),
]
FILLED = {
    "practice.toml": [
        ("taxonomy", "261QP2000X"),
        ("id", "RIVERBEND"),
        ("name", "Example Clearinghouse"),
        ("id", "EXAMPLECH"),
        *[("npi", "1000000038"), ("last_name", "Rivera"), ("first_name", "Ana"), ("credential", "PT")],
        *[("taxonomy", "225100000X"), ("id", "60054"), ("id", "04412")],
    ]
}
PATIENT = {
    "patient_id": "P1",
    "last_name": "Bell",
    "first_name": "Sam",
    "birth_date": "1980-01-02",
    "sex": "M",
    "address": "7 Elm St",
    "city": "Austin",
    "state": "TX",
    "zip": "78704",
    "payer": "aetna",
    "relationship": "self",
    "member_id": "W123",
}
VISIT = {
    "visit_id": "1",
    "patient_id": "P1",
    "payer": "aetna",
    "service_date": "2026-03-02",
    "discipline": "PT",
    "provider_npi": "1000000038",
    "place_of_service": "11",
    "code": "97110",
    "minutes": "30",
    "performed_by": "PT",
    "charge": "90.00",
    "diagnoses": "M25.511",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(file: Path, *rows: dict[str, str]) -> None:
    """Rows under the heading that a template has."""
    columns = file.read_text().splitlines()[0].split(",")
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue())


def fill_practice(file: Path) -> None:
    """Each pair of empty quotes that is not in a comment, in their order."""
    text = file.read_text()
    for entry, value in FILLED["practice.toml"]:
        text, count = re.subn(rf'^({entry} = )""', rf'\g<1>"{value}"', text, count=1, flags=re.MULTILINE)
        assert count == 1, entry
    file.write_text(text)


def test_what_init_writes_makes_a_claim_once_filled_in(folder: Path) -> None:
    assert call("init", *FLAGS).code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        *("cleanclaim.toml", "patients.csv", "practice.toml", "visits.csv"),
    ]
    assert call("check").code == 1
    fill_practice(folder / "practice.toml")
    fill(folder / "patients.csv", PATIENT)
    fill(folder / "visits.csv", VISIT)
    checked = call("check")
    assert (checked.code, checked.err) == (0, "")
    assert "Nothing is wrong in" in checked.out
    assert call("review", "--filed-on", "2026-03-09").code == 0
    assert call("claim", "--filed-on", "2026-03-09").code == 0
    claim = (folder / "claims.837").read_text()
    assert "NM1*85*2*RIVERBEND PHYSICAL THERAPY PLLC*****XX*1000000020" in claim
    assert "SV1*HC:97110" in claim


def test_init_writes_over_nothing(folder: Path) -> None:
    (folder / "visits.csv").write_text("mine")
    answer = call("init", "--payer", "aetna")
    assert "visits.csv   is there already, and stays as it is" in answer.out
    assert (folder / "visits.csv").read_text() == "mine"
    again = call("init", *FLAGS)
    assert again.code == 2
    assert "there is a project already" in again.err
    assert 'name = ""' in (folder / "practice.toml").read_text()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--npi", "1234567890"], '--npi: "1234567890" is not an NPI'),
        (["--payer", "aetnna"], "--payer: no policy is of 'aetnna'. Did you mean 'aetna'?"),
        (["--zip", "78701"], "does not have 9 digits"),
    ],
)
def test_a_wrong_answer_writes_nothing(folder: Path, options: list[str], says: str) -> None:
    answer = call("init", *options)
    assert answer.code == 2
    assert says in answer.err
    assert not list(folder.iterdir())


def test_a_person_at_a_terminal_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    asked: list[str] = []

    def prompt(question: str, **options: object) -> object:
        asked.append(question)
        answer = "medicare" if question.startswith("Payers") else ("Austin" if question == "City" else "")
        return options["value_proc"](answer)  # type: ignore[operator]

    monkeypatch.setattr(click, "prompt", prompt)
    init.run(
        folder,
        **dict.fromkeys(("name", "npi", "ein", "address", "city", "state", "zip_code", "contact", "phone")),
        payer=(),
        payers=None,
    )
    assert len(asked) == 10
    practice = (folder / "practice.toml").read_text()
    assert re.search(r'^city = "Austin"', practice, re.MULTILINE)
    assert re.search(r'^claim_filing = "MB"', practice, re.MULTILINE)


def test_every_fault_of_every_file_is_listed_with_its_place(folder: Path) -> None:
    call("init", *FLAGS)
    fill_practice(folder / "practice.toml")
    practice = (folder / "practice.toml").read_text()
    practice = practice.replace('"1000000020"', '"1234567890"').replace('state = "TX"', 'state = "Tex"')
    practice = practice.replace("usage =", "usge =")
    (folder / "practice.toml").write_text(practice)
    wrong = PATIENT | {"birth_date": "soon", "sex": "?", "payer": "aetnna"}
    fill(folder / "patients.csv", wrong, PATIENT | {"patient_id": "P2", "zip": "7870"})
    fill(folder / "visits.csv", VISIT, VISIT | {"visit_id": "2", "minutes": "many", "service_date": "2026-02-30"})
    project = (folder / "cleanclaim.toml").read_text()
    (folder / "cleanclaim.toml").write_text("zpi = 3\nzip = '787'\n" + project + 'charts = "nowhere.json"\n')
    found = call("check", "--format", "json")
    assert found.code == 1
    places = [(fault["file"], fault["where"]) for fault in found.json["faults"]]
    for expected in (
        ("cleanclaim.toml", "line 1, zpi"),
        ("cleanclaim.toml", "line 2, zip"),
        ("nowhere.json", ""),
        ("practice.toml", "usage"),
        ("practice.toml", "line 3, usge"),
        ("practice.toml", "line 15, [billing], npi"),
        ("practice.toml", "line 22, [billing], state"),
        ("patients.csv", "row 2, column birth_date"),
        ("patients.csv", "row 2, column sex"),
        ("patients.csv", "row 2, column payer"),
        ("patients.csv", "row 3, column zip"),
        ("visits.csv", "row 3, column minutes"),
        ("visits.csv", "row 3, column service_date"),
    ):
        assert expected in places, places
    assert all(fault["problem"] and fault["remedy"] for fault in found.json["faults"])
    assert {"row": 2, "column": "sex"} in [
        {"row": fault["row"], "column": fault["column"]} for fault in found.json["faults"]
    ]


def test_it_says_what_a_claim_would_lack(folder: Path) -> None:
    call("init", *FLAGS)
    fill_practice(folder / "practice.toml")
    fill(folder / "patients.csv", PATIENT)
    fill(
        folder / "visits.csv",
        VISIT | {"patient_id": "P9"},
        VISIT | {"visit_id": "2", "charge": "", "provider_npi": "1000000046"},
    )
    said = [(one["where"], one["problem"]) for one in call("check", "--format", "json").json["faults"]]
    assert (
        "visit 1 of patient P9",
        (
            'Patient not in the practice\'s file. Patient "P9" is not in the patients file, or a row of this patient '
            "was set aside."
        ),
    ) in said
    assert any(where.startswith("visit 2") and "No charge" in problem for where, problem in said)
    assert any(
        where.startswith("visit 2") and "Clinician not in the practice's file" in problem for where, problem in said
    )


def test_patients_without_a_visit_are_looked_at_too(folder: Path) -> None:
    call("init", *FLAGS)
    fill_practice(folder / "practice.toml")
    assert "[payers.medicare]" in (folder / "practice.toml").read_text()
    of_medicare = {"patient_id": "P2", "payer": "medicare", "member_id": "123456789A"}
    right = {"patient_id": "P3", "payer": "medicare", "member_id": "1EX0-XX0-XX02"}
    fill(folder / "patients.csv", PATIENT | {"birth_date": "2143-01-02"}, PATIENT | of_medicare, PATIENT | right)
    fill(folder / "visits.csv", VISIT | {"patient_id": "P3"})
    found = [(one["file"], one["where"]) for one in call("check", "--format", "json").json["faults"]]
    assert ("patients.csv", "patient P1, birth_date") in found
    assert ("patients.csv", "patient P2, member_id") in found
    assert not [where for _, where in found if "P3" in where and "member_id" in where]


def test_nothing_is_wrong_where_no_visit_waits_for_what_a_file_lacks(folder: Path) -> None:
    call("init", *FLAGS)
    fill_practice(folder / "practice.toml")
    medicare = {"patient_id": "P2", "payer": "medicare", "member_id": "1EG4TE5MK73"}
    fill(folder / "patients.csv", PATIENT, PATIENT | medicare)
    of_medicare = VISIT | {"visit_id": "2", "patient_id": "P2", "payer": "medicare", "modifiers": "GP"}
    fill(folder / "visits.csv", VISIT | {"performed_by": ""}, of_medicare)
    checked = call("check", "--format", "json")
    assert checked.code == 1
    lacking = {one["where"]: one["remedy"] for one in checked.json["faults"]}
    assert "referring_npi" in lacking["visit 2 of patient P2"]
    waiting = {one["visit_id"] for one in call("claim", "--dry-run", "--format", "json").json["held"]}
    assert waiting == {"1", "2"}
    assert "visit 1 of patient P1" in lacking
    coding = VISIT | {"units": "9"}  # a fault of coding, which is for review
    fill(folder / "visits.csv", coding)
    assert call("review").code == 1
    assert call("check").code == 0


def test_there_must_be_a_project(folder: Path) -> None:
    answer = call("check")
    assert answer.code == 2
    assert "cleanclaim init" in answer.err
    assert not list(folder.iterdir())
