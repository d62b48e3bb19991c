"""`serve`, `office check`, `office import-patients`, `backup`, `restore`: on a folder of their own."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cleanclaim.office.database import FILE
from tests.cli.calling import CLINIC_DAY
from tests.postgresql import free_port


def call(*words: object, code: int = 0) -> str:
    """What a command prints, run in a process of its own, as Django is set up once in each."""
    done = subprocess.run(
        [sys.executable, "-m", "cleanclaim", *map(str, words)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextmanager
def running(data: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "cleanclaim", "serve", "--port", str(free_port()), "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield next(line.strip() for line in server.stdout if "?key=" in line)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the example practice's patients."""
    data = tmp_path_factory.mktemp("filled") / "office"
    assert "43 patients added" in call("office", "import-patients", CLINIC_DAY / "practice.toml", "--data", data)
    return data


def copy_of(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path / "office")
    return tmp_path / "office"


def test_patients_taken_twice_are_taken_once(filled: Path, tmp_path: Path) -> None:
    data = copy_of(filled, tmp_path)
    practice = tmp_path / "clinic"
    shutil.copytree(CLINIC_DAY, practice)
    again = call("office", "import-patients", practice / "practice.toml", "--data", data)
    assert again == "0 patients added, 0 changed, 43 as before.\n"
    file = practice / "patients.csv"
    file.write_text(file.read_text().replace("P01,Example,Ada", "P01,Example,Ada Mae"))
    again = call("office", "import-patients", practice / "practice.toml", "--data", data)
    assert again == "0 patients added, 1 changed, 42 as before.\n"
    file.write_text(file.read_text().replace("1944-03-11", "tomorrow"))
    assert "birth_date" in call("office", "import-patients", practice / "practice.toml", "--data", data, code=2)
    assert json.loads(call("office", "check", "--data", data, "--format", "json"))["patients"] == 43


def test_check_says_what_holds_and_what_does_not(filled: Path, tmp_path: Path) -> None:
    data = copy_of(filled, tmp_path)
    found = call("office", "check", "--data", data)
    assert max(len(line) for line in found.splitlines() if " " in line) <= 80
    assert "Everything holds: walls, values, log." in found
    assert "43 patients" in found
    assert "Seal 1: " in found
    with closing(sqlite3.connect(data / FILE)) as stored:
        stored.execute("DROP TRIGGER audit_log_event_no_change")
        stored.execute("UPDATE audit_log_event SET details = '{}' WHERE number = 3")
        stored.execute("DROP TRIGGER patients_patientversion_no_change")
        stored.execute("UPDATE patients_patientversion SET value = x'00' WHERE number = 1 AND rowid = 1")
        stored.commit()
    found = call("office", "check", "--data", data, code=1)
    assert found.count("does not hold:") == 4
    assert "an event is not as it was sealed" in found
    assert "is damaged" in found


