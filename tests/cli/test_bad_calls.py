"""A call that cannot be carried out: exit 2, one message that says what to do, and nothing written or changed."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.calling import (
    CLINIC_DAY,
    FILED,
    PRACTICE,
    Answer,
    call,
    command,
    process,
    refused,
    row,
    surroundings,
    visits_file,
)

YESTERDAYS = "ISA*yesterday's claims~"
ACME = 'name = "Acme"\nkind = "commercial"\nabout = "x"\n'
PATIENTS = (CLINIC_DAY / "patients.csv").read_text(encoding="utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visits_file(tmp_path)


def misused(answer: Answer, *parts: str) -> None:
    """Assert that the words of the call were refused: exit 2, and a message that names them."""
    assert answer.code == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for part in ("Error: ", *parts):
        assert part in answer.err


def claim(file: Path, output: Path, practice: str | Path = PRACTICE) -> Answer:
    return call("claim", file, "--practice", practice, "-o", output, *FILED)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("bill",), "'bill'"),
        (("review",), "FILE"),
        (("review", "a.csv", "--color"), "--color"),
        (("review", "a.csv", "--format", "xml"), "'table', 'json'"),
        (("review", "a.csv", "--format"), "--format"),
        (("claim", "a.csv", "-o", "out.837"), "--practice"),
        (("codes", "look"), "'look'"),
        (("codes", "check", "97110"), "CODE"),
        (("rules", "show"), "RULE"),
    ],
)
def test_a_word_that_is_not_understood_is_named(words: tuple[str, ...], part: str) -> None:
    misused(call(*words), part)


def test_claims_go_into_a_file_that_is_named(file: Path) -> None:
    refused(call("claim", file, "--practice", PRACTICE), "--output / -o: is missing", "-o claims.837")


@pytest.mark.parametrize("option", ["--as-of", "--known-on", "--filed-on"])
@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "02/30/2026", "today", ""])
def test_a_day_that_is_none_is_refused(file: Path, option: str, day: str) -> None:
    misused(
        call("review", file, option, day), option, f"'{day}' is not a date. Write it like 2026-03-02 or 03/02/2026."
    )


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("codes", "show", "99999"), "99999"),
        (("codes", "check", "97110", "97110"), "the same code was given twice"),
        (("codes", "check", "97110", "97140", "--payer", "acme"), "acme"),
        (("rules", "show", "minutes.overbiled"), "minutes.overbilled"),
    ],
)
def test_what_is_asked_for_and_not_there_is_named(words: tuple[str, ...], part: str) -> None:
    refused(call(*words), part)


@pytest.mark.parametrize("name", ["code", "review", "claim"])
def test_a_folder_of_payers_that_is_not_there_is_named(file: Path, tmp_path: Path, name: str) -> None:
    more = ("--practice", PRACTICE, "-o", tmp_path / "out.837") if name == "claim" else ()
    refused(call(name, file, "--payers", tmp_path / "none", *more), f"{tmp_path / 'none'}: there is no such folder")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("name = ", ["acme.toml"]),
        ("name = 3\n", ["acme.toml"]),
        ('name = "Acme"\nkind = "bank"\nabout = "x"\nextends = "aetna"\n', ["acme.toml", "bank"]),
        (f'{ACME}extends = "etna"\n', ["acme.toml, extends", "aetna"]),
        (f'{ACME}extends = "acme"\n', ["acme.toml, extends"]),
        (ACME, ["acme.toml", "nothing is said of"]),
        (
            f'{ACME}extends = "aetna"\n[unit_methods]\nreviewed = 2026-01-01\n',
            ["acme.toml, unit_methods", "unit_method"],
        ),
    ],
    ids=["no TOML", "wrong type", "unknown kind", "unknown parent", "its own parent", "silent", "unknown key"],
)
def test_a_wrong_file_of_a_payer_is_named(tmp_path: Path, content: str, parts: list[str]) -> None:
    folder = tmp_path / "payers"
    folder.mkdir()
    (folder / "acme.toml").write_text(content, encoding="utf-8")
    file = visits_file(tmp_path, row(), row(payer="acme", visit_id="2"))
    refused(call("review", file, "--payers", folder), *parts)
    refused(call("review", file, "--payers", folder, "--format", "json"), *parts)  # not half a document first


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('npi = "1000000004"', 'npi = "1000000005"', "[billing], npi"),
        ('npi = "1000000004"', "", "[billing], npi"),
        ('zip = "78799-0001"', 'zip = "78799"', "[billing], zip"),
        ('state = "TX"', 'state = "Teksas"', "[billing], state"),
        ('taxonomy = "261QP2000X"', 'taxonomy = "therapist"', "[billing], taxonomy"),
        ('ein = "00-0000001"', 'eni = "00-0000001"', "eni"),
        ('usage = "test"', 'usage = "trial"', "usage"),
        ('patients = "patients.csv"', 'patients = "none.csv"', "none.csv"),
        ("[receiver]", "[reciever]", "reciever"),
        ("[billing]", "[billing", "is not TOML"),
    ],
)
def test_a_mistake_in_the_practice_is_named(file: Path, tmp_path: Path, before: str, after: str, place: str) -> None:
    text = Path(PRACTICE).read_text(encoding="utf-8")
    assert before in text
    practice = tmp_path / "practice.toml"
    practice.write_text(text.replace(before, after, 1), encoding="utf-8")
    (tmp_path / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    refused(claim(file, tmp_path / "out.837", practice), str(tmp_path), place)
    assert not (tmp_path / "out.837").exists()
    refused(call("review", file, "--practice", practice), place)


def test_a_mistake_among_the_patients_is_named_by_row_and_column(file: Path, tmp_path: Path) -> None:
    (tmp_path / "practice.toml").write_bytes(Path(PRACTICE).read_bytes())
    (tmp_path / "patients.csv").write_text(PATIENTS.replace("1943-02-06", "1943-02-30"), encoding="utf-8")
    answer = claim(file, tmp_path / "out.837", tmp_path / "practice.toml")
    assert "patients.csv: 1 row set aside; the visits of these patients are on hold" in answer.out
    assert 'row 2, column birth_date: "1943-02-30" is not a date' in answer.out


@pytest.mark.parametrize(("practice", "problem"), [("none.toml", "there is no such file"), (".", "is a directory")])
def test_a_practice_that_cannot_be_read_is_named(file: Path, tmp_path: Path, practice: str, problem: str) -> None:
    refused(claim(file, tmp_path / "out.837", tmp_path / practice), problem)


def test_an_output_that_cannot_be_replaced_leaves_nothing_behind(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out.837"
    folder.mkdir()
    refused(claim(file, folder), f"{folder}: is no file to keep the claims in")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.837", "visits.csv"]
    assert list(folder.iterdir()) == []


def test_an_output_below_a_file_is_refused_and_the_file_unharmed(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    refused(claim(file, file / "out.837"), "cannot be written")
    assert list(tmp_path.iterdir()) == [file]
    assert file.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_one_may_not_write_to_keeps_what_it_had(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    output = folder / "out.837"
    output.write_text(YESTERDAYS, encoding="ascii")
    folder.chmod(0o500)
    try:
        refused(claim(file, output), "cannot be written", "Name a file in a folder you may write to")
    finally:
        folder.chmod(0o700)
    assert [path.name for path in folder.iterdir()] == ["out.837"]
    assert output.read_text(encoding="ascii") == YESTERDAYS


def test_a_full_disk_keeps_what_was_there(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out.837"
    output.write_text(YESTERDAYS, encoding="ascii")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)  # the file is begun before the disk is found to be full
        answer = call("claim", file, "--practice", PRACTICE, "-o", output, "--force", *FILED)
    refused(answer, f"{output}: cannot be written: No space left on device")
    assert output.read_text(encoding="ascii") == YESTERDAYS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.837", "visits.csv"]


def test_unusable_visits_leave_an_earlier_output_unchanged(tmp_path: Path) -> None:
    output = tmp_path / "out.837"
    output.write_text(YESTERDAYS, encoding="ascii")
    refused(claim(visits_file(tmp_path, row(minutes="x")), output), "column minutes")
    assert output.read_text(encoding="ascii") == YESTERDAYS


@pytest.mark.parametrize("output", ["", "/"])
def test_an_output_without_a_name_is_refused(file: Path, output: str) -> None:
    answer = call("claim", file, "--practice", PRACTICE, "-o", output, *FILED)
    assert answer.code == 2
    assert "Nothing was written." in answer.err


@pytest.mark.parametrize("taken", ["visits.csv", "practice.toml", "patients.csv", "history.csv"])
def test_the_output_never_takes_the_place_of_an_input(file: Path, tmp_path: Path, taken: str) -> None:
    practice = tmp_path / "practice.toml"
    practice.write_bytes(Path(PRACTICE).read_bytes())
    (tmp_path / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    history = visits_file(tmp_path, row(visit_id="0", service_date="2026-02-02"), name="history.csv")
    before = (tmp_path / taken).read_bytes()
    answer = call("claim", file, "--practice", practice, "--history", history, "-o", tmp_path / taken, *FILED)
    assert (tmp_path / taken).read_bytes() == before
    refused(answer, str(tmp_path / taken))


def test_the_demo_says_where_it_cannot_write(file: Path) -> None:
    answer = call("demo", "-o", file)
    assert answer.code == 2
    assert f"{file}: is a file, not a folder" in answer.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_that_has_nowhere_to_go_is_no_traceback(file: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("code", file), stdout=full, stderr=subprocess.PIPE, env=surroundings(), check=False
        )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_wrong_call_in_a_real_process_says_the_same() -> None:
    misused(process("bill"), "'bill'")


@pytest.mark.parametrize("output", ["-", "pipe"])
def test_claims_are_kept_in_a_file_and_nothing_else(file: Path, tmp_path: Path, output: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    place = output if output == "-" else tmp_path / output
    refused(call("claim", file, "--practice", PRACTICE, "-o", place, *FILED), "is no file to keep the claims in")
    assert (tmp_path / "pipe").is_fifo()
