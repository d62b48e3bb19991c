"""`cleanclaim synth`: a folder that is replaced only where all in it was written by the command, and is as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import Answer, call, refused

SMALL = ("--years", "0.1", "--clinicians", "1")


def synth(folder: str | Path, *more: str) -> Answer:
    return call("synth", *SMALL, "-o", folder, *more)


def content(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder; None for a folder in it."""
    return {str(one.relative_to(folder)): one.read_bytes() if one.is_file() else None for one in folder.rglob("*")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synth") / "practice"
    assert synth(folder).code == 0
    return folder


@pytest.fixture
def practice(made: Path, tmp_path: Path) -> Path:
    """A practice as the command wrote it."""
    subprocess.run(["cp", "-a", str(made), str(tmp_path / "practice")], check=True)
    return tmp_path / "practice"


def test_nothing_of_a_home_is_touched_with_force(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "docs").mkdir(parents=True)
    (home / "docs" / "thesis.txt").write_text("mine", encoding="utf-8")
    before = content(tmp_path)
    refused(synth(home), "is there already")
    refused(synth(home, "--force"), "is not empty, and nothing says that `cleanclaim synth` wrote what lies in it")
    assert content(tmp_path) == before


def test_its_own_folder_is_replaced_with_force_and_only_then(practice: Path, tmp_path: Path) -> None:
    before = content(practice)
    refused(synth(practice, "--seed", "8"), "is there already", "--force")
    assert content(practice) == before
    practice.chmod(0o700)
    assert synth(practice, "--seed", "8", "--force").code == 0
    assert content(practice).keys() >= {"manifest.json", "visits.json", "README.txt"}
    assert content(practice)["visits.json"] != before["visits.json"]
    assert practice.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in tmp_path.iterdir()] == ["practice"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "practice").mkdir()
    assert synth(tmp_path / "practice").code == 0
    assert (tmp_path / "practice" / "visits.json").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["practice"]


def mine(folder: Path) -> None:
    (folder / "mine.txt").write_text("mine", encoding="utf-8")


def changed(folder: Path) -> None:
    with (folder / "visits.json").open("a", encoding="utf-8") as file:
        file.write(" ")


def of_the_same_size(folder: Path) -> None:
    path = min((folder / "filed").iterdir())
    path.write_bytes(path.read_bytes()[:-2] + b"\n]")


def deep(folder: Path) -> None:
    (folder / "filed" / "mine").mkdir()


def hidden(folder: Path) -> None:
    (folder / ".git").mkdir()


def linked(folder: Path) -> None:
    (folder / "visits.json").rename(folder.parent / "visits.json")
    (folder / "visits.json").symlink_to(folder.parent / "visits.json")


def a_folder_linked(folder: Path) -> None:
    (folder / "filed").rename(folder.parent / "filed")
    (folder / "filed").symlink_to(folder.parent / "filed")


