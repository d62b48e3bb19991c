"""The exit code tells a script what became of its visits: 0 clean, 1 a fault, 3 undetermined, 2 unusable."""

from pathlib import Path

import pytest

from tests.cli.calling import FILED, PRACTICE, Json, call, csv_of, process, row, visits_file

CLEAN = row()
FAULTY = row(visit_id="2", patient_id="P08", modifiers="5", units="2")  # half a modifier
OPEN = row(visit_id="3", patient_id="P20", minutes="")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([CLEAN], 0),
        ([FAULTY], 1),
        ([OPEN], 3),
        ([CLEAN, OPEN], 3),
        ([CLEAN, OPEN, FAULTY], 1),
    ],
    ids=["clean", "a fault", "undetermined", "clean and undetermined", "all three"],
)
@pytest.mark.parametrize("shape", ["table", "json"])
def test_review_exits_with_the_gravest_answer(tmp_path: Path, rows: list[Json], expected: int, shape: str) -> None:
    assert call("review", visits_file(tmp_path, *rows), "--format", shape, *FILED).code == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [(CLEAN, 0), (row(modifiers="5", units="2"), 1), (OPEN, 3)],
    ids=["clean", "a fault", "undetermined"],
)
@pytest.mark.parametrize("shape", ["table", "json"])
def test_code_exits_with_the_gravest_answer(tmp_path: Path, one: Json, expected: int, shape: str) -> None:
    assert call("code", visits_file(tmp_path, one), "--format", shape).code == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([CLEAN], 0), ([FAULTY], 1), ([CLEAN, FAULTY], 1), ([OPEN], 3), ([CLEAN, OPEN], 3)],
    ids=["clean", "a fault", "clean and a fault", "undetermined", "clean and undetermined"],
)
def test_claim_exits_with_the_gravest_answer(tmp_path: Path, rows: list[Json], expected: int) -> None:
    file = visits_file(tmp_path, *rows)
    assert call("claim", file, "--practice", PRACTICE, "-o", tmp_path / "out.837", *FILED).code == expected


def test_a_clean_visit_the_practice_cannot_bill_is_a_fault_of_the_claim(tmp_path: Path) -> None:
    file = visits_file(tmp_path, row(patient_id="stranger"))
    assert call("review", file, *FILED).code == 0
    answer = call("claim", file, "--practice", PRACTICE, "-o", tmp_path / "out.837", *FILED)
    assert answer.code == 1
    assert "stranger" in answer.out


@pytest.mark.parametrize(("one", "expected"), [(CLEAN, 0), (FAULTY, 1), (OPEN, 3)])
def test_a_real_process_exits_as_the_entry_point_does(one: Json, expected: int) -> None:
    answer = process("review", "-", *FILED, given=csv_of(one).encode())
    assert (answer.code, answer.err) == (expected, "")


def test_an_unusable_file_exits_with_2_from_a_real_process() -> None:
    assert process("review", "-", given=b"").code == 2


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("--version",), ("rules", "--help")])
def test_asking_for_help_is_no_mistake(arguments: tuple[str, ...]) -> None:
    answer = call(*arguments)
    assert answer.code == 0
    assert answer.out
    assert answer.err == ""
