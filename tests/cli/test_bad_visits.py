"""A visits file that cannot be read: exit 2 and one message with file, row, field, value and remedy; no traceback.

A row that cannot be read is set aside with its visit and named, and the others are answered: exit 3 where they are
clean, 2 with --strict. What belongs to one visit is no reason to refuse the file: it is a finding, and the other visits
are answered.
Every way a single cell can be wrong is in tests/exchange/files/test_visits_bad_input.py; here is what the user sees.
"""

import io
import os
from pathlib import Path

import pytest

from tests.cli.calling import (
    FIELDS,
    FILED,
    PRACTICE,
    Answer,
    call,
    csv_of,
    one_of,
    process,
    refused,
    row,
    visits_file,
    warnings_of,
)

COMMANDS = ["code", "review", "claim"]


def ask(name: str, file: Path, *options: str) -> Answer:
    """The command asked about the file; `claim` is to write beside it."""
    more = ("--practice", PRACTICE, "-o", file.parent / "out.837", *FILED) if name == "claim" else ()
    return call(name, file, *more, *options)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [
        ("minutes", "2o", "Write whole minutes, or leave the cell empty"),
        ("minutes", "-15", "Write whole minutes, or leave the cell empty"),
        ("minutes", "100000", "Write whole minutes, or leave the cell empty"),
        ("minutes", "NaN", "Write whole minutes, or leave the cell empty"),
        ("minutes", "inf", "Write whole minutes, or leave the cell empty"),
        ("discipline", "chiropractic", "Write one of PT, OT, SLP"),
        ("service_date", "2026-02-30", "Write 2026-03-02 or 3/2/2026"),
        ("service_date", "yesterday", "Write 2026-03-02 or 3/2/2026"),
        ("units", "two", "Write whole units"),
        ("charge", "NaN", "Write dollars and cents"),
        ("performed_by", "nurse", "Write one of PT, PTA, OT, OTA, SLP, aide, trainer, technician"),
    ],
)
def test_a_wrong_cell_is_named_with_file_row_field_value_and_remedy(
    tmp_path: Path, name: str, field: str, value: str, remedy: str
) -> None:
    file = visits_file(tmp_path, row(), row(visit_id="2", **{field: value}))
    refused(ask(name, file, "--strict"), f'{file}, row 3, column {field}: "{value}"', remedy)
    assert [path.name for path in tmp_path.iterdir()] == ["visits.csv"]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_wrong_row_is_set_aside_and_the_others_are_answered(tmp_path: Path, name: str) -> None:
    file = visits_file(tmp_path, row(), row(visit_id="2", patient_id="P08", minutes="2o"))
    answer = ask(name, file)
    assert answer.code == 3
    assert "visits.csv: 1 row set aside, of 1 visit" in answer.out
    assert 'row 3, column minutes: "2o" is not a number of minutes.' in answer.out
    aside = "Set aside, and not in the answer, because they cannot be read whole: 1 visit and 1 row.\n"
    assert warnings_of(answer) == aside
    told = ask(name, file, "--format", "json")
    assert told.code == 3
    assert (told.json["summary"]["rows_set_aside"], told.json["summary"]["visits_set_aside"]) == (1, 1)
    read = told.json["inputs"][0]
    assert read["set_aside"]["visits"] == ["2"]
    assert one_of(read["set_aside"]["faults"], column="minutes")["rows"] == [3]
    answered = told.json["visits" if name == "code" else "claims"]
    assert len(answered) == 1


def test_nothing_is_said_of_a_file_of_own_columns(tmp_path: Path) -> None:
    answer = call("code", visits_file(tmp_path))
    assert answer.out.startswith("Units proof")
    assert answer.err == ""


@pytest.mark.parametrize(("column", "also"), [("visit_id", "patient_id"), ("code", "code")])
def test_a_missing_column_is_named(tmp_path: Path, column: str, also: str) -> None:
    kept = [name for name in FIELDS if name not in (column, also)]
    file = tmp_path / "visits.csv"
    file.write_text(",".join(kept) + "\n" + ",".join(row()[name] for name in kept) + "\n", encoding="utf-8")
    refused(call("review", file), f"{file}, row 1: there is no column {column}", "Add it")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"\n\n \n", "the file is empty"),
        (",".join(FIELDS).encode() + b"\n", "the file has no visits"),
        (b"\x00\x01\x02\xff" * 50, "not "),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not "),
        (csv_of().encode("utf-16")[:-1], "UTF-16"),
        (b"PK\x03\x04" + b"\x00" * 60, "workbook"),
    ],
    ids=["empty", "blank", "headings only", "bytes", "a picture", "utf-16 cut off", "a workbook"],
)
def test_a_file_that_holds_no_visits_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "visits.csv"
    file.write_bytes(content)
    refused(call("review", file), str(file), problem)


