"""Print the questions of the suite, one JSON object a line, for a program to answer."""

import msgspec

from cleanclaim.cli.conformance_options import Suites, chosen_questions
from cleanclaim.cli.screen import write_json

EXAMPLES = ("cleanclaim conformance questions > questions.ndjson", "cleanclaim conformance questions --suite units")


def run(*, suite: Suites) -> int:
    """Print them; returns the exit code, 0."""
    for one in chosen_questions(suite):
        write_json(msgspec.json.encode({"id": one.id, "suite": one.suite, "ask": one.ask}) + b"\n")
    return 0
