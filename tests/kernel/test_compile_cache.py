"""What was compiled is kept, and never answers for other rules, whether old, damaged, missing or not to be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cleanclaim
from cleanclaim.kernel import Compiled, compile_rules, compiler, inline
from tests.kernel.bakery import HEAD, LAYOUT, Loaf, Tray, ask, book

RULE = "LIMIT = 450\n@rule(**words)\ndef light(grams: int, heat: int) -> bool:\n    return grams < LIMIT and heat > 0\n"
LOAVES = Tray(loaves=(Loaf(grams=440), Loaf(grams=460)))


@pytest.fixture(autouse=True)
def _writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def made(folder: Path, text: str = RULE, layout: Any = LAYOUT) -> Compiled:
    """The rules compiled as in a process of their own, which reads every source anew."""
    inline._read.cache_clear()
    written = folder / "modules"
    written.mkdir(exist_ok=True)
    return compile_rules(book(text, folder=written), layout, folder=folder / "kept")


def faults(compiled: Compiled) -> list[int]:
    answers, _off = ask(compiled, LOAVES)
    return [answer.place for answer in answers]


def files(folder: Path) -> list[Path]:
    return sorted((folder / "kept").iterdir())


def forbid_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the functions were written again")

    monkeypatch.setattr(compiler, "Writer", refuse)


def test_the_second_process_does_not_write_the_functions_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(tmp_path)
    forbid_writing(monkeypatch)
    again = made(tmp_path)
    assert faults(again) == faults(first) == [0]
    assert (again.source, again.per_line) == (first.source, first.per_line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RULE.replace("<", ">"), [1]),
        (RULE.replace("450", "400"), []),
        (RULE.replace("    return", "    heat += 1\n    return"), [0]),
        (RULE.replace("grams: int,", "grams: int, kind: str,").replace("< LIMIT", "< LIMIT and kind == 'spelt'"), []),
    ],
    ids=["the question", "a number it reads", "how it is written", "what it reads"],
)
def test_rules_that_changed_are_compiled_anew(tmp_path: Path, text: str, expected: list[int]) -> None:
    assert faults(made(tmp_path)) == [0]
    assert faults(made(tmp_path, text)) == expected
    assert len(files(tmp_path)) == 1


def test_a_changed_kernel_python_or_input_is_another_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path)
    marks = {files(tmp_path)[0].read_bytes()[:32]}
    monkeypatch.setattr(sys, "version", "another Python")
    made(tmp_path)
    marks.add(files(tmp_path)[0].read_bytes()[:32])
    made(tmp_path, layout=type(LAYOUT)(arguments=LAYOUT.arguments, items=LAYOUT.items))
    marks.add(files(tmp_path)[0].read_bytes()[:32])
    assert len(marks) == 3


def test_rules_whose_file_changes_after_they_were_imported_answer_as_imported(tmp_path: Path) -> None:
    rules = book(RULE, folder=tmp_path)
    (tmp_path / "bread.py").write_text(HEAD + RULE.replace("<", ">"), encoding="utf-8")
    assert faults(compile_rules(rules, LAYOUT, folder=tmp_path / "kept")) == [0]


def test_what_old_rules_were_compiled_to_is_never_taken_for_the_new_ones(tmp_path: Path) -> None:
    old, new = RULE, RULE.replace("450", "400").replace("< LIMIT", "< LIMIT + 100")
    rules = book(old, folder=tmp_path)
    (tmp_path / "bread.py").write_text(HEAD + new, encoding="utf-8")
    compile_rules(rules, LAYOUT, folder=tmp_path / "kept")
    (left,) = files(tmp_path)
    of_old = left.read_bytes()
    assert faults(compile_rules(book(new, folder=tmp_path), LAYOUT, folder=tmp_path / "kept")) == [0, 1]
    assert left.read_bytes()[:32] != of_old[:32]


RUNNING = """
import sys
from pathlib import Path
from cleanclaim.kernel import compiler
from cleanclaim.law.review.rule_set import CACHE_FOLDER, coding_families, compiled
if sys.argv[1:]:
    kernel = Path(compiler.__file__)
    kernel.write_text(kernel.read_text() + "# the next release\\n")
compiled(None, coding_families())
print(*sorted(file.read_bytes()[:32].hex() for file in CACHE_FOLDER.glob("*.kept")))
"""


def test_a_kernel_that_is_updated_under_a_running_program_is_not_named_as_its_maker(tmp_path: Path) -> None:
    package = Path(cleanclaim.__file__).parent
    shutil.copytree(package, tmp_path / "cleanclaim", ignore=shutil.ignore_patterns("__pycache__", "office"))
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)

    def marks(*arguments: str) -> list[str]:
        command = [sys.executable, "-c", RUNNING, *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=True).stdout.split()

    before, after = marks("updated while it runs"), marks()
    assert len(before) == len(after) == 1
    assert before != after


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    made(tmp_path)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    for place in [*range(0, len(whole), 97), len(whole) - 1]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert faults(made(tmp_path)) == [0]
        assert file.read_bytes() == whole
    for length in (0, 1, 31, 32, 64, 65, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert faults(made(tmp_path)) == [0]
        assert file.read_bytes() == whole


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be", encoding="utf-8")
    assert faults(made(tmp_path)) == [0]
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "a file where the folder should be"


def test_who_wants_no_compiled_files_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert faults(made(tmp_path)) == [0]
    assert not (tmp_path / "kept").exists()
