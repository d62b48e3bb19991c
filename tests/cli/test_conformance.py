"""`cleanclaim conformance` as people call it: JSON in, JSON out, and any program asked."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call

RIGHT = '{"id": "units/cpt/minutes-8", "answer": {"units": {"97110": 1}}}\n'
WRONG = '{"id": "units/cpt/minutes-7", "answer": {"units": {"97110": 1}}}\n'
PROGRAM = """import json, sys
for line in sys.stdin:
    question = json.loads(line)
    total = sum(spent for _, spent in question["ask"]["minutes"])
    print(json.dumps({"id": question["id"], "answer": {"units": {"97110": (total + 7) // 15}}}))
"""


def test_questions_tell_no_answers() -> None:
    rows = [json.loads(line) for line in call("conformance", "questions").out.splitlines()]
    assert {tuple(row) for row in rows} == {("id", "suite", "ask")}
    assert {row["suite"] for row in rows} >= {"units", "x12"}
    assert {
        json.loads(one)["suite"] for one in call("conformance", "questions", "--suite", "pairs").out.splitlines()
    } == {"pairs"}


def test_our_answers_to_our_questions_are_right_in_files_too(tmp_path: Path) -> None:
    questions = call("conformance", "questions", "--suite", "units").out
    (tmp_path / "answers").write_text(call("conformance", "answer", given=questions).out, encoding="utf-8")
    checked = call("conformance", "check", tmp_path / "answers", "--suite", "units", "--format", "json")
    assert checked.code == 0
    assert checked.json["scores"][0] | {"suite": ""} == {"suite": "", "right": 44, "wrong": 0, "not_answered": 0}


def test_a_wrong_answer_is_named_with_what_is_right() -> None:
    done = call("conformance", "check", "-", given=RIGHT + WRONG)
    assert done.code == 1
    assert 'units/cpt/minutes-7: {"units": {"97110": 1}}, right is {"units": {"97110": 0}}' in " ".join(
        done.out.split()
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("3\n", "line 2: is no answer"),
        ("{\n", "line 2: is no answer"),
        ('{"id": "units/none"}\n', "line 2: no question has the id 'units/none'"),
        ('{"id": "units/cpt/minutes-7", "answer": 1}\n', "line 2: the answer is no object"),
        (RIGHT, "line 2: units/cpt/minutes-8 is answered twice"),
        ("[" * 5_000 + "\n", "line 2: is no answer"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_line(line: str, says: str) -> None:
    done = call("conformance", "check", "-", given=RIGHT + line)
    assert done.code == 2
    assert says in done.err


def test_any_program_can_be_asked(tmp_path: Path) -> None:
    program = tmp_path / "counter.py"
    program.write_text(PROGRAM, encoding="utf-8")
    done = call("conformance", "run", "--suite", "units", "--format", "json", "--", sys.executable, program)
    assert done.code == 1
    (score,) = done.json["scores"]
    assert score["right"] > 10 < score["wrong"]


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("raise SystemExit(3)", "ended with exit code 3"),
        ("print('hello')", "line 1: is no answer"),
        ("import time; time.sleep(60)", "did not end within 1 seconds"),
    ],
)
def test_a_program_that_fails_is_named(tmp_path: Path, program: str, says: str) -> None:
    path = tmp_path / "program.py"
    path.write_text(program, encoding="utf-8")
    done = call("conformance", "run", "--suite", "reduction", "--seconds", "1", "--", sys.executable, path)
    assert done.code == 2
    assert says in done.err


def test_a_program_that_is_not_there_is_named() -> None:
    done = call("conformance", "run", "--", "no-such-program-here")
    assert done.code == 2
    assert "cannot be started" in done.err


def test_what_is_no_question_is_refused() -> None:
    done = call("conformance", "answer", given='{"id": "1", "suite": "none", "ask": {}}\n')
    assert done.code == 2
    assert "standard input, line 1: is no question of the suite" in done.err
