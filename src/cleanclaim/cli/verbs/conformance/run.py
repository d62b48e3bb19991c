"""Start a program, put the questions to it on standard input, and compare what it prints with what is right.

COMMAND reads one question a line and prints one answer a line, in any order, until its input ends. What it says on
standard error is passed on.

Exit code 1: an answer is wrong; 2: the program could not be started, failed, or took longer than --seconds.
"""

import subprocess
from typing import Annotated

import click
import msgspec

from cleanclaim.cli.conformance_options import Suites, chosen_questions, read_answers, say_scores
from cleanclaim.cli.exit_codes import ExitCode
from cleanclaim.cli.options import Format
from cleanclaim.compliance.conformance.score import judge
from cleanclaim.model.errors import UserError

EXAMPLES = (
    "cleanclaim conformance run -- cleanclaim conformance answer",
    "cleanclaim conformance run --suite units -- python3 our_counter.py",
)


def run(
    command: Annotated[tuple[str, ...], click.Argument(["command"], metavar="COMMAND...", nargs=-1, required=True)],
    format: Format,
    *,
    suite: Suites,
    seconds: Annotated[
        int,
        click.Option(
            ["--seconds"], type=click.IntRange(1), default=600, show_default=True, help="Wait so long for it."
        ),
    ],
) -> int:
    """Ask the program and print how many of its answers are right; returns the exit code."""
    questions = chosen_questions(suite)
    rows = (msgspec.json.encode({"id": one.id, "suite": one.suite, "ask": one.ask}) for one in questions)
    name = command[0]
    try:
        done = subprocess.run(  # noqa: S603 - the user's own program
            command, input=b"\n".join([*rows, b""]), stdout=subprocess.PIPE, timeout=seconds, check=False
        )
    except OSError as wrong:
        raise UserError(name, f"cannot be started ({wrong.strerror})", "Name the program as a shell would.") from None
    except subprocess.TimeoutExpired:
        raise UserError(name, f"did not end within {seconds} seconds", "Let it end when its input does.") from None
    if done.returncode:
        raise UserError(name, f"ended with exit code {done.returncode}", "Let it end with 0 once all is answered.")
    found = read_answers(f"what {name} printed", done.stdout.decode("utf-8", "replace").splitlines())
    judged = judge(questions, found)
    say_scores(judged, format)
    return ExitCode.FAULT if any(one.verdict == "wrong" for one in judged) else ExitCode.CLEAN
