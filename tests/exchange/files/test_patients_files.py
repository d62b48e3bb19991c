"""The patients file is read as a record system exports it; every column is accounted for, every fault told at once."""

from pathlib import Path

import pytest

from cleanclaim.exchange.files.patients import read_patient_rows
from cleanclaim.exchange.files.practice import read_practice
from cleanclaim.model.errors import UserError
from cleanclaim.model.practice import Practice
from tests.cli.calling import CLINIC_DAY
from tests.exchange.files.exports import Rows, workbook

EXPORT = (
    "Patients on 3/6/2026;;;;;;;;;;;\n"
    "MRN;Surname;First Name;DOB;Gender;Street Address;City;State;Zip Code;Insurance;Patient Relationship;Policy Number;"
    "Pet\n"
    "P1;Núñez;María;02/06/1943;F;1 Elm St;Austin;TX;78799;Example Medicare;self;1EG4TE5MK73;cat\n"
)
PRACTICE = (CLINIC_DAY / "practice.toml").read_text(encoding="utf-8")


def practice(
    folder: Path, content: bytes, name: str = "patients.csv", payer_words: dict[str, str] | None = None
) -> Practice:
    """The example practice with patients of this content; its Medicare is called Example Medicare."""
    (folder / name).write_bytes(content)
    text = PRACTICE.replace('patients = "patients.csv"', f'patients = "{name}"')
    before, head, after = text.partition("[payers.medicare]\n")
    assert head
    first, _, rest = after.partition("\n")
    assert first.startswith("name")
    (folder / "practice.toml").write_text(f'{before}{head}name = "Example Medicare"\n{rest}', encoding="utf-8")
    return read_practice(folder / "practice.toml", payer_words=payer_words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_export_is_read_in_any_encoding_by_the_names_of_others(tmp_path: Path, encoding: str) -> None:
    found = practice(tmp_path, EXPORT.encode(encoding))
    patient = found.patients["P1"]
    assert (patient.name.last, patient.name.first, str(patient.birth_date)) == ("Núñez", "María", "1943-02-06")
    assert patient.coverages["medicare"].member_id == "1EG4TE5MK73"
    (reading,) = found.readings
    assert reading.not_used == ("Pet",)
    assert reading.left_out == {"title": (1,)}


def test_a_workbook_of_patients_is_the_same(tmp_path: Path) -> None:
    sheet: Rows = [line.split(";") for line in EXPORT.splitlines()[1:]]
    from_sheet = practice(tmp_path, workbook({"Patients": sheet}), "patients.xlsx")
    assert from_sheet.patients == practice(tmp_path, EXPORT.encode()).patients


def test_every_fault_is_told(tmp_path: Path) -> None:
    rows = EXPORT + EXPORT.splitlines()[2].replace("P1", "P2").replace("02/06/1943", "2/30/43") + "\n"
    rows += EXPORT.splitlines()[2].replace("P1", "P3").replace(";F;", ";X;") + "\n"
    with pytest.raises(UserError) as refused:
        practice(tmp_path, rows.encode())
    told = str(refused.value)
    assert "row 4, column birth_date" in told
    assert "row 5, column sex" in told


def test_rows_that_are_no_rows_are_told_together(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"
    path.write_text(EXPORT + "P2;x\nP3;y\n", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_patient_rows(path)
    assert str(refused.value).count("the row has 2 cells") == 2


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        (";F;", ("sex",), "F"),
        (";Female;", ("sex",), "F"),
        (";TX;", ("address", "state"), "TX"),
        (";Texas;", ("address", "state"), "TX"),
        (";Subscriber;", ("coverages", "relationship"), "self"),
        (";1EG4 TE5 MK73;", ("coverages", "member_id"), "1EG4TE5MK73"),
        (";1EG4-TE5-MK73;", ("coverages", "member_id"), "1EG4TE5MK73"),
    ],
)
def test_words_stand_for_codes(tmp_path: Path, written: str, field: tuple[str, ...], value: str) -> None:
    plain = {"F": ";F;", "TX": ";TX;", "self": ";self;", "1EG4TE5MK73": ";1EG4TE5MK73;"}[value]
    patient = practice(tmp_path, EXPORT.replace(plain, written).encode()).patients["P1"]
    found: object = patient
    for name in field:
        found = patient.coverages["medicare"] if name == "coverages" else getattr(found, name)
    assert found == value


def test_a_payer_goes_by_the_name_that_the_mapping_and_the_practice_have(tmp_path: Path) -> None:
    for written in ("Blue Plan of Nowhere", "Example Medicare", "Medicare Part B", "medicare"):
        content = EXPORT.replace("Example Medicare", written)
        assert written in content
        found = practice(tmp_path, content.encode(), payer_words={"blue plan of nowhere": "medicare"})
        assert set(found.patients["P1"].coverages) == {"medicare"}


def test_a_payer_that_nobody_knows_is_quoted_as_the_cell_has_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'"Blue Plan of Nowhere" is none of the practice\'s payers') as refused:
        practice(tmp_path, EXPORT.replace("Example Medicare", "Blue Plan of Nowhere").encode())
    assert "[values.payer]" in refused.value.remedy
