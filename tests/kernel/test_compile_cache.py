"""What was compiled is kept, and never answers for other rules, whether old, damaged, missing or not to be written."""

import sys
from pathlib import Path
from typing import Any

import pytest

from cleanclaim.kernel import Compiled, compile_rules, compiler, inline
from tests.kernel.bakery import LAYOUT, Loaf, Tray, ask, book

RULE = "LIMIT = 450\n@rule(**words)\ndef light(grams: int, heat: int) -> bool:\n    return grams < LIMIT and heat > 0\n"
LOAVES = Tray(loaves=(Loaf(grams=440), Loaf(grams=460)))


@pytest.fixture(autouse=True)
def _writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def made(folder: Path, text: str = RULE, layout: Any = LAYOUT) -> Compiled:
    """The rules compiled as in a process of their own, which reads every source anew."""
    for read in (inline.source_of, inline._lines, inline._definitions):
        read.cache_clear()
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

    monkeypatch.setattr(compiler, "_Writer", refuse)


def test_the_second_process_does_not_write_the_functions_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(tmp_path)
    forbid_writing(monkeypatch)
    again = made(tmp_path)
    assert faults(again) == faults(first) == [0]
    assert (again.source, again.per_visit, again.per_line) == (first.source, first.per_visit, first.per_line)


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
