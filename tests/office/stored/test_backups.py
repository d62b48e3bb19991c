"""Backups go nowhere where they would destroy what is stored, and only an office's own file is brought back."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, connections

from cleanclaim.model.errors import UserError
from cleanclaim.office.database import FILE
from cleanclaim.office.organizations.walls import foreign_walls
from cleanclaim.office.stored_file import check_file
from tests.office.stored.test_commands import call, copy_of, filled

__all__ = ["filled"]
HOSTILE = {
    "a trigger": "CREATE TRIGGER evil AFTER INSERT ON patients_patientrecord BEGIN DELETE FROM django_session; END",
    "a trigger under a name of ours": "CREATE TRIGGER audit_log_event_no_insert BEFORE INSERT ON audit_log_event "
    "BEGIN SELECT RAISE(IGNORE); END",
    "a trigger with more in it": "CREATE TRIGGER a_no_change BEFORE UPDATE ON audit_log_event BEGIN "
    "SELECT RAISE(ABORT, 'a'); DELETE FROM django_session; END",
    "a view": "CREATE VIEW evil AS SELECT * FROM patients_patientrecord",
    "a virtual table": "CREATE VIRTUAL TABLE evil USING fts5(a)",
    "a column more": "ALTER TABLE patients_patientrecord ADD COLUMN evil text",
    "a table less": "DROP TABLE patients_patientversion",
    "no list of migrations": "DROP TABLE django_migrations",
    "a table that is a view": "ALTER TABLE django_session RENAME TO a; CREATE VIEW django_session AS SELECT * FROM a",
    "a newer version": "INSERT INTO django_migrations (app, name, applied) "
    "VALUES ('patients', '0999_later', '2030-01-01')",
}  # fmt: skip


def test_an_office_of_this_version_and_of_an_older_one_is_passed(sqlite_template: Path, tmp_path: Path) -> None:
    check_file(sqlite_template)
    older = Path(shutil.copy(sqlite_template, tmp_path / "older"))
    with closing(sqlite3.connect(older)) as file:
        file.execute("DELETE FROM django_migrations WHERE app = 'claims' AND name LIKE '0004%'")
        file.execute("DROP TABLE claims_batchdelivery")
        file.commit()
    check_file(older)


@pytest.mark.parametrize("what", HOSTILE)
def test_what_somebody_put_into_a_file_is_refused(sqlite_template: Path, tmp_path: Path, what: str) -> None:
    bad = Path(shutil.copy(sqlite_template, tmp_path / "bad"))
    with closing(sqlite3.connect(bad)) as file:
        file.executescript(HOSTILE[what])
    with pytest.raises(UserError):
        check_file(bad)


def test_a_file_that_is_cut_anywhere_is_refused(sqlite_template: Path, tmp_path: Path) -> None:
    content, bad = sqlite_template.read_bytes(), tmp_path / "bad"
    for part in (0, 1, 15, 16, 99, 100, 4096, len(content) // 3, len(content) - 4096, len(content) - 1):
        bad.write_bytes(content[:part])
        with pytest.raises(UserError):
            check_file(bad)
    for wrong in (tmp_path, tmp_path / "none", Path("/dev/null")):
        with pytest.raises(UserError):
            check_file(wrong)


def test_a_check_of_the_office_finds_it_too(database: str) -> None:
    owner = connections["owner" if database == "postgresql" else "default"]
    assert list(foreign_walls(owner)) == []
    orders = [HOSTILE["a trigger"], HOSTILE["a view"]] if database == "sqlite" else [
        "CREATE VIEW evil AS SELECT * FROM patients_patientrecord",
        "CREATE POLICY evil ON patients_patientrecord USING (true)",
        "CREATE RULE evil AS ON DELETE TO patients_patientrecord DO INSTEAD NOTHING",
        "CREATE TRIGGER evil BEFORE UPDATE ON audit_log_event FOR EACH ROW EXECUTE FUNCTION only_grows()",
        "DROP POLICY organizations ON visits_visitrecord",
        "CREATE POLICY organizations ON visits_visitrecord USING (true) WITH CHECK (true)",
    ]  # fmt: skip
    with owner.cursor() as cursor:
        for order in orders:
            cursor.execute(order)
    assert len(list(foreign_walls(owner))) == (2 if database == "sqlite" else 5)
    assert connection.vendor == database


def test_nothing_of_the_office_is_written_over(filled: Path, tmp_path: Path) -> None:
    data = copy_of(filled, tmp_path)
    file = data / FILE
    before = {path.name: path.read_bytes() for path in data.iterdir()}
    link, hard = tmp_path / "link", tmp_path / "hard"
    link.symlink_to(file)
    os.link(file, hard)
    for place in (file, link, hard, data / "backup.sqlite3", data / f"{FILE}-wal", data, tmp_path):
        said = call("backup", place, "--data", data, "--force", code=2)
        assert "Traceback" not in said
    for place in (file, link, hard):
        assert "stores now" in call("restore", place, "--data", data, "--force", code=2)
    found = {path.name: path.read_bytes() for path in data.iterdir() if not path.name.endswith(("-wal", "-shm"))}
    assert found == {name: content for name, content in before.items() if not name.endswith(("-wal", "-shm"))}


def test_a_damaged_office_is_put_aside_for_the_backup_and_none_put_aside_is_lost(filled: Path, tmp_path: Path) -> None:
    data, backup = copy_of(filled, tmp_path), tmp_path / "backup.sqlite3"
    call("backup", backup, "--data", data)
    file = data / FILE
    contents = []
    for word in (b"one", b"two"):
        contents.append(word * 5000)
        file.write_bytes(word * 5000)
        call("restore", backup, "--data", data, "--force")
    aside = sorted(
        path.read_bytes() for path in data.glob(f"{FILE}.before-*") if not path.name.endswith(("-wal", "-shm"))
    )
    assert aside == sorted(contents)
    assert "43 patients" in call("office", "check", "--data", data)
    with closing(sqlite3.connect(backup)) as stored:
        stored.executescript(HOSTILE["a trigger"])
    before = file.read_bytes()
    assert "none of the office's" in call("restore", backup, "--data", data, "--force", code=2)
    assert file.read_bytes() == before
    assert not list(data.glob(".cleanclaim-*"))


def test_what_killed_workers_left_is_removed_and_what_a_living_one_has_is_not(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleanclaim.office.tasks.alive import NAME, is_alive, remove_dead_signs, sign_of_life
    from cleanclaim.office.tasks.worker import Worker

    if database == "postgresql":
        pytest.skip("there a worker's sign of life is a lock without a file")
    folder = Path(str(connection.settings_dict["NAME"])).parent
    (folder / NAME.format("killed")).touch()
    with sign_of_life("living"):
        remove_dead_signs()
        assert [path.name for path in folder.glob(".worker-*")] == [NAME.format("living")]
        assert is_alive("living")
    (folder / NAME.format("killed")).touch()
    worker = Worker()
    worker.stop()
    monkeypatch.setattr("cleanclaim.office.tasks.worker.do_recurring", lambda _stopped: None)
    worker._work("another")
    assert not list(folder.glob(".worker-*"))
