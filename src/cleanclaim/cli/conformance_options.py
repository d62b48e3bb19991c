"""What the commands of `conformance` share: which suites, answers read, scores printed."""

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import click

from cleanclaim.cli.screen import say, say_json, say_table, say_text
from cleanclaim.compliance.conformance.questions import SUITES, SuiteQuestion, suite_questions
from cleanclaim.compliance.conformance.score import JudgedAnswer, scores
from cleanclaim.model.errors import UserError

Json = dict[str, Any]
MOST_LISTED = 20
FORM = (
    'Write one object a line: {"id": "units/cpt/minutes-8", "answer": {"units": {"97110": 1}}}; null where not known.'
)
Suites = Annotated[
    tuple[str, ...],
    click.Option(
        ["--suite"], multiple=True, type=click.Choice(list(SUITES)), help="Only this suite; may be given again."
    ),
]


def chosen_questions(suites: Sequence[str]) -> list[SuiteQuestion]:
    """The questions of these suites; of all, where none is named."""
    return [one for one in suite_questions() if not suites or one.suite in suites]


def read_answers(place: str, lines: Iterable[str]) -> dict[str, Json | None]:
    """The answers by the id of their question. Raises UserError naming the line that is none."""
    found: dict[str, Json | None] = {}
    known = {one.id for one in suite_questions()}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, answer = row["id"], row.get("answer")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UserError(f"{place}, line {number}", "is no answer", FORM) from None
        if name not in known:
            raise UserError(f"{place}, line {number}", f"no question has the id {name!r}", FORM)
        if answer is not None and not isinstance(answer, dict):
            raise UserError(f"{place}, line {number}", "the answer is no object", FORM)
        if name in found:
            raise UserError(f"{place}, line {number}", f"{name} is answered twice", FORM)
        found[name] = answer
    return found


def say_scores(judged: Sequence[JudgedAnswer], format: str) -> None:
    """How many are right, suite by suite, and which are wrong."""
    wrong = [one for one in judged if one.verdict == "wrong"]
    found = [one for one in scores(judged) if one.right + one.wrong + one.not_answered]
    if format == "json":
        listed = [{"id": one.question.id, "answer": one.answer, "right": one.question.right} for one in wrong]
        say_json({"scores": found, "wrong": listed})
        return
    rows = [(one.suite, str(one.right), str(one.wrong), str(one.not_answered), SUITES[one.suite]) for one in found]
    say_table(("suite", "right", "wrong", "not answered", "what"), rows, right=" rrr ")
    for one in wrong[:MOST_LISTED]:
        right = " or ".join(map(json.dumps, one.question.right))
        say_text(f"{one.question.id}: {json.dumps(one.answer)}, right is {right}", 2, lead="  ")
    if len(wrong) > MOST_LISTED:
        say(f"  ... and {len(wrong) - MOST_LISTED:,} more; --format json lists them all.")