@pytest.mark.long
def test_a_busy_office_is_not_called_damaged(filled: Path, tmp_path: Path) -> None:
    data = shutil.copytree(filled, tmp_path / "data")
    with closing(sqlite3.connect(data / FILE, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        found = call("office", "check", "--data", data, code=2)
    assert "Try again in some minutes." in found
    assert "restore" not in found


def test_nothing_stored_is_said(tmp_path: Path) -> None:
    assert "nothing is stored here" in call("office", "check", "--data", tmp_path / "none", code=2)
    assert "nothing is stored here" in call("backup", tmp_path / "b", "--data", tmp_path / "none", code=2)


def test_a_backup_comes_back_and_what_was_there_is_put_aside(filled: Path, tmp_path: Path) -> None:
    data, file = copy_of(filled, tmp_path), tmp_path / "backup.sqlite3"
    call("backup", file, "--data", data)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is here already" in call("backup", file, "--data", data, code=2)
    call("backup", file, "--data", data, "--force")
    new = tmp_path / "new"
    call("restore", file, "--data", new)
    assert "43 patients" in call("office", "check", "--data", new)
    assert "stored here already" in call("restore", file, "--data", new, code=2)
    said = call("restore", file, "--data", new, "--force")
    (aside,) = new.glob(f"{FILE}.before-*")
    assert str(aside) in said
    assert "Approve and send asks first which file went out last" in " ".join(said.split())
    assert "43 patients" in call("office", "check", "--data", new)
    with closing(sqlite3.connect(new / FILE)) as stored:
        assert stored.execute("SELECT to_confirm FROM claims_controlnumber").fetchall() == [(1,)]
    assert "Noted for 1 organization" in call("office", "restored", "--data", new)


def test_an_office_whose_restore_is_killed_right_after_the_replacement_asks_what_went_out(
    filled: Path, tmp_path: Path
) -> None:
    data, backup = copy_of(filled, tmp_path), tmp_path / "backup.sqlite3"
    call("backup", backup, "--data", data)
    killed = f"""
import os
from pathlib import Path
replace = Path.replace

def replace_and_die(self, to):
    replace(self, to)
    if Path(to).name == {FILE!r}:
        os._exit(9)

Path.replace = replace_and_die
from cleanclaim.office.commands import restore
restore(Path({str(backup)!r}), Path({str(data)!r}), lambda what: print(what, flush=True), force=True)
"""
    done = subprocess.run([sys.executable, "-c", killed], check=False, timeout=120, capture_output=True, text=True)
    assert done.returncode == 9
    assert done.stdout.splitlines() == [
        f"Checking {backup}", "Copying it", "Checking the copy", "Noting in it that it was brought back",
    ], "what it is at is said"  # fmt: skip
    assert not [one.name for one in data.iterdir() if one.name.startswith(f"{FILE}-")], "one whole file"
    with closing(sqlite3.connect(data / FILE)) as stored:
        assert stored.execute("SELECT to_confirm FROM claims_controlnumber").fetchall() == [(1,)]
    assert "43 patients" in call("office", "check", "--data", data)


def test_no_backup_is_said_and_changes_nothing(filled: Path, tmp_path: Path) -> None:
    data = copy_of(filled, tmp_path)
    before = (data / FILE).read_bytes()
    cut = tmp_path / "cut.sqlite3"
    cut.write_bytes(before[: len(before) // 2])
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE things (id)")
    text = tmp_path / "text.sqlite3"
    text.write_text("patients")
    for file in (cut, other, text, tmp_path / "none"):
        call("restore", file, "--data", data, "--force", code=2)
    assert (data / FILE).read_bytes() == before


def test_while_an_office_runs_it_is_backed_up_and_nothing_is_brought_back(filled: Path, tmp_path: Path) -> None:
    data, file = copy_of(filled, tmp_path), tmp_path / "backup.sqlite3"
    with running(data):
        call("backup", file, "--data", data)
        for force in ((), ("--force",)):
            assert "an office is running" in call("restore", file, "--data", data, *force, code=2)
        assert "an office is running" in call("serve", "--port", free_port(), "--data", data, code=2)
    call("restore", file, "--data", data, "--force")


def test_what_a_newer_version_wrote_is_not_opened(filled: Path, tmp_path: Path) -> None:
    data = copy_of(filled, tmp_path)
    with closing(sqlite3.connect(data / FILE)) as stored:
        order = "INSERT INTO django_migrations (app, name, applied) VALUES ('patients', '0999_later', '2030-01-01')"
        stored.execute(order)
        stored.commit()
    assert "a newer cleanclaim" in call("serve", "--port", free_port(), "--data", data, code=2)


def test_what_is_stored_is_for_its_owner_alone(filled: Path) -> None:
    assert filled.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o077 for file in filled.iterdir()} == {0}


def test_an_organization_is_taken_out_and_read_back_elsewhere(filled: Path, tmp_path: Path) -> None:
    data, file = copy_of(filled, tmp_path), tmp_path / "out.zip"
    written = call("office", "export-organization", "-o", file, "--data", data)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "is here already" in call("office", "export-organization", "-o", file, "--data", data, code=2)
    assert "here are:" in call(
        "office", "export-organization", "-o", tmp_path / "x", "--organization", "X", "--data", data, code=2
    )
    new = tmp_path / "new"
    read = call("office", "import-organization", file, "--data", new)
    assert written.rpartition("sha256: ")[2] == read.rpartition("sha256: ")[2] != ""
    assert "43 patients" in call("office", "check", "--data", new)
    assert "is here already" in call("office", "import-organization", file, "--data", new, code=2)
    file.write_bytes(file.read_bytes()[:2000])
    assert "no export" in call("office", "import-organization", file, "--data", tmp_path / "third", code=2)
    assert "cannot be read" in call("office", "import-organization", tmp_path, "--data", tmp_path / "third", code=2)
