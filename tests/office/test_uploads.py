"""Dropped files do not outlast the office, not even one that was killed."""

import os
import time
from pathlib import Path

import pytest

from cleanclaim.office.shared.uploads import OLD, remove_abandoned_uploads


def test_old_folders_of_dropped_files_are_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    theirs = tmp_path / "theirs"
    for folder in ("cleanclaim-ab12cd_3", "cleanclaim-notes", "cleanclaim-in_use12", "xcleanclaim-ab12cd_3", "theirs"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "visits.csv").write_text("1", encoding="utf-8")
    (tmp_path / "cleanclaim-filefile").write_text("mine", encoding="utf-8")
    (tmp_path / "cleanclaim-linklink").symlink_to(theirs, target_is_directory=True)
    long_ago = time.time() - OLD - 60
    for path in tmp_path.iterdir():
        if path.name != "cleanclaim-in_use12":
            os.utime(path, (long_ago, long_ago), follow_symlinks=False)
    remove_abandoned_uploads()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cleanclaim-filefile",
        "cleanclaim-in_use12",
        "cleanclaim-linklink",
        "cleanclaim-notes",
        "theirs",
        "xcleanclaim-ab12cd_3",
    ]
    assert (theirs / "visits.csv").exists()


def test_nor_is_what_another_user_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "cleanclaim-ab12cd_3"
    folder.mkdir()
    os.utime(folder, (0, 0))
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    remove_abandoned_uploads()
    assert folder.exists()
