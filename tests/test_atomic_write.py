"""Files are written whole or not at all, under temporary names of their own, and nothing else is touched."""

import ast
import os
import re
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cleanclaim
from cleanclaim.atomic_write import LEFTOVERS, write_atomically


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_of_patients_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_atomically(tmp_path / "claims.837", b"new")
        write_atomically(tmp_path / "table.csv", b"new", private=False)
    finally:
        os.umask(before)
    assert mode(tmp_path / "claims.837") == 0o600
    assert mode(tmp_path / "table.csv") == 0o644


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o664])
@pytest.mark.parametrize("private", [True, False])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path, kept: int, private: bool) -> None:
    path = tmp_path / "claims.837"
    path.write_bytes(b"old")
    path.chmod(kept)
    write_atomically(path, b"new", private=private)
    assert path.read_bytes() == b"new"
    assert mode(path) == kept


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "claims.837").write_bytes(b"old")
    link = tmp_path / "claims.837"
    link.symlink_to(Path("elsewhere", "claims.837"))
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (elsewhere / "claims.837").read_bytes() == b"new"
    assert sorted(tmp_path.rglob("*")) == [link, elsewhere, elsewhere / "claims.837"]


def test_others_with_the_names_of_temporary_files_are_left_alone(tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("claims.837.part", ".claims.837.part", "claims.837~", ".cleanclaim.part")]
    for one in others:
        one.write_bytes(b"theirs")
    write_atomically(tmp_path / "claims.837", b"new")
    assert [one.read_bytes() for one in others] == [b"theirs"] * len(others)
    assert len(list(tmp_path.iterdir())) == len(others) + 1


def test_a_name_as_long_as_the_file_system_takes_can_be_written(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("n" * 255), b"new")
    with pytest.raises(OSError, match="too long"):
        write_atomically(tmp_path / ("n" * 256), b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["n" * 255]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("wrong", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, wrong: BaseException
) -> None:
    path = tmp_path / "claims.837"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise wrong

    monkeypatch.setattr(step, fail)
    with pytest.raises(type(wrong)):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_many_who_write_one_file_at_once_leave_one_of_their_files_whole(tmp_path: Path) -> None:
    path = tmp_path / "claims.837"
    contents = [bytes([65 + number]) * 300_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: write_atomically(path, content), contents * 4))
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_who_is_killed_leaves_the_old_file_and_at_most_a_file_of_a_name_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "claims.837"
    path.write_bytes(b"old")
    loop = "from pathlib import Path; from cleanclaim.atomic_write import write_atomically as w\n"
    loop += f"while True: w(Path({str(path)!r}), b'new' * 200_000)"
    with subprocess.Popen([sys.executable, "-c", loop]) as writer:
        deadline = time.monotonic() + 20
        while path.read_bytes() == b"old" and time.monotonic() < deadline:
            time.sleep(0.005)
        writer.send_signal(signal.SIGKILL)
    assert path.read_bytes() == b"new" * 200_000
    assert set(tmp_path.iterdir()) - {path} <= set(tmp_path.glob(LEFTOVERS))


SRC = Path(cleanclaim.__file__).parent
WRITE = {"write_text", "write_bytes", "rmtree", "copyfile", "copy2", "copytree", "move", "mkstemp", "O_CREAT"}
FOR_WRITING = re.compile(r"[rwxa][bt]?\+?|[rwxa]\+?[bt]?")
MAY = {
    "atomic_write.py": "here it is done",
    "cli/verbs/demo.py": "the claims for the test payer, in a temporary folder of its own",
    "cli/demo_weeks_after.py": "what follows, in the same folder",
    "office/commands.py": "a backup, which SQLite writes into a file made for it",
    "office/demo/claims.py": "the claims for the test payer, in a temporary folder of its own",
    "office/exports/archive.py": "what is in a zip, which gets its name once it is whole",
    "office/files/store.py": "a stored file for those who read it, in a temporary folder of its own",
    "office/database.py": "the office's database, made empty for its owner alone",
    "office/shared/uploads.py": "what was dropped, in a temporary folder of its own",
    "cli/verbs/reference/_simulate_inputs.py": "payers' files tried, in a temporary folder of its own",
    "claims/sent_log.py": "the log, to which lines are added",
    "money/known/store.py": "what a book is remembered in, made empty for its owner alone",
    "sftp.py": "what lies on a server, by its own means",
    "cli/verbs/_payer_sftp.py": "what lies on a server, by its own means",
    "file_lock.py": "the lock, which is empty",
}


def writes(text: str) -> list[int]:
    """The lines that write, move or erase files otherwise than by `write_atomically`."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in WRITE:
            found.append(node.lineno)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
            "open",
            "fdopen",
        }:
            modes = [
                one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            found += [node.lineno for mode in modes if FOR_WRITING.fullmatch(mode) and set(mode) & set("wxa+")]
    return found


def test_every_file_is_written_here() -> None:
    texts = {path.relative_to(SRC).as_posix(): path.read_text(encoding="utf-8") for path in SRC.rglob("*.py")}
    assert {name for name, text in texts.items() if writes(text)} == set(MAY)


def test_the_search_for_writers_finds_them() -> None:
    text = (
        'path.write_text(x)\nopen(path, "w")\npath.open(mode="xb")\nshutil.rmtree(path)\nopen(path, "rb")\nopen(path)'
    )
    assert sorted(writes(text)) == [1, 2, 3, 4]