def unlisted(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def spoilt(folder: Path) -> None:
    (folder / "manifest.json").write_text("[1]", encoding="utf-8")


@pytest.mark.parametrize(
    "touch", [mine, changed, of_the_same_size, deep, hidden, linked, a_folder_linked, unlisted, spoilt]
)
def test_a_folder_with_anything_of_somebody_elses_is_refused(practice: Path, touch: object) -> None:
    assert callable(touch)
    touch(practice)
    before = content(practice.parent)
    refused(synth(practice, "--force"), "written" if touch not in (unlisted, spoilt) else "nothing says")
    assert content(practice.parent) == before


def test_a_folder_that_cannot_be_listed_stays_where_it_is(practice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine(practice / "filed")
    before = content(practice.parent)
    real = os.scandir

    def locked(path: str) -> object:
        if Path(path).name == "filed":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", locked)
        refused(synth(practice, "--force"), "cannot be written: Permission denied")
    assert content(practice.parent) == before


def test_a_list_of_files_elsewhere_removes_nothing_elsewhere(practice: Path) -> None:
    thesis = practice.parent / "thesis.txt"
    thesis.write_text("mine", encoding="utf-8")
    listed = (practice / "manifest.json").read_text(encoding="utf-8")
    sum_of = "0" * 64
    more = f'"files": {{"../thesis.txt": "{sum_of}", "{thesis}": "{sum_of}",'
    (practice / "manifest.json").write_text(listed.replace('"files": {', more, 1), encoding="utf-8")
    assert synth(practice, "--force").code == 0
    assert thesis.read_text(encoding="utf-8") == "mine"


def test_folders_with_the_names_of_temporary_folders_are_left_alone(tmp_path: Path) -> None:
    for name in ("s.part", "s.unfinished", "s.replaced"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "keep.txt").write_text("mine", encoding="utf-8")
    before = content(tmp_path)
    assert synth(tmp_path / "s").code == 0
    assert before.items() <= content(tmp_path).items()


def test_a_link_is_followed(practice: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(practice, target_is_directory=True)
    assert synth(link, "--force", "--seed", "8").code == 0
    assert link.is_symlink()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link", "practice"]


@pytest.mark.parametrize(("where", "said"), [
    (".", "the folder you are in"),
    ("..", "the folder you are in"),
    ("~", "your home"),
    ("file", "is a file"),
    ("file/practice", "cannot be written: Not a directory"),
    ("/proc/practice", "cannot be written"),
    ("n" * 300, "cannot be written: File name too long"),
])  # fmt: skip
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_what_cannot_be_such_a_folder_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, said: str, force: tuple[str, ...]
) -> None:
    here, home = tmp_path / "here", tmp_path / "home"
    for one in (here, home):
        one.mkdir()
    (here / "file").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    refused(synth(where.replace("~", str(home)), *force), said)
    assert content(tmp_path) == {"here": None, "home": None, "here/file": b"mine"}


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.rename", "pathlib.Path.mkdir"])
def test_a_disk_that_fails_leaves_the_old_practice(practice: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    before = content(practice.parent)

    def fail(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(step, fail)
    refused(synth(practice, "--force"), "cannot be written: Read-only file system")
    assert content(practice.parent) == before


KILLED = """
import os, pathlib, sys
from cleanclaim.cli import output_folder
step, count = sys.argv.pop(1), int(sys.argv.pop(1))
real = getattr(pathlib.Path, step)
def dies(self, *more, **named):
    global count
    count -= 1
    if count < 0:
        os._exit(9)
    return real(self, *more, **named)
setattr(pathlib.Path, step, dies)
from cleanclaim.cli.main import main
main()
"""


@pytest.mark.parametrize(
    ("step", "count"), [("mkdir", 1), ("replace", 3), ("rename", 0), ("rename", 1), ("unlink", 0), ("unlink", 4)]
)
def test_who_is_killed_at_any_step_leaves_the_old_practice_or_the_new(practice: Path, step: str, count: int) -> None:
    (practice.parent / "thesis.txt").write_text("mine", encoding="utf-8")
    old = content(practice)
    command = [sys.executable, "-c", KILLED, step, str(count), "synth", *SMALL, "--seed", "8", "--force"]
    done = subprocess.run([*command, "-o", str(practice)], capture_output=True, check=False, timeout=60)
    assert done.returncode == 9, done.stderr
    assert (practice.parent / "thesis.txt").read_text(encoding="utf-8") == "mine"
    names = sorted(one.name for one in practice.parent.iterdir() if one.name != "thesis.txt")
    assert all(one == "practice" or one.startswith(("practice.unfinished-", "practice.replaced-")) for one in names)
    whole = [content(practice.parent / name) for name in names]
    assert old in whole or any("manifest.json" in one and one["visits.json"] != old["visits.json"] for one in whole)
    if step in {"mkdir", "replace"}:
        assert content(practice) == old
