"""The exit code tells a script what became of its visits: 0 clean, 1 a fault, 3 undetermined, 2 unusable."""

import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from cleanclaim.cli.exit_codes import ExitCode, describe_exit_codes
from cleanclaim.model.errors import UserError
from cleanclaim.whole_file import parse_toml
from tests.cli.calling import (
    FILED,
    PRACTICE,
    Json,
    call,
    command,
    csv_of,
    process,
    refused,
    row,
    visits_file,
    warnings_of,
)

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


def failing(error: BaseException) -> Any:
    """Patches the reading of visits, which every verb on visits begins with, to fail so."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return patch("cleanclaim.cases.read_visits_file", fail)


def test_a_fault_of_ours_is_told_in_a_line_without_what_it_may_quote(tmp_path: Path) -> None:
    with failing(KeyError("EXAMPLE, ADA")):
        answer = call("review", visits_file(tmp_path))
    assert (answer.code, answer.out) == (70, "")
    what, where_to_report = answer.err.splitlines()
    assert re.fullmatch(r"cleanclaim [\d.]+ itself failed: KeyError in cases\.py, line \d+\.", what)
    assert "Report" in where_to_report
    assert "ADA" not in answer.err


@pytest.mark.parametrize("error", [SystemExit(0), SystemExit(), GeneratorExit()])
def test_who_ends_the_program_from_within_never_says_that_visits_are_clean(
    tmp_path: Path, error: BaseException
) -> None:
    with failing(error):
        answer = call("review", visits_file(tmp_path))
    assert (answer.code, answer.out) == (70, "")
    assert f"itself failed: {type(error).__name__} in cases.py" in answer.err


def test_the_whole_traceback_is_shown_on_demand(tmp_path: Path) -> None:
    with failing(KeyError("EXAMPLE, ADA")):
        answer = call("--debug", "review", visits_file(tmp_path))
    assert answer.code == 70
    assert "Traceback" in answer.err
    assert "ADA" in answer.err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(24, "Too many open files"), "The system: too many open files."),
        (OSError(36, "File name too long", "x.csv"), "x.csv: file name too long."),
        (PermissionError(13, "Permission denied", "x.csv"), "x.csv: permission denied."),
    ],
)
def test_what_the_system_refuses_is_no_fault_of_a_claim(tmp_path: Path, error: OSError, words: str) -> None:
    with failing(error):
        answer = call("review", visits_file(tmp_path))
    refused(answer, words)


def test_who_interrupts_is_told_what_is_known(tmp_path: Path) -> None:
    with failing(KeyboardInterrupt()):
        reading = call("review", visits_file(tmp_path))
        writing = call("claim", visits_file(tmp_path), "--practice", PRACTICE, "-o", tmp_path / "out.837")
    assert (reading.code, reading.err) == (130, "\nStopped.\n")
    assert (writing.code, writing.err) == (130, "\nStopped.\nNothing was written.\n")


def test_who_interrupts_after_something_was_written_is_told_what(tmp_path: Path) -> None:
    output = tmp_path / "out.837"
    with patch("cleanclaim.cli.verbs.claim.say_claims", side_effect=KeyboardInterrupt):
        answer = call("claim", visits_file(tmp_path), "--practice", PRACTICE, "-o", output, *FILED)
    assert answer.code == 130
    assert warnings_of(answer) == f"\nStopped.\nWritten before that, and whole: {output}.\n"
    assert output.exists()


def test_who_interrupts_at_the_last_moment_is_told_what_the_folder_shows(tmp_path: Path) -> None:
    """The file was replaced, and nothing had been noted since."""
    output = tmp_path / "out.837"
    output.write_text("before", encoding="utf-8")
    real = Path.replace

    def replace(unfinished: Path, target: Path) -> None:
        real(unfinished, target)
        raise KeyboardInterrupt

    with patch.object(Path, "replace", replace):
        answer = call("claim", visits_file(tmp_path), "--practice", PRACTICE, "-o", output, "--force", *FILED)
    assert output.read_bytes().startswith(b"ISA")
    assert (answer.code, warnings_of(answer)) == (130, f"\nStopped.\nWritten before that, and whole: {output}.\n")


def test_a_file_that_was_not_replaced_is_not_said_to_be(tmp_path: Path) -> None:
    output = tmp_path / "out.837"
    output.write_text("before", encoding="utf-8")
    with patch.object(Path, "replace", side_effect=KeyboardInterrupt):
        answer = call("claim", visits_file(tmp_path), "--practice", PRACTICE, "-o", output, "--force", *FILED)
    assert output.read_text(encoding="utf-8") == "before"
    assert (answer.code, warnings_of(answer)) == (130, "\nStopped.\nNothing was written.\n")


ENDED = """
import os, signal, sys
number = getattr(signal, sys.argv.pop())
os.fsync = lambda _file: os.kill(os.getpid(), number)
from cleanclaim.cli.main import main
main()
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_who_ends_a_command_finds_the_folder_as_after_an_interruption(tmp_path: Path, name: str) -> None:
    book, folder = visits_file(tmp_path), tmp_path / "claims"
    folder.mkdir()
    words = ["claim", str(book), "--practice", PRACTICE, "-o", str(folder / "claims.837"), *FILED, name]
    done = subprocess.run([sys.executable, "-c", ENDED, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "\nStopped.\nNothing was written.\n")
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("words", [("review", "nowhere.csv"), ("review",), ("claim", "nowhere.csv", "-o", "x")])
@pytest.mark.parametrize("stream", ["2>/dev/full", "2>&-"])
def test_the_exit_code_does_not_hang_on_standard_error(words: tuple[str, ...], stream: str) -> None:
    assert _shell(stream, *words).returncode == 2


def test_closed_standard_input_is_an_empty_file() -> None:
    done = _shell("<&-", "review", "-")
    assert done.returncode == 2
    assert done.stderr == process("review", "-").err


def _shell(streams: str, *words: str) -> subprocess.CompletedProcess[str]:
    called = ["sh", "-c", f'exec "$@" {streams}', "sh", *command(*words)]
    return subprocess.run(called, capture_output=True, text=True, check=False)


DEEP = "x = " + "[" * 5000 + "]" * 5000


@pytest.mark.parametrize("option", ["--practice", "--overrides"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (DEEP.encode(), "lie one in another too many times"),
        (b"x = \xff", "is not UTF-8 text"),
        (b"x = 1\n" * 2_000_000, "has more than 10,000,000 bytes"),
        (b"x = ", "is not TOML"),
    ],
)
def test_a_toml_file_that_cannot_be_used_is_refused(tmp_path: Path, option: str, content: bytes, words: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    refused(call("review", visits_file(tmp_path), option, file), "bad.toml", words)


def test_the_other_toml_files_are_read_by_the_same_door(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(DEEP, encoding="utf-8")
    refused(call("policy", "check", file), "acme.toml", "lie one in another")
    refused(call("payer", "--inbox", tmp_path, "--outbox", tmp_path / "out", "--config", file), "lie one in another")


@pytest.mark.parametrize(("depth", "too_deep"), [(99, False), (101, True), (5000, True)])
def test_how_deep_toml_may_be_does_not_hang_on_how_deep_python_may_go(depth: int, *, too_deep: bool) -> None:
    text, before = f"x = {'[' * depth}{']' * depth}", sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        with pytest.raises(UserError, match="lie one in another") if too_deep else nullcontext():
            parse_toml(text, "bad.toml")
    finally:
        sys.setrecursionlimit(before)


def test_what_the_payer_remembers_is_refused_where_it_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "payer.json").write_bytes(b'{"taken": ["\xff"]}')
    (tmp_path / "in").mkdir()
    refused(call("payer", "--inbox", tmp_path / "in", "--outbox", tmp_path), "payer.json", "cannot be read")


def test_a_name_of_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    practice = tmp_path / "practice.toml"
    text = Path(PRACTICE).read_text(encoding="utf-8").replace('"patients.csv"', '"a\\u0000b"')
    practice.write_text(text, encoding="utf-8")
    refused(call("review", visits_file(tmp_path), "--practice", practice), "holds a character that cannot be printed")
    assert call("review", "x" * 300 + ".csv").code == 2
    assert call("claim", visits_file(tmp_path), "--practice", PRACTICE, "-o", "x" * 300, *FILED).code == 2


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_days_beyond_the_reckoning_are_refused_at_every_door(tmp_path: Path, day: str) -> None:
    for words in (("reference", "status", "--on"), ("codes", "show", "97110", "--on"), ("synth", "-o", "x", "--from")):
        answer = call(*words, day)
        assert answer.code == 2
        assert "is before 1900 or after 2199" in answer.err
    refused(call("patterns", visits_file(tmp_path, row(service_date=day))), "is before 1900 or after 2199")


def test_the_codes_are_documented_where_they_are_defined() -> None:
    assert [code.value for code in ExitCode] == [0, 1, 3, 2, 70, 130]
    assert describe_exit_codes().replace("`", "") in " ".join(call("--help").out.split())
