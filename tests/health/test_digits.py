"""The digits of other scripts are no digits: no pattern and no question about text takes them for some.

`٣` and `३` are digits for `\\d`, for `str.isdigit()` and for `int()`; a file that has them says something else than 3.
"""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cleanclaim.cli.rows import say_csv
from cleanclaim.cli.terminal import edge_of_screen
from cleanclaim.explanations.typed_lines.lines import parse_typed_line
from cleanclaim.law.notes.complexity import read_findings
from cleanclaim.law.notes.reading import read_note

SOURCES = sorted((Path(__file__).parents[2] / "src").rglob("*.py"))
PLAIN = ("law", "notes")
"""Its patterns are matched with plain text, in which no digit of another script is left."""
NO_LETTER = r"[^\W\d_]"
QUESTIONS = {"isdigit", "isdecimal", "isnumeric"}


def parents_of(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def ancestors(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in parents and not isinstance(node, ast.stmt):
        node = parents[node]
        yield node


def other_digits_in(text: str) -> Iterator[int]:
    """The lines at which digits of other scripts are taken for some."""
    if "\\" not in text and not any(question in text for question in QUESTIONS):
        return
    tree = ast.parse(text)
    parents = parents_of(tree)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            if "\\d" in node.value.replace(NO_LETTER, ""):
                calls = [one for one in ancestors(node, parents) if isinstance(one, ast.Call)]
                if not any("re.ASCII" in ast.unparse(one) for one in calls):
                    yield node.lineno
        elif isinstance(node, ast.Attribute) and node.attr in QUESTIONS:
            beyond = [one for one in ancestors(node, parents) if isinstance(one, ast.BoolOp | ast.IfExp | ast.UnaryOp)]
            if not any("isascii" in ast.unparse(one) for one in beyond):
                yield node.lineno


def test_no_source_takes_digits_of_other_scripts_for_some() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES if path.parent.parts[-2:] != PLAIN}
    assert {path: lines for path, text in texts.items() if (lines := list(other_digits_in(text)))} == {}


def test_the_search_finds_what_it_seeks() -> None:
    assert list(other_digits_in('import re\na = re.compile(r"\\d")\nb = "1".isdigit()')) == [2, 3]
    right = 'import re\na = re.compile(r"\\d", re.ASCII)\nb = x.isascii() and x.isdigit()\nc = r"[^\\W\\d_]"'
    assert list(other_digits_in(right)) == []


def in_script(text: str, zero: str) -> str:
    """The text with its digits in another script, whose zero is given."""
    return "".join(chr(ord(zero) + int(letter)) if letter in "0123456789" else letter for letter in text)


@pytest.mark.parametrize("zero", ["\u0660", "\u0966", "\uff10"], ids=["Arabic", "Devanagari", "full width"])
def test_a_note_with_other_digits_says_no_figure(zero: str) -> None:
    text = "Total treatment time: 40 minutes. Knee flexion 110 deg. Pain 6/10. 3 personal factors."
    read, other = read_note(text), read_note(in_script(text, zero))
    assert read.total
    assert read.measures
    assert not other.total
    assert not other.measures
    assert read_findings(text).personal_factors == 3
    assert read_findings(in_script(text, zero)).personal_factors is None


@pytest.mark.parametrize("zero", ["\u0660", "\uff10", "\u2080"])
def test_a_typed_line_with_other_digits_adds_nothing_by_them(zero: str) -> None:
    day = date(2026, 3, 2)
    assert [block.minutes for block in parse_typed_line("97110 23", day).blocks] == [23]
    typed = parse_typed_line(f"97110 {in_script('23', zero)}", day)
    assert typed.unused or [block.minutes for block in typed.blocks] == [None]
    assert not parse_typed_line(in_script("97110", zero), day).blocks


def test_the_screen_and_its_rows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", in_script("200", "\u0660"))
    assert edge_of_screen() is None
    say_csv(("a",), [("-3.5",), (in_script("-3.5", "\u0660"),)])
    assert capsys.readouterr().out.splitlines()[1:] == ["-3.5", "'" + in_script("-3.5", "\u0660")]
