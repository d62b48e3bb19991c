"""Compare a program's answers with what is right: how many, suite by suite, and which are wrong.

ANSWERS is a file with one JSON object a line, in any order; - reads standard input. What is not answered is counted as
such, and is no fault. Exit code 1: an answer is wrong.
"""

import sys
from pathlib import Path
from typing import Annotated

import click

from cleanclaim.cli.conformance_options import Suites, chosen_questions, read_answers, say_scores
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import Format
from cleanclaim.compliance.conformance.score import judge
from cleanclaim.model.errors import UserError

EXAMPLES = (
    "cleanclaim conformance check answers.ndjson",
    "cleanclaim conformance check - --suite units",
)


def run(
    answers: Annotated[str, click.Argument(["answers"], metavar="ANSWERS")], format: Format, *, suite: Suites
) -> int:
    """Read, compare and print; returns the exit code."""
    if answers == "-":
        found = read_answers("standard input", sys.stdin)
    else:
        try:
            text = Path(answers).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise UserError(answers, "is not UTF-8", "Write the answers as JSON, one object a line.") from None
        found = read_answers(answers, text.splitlines())
    judged = judge(chosen_questions(suite), found)
    say_scores(judged, format)
    return ExitCode.FAULT if any(one.verdict == "wrong" for one in judged) else ExitCode.CLEAN
