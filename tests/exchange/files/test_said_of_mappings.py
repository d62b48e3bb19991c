"""What a mapping says and the file does not have is told; payers by our own names are understood, others suggested."""

import json
from pathlib import Path

import pytest

from cleanclaim.cases import read_case
from cleanclaim.exchange.files.column_guess import guess_columns, mapping_text
from cleanclaim.exchange.files.mapping import parse_mapping
from cleanclaim.exchange.files.notes import LONGEST, read_notes
from cleanclaim.exchange.files.patients import read_patient_rows
from cleanclaim.exchange.files.visit_values import payer
from cleanclaim.law.policies.policy import payer_names
from cleanclaim.model.errors import UserError
from tests.exchange.files.exports import OWN, ROW, read, workbook

MAPPING = {"left_out": {"Kind": ["reversal"]}}
EXPORT = f"{OWN},kind\n{ROW},service\n"


def test_a_column_of_left_out_rows_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match='by the column "kind", which is not there'):
        read(tmp_path, f"{OWN}\n{ROW}\n", mapping=parse_mapping(MAPPING, "m"))


def test_a_word_that_no_row_has_is_said(tmp_path: Path) -> None:
    _, reading = read(tmp_path, EXPORT, mapping=parse_mapping(MAPPING, "m"))
    assert reading.notes == ('The mapping leaves out rows with "reversal" in "kind": no row has it.',)
    _, reading = read(tmp_path, f"{EXPORT}{ROW},Reversal\n", mapping=parse_mapping(MAPPING, "m"))
    assert (reading.notes, reading.left_out) == ((), {"by the mapping": (3,)})


def test_what_is_always_so_beside_its_column_is_said(tmp_path: Path) -> None:
    visits, reading = read(tmp_path, f"{OWN}\n{ROW}\n", mapping=parse_mapping({"always": {"payer": "aetna"}}, "m"))
    assert visits[0].payer == "medicare"
    assert reading.notes == ('The mapping has payer = "aetna" for all rows; the column "payer" is read instead.',)


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("UnitedHealthcare", "uhc"),
        ("United Healthcare", "uhc"),
        ("Medi-Cal", "medicaid_ca"),
        ("Blue Cross Blue Shield of Michigan", "bcbs_mi"),
        ("Medicaid, Texas", "medicaid_tx"),
    ],
)
def test_our_own_names_of_payers_are_understood(written: str, understood: str) -> None:
    assert payer(written) == understood
    assert understood in payer_names()


@pytest.mark.parametrize(
    ("written", "suggested"),
    [("TRICARE East", "tricare"), ("Texas Medicaid", "medicaid_tx"), ("Railroad Medicare", "medicare")],
)
def test_common_names_of_payers_are_suggested(tmp_path: Path, written: str, suggested: str) -> None:
    content = f"{OWN}\n{ROW.replace('medicare', written)}\n"
    _, reading = read(tmp_path, content)
    assert f"may be {suggested}: a mapping says so" in reading.notes[0]
    found = mapping_text(guess_columns(tmp_path / "export.csv", payers=payer_names()))
    assert f'# "{written}" = "{suggested}"' in found


def test_a_second_payer_that_is_the_first_is_a_fault(tmp_path: Path) -> None:
    _, reading = read(tmp_path, f"{OWN},secondary_payer\n{ROW},Medicare\n{ROW.replace('V7,P7', 'V8,P8')},aetna\n")
    assert [(one.rows, one.column) for one in reading.faults] == [((2,), "secondary_payer")]
    assert reading.visits_set_aside == ("V7",)


def test_a_note_too_long_is_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text(json.dumps([{"visit_id": "V7", "text": "x" * (LONGEST + 1)}]))
    with pytest.raises(UserError, match="the note has 200,001 characters"):
        read_notes(path)


def test_notes_and_charts_of_nobody_here_are_said(tmp_path: Path) -> None:
    for name, content in {
        "v.csv": f"{OWN}\n{ROW}\n",
        "n.json": json.dumps([{"visit_id": one, "text": "Pain."} for one in ("V7", "V07")]),
        "c.json": json.dumps([{"patient_id": "P07", "spent": "1.00"}]),
    }.items():
        (tmp_path / name).write_text(content)
    case = read_case(tmp_path / "v.csv", notes=tmp_path / "n.json", charts=tmp_path / "c.json")
    assert [(Path(one.file).name, one.format, one.notes) for one in case.readings] == [
        ("v.csv", "csv", ()),
        ("n.json", "json", ('1 of 2 notes are of no visit here: "V07".',)),
        ("c.json", "json", ('1 of 1 charts are of no patient here: "P07".',)),
    ]


def test_the_sheet_of_patients_is_found_and_the_others_named(tmp_path: Path) -> None:
    columns = ["patient_id", "last_name", "first_name", "payer"]
    path = tmp_path / "p.xlsx"
    path.write_bytes(workbook({"Cover": [["Our practice"]], "People": [columns, ["P1", "Doe", "Jo", "medicare"]]}))
    rows, reading = read_patient_rows(path)
    assert len(rows) == 1
    assert reading.notes == ('Read is the sheet "People"; not Cover.',)
