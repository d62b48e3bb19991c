"""Answer questions of the suite that come on standard input, one a line: as we do, or as a public defect does.

So it can be tried what `cleanclaim conformance run` does with a program; each defect is a mistake of published code.
"""

import json
import sys
from typing import Annotated

import click
import msgspec

from cleanclaim.cli.conformance_options import FORM
from cleanclaim.cli.screen import write_json
from cleanclaim.compliance.conformance.own_answers import ANSWERERS
from cleanclaim.compliance.conformance.public_defects import DEFECTS
from cleanclaim.model.errors import UserError

EXAMPLES = (
    "cleanclaim conformance answer",
    "cleanclaim conformance answer --defect each-line-rounded",
)


def run(
    *,
    defect: Annotated[
        str | None,
        click.Option(["--defect"], type=click.Choice(list(DEFECTS)), help="Answer as code with this mistake."),
    ],
) -> int:
    """Answer line by line; returns the exit code, 0."""
    for number, line in enumerate(sys.stdin, 1):
        try:
            question = json.loads(line)
            name, suite, ask = question["id"], question["suite"], question["ask"]
            answer = DEFECTS[defect](suite, ask) if defect else ANSWERERS[suite](ask)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UserError(f"standard input, line {number}", "is no question of the suite", FORM) from None
        write_json(msgspec.json.encode({"id": name, "answer": answer}) + b"\n")
    return 0
