"""A library whose files are not what was imported answers nothing, and says which file it is."""

import os
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.model.errors import UserError
from cleanclaim.reference import integrity
from cleanclaim.reference.imports import import_files
from cleanclaim.reference.integrity import VERIFIED, is_whole
from cleanclaim.reference.library import library
from cleanclaim.reference.release_drafts import ImportOptions
from cleanclaim.reference.rows import Rows
from tests.cli.calling import call
from tests.reference import published as made

TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with one import."""
    take(tmp_path)
    return tmp_path / "library"


def take(tmp_path: Path, effective: date | None = None) -> tuple[str, ...]:
    path = tmp_path / "MUE_Eff_10-01-2026.csv"
    path.write_bytes(made.quoted(made.limits()))
    (one,) = import_files([path], tmp_path / "library", ImportOptions(effective), TODAY).releases
    return (one.outcome, one.release.name, *one.notes)


def data_file(folder: Path) -> Path:
    (found,) = folder.glob("mue*.csv")
    return found


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def one_digit(path: Path) -> None:
    text = path.read_bytes()
    at = text.rindex(b",3") - 1
    path.write_bytes(text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :])


@pytest.mark.parametrize("damage", [half, one_digit, os.remove], ids=["half", "one digit", "gone"])
def test_a_damaged_file_is_named_and_imported_anew(tmp_path: Path, folder: Path, damage: object) -> None:
    assert library(folder).files
    damage(data_file(folder))  # type: ignore[operator]
    with pytest.raises(UserError, match="is damaged") as refused:
        library(folder)
    assert "MUE 2026Q4" in str(refused.value)
    status = call("reference", "status", "--library", folder)
    assert (status.code, "MUE 2026Q4   damaged" in status.out) == (2, True)
    (named,) = call("reference", "status", "--library", folder, "--format", "json").json["damaged"]
    assert named["name"] == "MUE 2026Q4"
    assert take(tmp_path)[0] == "replaced"
    assert library(folder).files


def test_a_release_whose_file_is_damaged_can_be_taken_out(folder: Path) -> None:
    half(data_file(folder))
    assert call("reference", "remove", "MUE 2026Q4", "--library", folder).code == 0
    assert library(folder).releases


def test_a_whole_file_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library(folder)
    assert (folder / VERIFIED).is_file()
    monkeypatch.setattr(integrity, "is_whole", lambda *_: pytest.fail("it was read again"))
    assert library(folder).files


def test_a_file_that_is_not_there_is_not_whole(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "nothing.csv", "0")


def test_a_table_without_its_last_newline_ends(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,units\n1,2\n3,4")
    assert [row["units"] for row in Rows(path)] == ["2", "4"]
    assert list(Rows(path).keys()) == ["1", "3"]
    assert Rows(path).of("3") == [{"code": "3", "units": "4"}]


def test_the_first_day_in_a_files_name_stands_and_the_other_is_told(tmp_path: Path) -> None:
    outcome, name, *notes = take(tmp_path, effective=date(2026, 7, 1))
    assert (outcome, name) == ("imported", "MUE 2026Q4")
    assert notes[0] == ("--effective 2026-07-01 was not used: the file itself says that it holds from 2026-10-01 on.")