@pytest.mark.parametrize("content", ["[{", '[{"visit_id": "1", "services": [}]', '{"visits": 3}', "[1]", "[NaN]"])
def test_broken_json_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "visits.json"
    file.write_text(content, encoding="utf-8")
    refused(call("review", file), str(file))


@pytest.mark.parametrize("kept", [4, 40, -9, -1])
def test_a_parquet_file_cut_off_is_refused(tmp_path: Path, kept: int) -> None:
    import polars

    whole = io.BytesIO()
    polars.DataFrame([row()]).write_parquet(whole)
    file = tmp_path / "visits.parquet"
    file.write_bytes(whole.getvalue()[:kept])
    refused(call("review", file), f"{file}: this is not a whole Parquet file", "Write or fetch it again")


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(), row(patient_id="x" * 3_000_000))
    refused(call("review", file), f"{file}, row 3")


def test_two_patients_under_one_visit_id_are_refused(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(), row(patient_id="P06"))
    refused(call("review", file), f"{file}, rows 2 and 3, column patient_id", '"P05"', '"P06"', "Give each visit an id")


def test_all_wrong_rows_are_listed(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(minutes="a"), row(minutes="b"), row(), row(minutes="c"))
    told = call("review", file).err
    assert [line for line in told.splitlines() if "column minutes" in line] == [
        f'{file}, row {number}, column minutes: "{cell}" is not a number of minutes.'
        for number, cell in ((2, "a"), (3, "b"), (5, "c"))
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    refused(ask(name, tmp_path / "none.csv"), "none.csv: there is no such file", "Check the name")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_directory_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "visits"
    folder.mkdir()
    refused(ask(name, folder), f"{folder}: is a directory", "Name one visits file")


def test_standard_input_is_named_so() -> None:
    refused(call("review", "-", given=csv_of(row(minutes="2o"))), 'standard input, row 2, column minutes: "2o"')


def test_a_wrong_history_is_named_by_its_own_file(tmp_path: Path) -> None:
    history = visits_file(tmp_path, row(minutes="-1"), name="history.csv")
    refused(call("review", visits_file(tmp_path), "--history", history), f"{history}, row 2, column minutes")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (csv_of(row(minutes="2o")).encode(), "row 2, column minutes"),
        (b"", "the file is empty"),
        (bytes(range(256)), "standard input"),
        (b'[{"visit_id": ', "standard input"),
        (b"PAR1" + b"\x00" * 30, "not a whole Parquet file"),
    ],
    ids=["a wrong cell", "empty", "bytes", "broken JSON", "broken Parquet"],
)
def test_a_real_process_says_the_same_without_a_traceback(content: bytes, part: str) -> None:
    refused(process("review", "-", given=content), part)


def test_a_value_with_terminal_codes_is_shown_harmless(tmp_path: Path) -> None:
    answer = call("review", visits_file(tmp_path, row(minutes="\x1b[31m5")))
    refused(answer, "column minutes")
    assert "\x1b" not in answer.err


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"modifiers": "G"}, "modifiers.malformed"),
        ({"provider_npi": "1000000013"}, "visits.npi_wrong"),
        ({"place_of_service": "38"}, "visits.place_unknown"),
        ({"code": "99999"}, "codes.unlisted"),
        ({"diagnoses": "M54.5"}, "diagnoses.not_billable"),
        ({"service_date": "2031-03-02"}, "visits.in_future"),
    ],
)
def test_a_fault_of_one_visit_is_a_finding_and_the_others_are_answered(
    tmp_path: Path, changes: dict[str, str], rule: str
) -> None:
    file = visits_file(tmp_path, row(), row(visit_id="2", patient_id="P08", **changes))
    answer = call("review", file, *FILED, "--format", "json")
    assert answer.code == 1
    assert answer.err == ""
    good, bad = (one_of(answer.json["claims"], visit_id=visit_id) for visit_id in ("1", "2"))
    assert good["status"] == "clean"
    assert bad["status"] == "failed"
    found = one_of(bad["findings"], rule=rule)
    assert found["outcome"] == "fail"
    assert found["remedy"]


def test_a_payer_nobody_described_leaves_its_visit_undetermined(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(), row(visit_id="2", patient_id="P08", payer="acme"))
    answer = call("review", file, *FILED, "--format", "json")
    assert answer.code == 3
    assert [claim["status"] for claim in answer.json["claims"]] == ["clean", "undetermined"]


def test_a_name_that_is_no_text_is_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"visits\xff.csv")
    try:
        file.write_text(csv_of(), encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    answer = process("review", file, *FILED, PYTHONIOENCODING="utf-8:strict")
    assert answer.code == 0
    assert answer.err == ""
